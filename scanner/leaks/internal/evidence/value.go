package evidence

import (
	"encoding/base64"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Limits of a value that only its surroundings speak for, in bytes.
const (
	shortest = 4
	longest  = 300
)

// shape is what a value looks like.
type shape struct {
	value                                string
	length                               int
	lower, upper, digits, symbols, space int
	classes                              int      // of lower, upper, digits and symbols that occur
	switches                             int      // from one of these to another
	runs                                 []string // of letters
	letters, spelled                     int      // spelled: in words
	readable                             float64
	entropy                              float64 // bits a character
	hex, ascii                           bool
}

func shapeOf(value string) shape {
	s := shape{value: value, length: len(value), runs: letterRuns(value), hex: true, ascii: true}
	s.count(value)
	words := language()
	for _, run := range s.runs {
		s.letters += len(run)
		if len(run) <= 64 {
			s.spelled += words.spelled(run)
		}
	}
	s.readable = words.readable(s.runs)
	return s
}

// count counts a value's characters, by their classes.
func (s *shape) count(value string) {
	last := -1
	var counts [256]int
	for i := range len(value) {
		c := value[i]
		counts[c]++
		class := 3
		switch {
		case isLower(c):
			class = 0
			s.lower++
		case isUpper(c):
			class = 1
			s.upper++
		case isDigit(c):
			class = 2
			s.digits++
		case c == ' ' || c == '\t':
			s.space++
		case c >= utf8.RuneSelf: // letters of a language, and no signs
		default:
			s.symbols++
		}
		if last >= 0 && class != last {
			s.switches++
		}
		last = class
		s.ascii = s.ascii && c < utf8.RuneSelf
		s.hex = s.hex && (isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f')
	}
	for _, n := range []int{s.lower, s.upper, s.digits, s.symbols} {
		if n > 0 {
			s.classes++
		}
	}
	for _, n := range counts {
		if n > 0 {
			share := float64(n) / float64(len(value))
			s.entropy -= share * math.Log2(share)
		}
	}
}

// wordy is the share of a value's letters that are in words.
func (s shape) wordy() float64 {
	if s.letters == 0 {
		return 0
	}
	return float64(s.spelled) / float64(s.letters)
}

// looksRandom tells whether a value, or the most of it that a separator sets off, is a machine's: sbp_q7Fz….
func looksRandom(value string) bool {
	if shapeOf(value).random() {
		return true
	}
	most := ""
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune("_-.:|", r) }) {
		if len(part) > len(most) {
			most = part
		}
	}
	return len(most) >= 20 && len(most) < len(value) && len(most)*10 >= len(value)*6 && shapeOf(most).random()
}

// LooksRandom tells whether a text looks drawn by a machine.
func LooksRandom(text string) bool { return looksRandom(text) }

// What a machine draws takes at least so much of what its characters would take, to be told as words: without digits
// more, since there are words that nobody knows. Of a hundred values drawn by chance one is below.
const (
	drawn        = 0.9
	drawnLetters = 1.05
	notOfWords   = 0.6 // what has more in it than words and signs between them
)

// random tells whether nobody but a machine would write this.
func (s shape) random() bool {
	switch {
	case s.length < 12 || s.space > 0 || !s.ascii || s.symbols*3 > s.length:
		return false
	case s.hex:
		return s.length >= 16 && s.digits*10 >= s.length*3 && s.digits < s.length && s.entropy >= 3
	case s.entropy < math.Log2(float64(min(s.length, 64)))*0.74:
		return false
	case s.digits == 0:
		return chance(s.value) >= drawnLetters
	}
	return chance(s.value) >= drawn
}

// weighValue looks at the value itself, when its form is nobody's.
func (v *weighing) weighValue() {
	value := v.Value
	if decoded, ok := readableBase64(value); ok && v.Sort != Machine {
		v.Features = append(v.Features, nhi.Feature{Name: "it is base64 of a text"})
		value = decoded
	} else if ok && (strings.Contains(decoded, " ") || strings.HasSuffix(decoded, ":") || madeUp(decoded, v.Sort) != "" || sameAsName(decoded, v.Name) || isTemplate(decoded) || documented(decoded) || shapeOf(decoded).wordy() >= 0.7 || addressWithoutUser().MatchString(decoded)) {
		v.add("it is base64 of words", -certain, nhi.DoubtPlaceholder)
		return
	}
	if n := len(value); n < shortest || n > longest {
		v.add("it is too short or too long", -certain, nhi.DoubtWeak)
		return
	}
	if why, doubt := v.notOne(value); why != "" {
		v.add(why, -certain, doubt)
		return
	}
	if why := madeUp(value, v.Sort); why != "" {
		v.add(why, -certain, nhi.DoubtPlaceholder)
		return
	}
	if sameAsName(value, v.Name) || ofItsName(value, v.Name) || v.Sort == Machine && namesItsKey(value, v.Name) {
		v.add("it says its own name", -certain, nhi.DoubtPlaceholder)
		return
	}
	v.weighShape(shapeOf(value))
}

func (v *weighing) weighShape(s shape) {
	random := looksRandom(v.Value) || s.random()
	switch {
	case v.Sort != Placed && snake().MatchString(v.Value), speaksOfCredentials(v.Value), v.Sort == Machine && isWordParts(v.Value, s):
		v.add("it is an identifier", -8, nhi.DoubtWords)
	case appPassword().MatchString(v.Value) && s.wordy() < 0.5:
		v.add("it is in the form of a password for an application", 3, "")
	case random:
		v.add("it looks random", 3, "")
	case v.isPhrase(v.Value):
		v.add("it is words and a number, as passphrases are", 2, "")
	case s.space > 0 && (v.Sort != Placed || s.wordy() >= 0.5 || s.digits+s.symbols <= 2):
		v.add("it is a sentence", -8, nhi.DoubtWords)
	case technical().MatchString(v.Value):
		v.add("it is the name of a method or format", -5, nhi.DoubtWords)
	case s.digits == s.length || s.digits+s.symbols == s.length && s.symbols <= 2:
		v.add("it is a number", -3, nhi.DoubtWeak)
	case s.classes >= 3 && s.digits > 0:
		v.add("it mixes letters, digits and signs", 2, "")
	case s.digits+s.symbols > 0 && s.wordy() < 0.6 && s.classes >= 2 && s.digits > 0:
		v.add("it mixes letters and digits", 1, "")
	case s.digits >= 2:
		v.add("it is a word with a number", 0, "")
	case humps().MatchString(v.Value) && s.classes >= 3:
		v.add("it mixes capitals and signs as no name does", 1, "")
	case s.wordy() >= 0.7 && !strings.ContainsAny(v.Value, "!@#$%^&*?~+="):
		v.add("it is made of words", -5, nhi.DoubtWords)
	case s.digits == 0 && (s.readable > 0 || v.Quoted && capitalised().MatchString(v.Value)) && !strings.ContainsAny(v.Value, "!@#$%^&*?~+="):
		v.add("it reads like a word", -3, nhi.DoubtWords)
	}
	v.weighLength(s)
	if v.Sort == Machine && !random {
		v.weighMaker(s)
	}
}

// weighLength asks whether a value is long enough for a credential, and stands for itself.
func (v *weighing) weighLength(s shape) {
	if s.random() && s.classes >= 3 && s.length >= 16 {
		v.add("it is long and mixed", 1, "")
	}
	switch {
	case s.length < 6:
		v.add("it is short", -4, nhi.DoubtWeak)
	case s.length >= 8:
		v.add("it is long enough", 1, "")
	}
	if v.Quoted {
		v.add("it is a whole text literal", 1, "")
	}
}

// weighMaker asks who else made what a machine should have, but does not look random.
func (v *weighing) weighMaker(s shape) {
	switch {
	case uuidForm().MatchString(v.Value) && nameMeaning(v.Name) == secret:
		v.add("it is a universal identifier, as some providers' keys are", -1, nhi.DoubtDigest)
	case s.classes >= 3 && (s.digits > 0 || humps().MatchString(v.Value)) && personsSecret().MatchString(v.Name) && chance(v.Value) >= notOfWords:
		v.add("no machine would make it, but a person might", -2, nhi.DoubtWords)
	default:
		v.add("no machine would make it", -certain, nhi.DoubtWords)
	}
}

var (
	// humps matches a capital inside a word and a sign between words, which together are in no language's names.
	humps = lazyregexp.New(`^[\w.!@#$%^&*?+=~-]*[a-z][A-Z][\w.!@#$%^&*?+=~-]*$`)
	// appPassword matches what Google and Apple give out for a single program.
	appPassword   = lazyregexp.New(`^[a-z]{4}([ -][a-z]{4}){3}$`)
	personsSecret = lazyregexp.New(`(?i)(secret|passphrase)s?$`)
	capitalised   = lazyregexp.New(`^[A-Z][a-z]{3,13}$`)
	lowerParts    = lazyregexp.New(`^[a-z0-9]+([_-][a-z0-9]+)+$`)
)

// isWordParts tells what is made of words between signs, and few digits: panel-queue-view-v2, PK_AuditLogs.
func isWordParts(value string, s shape) bool {
	switch {
	case lowerParts().MatchString(value):
		return s.digits <= 2 && s.wordy() >= 0.6 || s.digits <= 3 && s.letters >= 10 && s.readable > 0
	case camelParts().MatchString(value):
		return s.letters >= 10 && s.readable > -0.6 && len(s.runs)*3 <= s.letters
	}
	return false
}

// camelParts matches the names of tables, keys and classes, of letters alone.
var camelParts = lazyregexp.New(`^[A-Z]{1,4}(_[A-Z][a-z]+([A-Z][a-z]+)*)+$`)

// speaksOfCredentials tells the names of fields and features: password_hash_b64, v2-password-registration.
func speaksOfCredentials(value string) bool {
	if !lowerParts().MatchString(value) || shapeOf(value).wordy() < 0.7 {
		return false
	}
	return slices.ContainsFunc(nameWords(value), func(w string) bool { return secretWords[w] || keyWords[w] })
}

var (
	hashForm = lazyregexp.New(`(?i)^\$(2[abxy]?|1|5|6|y|7|apr1|argon2(i|d|id)|pbkdf2(-sha\d+)?|scrypt|sha1|md5|P|H)\$|^\{(SSHA|SHA|SHA-\d+|MD5|SMD5|CRYPT|PBKDF2|SSHA\d+)\}|^(pbkdf2(_sha\d+)?|bcrypt(_sha256)?|argon2|scrypt|sha\d+|md5)[$:]|^sha(1|224|256|384|512)[-:][A-Za-z0-9+/=]|^SCRAM-SHA-|^md5[0-9a-f]{32}$|^\*[0-9A-F]{40}$|^\*[0-9a-f]{40}$`)
	sealed   = lazyregexp.New(`^[A-Z]{2,8}[\[(].*[\])]$|^ENC[\[(]|^(secret:)?v\d::|^\{cipher\}|^vault:v\d+:|^\$ANSIBLE_VAULT|^AQICAH|^Ag[A-D][A-Za-z0-9+/]{100}|^AQE[A-Za-z0-9+/]{100}|^-----BEGIN PGP MESSAGE|^age1[a-z0-9]|^gpg:|^MIGfMA0GCSqGSIb3DQEBAQUAA4GN|^secure:|^(?i:!?(encrypted|encr|enc|sops|sealed|ciphertext|kms|aes(-?\d{3})?(-?(gcm|cbc|ctr|siv))?)[:\[(|])|^(?i:\{(enc|encrypted|aes[\w-]*)\})|^AAAAB3NzaC1|^MII[BCD][A-Za-z0-9+/]{2}AN|^ssh-(rsa|ed25519|dss) |^ecdsa-sha2-`)
	// publicForm matches what its provider means to be seen: Stripe's ids and publishable keys, the public half of NATS' keys and Mapbox', the names
	// of Gigya's sites and of Shopware's sales channels, and those of everything on GitHub (global node IDs).
	publicForm = lazyregexp.New(`^(prod|price|cus|sub|pi|pm|acct|plan|evt|ch|in|si|txn|seti|tok|card|src)_[A-Za-z0-9]{14,24}$|^[UAONCX][A-Z2-7]{55}$|^pk_(live|test)_|^pk\.ey|^phc_|^3_[\w-]{60,68}$|^SWSC[A-Z0-9]{18,24}$|^pub[0-9a-f]{32}$|^proj_pub_|^[A-Z]{1,6}_kw[A-Za-z0-9_-]{8,40}$|^(appl|goog|amzn|strp|rcb)_[A-Za-z]{20,40}$|^eyJ0eXAiOiJKV1QiLCJhbGciOiJlZDI1NTE5LW5rZXki`)
	// chainAddress matches what is on a blockchain for everybody to see: an address of Ethereum's kind, and the names of accounts and assets there
	// (CAIP-10, CAIP-19).
	chainAddress = lazyregexp.New(`^0x[0-9A-Fa-f]{40}$|^[a-z0-9-]{3,8}:[\w-]{1,32}/[a-z0-9-]{3,8}:[\w.%-]{1,128}(/[\w.%-]{1,78})?$|^(eip155|bip122|cosmos|solana|polkadot|starknet|tezos|near|hedera|stellar|algorand|cardano|sui|tron)(:[\w.%-]{1,128}){1,2}$`)
	algorithm    = lazyregexp.New(`(?i)^((PBKDF2|PBE)?With)?-?Hmac-?SHA-?\d+$|^PBKDF2With\w+$|^PBEWith\w+$|^(SHA|MD|RSA|AES|HMAC)-?\d{1,4}$`)
	uuidForm     = lazyregexp.New(`(?i)^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$`)
	email        = lazyregexp.New(`^[\w.+-]+@[\w-]+(\.[\w-]+)+$`)
	urlForm      = lazyregexp.New(`^[A-Za-z][A-Za-z0-9+.-]*://|^www\.|^//[\w.-]+/|^mailto:|^urn:|^data:`)
	pathForm     = lazyregexp.New(`^#/|^(~|\.{1,2})?/[\w.@~+-]+(/[\w.@~+-]*)*$|^[A-Za-z]:\\|^[\w.-]+(/[\w.-]+){2,}$|^[\w-]+/[\w-]+$|(?i)^[\w./\\-]+\.(pem|key|crt|cer|p12|pfx|jks|txt|json|ya?ml|xml|html?|php|py|js|ts|go|rb|java|conf|cfg|ini|env|properties|gpg|asc|pub|sock|log|md|csv|db|toml|sh|keystore|css|png|svg|gif)$`)
	constant     = lazyregexp.New(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)
	// fileForm matches the path of a file, however little its folders are words, and a pattern for files.
	fileForm = lazyregexp.New(`^~/[\w.@/-]+$|^[\w.@~%+-]*(/[\w.@~%+-]+)+\.[a-z][a-z0-9]{1,4}$|^[\w./-]*\*\.\w+$`)
	// libraryForm matches the name of what is run or packed, and no text.
	libraryForm = lazyregexp.New(`(?i)^[\w.+-]*\w\.(dll|so|dylib|exe|jar|war|zip|tgz|gz|deb|rpm|apk|ipa|msi|ocx|wasm)(\.\d+)*$`)
	// mountForm matches a folder that a container is given, and how.
	mountForm = lazyregexp.New(`^/[\w./-]*:(ro|rw|z|Z|cached|delegated)$`)
	// versioned matches words and a version: chat-store-v1.
	versioned = lazyregexp.New(`^[a-z]+([-_][a-z]+)+[-_]v\d{1,2}$`)
	// constraint matches the names that a database's keys and indexes get from a program.
	constraint = lazyregexp.New(`^(?i)(FK|PK|UK|UQ|IDX|IX|UNIQ|CHK)_?[0-9A-Fa-f]{6,}$`)
	// lettersAndDots matches the name of a setting: chat.localKey.
	lettersAndDots = lazyregexp.New(`^[a-z]+(\.[a-z]+[A-Za-z]*)+$`)
	// hostForm matches a name in the domain name system, under the domains that programs name most.
	hostForm = lazyregexp.New(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(com|net|org|io|dev|app|co|info|biz|edu|gov|de|fr|uk|eu|us|ru|cn|jp|pw|me|tv|xyz|local|internal|localhost)\.?$`)
	// handlerForm matches how a framework names a method: UserController@update.
	handlerForm = lazyregexp.New(`^[\w\\]*(Controller|Handler|Listener|Action|Command|Subscriber)s?@\w+$`)
	// backReference matches what an expression puts what it found in.
	backReference = lazyregexp.New(`(^|[^\\])\\[1-9]([^0-9]|$)|\$[1-9]\b.*\$[1-9]\b`)
	// joinedCall matches what is put between two texts, where the end of one is taken for the beginning of another: "&pwd=" + read("x").
	joinedCall = lazyregexp.New(`^[+.&]\s*[\w$]+(\.[\w$]+)*\($`)
	// coordinates matches what a build tool fetches, with its version: group:artifact:1.0, Provider/type@2022-07-01.
	coordinates = lazyregexp.New(`^[\w.-]+(:[\w.-]+)*:\d+(\.\d+)+[\w.-]*$|^[A-Z]\w+(\.\w+)+(/\w+)+@[\w.-]+$`)
	// fingerprint matches that of a public key, as the tools for OpenPGP write it.
	fingerprint = lazyregexp.New(`^(0x)?([0-9A-F]{4} ?){10}$`)
	// longKeyID matches the end of one, by which such tools are told of a key.
	longKeyID = lazyregexp.New(`^(0x)?[0-9A-F]{16}$`)
	// signsWith matches the names of what says with whose key something is signed.
	signsWith = lazyregexp.New(`(?i)(sign(ing)?|gpg|pgp|release)[_-]?key([_-]?id)?$`)
	// addressWithoutUser matches an address that nobody needs a password for.
	addressWithoutUser = lazyregexp.New(`://[^\s@"]*(["\s]|$)`)
	dotted             = lazyregexp.New(`^[A-Za-z_$][\w$]*([.:][A-Za-z_$][\w$]*)+$|^[A-Za-z_$][\w$]*(->|::)[\w$>:-]+$`)
	arrow              = lazyregexp.New(`\w\(|\)$|=>|->|::|\]\.|&&|\|\||\w\[\w*\]|^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$|^\\|^&|;$`)
	version            = lazyregexp.New(`^v?\d+(\.\d+){1,3}([-+.][\w.]+)?$|^\d{4}-\d\d-\d\d|^\d+(\.\d+)?(ms|s|m|h|d|px|em|rem|%|kb|mb|gb|k|b)?$|(?i)^0x[0-9a-f]+$`)
	// technical matches the names of what words with numbers usually are.
	technical = lazyregexp.New(`(?i)^([a-z]+[._/-])*(sha|md|utf|aes|rsa|des|ecdsa|ed|hs|rs|es|ps|oauth|http|ipv?|base|bcrypt|x|v|curve|p|secp|k8s|s3|ec2|log4j|h2|pkcs#?|u?int|float|win|mp|web|i18n|l10n)-?\d{1,5}([._/-][a-z0-9]+)*$|^[a-z0-9.-]+:\d+$`)
	expr      = lazyregexp.New(`^[\^]|\\[dwsSWDb]|\[\^|\[[a-zA-Z0-9]-[a-zA-Z0-9]|\(\?|\.\*|\{\d+,\d*\}`)
	// alternatives matches what expressions are made of, and no password is likely to be.
	alternatives = lazyregexp.New(`\[[^\]\s]*[A-Za-z0-9]-[A-Za-z0-9][^\]\s]*\][+*{?]|\.[*+]([\[/]|$)|\[[A-Za-z]-[A-Za-z]\]|(%[A-Za-z][A-Za-z]?){3}|\(\?[a-zA-Z]*[:)]|\[\^[^\]]{1,3}\][*+]|\[\^?\\[swdtrn]|\\s[*+]|\[ \\t\]|^\|?[\w-]+(\|[\w-]+){2,}|^[a-z_]+(:[\w,]+)?(\|[a-z_]+(:[\w,.]+)?)+$|^\||\[$`)
	settings     = lazyregexp.New(`^[A-Z][A-Z0-9_]*=\w*$|^[a-z_]\w*(=[\w.]+)+([:,;&][a-z_]\w*(=[\w.]*)+)*$|^[a-z]+(_[a-z]+)*=+$`)
	option       = lazyregexp.New(`^--?[A-Za-z]+([-.][A-Za-z]+)*=?$`)
	// resource matches how Android's layouts name what is elsewhere: ?attr/x, @string/y.
	resource = lazyregexp.New(`^\?(\w+:)?\w+(/[\w.]+)?$|^@\+?(\w+:)?[a-z]+/[\w.]+$`)
	// number matches a number with the suffix of its type: 1381_u32.
	number = lazyregexp.New(`^\d[\d_]*_?([ui](8|16|32|64|128|size)|f(32|64)|[uUlL]{1,3})$`)
	// fileMode matches how a file is opened: r:UTF-8, rb,recfm=fb.
	fileMode = lazyregexp.New(`^[rwa]b?\+?((:[A-Za-z][\w-]*){1,2}|(,\w+=[\w.]+)+)$`)
	// byNumber matches the letter or the picture of a font that a program has by its number, and bytes of which none is ASCII's.
	byNumber = lazyregexp.New(`^(U\+[0-9A-Fa-f]{4,6}|(\\u\{?[0-9A-Fa-f]{4,6}\}?){1,2}|(\\x[89A-Fa-f][0-9A-Fa-f])+)$`)
	// comparedNames matches a name that a program compares: C_hasmouse=1.
	comparedNames = lazyregexp.New(`^[A-Za-z_]\w*(=|/=|<>|[<>]=?)-?\w+$`)
	// ciphers matches what a server is told of the ciphers it may use.
	ciphers      = lazyregexp.New(`(?i)^[!+-]?[\w@=.-]+(\+\w+)*([:, ][!+-]?[\w@=.-]+(\+\w+)*){2,}:?$`)
	ofCiphers    = lazyregexp.New(`(?i)[:, ]!|RSA|AES|SHA\d*([:,+ -]|$)|ECDH|CHACHA|3DES|[ae]NULL`)
	charset      = lazyregexp.New(`^(?i)(utf[-_]?(8|16|32)([-_]?(sig|bom|le|be|mb4))?|iso[-_]?8859[-_]\d{1,2}|windows[-_]?125\d|cp\d{3,4}|latin[-_]?[19]|us[-_]?ascii|shift[-_]jis|euc[-_](jp|kr)|gb(k|2312|18030)|big5)$`)
	snake        = lazyregexp.New(`^[a-z]+(_[a-z]+)+$`)
	variableName = lazyregexp.New(`^[A-Z]+[0-9]{0,4}(_([A-Z]+[0-9]{0,4}|[0-9]{1,4}))+$`)
	markup       = lazyregexp.New(`</?[A-Za-z]|^&#?\w+;$|&#\w+;|&(nbsp|[lr]aquo|hellip|[mn]dash);|\\u[0-9a-f]{4}|\\n|\\t|\\0|\\x[0-9a-f]{2}`)
)

// literals are the values that a language has names for, and types.
var literals = set(`true false yes no on off null nil none undefined void nan string str text char varchar bytes byte buffer int integer int32 int64 uint number float double bool boolean object any
	array list dict map set tuple optional unknown never secretstr securestring password token secret self this required optional hidden input type function func lambda async await return new
	file env inline basic bearer digest oauth oauth2 jwt apikey plain login cram-md5 hs256 rs256 es256 sha256 sha1 sha512 md5 bcrypt scrypt argon2 argon2id aes-256-gcm aes-256-cbc aes128
	utf-8 utf8 utf-16 utf16 utf-16le utf-16be utf-32 latin1 latin-1 iso-8859-1 iso8859-1 iso-8859-15 ascii us-ascii cp1252 cp437 windows-1252 euc-jp shift_jis gbk gb2312 gb18030 big5 koi8-r
	client_credentials authorization_code refresh_token password_grant access_token id_token private_key_jwt client_secret_basic client_secret_post`)

// notOne tells what a value is instead of a credential.
func (v *weighing) notOne(value string) (why string, doubt nhi.Doubt) {
	low := strings.ToLower(value)
	switch {
	case appPassword().MatchString(value) && shapeOf(value).wordy() < 0.5:
		return "", ""
	case literals[low]:
		return "it is a word of the language", nhi.DoubtWords
	case !strings.ContainsFunc(value, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return "it has neither letters nor digits", nhi.DoubtWords
	case naturalText(value, v.Sort) && !v.isPhrase(value):
		return "it is in the words of a language", nhi.DoubtWords
	case !utf8.ValidString(value) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' }):
		return "it is no text", nhi.DoubtWeak
	case email().MatchString(value) && v.Sort != Placed:
		return "it is an e-mail address", nhi.DoubtWords
	case constant().MatchString(value) && (chance(value) < drawnLetters || nameMeaning(value) == secret):
		return "it is the name of a constant", nhi.DoubtWords
	case (strings.Contains(value, "\\") || strings.HasPrefix(value, "^")) && expr().MatchString(value):
		return "it is an expression", nhi.DoubtWords
	case uuidForm().MatchString(value) && v.Sort == Password:
		return "it is a universal identifier", nhi.DoubtDigest
	case ciphers().MatchString(value) && ofCiphers().MatchString(value):
		return "it is a list of ciphers", nhi.DoubtWords
	case len(value) >= shortestAlphabet && allDiffer(value):
		return "it is an alphabet", nhi.DoubtWords
	}
	if v.Sort != Placed {
		if why, doubt := v.notByPlace(value); why != "" {
			return why, doubt
		}
	}
	for _, other := range otherForms {
		if other.form().MatchString(value) {
			return other.why, other.doubt
		}
	}
	return v.notByWords(value)
}

// isPhrase tells the words of a passphrase from those of a sentence: small letters, a number, and nothing between them.
func (v *weighing) isPhrase(value string) bool {
	return v.Sort == Password && phraseName().MatchString(v.Name) && phrase().MatchString(value)
}

var (
	phraseName = lazyregexp.New(`(?i)passphrase$`)
	phrase     = lazyregexp.New(`^([a-z]+[ -]){2,7}[0-9]{1,4}$`)
)

// notByPlace tells what a value is that only its name speaks for, and which would be believed at a place for passwords.
func (v *weighing) notByPlace(value string) (why string, doubt nhi.Doubt) {
	switch {
	case fileForm().MatchString(value), libraryForm().MatchString(value), v.Sort == Machine && ofFolders(value):
		return "it is a path", nhi.DoubtWords
	case mountForm().MatchString(value):
		return "it is a path", nhi.DoubtWords
	case versioned().MatchString(value), constraint().MatchString(value), v.Sort == Machine && lettersAndDots().MatchString(value):
		return "it is an identifier", nhi.DoubtWords
	case hostForm().MatchString(value):
		return "it is the name of a host", nhi.DoubtWords
	case v.Sort == Machine && fingerprint().MatchString(value) && (nameMeaning(v.Name) != secret || signsWith().MatchString(v.Name)):
		return "it is the fingerprint of a key", nhi.DoubtDigest
	case v.Sort == Machine && longKeyID().MatchString(value) && signsWith().MatchString(v.Name):
		return "it is the fingerprint of a key", nhi.DoubtDigest
	case v.Sort == Machine && strings.HasPrefix(value, "AIza") && !browserKey().MatchString(value):
		return "it is in the form of a provider's keys, and not as long", nhi.DoubtPlaceholder
	case v.Sort == Machine && v.Quoted && strings.HasSuffix(value, ":"):
		return "it is the beginning of a longer text", nhi.DoubtWords
	}
	return "", ""
}

// shortestAlphabet is from which length, in bytes, one in a thousand values that a machine draws of letters and digits has none of them twice.
const shortestAlphabet = 32

// allDiffer tells whether a value has no letter twice, as an alphabet or a table to shuffle with.
func allDiffer(value string) bool {
	var seen [256]bool
	for i := range len(value) {
		if seen[value[i]] {
			return false
		}
		seen[value[i]] = true
	}
	return true
}

// ofFolders tells whether parts of a value are words, as the names of folders are and base64 is by no chance.
func ofFolders(value string) bool {
	n := 0
	for part := range strings.SplitSeq(value, "/") {
		if len(part) >= 4 && plainWord().MatchString(part) && shapeOf(part).wordy() >= 0.9 {
			n++
		}
	}
	return n >= 2
}

// otherForms are the forms of what is no credential, whatever its name says.
var otherForms = []struct {
	form  func() *regexp.Regexp
	why   string
	doubt nhi.Doubt
}{
	{hashForm, "it is a hash", nhi.DoubtDigest},
	{sealed, "it is encrypted, or the public half of a key", nhi.DoubtDigest},
	{publicForm, "it is an id, or the public half of a key", nhi.DoubtDigest},
	{chainAddress, "it is an address on a blockchain", nhi.DoubtDigest},
	{option, "it is a program's option", nhi.DoubtWords},
	{number, "it is a number", nhi.DoubtWeak},
	{fileMode, "it is how a file is opened", nhi.DoubtWords},
	{byNumber, "it is a letter by its number", nhi.DoubtWords},
	{resource, "it is the name of something elsewhere", nhi.DoubtWords},
	{algorithm, "it is the name of an algorithm", nhi.DoubtWords},
	{charset, "it is the name of a character set", nhi.DoubtWords},
	{version, "it is a version, a date or a measure", nhi.DoubtWords},
	{settings, "it is a list of settings", nhi.DoubtWords},
	{urlForm, "it is an address", nhi.DoubtWords},
	{alternatives, "it is an expression", nhi.DoubtWords},
	{markup, "it is markup", nhi.DoubtWords},
	{coordinates, "it is a version, a date or a measure", nhi.DoubtWords},
	{handlerForm, "it is the name of a method or format", nhi.DoubtWords},
	{backReference, "it is an expression", nhi.DoubtWords},
	{joinedCall, "it is an expression", nhi.DoubtWords},
}

// notByWords tells what a value is instead of a credential that only its words give away.
func (v *weighing) notByWords(value string) (why string, doubt nhi.Doubt) {
	s := shapeOf(value)
	if !v.Quoted && IsCode(v.Path) && (dotted().MatchString(value) && strings.Count(value, ".") == 1 || comparedNames().MatchString(value)) {
		return "it is code", nhi.DoubtWords
	}
	if s.random() {
		return "", ""
	}
	switch {
	case pathForm().MatchString(value) && s.wordy() > 0.4 && !(v.Sort == Password && s.upper > 1 && s.digits > 0 && strings.Count(value, "/") == 1):
		return "it is a path", nhi.DoubtWords
	case dotted().MatchString(value) && s.wordy() > 0.4 && !v.mayHaveDots(value, s):
		return "it is a name with dots", nhi.DoubtWords
	case !v.Quoted && arrow().MatchString(value) && !v.mayHaveDots(value, s):
		return "it is code", nhi.DoubtWords
	}
	return "", ""
}

// mayHaveDots tells whether a value with a dot may be a person's password all the same: Work.Orange6, where no code is.
func (v *weighing) mayHaveDots(value string, s shape) bool {
	made := s.digits > 0 && s.upper > 0 && (v.Quoted || !IsCode(v.Path)) || humps().MatchString(value) && !IsCode(v.Path)
	return made && dotted().MatchString(value) && strings.Count(value, ".") == 1
}

// naturalText tells a text of any language, as translations are made of: words between blanks, and letters that
// are not ASCII's, without the digits of a password.
func naturalText(value string, sort Sort) bool {
	foreign, digits, blanks, signs := 0, 0, 0, 0
	for _, r := range value {
		switch {
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)):
			foreign++
		case '0' <= r && r <= '9':
			digits++
		case unicode.IsSpace(r):
			blanks++
		case r < utf8.RuneSelf && !isLetter(byte(r)) && !strings.ContainsRune(".,:;!?'()-/&", r):
			signs++
		}
	}
	switch {
	case sort == Placed:
		return foreign > 0 && blanks > 0
	case sort == Machine && foreign > 0, foreign > 0 && (blanks > 0 || digits == 0), foreign > len(value)/4:
		return true
	}
	return blanks > 0 && digits == 0 && signs == 0 || blanks > 2 && signs+digits <= blanks
}

// readableBase64 decodes a value that is the base64 of a line of text.
func readableBase64(value string) (string, bool) {
	if len(value) < 8 || len(value)%4 != 0 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != "" {
		return "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return "", false
	}
	text := strings.TrimRight(string(decoded), "\r\n")
	for i := range len(text) {
		if (text[i] < ' ' || text[i] > '~') && (text[i] != '\n' || len(text) < longestTold) {
			return "", false
		}
	}
	if len(text) < 6 && !strings.HasSuffix(value, "=") {
		return "", false // by chance
	}
	return text, text != ""
}

// sameAsName tells whether a value is what its name says: password: my-password.
func sameAsName(value, name string) bool {
	simple := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < 0x80 && (isLetter(byte(r)) || isDigit(byte(r))) {
				return r
			}
			return -1
		}, strings.ToLower(s))
	}
	v, n := simple(value), simple(name)
	if v == "" || n == "" {
		return false
	}
	return v == n || len(v) >= 5 && strings.HasPrefix(n, v) || len(v) >= 5 && strings.HasSuffix(n, v) || len(n) >= 5 && strings.HasPrefix(v, n) && len(v)-len(n) <= 3 || len(n) >= 5 && strings.HasSuffix(v, n) && shapeOf(value).wordy() > 0.6
}

// namesItsKey tells whether a value is an identifier of words, and has those that its name has but for "key": DEVICE_ID_KEY = "x2_device_id".
func namesItsKey(value, name string) bool {
	if !lowerParts().MatchString(value) {
		return false
	}
	words, n := nameWords(value), 0
	for _, w := range nameWords(name) {
		switch {
		case keyWords[w] || secretWords[w]:
		case slices.Contains(words, w):
			n++
		default:
			return false
		}
	}
	return n >= 2
}

// ofItsName tells whether a value is made of words of its name, and a number that counts up: SHOP_ADMIN_PASSWORD=Shop12345.
func ofItsName(value, name string) bool {
	words := nameWords(name)
	named := false
	for _, run := range letterRuns(value) {
		switch {
		case slices.Contains(words, run):
			named = true
		case !placeholderWords[run]:
			return false
		}
	}
	return named && nextToNothing(value)
}

// IsProse tells at little cost whether a value is nothing but words, and none of them one for a placeholder:
// not worth counting as what might have been a credential.
func IsProse(value string) bool {
	for i := range len(value) {
		if c := value[i]; !isLetter(c) && strings.IndexByte("_-. /:,'", c) < 0 {
			return false
		}
	}
	return shapeOf(value).wordy() >= 0.7 && madeUp(value, Password) == ""
}

// Unmistakable tells whether a text can be masked wherever it occurs: it is not a word or a name that may stand
// there for itself.
func Unmistakable(value string) bool {
	s := shapeOf(value)
	switch {
	case s.random():
		return true
	case plainWord().MatchString(value) || snake().MatchString(value) || variableName().MatchString(value) || pathForm().MatchString(value) || dotted().MatchString(value):
		return false
	}
	return s.classes >= 3 && s.digits > 0 && s.wordy() < 0.9 || s.letters > 0 && s.wordy() < 0.5 && s.digits > 1
}
