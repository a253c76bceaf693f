package evidence

import (
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
	if m == nil || !mayOpen(near) || !opens().MatchString(near) {
		return false
	}
	return slices.ContainsFunc(standsAt(near, m[1]), func(at int) bool {
		start := max(strings.LastIndexByte(near[:at], '\n')+1, at-addressWithin)
		call := opensName().FindStringSubmatch(near[start:at])
		return call != nil && !IsComment(lineAt(near, at)) && v.opensElsewhere(call[1], near[at+len(m[1]):])
	})
}

const (
	shortestSealed = 22       // bytes: what is encrypted is a block of 16 bytes at least
	openedWithin   = 32 << 10 // on either side of the value, bytes: a hostile file has thousands of values
	mostCalls      = 32       // of one name

	// openers are the parts of the names of functions that give back what was encrypted.
	openers = `(?:[dD]ecrypt|DECRYPT|[dD]ecipher|[uU]nseal|[uU]nwrap)`

	// opensText begins a literal, which may have lines of its own.
	opensText = `(?:["'\x60]|"""\s*|'''\s*)`
)

var (
	opens = lazyregexp.New(openers + `\w*!?\(`)
	// opensLiteral matches such a call up to the literal that it is made with, opensName up to the name.
	opensLiteral = lazyregexp.New(`([\w.:>$-]*` + openers + `\w*!?)\(\s*[\w@]{0,2}` + opensText + `$`)
	opensName    = lazyregexp.New(`([\w.:>$-]*` + openers + `\w*!?)\(\s*(?:[\w$]+(?:\.|->|::)|\$)*$`)
	// givesName matches what gives a literal its name.
	givesName = lazyregexp.New(`([A-Za-z_]\w*)["'\]]{0,2}(?:\s*:\s*[\w&' .<>]{1,30}?)?\s*(?:=>|:=|=|:)\s*[\w@&]{0,2}` + opensText + `$`)
	// textLiteral matches a literal among arguments, and namesCipher those that say how, not with what.
	textLiteral = lazyregexp.New(`["'\x60]([^"'\x60]+)["'\x60]`)
	namesCipher = lazyregexp.New(`(?i)^(aes|des|3des|des-?ede3?|rc4|rsa|blowfish|chacha\w*|utf|ascii|latin|base64|hex|cbc|gcm|ecb|pkcs)[\w/-]*$`)
	// keyArgument matches an argument that is a key by its name.
	keyArgument = lazyregexp.New(`(?i)\b(\w*(?:key|secret|pass(?:word|phrase)?|kms|vault))\b`)
	// definesBefore and definesBehind match what stands on either side of the name of a function where that is written.
	definesBefore = lazyregexp.New(`\b(?:def|func|fn|function|fun|sub|String|string|str)\s+(?:\([^()\n]*\)\s*)?$`)
	definesBehind = lazyregexp.New(`^\s*[=:]\s*(?:async\s+)?(?:function\b|lambda\b|\w+\s*=>|\([^()\n]*\)\s*(?::[^=\n]{1,40})?=>)`)
	// givenText matches what stands behind a name that is given a text.
	givenText = lazyregexp.New(`^["'\]]{0,2}\s*(?:=>|:=|=|:)\s*[\w@&]{0,2}["'\x60][^"'\x60\s]{8,}`)
)

// mayOpen tells whether a text has a part of the name of a function that opens something: hardly any has, and an expression takes long to see it.
func mayOpen(text string) bool {
	return slices.ContainsFunc([]string{"ecrypt", "ECRYPT", "ecipher", "nseal", "nwrap"}, func(part string) bool { return strings.Contains(text, part) })
}

// opensElsewhere tells of a call that decrypts, given its function and what stands behind its first argument, whether the key is elsewhere.
func (v *weighing) opensElsewhere(function, rest string) bool {
	near := v.around(openedWithin)
	last := strings.TrimSuffix(function[strings.LastIndexAny(function, ".:>$-")+1:], "!")
	if slices.Contains(nameWords(last), "or") { // Rust's unwrap_or has a value to fall back on
		return false
	}
	if slices.ContainsFunc(standsAt(near, last), func(at int) bool {
		return definesBefore().MatchString(near[max(at-definedWithin, 0):at]) || definesBehind().MatchString(near[at+len(last):])
	}) {
		return false
	}
	rest, _, _ = strings.Cut(rest, "\n")
	rest = strings.TrimSpace(rest[:min(len(rest), addressWithin)])
	if strings.HasPrefix(rest, ")") {
		return true
	}
	key := keyArgument().FindStringSubmatch(rest)
	if !strings.HasPrefix(rest, ",") || key == nil { // which of the arguments is the key nothing says
		return false
	}
	for _, m := range textLiteral().FindAllStringSubmatch(rest, -1) {
		if !namesCipher().MatchString(m[1]) {
			return false
		}
	}
	return !slices.ContainsFunc(standsAt(near, key[1]), func(at int) bool { return givenText().MatchString(near[at+len(key[1]):]) })
}

// definedWithin is how much of what stands before the name of a function is looked at, in bytes.
const definedWithin = 80

// standsAt tells where a name stands in a text as a whole, the first times.
func standsAt(text, name string) []int {
	var all []int
	for from := 0; len(all) < mostCalls; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			break
		}
		at += from
		from = at + len(name)
		if (at == 0 || !isNamePart(text[at-1])) && (from == len(text) || !isNamePart(text[from])) {
			all = append(all, at)
		}
	}
	return all
}

func isNamePart(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' }

// isBesideSealed tells whether the value is the key that says which application it is, and the secret that goes with it is encrypted beside it:
// who does so with one of the two knows that the other is none.
func (v *weighing) isBesideSealed() bool {
	m := givesName().FindStringSubmatch(v.before(addressWithin))
	if m == nil {
		return false
	}
	of, found := strings.CutSuffix(underscored(m[1]), "_key")
	if !found {
		if of, found = strings.CutSuffix(of, "_id"); !found {
			return false
		}
	}
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
