package evidence

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighDevelopment asks whether the value is for those who write the program: their machines, their tests, the data
// they begin with. No deployment has it.
func (v *weighing) weighDevelopment() {
	local := developersFile().MatchString(v.Path)
	switch {
	case v.Sort == Issued:
	case local && (isOwnSecret(v.Name) || v.Sort == Block && !isToken(v.Value)):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.byName() && v.enclosedBy(developersClass()):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.enclosed(saysMadeUp):
		v.add("what it is a part of says it is made up", -certain, nhi.DoubtTest)
	case v.byName() && v.inTrialCommand():
		v.add("its command is run for tests, or at the machine itself", -certain, nhi.DoubtTest)
	case beginningData().MatchString(v.Path):
		v.add("it is of the data that a new installation is tried with", -certain, nhi.DoubtTest)
	case local && v.Sort == Password && !looksRandom(v.Value) && onlyLocalHosts(v.nearby(besideLines)):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.byName() && v.Name != "" && !issuedByOthers(v.Name) && !IsCode(v.Path) && !hasNoSentences(v.Path) && !forProduction(v.Path) && onlyLocalHosts(v.nearby(documentLines)):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.Sort == Machine && InPipeline(v.Path) && nameMeaning(v.Name) == unknown:
		v.add("it is for a program that a pipeline tries out", -certain, nhi.DoubtTest)
	case v.Sort == Password && throwAway().MatchString(v.nearby(besideLines)):
		v.add("its account is one to throw away", -certain, nhi.DoubtTest)
	case v.Sort == Placed && pipeline().MatchString(v.Path) && ofDatabase().MatchString(v.nearby(1)) && !namedHost().MatchString(v.Line) && !looksRandom(v.Value):
		v.add("it is of a container that is made for a while", -certain, nhi.DoubtTest)
	case v.byName() && storeKit().MatchString(v.Path):
		v.add("it is of a shop that a simulator plays", -certain, nhi.DoubtTest)
	case v.Sort == Block && isToken(v.Value) && lifetime(v.Value) != 0 && (recorded().MatchString(v.Path) || requests().MatchString(v.Path) && onlyLocalHosts(v.nearby(besideLines))):
		v.add("it is of a session that was recorded", -certain, nhi.DoubtTest)
	case v.Sort == Block && isToken(v.Value) && lifetime(v.Value) > 0 && lifetime(v.Value) <= day:
		v.add("it was valid for a day at most", -certain, nhi.DoubtWeak)
	}
}

// besideLines is how far beside a value the settings are that belong to it, in lines.
const besideLines = 8

var (
	// developersFile matches the settings that frameworks read on the machines of those who write a program.
	developersFile = lazyregexp.New(`(?i)(^|/)((config|settings|environments|env)/(dev|development|local)\.\w+|[\w.-]*[._-](dev|development)\.(exs|json|ya?ml|toml|ini|conf|properties|xml|php|py|rb|js|ts)|launchSettings\.json|\.(vscode|idea|run|vs)/[\w./ -]+|\.env\.(dev|development|local)(\.local)?|(docker-)?compose\.override\.ya?ml)$`)
	// beginningData matches the files that fill an empty database, and those that make records for tests.
	beginningData = lazyregexp.New(`(?i)(^|/)(seeds?|seeders?|factor(y|ies))/[^/]+$|(^|/)(seeds?|populate|factor(y|ies))\.(exs?|rb|py|php|sql|[jt]s|go|sh)$|(^|/)(Seed|Seeder|Seeding)\w*\.(php|cs|java|kt|ts|rb)$|\w(Seeds?|Seeders?|Seeding)(Data\w*|Contributor|Service|Extensions?|Helper|Initiali[sz]er|Command|Runner|Job|er)?\.(php|cs|java|kt|ts|rb)$`)
	// developersClass matches the settings of a program for developers and tests, as classes of Python have them.
	developersClass = lazyregexp.New(`^\s*class (Dev|Development|Local|Test|Testing|CI)(Config|Configuration|Settings)?\b`)
	// recorded matches the files in which tools keep requests and answers.
	recorded = lazyregexp.New(`(?i)\.postman_collection\.json$|\.har$|(^|/)cassettes?/|(^|/)insomnia[\w.-]*\.(json|ya?ml)$`)
	// storeKit matches the files with which Xcode plays a shop.
	storeKit   = lazyregexp.New(`\.storekit$`)
	requests   = lazyregexp.New(`(?i)\.(http|rest)$`)
	throwAway  = lazyregexp.New(`(?i)@?\b(ethereal\.email|mailinator\.com|yopmail\.com)\b`)
	ofDatabase = lazyregexp.New(`\b(mysql\w*|mariadb\w*|psql|sqlcmd|mongo\w*|redis-cli|cqlsh|createdb|sqlplus|clickhouse-client)\b|(?i)\bidentified by\b|\bcreate (user|role)\b`)
	namedHost  = lazyregexp.New(`(?i)\b[a-z0-9-]+\.(com|net|org|io|dev|cloud|internal|local|corp|[a-z]{2})\b|\b\d+\.\d+\.\d+\.\d+\b`)
	localHost  = lazyregexp.New(`(?i)\b(localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b`)
)

var (
	// assignedInCommand matches what stands before a value that a command line sets, with its name.
	assignedInCommand = lazyregexp.New(`(?:^|[\s"'])([A-Za-z_]\w*)=["']?$`)
	nextCommand       = lazyregexp.New(`&&|\|\||[;|\n]`)
	testEnvironment   = lazyregexp.New(`(?:^|[\s"'])\w*_?ENV(?:IRONMENT)?=["']?(?i:tests?|testing|ci|e2e)(?:[\s"']|$)`)
	ownEnvironment    = lazyregexp.New(`(?:^|[\s"'])\w*_?ENV(?:IRONMENT)?=["']?(?i:dev|development|local)(?:[\s"']|$)`)
	setToOwnMachine   = lazyregexp.New(`(?:^|[\s"'])([A-Za-z_]\w*)=["']?(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b`)
)

// inTrialCommand tells whether the value is set in a command line that says, among what else it sets, that it is run for tests; or on the
// machine of a developer, where nobody issued the value, or a setting of the same program names that machine as its host.
func (v *weighing) inTrialCommand() bool {
	before, after := v.before(commandWithin), v.after(commandWithin)
	name := assignedInCommand().FindStringSubmatch(before)
	if name == nil {
		return false
	}
	if all := nextCommand().FindAllStringIndex(before, -1); len(all) > 0 {
		before = before[all[len(all)-1][1]:]
	}
	if at := nextCommand().FindStringIndex(after); at != nil {
		after = after[:at[0]]
	}
	if command := before + " " + after; testEnvironment().MatchString(command) || ownEnvironment().MatchString(command) && !issuedByOthers(name[1]) {
		return true
	} else if host := setToOwnMachine().FindStringSubmatch(command); host != nil {
		program, of := nameWords(name[1]), nameWords(host[1])
		return len(of) > 1 && len(program) > 1 && program[0] == of[0] && places[of[len(of)-1]]
	}
	return false
}

// commandWithin is how much of a command on either side of a value is looked at, in bytes.
const commandWithin = 400

// onlyLocalHosts tells whether settings name the machine itself, and no other.
func onlyLocalHosts(text string) bool {
	return localHost().MatchString(text) && !namedHost().MatchString(localHost().ReplaceAllString(text, ""))
}

// declared matches a line that gives a name to what follows it in brackets or deeper, with the name.
var declared = lazyregexp.New(`^\s*(?:[\w<>\[\],*&]+\s+){0,5}?["'@$]?([A-Za-z_]\w{2,60})["']?\s*(?:(?::[^=]{1,60})?(?::?=|=>|:)\s*(?:[\w.]+\s*)?[\[{(]|\([^)]*\)[^;=]{0,60}(?:;[ \t]*\w{1,20}\][^;=]{0,20})?(?:[{:]|->|\bdo)\s*$|\s+do\s*$)`)

// exampleText matches a line that gives a text the name of an example, which goes on behind it: REQUEST_EXAMPLE = "{" +.
var exampleText = lazyregexp.New(`^\s*(?:[\w<>\[\],*&]+\s+){0,5}?\$?(\w*_)?(EXAMPLES?|SAMPLES?)(_\w*)?\s*(:[^=]{1,60})?:?=`)

// madeUpWords in the name of a structure or a function say that what is in it stands for something.
var madeUpWords = set(`mock mocks mocked mocking fake fakes faked dummy fixture fixtures stub stubs sample samples example examples previews`)

// testWords say so of a list or a record: _TESTS = [ ….
var testWords = set(`test tests testcase testcases testdata`)

// saysMadeUp tells whether a line begins a structure or a function whose name says that it holds nothing real.
func saysMadeUp(line string) bool {
	if exampleText().MatchString(line) {
		return true
	}
	m := declared().FindStringSubmatch(line)
	if m == nil {
		return false
	}
	words := nameWords(m[1])
	if slices.ContainsFunc(words, func(w string) bool { return madeUpWords[w] }) {
		return true
	}
	return strings.TrimRight(line, " \t\r") != strings.TrimRight(line, " \t\r[{(") && slices.ContainsFunc(words, func(w string) bool { return testWords[w] }) && !strings.Contains(line, ")")
}

// isOwnSecret tells the names of what a program makes for itself, and nobody issues, however they are written.
func isOwnSecret(name string) bool {
	return ownSecret().MatchString(underscored(name))
}

// day is so many seconds: nobody can use a token that ends within one who reads it in a repository.
const day = 24 * 60 * 60

// year is so many seconds: what is made to be used for years is told to programs, what ends sooner was somebody's session.
const year = 366 * day

// lifetime is for how many seconds a token was made, 0 where it never ends, and -1 where it only says when it ends.
func lifetime(token string) float64 {
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		return 0
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return 0
	}
	var times struct {
		Issued  float64 `json:"iat"`
		Expires float64 `json:"exp"`
	}
	switch err := json.Unmarshal(claims, &times); {
	case err != nil || times.Expires <= 0:
		return 0
	case times.Issued <= 0 || times.Issued >= times.Expires:
		return -1
	}
	return times.Expires - times.Issued
}
