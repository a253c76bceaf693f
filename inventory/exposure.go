package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// exposedValue is one value and all the places that expose it.
type exposedValue struct {
	exposures []nhi.Exposure // the most visible first
	homes     []*nhi.Identity
	namesakes []*nhi.Identity // secrets whose name it has too, where several do
}

// addExposures gives every exposure to an identity: that of the secret whose name the value
// is assigned to, else one of the value's own.
func (b *builder) addExposures() {
	values := groupByValue(b.seen.Exposures)
	names := b.secretNames()
	var own []*exposedValue
	for _, v := range values {
		if b.joinSecrets(v, names); len(v.homes) == 0 {
			own = append(own, v)
		}
	}
	b.addOwnIdentities(own)
	for _, v := range values {
		for i, a := range v.homes {
			for _, z := range v.homes[i+1:] {
				link(a, z, "same_value", "same_value", "the same value is exposed under both names")
			}
		}
	}
}

// groupByValue puts exposures of one value together. Value class 0 says nothing of equality.
func groupByValue(exposures []nhi.Exposure) []*exposedValue {
	var values []*exposedValue
	known := map[int]*exposedValue{}
	for _, e := range exposures {
		v, ok := known[e.ValueClass]
		if !ok || e.ValueClass == 0 {
			v = &exposedValue{}
			known[e.ValueClass] = v
			values = append(values, v)
		}
		v.exposures = append(v.exposures, e)
	}
	return values
}

// alias is a name by which a secret is known to a job.
type alias struct {
	secret *nhi.Identity
	reason string
}

// secretNames is every name of every known secret, by nameKey: its own, and the environment
// variables that hold it. Of the aliases of one key each secret has one, the first by place.
func (b *builder) secretNames() map[string][]alias {
	names := map[string][]alias{}
	for _, id := range slices.Sorted(maps.Keys(b.identities)) {
		secret := b.identities[id]
		if secret.Store != keptSecret || isGeneric(secret.Name) {
			continue
		}
		names[nameKey(secret.Name)] = append(names[nameKey(secret.Name)], alias{secret, "has this secret's name"})
	}
	variables := map[string][]alias{}
	for _, id := range slices.Sorted(maps.Keys(b.identities)) {
		if secret := b.identities[id]; secret.Store == keptSecret {
			addVariables(variables, secret)
		}
	}
	for key, aliases := range variables {
		if names[key] == nil { // a secret of that very name is the better guess
			names[key] = aliases
		}
	}
	return names
}

func addVariables(variables map[string][]alias, secret *nhi.Identity) {
	uses := slices.Clone(secret.Uses)
	slices.SortFunc(uses, compareUses)
	met := map[string]bool{}
	for _, use := range uses {
		if use.Route != nhi.RouteEnv || met[use.Input] {
			continue
		}
		met[use.Input] = true
		if isGeneric(use.Input) {
			continue
		}
		key := nameKey(use.Input)
		if !slices.ContainsFunc(variables[key], func(a alias) bool { return a.secret == secret }) {
			variables[key] = append(variables[key], alias{secret, "has the name of the variable that holds this secret at " + at(use.Location)})
		}
	}
}

// joinSecrets gives the value to the secrets whose names it is assigned to. The places that
// give it another name, or none, go to the first of them.
func (b *builder) joinSecrets(v *exposedValue, names map[string][]alias) {
	var unnamed []nhi.Exposure
	for _, e := range v.exposures {
		found := namedBy(e.Name, names)
		if len(found) != 1 { // of several, which one it is cannot be told
			unnamed = append(unnamed, e)
			for _, a := range found {
				v.namesakes = append(v.namesakes, a.secret)
			}
			continue
		}
		e.Joined = fmt.Sprintf("the value's name in %s %s", at(e.Location), found[0].reason)
		b.expose(v, found[0].secret, e)
	}
	if len(v.homes) == 0 {
		return
	}
	for _, e := range unnamed {
		e.Joined = "the same value as another exposure of this secret"
		b.expose(v, v.homes[0], e)
	}
}

// namedBy is the secrets that a name could be that of: the one of that very name, else all
// that have its key.
func namedBy(name string, names map[string][]alias) []alias {
	if isGeneric(name) {
		return nil
	}
	found := names[nameKey(name)]
	for _, a := range found {
		if strings.EqualFold(a.secret.Name, name) {
			return []alias{a}
		}
	}
	return found
}

func (b *builder) expose(v *exposedValue, home *nhi.Identity, e nhi.Exposure) {
	home.Exposures = append(home.Exposures, e)
	if !slices.Contains(v.homes, home) {
		v.homes = append(v.homes, home)
	}
	home.Uses = append(home.Uses, b.literalUses(e)...)
}

// addOwnIdentities gives each value that no secret's name carries an identity of its own. Its
// ID is made of the rule and the most visible place; where that place holds several such
// values, the older ones come first, so that a new one does not rename them.
func (b *builder) addOwnIdentities(values []*exposedValue) {
	slices.SortStableFunc(values, func(x, y *exposedValue) int {
		return cmp.Or(compareDates(x.first(), y.first()), compareExposures(x.exposures[0], y.exposures[0]))
	})
	taken := map[string]int{}
	for _, v := range values {
		shown := v.exposures[0]
		native := shown.Location.Path + "#" + shown.Rule
		taken[native]++
		if n := taken[native]; n > 1 {
			native = fmt.Sprintf("%s-%d", native, n)
		}
		home := b.identity(nhi.Identity{
			ID:     nhi.ID(systemGit + ":" + b.scope + ":" + exposedInFile + ":" + native),
			System: systemGit, Store: keptInFile, Lifetime: nhi.LifetimeStatic,
			Name: exposedName(shown), Credential: bestCredential(v.exposures), Kind: exposedKind(v.exposures),
		})
		for _, e := range v.exposures {
			b.expose(v, home, e)
		}
		for _, secret := range v.namesakes {
			link(home, secret, "same_name", "same_name", "the value's name is that of several secrets")
		}
	}
}

// first is the oldest commit's exposure; one that is not committed is younger than any.
func (v *exposedValue) first() nhi.Exposure { return slices.MinFunc(v.exposures, compareDates) }

func compareDates(a, b nhi.Exposure) int {
	switch {
	case a.Date.IsZero() == b.Date.IsZero():
		return a.Date.Compare(b.Date)
	case a.Date.IsZero():
		return 1
	}
	return -1
}

func exposedName(e nhi.Exposure) string {
	name := e.Name
	if name == "" {
		name = e.Rule
	}
	return name + " in " + e.Location.Path
}

func exposedKind(exposures []nhi.Exposure) nhi.Kind {
	if kind := bestCredential(exposures).Kind; kind != "" {
		return kind
	}
	return nhi.KindAPIKey // most of what is leaked and not recognised is one
}

// recognisers ranks what nhi.Credential.By names, the most telling first.
var recognisers = map[string]int{"value": 0, "url": 1, "name": 2, "": 3}

var confidences = map[nhi.Confidence]int{nhi.ConfidenceHigh: 0, nhi.ConfidenceMedium: 1, nhi.ConfidenceLow: 2, "": 3}

// bestCredential is the most telling of what the exposures' places say of their value.
func bestCredential(exposures []nhi.Exposure) nhi.Credential {
	best := slices.MinFunc(exposures, func(a, b nhi.Exposure) int {
		return cmp.Or(
			cmp.Compare(recognisers[a.Credential.By], recognisers[b.Credential.By]),
			cmp.Compare(confidences[a.Credential.Confidence], confidences[b.Credential.Confidence]))
	})
	return best.Credential
}

// literalUses is the uses of a value written in a workflow file: the job it stands in or,
// above the first, all of them. Places in older commits say nothing of the file as it is.
func (b *builder) literalUses(e nhi.Exposure) []nhi.Use {
	if !standsThere(e) {
		return nil
	}
	i, ok := slices.BinarySearchFunc(b.seen.Workflows, e.Location.Path, func(w nhi.Workflow, path string) int {
		return cmp.Compare(w.Path, path)
	})
	if !ok {
		return nil
	}
	w := &b.seen.Workflows[i]
	use := nhi.CredentialUse{Route: nhi.RouteLiteral, Level: levelWorkflow, Step: -1, Input: e.Name, Location: e.Location}
	job, step := jobAt(w, e.Location.Line)
	if job == nil {
		var uses []nhi.Use
		for i := range w.Jobs {
			uses = append(uses, b.useAt(site{w, &w.Jobs[i], -1}, &w.Jobs[i], use))
		}
		return uses
	}
	use.Level, use.Step, use.Action = levelJob, step, actionOf(job, step)
	if step >= 0 {
		use.Level = levelStep
	}
	return []nhi.Use{b.useAt(site{w, job, -1}, job, use)}
}

// standsThere tells whether the place of an exposure is one in the file as it is now.
func standsThere(e nhi.Exposure) bool {
	return e.Presence == nhi.PresenceHead || e.Presence == nhi.PresenceWorktree
}

// jobAt is the job that a line of a workflow belongs to, nil above the first, and the step in
// it, -1 above the first.
func jobAt(w *nhi.Workflow, line int) (job *nhi.Job, step int) {
	step = -1
	for i := range w.Jobs {
		if j := &w.Jobs[i]; j.Location.Line <= line && (job == nil || j.Location.Line > job.Location.Line) {
			job = j
		}
	}
	if job == nil {
		return nil, step
	}
	from := 0
	for _, s := range job.Steps {
		if s.Location.Line <= line && s.Location.Line > from {
			step, from = s.Index, s.Location.Line
		}
	}
	return job, step
}
