package evidence

import (
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighIdentifier asks whether the value tells things apart, and opens nothing.
func (v *weighing) weighIdentifier() {
	made := v.Sort == Machine || v.Sort == Password || v.Sort == Placed
	switch {
	case made && v.isNumbered():
		v.add("it is one of a numbered series", -certain, nhi.DoubtWords)
	case v.Sort == Machine && nameMeaning(v.Name) == unknown && v.isPiece():
		v.add("it is one of a numbered series", -certain, nhi.DoubtWeak)
	case made && v.isKeyOfMap():
		v.add("it is a name itself, of what stands behind it", -certain, nhi.DoubtWords)
	case made && workingFolder().MatchString(v.before(addressWithin)):
		v.add("it is code", -certain, nhi.DoubtWords)
	case v.Sort == Placed && boundFunction().MatchString(v.Line):
		v.add("it is code", -certain, nhi.DoubtWords)
	case made && v.inArmour():
		v.add("it is in the armour of a public key or certificate", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && inQuery().MatchString(v.before(addressWithin)) && ends().MatchString(v.address()):
		v.add("it is in an address that ends", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && inPage().MatchString(v.before(addressWithin)):
		v.add("it is in the address of a page", -certain, nhi.DoubtDigest)
	}
}

// isKeyOfMap tells whether the value is what a map finds something by, and not what it finds: "6e8d…": "Security key".
func (v *weighing) isKeyOfMap() bool {
	return beginsEntry().MatchString(v.before(addressWithin)) && namesEntry().MatchString(v.after(addressWithin))
}

// inArmour tells whether the value is in a PEM block of what is no secret.
func (v *weighing) inArmour() bool {
	before := v.Text[:v.At]
	open := strings.LastIndex(before, "-----BEGIN ")
	if open < 0 || strings.Contains(before[open:], "-----END ") {
		return false
	}
	label, _, found := strings.Cut(before[open+len("-----BEGIN "):], "-----")
	return found && publicArmour().MatchString(label)
}

// address is what stands around the value without a blank or a quote.
func (v *weighing) address() string {
	before, after := v.before(addressWithin), v.after(addressWithin)
	before = before[strings.LastIndexAny(before, " \t\r\n\"'<>")+1:]
	if at := strings.IndexAny(after, " \t\r\n\"'<>"); at >= 0 {
		after = after[:at]
	}
	return before + after
}

// aSeries is how many members of a series have to be in a file, the value among them.
const aSeries = 3

var (
	stemAndNumber = lazyregexp.New(`^([A-Za-z][A-Za-z_-]*)\d{1,4}$`)
	// boundFunction matches how a method is given to another function with its object, in JavaScript.
	boundFunction = lazyregexp.New(`\.bind\(\s*(this|null|undefined|self)\b`)
	workingFolder = lazyregexp.New(`\$(PWD:|\{PWD(:?[-=+?]|:[a-zA-Z]*\}?[^\s]*)?)$`) // what a shell calls the folder it is in
	inPage        = lazyregexp.New(`//[^\s"'<>]+(\.html?\?|#)[^\s"'<>]*=$|//drive\.google\.com/[^\s"'<>]*[?&]resourcekey=$`)
	publicArmour  = lazyregexp.New(`PUBLIC|CERTIFICATE|SIGNATURE|MESSAGE`)
	// ends matches the parts of an address that say when it stops to be good.
	ends        = lazyregexp.New(`(?i)[?&;](e|exp|expires?|expiry|expiration|deadline|x-amz-expires)=\d+`)
	beginsEntry = lazyregexp.New(`(^|[{,\[\n])\s*["']?$`)
	namesEntry  = lazyregexp.New(`^["']\s*(:|=>)|^:\s`)
	numbers     = lazyregexp.New(`\d+`)
	assignment  = lazyregexp.New(`[\w.\])-]["']?\s*(=|:|=>)\s*["']?$`)
)

// isNumbered tells whether the file has the value with other numbers: editor19, editor20, editor21.
func (v *weighing) isNumbered() bool {
	m := stemAndNumber().FindStringSubmatch(v.Value)
	return m != nil && v.distinct(`\b`+regexp.QuoteMeta(m[1])+`\d{1,4}\b`) >= aSeries
}

// isPiece tells whether the value's name has a number, and the file the same name with others: license.key.3.
func (v *weighing) isPiece() bool {
	start := strings.LastIndexByte(v.Text[:v.At], '\n') + 1
	name := strings.TrimLeft(v.Text[start:v.At], " \t")
	if len(name) > addressWithin || !assignment().MatchString(name) || !numbers().MatchString(name) {
		return false
	}
	return v.distinct(`(?m)^[ \t]*`+numbers().ReplaceAllString(regexp.QuoteMeta(name), `\d+`)) >= aSeries
}

// compiled is an expression that is made of a piece of a file, which need be no UTF-8: what is none matches anything.
func compiled(expression string) *regexp.Regexp {
	return regexp.MustCompile(strings.ToValidUTF8(expression, `[^\n]{1,8}`))
}

// distinct is how many different texts match, as far as that is of interest.
func (v *weighing) distinct(expression string) int {
	seen := map[string]bool{}
	for _, m := range compiled(expression).FindAllString(v.Text, 4*aSeries) {
		seen[m] = true
	}
	return len(seen)
}
