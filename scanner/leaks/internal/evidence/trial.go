package evidence

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// trialWords are the parts of a path that say that what is there is for trying a program out: on the machines of those
// who write it, in a pipeline, with made-up data. Names are cut at signs and not at capitals: a ConnectionFactory is a program.
var trialWords = set(`dev devel develop development developer developers devcontainer devenv localhost localdev sandbox e2e test tests testing testkit testcontainers
	seed seeds populate seeder seeders seeding fixture fixtures demo demos example examples sample samples playground quickstart poc insecure snakeoil selfsigned mock mocks fake dummy testdata certification conformance howto acceptance
	playwright cypress quickstarts sampledata demodata loadtest loadtests perftest stresstest smoketest stub stubs stubbed ephemeral dockerephemeral dredd newman`)

// productionWords are the parts of a path that say that what is there is in use.
var productionWords = set(`prod production live`)

// forProduction tells whether a part of a path says that its file is for what is in use.
func forProduction(name string) bool {
	return slices.ContainsFunc(pathParts(name), func(part string) bool { return productionWords[part] })
}

// pathParts cuts a path at signs.
func pathParts(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("/-_. @", r) })
}

// forTrial tells whether a part of a path says that its file is for trying a program out.
func forTrial(name string) bool {
	switch {
	case forProduction(name):
		return false
	case pipelineFile().MatchString(name), trialName().MatchString(name):
		return true
	}
	return slices.ContainsFunc(pathParts(name), func(part string) bool { return trialWords[part] })
}

// trialName matches what is for trying out in names that are not cut at signs: DemoSeederCommand.php, quick-start.
var trialName = lazyregexp.New(`(^|/)quick[_-]?start|(^|[/a-z._-])(Demo|Sample|Mock|Fake|Dummy|Fixture|Playground|Debug)([A-Z][A-Za-z]*)?\.\w+$|(^|[/a-z])(Seeder|Seeding|Preview)[A-Za-z]*\.\w+$|(^|/)\w*[sS]elf[_-]?[tT]ests?\.\w+$|\.(story|stories)\.\w+$`)

// InPipeline tells the files and folders of pipelines, and of what they start.
func InPipeline(name string) bool {
	return pipeline().MatchString(name) || pipelineFolder().MatchString(name)
}

// weighTrial asks whether the value is for trying a program out, as far as its path says. What a provider issued works
// wherever it stands, and what others issued may; what a program makes for itself, and what people make up, is of no use elsewhere.
func (v *weighing) weighTrial() {
	trial, composed := forTrial(v.Path), (composed().MatchString(v.Path) || containerFolder().MatchString(v.Path)) && !forProduction(v.Path)
	switch {
	case v.Checksum == "valid" || v.Sort == Issued || v.shipsAuthority():
	case v.Sort == Named && trial && !unmistakable().MatchString(v.Value), v.isKey() && (trial || composed || InPipeline(v.Path)) && !IsLogin(v.Path), trial && v.isMadeForIt(), v.Sort == Placed && trial && IsCode(v.Path):
		v.add("its file is for trying the program out", -certain, nhi.DoubtTest)
	case v.byName() && pipelineFile().MatchString(v.Path):
		v.add("it is for a program that a pipeline tries out", -certain, nhi.DoubtTest)
	case v.Sort == Password && composed, v.Sort == Placed && composed && !looksRandom(v.Value), v.Sort == Machine && composed && (trial || v.isMadeForIt() || storePair().MatchString(v.Name)):
		v.add("it is of a container that is made for a while", -certain, nhi.DoubtTest)
	case requests().MatchString(v.Path) && v.isSession():
		v.add("it is of a session that was recorded", -certain, nhi.DoubtTest)
	}
}

// isKey tells a private key from a signed token.
func (v *weighing) isKey() bool { return v.Sort == Block && !isToken(v.Value) || v.isOfAge() }

// isOfAge tells the private keys of age, which are of one line.
func (v *weighing) isOfAge() bool { return strings.HasPrefix(v.Value, "AGE-SECRET-KEY-") }

// sshIdentity matches the files in which OpenSSH keeps the key that somebody logs in with, and nobody tries a server out with.
var sshIdentity = lazyregexp.New(`(^|/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$|(?i)deploy[\w-]*key`)

// IsLogin tells the files in which OpenSSH keeps the key that somebody logs in with.
func IsLogin(name string) bool { return sshIdentity().MatchString(name) }

// isMadeForIt tells what nobody issued, and no other host has.
func (v *weighing) isMadeForIt() bool {
	switch random := looksRandom(v.Value); v.Sort {
	case Placed:
		return !random && !v.forNamedHost()
	case Password:
		return random && !issuedByOthers(v.Name) || !random && !v.forNamedHost()
	case Machine:
		return !issuedByOthers(v.Name)
	}
	return false
}

// isSession tells what a server gave to the one who tried a request, and will not take for long.
func (v *weighing) isSession() bool {
	switch v.Sort {
	case Placed:
		return looksRandom(v.Value) && sessionHeader().MatchString(v.before(addressWithin))
	case Machine:
		return lastWord(v.Name) == "token"
	}
	return false
}

// forNamedHost tells whether the settings beside a value name a host other than the machine itself.
func (v *weighing) forNamedHost() bool {
	if v.Text == "" {
		return true // it is not known yet
	}
	return namedHost().MatchString(localHost().ReplaceAllString(v.nearby(hostLines), ""))
}

// hostLines is how far beside a password the host is named that it is for, in lines.
const hostLines = 2

// sessionHeader matches what a token stands behind that a session has.
var sessionHeader = lazyregexp.New(`(?i)(bearer|token)\W{1,3}$`)

// pipelineFile matches the settings that a pipeline has: ci.env, compose.ci.yml.
var pipelineFile = lazyregexp.New(`(?i)(^|/)ci\.(env|py|rb|js|json|toml|ini|conf)$|\.ci\.[\w.-]*(ya?ml|env|json|toml)$`)

// storePair matches the names of the two halves that a store of objects is told when it starts.
var storePair = lazyregexp.New(`(?i)(access|secret)[_-]?key([_-]?id)?$`)

// containerFolder matches the folders of what containers are given. What an image is made of may ship.
var containerFolder = lazyregexp.New(`(^|/)(docker|(docker[-_]?)?compose([-_]\w+)*|podman|\.?ddev|\.?lando)/([^/]+/)*([^/D][^/]*|D[^/o][^/]*)$`)

// pipelineFolder matches the folders in which programs keep what their pipelines need.
var pipelineFolder = lazyregexp.New(`(?i)(^|/)(\.?ci([-_.][\w.-]*)?|[\w.-]*[-_.]ci|\.github|\.gitlab|\.circleci)/`)

// unmistakable matches the forms of providers that nothing else has, and that work wherever they stand.
var unmistakable = lazyregexp.New(`^GOCSPX-[\w-]{28}$`)

// lastWord is the last word of a name, "" where it has none.
func lastWord(name string) string {
	words := nameWords(name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// issuers are the words in a name that say that somebody else gives the value out.
var issuers = set(`api apikey client access consumer deploy upload project write license licence account subscription integration bot webhook app appkey token`)

// issuedByOthers tells whether a name says that its value was given out by a service, as keys of interfaces are, and is not
// made by the program that has it, as secrets of sessions are.
func issuedByOthers(name string) bool {
	return !isOwnSecret(name) && slices.ContainsFunc(nameWords(name), func(w string) bool { return issuers[w] })
}
