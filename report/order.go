package report

import (
	"cmp"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// openFindings returns the findings that count, the worst first.
func openFindings(r nhi.Report) []nhi.Finding {
	var open []nhi.Finding
	for _, f := range r.Findings {
		if f.Counts() {
			open = append(open, f)
		}
	}
	nhi.Sort(open, leaksIn(r.Identities).worstFirst)
	return open
}

// leaks is the identities of a report by ID: findings of leaked credentials are ordered by what they hold.
type leaks map[nhi.ID]*nhi.Identity

func leaksIn(identities []nhi.Identity) leaks { return identityIndex(identities) }

// worstFirst orders findings by severity, then enforced before advisory, then policy, then, of leaked credentials, by
// how sure and how near they are, then identity and place.
func (l leaks) worstFirst(a, b nhi.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
		cmp.Compare(slices.Index(nhi.Modes, a.Mode), slices.Index(nhi.Modes, b.Mode)),
		cmp.Compare(a.Policy, b.Policy),
		cmp.Compare(l.distance(a), l.distance(b)),
		cmp.Compare(a.Identity, b.Identity),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}

// distance puts what is proved before what is at HEAD, that before other refs, these before the past and what is only
// proposed last; of each, what the detection is surer of.
func (l leaks) distance(f nhi.Finding) int {
	e := exposureOf(f, l[f.Identity])
	if e == nil {
		return 0
	}
	sure := 1 + slices.Index([]nhi.Confidence{nhi.ConfidenceHigh, nhi.ConfidenceMedium, nhi.ConfidenceLow}, e.Confidence)
	switch {
	case e.Platform != nil && e.Platform.Validity == "active":
		return sure
	case e.Credential.Checksum == "valid":
		return 10 + sure
	case nhi.IsProposal(e.Ref):
		return 100 + sure
	}
	return 20 + 10*slices.Index([]nhi.Presence{nhi.PresenceHead, nhi.PresenceWorktree, nhi.PresenceBranch, nhi.PresenceHistory}, e.Presence) + sure
}

// compareLocations orders by repository, path, line and column; no place comes last.
func compareLocations(a, b *nhi.Location) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// worstOf is how severe the worst finding of each policy is that counts.
func worstOf(findings []nhi.Finding) map[string]nhi.Severity {
	worst := map[string]nhi.Severity{}
	for _, f := range findings {
		if f.Counts() && f.Severity.Rank() > worst[f.Policy].Rank() {
			worst[f.Policy] = f.Severity
		}
	}
	return worst
}

// findingGroup is what one policy found at one severity and mode.
type findingGroup struct {
	policy, title string
	severity      nhi.Severity
	mode          nhi.Mode
	findings      []nhi.Finding
}

// groupFindings gathers findings, sorted by worstFirst, by policy.
func groupFindings(findings []nhi.Finding) []findingGroup {
	var groups []findingGroup
	for _, f := range findings {
		last := len(groups) - 1
		if last < 0 || groups[last].policy != f.Policy || groups[last].severity != f.Severity || groups[last].mode != f.Mode {
			groups = append(groups, findingGroup{policy: f.Policy, title: f.Title, severity: f.Severity, mode: f.Mode})
			last++
		}
		groups[last].findings = append(groups[last].findings, f)
	}
	return groups
}

// identityIndex finds identities by id, for what refers to them.
func identityIndex(identities []nhi.Identity) map[nhi.ID]*nhi.Identity {
	index := make(map[nhi.ID]*nhi.Identity, len(identities))
	for i := range identities {
		index[identities[i].ID] = &identities[i]
	}
	return index
}
