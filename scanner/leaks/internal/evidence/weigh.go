package evidence

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Sort is what a candidate was found as.
type Sort int

// The sorts.
const (
	Issued   Sort = iota // in the form that its provider gives to all its credentials
	Block                // a block of key material, such as a PEM private key
	Named                // of the shape of a provider's credentials, beside the provider's name
	Machine              // made by a machine, known as a credential by its name only
	Password             // perhaps made by a person, known by its name only
	Declared             // by a rule that the repository made for itself
	Placed               // known by its place: between a user's name and a host, behind a flag, in a header
)

// Candidate is a text that may be a credential.
type Candidate struct {
	Sort     Sort
	Value    string
	Name     string // what it is assigned to
	Line     string // the line it is on, as far as it is of interest
	Path     string // slash-separated
	Quoted   bool   // it is a whole string literal
	Checksum string // "valid" or "invalid" where its form has one
	Told     bool   // a sentence tells it
	Test     bool   // it is for a provider's test mode
	Bearer   bool   // it stands in a header where only what a machine made can stand
	Proposed bool   // it is of a change that nobody has taken over yet
	// Published says that it stands at the head of a project that is published for everybody, and kept.
	Published bool
	Packed    bool   // it is in an archive, where nobody sees what is around it
	Tabled    bool   // it is in the row of a table
	Text      string // the file it is in, "" where that is not known
	At        int    // where in Text the value begins
	Files     int    // how many files have the value, 0 where that is not known
	Tested    bool   // the code of tests or examples has the value, too
	Expected  bool   // a test expects an output of the file, which is beside it

	Certificate string // what the file of a certificate beside that of a key holds, "" where there is none
}

// Verdict is the sum of what was found.
type Verdict struct {
	Doubt    nhi.Doubt // "" when the candidate is to be listed
	Features []nhi.Feature
	Score    int // the sum of the features' weights
	// Open says that it would be listed, if its project were not published for everybody.
	Open bool
}

// enough is the score from which a candidate that only its surroundings speak for is listed.
const enough = 4

// certain is the weight of a feature that decides alone.
const certain = 20

// Weigh judges a candidate.
func Weigh(c Candidate) Verdict {
	v := &weighing{Candidate: c}
	if c.Sort == Block || v.isOfAge() {
		v.Checksum = "" // anybody can make a key with a right one
	}
	if v.isRevealed() {
		v.add("its name says it is encrypted, but the program opens it with what everybody has", 0, "")
		v.Name = saysEncrypted().ReplaceAllString(v.Name, "")
	}
	if c.Sort == Declared {
		v.add("a rule of the repository's own", 8, "")
		return v.verdict()
	}
	v.weighIdentity()
	switch c.Sort {
	case Issued, Block:
		v.add("the form of a provider's credential", 8, "")
		v.weighChecksum()
		v.weighIssued()
	case Named:
		v.add("a provider's name beside the shape of its credentials", 6, "")
		v.weighChecksum()
		v.weighIssued()
	default:
		v.weighName()
		v.weighLine()
		v.weighValue()
	}
	v.weighFile()
	v.weighTrial()
	v.weighWitnesses()
	if v.Sort == Block && v.Checksum != "valid" && !isToken(v.Value) {
		v.weighKey()
	}
	switch {
	case v.Text == "":
	case v.Checksum != "valid":
		v.weighSetting()
	case v.besideItsExpression():
		v.add("it is beside the expression that it is to match", -certain, nhi.DoubtTest)
	}
	return v.verdict()
}

// weighing is a verdict in the making.
type weighing struct {
	Candidate
	Verdict
	against nhi.Doubt // of the heaviest feature against
	worst   int
}

// add notes a feature, and why one doubts if it speaks against.
func (v *weighing) add(name string, weight int, doubt nhi.Doubt) {
	v.Features = append(v.Features, nhi.Feature{Name: name, Weight: weight})
	v.Score += weight
	if weight < v.worst && doubt != "" {
		v.worst, v.against = weight, doubt
	}
}

func (v *weighing) verdict() Verdict {
	if v.Score >= enough {
		return v.Verdict
	}
	if v.Doubt = v.against; v.Doubt == "" {
		v.Doubt = nhi.DoubtWeak
	}
	return v.Verdict
}

// weighIdentity looks for what shows at once that the value is none.
func (v *weighing) weighIdentity() {
	switch {
	case documented(v.Value):
		v.add("known from documentation", -certain, nhi.DoubtExample)
	case isTemplate(v.Value):
		v.add("another value is put in its place", -certain, nhi.DoubtTemplate)
	}
	switch meaning := nameMeaning(v.Name); {
	case v.Checksum == "valid":
	case meaning == public && v.Sort != Issued && v.Sort != Block:
		v.add("its name says it is public", -certain, nhi.DoubtDigest)
	case v.Sort == Named && namesIdentifier(v.Name):
		v.add("its name is that of something else", -certain, nhi.DoubtDigest)
	case meaning == standIn:
		v.add("its name says it is made up", -certain, nhi.DoubtPlaceholder)
	case meaning == forTests && v.Sort == Issued:
		v.add("its name says it is for tests", -4, nhi.DoubtTest)
	case meaning == forTests:
		v.add("its name says it is for tests", -certain, nhi.DoubtTest)
	}
}

// setToID matches a line that gives a setting for an identifier something to fall back on: env.X_CLIENT_ID || '….
var setToID = lazyregexp.New(`(?i)_?(client|app|application|portal|account|form|tenant|workspace)_?id\b[^'"\r\n]{0,20}['"]`)

func (v *weighing) weighChecksum() {
	switch v.Checksum {
	case "valid":
		v.add("its checksum is right", 8, "")
	case "invalid":
		v.add("its checksum is wrong", -certain, nhi.DoubtPlaceholder)
	}
}

// weighIssued looks at the part of a provider's form that is left to chance.
func (v *weighing) weighIssued() {
	if strings.HasPrefix(v.Value, "sig=") {
		v.weighSignature()
	}
	if v.Checksum == "valid" {
		return
	}
	if v.Sort == Named && uuidForm().MatchString(v.Value) && setToID().MatchString(strings.TrimSuffix(v.Line, "\n")) {
		v.add("its name is that of something else", -certain, nhi.DoubtDigest)
	}
	if v.Sort != Issued && (documentation().MatchString(v.Line) || v.Sort == Named && IsComment(v.Line)) {
		v.add("its line is documentation", -certain, nhi.DoubtTest)
	}
	if v.Sort == Block && !strings.HasPrefix(v.Value, "ey") {
		v.weighKeyMaterial()
		return
	}
	if publicForm().MatchString(v.Value) {
		v.add("it is an id, or the public half of a key", -certain, nhi.DoubtDigest)
	}
	if hexNumber().MatchString(v.Value) {
		v.add("it is a number in hexadecimal digits", -certain, nhi.DoubtDigest)
	}
	if v.Sort == Issued && uuidForm().MatchString(v.Value) {
		v.add("it is a universal identifier", -certain, nhi.DoubtDigest)
	}
	if endOfUUID().MatchString(v.Value) && beginsUUID(v.Line, v.Value) {
		v.add("it is a part of a universal identifier", -certain, nhi.DoubtDigest)
	}
	if inBase64(v.Value, v.Line) {
		v.add("it is within a longer text that no one reads", -certain, nhi.DoubtWeak)
	}
	why := madeUp(v.Value, v.Sort)
	if why == "" && (ofWords(issuedBody(v.Value)) || hyphenated().MatchString(v.Value)) {
		why = "its words are those of a placeholder"
	}
	if why != "" {
		v.add(why, -certain, nhi.DoubtPlaceholder)
	} else if !drawnByChance(v.Value) {
		v.add("no machine would make it", -certain, nhi.DoubtWords)
	}
}

// hexNumber matches what has none but hexadecimal digits where providers draw from all letters: of a hundred such, none by chance.
var hexNumber = lazyregexp.New(`^[0-9A-F]{64,}$`)

// drawnByChance tells whether a provider's machine may have made a value: its longest part is none that words tell.
func drawnByChance(value string) bool {
	most := ""
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune("-_.:|/", r) }) {
		if len(part) > len(most) {
			most = part
		}
	}
	return len(most) < shortestDraw || max(chance(most), chance(value)) >= leastDrawn
}

// What a provider draws has a prefix and parts that mean something, and so is told a bit shorter than what is drawn as a whole.
const (
	shortestDraw = 12
	leastDrawn   = 0.85
)

// fewestLetters is how many letters have to be words until they are there by no chance.
const fewestLetters = 12

// ofWords tells whether what chance should have made is a text: some/random/characters.
func ofWords(body string) bool {
	s := shapeOf(body)
	return s.digits == 0 && s.letters >= fewestLetters && s.wordy() >= 0.8
}

// hyphenated matches words of small letters and small numbers, as style sheets have: chance would have mixed them.
var hyphenated = lazyregexp.New(`^[a-z]+([_-]+([a-z]+|\d{1,3})){2,}[_-]*$`)

// leastMaterial is the shortest body that a private key can have, in characters of base64.
const leastMaterial = 40

// weighKeyMaterial asks whether there is a key in the armour. Its bytes may look like anything: the
// formats begin with runs of zeros, and by chance there are words.
func (v *weighing) weighKeyMaterial() {
	body := keyBody(v.Value)
	letters := map[byte]int{}
	most := 0
	for i := range len(body) {
		letters[body[i]]++
		most = max(most, letters[body[i]])
	}
	switch {
	case v.Value == "":
	case IsComment(v.Line) && IsCode(v.Path):
		v.add("its line is a comment", -certain, nhi.DoubtTest)
	case strings.Contains(v.Value, "...") || strings.ContainsAny(v.Value, "…⟦<>") || strings.Contains(strings.ToLower(v.Value), "snip") && strings.Contains(v.Value, "-snip"):
		v.add("it is cut short", -certain, nhi.DoubtPlaceholder)
	case strings.Contains(v.Value, "-----BEGIN") && (len(body) < leastMaterial || shapeOf(body).classes < 2 || code().MatchString(armour().ReplaceAllString(v.Value, ""))):
		v.add("there is no key in it", -certain, nhi.DoubtPlaceholder)
	case len(body) >= leastMaterial && (most*2 > len(body) || len(letters) <= 16):
		v.add("it repeats itself", -certain, nhi.DoubtPlaceholder)
	}
}

// code matches what a program that writes keys has between the lines of their armour.
var code = lazyregexp.New(`#(define|include|if|endif)\b|/\*|[a-z]{2,} [a-z]{2,} [a-z]{2,}|\w\(|[{}]|\w\.\w+\(|%s|<%`)

var armour = lazyregexp.New(`-----(BEGIN|END)[ A-Z0-9]*-----|(?m)^[A-Za-z-]+: .*$|\\[nrt]`)

// keyBody is the base64 of a PEM block, without its first and last line, headers and ends of lines.
func keyBody(value string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r)) || r == '+' || r == '/' || r == '-' || r == '_') {
			return r
		}
		return -1
	}, armour().ReplaceAllString(value, ""))
}

// endOfUUID matches the end of a universal identifier, which a provider's form may be by chance.
var endOfUUID = lazyregexp.New(`(?i)^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// beginsUUID tells whether the rest of a universal identifier stands in front of its end.
func beginsUUID(line, end string) bool {
	at := strings.Index(line, end)
	return at >= 9 && uuidForm().MatchString(line[at-9:at+len(end)])
}

// longRun is how much of a longer base64 text stands before a form that is in it by chance, in bytes.
const longRun = 24

// inBase64 tells whether a form is only a part of a longer text, such as a public key, a certificate or an image.
func inBase64(value, line string) bool {
	at := strings.Index(line, value)
	if at < longRun {
		return false
	}
	for _, c := range []byte(line[at-longRun : at]) {
		if !isLetter(c) && !isDigit(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// keystroke matches keys that are pressed together: shift+left. Passwords begin with such words, too, and end otherwise.
var keystroke = lazyregexp.New(`(?i)^((shift|ctrl|control|alt|meta|cmd|command|option|super|mod)\+)+(\w|f\d{1,2}|left|right|up|down|enter|return|tab|space|esc|escape|del|delete|insert|backspace|home|end|page(up|down))$`)

// passedOn matches a sentence of programmers: pass "a" to b.
var passedOn = lazyregexp.New(`(?i)\bpass ["'\x60][^"'\x60]+["'\x60] (to|on|into|through|as|for|from|when|by|in|instead)\b`)

// weighName asks whether the name is that of a credential.
func (v *weighing) weighName() {
	switch meaning := nameMeaning(v.Name); {
	case meaning == other && v.Sort == Placed && !holdsPlaces(v.Name):
	case meaning == other && v.Sort != Placed:
		v.add("its name is that of something else", -certain, nhi.DoubtWeak)
	case keystroke().MatchString(v.Value):
		v.add("it is keys to press", -certain, nhi.DoubtWords)
	case strings.EqualFold(v.Name, "pass") && passedOn().MatchString(v.Line):
		v.add("something is passed on", -certain, nhi.DoubtWords)
	case meaning == public, meaning == standIn, meaning == forTests: // weighed already
	case v.Sort == Placed:
		v.add("its place is that of a credential", 4, "")
	case meaning == secret:
		v.add("its name is that of a credential", 3, "")
	default:
		v.add("something about it says credential", 1, "")
	}
}

var (
	commented = lazyregexp.New(`^\s*(#|//|;|--|\*(\*|\s|$)|\{?/\*|<!--|%|REM\b|rem\b|'(\s|$))`)
	// directive matches what only begins as a comment: for C's preprocessor, a flag, a registry's setting in .npmrc, an attribute of Rust.
	directive = lazyregexp.New(`^\s*(#[ \t]*(define|undef|if|ifdef|ifndef|elif|else|endif|pragma|include|line|error)\b|#!?\[|--[a-z]|-----BEGIN|//[\w.-]+[\w./:-]*:_)`)
)

// IsComment tells whether a line is a comment.
func IsComment(line string) bool {
	return commented().MatchString(line) && !directive().MatchString(line)
}

// AsksForFile tells whether what is beside a candidate, or the certificate beside its file, may take back what speaks against it.
func (c Candidate) AsksForFile() bool {
	v := weighing{Candidate: c}
	return v.isKey() && shipped().MatchString(c.Path) || v.isCommentedKey() || v.byName() && saysEncrypted().MatchString(c.Name) && looksRandom(c.Value)
}

var saysEncrypted = lazyregexp.New(`(?i)_?encrypted`)

// isRevealed tells a value of which its name says that it is encrypted, where the program around it only hides it from readers: it calls what takes
// that back "reveal", and gives it no key.
func (v *weighing) isRevealed() bool {
	if v.Text == "" || !v.byName() || !saysEncrypted().MatchString(v.Name) {
		return false
	}
	return compiled(`(?i)\w*(?:reveal|deobfuscate|unobscure|unscramble)\w*\(\s*` + regexp.QuoteMeta(v.Name) + `\s*\)`).MatchString(v.Text)
}

// isCommentedKey tells a key with a plain name, drawn by a machine, that stands in a comment.
func (v *weighing) isCommentedKey() bool {
	return v.Sort == Machine && v.Name != "" && nameMeaning(v.Name) == secret && IsComment(v.Line) && looksRandom(v.Value)
}

// isFormer tells a key that somebody put into a comment when there was a new one, which stands beside it under the same name.
func (v *weighing) isFormer() bool {
	if v.Text == "" || !v.isCommentedKey() {
		return false
	}
	assigned := compiled(`(?:^|\W)` + regexp.QuoteMeta(v.Name) + `["'\])]{0,2}\s*(?:=>|:=|=|:)\s*["']?([\w+/=.~-]{16,})`)
	for line := range strings.SplitSeq(v.nearby(siblingLines), "\n") {
		if m := assigned.FindStringSubmatch(line); m != nil && !IsComment(line) && m[1] != v.Value && len(m[1]) == len(v.Value) && looksRandom(m[1]) {
			return true
		}
	}
	return false
}

// siblingLines is how far beside a value in a comment the one is looked for that took its place, in lines.
const siblingLines = 6

// weighLine asks what the line is.
func (v *weighing) weighLine() {
	lower := strings.ToLower(v.Line)
	switch {
	case !IsComment(v.Line):
	case v.isFormer():
		v.add("its line is a comment, and another value of its name stands beside it: it was in use", 0, "")
	case v.Sort == Placed && !v.Told && looksRandom(v.Value):
		v.add("its line is a comment", -5, nhi.DoubtTest)
	default:
		v.add("its line is a comment", -certain, nhi.DoubtTest)
	}
	if v.Sort != Placed && documentation().MatchString(v.Line) {
		v.add("its line is documentation", -5, nhi.DoubtTest)
	}
	if nonce.in(v.Line, lower) {
		v.add("it is a protocol's nonce", -certain, nhi.DoubtDigest)
	}
	if v.Sort == Machine && telemetry.in(v.Line, lower) {
		v.add("its name says it is public", -certain, nhi.DoubtDigest)
	}
	if v.Sort != Placed && encrypted.in(v.Line, lower) {
		v.add("its attribute says it is encrypted", -certain, nhi.DoubtDigest)
	}
	if exampleOf().MatchString(v.Line) {
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	}
	if checksumOf.in(v.Line, lower) {
		v.add("it is the checksum of something", -certain, nhi.DoubtDigest)
	}
	if everybodys.in(v.Line, lower) {
		v.add("it is everybody's example", -certain, nhi.DoubtExample)
	}
	if namedTwice(v.Value, v.Line) {
		v.add("it is the name of the user or the database, too", -certain, nhi.DoubtPlaceholder)
	}
	if v.Sort == Placed && documentedHost().MatchString(v.Line) {
		v.add("its host is one of documentation", -certain, nhi.DoubtExample)
	}
}

var (
	documentation = lazyregexp.New(`^\s*(\*([ \t]|$)|/\*\*|///|//!|\.\. )`)
	exampleOf     = lazyregexp.New(`^\s*(-\s+)?["']?(x-)?examples?["']?\s*:`)
	plainWord     = lazyregexp.New(`^[A-Za-z]+([_-][A-Za-z]+)*$`)
)

// spoken is an expression that cannot match without one of its words. Lines are long in programs made for browsers, and have
// thousands of values: to look for words takes a hundredth of the time.
type spoken struct {
	words      []string // in lower case
	expression func() *regexp.Regexp
}

// in tells whether the expression matches a line, which is given in lower case, too.
func (s spoken) in(line, lower string) bool {
	return slices.ContainsFunc(s.words, func(word string) bool { return strings.Contains(lower, word) }) && s.expression().MatchString(line)
}

var (
	nonce = spoken{[]string{"sec-websocket-"}, lazyregexp.New(`(?i)sec-websocket-(key|accept)`)}
	// telemetry matches what every copy of a program has, and what is a name.
	telemetry  = spoken{[]string{"telemetry", "instrumentation", "sonar.project"}, lazyregexp.New(`(?i)(telemetry|instrumentation)[_-]?key|\bsonar\.project_?key`)}
	encrypted  = spoken{[]string{`="crypt`, `="encrypted`, `="hash`, `="sha`, `="bcrypt`, `encrypted="`}, lazyregexp.New(`(?i)\b(encoding|type|method|format)="(crypt|encrypted|hash\w*|sha-?\d+|bcrypt)"|\bencrypted="true"`)}
	checksumOf = spoken{[]string{"checksum", "digest", "sha256", "sha512", "md5"}, lazyregexp.New(`(?i)(^|[\s"'])(checksum|digest|sha256|sha512|md5)[/_.-][\w./-]{1,60}["']?[ \t]*[:=]`)}
	everybodys = spoken{[]string{"scott"}, lazyregexp.New(`(?i)\bscott["']?\s*[:/,]\s*["']?tiger`)}
)

// namedTwice tells whether a plain word stands a second time on the line: CREATE USER shop IDENTIFIED BY shop.
func namedTwice(value, line string) bool {
	if !plainWord().MatchString(value) {
		return false
	}
	n := 0
	for rest := line; ; n++ {
		at := strings.Index(rest, value)
		if at < 0 {
			return n > 1
		}
		end := at + len(value)
		if at > 0 && isWordByte(rest[at-1]) || end < len(rest) && isWordByte(rest[end]) {
			n--
		}
		rest = rest[end:]
	}
}

func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '.' }

// documentedHost matches the hosts that documentation is written with (RFC 2606), and words for one.
var documentedHost = lazyregexp.New(`(?i)@([\w-]+\.)*example(\.(com|org|net|edu))?\b|@([\w-]+\.)+(invalid|test|example)\b|@my[\w-]*([/:."'\s]|$)|@(host|hostname|your[\w-]*|my-?host|server|domain|some[\w-]*)\b|@[<{$%\[]`)

var (
	pipeline  = lazyregexp.New(`(^|/)\.(github/(workflows|actions)|circleci|buildkite|woodpecker)/|(^|/)(\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|\.drone|appveyor)[\w.-]*\.ya?ml$`)
	composed  = lazyregexp.New(`(^|/)(docker-)?compose[\w.-]*\.ya?ml$`)
	container = lazyregexp.New(`(?i)^(mysql|mariadb|postgres(ql)?|pg|sa|mssql|mongo(db)?|oracle|db|database|redis|rabbitmq)_?\w*(password|passwd|pwd|pass)$`)
	// ownSecret matches the names of what a program makes for itself, and nobody issues.
	ownSecret  = lazyregexp.New(`(?i)^(\w+_)?((secret_)?key_base|secret_key|app_key|(jwt|session|cookie|auth|nextauth|utils|app|token)_secret|encryption_key|master_key|signing_key|salt|pepper|crypt_key)$`)
	developers = lazyregexp.New(`(?i)(^|/)(\.ddev|\.lando|\.gitpod|\.docksal|dev|development|\.?devcontainers?|localdev|dev-?env|local)/`)
	strongName = lazyregexp.New(`(?i)\.snk\.pfx$`)
	// sideLoaded matches what Visual Studio calls the key stores that it makes, without a password and for a year, to install a package
	// on the machine at hand: the store signs with its own.
	sideLoaded = lazyregexp.New(`_(Temporary|Store)Key\.pfx$`)
	trusted    = lazyregexp.New(`(?i)(trust-?_?store|cacerts)[^/]*$`)
)

var (
	// A word of a foreign language looks random, but for its digits: S3-toegangssleutel, Ung\u00FCltig.
	manyDigits = lazyregexp.New(`(\d\D*){3}`)
	escaped    = lazyregexp.New(`\\u[0-9A-Fa-f]{4}`)
)

// documents is the weight of being in a document. Most passwords there are samples, but notes tell real ones.
func (v *weighing) documents() int {
	if s := shapeOf(v.Value); v.Sort != Machine && s.classes == 4 && s.length >= 8 && !s.random() {
		return -3
	}
	if v.Sort == Machine || looksRandom(v.Value) {
		return -6
	}
	return -5
}

// weighFile asks what the file is for.
func (v *weighing) weighFile() {
	switch sort := fileSort(v.Path); {
	case v.Checksum == "valid":
	case v.Value == "" && trusted().MatchString(v.Path):
		v.add("it holds the certificates of others", -certain, nhi.DoubtDigest)
	case v.Value == "" && strongName().MatchString(v.Path):
		v.add("it is the key to a strong name, which is no secret", -certain, nhi.DoubtDigest)
	case v.Value == "" && sideLoaded().MatchString(v.Path):
		v.add("Visual Studio made it to try a package out", -certain, nhi.DoubtTest)
	case sort == foreignFile:
		v.add("its file is somebody else's or generated", -certain, nhi.DoubtForeign)
	case sort == testFile && v.Sort == Issued && !v.Test && !browserKey().MatchString(v.Value) && (isNote(v.Path) || v.Proposed):
		// What a provider issued works from a test, too: in a change somebody has it at hand.
		v.add("in tests, examples or documentation", -4, nhi.DoubtTest)
	case sort == testFile:
		v.add("in tests, examples or documentation", -certain, nhi.DoubtTest)
	case v.Sort == Password && (pipeline().MatchString(v.Path) || composed().MatchString(v.Path) && IsComment(v.Line)) && container().MatchString(v.Name) && !shapeOf(v.Value).random():
		v.add("it is of a container that is made for a while", -certain, nhi.DoubtTest)
	case (v.Sort == Password || v.Sort == Machine) && pipeline().MatchString(v.Path) && isOwnSecret(v.Name):
		v.add("it is for a program that a pipeline tries out", -certain, nhi.DoubtTest)
	case sort == translationFile && (v.byName() || v.Sort == Placed) && !(looksRandom(v.Value) && manyDigits().MatchString(escaped().ReplaceAllString(v.Value, ""))):
		v.add("its file is one of translations", -certain, nhi.DoubtWords)
	case sort == noteFile && v.Sort != Issued && v.Sort != Block:
		v.add("its file is notes for those who run something", -2, nhi.DoubtTest)
	case sort == documentFile && v.Sort == Block:
		v.add("its file is made of sentences", -certain, nhi.DoubtTest)
	case sort == documentFile:
		v.add("its file is made of sentences", v.documents(), nhi.DoubtTest)
	case v.Sort != Issued && v.Sort != Block && developers().MatchString(v.Path) && isOwnSecret(v.Name):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.Sort == Password && developers().MatchString(v.Path) && !looksRandom(v.Value):
		v.add("its folder is one for developers' own machines", -3, nhi.DoubtTest)
	case sort == configFile && v.Sort != Issued:
		v.add("its file is for settings", 1, "")
	}
}
