package action

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Redact gives a report without what only the platform's API shows, for readers who could not ask it: the
// identities that no file of the repository names, whatever is said of them, what the API says of the others,
// and the settings. The figures stay those of the whole.
func Redact(r nhi.Report) nhi.Report {
	hidden := map[nhi.ID]bool{}
	for _, identity := range r.Identities {
		hidden[identity.ID] = !inFiles(identity)
	}
	shown := func(id nhi.ID) bool { return !hidden[id] }
	r.Identities = keep(r.Identities, func(i nhi.Identity) bool { return shown(i.ID) })
	for i := range r.Identities {
		redactIdentity(&r.Identities[i], shown)
	}
	r.Findings = keep(r.Findings, func(f nhi.Finding) bool { return shown(f.Identity) && (f.Location == nil || own(*f.Location)) })
	r.Unknowns = keep(r.Unknowns, func(u nhi.Unknown) bool { return shown(u.Identity) })
	r.Workflows = keep(r.Workflows, func(w nhi.Workflow) bool { return w.Repository == "" })
	r.Gaps = slices.Clone(r.Gaps)
	for i := range r.Gaps {
		redactGap(&r.Gaps[i])
	}
	r.Score = redactScore(r.Score, shown)
	if r.Baseline != nil {
		compared := *r.Baseline
		compared.Fixed = []nhi.Finding{} // of identities that may be gone: nothing tells whether files named them
		r.Baseline = &compared
	}
	r.Platform = nil
	return r
}

// redactIdentity leaves of an identity that files name what they say.
func redactIdentity(identity *nhi.Identity, shown func(nhi.ID) bool) {
	identity.Uses = keep(identity.Uses, func(u nhi.Use) bool { return own(u.Location) })
	identity.Exposures = keep(identity.Exposures, visible)
	identity.Links = keep(identity.Links, func(l nhi.Link) bool { return shown(l.To) })
	identity.Privilege.Unused = nil
	identity.Holder = nhi.Fact[string]{}
	identity.Stored, identity.Webhook, identity.Runner, identity.Settings, identity.Account, identity.Subject = nil, nil, nil, nil, nil, nil
}

// redactGap keeps that something of the platform was not seen, and why, without the names.
func redactGap(g *nhi.Gap) {
	if g.Source == "github" {
		g.Scope, g.Detail = "GitHub's API", ""
	}
}

// own tells a place in the repository itself.
func own(l nhi.Location) bool { return l.Path != "" && l.Repository == "" }

// visible tells whether an exposure is in the repository's own files.
func visible(e nhi.Exposure) bool { return own(e.Location) }

func redactScore(s nhi.Score, shown func(nhi.ID) bool) nhi.Score {
	s.Dimensions = slices.Clone(s.Dimensions)
	for i := range s.Dimensions {
		s.Dimensions[i].Problems = keep(s.Dimensions[i].Problems, func(p nhi.Problem) bool { return shown(p.Identity) })
	}
	s.Recommendations = slices.Clone(s.Recommendations)
	for i := range s.Recommendations {
		s.Recommendations[i].Identities = keep(s.Recommendations[i].Identities, shown)
	}
	s.Recommendations = keep(s.Recommendations, func(r nhi.Recommendation) bool { return len(r.Identities) > 0 })
	return s
}

// inFiles tells whether a reader of the repository sees the identity there.
func inFiles(identity nhi.Identity) bool {
	return slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool { return own(u.Location) }) ||
		slices.ContainsFunc(identity.Exposures, visible) ||
		identity.Agent != nil && own(identity.Agent.Location) || identity.Registered.Known()
}

// keep copies the elements that are wanted.
func keep[T any](all []T, wanted func(T) bool) []T {
	if all == nil {
		return nil
	}
	kept := make([]T, 0, len(all))
	for _, one := range all {
		if wanted(one) {
			kept = append(kept, one)
		}
	}
	return kept
}
