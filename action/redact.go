package action

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Redact gives a report without what only the platform's API shows, for readers who could not ask it: the
// identities that no file names, whatever is said of them, and the settings. The figures stay those of the whole.
func Redact(r nhi.Report) nhi.Report {
	hidden := map[nhi.ID]bool{}
	for _, identity := range r.Identities {
		hidden[identity.ID] = !inFiles(identity)
	}
	shown := func(id nhi.ID) bool { return !hidden[id] }
	r.Identities = keep(r.Identities, func(i nhi.Identity) bool { return shown(i.ID) })
	for i := range r.Identities {
		identity := &r.Identities[i]
		identity.Links = keep(identity.Links, func(l nhi.Link) bool { return shown(l.To) })
	}
	r.Findings = keep(r.Findings, func(f nhi.Finding) bool { return shown(f.Identity) })
	r.Unknowns = keep(r.Unknowns, func(u nhi.Unknown) bool { return shown(u.Identity) })
	r.Score = redactScore(r.Score, shown)
	if r.Baseline != nil {
		compared := *r.Baseline
		compared.Fixed = []nhi.Finding{} // of identities that may be gone: nothing tells whether files named them
		r.Baseline = &compared
	}
	r.Platform = nil
	return r
}

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

// inFiles tells whether a reader of the repository sees the identity there.
func inFiles(identity nhi.Identity) bool {
	return len(identity.Uses) > 0 || identity.Agent != nil || identity.Registered.Known() ||
		slices.ContainsFunc(identity.Exposures, func(e nhi.Exposure) bool { return e.Location.Path != "" })
}
