package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// developed is a report with runs on these days before its own.
func developed(days ...nhi.Run) nhi.Report {
	r := nhi.Report{GeneratedAt: sampleTime, Score: nhi.Score{Rated: true, Value: 71}}
	r.History = append(days, nhi.Run{Time: sampleTime, FormulaVersion: "1", Rated: true, Score: 71, Findings: map[nhi.Severity]int{nhi.SeverityHigh: 12}})
	return r
}

// daysAgo is a run of the past.
func daysAgo(n int, score float64, findings int) nhi.Run {
	return nhi.Run{
		Time: sampleTime.AddDate(0, 0, -n), FormulaVersion: "1", Rated: true, Score: score,
		Findings: map[nhi.Severity]int{nhi.SeverityLow: findings},
	}
}

func TestTrendPhrase(t *testing.T) {
	other, unrated, part, gaps := daysAgo(8, 50, 12), daysAgo(8, 0, 12), daysAgo(8, 90, 1), daysAgo(8, 71, 12)
	other.FormulaVersion, unrated.Rated, part.Partial = "0", false, true
	now := developed(daysAgo(3, 60, 10))
	now.History[1].Partial = true
	blind := developed(gaps)
	blind.History[1].Gaps = 2
	for name, c := range map[string]struct {
		report nhi.Report
		want   string
	}{
		"no history":         {nhi.Report{}, ""},
		"first":              {developed(), "first run in its history"},
		"better":             {developed(daysAgo(8, 67, 15)), "score 71, +4 since 2026-11-14; 12 findings, 3 fewer"},
		"worse":              {developed(daysAgo(8, 71.59, 11)), "score 71, -0.5 since 2026-11-14; 12 findings, 1 more"},
		"the same":           {developed(daysAgo(8, 71.04, 12)), "score 71, unchanged since 2026-11-14; 12 findings, as many"},
		"a week where it is": {developed(daysAgo(30, 10, 0), daysAgo(8, 67, 15), daysAgo(1, 70, 0)), "score 71, +4 since 2026-11-14; 12 findings, 3 fewer"},
		"else the oldest":    {developed(daysAgo(3, 60, 10), daysAgo(1, 70, 0)), "score 71, +11 since 2026-11-19; 12 findings, 2 more"},
		"another formula":    {developed(other), "score 71, computed in another way on 2026-11-14; 12 findings, as many"},
		"unrated before":     {developed(unrated), "score 71, not rated on 2026-11-14; 12 findings, as many"},
		"a part before":      {developed(part), "first whole run in its history"},
		"a part now":         {now, "not all could be read: this run is compared with no other"},
		"less was seen":      {blind, "score 71, unchanged since 2026-11-14; 12 findings, as many; but 2 more gaps"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trendPhrase(c.report); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A line is drawn through what compares, and broken where the score came to be computed in another way. What is of a
// part is a dot beside it.
func TestTrendScoreChart(t *testing.T) {
	runs := []nhi.Run{daysAgo(8, 40, 0), daysAgo(6, 50, 0), daysAgo(4, 60, 0), daysAgo(2, 90, 0), daysAgo(1, 10, 0)}
	runs[0].FormulaVersion, runs[1].FormulaVersion = "0", "0"
	runs[4].Partial = true
	runs[2].Low, runs[2].High = 55, 65
	trend, _ := newTrend(developed(runs...))
	want := lineChart{
		Lines: []string{"0,60 250,50", "500,40 750,10 1000,29"},
		Bands: []string{"0,100 250,100 250,100 0,100", "500,35 750,100 1000,100 1000,100 750,100 500,45"},
		Dots: []dot{
			{"0", "60", "2026-11-14: 40", false}, {"250", "50", "2026-11-16: 50", false}, {"500", "40", "2026-11-18: 60", false},
			{"750", "10", "2026-11-20: 90", false}, {"875", "90", "2026-11-21: 10", true}, {"1000", "29", "2026-11-22: 71", false},
		},
	}
	if diff := cmp.Diff(want, trend.scoreChart()); diff != "" {
		t.Errorf("chart (-want +got):\n%s", diff)
	}
}

func TestTrendFindingChart(t *testing.T) {
	run := daysAgo(8, 40, 4)
	run.Findings[nhi.SeverityHigh] = 20
	trend, _ := newTrend(developed(run))
	want := areaChart{Most: 24, Layers: []layer{
		{"high", "0,16.7 1000,50 1000,100 0,100", 12},
		{"low", "0,0 1000,50 1000,50 0,16.7", 0},
	}}
	if diff := cmp.Diff(want, trend.findingChart()); diff != "" {
		t.Errorf("chart (-want +got):\n%s", diff)
	}
}

func TestHTMLShowsTheTrend(t *testing.T) {
	page := dashboardOf(t, sampleReport())
	view := between(t, page, `aria-labelledby="trend-title"`, "</section>")
	for _, want := range []string{
		"Score 40, &#43;2.5 since 2026-11-14; 6 findings, 1 more; but 1 more gap.", `class="dot partial"`, "of a part</title>",
		`<th scope="row">2026-11-22 09:30</th><td><code>1a2b3c4</code></td><td>40 D</td>`,
	} {
		if !strings.Contains(view, want) {
			t.Errorf("the trend lacks %s:\n%s", want, view)
		}
	}
	if without := dashboardOf(t, nhi.Report{GeneratedAt: time.Unix(0, 0)}); strings.Contains(without, "trend-title") {
		t.Error("a trend without a history")
	}
	if first := dashboardOf(t, developed()); strings.Contains(first, "<polyline") || !strings.Contains(first, "First run in its history.") {
		t.Error("the first run has a chart")
	}
}
