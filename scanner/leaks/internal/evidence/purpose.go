package evidence

import (
	"encoding/base64"
	"path"
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighPurpose asks what the program around the value has it for.
func (v *weighing) weighPurpose() {
	switch {
	case v.besideItsExpression():
		v.add("it is beside the expression that it is to match", -certain, nhi.DoubtTest)
	case v.Sort == Machine && v.ofMany():
		v.add("its file is a table of such values", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && inQuery().MatchString(v.before(addressWithin)) && strings.Count(v.Text, "//") > manyAddresses:
		v.add("its file is a table of addresses", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && nameMeaning(v.Name) == unknown && v.Name != "" && comparison().MatchString(v.before(comparedWithin)):
		v.add("it is compared with, and opens nothing", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && nameMeaning(v.Name) == unknown && v.Files >= manyFiles:
		v.add("many files have it, as they have identifiers", -certain, nhi.DoubtWeak)
	case v.Sort == Password && isDigest().MatchString(v.Value) && record().MatchString(lineAt(v.Text, v.At)):
		v.add("it is a hash", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && hashBefore().MatchString(v.before(comparedWithin)):
		v.add("it is a hash", -certain, nhi.DoubtDigest)
	case v.Sort == Placed && onOwnMachine().MatchString(v.after(addressWithin)) && !looksRandom(v.Value):
		v.add("its host is the machine itself", -certain, nhi.DoubtTest)
	case v.Sort == Password && listed().MatchString(v.before(addressWithin)) && member().MatchString(v.Value) && !looksRandom(v.Value):
		v.add("it is one of a list of names", -certain, nhi.DoubtWords)
	case v.Sort != Issued && v.Sort != Block && attribute().MatchString(v.before(attributeWithin)):
		v.add("it is markup", -certain, nhi.DoubtWords)
	case v.Sort == Machine && toOwnMachine().MatchString(v.nearby(2)):
		v.add("it is sent to the machine itself", -certain, nhi.DoubtTest)
	case v.Sort != Issued && path.Ext(v.Path) == ".ldif" && exampleTree().MatchString(v.Text):
		v.add("its host is one of documentation", -certain, nhi.DoubtExample)
	case v.Sort != Issued && v.Sort != Block && v.isIdentifier():
		v.add("it is code", -certain, nhi.DoubtWords)
	case v.Sort != Issued && sealedBy().MatchString(v.nearby(besideLines)):
		v.add("it is encrypted, or the public half of a key", -certain, nhi.DoubtDigest)
	case v.byName() && fuzzyStorage().MatchString(v.Path+"\n"+v.nearby(documentLines)) && lastWord(v.Name) == "key":
		v.add("it is encrypted, or the public half of a key", -certain, nhi.DoubtDigest)
	case v.Sort == Named && searchClient().MatchString(v.nearby(besideLines)):
		v.add("its name says it is public", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && searchOnly().MatchString(v.nearby(besideLines)):
		v.add("its name says it is public", -certain, nhi.DoubtDigest)
	case v.byName() && inSandbox().MatchString(v.nearby(documentLines)):
		v.add("it is for a provider's sandbox", -certain, nhi.DoubtTest)
	case v.Sort == Block && sampleName().MatchString(v.before(sampleWithin)):
		v.add("its name says it is for tests", -certain, nhi.DoubtTest)
	case v.Sort != Issued && isOwnSecret(v.Name) && (developersSetting().MatchString(v.Text) || v.enclosedBy(developersPart())):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.Sort != Issued && documentedAddress().MatchString(v.before(addressWithin)):
		v.add("its host is one of documentation", -certain, nhi.DoubtExample)
	case v.Sort == Block && isToken(v.Value) && documentedClaims(v.Value):
		v.add("its host is one of documentation", -certain, nhi.DoubtExample)
	}
}

// How much of what stands before a value, in bytes, can name it, or be the address it is a part of.
const (
	sampleWithin  = 160
	addressWithin = 200
)

var (
	// sampleName matches the name of a key, or a comment on it, that says what it is for.
	sampleName = lazyregexp.New(`(?i)(sample|test|example|dummy|fake|mock|snake_?oil|demo|insecure|self_?signed|unsafe|throw_?away)s?(_?\w{0,24}(key|pem|cert|pair|private))[^\r\n]{0,40}\r?\n?[^\r\n]{0,40}$|(key|pem|cert|private)\w{0,10}?_?(for_?)?(test|tests|testing|sample|example|demo|(place)?holder)\b[^\r\n]{0,40}\r?\n?[^\r\n]{0,40}$`)
	// developersSetting matches what a program is told on the machines of those who write it.
	developersSetting = lazyregexp.New(`(?im)^[ \t]*(?:-[ \t]*)?(?:export[ \t]+)?["']?(?:APP|RAILS|NODE|FLASK|DJANGO|MIX|RACK|SYMFONY)_ENV["']?[ \t]*[:=][ \t]*["']?(?:local|dev|develop|development|test|testing)["']?[ \t]*\r?$`)
	developersPart    = lazyregexp.New(`^["']?(development|test)["']?:\s*(&\w+\s*)?(\{\s*)?$`)
	documentedAddress = lazyregexp.New(`(?i)https?://([\w-]+\.)*example(\.(com|org|net))?[/:?][^\s"'<>]{0,160}$`)
	sampleWords       = set(`unsecure insecure unsafe temp tmp tempkey sample example dummy fake mock snakeoil demo selfsigned localhost test tests testing placeholder holder`)
)

// What makes a table: so many values of the same name and length, or so many addresses.
const (
	manyOfAKind   = 5
	manyAddresses = 100
)

const (
	manyFiles      = 3
	comparedWithin = 80
)

const attributeWithin = 20

var (
	// A record of a table of users has the hash of a password, not the password.
	isDigest     = lazyregexp.New(`^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$`)
	record       = lazyregexp.New(`(?i)\binsert\b|\bupdate\b.*\bset\b|\bvalues\b|<column\b|<row\b`)
	hashBefore   = lazyregexp.New(`(?i)(hash|digest|checksum|fingerprint)\\?["']?\s*[:=]\s*\\?["']?$`)
	onOwnMachine = lazyregexp.New(`^@(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)([:/?"'\s]|$)`)
	listed       = lazyregexp.New(`\[[^\[\]()={}:]*["'][\w.]+["'],\s*["']$`)
	attribute    = lazyregexp.New(`(?i)<\w[^<>]*\b(href|src|class|action|style|rel|target|for|type)=["']$|\b(href|src|class|action|style)=["']$`)
	toOwnMachine = lazyregexp.New(`(?i)\b(curl|wget|https?|httpie)(\.exe)?[ \t][^\r\n]*\b(localhost|127\.0\.0\.1)\b`)
	exampleTree  = lazyregexp.New(`(?i)dc=example,dc=(com|org|net)`)
	comparison   = lazyregexp.New(`(={2,3}|!={1,2}|<>|\bcase)[ \t]*["']?$|\b(where|find_?by|whereIn|equals|eq|isEqualTo)\w*\([^()\r\n]*$`)
)

var (
	// sealedBy matches the name of the key with which Google's Cloud Build opens the values beside it.
	sealedBy = lazyregexp.New(`\bkmsKeyName\b`)
	// searchOnly matches what stands beside the key with which the pages of a manual are searched, or asked.
	searchOnly = lazyregexp.New(`(?i)\binkeep|\bdocs?_?search(_\w+)?\b|\binput_?selector\b|\balgolia["']?\s*([:=,]\s*)?\w*:?\s*\{[^{}]*\bindex(_?name)?\b`)
	// searchClient matches what Algolia's program for browsers sends with the key that everybody gets.
	searchClient = lazyregexp.New(`(?i)\bx-algolia-agent\b`)
	// fuzzyStorage matches the settings of rspamd's storage of fuzzy hashes, whose encryption_key is the public half.
	fuzzyStorage = lazyregexp.New(`(?i)\bfuzzy_check\b|\bmumhash\b`)
	// inSandbox matches the setting that a provider's account is one to try things with.
	inSandbox = lazyregexp.New(`(?i)\b(is_?)?(sandbox|test_?mode)(_?mode|_?enabled)?[\\"']*\s*[:=]\s*[\\"']*(true|1|yes|on)\b|\bis_?(production|live_?mode)[\\"']*\s*[:=]\s*[\\"']*false`)
)

var inQuery = lazyregexp.New(`//[^\s"'<>]+[?&][\w.-]+=$`)

// ofMany tells whether the file gives the value's name to many values of its length, as tables of identifiers do. Who has many clients at a
// service has many secrets.
func (v *weighing) ofMany() bool {
	if v.Name == "" || strings.ContainsAny(v.Value, " \t") || toPartners().MatchString(underscored(v.Name)) {
		return false
	}
	alike := compiled(regexp.QuoteMeta(v.Name) + `["'\])]{0,3}\s*(?:=>|=|:|,)\s*["']?([\w+/=.:-]+)["']?`)
	kinds := map[string]bool{}
	for _, m := range alike.FindAllStringSubmatch(v.Text, -1) {
		if len(m[1]) == len(v.Value) {
			kinds[m[1]] = true
		}
	}
	return len(kinds) >= manyOfAKind
}

// itsExpression matches what an expression for a provider's form has behind the form's prefix.
var itsExpression = lazyregexp.New(`^[\w-]{0,12}[\\)"'-]{0,3}(\(\?:|\(|\[[^\]\s]{2,40}\][{+*]|\\w[{+*]|\{\d+,)`)

// besideItsExpression tells whether an expression that begins as the value does stands on a line beside it: the rules
// of those who look for credentials have a specimen of each.
func (v *weighing) besideItsExpression() bool {
	prefix := v.Value[:min(len(v.Value), longestPrefix)]
	if at := strings.IndexAny(prefix, "_-"); at >= 0 {
		prefix = prefix[:at+1]
	} else if prefix = prefix[:min(len(prefix), 4)]; v.Sort != Issued && v.Sort != Named {
		return false
	}
	near := v.nearby(expressionLines)
	for len(prefix) >= 3 {
		at := strings.Index(near, prefix)
		if at < 0 {
			return false
		}
		near = near[at+len(prefix):]
		if itsExpression().MatchString(near) {
			return true
		}
	}
	return false
}

const (
	longestPrefix   = 12 // of a provider's form, in bytes
	expressionLines = 8
)

var (
	member     = lazyregexp.New(`^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$`)
	identifier = lazyregexp.New(`^!*[A-Za-z_$][\w$]*$`)
	codeBehind = lazyregexp.New(`^\s*([;(\[]|\)\s*[;{]|&&|\|\|)`)
)

// isIdentifier tells whether the value is a name of the program itself, outside of any text literal.
func (v *weighing) isIdentifier() bool {
	if v.Quoted || !identifier().MatchString(v.Value) || v.At+len(v.Value) > len(v.Text) {
		return false
	}
	line := lineAt(v.Text, v.At)
	at := v.At - (strings.LastIndexByte(v.Text[:v.At], '\n') + 1)
	if !strings.HasPrefix(line[min(at, len(line)):], v.Value) || strings.ContainsAny(line[:at], "\"'\x60") {
		return false
	}
	return strings.HasPrefix(v.Value, "!") || IsCode(v.Path) && codeBehind().MatchString(line[at+len(v.Value):])
}

// before is so much of the text in front of the value.
func (v *weighing) before(bytes int) string { return v.Text[max(v.At-bytes, 0):v.At] }

func (v *weighing) after(bytes int) string {
	from := min(v.At+len(v.Value), len(v.Text))
	return v.Text[from:min(from+bytes, len(v.Text))]
}

// isSampleKey tells whether a file of a key is named as one for tests.
func isSampleKey(name string) bool {
	for _, word := range nameWords(path.Base(name)) {
		if sampleWords[word] {
			return true
		}
	}
	return false
}

// documentedClaims tells whether a token's claims are at hosts that documentation is written with.
func documentedClaims(token string) bool {
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		return false
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	return err == nil && claimedHost().Match(claims)
}

var claimedHost = lazyregexp.New(`(?i)[/@".]example\.(com|org|net)\b|(://|@)localhost\b|://127\.0\.0\.1\b`)
