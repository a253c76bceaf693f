package evidence

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighKeepers asks what those who keep a published project show or say the value is for.
func (v *weighing) weighKeepers() {
	switch said := v.commentsAbove() + v.restOfLine(); {
	case v.byName() && saysPublic().MatchString(said):
		v.add("a comment says that it is public", -certain, nhi.DoubtDigest)
	case v.byName() && saysTrial().MatchString(said):
		v.add("a comment says that it is for tests or development", -certain, nhi.DoubtTest)
	case v.Sort == Machine && toCipher().MatchString(said):
		v.add("what everybody has is encrypted with it", -certain, nhi.DoubtWeak)
	case v.byName() && pageFile().MatchString(v.Path), v.Sort == Machine && forPages().MatchString(v.Value):
		v.add("every visitor of a site gets it", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && readable().MatchString(v.Value):
		v.add("everybody can read it, and nobody drew it: such are examples and defaults", -certain, nhi.DoubtWeak)
	case v.byName() && !IsCode(v.Path) && switchedOff().MatchString(v.nearby(documentLines)):
		v.add("what it is for is switched off", -certain, nhi.DoubtExample)
	case v.byName() && (tryoutNetwork().MatchString(v.Path) || v.isOfLocalService()):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	}
}

var (
	// toCipher matches what a comment says of the key of a cipher: what a program and its service encrypt with it, every copy can read.
	toCipher = lazyregexp.New(`(?i)\b(aes|des|3des|rc4|cipher)\b|\b(en|de)crypt(s|ed|ing|ion)?([^\w(]|$)`)
	// pageFile matches what becomes a page in a browser.
	pageFile = lazyregexp.New(`(?i)\.(x?html?|ejs|haml|hbs|pug)$`)
	// forPages matches values in which their service says that they are for pages.
	forPages = lazyregexp.New(`(?i)(^|[_.-])(web|html5?|browser|public|publishable|pub|pk|front-?end)[_.-]`)
	// readable matches what is put together of words without a digit: shopName-disk-app.
	readable = lazyregexp.New(`^[A-Za-z]+([_. -][A-Za-z]?[a-z]{2,})+$`)
	// switchedOff matches the setting that says that the ones beside it are not used.
	switchedOff = lazyregexp.New(`(?im)^\s*["']?(is_?)?enabled?["']?\s*[:=]\s*["']?(false|no|off|0)\b`)
	// tryoutNetwork matches the folders of what is for networks without value.
	tryoutNetwork = lazyregexp.New(`(?i)(^|/)(simnet|regtest|testnet|devnet|signet)\d*/`)
)

// returnsHome matches the setting of where a service sends its users back to, which is the machine itself.
var returnsHome = lazyregexp.New(`(?im)^[\s({]*["']?\w*(redirect|callback)[\w-]*["']?\s*[:=,]\s*["']*\w+://(localhost|127\.0\.0\.1)\b`)

// commentsWithin is how many lines above a value its keepers' comments are read.
const commentsWithin = 8

// commentsAbove are the comments on the lines above the value, whatever is between.
func (v *weighing) commentsAbove() string {
	var said []string
	end := strings.LastIndexByte(v.Text[:v.At], '\n')
	for n := 0; end > 0 && n < commentsWithin; n++ {
		start := strings.LastIndexByte(v.Text[:end], '\n') + 1
		if line := v.Text[start:end]; commentStart().MatchString(line) && len(line) < longLine {
			said = append(said, line)
		}
		end = start - 1
	}
	slices.Reverse(said)
	return strings.Join(said, "\n") + "\n"
}

// isOfLocalService tells whether a setting whose name begins alike says that the service is on the machine itself, or comes back to it:
// SHOP_URL beside SHOP_SECRET. Programs that are installed come back to the machine, too.
func (v *weighing) isOfLocalService() bool {
	words := nameWords(v.Name)
	switch {
	case IsCode(v.Path):
		return false
	case returnsHome().MatchString(v.nearby(besideLines)):
		return true
	case len(words) < 2:
		return false
	}
	return compiled(`(?im)^[\s(]*(export\s+)?["']?` + regexp.QuoteMeta(words[0]) + `[_.-]?(\w+[_.-])?(url|uri|host|endpoint|address|callback)["']?\s*[:=,]\s*["']*(\w+://)?(localhost|127\.0\.0\.1|0\.0\.0\.0)\b`).MatchString(v.around(excerpt))
}
