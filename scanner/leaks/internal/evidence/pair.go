package evidence

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// isPaired tells whether the other half of what services give out stands beside the value: who somebody is, under the same name but for its
// end. What a program makes for itself has no such half.
func (v *weighing) isPaired() bool {
	name := v.bareName()
	for _, m := range settingBeside().FindAllStringSubmatch(v.nearby(pairLines), -1) {
		other := strings.Join(nameWords(m[1][strings.LastIndexByte(m[1], '.')+1:]), "_")
		switch {
		case m[2] == v.Value:
		case identifierHalf().MatchString(other):
			if half, found := cutPrefix(name, identifierHalf().FindStringSubmatch(other)[1]); found && secretHalf().MatchString(half) && isGivenID(m[2]) {
				return true
			}
		case isKeyBeside(name, other) && looksRandom(m[2]):
			if name == "secret" && v.enclosed(namesClient) || name != "secret" && v.servesOthers() {
				return true
			}
		}
	}
	return false
}

// pairLines is how far the halves of a pair are from each other, in lines.
const pairLines = 2

var (
	// settingBeside matches a name and its value: appId: "…", const APP_ID: string = '…', *app_id = strdup("….
	settingBeside = lazyregexp.New(`([A-Za-z_][\w.-]*)["'\])]{0,3}(?:[ \t]*:[ \t]*[A-Za-z]{3,20}[ \t]*=|[ \t]*(?:=>|:=|=|:))[ \t]*(?:\w+\()?["']?([\w.:@/+=-]{8,})`)
	// identifierHalf matches the name, cut into words, of the half that tells who somebody is, and secretHalf that of the other half.
	identifierHalf = lazyregexp.New(`^(?:(.*?)_)??(?:secret|access_?key|key|app|application|client|api|consumer|partner)_?id$`)
	secretHalf     = lazyregexp.New(`^(?:secret(_?key)?|(access_?)?key(_?secret)?|(app|application|client|api|consumer|partner|access)_?(key|secret)(_?key)?)$`)
	// identifierOfPackage matches how systems tell applications apart, which nobody gives out.
	identifierOfPackage = lazyregexp.New(`^[a-z]+(\.[A-Za-z]\w*)+$`)
)

// drawnDigits is how many digits an identifier has at least that somebody counted or drew, where its letters are words.
const drawnDigits = 6

// cutPrefix is a name of words without those that it begins with.
func cutPrefix(name, words string) (rest string, found bool) {
	if words == "" {
		return name, true
	}
	return strings.CutPrefix(name, words+"_")
}

// isGivenID tells whether somebody has really been given an identifier: nobody has put words or a number that is easy to remember there.
func isGivenID(id string) bool {
	return (looksRandom(id) || shapeOf(id).digits >= drawnDigits) && madeUp(id, Machine) == "" && !identifierOfPackage().MatchString(id)
}

// isKeyBeside tells whether a name is that of the key which a secret goes with.
func isKeyBeside(name, key string) bool {
	of, found := strings.CutSuffix(name, "secret")
	if !found {
		of, found = strings.CutSuffix(name, "sec")
	}
	return found && key == of+"key" && (of == "" || lastWord(of) == "auth")
}

// namesClient tells whether a line begins a structure or a function that is called after the client of a service.
func namesClient(line string) bool {
	m := declared().FindStringSubmatch(line)
	return m != nil && slices.ContainsFunc(nameWords(m[1]), func(w string) bool { return issuers[w] || w == "credentials" || w == "oauth" })
}

// isOfNoSecret tells whether the value is the half that says who somebody is, and beside it nothing stands where the other half does, or what
// stands for it.
func (v *weighing) isOfNoSecret() bool {
	before, after := v.before(halfWithin), v.after(halfWithin)
	m := nameBefore().FindStringSubmatch(before)
	if m == nil {
		return false
	}
	id := keyHalf().FindStringSubmatch(underscored(m[1]))
	if id == nil {
		return false
	}
	for _, m := range halfBeside().FindAllStringSubmatch(inObject(before, after), -1) {
		if half := otherHalf().FindStringSubmatch(underscored(m[1])); half != nil && half[1] == id[1] && keyHalves[id[2]][half[2]] && standsForNothing(m[2]+m[3]) {
			return true
		}
	}
	return false
}

// halfWithin is how far from each other the halves of a key may be, in bytes.
const halfWithin = 300

var (
	nameBefore = lazyregexp.New(`([A-Za-z_][\w.-]*)\\?["']?\]?[ \t]*(?:=>|:=|=|:)[ \t]*\\?["']?$`)
	// halfBeside matches a name and its value, which may be none.
	halfBeside = lazyregexp.New(`(?m)([A-Za-z_][\w.-]*)\\?["']?\]?[ \t]*(?:=>|:=|=|:)[ \t]*(?:\\?["']([^"'\\\r\n]*)\\?["']|([^\s"',}\\]*)[ \t]*(?:[,}\r]|$))`)
	// keyHalf matches the names of the halves that name a key, cut into words, and otherHalf those of the ones that are secret.
	keyHalf   = lazyregexp.New(`^(?:(.*?)_)??(access_key(?:_id)?|accesskey(?:_id)?|secret_id|app_key|appkey|consumer_key)$`)
	otherHalf = lazyregexp.New(`^(?:(.*?)_)??(access_secret|access_key_secret|secret_access_key|secret_key|secretkey|accesssecret|app_secret|appsecret|consumer_secret)$`)
)

// keyHalves are the halves that belong to each other.
var (
	secretOfAccess = set(`access_secret access_key_secret secret_access_key secret_key secretkey accesssecret`)
	keyHalves      = map[string]map[string]bool{
		"access_key": secretOfAccess, "access_key_id": secretOfAccess, "accesskey": secretOfAccess, "accesskey_id": secretOfAccess, "secret_id": set(`secret_key secretkey`),
		"app_key": set(`app_secret`), "appkey": set(`appsecret app_secret`), "consumer_key": set(`consumer_secret`),
	}
)

// inObject is what belongs to the same record as the value between two texts: the same braces, and lines beside it.
func inObject(before, after string) string {
	before = before[strings.LastIndexByte(before, '{')+1:]
	if at := strings.IndexByte(after, '}'); at >= 0 {
		after = after[:at]
	}
	return lastLines(before, pairLines+1) + "\n" + firstLines(after, pairLines+1)
}

// standsForNothing tells whether what stands in a secret's place is none: nothing, a letter or two, or what stands for one.
func standsForNothing(value string) bool {
	value = strings.TrimRight(value, "=")
	return len(value) <= 2 || strings.Trim(value, value[:1]) == "" || madeUp(value, Machine) != ""
}

// lastLines and firstLines are so many lines at an end of a text.
func lastLines(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(len(lines)-n, 0):], "\n")
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(len(lines), n)], "\n")
}
