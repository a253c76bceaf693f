package evidence

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// placeholderWords stand where a credential should be put. They count as whole words.
var placeholderWords = set(`example examples placeholder changeme changeit change replace replaced replaceme your yours yourself insert todo fixme tbd dummy sample samples fake faked mock
	redacted hidden masked removed omitted censored sanitized foo bar baz qux foobar foobarbaz foob demo test tests testing tester none null nil undefined empty blank unset notset default defaults invalid
	anything whatever something somevalue some here goes lorem ipsum stub secret secrets password passwd passwort pwd pass passphrase token tokens key keys apikey value values string strings
	username user admin administrator root guest letmein welcome qwerty abc abcd abcde abcdef asdf asdfasdf xxx xxxx yyy yyyy zzz zzzz deadbeef cafebabe my top sekret mysecret mypassword mytoken mykey mypass
	postgres mysql mongo mongodb redis rabbitmq minio minioadmin rootpassword yourpassword yourtoken yourkey notasecret secretkey super supersecret topsecret very verysecret not real
	unsafe insecure bogus garbage nothing any enter fill set please this that put add use of the a an is to in from with for or and on at by be must should must valid wrong bad good right
	correct incorrect another same different old new first second third one two three four five api access auth authorization bearer basic client id identifier local localhost dev development
	staging prod production long short random generated generate db database sql app application service server aws gcp azure github gitlab slack stripe openai env environment var variable
	config secretvalue sensitive data encrypted encoded base credentials credential creds private public shared jwt session cookie csrf hash salt master encryption signing hello world vault helm
	x y z s3cr3t p4ssw0rd passw0rd mariadb mssql sqlserver cassandra elastic keycloak neo4j influxdb clickhouse couchdb mqtt localstack docker kafka thing complicated complex strong simple easy word tutorial`)

// strongPlaceholders make any value that holds one made up, whatever else is in it.
var strongPlaceholders = []string{"example", "placeholder", "…", "...", "devstoreaccount1", "eby8vdm02xno", "c2y6ydjf5/r+", "changeme", "change_me", "change-me", "changeit", "replaceme", "replace_me", "replace-me", "replace_with", "replacewith", "replace-with",
	"your_", "your-", "yourpass", "yoursecret", "yourtoken", "yourkey", "yourapi", "youraccess", "xxxxx", "redacted", "dummy", "fakekey", "faketoken", "fakesecret", "fakepass", "fake_", "fake-", "_fake", "-fake",
	"do-not-use", "do_not_use", "donotuse", "dev-only", "dev_only", "devonly", "development-only", "not-for-prod", "not_for_prod", "in-production", "in_production", "change-in-", "change_in_", "change-this", "change_this", "changethis", "please-change", "please_change",
	"notreal", "not_real", "not-real", "not_a_real", "not-a-real", "notasecret", "not_a_secret", "not-a-secret", "insert_", "insert-", "inserthere", "goes_here", "goes-here", "goeshere", "todo", "lorem", "foobar", "invalid",
	"deadbeef", "cafebabe", "*****", ".....", "_here", "-here", "some_", "some-", "test_token", "testtoken", "test-token", "test_key", "testkey", "test-key", "test_secret", "testsecret", "test-secret", "testpass", "test_pass", "test-pass",
	"mysecret", "my_secret", "my-secret", "mypassword", "my_password", "my-password", "mytoken", "my_token", "my-token", "secretkey", "secret_key", "secret-key", "supersecret", "super_secret", "super-secret", "topsecret", "verysecret", "letmein", "qwerty", "asdfgh", "zxcvb"}

// ageKeyPrefix is the one provider's form whose own words are those of a placeholder.
const ageKeyPrefix = "age-secret-key-"

var (
	bracketed = lazyregexp.New(`^<[^<>]*>$|^\[[^\[\]]*\]$|^\{[^{}]*\}$|^__[A-Za-z0-9_]+__$|^%[A-Za-z0-9_]+%$|^@@?[A-Za-z0-9_.]+@@?$|^#\{?[A-Za-z0-9_.]+\}?#?$|^\(.*\)$|^\*+$|^\*+\w+\*+$`)
	template  = lazyregexp.New(`\$\{|\$\((?:[^()]*(?:\)|$)|[("'])|\{\{|\}\}|<%|%>|#\{|\{%|\$\[|(?:^|[^\w$])\$[A-Za-z_]\w*|%\([\w.]+\)[sdr]|%[-+#0]?\d*[sdvqxXr](?:\W|$)|\{[A-Za-z_][\w.]*\}|\{\d?\}|<[A-Za-z][\w .:-]*>|\[[#%!]?[A-Z][A-Z0-9_.]{3,}\]|__[A-Z][A-Z0-9_]+__|@@?[A-Z][A-Z0-9_]{2,}@@?|%[A-Z][A-Z0-9_]{2,}%|\\\(|\bprocess\.env\b|\bos\.(getenv|environ)\b|\bSystem\.getenv\b|\bENV\[|\benv\(|⟦|["']\s*\+\s*[\w("']|\{[A-Za-z]+[^{}]{0,9}:\d+[-+\d]*\}|^@[A-Za-z]\w*\["`)
	reference = lazyregexp.New(`(?i)^@(keychain|env):|^(op|vault|secret|secretref|awssm|ssm|keyvault|gcpsm|aws-sm|ref\+\w+|doppler|bws|akeyless|file|env|valuefrom|k8s|azurekms|awskms|gcpkms|hashivault)://|^(vault|secret|env|ssm|file|ref|aws|resolve|data)[:.]|^arn:aws|^projects/[^/]+/secrets/|^\{\{?resolve:|^@Microsoft\.KeyVault|^!(vault|secret|Ref|Sub|GetAtt|env)\b`)
)

// isTemplate tells what a shell, a program or a template engine puts another value in place of.
func isTemplate(value string) bool {
	return template().MatchString(value) || alias().MatchString(value) || reference().MatchString(value)
}

// alias matches YAML's name for a value that stands elsewhere.
var alias = lazyregexp.New(`^\*[A-Za-z][\w-]*$`)

var (
	wholeReference = lazyregexp.New(`^(\$\{[^{}]*\}|\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$[A-Za-z_]\w*|\$\([^()]*\)|<%[^%]*%>|#\{[^{}]*\}|%[A-Za-z_]\w*%|%\([\w.]+\)[sd]|%[sdvq]|\{[A-Za-z_]?[\w.]*\})+$|^(process\.env|os\.environ|import\.meta\.env|ENV|System\.getenv|env|var|local|data|module|secrets|vars|config|self|this|args|params|request|req|options|opts|settings|cfg)[.\[(]`)
)

// IsReference tells whether a value is nothing but the name of another one: ${DB_PASSWORD}.
func IsReference(value string) bool { return wholeReference().MatchString(value) }

// madeUp tells why a value is one that somebody made up to show where one belongs, "" if it is not.
func madeUp(value string, sort Sort) string {
	low := strings.TrimPrefix(strings.ToLower(value), ageKeyPrefix)
	for _, word := range strongPlaceholders {
		if strings.Contains(low, word) {
			return "it holds the word for a placeholder"
		}
	}
	body := low
	if sort == Issued || sort == Named || sort == Block {
		body = issuedBody(low)
	}
	switch {
	case strings.HasPrefix(low, "my-") || strings.HasPrefix(low, "my_") || sort != Block && callsItself().MatchString(low):
		return "it holds the word for a placeholder"
	case cutOff().MatchString(low):
		return "it is cut short"
	case longestRun(low) >= 9, longestRun(strings.Map(onlyLetter, low)) >= 9, sort == Password && everybodysNumber().MatchString(low):
		return "it counts up or follows the keyboard"
	case strings.HasPrefix(low, "hunter2") || low == "correcthorsebatterystaple" || low == "correct-horse-battery-staple" || low == "correct horse battery staple":
		return "it is everybody's example"
	case bracketed().MatchString(value):
		return "it is in brackets"
	case repeats(body), partRepeats(low):
		return "it repeats itself"
	case counts(body), mashed(body):
		return "it counts up or follows the keyboard"
	case sort != Issued && sort != Named && sort != Block && (onlyPlaceholderWords(value) || speaksOfPasswords(value)):
		return "its words are those of a placeholder"
	}
	return ""
}

// onlyLetter drops what is no letter: between those of the alphabet digits hide nothing.
func onlyLetter(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return r
	}
	return -1
}

// cutOff matches what somebody has put in place of a value's end.
var cutOff = lazyregexp.New(`(xxxx|\*\*\*)$`)

// everybodysNumber matches a word and what everybody writes behind it.
var everybodysNumber = lazyregexp.New(`^[a-z]{3,10}12345?6?[!.]?$|^[a-z]{3,10}123$`)

// callsItself matches what says whose it is, and what: myhuginnpassword.
var callsItself = lazyregexp.New(`^(my|our|your|the|some|any)[a-z_-]*(password|passwd|pass|pwd|secret|token|key)s?[0-9]{0,4}[!.]?$`)

// partRepeats tells whether a part of a value, between separators, repeats itself: …-1a1a1a1a1a1a.
func partRepeats(value string) bool {
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if len(part) >= 10 && len(part) <= 40 && !strings.Contains(part, "aaaaaa") && repeats(part) {
			return true
		}
	}
	return false
}

// issuedBody is what follows the prefix in a provider's form.
func issuedBody(value string) string {
	if i := strings.LastIndexAny(value, "_-."); i > 0 && len(value)-i > 8 {
		return value[i+1:]
	}
	if len(value) > 20 {
		return value[4:]
	}
	return value
}

// repeats tells whether a value is of few characters, or of a short piece again and again.
func repeats(value string) bool {
	var seen [256]int
	distinct, most := 0, 0
	for i := range len(value) {
		if seen[value[i]] == 0 {
			distinct++
		}
		seen[value[i]]++
		most = max(most, seen[value[i]])
	}
	n := len(value)
	if n >= 4 && distinct <= 2 || n >= 8 && distinct <= 3 || n >= 16 && distinct <= 5 || n >= 8 && most*2 > n {
		return true
	}
	for period := 1; period <= n/2 && period <= 16; period++ {
		same := 0
		for i := period; i < n; i++ {
			if value[i] == value[i-period] {
				same++
			}
		}
		if n >= 8 && same*10 >= (n-period)*9 && n-period >= 4 {
			return true
		}
	}
	c, same := longestSame(value)
	return same >= 6 && (same*3 >= n || strings.IndexByte("xX0*#._-", c) >= 0) // base64 of zeros is a run of A
}

// longestSame is the longest run of one character.
func longestSame(value string) (c byte, longest int) {
	run := 0
	for i := range len(value) {
		if i > 0 && value[i] == value[i-1] {
			run++
		} else {
			run = 1
		}
		if run > longest {
			c, longest = value[i], run
		}
	}
	return c, longest
}

// rows are what fingers run along, and what counts.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0123456789abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"}

// counts tells whether most of a value runs up or down a row.
func counts(value string) bool {
	if len(value) < 4 {
		return false
	}
	covered := 0
	for i := 0; i < len(value); {
		n := 0
		for _, row := range rows {
			n = max(n, along(value[i:], row))
		}
		if n >= 4 {
			covered += n
			i += n
		} else {
			i++
		}
	}
	return covered*10 >= len(value)*6 || covered >= 12
}

// handRows are the rows that a hand lies on.
var handRows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// shortestMash is from how many letters on it is by no chance, and in no language, that nearly all are of one row.
const shortestMash = 16

// mashed tells whether somebody hit the keys of one row until there was enough.
func mashed(value string) bool {
	if len(value) < shortestMash {
		return false
	}
	for _, row := range handRows {
		in := 0
		for i := range len(value) {
			if !isLetter(value[i]) {
				return false
			}
			if strings.IndexByte(row, value[i]|0x20) >= 0 {
				in++
			}
		}
		if in*10 >= len(value)*9 {
			return true
		}
	}
	return false
}

// longestRun is the longest piece of a value that runs along a row.
func longestRun(value string) int {
	longest := 0
	for i := range len(value) {
		for _, row := range rows {
			longest = max(longest, along(value[i:], row))
		}
	}
	return longest
}

// along is how much of the beginning of a text follows a row, in either direction.
func along(text, row string) int {
	at := strings.IndexByte(row, text[0])
	if at < 0 {
		return 0
	}
	up, down := 1, 1
	for up < len(text) && text[up] == row[(at+up)%len(row)] {
		up++
	}
	for down < len(text) && at-down >= 0 && text[down] == row[at-down] {
		down++
	}
	return max(up, down)
}

// onlyPlaceholderWords tells whether the words of a value are those of placeholders, also when some of
// their letters are written as digits and signs, and the rest is next to nothing.
func onlyPlaceholderWords(value string) bool {
	return arePlaceholderWords(value) || arePlaceholderWords(plainLetters(value))
}

func arePlaceholderWords(value string) bool {
	runs := letterRuns(value)
	for _, run := range runs {
		if !placeholderWords[run] && spelledBy(placeholderWords, run) == 0 {
			return false
		}
	}
	return len(runs) > 0 && nextToNothing(value)
}

// speaksOfPasswords tells what holds the word for what it is, among other words and at most two digits: Shop_password_1!
func speaksOfPasswords(value string) bool {
	s := shapeOf(value)
	return s.digits <= 2 && s.wordy() >= 0.9 && slices.ContainsFunc(s.runs, func(run string) bool { return run == "password" || run == "passwort" || run == "passwd" })
}

// nextToNothing tells whether what stands around the words of a value is a short number, or one that counts up.
func nextToNothing(value string) bool {
	digits, signs := "", 0
	for i := range len(value) {
		switch c := value[i]; {
		case isDigit(c):
			digits += string(c)
		case !isLetter(c) && strings.IndexByte("_-. /", c) < 0:
			signs++
		}
	}
	return signs <= 2 && (len(digits) <= 3 || strings.Contains("01234567890", digits))
}

// plainLetters reads the digits and signs beside letters as the letters they look like: p4ssw0rd.
func plainLetters(value string) string {
	plain := []byte(value)
	for i, c := range plain {
		at := strings.IndexByte("013457@$!", c)
		if at >= 0 && (i > 0 && isLetter(plain[i-1]) && i+1 < len(plain) && (isLetter(plain[i+1]) || strings.IndexByte("013457@$!", plain[i+1]) >= 0)) {
			plain[i] = "oleastasi"[at]
		}
	}
	return string(plain)
}

// spelledBy is the length of a run that is made of words of a set alone, 0 if it is not.
func spelledBy(words map[string]bool, run string) int {
	if len(run) > 40 {
		return 0
	}
	reach := make([]bool, len(run)+1)
	reach[0] = true
	for end := 3; end <= len(run); end++ {
		for start := 0; start+3 <= end; start++ {
			if reach[start] && words[run[start:end]] {
				reach[end] = true
				break
			}
		}
	}
	if reach[len(run)] {
		return len(run)
	}
	return 0
}

// documentedSums are the first half of the SHA-256 of values that providers print in their documentation
// and emulators have built in, so that the values need not be here.
var documentedSums = set(`2cafc0970149a84f f2d6ca16515033e5 0011cc25eb432071 aa6547439583c3a2 78314b11be2e5815 2ddc147f3a3b5a17 f5e95c9954635b65 ` + rfcKeys + insecureKeys + sharedByAll + ofNothing)

const (
	// rfcKeys are the private keys of RFC 7515, 7520 and 8037.
	rfcKeys = `243cd6766dfc55fe 5b6eff51cddd4d13 8b1b17a9740c068a 930d65dbe93c976e c10838189a432c83 8580dd90707d8c51 92a7d7ea52e43e70 0330b11998cbc9ab 44e6c89ad9f1cbaf 2677a14a465f8bf0 190edf59d5736c3b fde65288758ade65 79bd8cb5ce94f16b `
	// sharedByAll is what manuals give everybody to use: the client of Kitsu's interface, sing-box's specimens, the key in the form that every guest of Invision's boards logs in with, Giphy's for those who
	// begin, the one in every AirPort Express, which receivers for AirPlay need, the one that YouTube's pages are asked with, the pair of MinIO's
	// playground, what Messenger's clients answer its server's challenge with, and the key that VRChat's settings tell every client.
	sharedByAll = ` 95dda0e905e1a729 301bbc954581dc73 351514d906b0ca47 47a0c57ae20978bb a56844eb59a3be50 e1bb72ff7816ebe8 105d173f227fb3b1 31043aae8be22df7 1bbb9293c38acc5e df452eef23e8cf2c 3e911b7f130bd4da ae8d3682225b8155`
	// ofNothing are the digests of no bytes: MD5, SHA-1, SHA-256 and SHA-512.
	ofNothing = ` f215faf9d88b7f0a 07e23ede2756aa3f cd372fb85148700f 2a5049ed45b47005`
	// insecureKeys are those that every new machine of Vagrant has, until it is given its own.
	insecureKeys = `b4ecc419c53a5bbc 4fc4cccd13a50006`
)

// documented tells whether a value is known from documentation.
func documented(value string) bool {
	if strings.Contains(value, "-----BEGIN") {
		value = keyBody(value)
	}
	sum := sha256.Sum256([]byte(value))
	return documentedSums[hex.EncodeToString(sum[:8])] || fromJWTDebugger(value)
}

// fromJWTDebugger tells the tokens that tutorials take from the start page of a well-known tool.
func fromJWTDebugger(value string) bool {
	parts := strings.Split(value, ".")
	if len(parts) != 3 || !strings.HasPrefix(value, "eyJ") {
		return false
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return false
	}
	return strings.Contains(string(claims), "John Doe") || strings.Contains(string(claims), `"1234567890"`)
}
