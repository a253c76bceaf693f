package action

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Redact gives a report without what only the platform's API shows, for readers who could not ask it: the
// identities that no file of the repository names, whatever is said of them, what the API says of the others,
// and the settings. The figures stay those of the whole. The files that these readers see are those of the repository here, in which
// the run is; "" where nothing tells.
func Redact(r nhi.Report, here string) nhi.Report {
	if r.Target.Kind == "repository" && here != "" && !strings.EqualFold(r.Target.Name, here) {
		r = abroad(r)
	}
	told := platformPolicies(r.Policies)
	hidden, names, places := map[nhi.ID]bool{}, []string{}, []string{}
	alerts, matched := map[nhi.ID][]nhi.Exposure{}, map[nhi.ID]bool{}
	for _, identity := range r.Identities {
		alerts[identity.ID] = keep(identity.Exposures, func(e nhi.Exposure) bool { return e.Platform != nil })
		matched[identity.ID] = isMatched(identity)
		if hidden[identity.ID] = matched[identity.ID] || !inFiles(identity); hidden[identity.ID] {
			names = append(names, string(identity.ID), identity.Name)
		}
		for _, e := range alerts[identity.ID] {
			if places = append(places, e.Platform.URL); !visible(e) {
				places = append(places, e.Location.Path)
			}
		}
	}
	shown := func(id nhi.ID) bool { return !hidden[id] }
	all := r
	r.Identities = keep(r.Identities, func(i nhi.Identity) bool { return shown(i.ID) })
	for i := range r.Identities {
		redactIdentity(&r.Identities[i], shown)
	}
	r.Findings = keep(r.Findings, func(f nhi.Finding) bool {
		known := shown(f.Identity) || matched[f.Identity] && f.Policy == leakPolicy && f.Location != nil // whatever it opens, that it leaked is in a file
		return known && (f.Location == nil || own(*f.Location)) && !told[f.Policy] && !ofAlert(f, alerts[f.Identity])
	})
	for i := range r.Findings {
		f := &r.Findings[i]
		redactFinding(f, alerts[f.Identity])
		if matched[f.Identity] {
			f.Identity, f.Evidence = "", nil
			sayLess(f)
		}
	}
	r.Unknowns = keep(r.Unknowns, func(u nhi.Unknown) bool { return shown(u.Identity) })
	r.Workflows = keep(r.Workflows, func(w nhi.Workflow) bool { return w.Repository == "" })
	r.Gaps = slices.Clone(r.Gaps)
	for i := range r.Gaps {
		redactGap(&r.Gaps[i], r.Target.Kind == "organization")
	}
	r.Gaps = append(leftOut(all, r), r.Gaps...)
	r.Score = redactScore(r.Score, shown, names, places)
	if r.Baseline != nil {
		compared := *r.Baseline
		compared.Fixed = []nhi.Finding{} // of identities that may be gone: nothing tells whether files named them
		r.Baseline = &compared
	}
	r.Platform = nil
	return r
}

// abroad gives a report of another repository than the run's with every place in it named as that one's.
func abroad(r nhi.Report) nhi.Report {
	move := func(l *nhi.Location) { l.Repository = cmp.Or(l.Repository, r.Target.Name) }
	moved := func(l *nhi.Location) *nhi.Location {
		if l == nil {
			return nil
		}
		there := *l
		move(&there)
		return &there
	}
	r.Identities = slices.Clone(r.Identities)
	for n := range r.Identities {
		i := &r.Identities[n]
		i.Uses, i.Exposures = slices.Clone(i.Uses), slices.Clone(i.Exposures)
		for n := range i.Uses {
			move(&i.Uses[n].Location)
		}
		for n := range i.Exposures {
			e := &i.Exposures[n]
			move(&e.Location)
			e.Again = slices.Clone(e.Again)
			for n := range e.Again {
				move(&e.Again[n])
			}
		}
		if i.Agent != nil {
			agent := *i.Agent
			move(&agent.Location)
			i.Agent = &agent
		}
	}
	r.Findings, r.Workflows, r.Gaps = slices.Clone(r.Findings), slices.Clone(r.Workflows), slices.Clone(r.Gaps)
	for n := range r.Findings {
		f := &r.Findings[n]
		f.Location, f.Related = moved(f.Location), slices.Clone(f.Related)
		for n := range f.Related {
			move(&f.Related[n])
		}
	}
	for n := range r.Workflows {
		r.Workflows[n].Repository = cmp.Or(r.Workflows[n].Repository, r.Target.Name)
	}
	for n := range r.Gaps {
		if g := &r.Gaps[n]; slices.Contains(ofRepositories, g.Source) {
			g.Location = cmp.Or(moved(g.Location), &nhi.Location{Repository: r.Target.Name})
		}
	}
	return r
}

// leftOut is the gap that what is left out makes in what is shown, first of all: a report without findings would look as if all were well.
func leftOut(all, shown nhi.Report) []nhi.Gap {
	counting := func(findings []nhi.Finding) (n int) {
		for _, f := range findings {
			if f.Counts() {
				n++
			}
		}
		return n
	}
	findings, identities := counting(all.Findings)-counting(shown.Findings), len(all.Identities)-len(shown.Identities)
	if findings == 0 && identities == 0 {
		return nil
	}
	return []nhi.Gap{{
		Source: "action", Scope: platformScope, Reason: nhi.GapUnsupported,
		Detail: fmt.Sprintf("Left out of what everybody can read (input redact): findings %d, identities %d. The JSON report (output report-file) has them.", findings, identities),
	}}
}

// platformScope is what a gap of the platform is called where its name would tell too much.
const platformScope = "GitHub's API"

// redactIdentity leaves of an identity that files name what they say.
func redactIdentity(identity *nhi.Identity, shown func(nhi.ID) bool) {
	identity.Uses = keep(identity.Uses, func(u nhi.Use) bool { return own(u.Location) })
	identity.Exposures = keep(identity.Exposures, visible)
	for i := range identity.Exposures {
		identity.Exposures[i].Platform = nil
	}
	identity.Links = keep(identity.Links, func(l nhi.Link) bool { return shown(l.To) })
	identity.Privilege.Unused = nil
	identity.Holder = nhi.Fact[string]{}
	identity.Stored, identity.Webhook, identity.Runner, identity.Settings, identity.Account, identity.Subject = nil, nil, nil, nil, nil, nil
}

// ofRepositories are the sources that look at files: of an organisation, at those of its repositories.
var ofRepositories = []string{"workflows", "agents", "leaks", "editors"}

// redactGap keeps that something of the platform was not seen, and why, without the names.
func redactGap(g *nhi.Gap, organization bool) {
	elsewhere := g.Location != nil && g.Location.Repository != "" || organization && slices.Contains(ofRepositories, g.Source)
	if g.Source == "github" || elsewhere {
		g.Scope, g.Detail, g.Location = platformScope, "", nil
	}
}

// own tells a place in the repository itself.
func own(l nhi.Location) bool { return l.Path != "" && l.Repository == "" }

// visible tells whether an exposure is in the repository's own files, and was found there: of what an alert alone tells nobody
// compared the value.
func visible(e nhi.Exposure) bool {
	return own(e.Location) && !(e.Platform != nil && e.ValueClass == 0)
}

// fileFacts are the required facts of policies that files tell, the registry's among them; all others the API alone tells.
var fileFacts = []string{
	"coverage_percent", "days_since_rotation", "days_since_use", "environment", "expires_in_days", "level", "lifetime_days", "maximum_age_days",
	"registered", "resources",
}

// platformPolicies are the policies that judge by what the API alone tells: their findings tell it.
func platformPolicies(policies []nhi.Policy) map[string]bool {
	told := map[string]bool{"push_protection_bypassed": true, "leak_not_rotated": true}
	for _, p := range policies {
		if slices.ContainsFunc(p.Requires, func(fact string) bool { return !slices.Contains(fileFacts, fact) }) {
			told[p.ID] = true
		}
	}
	return told
}

// ofAlert tells whether a finding is of an alert alone.
func ofAlert(f nhi.Finding, alerts []nhi.Exposure) bool {
	return f.Location != nil && slices.ContainsFunc(alerts, func(e nhi.Exposure) bool { return e.Location == *f.Location && !visible(e) })
}

// redactFinding leaves of a finding about a value in a file, of which there are alerts, what the file shows: whether its issuer says
// that it works, strangers are not to know.
func redactFinding(f *nhi.Finding, alerts []nhi.Exposure) {
	f.Related = keep(f.Related, func(l nhi.Location) bool {
		return own(l) && !slices.ContainsFunc(alerts, func(e nhi.Exposure) bool { return e.Location == l && !visible(e) })
	})
	if len(alerts) > 0 {
		f.Unlisted = 0 // of these nobody can tell which the files show
	}
	if len(alerts) == 0 || f.Location == nil || f.Evidence["alert"] == nil {
		return
	}
	sayLess(f)
	f.Evidence = maps.Clone(f.Evidence)
	delete(f.Evidence, "alert")
	delete(f.Evidence, "validity")
}

// sayLess leaves of what a finding says of a leaked value where that is.
func sayLess(f *nhi.Finding) {
	f.Message = "A credential is in " + f.Location.Path + "."
	f.Fix = "Revoke it where it was issued, and issue a new one; keep that in a secret store, not in a file."
}

// leakPolicy is the policy that leaked credentials break.
const leakPolicy = "leaked_credential"

// isMatched tells whether an identity is a key that the API lists and whose private half a file has: what it is called and opens,
// no file says.
func isMatched(i nhi.Identity) bool {
	key := i.Kind == nhi.KindDeployKey || i.Kind == nhi.KindSSHKey
	return key && i.System != "git" && len(i.Uses) == 0 && !i.Registered.Known()
}

// redactScore leaves out of what to do what is about hidden identities, and of places that alerts alone tell: a step names them in
// words.
func redactScore(s nhi.Score, shown func(nhi.ID) bool, names, places []string) nhi.Score {
	s.Dimensions = slices.Clone(s.Dimensions)
	for i := range s.Dimensions {
		s.Dimensions[i].Problems = keep(s.Dimensions[i].Problems, func(p nhi.Problem) bool { return shown(p.Identity) })
	}
	s.Recommendations = slices.Clone(s.Recommendations)
	for i := range s.Recommendations {
		r := &s.Recommendations[i]
		all := len(r.Identities)
		r.Identities = keep(r.Identities, shown)
		some := len(r.Identities) < all
		r.Steps = keep(r.Steps, func(step string) bool { return !namesOne(step, places) && !(some && namesOne(step, names)) })
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

// namesOne tells whether a text has one of some names.
func namesOne(text string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && strings.Contains(text, name) })
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
