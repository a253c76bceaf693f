package report

import (
	"cmp"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// reading is a report as the formats for people to read go through it.
type reading struct {
	report     nhi.Report
	open       []nhi.Finding // those that count, the worst first
	identities map[nhi.ID]*nhi.Identity
}

func newReading(r nhi.Report) reading {
	r.Identities = toldApart(r.Identities)
	return reading{report: r, open: openFindings(r), identities: identityIndex(r.Identities)}
}

// listed are the findings that are listed, all or with a baseline those that it does not have, and what the list is called.
func (r reading) listed() (findings []nhi.Finding, title string) {
	if r.report.Baseline == nil {
		return r.open, "Findings"
	}
	for _, f := range r.open {
		if !f.Known {
			findings = append(findings, f)
		}
	}
	return findings, "New findings"
}

// beyondRange says which of a range's findings its commits need not have brought, "" where a comparison tells them apart.
func (r reading) beyondRange() string {
	if r.report.Target.Base == "" || r.report.Baseline != nil || len(r.open) == 0 {
		return ""
	}
	return "Leaked credentials are those of these commits. Other findings are all that " + shortCommit(r.report.Target.Commit) +
		" has: --rules-of-base tells what is new."
}

// noFindings does not let "no findings" pass for "all is well" where something was not seen.
func (r reading) noFindings() string {
	if isEmptyRange(r.report) {
		return "no findings, and no commit to look at"
	}
	if missed := len(r.report.Gaps); missed > 0 {
		return "no findings in what could be read, " + quantity(missed, "gaps")
	}
	return "no findings"
}

// besideNoFindings says why a score is low where there are no findings, as "no findings, grade F" reads like a contradiction; "" where
// there is nothing to explain, or where there may be findings that were not seen.
func (r reading) besideNoFindings() string {
	s := r.report.Score
	if len(r.open) > 0 || len(r.report.Gaps) > 0 || !s.Rated || isPart(r.report.Target) || s.Grade == "A" || s.Grade == "B" {
		return ""
	}
	const ofEvidence, known = " points for want of evidence", " for what is known to be missing or wrong"
	lacks := ""
	switch unknown, lost := missingPoints(s); {
	case unknown == "":
		lacks = lost + " points" + known
	case lost == "":
		lacks = unknown + ofEvidence
	default:
		lacks = unknown + ofEvidence + ", and " + lost + known
	}
	return "Policies ask for less than the score does: it lacks " + lacks + "."
}

// enforced says in words how many of the findings that count are enforced, and that there may be more where not all was seen.
func (r reading) enforced() string {
	n := enforcedOf(r.open)
	if missed := len(r.report.Gaps); missed > 0 {
		n += ", " + quantity(missed, "gaps")
	}
	return n
}

// enforcedOf says how many of the findings that count make a check fail: "none enforced".
func enforcedOf(open []nhi.Finding) string {
	if n := enforcedCount(open); n > 0 {
		return thousands(n) + " enforced"
	}
	return "none enforced"
}

// scanned says what was scanned, how much of it, and when.
func (r reading) scanned() []string {
	target := r.report.Target
	var parts []string
	if target.Commit != "" {
		parts = append(parts, revision(target))
	} else {
		parts = append(parts, kindName(target.Kind))
	}
	parts = append(parts, wasRead(r.report)...)
	switch {
	case target.Staged:
		parts = append(parts, "what is staged")
	case target.Base != "":
		parts = append(parts, commitsSince(r.report))
	case target.Commit != "" && !target.History:
		parts = append(parts, "without history")
	}
	if target.Shallow {
		parts = append(parts, "shallow clone")
	}
	if target.Published {
		parts = append(parts, "as a published project")
	}
	if target.Doubtful {
		parts = append(parts, "doubtful credentials too")
	}
	return append(parts, r.report.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"))
}

// isEmptyRange tells whether the commits that were to be looked at are none, as where both ends are exchanged.
func isEmptyRange(r nhi.Report) bool {
	return r.Target.Base != "" && slices.ContainsFunc(r.Counts, func(c nhi.ScanCount) bool { return c.Unit == "commits" && c.Count == 0 })
}

// commitsSince says where a range began.
func commitsSince(r nhi.Report) string {
	if isEmptyRange(r) {
		return "no commit since " + shortCommit(r.Target.Base)
	}
	return "the commits since " + shortCommit(r.Target.Base)
}

// kindName says what was scanned where no commit does.
func kindName(kind string) string {
	if kind == "text" {
		return "standard input"
	}
	return cmp.Or(plain(kind), "folder")
}

func revision(target nhi.Target) string {
	commit := shortCommit(target.Commit)
	if ref := shortRef(target.Ref); ref != "" {
		commit = plain(ref) + " at " + commit
	}
	if target.Modified {
		commit += ", modified"
	}
	return commit
}
