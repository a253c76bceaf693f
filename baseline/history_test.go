package baseline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/baseline"
	"github.com/rollcall-dev/rollcall/nhi"
)

var firstNight = time.Date(2026, 1, 1, 2, 30, 0, 0, time.UTC)

func runAt(t time.Time) nhi.Run {
	return nhi.Run{Time: t, Commit: "abc", FormulaVersion: "1", Rated: true, Score: 50}
}

// grown is a history of runs at these times.
func grown(t testing.TB, times ...time.Time) baseline.History {
	t.Helper()
	var h baseline.History
	for _, at := range times {
		var err error
		if h, err = h.With("acme/shop", runAt(at)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func TestHistoryIsReadAsItWasWritten(t *testing.T) {
	h := grown(t, firstNight.AddDate(0, 0, 1), firstNight)
	read, err := baseline.ReadHistory(h.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []nhi.Run{runAt(firstNight), runAt(firstNight.AddDate(0, 0, 1))}
	if diff := cmp.Diff(want, read.Until(firstNight.AddDate(1, 0, 0))); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	if read.Target != "acme/shop" {
		t.Errorf("the target is %q", read.Target)
	}
	if diff := cmp.Diff(want[:1], read.Until(firstNight)); diff != "" {
		t.Errorf("runs of the first night (-want +got):\n%s", diff)
	}
}

// What another version wrote into a line is not lost when this one adds a run.
func TestHistoryKeepsLinesAsTheyAre(t *testing.T) {
	line := `{"time":"2026-01-01T00:00:00Z","score":12,"carbon_footprint":[1,2]}`
	h, err := baseline.ReadHistory([]byte(`{"rollcall_history":"1","target":"acme/shop","by":"a later one"}` + "\n" + line + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if h, err = h.With("acme/shop", runAt(firstNight)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(h.Bytes()), "\n"+line+"\n") {
		t.Errorf("the line is gone:\n%s", h.Bytes())
	}
}

func TestHistoryOfTheSameRunTwiceHasItOnce(t *testing.T) {
	again := runAt(firstNight)
	again.Score = 60
	h, err := grown(t, firstNight).With("acme/shop", again)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]nhi.Run{again}, h.Until(firstNight)); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	other := again
	other.Commit = "def"
	if h, err = h.With("acme/shop", other); err != nil || len(h.Until(firstNight)) != 2 {
		t.Errorf("two commits at one time: %d runs, %v", len(h.Until(firstNight)), err)
	}
}

func TestHistoryOfAnotherTarget(t *testing.T) {
	_, err := grown(t, firstNight).With("acme/web", runAt(firstNight))
	var wrong *baseline.HistoryError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), `"acme/shop"`) || wrong.Hint() == "" {
		t.Errorf("error %v", err)
	}
}

func TestReadHistoryRefuses(t *testing.T) {
	const head = `{"rollcall_history":"1","target":"acme/shop"}` + "\n"
	secret := "hunter2" + "hunter2"
	for name, c := range map[string]struct{ text, want string }{
		"text":               {secret + "\n", "it is no history of Rollcall"},
		"another JSON":       {`{"schema_version":"1"}`, "it is no history of Rollcall"},
		"another version":    {`{"rollcall_history":"2","target":""}`, "it was written by another version of Rollcall"},
		"a line in between":  {head + secret + "\n" + `{"time":"2026-01-01T00:00:00Z"}`, "line 2 is no run"},
		"an empty line":      {head + "\n\n", "line 2 is no run"},
		"an endless line":    {head + `{"time":"2026-01-01T00:00:00Z","x":"` + strings.Repeat("x", 70_000) + "\"}\n", "line 2 is no run"},
		"no time":            {head + `{"score":5}` + "\n", "line 2 has no time"},
		"a score of 1e9":     {head + `{"time":"2026-01-01T00:00:00Z","score":1e9}` + "\n", "line 2 has a score that is not from 0 to 100"},
		"a negative count":   {head + `{"time":"2026-01-01T00:00:00Z","gaps":-1}` + "\n", "line 2 has a count that cannot be"},
		"markup for a kind":  {head + `{"time":"2026-01-01T00:00:00Z","kinds":{"<b>":1}}` + "\n", "line 2 counts something that has no name"},
		"markup for a grade": {head + `{"time":"2026-01-01T00:00:00Z","grade":"<b>"}` + "\n", "line 2 has a version or grade that is none"},
		"a commit in words":  {head + `{"time":"2026-01-01T00:00:00Z","commit":"::error::"}` + "\n", "line 2 has a commit that is none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := baseline.ReadHistory([]byte(c.text))
			if err == nil || err.Error() != c.want {
				t.Fatalf("error %v, want %s", err, c.want)
			}
			if strings.Contains(err.Error(), secret) {
				t.Error("the error quotes the file")
			}
		})
	}
}

// A disk that was full, or a copy that was cut, costs the last run and no more.
func TestHistoryWhoseEndIsTorn(t *testing.T) {
	whole := grown(t, firstNight, firstNight.AddDate(0, 0, 1)).Bytes()
	second := len(whole) - len(whole[strings.LastIndex(strings.TrimRight(string(whole), "\n"), "\n")+1:])
	for cut := second + 1; cut < len(whole)-1; cut++ {
		h, err := baseline.ReadHistory(whole[:cut])
		if err != nil || !h.Torn || len(h.Until(firstNight.AddDate(1, 0, 0))) != 1 {
			t.Fatalf("cut at %d of %d: torn %t, %v", cut, len(whole), h.Torn, err)
		}
	}
	h, err := baseline.ReadHistory(whole[:len(whole)-1])
	if err != nil || h.Torn || len(h.Until(firstNight.AddDate(1, 0, 0))) != 2 {
		t.Errorf("without the last line's end: torn %t, %v", h.Torn, err)
	}
}

// However many runs there are, a history stays small, keeps the newest, and thinning it again changes nothing.
func TestHistoryIsBounded(t *testing.T) {
	var times []time.Time
	for day := range 900 {
		for hour := range 2 {
			times = append(times, firstNight.AddDate(0, 0, day).Add(time.Duration(hour)*6*time.Hour))
		}
	}
	last := times[len(times)-1]
	runs := grown(t, times...).Until(last)
	days, months := 0, 0
	for i, run := range runs[:len(runs)-baseline.RunsKeptWhole] {
		next := runs[i+1].Time
		switch old := run.Time.Before(last.AddDate(0, 0, -baseline.DaysKept)); {
		case old && run.Time.Month() == next.Month() && next.Before(last.AddDate(0, 0, -baseline.DaysKept)):
			t.Errorf("%s is kept beside %s", run.Time, next)
		case old:
			months++
		case run.Time.YearDay() == next.YearDay():
			t.Errorf("%s is kept beside %s", run.Time, next)
		default:
			days++
		}
	}
	if days != 365-50+1 || months < 17 || months > 19 {
		t.Errorf("%d days and %d months are kept", days, months)
	}
	if !runs[len(runs)-1].Time.Equal(last) || !runs[0].Time.Equal(firstNight.AddDate(0, 0, 30).Add(6*time.Hour)) {
		t.Errorf("kept are %s to %s", runs[0].Time, runs[len(runs)-1].Time)
	}
}

func TestHistoryNeverExceedsItsBound(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"rollcall_history":"1","target":"acme/shop"}` + "\n")
	for month := range 12 * 80 {
		fmt.Fprintf(&text, `{"time":"%s"}`+"\n", firstNight.AddDate(0, month, 0).Format(time.RFC3339))
	}
	h, err := baseline.ReadHistory([]byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if h, err = h.With("acme/shop", runAt(firstNight.AddDate(90, 0, 0))); err != nil {
		t.Fatal(err)
	}
	if runs := h.Until(firstNight.AddDate(90, 0, 0)); len(runs) != baseline.MaximumRuns || runs[len(runs)-1].Score != 50 {
		t.Errorf("%d runs, the last of %s", len(runs), runs[len(runs)-1].Time)
	}
}

// Whatever runs come in whatever order: a history that is read back is the one that was written, and sorted.
func TestHistoryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h baseline.History
		for range rapid.IntRange(0, 150).Draw(t, "runs") {
			run := runAt(firstNight.Add(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "hours")) * time.Hour))
			var err error
			if h, err = h.With("acme/shop", run); err != nil {
				t.Fatal(err)
			}
		}
		read, err := baseline.ReadHistory(h.Bytes())
		if err != nil || string(read.Bytes()) != string(h.Bytes()) {
			t.Fatalf("read back: %v\n%s\nwritten:\n%s", err, read.Bytes(), h.Bytes())
		}
	})
}

// What a report comes to can be read back, whatever names it has.
func TestFiguresCanBeReadBack(t *testing.T) {
	r := nhi.Report{
		GeneratedAt: firstNight, Tool: nhi.Tool{Version: "1.0 <b>"}, Target: nhi.Target{Commit: "not one"},
		Score: nhi.Score{FormulaVersion: "1", Rated: true, Value: 71.23456, Low: 60, High: 80, Grade: "C", Coverage: 0.75,
			Dimensions: []nhi.Dimension{{Name: "rotation", Score: 40, Rated: 2}, {Name: "privilege"}}},
		Identities: []nhi.Identity{
			{Kind: nhi.KindAPIKey, Lifetime: nhi.LifetimeStatic, Status: nhi.Observed(nhi.StatusActive, "x")},
			{Kind: "of my own!", Lifetime: nhi.LifetimeEphemeral},
		},
		Findings: []nhi.Finding{
			{Fingerprint: "a", Severity: nhi.SeverityHigh, Mode: nhi.ModeEnforced}, {Fingerprint: "b", Severity: nhi.SeverityHigh},
			{Fingerprint: "c", Severity: nhi.SeverityLow, Suppressed: &nhi.Suppression{}},
		},
		Unknowns: make([]nhi.Unknown, 3), Gaps: make([]nhi.Gap, 1),
	}
	got := baseline.Figures(baseline.Compare(r, nhi.Report{}))
	two, none := 2, 0
	want := nhi.Run{
		Time: firstNight, FormulaVersion: "1", Rated: true, Score: 71.234, Low: 60, High: 80, Grade: "C", Coverage: 0.75,
		Dimensions: map[string]float64{"rotation": 40}, Kinds: map[nhi.Kind]int{nhi.KindAPIKey: 1, "other": 1},
		Statuses: map[nhi.Status]int{nhi.StatusActive: 1, nhi.StatusUnknown: 1}, Static: 1,
		Findings: map[nhi.Severity]int{nhi.SeverityHigh: 2}, Enforced: 1, Suppressed: 1, New: &two, Fixed: &none, Unknowns: 3, Gaps: 1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
	if got.Identities() != 2 || got.Open() != 2 {
		t.Errorf("%d identities, %d open findings", got.Identities(), got.Open())
	}
	h, err := baseline.History{}.With("acme/shop", got)
	if err != nil {
		t.Fatal(err)
	}
	read, err := baseline.ReadHistory(h.Bytes())
	if diff := cmp.Diff([]nhi.Run{want}, read.Until(firstNight)); err != nil || diff != "" {
		t.Errorf("read back: %v (-want +got):\n%s", err, diff)
	}
}

// Anything may be in the file: it is read or refused, and what is read can be written and read again.
func FuzzReadHistory(f *testing.F) {
	f.Add(grown(f, firstNight, firstNight.AddDate(0, 0, 1)).Bytes())
	f.Add([]byte("{\"rollcall_history\":\"1\"}\n{\"time\":\"2026-01-01T00:00:00Z\",\"new\":3}"))
	f.Add([]byte("\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := baseline.ReadHistory(data)
		if err != nil {
			return
		}
		h, err = h.With(h.Target, runAt(firstNight))
		if err != nil {
			t.Fatal(err)
		}
		again, err := baseline.ReadHistory(h.Bytes())
		if err != nil || again.Torn || len(again.Until(firstNight)) != len(h.Until(firstNight)) {
			t.Fatalf("read again: %v", err)
		}
	})
}
