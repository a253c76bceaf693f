package baseline

import (
	"cmp"
	"encoding/json"
	"errors"
	"regexp"
	"slices"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Figures is what a report came to, for a history. Whether it is partial is for the caller to say.
func Figures(r nhi.Report) nhi.Run {
	run := nhi.Run{
		Time: r.GeneratedAt.UTC(), Commit: matching(hexadecimal(), r.Target.Commit, ""), Version: matching(versionForm(), r.Tool.Version, ""),
		FormulaVersion: r.Score.FormulaVersion, Rated: r.Score.Rated, Score: rounded(r.Score.Value), Low: rounded(r.Score.Low),
		High: rounded(r.Score.High), Grade: r.Score.Grade, Coverage: rounded(r.Score.Coverage),
		Dimensions: map[string]float64{}, Kinds: map[nhi.Kind]int{}, Statuses: map[nhi.Status]int{}, Findings: map[nhi.Severity]int{},
		Static: static(r), Unknowns: len(r.Unknowns), Gaps: len(r.Gaps),
	}
	for _, d := range r.Score.Dimensions {
		if d.Rated > 0 {
			run.Dimensions[d.Name] = rounded(d.Score)
		}
	}
	for _, i := range r.Identities {
		run.Kinds[nhi.Kind(matching(nameForm(), string(i.Kind), "other"))]++
		run.Statuses[cmp.Or(i.Status.Value, nhi.StatusUnknown)]++
	}
	for _, f := range r.Findings {
		switch {
		case !f.Counts():
			run.Suppressed++
			continue
		case f.Mode == nhi.ModeEnforced:
			run.Enforced++
		}
		run.Findings[f.Severity]++
	}
	if b := r.Baseline; b != nil {
		fixed := len(b.Fixed)
		run.New, run.Fixed = &b.New, &fixed
	}
	return run
}

// matching is a text, or another where it has not the form that a history holds.
func matching(form *regexp.Regexp, text, instead string) string {
	if form.MatchString(text) {
		return text
	}
	return instead
}

// rounded leaves a thousandth, which is more than any reader sees.
func rounded(score float64) float64 { return float64(int64(score*1000)) / 1000 }

// maximumRunBytes is the length of the longest line that is read as a run.
const maximumRunBytes = 64 << 10

// readRun reads a line. Its errors quote nothing of it.
func readRun(line []byte) (nhi.Run, error) {
	var run nhi.Run
	if len(line) > maximumRunBytes || json.Unmarshal(line, &run) != nil {
		return nhi.Run{}, errors.New("is no run")
	}
	return run, checkRun(run)
}

// What the few texts of a run may be. Whoever can write the file could else put anything into a report.
var (
	hexadecimal = lazyregexp.New(`^[0-9a-f]{0,64}$`)
	versionForm = lazyregexp.New(`^[0-9A-Za-z.+_-]{0,80}$`)
	nameForm    = lazyregexp.New(`^[a-z_]{1,40}$`)
)

// checkRun says what of a run cannot be.
func checkRun(r nhi.Run) error {
	scores := []float64{r.Score, r.Low, r.High, 100 * r.Coverage}
	counts := []int{r.Static, r.Enforced, r.Suppressed, r.Unknowns, r.Gaps}
	var names []string
	for name, score := range r.Dimensions {
		names, scores = append(names, name), append(scores, score)
	}
	for name, n := range r.Kinds {
		names, counts = append(names, string(name)), append(counts, n)
	}
	for name, n := range r.Statuses {
		names, counts = append(names, string(name)), append(counts, n)
	}
	for name, n := range r.Findings {
		names, counts = append(names, string(name)), append(counts, n)
	}
	for _, n := range []*int{r.New, r.Fixed} {
		if n != nil {
			counts = append(counts, *n)
		}
	}
	switch {
	case r.Time.IsZero():
		return errors.New("has no time")
	case !hexadecimal().MatchString(r.Commit):
		return errors.New("has a commit that is none")
	case !versionForm().MatchString(r.Version) || !versionForm().MatchString(r.FormulaVersion) || !versionForm().MatchString(r.Grade):
		return errors.New("has a version or grade that is none")
	case slices.ContainsFunc(names, func(n string) bool { return !nameForm().MatchString(n) }):
		return errors.New("counts something that has no name")
	case slices.ContainsFunc(scores, func(s float64) bool { return s < 0 || s > 100 }):
		return errors.New("has a score that is not from 0 to 100")
	case slices.ContainsFunc(counts, func(n int) bool { return n < 0 || n > 1<<40 }):
		return errors.New("has a count that cannot be")
	}
	return nil
}
