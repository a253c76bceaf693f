package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// environmentWords are the words of GitHub environments' names that say what they are.
var environmentWords = map[string]nhi.Environment{
	"prod": nhi.EnvironmentProduction, "production": nhi.EnvironmentProduction, "prd": nhi.EnvironmentProduction,
	"live": nhi.EnvironmentProduction,

	"staging": nhi.EnvironmentStaging, "stage": nhi.EnvironmentStaging, "stg": nhi.EnvironmentStaging,
	"preprod": nhi.EnvironmentStaging, "preproduction": nhi.EnvironmentStaging, "uat": nhi.EnvironmentStaging,
	"qa": nhi.EnvironmentStaging, "acceptance": nhi.EnvironmentStaging, "nonprod": nhi.EnvironmentStaging,
	"nonproduction": nhi.EnvironmentStaging,

	"dev": nhi.EnvironmentDevelopment, "devel": nhi.EnvironmentDevelopment, "development": nhi.EnvironmentDevelopment,
	"test": nhi.EnvironmentDevelopment, "testing": nhi.EnvironmentDevelopment, "preview": nhi.EnvironmentDevelopment,
	"sandbox": nhi.EnvironmentDevelopment, "local": nhi.EnvironmentDevelopment,

	"ci": nhi.EnvironmentCI,
}

// lesser are words that turn the production after them into something less.
var lesser = []string{"PRE", "NON", "NOT", "PSEUDO"}

// environmentOf says what a GitHub environment's name stands for: "eu-prod" is production,
// "pre-production" staging. Of several words the last decides.
func environmentOf(name string) nhi.Environment {
	words := nameWords(name)
	for i, word := range slices.Backward(words) {
		env, ok := environmentWords[strings.ToLower(strings.TrimRight(word, "0123456789"))]
		if !ok {
			continue
		}
		if env == nhi.EnvironmentProduction && i > 0 && slices.Contains(lesser, words[i-1]) {
			return nhi.EnvironmentStaging
		}
		return env
	}
	return nhi.EnvironmentUnknown
}

func describeEnvironment(identity *nhi.Identity, entries []registry.Entry) {
	if identity.Stored != nil && identity.Stored.Environment != "" {
		identity.Environments = append(identity.Environments, identity.Stored.Environment)
	}
	for _, u := range identity.Uses {
		if u.Environment != "" {
			identity.Environments = append(identity.Environments, u.Environment)
		}
		identity.Environments = append(identity.Environments, u.Environments...)
	}
	identity.Environments = onceFolded(identity.Environments)
	identity.Environment = declaredOr(entries, func(e registry.Entry) nhi.Environment { return e.Environment }, seenEnvironment(identity))
}

// onceFolded sorts names that know no case and drops repetitions: of several spellings the first stays.
func onceFolded(names []string) []string {
	met := map[string]bool{}
	return slices.DeleteFunc(once(names), func(name string) bool {
		again := met[fold(name)]
		met[fold(name)] = true
		return again
	})
}

// seenEnvironment is the most critical of the environments that an identity's uses name, else
// what its own name says.
func seenEnvironment(identity *nhi.Identity) nhi.Fact[nhi.Environment] {
	unknown := slices.Index(nhi.Environments, nhi.EnvironmentUnknown) // the last
	best, name := unknown, ""
	for _, candidate := range identity.Environments {
		if rank := slices.Index(nhi.Environments, environmentOf(candidate)); rank < best {
			best, name = rank, candidate
		}
	}
	switch named := identity.Credential.Environment; {
	case best < unknown && identity.Stored != nil && identity.Stored.Environment != "":
		return nhi.Derived(nhi.Environments[best], "the environment that keeps it")
	case best < unknown:
		return nhi.Derived(nhi.Environments[best], "the job's environment, "+firstIn(identity.Uses, name).String())
	case named != "" && named != nhi.EnvironmentUnknown:
		return nhi.Inferred(named, "its name")
	}
	return nhi.Absent[nhi.Environment](nhi.ReasonNotDeclared, "")
}

// firstIn is the first place, in the order of places, that uses an environment.
func firstIn(uses []nhi.Use, environment string) nhi.Location {
	var first *nhi.Location
	for i := range uses {
		if l := &uses[i].Location; (uses[i].Environment == environment || slices.Contains(uses[i].Environments, environment)) && (first == nil || compareLocations(*l, *first) < 0) {
			first = l
		}
	}
	if first == nil {
		return nhi.Location{} // a shard may hold what no scan wrote
	}
	return *first
}

// describeProtection says whether rules stand before the environments in which an identity is used. Where some are
// production, these count.
func (b *builder) describeProtection(identity *nhi.Identity) {
	if identity.Privilege.Protected.Evidence != 0 || !b.world.asked {
		return
	}
	guarded := map[string]nhi.Fact[bool]{} // by repository and environment
	for _, place := range b.environmentsOf(identity) {
		if place.home == nil {
			guarded[place.name] = nhi.Absent[bool](nhi.ReasonNotCollected, "who calls the workflow, and so whose environment "+place.name+" is, was not read")
			continue
		}
		guarded[place.home.name+"\x00"+place.name] = b.guarded(place)
	}
	if len(identity.Uses) == 0 && identity.Stored == nil {
		identity.Privilege.Protected = nhi.Absent[bool](nhi.ReasonNotSupported, "no job uses it")
		return
	}
	if len(guarded) == 0 {
		identity.Privilege.Protected = nhi.Absent[bool](nhi.ReasonUnset, "no job that uses it names an environment")
		return
	}
	var sum nhi.Fact[bool]
	for _, key := range sortedKeys(guarded) {
		if fact := guarded[key]; sum.Evidence == 0 {
			sum = fact
		} else {
			sum = worst(sum, fact, false)
		}
	}
	identity.Privilege.Protected = sum
}

// deployment is an environment of a repository, by the name that a job gives it.
type deployment struct {
	home *home // nil: not known
	name string
}

// environmentsOf is the environments in which an identity is used, those of production alone where there are any.
func (b *builder) environmentsOf(identity *nhi.Identity) []deployment {
	var all, production []deployment
	add := func(d deployment) {
		all = append(all, d)
		if environmentOf(d.name) == nhi.EnvironmentProduction {
			production = append(production, d)
		}
	}
	if s := identity.Stored; s != nil && s.Environment != "" {
		add(deployment{b.world.home(identity.Scope), s.Environment})
	}
	for _, u := range identity.Uses {
		if u.Environment == "" {
			continue
		}
		for _, h := range b.runHomes(identity, u) {
			add(deployment{h, u.Environment})
		}
	}
	if len(production) > 0 {
		return production
	}
	return all
}

// runHomes is the repositories whose runs a use is part of: the environment that a reusable workflow names is that
// of the repository that calls it. nil stands for callers that were not read.
func (b *builder) runHomes(identity *nhi.Identity, u nhi.Use) []*home {
	w := b.calls.files[b.calls.file(u.Location.Repository, u.Workflow)]
	if w == nil || !reusable(w) {
		return []*home{b.world.home(u.Location.Repository)}
	}
	var homes []*home
	for _, run := range b.workflowsOf(identity) {
		if h := b.world.home(run.Repository); b.calls.runsIn(w, run) && !slices.Contains(homes, h) {
			homes = append(homes, h)
		}
	}
	if len(homes) == 0 {
		return []*home{nil}
	}
	return homes
}

// guarded tells whether rules stand before deployments to an environment.
func (b *builder) guarded(d deployment) nhi.Fact[bool] {
	source := "environment " + d.name + " of " + d.home.name
	switch told := d.home.environments[fold(d.name)]; {
	case told != nil:
		return nhi.Observed(told.Guarded(), source)
	case d.home.told != nil && d.home.told.EnvironmentsRead:
		return nhi.Derived(false, source+" does not exist; the first run makes it, without rules")
	}
	return nhi.Absent[bool](b.world.unseen(), source+" was not read")
}

// crossesEnvironments tells whether an identity is used in environments of different sorts. A
// workflow's token is another in each job.
func crossesEnvironments(identity *nhi.Identity) bool {
	if identity.Kind == nhi.KindWorkflowToken {
		return false
	}
	var sorts []nhi.Environment
	for _, name := range identity.Environments {
		if env := environmentOf(name); env != nhi.EnvironmentUnknown {
			sorts = append(sorts, env)
		}
	}
	slices.Sort(sorts)
	return len(slices.Compact(sorts)) > 1
}
