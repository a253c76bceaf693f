package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// trendView is how the target develops: two charts, and the same as a table.
type trendView struct {
	Phrase        string
	Since         string // the day that the score is compared with; "": none
	Points        string // by how much the score changed since
	State         string
	Drawn         bool
	First, Last   string // days at the charts' ends
	Score         lineChart
	Findings      areaChart
	Runs          []runRow // the newest first
	Earlier       int      // runs above those listed
	ScoreCaption  string
	FindingsLabel string
}

// lineChart is the score over time, in a picture of chartWidth × 100 that is stretched as wide as there is room.
type lineChart struct {
	Lines []string // points of polylines; one ends where scores do not compare with those that follow
	Bands []string // points of polygons: what the score could have been, with what was unknown
	Dots  []dot
}

// dot is one run.
type dot struct {
	X, Y, Title string
	Partial     bool
}

// areaChart is the findings over time, a layer for each severity, the worst at the bottom.
type areaChart struct {
	Most   int // at the top of the scale
	Layers []layer
}

type layer struct {
	Severity, Points string
	Now              int
}

// runRow is a run in the table.
type runRow struct {
	Day, Commit, Score, Range string
	Counts                    []int // of findings by severity, the worst first
	New, Fixed                string
	Identities, Static, Gaps  int
	Partial                   bool
}

const (
	chartWidth  = 1000
	chartHeight = 100
	runsListed  = 60
	dotsDrawn   = 60 // with more runs, the line alone
)

func (v roll) trend() *trendView {
	t, found := newTrend(v.report)
	if !found {
		return nil
	}
	view := &trendView{Phrase: sentenceCase(sentence(trendPhrase(v.report))), Drawn: len(t.runs) > 1, First: dayOf(t.runs[0].Time), Last: dayOf(t.now.Time)}
	if t.before != nil && scoresCompare(t.now, *t.before) {
		view.Since, view.Points = dayOf(t.before.Time), t.points()
		view.State = changeState(t.now.Score - t.before.Score)
	}
	view.Score, view.Findings = t.scoreChart(), t.findingChart()
	view.ScoreCaption = fmt.Sprintf("Score from %s to %s, %s", view.First, view.Last, quantity(len(t.runs), "runs"))
	view.FindingsLabel = fmt.Sprintf("Findings from %s to %s: from %s to %s", view.First, view.Last, thousands(t.runs[0].Open()), thousands(t.now.Open()))
	view.Earlier = max(0, len(t.runs)-runsListed)
	for _, run := range slices.Backward(t.runs[view.Earlier:]) {
		view.Runs = append(view.Runs, newRunRow(run))
	}
	return view
}

func changeState(points float64) string {
	switch {
	case points > 0:
		return stateOK
	case points < 0:
		return stateBad
	}
	return ""
}

// across is where a moment lies between the first run and the last.
func (t trend) across(at time.Time) string {
	whole := t.now.Time.Sub(t.runs[0].Time)
	if whole <= 0 {
		return decimal(chartWidth / 2)
	}
	return decimal(chartWidth * float64(at.Sub(t.runs[0].Time)) / float64(whole))
}

func decimal(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

func (t trend) scoreChart() lineChart {
	var c lineChart
	var line, upper, lower []string
	end := func() {
		if len(line) > 1 {
			c.Lines = append(c.Lines, strings.Join(line, " "))
			c.Bands = append(c.Bands, polygon(upper, lower))
		}
		line, upper, lower = nil, nil, nil
	}
	for i, run := range t.runs {
		x, y := t.across(run.Time), decimal(chartHeight-clamp(run.Score))
		if run.Rated && len(t.runs) <= dotsDrawn {
			c.Dots = append(c.Dots, dot{x, y, dayOf(run.Time) + ": " + number(run.Score), run.Partial})
		}
		if !run.Rated || run.Partial {
			continue
		}
		if i > 0 && !scoresCompare(run, t.runs[i-1]) && !t.runs[i-1].Partial {
			end()
		}
		line = append(line, x+","+y)
		upper = append(upper, x+","+decimal(chartHeight-clamp(run.High)))
		lower = append(lower, x+","+decimal(chartHeight-clamp(run.Low)))
	}
	end()
	return c
}

// findingChart draws the runs that are whole: fewer findings in a part would look like progress.
func (t trend) findingChart() areaChart {
	c := areaChart{Most: 1}
	whole := slices.DeleteFunc(slices.Clone(t.runs), func(run nhi.Run) bool { return run.Partial })
	for _, run := range whole {
		c.Most = max(c.Most, run.Open())
	}
	below := make([]int, len(whole))
	for _, severity := range slices.Backward(nhi.Severities) {
		var ceiling, floor []string
		seen := false
		for n, run := range whole {
			x := t.across(run.Time)
			floor = append(floor, x+","+c.height(below[n]))
			below[n] += run.Findings[severity]
			ceiling = append(ceiling, x+","+c.height(below[n]))
			seen = seen || run.Findings[severity] > 0
		}
		if seen {
			c.Layers = append(c.Layers, layer{string(severity), polygon(ceiling, floor), t.now.Findings[severity]})
		}
	}
	return c
}

// polygon is the points of what lies between two lines that run alongside.
func polygon(upper, lower []string) string {
	slices.Reverse(lower)
	return strings.Join(append(upper, lower...), " ")
}

// height is where a number of findings is in the picture.
func (c areaChart) height(n int) string {
	return decimal(chartHeight - chartHeight*float64(n)/float64(c.Most))
}

func newRunRow(run nhi.Run) runRow {
	row := runRow{
		Day: run.Time.UTC().Format("2006-01-02 15:04"), Commit: plain(run.Commit[:min(len(run.Commit), 7)]), Score: "–",
		Range: number(run.Low) + " to " + number(run.High),
		New:   optional(run.New), Fixed: optional(run.Fixed),
		Identities: run.Identities(), Static: run.Static, Gaps: run.Gaps, Partial: run.Partial,
	}
	if run.Rated {
		row.Score = number(run.Score) + " " + plain(run.Grade)
	} else {
		row.Range = ""
	}
	for _, severity := range slices.Backward(nhi.Severities) {
		row.Counts = append(row.Counts, run.Findings[severity])
	}
	return row
}

// optional is a count, and nothing where nobody counted.
func optional(n *int) string {
	if n == nil {
		return ""
	}
	return thousands(*n)
}
