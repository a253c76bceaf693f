package inventory

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// exposedValue is one value and all the places in one repository that expose it.
type exposedValue struct {
	class     int
	exposures []nhi.Exposure // the most visible first
	homes     []*nhi.Identity
	namesakes []namesake // secrets whose name it has, where that does not tell that it is theirs
}

// namesake is a secret whose name a value has.
type namesake struct {
	secret  *nhi.Identity
	several bool // have this name
}

// reason is why nothing but a link follows from a name.
func (n namesake) reason() string {
	if n.several {
		return "the value's name is that of several secrets"
	}
	return "the value has this secret's name at a doubtful place"
}

// addExposures gives every exposure to an identity: the one whose value it is known to be, that of the secret whose
// name the value is assigned to, else one of the value's own.
func (b *builder) addExposures() {
	values := b.groupByValue(b.seen.Exposures)
	names, keys := newNames(b), b.publicKeys()
	var own []*exposedValue
	for _, v := range values {
		if b.joinKnown(v, keys); len(v.homes) == 0 {
			b.joinSecrets(v, names)
		}
		if len(v.homes) == 0 {
			own = append(own, v)
		}
	}
	b.addOwnIdentities(own)
	linkValues(values)
}

// linkValues ties the identities that one value is exposed by, each to all, or, where they are many, to the first.
func linkValues(values []*exposedValue) {
	homes := map[int][]*nhi.Identity{}
	for i, v := range values {
		class := v.class
		if class == 0 {
			class = -1 - i // equal to no other
		}
		for _, h := range v.homes {
			if !slices.Contains(homes[class], h) {
				homes[class] = append(homes[class], h)
			}
		}
	}
	const reason = "the same value is exposed under both names"
	for _, same := range homes {
		for i, a := range same {
			rest := same[i+1:]
			if len(same) > maxTied && i > 0 {
				break
			}
			for _, z := range rest {
				link(a, z, nhi.RelationSameValue, nhi.RelationSameValue, reason)
			}
		}
	}
}

// groupByValue puts exposures of one value in one repository together. Value class 0 says nothing of equality;
// all places of one alert have one value.
func (b *builder) groupByValue(exposures []nhi.Exposure) []*exposedValue {
	type sameness struct {
		repository string
		class      int
		alert      string
	}
	var values []*exposedValue
	known := map[sameness]*exposedValue{}
	for _, e := range exposures {
		key := sameness{repository: b.calls.file(e.Location.Repository, "").repository, class: e.ValueClass}
		if e.ValueClass == 0 && e.Platform != nil && e.Of == "" {
			key.alert = e.Platform.URL
		}
		v, ok := known[key]
		if !ok || e.ValueClass == 0 && key.alert == "" {
			v = &exposedValue{class: e.ValueClass}
			known[key] = v
			values = append(values, v)
		}
		v.exposures = append(v.exposures, e)
	}
	return values
}

// joinKnown gives the value to the identity that it is known to be of: the variable that holds it, or the key whose
// public half it proves to belong to.
func (b *builder) joinKnown(v *exposedValue, keys map[string]*nhi.Identity) {
	var home *nhi.Identity
	for _, e := range v.exposures {
		if home = cmp.Or(b.variableOf(e), keys[fingerprint(e.Credential)]); home != nil {
			break
		}
	}
	if home == nil {
		return
	}
	for _, e := range v.exposures {
		b.expose(v, home, e)
	}
}

// variableOf is the variable that holds an exposed value, nil when the source does not say so.
func (b *builder) variableOf(e nhi.Exposure) *nhi.Identity {
	if e.Of == "" {
		return nil
	}
	if b.variablesByID == nil {
		b.variablesByID = map[nhi.ID]*nhi.Identity{}
		for id, identity := range b.identities {
			b.variablesByID[foldID(id)] = identity
		}
	}
	return b.variablesByID[foldID(e.Of)]
}

// publicKeys is the keys that the platform knows, by the fingerprint of their public half.
func (b *builder) publicKeys() map[string]*nhi.Identity {
	keys := map[string]*nhi.Identity{}
	for _, id := range slices.Sorted(maps.Keys(b.identities)) {
		identity := b.identities[id]
		if identity.Kind != nhi.KindDeployKey && identity.Kind != nhi.KindSSHKey {
			continue
		}
		if print := fingerprint(identity.Credential); print != "" && keys[print] == nil {
			keys[print] = identity
		}
	}
	delete(keys, "")
	return keys
}

// fingerprint is that of the public half of a key, "" for what is none or does not say.
func fingerprint(c nhi.Credential) string {
	for _, p := range c.Proves {
		if p.Name == "fingerprint" {
			return p.Value
		}
	}
	return ""
}

// joinSecrets gives the value to the secrets whose names it is assigned to. The places that give it another name, or
// none, go to the first of them. What a doubtful place says is not followed against those that are not, so that a value
// is the same identity at every level of sensitivity.
func (b *builder) joinSecrets(v *exposedValue, names *names) {
	found := make([][]alias, len(v.exposures))
	joins, doubtful := false, !v.listed()
	for i, e := range v.exposures {
		found[i] = names.of(e)
		joins = joins || len(found[i]) == 1 && (doubtful || listed(e))
	}
	var unnamed []nhi.Exposure
	for i, e := range v.exposures {
		if !joins || len(found[i]) != 1 { // of several, which one it is cannot be told
			unnamed = append(unnamed, e)
			for _, a := range found[i][:min(len(found[i]), maxTied)] {
				v.namesakes = append(v.namesakes, namesake{a.secret, len(found[i]) > 1})
			}
			continue
		}
		e.Joined = fmt.Sprintf("the value's name in %s %s", placeOrWords(e), found[i][0].reason)
		b.expose(v, found[i][0].secret, e)
	}
	if len(v.homes) == 0 {
		return
	}
	for _, e := range unnamed {
		e.Joined = "the same value as another exposure of this secret"
		b.expose(v, v.homes[0], e)
	}
}

// placeOrWords is where an exposure is: its place in a file, else what the platform says.
func placeOrWords(e nhi.Exposure) string {
	if e.Location.Path == "" && e.Platform != nil {
		return e.Platform.Place
	}
	return e.Location.String()
}

func (b *builder) expose(v *exposedValue, home *nhi.Identity, e nhi.Exposure) {
	home.Exposures = append(home.Exposures, e)
	if !slices.Contains(v.homes, home) {
		v.homes = append(v.homes, home)
	}
	home.Uses = append(home.Uses, b.literalUses(e)...)
}

// addOwnIdentities gives each value that no secret's name carries an identity of its own. Its ID is made of the place
// and the name that it is assigned to there; where several have the same, the older ones come first, so that a new one
// does not rename them.
func (b *builder) addOwnIdentities(values []*exposedValue) {
	nhi.Sort(values, compareAges)
	taken := map[nhi.ID]int{}
	for _, v := range values {
		shown := v.naming()
		scope := b.world.home(shown.Location.Repository).name
		home := b.identity(nhi.Identity{
			ID: b.untaken(taken, exposedID(scope, shown)), System: systemGit, Store: keptInFile, Scope: scope, Lifetime: nhi.LifetimeStatic,
			Name: exposedName(shown), Credential: bestCredential(v.exposures), Kind: exposedKind(v.exposures),
		})
		for _, e := range v.exposures {
			b.expose(v, home, e)
		}
		for _, n := range v.namesakes {
			link(home, n.secret, nhi.RelationSameName, nhi.RelationSameName, n.reason())
		}
	}
}

// exposedName is what a reader calls an exposed value: as the file does, else by its service or by what its rule looks for.
func exposedName(e nhi.Exposure) string {
	name := e.Name
	if name == "" {
		words, known := nhi.RuleWords(e.Rule)
		if name = withoutArticle(words); !known && e.Credential.Service != "" {
			name = credentialOf(e.Credential.Service)
		}
	}
	return name + " in " + cmp.Or(e.Location.Path, placeOrWords(e))
}

// credentialOf is what a service's credential is called: AWS IAM access key, npm credential.
func credentialOf(service string) string {
	if slices.ContainsFunc(nameWords(service), func(w string) bool { return credentialEndings[w] || w == "WEBHOOK" }) {
		return service
	}
	return service + " credential"
}

// withoutArticle is what something is called, as a name rather than in a sentence.
func withoutArticle(words string) string {
	for _, article := range []string{"a ", "an ", "the "} {
		if name, found := strings.CutPrefix(words, article); found {
			return name
		}
	}
	return words
}

func exposedKind(exposures []nhi.Exposure) nhi.Kind {
	if kind := bestCredential(exposures).Kind; kind != "" {
		return kind
	}
	return nhi.KindAPIKey // most of what is leaked and not recognised is one
}

// recognisers ranks what nhi.Credential.By names, the most telling first.
var recognisers = map[nhi.Recognition]int{
	nhi.RecognisedByValue: 0, nhi.RecognisedByRule: 0, nhi.RecognisedByFile: 0, nhi.RecognisedByURL: 1, nhi.RecognisedByName: 2, "": 3,
}

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
	w := b.calls.files[b.calls.file(e.Location.Repository, e.Location.Path)]
	if w == nil {
		return nil
	}
	use := nhi.CredentialUse{Route: nhi.RouteLiteral, Level: nhi.UseInWorkflow, Step: -1, Input: e.Name, Location: e.Location}
	job, step := jobAt(w, e.Location.Line)
	if job == nil {
		var uses []nhi.Use
		for i := range w.Jobs {
			uses = append(uses, b.useAt(site{w, &w.Jobs[i], -1}, &w.Jobs[i], use))
		}
		return uses
	}
	use.Level, use.Step, use.Action = nhi.UseInJob, step, actionOf(job, step)
	if step >= 0 {
		use.Level = nhi.UseInStep
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
