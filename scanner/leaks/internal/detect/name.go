package detect

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// maximumName is the longest name a value is said to be assigned to, in bytes.
const maximumName = 100

// The forms of an assignment, each looked for at the end of what stands left of a value. The
// first that fits decides.
var (
	// ?key= and &key= in an address; key= and Key: inside a quoted text.
	parameterForm = form{lazyregexp.New(`[?&]([A-Za-z_][\w.-]*)=$`), "="}
	headerForm    = form{lazyregexp.New(`(?i)(?:^|[\s;,:"'` + "`" + `])([A-Za-z_][\w.-]*)\s*[=:]\s*(?:bearer|basic|token|apikey)?\s*$`), "=:rRcCnNyY"}

	// os.environ["X"] =, "X":, 'x' =>, X :=, export X=, x.y.z =
	keyForm = form{lazyregexp.New(`(?:["'` + "`" + `]([^"'` + "`" + `\s]{1,100})["'` + "`" + `]\s*\]?|(?:^|[^\w$./@-])([A-Za-z_$][\w$.:>-]*?))\s*(?:=>|:=|\?=|\+=|==?|:|<-)\s*$`), "=:>-"}
	// const x: string =, var x string =, let x: Option<&str> =
	typedForm = form{lazyregexp.New(`([A-Za-z_$][\w$]*)\s*:\s*[\w$&<>\[\].| ?']+?\s*=\s*$`), "="}
	constForm = form{lazyregexp.New(`\b(?:const|static|final|readonly)\s+(?:string|String|char\s*\*|auto|var)\s+([A-Za-z_]\w*)\s*=\s*$`), "="}
	goForm    = form{lazyregexp.New(`\b(?:var|const)\s+([A-Za-z_]\w*)\s+(?:\[\]byte|\*?string|\*?(?:\w+\.)?[A-Z]\w*)\s*=\s*$`), "="}
	// setenv("X", ; define('X',
	callForm = form{lazyregexp.New(`\(\s*["']([\w.$-]{1,100})["']\s*,\s*$`), ","}
	// name(, in front of what literals are wrapped with: name(QStringLiteral(
	wrapperForm = form{lazyregexp.New(`([A-Za-z_]\w*)\($`), "("}
	// name() { return, fun name(): String =
	functionForm = form{lazyregexp.New(`([A-Za-z_]\w*)\(\)\s*(?:(?:const|noexcept|:\s*\w+\??|->\s*[\w&' ]+?)\s*){0,2}(?:\{\s*(?:return\s+)?|=\s*)$`), "{n="}
	// #define X, #define X wxT(
	defineForm = form{lazyregexp.New(`#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+(?:\w+\([ \t]?|L|u8?|U|@)?$`), ""}
	// char x[] =
	arrayForm = form{lazyregexp.New(`([A-Za-z_]\w*)\[\w*\]\s*=\s*$`), "="}
	// ["--name",
	listForm = form{lazyregexp.New(`(?:^|[\s\[(,])["']--?([A-Za-z][\w.-]+)["']\s*,\s*$`), ","}
	// <add key="X" value= ; <entry name="X" value=
	attributeForm = form{lazyregexp.New(`(?i)\b(?:key|name|id)\s*=\s*["']([\w.$:-]{1,100})["'][^<>]*\bvalue\s*=\s*$`), "="}
	// <password>
	elementForm = form{lazyregexp.New(`<([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>\s*$`), ">"}
	// <string name="x">
	entryForm = form{lazyregexp.New(`<(?:string|item|entry|property|setting|param|field|data)\s[^<>]*?\b(?:name|key)\s*=\s*["']([\w.$:-]{1,100})["'][^<>]*>\s*$`), ">"}
	// --token VALUE, -Dkey=VALUE
	flagForm = form{lazyregexp.New(`(?:^|\s)--?([A-Za-z][\w.-]+)[ =]+$`), " ="}
	// ENV X value, SET X value
	wordForm = form{lazyregexp.New(`(?i)^\s*(?:ENV|ARG|SET|setx?)\s+([A-Za-z_]\w*)\s+$`), blanks}
	// - name: X, on the line before value:
	namedForm = lazyregexp.New(`(?i)^\s*(?:-\s*)?["']?name["']?\s*[:=]\s*["']?([\w.-]{1,100})["']?,?\s*$`)
	// what may stand between an operator and an opening quote
	prefixForm = lazyregexp.New(`(?:[=:(,]\s*)(?:[rbfuRBFUL@$]{1,2}|new\s+\w+\(|[\w.:]+\()$`)
	// Name string `json:"x" default:"
	tagForm = lazyregexp.New(`^\s*(\w+)[ \t]+\*?\w+[ \t]+\x60(?:[^\x60]*?\b(?:json|ya?ml|toml|mapstructure|env|envconfig|koanf|name|long):"([\w.-]+))?[^\x60]*\b(?:env)?[dD]efault:"$`)
	// X=scheme://user: and the like: the value is a part of a longer one
	partForm = form{lazyregexp.New(`(?:^|[\s;,({])([A-Za-z_$][\w$.-]*)\s*(?:=|:\s)\s*\S+$`), ""}
)

// assignedName is the name that a value is assigned to: what stands left of it, in the
// languages and formats where credentials are found. before is the text in front of the value,
// its line and possibly the line above. It is "" when there is no such name.
func assignedName(before string) string {
	above, line := "", before
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		above, line = before[:i], before[i+1:]
		above = above[strings.LastIndexByte(above, '\n')+1:]
		if strings.TrimSpace(line) == "" || strings.Trim(line, " \t\"'`bru@") == "" && operatorAtEnd(above) {
			line = strings.TrimRight(above, "\r (") // the value stands alone, its name above it
		}
	}
	name := nameInLine(line)
	if strings.EqualFold(name, "value") {
		if m := namedForm().FindStringSubmatch(strings.TrimRight(above, "\r")); m != nil {
			name = m[1]
		}
	}
	return tidy(name)
}

func operatorAtEnd(line string) bool {
	line = strings.TrimRight(line, " \t\r\\(")
	return strings.HasSuffix(line, "=") || strings.HasSuffix(line, ":") || strings.HasSuffix(line, "=>") || strings.HasSuffix(line, "{") && functionForm.find(line) != nil
}

func nameInLine(line string) string {
	line = strings.TrimSuffix(line, "<![CDATA[")
	if name := firstName(line, parameterForm); name != "" {
		return name
	}
	quote := evidence.OpenQuote(line)
	if quote < 0 {
		return firstName(line, functionForm, constForm, goForm, typedForm, wordForm, flagForm, entryForm, elementForm, headerForm, keyForm, partForm)
	}
	if name := firstName(line[quote+1:], headerForm); name != "" {
		return name
	}
	if line[quote] == '`' && strings.HasSuffix(line, `efault:"`) {
		if m := tagForm().FindStringSubmatch(line[max(len(line)-longestForm, 0):]); m != nil {
			return cmp.Or(m[2], m[1])
		}
	}
	left := strings.TrimSuffix(line[:quote], strings.Repeat(line[quote:quote+1], 2)) // """ and the like
	if m := prefixForm().FindStringIndex(left); m != nil {
		if name := firstName(left[:m[0]+1], functionForm, constForm, goForm, typedForm, keyForm, wrapperForm); name != "" {
			return name
		}
	}
	if strings.Contains(left, "define") {
		if name := firstName(left, defineForm); name != "" {
			return name
		}
	}
	return firstName(left, attributeForm, functionForm, constForm, goForm, typedForm, arrayForm, callForm, listForm, flagForm, keyForm)
}

// longestForm is how much of what stands left of a value is looked at, in bytes: a form is at its end, and what is
// longer is a generated file.
const longestForm = 512

func firstName(text string, forms ...form) string {
	text = text[max(len(text)-longestForm, 0):]
	for _, f := range forms {
		if m := f.find(text); m != nil {
			if name := strings.Join(m[1:], ""); !declares[name] {
				return name
			}
		}
	}
	return ""
}

// declares are the words in front of a name where one language declares it, which have the place of the name in another.
var declares = map[string]bool{"val": true, "var": true, "let": true, "def": true, "static": true, "final": true, "char": true, "string": true, "String": true, "auto": true}

// form is a form of an assignment, and the bytes that it can end in, which are asked first: most of what stands left of
// a value is no assignment. The blanks behind do not count unless they are among ends. Without ends any will do.
type form struct {
	expression func() *regexp.Regexp
	ends       string
}

const blanks = " \t\n\f\r"

func (f form) find(text string) []string {
	end := text
	if !strings.Contains(f.ends, " ") {
		end = strings.TrimRight(text, blanks)
	}
	if f.ends != "" && (end == "" || !strings.Contains(f.ends, end[len(end)-1:])) {
		return nil
	}
	return f.expression().FindStringSubmatch(text)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// tidy keeps the last part of a dotted name, and drops what is no name.
func tidy(name string) string {
	for _, separator := range []string{"->", "::", ".", ":"} {
		if i := strings.LastIndex(name, separator); i >= 0 {
			name = name[i+len(separator):]
		}
	}
	name = strings.Trim(name, "$-> ")
	if len(name) > maximumName || !strings.ContainsFunc(name, func(c rune) bool { return c < 0x80 && isLetter(byte(c)) }) {
		return ""
	}
	for _, c := range []byte(name) {
		if !isLetter(c) && c != '_' && c != '-' && c != '$' && (c < '0' || c > '9') {
			return ""
		}
	}
	return name
}
