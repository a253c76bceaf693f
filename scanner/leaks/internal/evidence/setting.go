package evidence

import (
	"path"
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighSetting asks what the file around the value is. It only speaks against a candidate, so that it need be asked
// for those alone that would be listed.
func (v *weighing) weighSetting() {
	made := v.Sort != Issued && v.Sort != Block // by nobody known
	switch {
	case made && generated().MatchString(v.Text[:min(len(v.Text), generatedWithin)]):
		v.add("its file says that it is generated", -certain, nhi.DoubtForeign)
	case made && v.endless():
		v.add("its line is longer than anybody reads", -certain, nhi.DoubtForeign)
	case made && v.minified():
		v.add("its file is minified", -certain, nhi.DoubtForeign)
	}
	if v.Score < enough {
		return // a closer look would read lines that a program wrote, thousands of values in each
	}
	switch {
	case v.Expected, v.inTestCode():
		v.add("it is in the code of a test", -certain, nhi.DoubtTest)
	case cutShort().MatchString(v.after(3)):
		v.add("it is cut short", -certain, nhi.DoubtPlaceholder)
	case IsCode(v.Path) && v.enclosedBy(interfaceNotes()):
		v.add("it is in the description of an interface", -certain, nhi.DoubtExample)
	case v.Sort != Issued && !v.Told && v.inProse():
		v.add("it is in a comment that explains", -certain, nhi.DoubtTest)
	case v.Sort == Block && len(keyHeader().FindAllStringIndex(v.around(poolWithin), poolOfKeys)) == poolOfKeys:
		v.add("its file is a collection of keys", -certain, nhi.DoubtTest)
	}
	v.weighExcerpt()
	if v.Sort != Block && v.inBlock() {
		v.add("it is within a longer text that no one reads", -certain, nhi.DoubtWeak)
	}
	if browserKey().MatchString(v.Value) && (browserFile().MatchString(v.Path) || browserSettings().MatchString(v.Path+"\n"+v.nearby(browserLines)) || signsIn().MatchString(v.around(signsInWithin))) {
		v.add("it is among the settings that a browser gets", -certain, nhi.DoubtDigest)
	}
	if v.byName() && browserFile().MatchString(v.Path) {
		v.add("it is among the settings that every copy of an application has", -certain, nhi.DoubtDigest)
	}
	if v.Sort == Machine && botGuard().MatchString(v.Path+"\n"+v.nearby(browserLines)) {
		v.add("every visitor of a site gets it", -certain, nhi.DoubtDigest)
	}
	switch {
	case v.Sort == Issued || v.Sort == Block:
	case v.isSealed():
		v.add("it is encrypted, or the public half of a key", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && v.isBesideSealed():
		v.add("the secret beside it is encrypted, and it is not", -certain, nhi.DoubtDigest)
	}
	v.weighDevelopment()
	v.weighAdmission()
	if v.Sort == Password && v.isUsersName() {
		v.add("it is the name of the user beside it", -certain, nhi.DoubtPlaceholder)
	}
	if v.Score >= enough {
		v.weighPublished()
		v.Open = v.Score < enough
	}
}

// weighExcerpt asks what needs a closer look, of so much of the file that hundreds of values in one line cost little.
func (v *weighing) weighExcerpt() {
	text, at := v.Text, v.At
	from := max(at-excerpt, 0)
	v.Text, v.At = text[from:min(at+len(v.Value)+excerpt, len(text))], at-from
	for _, ask := range []func(*weighing){(*weighing).weighStanding, (*weighing).weighPurpose, (*weighing).weighAdjacent, (*weighing).weighIdentifier, (*weighing).weighDocument, (*weighing).weighShipped} {
		if v.Score >= enough {
			ask(v)
		}
	}
	v.Text, v.At = text, at
}

const (
	excerpt         = 5 << 10  // on either side of the value, bytes
	generatedWithin = 1 << 10  // bytes
	poolOfKeys      = 6        // private keys in one file: nobody keeps so many there but tests
	poolWithin      = 64 << 10 // on either side of one, bytes
	nearbyWithin    = 8 << 10  // on either side of the value, bytes
	browserLines    = 12
	signsInWithin   = 4 << 10 // on either side of the value, bytes
	userLines       = 4
)

var (
	generated       = lazyregexp.New(`(?i)code generated|@generated|auto-?generated (file|by|from)|generated (by|from) .{1,80}do not (edit|modify)|do not edit (this file|by hand|directly)`)
	keyHeader       = lazyregexp.New(`-----BEGIN [A-Z ]*PRIVATE KEY|"d"\s*:\s*"[\w-]{20}|\bS[AUO][A-Z2-7]{56}\b`)
	base64Line      = lazyregexp.New(`(?m)^[ \t]*[A-Za-z0-9+/]{60,76}={0,2}[ \t]*\r?$`)
	browserKey      = lazyregexp.New(`^AIza[\w-]{35}$`)
	browserSettings = lazyregexp.New(`(?i)authDomain|messagingSenderId|storageBucket|mobilesdk_app_id|REVERSED_CLIENT_ID|GCM_(default)?_?SENDER_?ID|databaseURL|google_app_id|firebase_database_url|google_crash_reporting|default_web_client_id|youtubei|innertube|[a-z]-pa\.googleapis|androidantiabuse|bot_?guard|\bpo_?token|\b1:\d{6,}:(web|android|ios):[0-9a-f]{8}`)
	// signsIn matches where browsers and applications log their users in at Firebase, with a key that everybody gets.
	signsIn = lazyregexp.New(`\b(identitytoolkit|securetoken)\.googleapis|\bFirebaseCore-web\b`)
	// botGuard matches the names of what tells browsers from programs, or counts them, whose keys are everybody's.
	botGuard    = lazyregexp.New(`(?i)bot_?guard|jnn-pa\.googleapis|\bpo_?token|\bcf-beacon\b|cloudflareinsights`)
	browserFile = lazyregexp.New(`(?i)(^|/)((google|agconnect)-services(-[\w.]+)?\.json|GoogleService-Info[\w.-]*\.plist|firebase_options\.dart)$`)
	userName    = lazyregexp.New(`(?im)(?:user(?:_?name)?|login|handle|nick(?:name)?|e-?mail|db|database(?:_?name)?|db_?name)["']?[ \t]*(?:=>|[:=])[ \t]*["']?([A-Za-z][\w.-]{2,40})`)
)

// cutShort matches what stands behind a value of which only the beginning is shown.
var cutShort = lazyregexp.New(`^(…|\.\.\.)`)

// nearby is the text so many lines around the value.
func (v *weighing) nearby(lines int) string {
	from, to := v.At, v.At
	for range lines + 1 {
		if from > 0 {
			from = strings.LastIndexByte(v.Text[:from], '\n')
		}
		if from < 0 {
			from = 0
		}
		if next := strings.IndexByte(v.Text[to:], '\n'); next >= 0 {
			to += next + 1
		} else {
			to = len(v.Text)
		}
	}
	return v.Text[max(from, v.At-nearbyWithin):min(to, v.At+nearbyWithin)]
}

// around is the text so many bytes before the value and behind where it begins.
func (v *weighing) around(bytes int) string {
	return v.Text[max(v.At-bytes, 0):min(v.At+bytes, len(v.Text))]
}

// isUsersName tells whether a value is the name of a user or database on a line beside it, or that and a word.
func (v *weighing) isUsersName() bool {
	value := strings.ToLower(strings.TrimRight(v.Value, "/|;,"))
	for _, m := range userName().FindAllStringSubmatch(v.nearby(userLines), -1) {
		name := strings.ToLower(m[1])
		first, _, _ := strings.Cut(name, ".")
		for _, name := range []string{name, first} {
			rest, found := strings.CutPrefix(value, name)
			if found && (rest == "" || len(name) >= 4 && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz-_.") == "") {
				return true
			}
		}
	}
	return false
}

// inBlock tells whether the value is a part of a block of base64, such as a signature.
func (v *weighing) inBlock() bool {
	return len(base64Line().FindAllString(v.nearby(1), -1)) == 3
}

// Long lines, in bytes: that of the value, and those of the file on average.
const (
	longLine        = 1000
	longestLine     = 5000 // that nobody writes, whatever the others are
	longLineAverage = 200
	endlessLine     = 32 << 10 // that nobody reads in any file
)

// endless tells a line that a program wrote for programs: a drawing, an export, a recording.
func (v *weighing) endless() bool {
	start := strings.LastIndexByte(v.Text[:v.At], '\n') + 1
	end := strings.IndexByte(v.Text[v.At:], '\n')
	if end < 0 {
		end = len(v.Text) - v.At
	}
	return v.At+end-start > endlessLine
}

// minified tells a program whose lines nobody writes.
func (v *weighing) minified() bool {
	switch strings.ToLower(path.Ext(v.Path)) {
	case ".js", ".mjs", ".cjs", ".css", ".html", ".htm":
		start := strings.LastIndexByte(v.Text[:v.At], '\n') + 1
		end := strings.IndexByte(v.Text[v.At:]+"\n", '\n') + v.At
		return end-start > longestLine || end-start > longLine && len(v.Text)/(strings.Count(v.Text, "\n")+1) > longLineAverage
	}
	return false
}

// How far the lines that enclose a value are looked for, in lines.
const enclosedWithin = 4000

// testHeader matches the lines that test code stands under.
var testHeader = lazyregexp.New(`^\s*(#\[(cfg\()?(\w+::|feature = ")?test|@(Test|ParameterizedTest|pytest|Before|After|Preview)|(async )?def test_|class \w*Tests?\b|class \w+\([\w.]*TestCase|(pub )?mod tests?\b|(async )?fn test_|func Test\w*\(|.{0,40}(function|void|fun) test\w*\(|(describe|it|test|context|specify|beforeEach|beforeAll|setUp)(\.\w+)?[ (]+['"\x60]|(describe|context) \w+(::\w+)* do|\[(Fact|Theory|Test|TestMethod)\b|@testset|deftest)`)

// interfaceNotes matches the lines under which programs describe their interfaces to those who call them, as Swagger and OpenAPI have them.
var interfaceNotes = lazyregexp.New(`^\s*(@(Api[A-Z]\w*|Operation|OpenApi\w*|Parameters?|Schema|ExampleObject|RequestBody|swagger_auto_schema|extend_schema)\b|\[Swagger\w+\()`)

// inTestCode tells whether the value is in a test inside a file of code.
func (v *weighing) inTestCode() bool {
	return IsCode(v.Path) && (v.enclosedBy(testHeader()) || testCall().MatchString(v.before(testWithin)) || v.inRustTests() || strings.HasSuffix(v.Path, ".go") && builtForTests().MatchString(headOf(v.Text)))
}

// inRustTests tells whether the value is in a module of tests: what is within raw texts there is not indented.
func (v *weighing) inRustTests() bool {
	if path.Ext(v.Path) != ".rs" {
		return false
	}
	opens := rustTests().FindAllStringIndex(v.Text[:v.At], -1)
	return len(opens) > 0 && !strings.Contains(v.Text[opens[len(opens)-1][1]:v.At], "\n}")
}

// builtForTests matches the line of a Go file that says it is built for tests alone.
var builtForTests = lazyregexp.New(`(?m)^//go:build (\w+ && )*(e2e|integration|acceptance|\w*tests?)\b`)

var rustTests = lazyregexp.New(`(?m)^#\[cfg\(test\)\]\s+(#\[[^\]]{1,80}\]\s+)*(pub(\(\w+\))? )?mod \w+ \{`)

// testCall matches what makes a case for a test.
var testCall = lazyregexp.New(`\bTest(Case|Value|Data|Token|Key)?(::\w+)?\(\s*["'\x60]?$`)

const testWithin = 40

// enclosedBy tells whether one of the lines that enclose the value, by their indentation, is such a header.
func (v *weighing) enclosedBy(header *regexp.Regexp) bool { return v.enclosed(header.MatchString) }

// enclosed tells whether one of the lines that enclose the value is such a one.
func (v *weighing) enclosed(isHeader func(line string) bool) bool {
	start := strings.LastIndexByte(v.Text[:v.At], '\n') + 1
	depth := indentation(v.Text[start:]) + 1
	attached := false // nothing but attributes is between the line and what it belongs to
	for end, n := start-1, 0; end > 0 && n < enclosedWithin && (depth > 0 || attached); n++ {
		start = strings.LastIndexByte(v.Text[:end], '\n') + 1
		line := v.Text[start:end]
		switch at := indentation(line); {
		case at == len(line):
		case at < depth || at == depth && attached && isAttribute(line):
			if isHeader(line) {
				return true
			}
			if depth, attached = at, true; goesOn().MatchString(line) {
				depth++
			}
		default:
			attached = false
		}
		end = start - 1
	}
	return false
}

// goesOn matches a line between two parts of a whole, which began at the same depth: }, {
var goesOn = lazyregexp.New(`^\s*[}\])],?\s*[{\[(]\s*$`)

// isAttribute tells a line that belongs to the one below it, at the same depth.
func isAttribute(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return strings.HasPrefix(line, "@") || strings.HasPrefix(line, "#[") || strings.HasPrefix(line, "[")
}

// indentation is how many blanks a line begins with; a line of nothing else has its length.
func indentation(line string) int {
	return len(line) - len(strings.TrimLeft(line, " \t\r"))
}

var sentence = lazyregexp.New(`^\W*([A-Za-z'\x60,.+*-]+[ \t]+){3,}[A-Za-z'\x60,.+*-]+`)

// inProse tells whether the value is in a comment of several lines that explains something, in a file of code.
func (v *weighing) inProse() bool {
	if !IsCode(v.Path) && !strings.HasSuffix(v.Path, ".sql") {
		return false
	}
	before := v.Text[:v.At]
	if open := strings.LastIndex(before, "/*"); open >= 0 && strings.LastIndex(before, "*/") < open && startsLine(before, open) {
		return true
	}
	if hasDocstrings(v.Path) && (strings.Contains(before, `"""`) || strings.Contains(before, "'''")) && inDocstring(before) {
		return true
	}
	return IsComment(lineAt(v.Text, v.At)) && v.explained()
}

// startsLine tells whether nothing but blanks is before an offset in its line.
func startsLine(text string, at int) bool {
	return strings.TrimSpace(text[strings.LastIndexByte(text[:at], '\n')+1:at]) == ""
}

// docstring matches where a text begins that is documentation: a statement of its own, or given to a name for that.
var docstring = lazyregexp.New(`(?m)^[ \t]*(?:(?:DOCUMENTATION|EXAMPLES?|USAGE|HELP|DESCRIPTION|__doc__)[ \t]*=[ \t]*|@(?:module|type)?doc[ \t]+(?:~[sS])?)?[rRuU]?("""|\'\'\')`)

func hasDocstrings(name string) bool {
	switch path.Ext(name) {
	case ".py", ".ex", ".exs", ".jl":
		return true
	}
	return false
}

// inDocstring tells whether a text ends within a string that is documentation.
func inDocstring(before string) bool {
	from := max(len(before)-longestDocstring, 0)
	opens := docstring().FindAllStringSubmatchIndex(before[from:], -1)
	if len(opens) == 0 {
		return false
	}
	last := opens[len(opens)-1]
	mark, end := before[from+last[2]:from+last[3]], from+last[3]
	return strings.Count(before[:end], mark)%2 == 1 && !strings.Contains(before[end:], mark)
}

// longestDocstring is how far before a value the documentation is looked for that it may be in, in bytes: a hostile file has thousands of values.
const longestDocstring = 32 << 10

func lineAt(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return line
}

// explained tells whether one of the lines of a comment is a sentence.
func (v *weighing) explained() bool {
	for _, step := range []int{-1, 1} {
		for at := v.At; ; {
			if step < 0 {
				at = strings.LastIndexByte(v.Text[:at], '\n')
			} else if next := strings.IndexByte(v.Text[at:], '\n'); next >= 0 {
				at += next + 1
			} else {
				at = -1
			}
			if at < 0 || at >= len(v.Text) {
				break
			}
			line := lineAt(v.Text, at)
			if !IsComment(line) {
				break
			}
			if sentence().MatchString(line) {
				return true
			}
		}
	}
	return false
}
