package evidence

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighAdjacent asks what the characters and lines directly beside the value make of it.
func (v *weighing) weighAdjacent() {
	switch {
	case v.Sort == Issued && (scopeBehind().MatchString(v.after(scopeWithin)) || signsAddress().MatchString(v.before(addressWithin)) && signatureBehind().MatchString(v.after(addressWithin))):
		v.add("it names who signed a request, and signs nothing itself", -certain, nhi.DoubtDigest)
	case v.Sort == Issued && isDigest().MatchString(v.Value) && trialNumber().MatchString(v.nearby(numberLines)):
		v.add("it is for a provider's test mode", -certain, nhi.DoubtTest)
	case v.Sort != Block && v.isOfNoSecret():
		v.add("it is the id of a key, whose secret was taken out", -certain, nhi.DoubtDigest)
	case v.byName() && IsOtherAttribute(v.before(longestElement)):
		v.add("it is an attribute of what is called a credential", -certain, nhi.DoubtWeak)
	case (v.byName() || v.Sort == Placed) && v.isInterpolated():
		v.add("another value is put in its place", -certain, nhi.DoubtTemplate)
	case v.Sort == Password && appended().MatchString(v.before(comparedWithin)) && !looksRandom(v.Value):
		v.add("it is added to a longer text", -certain, nhi.DoubtWords)
	case v.byName() && sealedTag().MatchString(v.before(comparedWithin)), v.Sort != Block && v.isInCiphertext():
		v.add("it is encrypted, or the public half of a key", -certain, nhi.DoubtDigest)
	case v.Told && v.isAmongNames():
		v.add("it is one of a list of names", -certain, nhi.DoubtWords)
	case v.Sort != Issued && v.Sort != Block && isDigest().MatchString(strings.ToLower(v.Value)) && fileBefore().MatchString(v.before(addressWithin)):
		v.add("it is the checksum of a file", -certain, nhi.DoubtDigest)
	case v.byName() && v.isOfWordBeside():
		v.add("it is a hash", -certain, nhi.DoubtDigest)
	}
}

// isInCiphertext tells what is a part of what SOPS encrypted, in which names and values stand by chance.
func (v *weighing) isInCiphertext() bool {
	before := v.Text[strings.LastIndexByte(v.Text[:v.At], '\n')+1 : v.At]
	at := strings.LastIndex(before, "ENC[AES256_GCM,")
	return at >= 0 && !strings.Contains(before[at:], "]")
}

const (
	scopeWithin = 80 // bytes
	numberLines = 3
	digestLines = 2
)

var (
	// scopeBehind matches what AWS's signatures have behind the identifier of the key that made them: the day, the region and the service.
	scopeBehind = lazyregexp.New(`^(/|%2[fF])\d{8}(/|%2[fF])[\w-]+(/|%2[fF])[\w-]+(/|%2[fF])aws4_request`)
	// signsAddress matches what stands before the identifier in an address that is signed in the old way, signatureBehind what stands behind it.
	signsAddress    = lazyregexp.New(`(?i)[?&;]AWSAccessKeyId=$`)
	signatureBehind = lazyregexp.New(`(?i)^[^\s"'<>]*&(amp;)?(signature|expires)=`)
	// trialNumber matches the telephone numbers that Twilio knows, and which work with the credentials for tests only.
	trialNumber = lazyregexp.New(`\b1500555\d{4}\b`)
	// appended matches what adds a text to another one.
	appended = lazyregexp.New(`\+=\s*[$@A-Za-z]{0,2}["'\x60]*$`)
	// fileBefore matches the name of a file that stands where a value has its name. A setting may end in .key or .pem, too.
	fileBefore = lazyregexp.New(`(?i)[\w/-]\.(m?js|cjs|[jt]sx?|vue|s?css|less|map|html?|json|xml|ya?ml|txt|md|csv|pdf|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|eot|otf|mp[34]|ogg|wav|zip|t?gz|bz2|xz|zst|tar|7z|jar|war|aar|whl|gem|deb|rpm|apk|ipa|exe|msi|dll|so|dylib|wasm|bin|img|iso|swf|py|rb|php|java|class|go|rs|c|h|cpp|cs|sh)["']\s*(:|=>?)\s*["']$`)
	// sealedTag matches YAML's tag of a value that was encrypted.
	sealedTag = lazyregexp.New(`(?i)!(encrypted|vault|sops|sealed|cipher)[\w/:.-]*[ \t]+["']?$`)
)

// isInterpolated tells whether the value is in a text literal that a program puts expressions into, and has one: f"a{b()}", $"a{b()}".
func (v *weighing) isInterpolated() bool {
	before := v.before(comparedWithin)
	line := before[strings.LastIndexByte(before, '\n')+1:]
	open := OpenQuote(line)
	return open > 0 && interpolates().MatchString(line[:open]) && placeInText().MatchString(v.Value)
}

var (
	interpolates = lazyregexp.New(`(^|[^\w$@])([fF][rR]?|[rR][fF]|\$@?|@\$)$`)
	placeInText  = lazyregexp.New(`\{[A-Za-z_(@][^{}]*(\}|$)`)
)

// isAmongNames tells whether what seems to be told is the next one in a run of names, of which the one before it only ends in the word for
// a password.
func (v *weighing) isAmongNames() bool {
	before, after := v.before(addressWithin), v.after(addressWithin)
	left := strings.Fields(before[strings.LastIndexByte(before, '\n')+1:])
	line, _, _ := strings.Cut(after, "\n")
	right := strings.Fields(line)
	if len(left) == 0 || !joinedName().MatchString(left[len(left)-1]) || !joinedName().MatchString(v.Value) {
		return false
	}
	neighbours := 0
	if len(left) > 1 {
		if !endsInName().MatchString(left[len(left)-2]) {
			return false
		}
		neighbours++
	}
	if len(right) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
		if !beginsWithName().MatchString(right[0]) {
			return false
		}
		neighbours++
	}
	return neighbours > 0
}

var (
	// joinedName matches words that are put together with capitals, and nothing else.
	joinedName     = lazyregexp.New(`^[A-Za-z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*$`)
	endsInName     = lazyregexp.New(`(^|[>"'(\[])[A-Za-z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*$`)
	beginsWithName = lazyregexp.New(`^[A-Za-z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*($|[<"')\],.])`)
)

// digestsOfNothing are the MD5 and the SHA-1 of what nobody has to be told: numbers of up to four digits, and the words for placeholders.
var digestsOfNothing = sync.OnceValue(func() map[string]bool {
	digests := map[string]bool{}
	add := func(text string) {
		short, long := md5.Sum([]byte(text)), sha1.Sum([]byte(text))
		digests[string(short[:])], digests[string(long[:])] = true, true
	}
	for width := 1; width <= 4; width++ {
		for n := range int(math.Pow10(width)) {
			add(fmt.Sprintf("%0*d", width, n))
		}
	}
	for word := range placeholderWords {
		add(word)
	}
	return digests
})

// isOfWordBeside tells whether the value is the MD5 or the SHA-1 of a word on a line beside it, where somebody says of what, or of one that
// everybody guesses.
func (v *weighing) isOfWordBeside() bool {
	size := len(v.Value) / 2
	if size != md5.Size && size != sha1.Size || !isDigest().MatchString(strings.ToLower(v.Value)) {
		return false
	}
	digest, err := hex.DecodeString(v.Value)
	if err != nil {
		return false
	}
	if digestsOfNothing()[string(digest)] {
		return true
	}
	near, words := v.nearby(digestLines), 0
	for word := range strings.FieldsFuncSeq(near, func(r rune) bool { return strings.ContainsRune(" \t\r\n\"'`<>()[]{}=,;:|", r) }) {
		if words++; words > mostWords {
			return false
		}
		for _, word := range []string{word, strings.Trim(word, ".!?-*/#")} {
			if size == md5.Size && md5.Sum([]byte(word)) == [md5.Size]byte(digest) || size == sha1.Size && sha1.Sum([]byte(word)) == [sha1.Size]byte(digest) {
				return true
			}
		}
	}
	return false
}

// mostWords is how many words beside a value are tried: a hostile file has thousands of values.
const mostWords = 80
