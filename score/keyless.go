package score

import "github.com/rollcall-dev/rollcall/nhi"

// keylessness counts uses by whether they need a stored key. The token that every job has
// without asking is no choice of anybody's and does not count; nor do agents and runners,
// which hold no credential of their own.
func keylessness(identities []nhi.Identity) nhi.Keylessness {
	var k nhi.Keylessness
	for _, id := range identities {
		if id.Kind == nhi.KindAgent || id.Kind == nhi.KindRunner || id.Kind == nhi.KindSecretParameter {
			continue
		}
		for _, u := range id.Uses {
			switch {
			case u.Route == nhi.RouteDefault:
			case keyless(id):
				k.Keyless++
			default:
				k.Static++
			}
		}
	}
	return k
}

// netNewStatic is how many more static credentials there are than in the baseline; nil without one.
func netNewStatic(in Input) *int {
	if in.Baseline == nil {
		return nil
	}
	n := 0
	before := map[nhi.ID]bool{}
	for _, id := range in.Baseline.Identities {
		if id.HoldsStatic() && !before[id.ID] {
			before[id.ID] = true
			n--
		}
	}
	now := map[nhi.ID]bool{}
	for _, id := range in.Identities {
		if id.HoldsStatic() && !now[id.ID] {
			now[id.ID] = true
			n++
		}
	}
	return &n
}
