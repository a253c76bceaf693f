package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The values of --fail-on that are no severity.
const (
	failOnEnforced = "enforced" // any finding of an enforced policy
	failOnNever    = "never"
)

// failOnValues lists what --fail-on takes.
func failOnValues() []string {
	values := []string{failOnEnforced, failOnNever}
	for _, s := range nhi.Severities {
		values = append(values, string(s))
	}
	return values
}

func checkFailOn(value string) error {
	if slices.Contains(failOnValues(), value) {
		return nil
	}
	return usagef("use one of "+strings.Join(failOnValues(), ", "), "--fail-on %q is not known", value)
}

// bar is what a report has to clear.
type bar struct {
	failOn  string
	strict  bool // a gap fails, too
	newOnly bool // findings that the baseline has do not fail
	partial bool // a shard is missing: whatever else was found, the work is not done
}

// judge turns a report into the exit code. Findings outrank gaps: a finding is certain,
// whatever else could not be seen.
func (b bar) judge(r nhi.Report) error {
	switch {
	case b.partial:
		return verdict(exitIncomplete)
	case slices.ContainsFunc(r.Findings, b.fails):
		return verdict(exitFindings)
	case len(b.unevaluated(r)) > 0:
		return verdict(exitIncomplete)
	case b.strict && len(r.Gaps) > 0:
		return verdict(exitIncomplete)
	}
	return nil
}

// fails tells whether a finding fails the check. A severity counts findings of advisory
// policies as well: whoever names one asks for more than the policies' own modes.
func (b bar) fails(f nhi.Finding) bool {
	if !f.Counts() || b.newOnly && f.Known {
		return false
	}
	switch b.failOn {
	case failOnNever:
		return false
	case failOnEnforced:
		return f.Mode == nhi.ModeEnforced
	}
	return f.Severity.Rank() >= nhi.Severity(b.failOn).Rank()
}

// unevaluated lists the enforced policies that could not be evaluated: what a change makes fail or
// stop in time must not pass for what it was to prevent.
func (b bar) unevaluated(r nhi.Report) []string {
	var ids []string
	for _, p := range r.Policies {
		if p.Unevaluated && p.Mode == nhi.ModeEnforced && b.failOn != failOnNever {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// reason explains a non-zero exit code in one line for the terminal.
func (b bar) reason(r nhi.Report) string {
	var failing int
	for _, f := range r.Findings {
		if b.fails(f) {
			failing++
		}
	}
	switch {
	case b.partial:
		return "incomplete: a shard is missing"
	case failing > 0 && b.newOnly:
		return fmt.Sprintf("failed: %s (--fail-on %s --new-only)", count(failing, "new finding"), b.failOn)
	case failing > 0:
		return fmt.Sprintf("failed: %s (--fail-on %s)", count(failing, "finding"), b.failOn)
	case len(b.unevaluated(r)) > 0:
		return "incomplete: not evaluated, and enforced: " + strings.Join(b.unevaluated(r), ", ")
	case b.strict && len(r.Gaps) > 0:
		return fmt.Sprintf("incomplete: %s (--strict)", count(len(r.Gaps), "gap"))
	}
	return ""
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
