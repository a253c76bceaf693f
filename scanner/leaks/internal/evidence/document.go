package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighDocument asks whether the value is in a piece of documentation, of which programs and their settings are full.
func (v *weighing) weighDocument() {
	switch {
	case exampleHeader().MatchString(lineAt(v.Text, v.At)) || v.enclosedBy(exampleHeader()) || IsCode(v.Path) && v.inFence():
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	case v.Checksum != "valid" && IsComment(lineAt(v.Text, v.At)) && forInstance().MatchString(v.before(instanceWithin)):
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	case v.Sort == Issued || v.Sort == Block && !isToken(v.Value):
	case v.inShownText():
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	case looksLikeThis().MatchString(v.before(shownWithin)):
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	case v.besideMarkup(), v.inPreformatted(), v.inManual(), v.inSentences():
		v.add("it is in a text that explains", -certain, nhi.DoubtTest)
	case IsCode(v.Path) && commentedData().MatchString(lineAt(v.Text, v.At)), IsComment(lineAt(v.Text, v.At)) && saysExample().MatchString(lineAt(v.Text, v.At)):
		v.add("it is in a comment that explains", -certain, nhi.DoubtTest)
	case v.Sort != Block && besideExample().MatchString(v.nearby(1)):
		v.add("it is beside an example's address", -4, nhi.DoubtExample)
	}
}

// inShownText tells whether the value is in the text of several lines that an annotation gives as an example.
func (v *weighing) inShownText() bool {
	before := v.Text[:v.At]
	at := strings.LastIndex(before, "@ExampleObject")
	return at >= 0 && (strings.Count(before[at:], `"""`)+strings.Count(before[at:], "'''"))%2 == 1
}

// isToken tells a block of key material that is a signed token, which documents show as they show passwords.
func isToken(value string) bool { return strings.HasPrefix(value, "ey") }

// exampleHeader matches the lines that an example of something stands under: a schema's, a document's, a generated page's.
var exampleHeader = lazyregexp.New(`(?i)^\s*(-\s+)?(#\[schema\(|@)?["']?(x-)?(examples?(Object)?|samples?)["']?\s*(:|=|\()|[\s,(]examples?\s*=\s*(json!)?[\[({]*\s*$|^\s*def (self\.)?\w*examples?\w*\b|^\s*examples? <<[~-]`)

var (
	// commentedData matches a line of an answer that a comment shows: //  "token": "…",
	commentedData = lazyregexp.New(`^\s*(//|#|\*)\s*(["'][\w.-]+["']\s*(:|=>)|[{\[]["'{\[])`)
	saysExample   = lazyregexp.New(`(?i)\b(localhost|127\.0\.0\.1)\b|\b(examples?|usage|e\.g)\b\.?:?\s`)
	besideExample = lazyregexp.New(`(?i)\bexample\.(com|org|net)\b`)
)

// fence matches a line that begins or ends an example in Markdown, also within a comment.
var fence = lazyregexp.New("(?m)^\\s*(\\*|//[/!]?|#|--)?\\s*```")

// forInstance matches what stands directly before an example in a sentence.
var forInstance = lazyregexp.New(`(?i)(\be\.g\.?|\bfor (example|instance)|\bexample:|\bsuch as)[,:]?\s*["'\x60(]?$`)

// looksLikeThis matches a sentence that is followed by an example of what it speaks of.
var looksLikeThis = lazyregexp.New(`(?i)\b(looks? like( this)?|as follows|for (example|instance)|such as)\s?:\s*\n`)

const (
	instanceWithin = 24
	shownWithin    = 300
)

// documentLines is how far beside a value a document's markup is looked for, in lines.
const documentLines = 3

var markedUp = lazyregexp.New("(?i)<(pre|code|samp|kbd)\\b|</(pre|code)>|^\\s*(\\*|//|#)?\\s*```|@example\\b|\\bcode-block::")

// besideMarkup tells whether the lines beside the value, in a program, have the markup of a document.
func (v *weighing) besideMarkup() bool {
	return IsCode(v.Path) && !isMarkup(v.Path) && markedUp().MatchString(v.nearby(documentLines))
}

// inFence tells whether the value is between the fences of an example in Markdown, within a program's text.
func (v *weighing) inFence() bool {
	return len(fence().FindAllStringIndex(v.Text[:v.At], -1))%2 == 1
}

// inPreformatted tells whether the value is in a part of a page that is shown as it is written.
func (v *weighing) inPreformatted() bool {
	if IsCode(v.Path) && !isMarkup(v.Path) {
		return false
	}
	before := strings.ToLower(v.Text[:v.At])
	return strings.LastIndex(before, "<pre") > strings.LastIndex(before, "</pre") || strings.LastIndex(before, "<code") > strings.LastIndex(before, "</code")
}

// isMarkup tells the languages whose programs are pages.
func isMarkup(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".vue", ".svelte", ".jsx", ".tsx", ".php":
		return true
	}
	return false
}

var podDirective = lazyregexp.New(`(?m)^=([a-z]\w*)`)

// inManual tells whether the value is in Perl's documentation, between a directive and =cut.
func (v *weighing) inManual() bool {
	if ext := path.Ext(v.Path); ext != ".pm" && ext != ".pl" && ext != ".t" {
		return false
	}
	directives := podDirective().FindAllStringSubmatch(v.Text[:v.At], -1)
	return len(directives) > 0 && directives[len(directives)-1][1] != "cut"
}

// A sentence in a program is so many words without the signs of code between them.
var (
	words        = lazyregexp.New(`\pL[\pL'’-]*[,.:;)]?([ \t]+[(\x60]?\pL[\pL'’-]*[\x60,.:;)]*){5,}`)
	foreignWords = lazyregexp.New(`[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]{6}`) // of those that need no blanks
	proseLine    = lazyregexp.New(`(?m)^[ \t]*[A-Z][A-Za-z'’]*([ \t]+[\w'’\x60(),./:-]+){6,}\.?[ \t]*\r?$`)
	keywordLine  = lazyregexp.New(`^[ \t]*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|GRANT|FROM|RUN|COPY|ENV)\b`)
)

// sentenceLines is how far beside a value the sentences of a text within a program are looked for, in lines.
const sentenceLines = 6

// inSentences tells whether the value is in a text literal that is made of sentences, on its line or on those beside it.
func (v *weighing) inSentences() bool {
	literal := v.literal()
	if literal != "" && (foreignWords().MatchString(literal) || words().MatchString(strings.ReplaceAll(literal, v.Value, " = "))) {
		return true
	}
	if !IsCode(v.Path) {
		return false
	}
	return slices.ContainsFunc(proseLine().FindAllString(v.sameText(sentenceLines), -1), func(line string) bool { return !keywordLine().MatchString(line) })
}

// sameText is nearby without what is of another text than the value: a docstring or comment that ended in front of it, or begins behind it.
func (v *weighing) sameText(lines int) string {
	near := v.nearby(lines)
	at := strings.Index(near, v.Value)
	if at < 0 {
		return near
	}
	before, after := near[:at], near[at:]
	if ends := otherText().FindAllStringIndex(before, -1); len(ends) > 0 {
		before = before[ends[len(ends)-1][1]:]
	}
	if begins := otherText().FindStringIndex(after); begins != nil {
		after = after[:begins[0]]
	}
	return before + after
}

// otherText matches where a text of several lines begins or ends.
var otherText = lazyregexp.New(`"""|'''|/\*|\*/`)

// shortLiteral is how long a text literal is, in bytes, until it can hold a value and a sentence about it.
const shortLiteral = 30

// literal is the text literal that the value is a part of, "" where it is none, or hardly more than the value.
func (v *weighing) literal() string {
	line := lineAt(v.Text, v.At)
	at := v.At - (strings.LastIndexByte(v.Text[:v.At], '\n') + 1)
	open := OpenQuote(line[:at])
	if open < 0 {
		return ""
	}
	end := at
	for end < len(line) && line[end] != line[open] {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	literal := line[open+1 : min(end, len(line))]
	if len(literal) < shortLiteral+len(v.Value) {
		return ""
	}
	return literal
}
