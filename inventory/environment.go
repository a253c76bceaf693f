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
	for _, u := range identity.Uses {
		if u.Environment != "" {
			identity.Environments = append(identity.Environments, u.Environment)
		}
	}
	identity.Environments = once(identity.Environments)
	identity.Environment = declaredOr(entries, func(e registry.Entry) nhi.Environment { return e.Environment }, seenEnvironment(identity))
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
	case best < unknown:
		return nhi.Derived(nhi.Environments[best], "the job's environment, "+at(firstIn(identity.Uses, name)))
	case named != "" && named != nhi.EnvironmentUnknown:
		return nhi.Inferred(named, "its name")
	}
	return nhi.Absent[nhi.Environment](nhi.ReasonNotDeclared, "")
}

// firstIn is the first place, in the order of places, that uses an environment.
func firstIn(uses []nhi.Use, environment string) nhi.Location {
	var first *nhi.Location
	for i := range uses {
		if l := &uses[i].Location; uses[i].Environment == environment && (first == nil || compareLocations(*l, *first) < 0) {
			first = l
		}
	}
	return *first
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
