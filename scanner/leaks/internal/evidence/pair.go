package evidence

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// isPaired tells whether the other half of what services give out stands beside the value: who somebody is, under the same name but for its
// end. What a program makes for itself has no such half.
func (v *weighing) isPaired() bool {
	name := strings.Join(withoutFillers(nameWords(v.Name)), "_")
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
	return found && key == of+"key" && (of == "" || lastWord(of) == "auth")
}

// namesClient tells whether a line begins a structure or a function that is called after the client of a service.
func namesClient(line string) bool {
	m := declared().FindStringSubmatch(line)
	return m != nil && slices.ContainsFunc(nameWords(m[1]), func(w string) bool { return issuers[w] || w == "credentials" || w == "oauth" })
}
