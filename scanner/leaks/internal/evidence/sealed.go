package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// isSealed tells a value that the program has to decrypt, with what only others have: it is what a function for that is called with, itself or
// under its name. Where the key stands in the same call or in the file, or the file has the function, who reads the file has the value, too.
func (v *weighing) isSealed() bool {
	if len(v.Value) < shortestSealed || !looksRandom(v.Value) {
		return false
	}
	before := v.before(addressWithin)
	if m := opensLiteral().FindStringSubmatch(before); m != nil {
		return v.opensElsewhere(m[1], strings.TrimLeft(v.after(addressWithin), "\"'`\r\n"))
	}
	m := givesName().FindStringSubmatch(before)
	near := v.around(openedWithin)
	if m == nil || !opens().MatchString(near) {
		return false
	}
	calls := compiled(`(?m)^(.*?)([\w.:>$-]*` + openers + `\w*!?)\(\s*(?:[\w$]+(?:\.|->|::))*` + regexp.QuoteMeta(m[1]) + `\s*([,)].*)$`)
	for _, call := range calls.FindAllStringSubmatch(near, mostCalls) {
		if !IsComment(call[1]+call[2]) && v.opensElsewhere(call[2], call[3]) {
			return true
		}
	}
	return false
}

const (
	shortestSealed = 22       // bytes: what is encrypted is a block of 16 bytes at least
	openedWithin   = 32 << 10 // on either side of the value, bytes: a hostile file has thousands of values
	mostCalls      = 8

	// openers are the parts of the names of functions that give back what was encrypted.
	openers = `(?:[dD]ecrypt|DECRYPT|[dD]ecipher|[uU]nseal|[uU]nwrap)`

	// opensText begins a literal, which may have lines of its own.
	opensText = `(?:["'\x60]|"""\s*|'''\s*)`
)

var (
	opens = lazyregexp.New(openers + `\w*!?\(`)
	// opensLiteral matches such a call up to the literal that it is made with.
	opensLiteral = lazyregexp.New(`([\w.:>$-]*` + openers + `\w*!?)\(\s*[\w@]{0,2}` + opensText + `$`)
	// givesName matches what gives a literal its name.
	givesName = lazyregexp.New(`([A-Za-z_]\w*)["'\]]{0,2}(?:\s*:\s*[\w&' .<>]{1,30}?)?\s*(?:=>|:=|=|:)\s*[\w@&]{0,2}` + opensText + `$`)
	// textLiteral matches a literal among arguments, and namesCipher those that say how, not with what.
	textLiteral = lazyregexp.New(`["'\x60]([^"'\x60]+)["'\x60]`)
	namesCipher = lazyregexp.New(`(?i)^(aes|des|3des|des-?ede3?|rc4|rsa|blowfish|chacha\w*|utf|ascii|latin|base64|hex|cbc|gcm|ecb|pkcs)[\w/-]*$`)
	// keyArgument matches an argument that is a key by its name.
	keyArgument = lazyregexp.New(`(?i)\b([\w.$>:-]*(?:key|secret|pass(?:word|phrase)?|kms|vault))\b`)
)

// opensElsewhere tells of a call that decrypts, given its function and what stands behind its first argument, whether the key is elsewhere.
func (v *weighing) opensElsewhere(function, rest string) bool {
	last := function[strings.LastIndexAny(function, ".:>")+1:]
	if slices.Contains(nameWords(last), "or") {
		return false // Rust's unwrap_or has a value to fall back on
	}
	own := compiled(`\b(?:def|func|fn|function|fun|sub|String|string|str)\s+(?:\([^()\n]*\)\s*)?` + regexp.QuoteMeta(strings.TrimSuffix(last, "!")) + `\s*\(`)
	if own.MatchString(v.around(openedWithin)) {
		return false
	}
	rest, _, _ = strings.Cut(rest, "\n")
	if rest = strings.TrimSpace(rest); !strings.HasPrefix(rest, ",") {
		return strings.HasPrefix(rest, ")")
	}
	for _, m := range textLiteral().FindAllStringSubmatch(rest, -1) {
		if !namesCipher().MatchString(m[1]) {
			return false
		}
	}
	key := keyArgument().FindStringSubmatch(rest)
	if key == nil {
		return false // which of the arguments is the key nothing says
	}
	name := key[1][strings.LastIndexAny(key[1], ".:>")+1:]
	return !compiled(`\b` + regexp.QuoteMeta(name) + `["'\]]{0,2}\s*(?:=>|:=|=|:)\s*[\w@&]{0,2}["'\x60][^"'\x60\s]{8,}`).MatchString(v.around(openedWithin))
}

// isBesideSealed tells whether the value is the key that says which application it is, and the secret that goes with it is encrypted beside it:
// who does so with one of the two knows that the other is none.
func (v *weighing) isBesideSealed() bool {
	m := givesName().FindStringSubmatch(v.before(addressWithin))
	if m == nil {
		return false
	}
	words := nameWords(m[1])
	if last := len(words) - 1; words[last] == "id" && last > 0 {
		words = words[:last]
	} else if words[last] != "key" {
		return false
	} else {
		words = words[:last]
	}
	of := strings.Join(words, "_")
	beside, from := v.nearby(pairLines), max(v.At-nearbyWithin, 0)
	from += strings.Index(v.Text[from:], beside)
	for _, s := range settingOfText().FindAllStringSubmatchIndex(beside, -1) {
		if name := underscored(beside[s[2]:s[3]]); name != of+"_secret" && name != of+"_secret_key" {
			continue
		}
		other := weighing{Candidate: Candidate{Text: v.Text, At: from + s[4], Value: beside[s[4]:s[5]]}}
		if other.isSealed() {
			return true
		}
	}
	return false
}

// settingOfText matches a name and its text, which may be the argument of a call.
var settingOfText = lazyregexp.New(`([A-Za-z_]\w*)["'\]]{0,2}[ \t]*(?:=>|:=|=|:)[ \t]*(?:[\w.:>$-]{1,60}\()?["'\x60]([\w+/=.:-]+)`)
