// Package baseline compares a report with what was before: with an earlier report, which findings are new, which were
// known and which are fixed; and with a history of figures, how the target fares over time.
package baseline

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Compare gives r with what before says of it: each finding that before has too is marked known,
// r.Baseline holds the figures and what is fixed, and the score tells how many static credentials came.
//
// Findings are one when their fingerprints are, which hold neither line numbers nor ages. A finding that
// was suppressed and no longer is, is new; and one that is now suppressed is not fixed, but known. What a policy
// found that was not asked this time is not fixed, either.
func Compare(r, before nhi.Report) nhi.Report {
	earlier := map[string]nhi.Finding{}
	for _, f := range before.Findings {
		earlier[f.Fingerprint] = f
	}
	compared := &nhi.Baseline{
		Target: before.Target.Name, GeneratedAt: before.GeneratedAt, Commit: before.Target.Commit,
		Read: read(before, r), Score: before.Score.Value, Rated: before.Score.Rated, Grade: before.Score.Grade,
		Fixed: []nhi.Finding{},
	}
	r.Findings = slices.Clone(r.Findings)
	for i, f := range r.Findings {
		old, known := earlier[f.Fingerprint]
		delete(earlier, f.Fingerprint)
		r.Findings[i].Known = known && (old.Counts() || !f.Counts())
		switch {
		case r.Findings[i].Known && f.Counts():
			compared.Known++
		case f.Counts():
			compared.New++
		}
	}
	idle, recent := idlePolicies(r), recentLeaks(before)
	for _, f := range before.Findings {
		if _, gone := earlier[f.Fingerprint]; gone && f.Counts() && !idle[f.Policy] {
			compared.Fixed = append(compared.Fixed, f)
			if recent[f.Identity] {
				compared.Read = "more"
			}
		}
	}
	r.Baseline = compared
	net := static(r) - static(before)
	r.Score.NetNewStatic = &net
	return r
}

// idlePolicies is the policies that say nothing about what they once found: they are off, or failed.
func idlePolicies(r nhi.Report) map[string]bool {
	idle := map[string]bool{}
	for _, p := range r.Policies {
		idle[p.ID] = p.Mode == nhi.ModeOff || p.Unevaluated
	}
	return idle
}

// recentLeaks is the identities with a value that is listed only because it is new: later it is not, and not fixed for that.
func recentLeaks(r nhi.Report) map[nhi.ID]bool {
	recent := map[nhi.ID]bool{}
	for _, identity := range r.Identities {
		recent[identity.ID] = slices.ContainsFunc(identity.Exposures, func(e nhi.Exposure) bool { return e.Recent })
	}
	return recent
}

// read tells whether a scan read more or less than a later one: what only one of them looked at is neither new nor fixed. "more" where it
// read more in one of these: all history (of a shallow clone it is not all), what the platform says, doubtful credentials, what only a
// project that is not published would hide. What is gone may not be fixed then. "" where neither read more.
func read(before, later nhi.Report) string {
	more := func(a, b nhi.Report) bool {
		return whole(a.Target) && !whole(b.Target) || a.Platform != nil && b.Platform == nil || a.Target.Doubtful && !b.Target.Doubtful ||
			!a.Target.Published && b.Target.Published
	}
	switch {
	case more(before, later):
		return "more"
	case more(later, before):
		return "less"
	}
	return ""
}

// whole tells whether a scan read all that it can of its target.
func whole(t nhi.Target) bool {
	return (t.History && !t.Shallow || t.Kind != "repository") && t.Base == "" && !t.Staged
}

// static counts the credentials that live until somebody ends them.
func static(r nhi.Report) int {
	var n int
	for _, identity := range r.Identities {
		if identity.HoldsStatic() {
			n++
		}
	}
	return n
}
