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

// barOf is what a roll call has to clear: by what was given with the command, else by the configuration, else by the default.
func (f scanFlags) barOf(called roll, given bool) bar {
	b := f.bar(f.failOn)
	if called.failOn != "" && !given {
		b.failOn = called.failOn
	}
	return b
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

// reason explains a non-zero exit code in one line for the terminal, "" for none.
func (b bar) reason(r nhi.Report) string {
	what, because := b.shortfall(r)
	if because == "" {
		return what
	}
	return what + " (" + because + ")"
}

// shortfall says in a few words why a report does not clear the bar, and which flags ask for that; "" where it does.
func (b bar) shortfall(r nhi.Report) (what, because string) {
	switch failing := b.failing(r); {
	case b.partial:
		return "incomplete: a shard is missing", ""
	case failing != "" && b.newOnly:
		return "failed: " + failing, "--fail-on " + b.failOn + " --new-only"
	case failing != "":
		return "failed: " + failing, "--fail-on " + b.failOn
	case len(b.unevaluated(r)) > 0:
		return "incomplete: not evaluated, and enforced: " + strings.Join(b.unevaluated(r), ", "), ""
	case b.strict && len(r.Gaps) > 0:
		return "incomplete: " + count(len(r.Gaps), "gap"), "--strict"
	}
	return "", ""
}

// failing counts the findings that fail the check, and among how many they are; "" where there are none.
func (b bar) failing(r nhi.Report) string {
	failing, all := 0, 0
	for _, f := range r.Findings {
		if f.Counts() && !(b.newOnly && f.Known) {
			all++
		}
		if b.fails(f) {
			failing++
		}
	}
	noun, are, failOn := "finding", "are", b.failOn+" or worse"
	if b.newOnly {
		noun = "new finding"
	}
	if failing == 1 {
		are = "is"
	}
	if b.failOn == failOnEnforced {
		failOn = b.failOn
	}
	switch failing {
	case 0:
		return ""
	case all:
		return count(all, noun)
	}
	return fmt.Sprintf("%d of %s %s %s", failing, count(all, noun), are, failOn)
}

// outcome says in a few words how a report fares, and whether that is worth a reader's attention.
func (b bar) outcome(r nhi.Report) (says string, noteworthy bool) {
	if what, _ := b.shortfall(r); what != "" {
		return what, true
	}
	fresh, noun := 0, "finding"
	if r.Baseline != nil {
		noun = "new finding"
	}
	for _, f := range r.Findings {
		if f.Counts() && !f.Known {
			fresh++
		}
	}
	unseen, within := "", ""
	if n := len(r.Gaps); n > 0 { // where a finding may hide: what cannot be read is easy to bring about
		unseen, within = ", "+count(n, "gap"), " in what could be read"
	}
	if fresh == 0 {
		return "passed: no " + noun + "s" + within + unseen, false
	}
	return "passed: " + count(fresh, noun) + " to look at" + unseen, true
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
