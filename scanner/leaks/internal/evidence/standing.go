package evidence

import (
	"path"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighStanding asks how the value stands in its line. What only its name speaks for has to be a literal of its own there,
// or what a setting in a longer one has: the other side of a name in an expression, a signature or an expansion is code.
func (v *weighing) weighStanding() {
	if !v.byName() || v.Tabled || !strings.HasPrefix(v.Text[v.At:], v.Value) {
		return
	}
	line := lineAt(v.Text, v.At)
	before := line[:v.At-(strings.LastIndexByte(v.Text[:v.At], '\n')+1)]
	after := strings.TrimPrefix(line[len(before):], v.Value)
	open := OpenQuote(before)
	switch {
	case IsCode(v.Path) && open < 0:
		v.add("it is no literal of its own", -certain, nhi.DoubtWords)
	case open >= 0 && open < len(before)-1 && !isSettingWithin(before[open+1:], after):
		v.add("it is a part of a longer literal", -certain, nhi.DoubtWords)
	case hasNoMaps(v.Path) && lineOfJSON().MatchString(before):
		v.add("it is in a message that the program's text shows", -certain, nhi.DoubtTest)
	case open < 0 && camelName().MatchString(v.Value) && inBraces().MatchString(after):
		v.add("it is code", -certain, nhi.DoubtWords)
	case isShell(v.Path) && open < 0 && !shellAssignment().MatchString(before):
		v.add("it is code", -certain, nhi.DoubtWords)
	case strings.EqualFold(path.Ext(v.Path), ".sql") && besideName().MatchString(before):
		v.add("it is one of a row of values", -certain, nhi.DoubtWeak)
	}
}

// hasNoMaps tells the languages in which "name": "value" is no expression, but a line of JSON in a longer text.
func hasNoMaps(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".java", ".kt", ".scala", ".c", ".h", ".cc", ".cpp", ".cs", ".rs":
		return true
	}
	return false
}

var (
	// lineOfJSON matches what stands before a value on its line in JSON.
	lineOfJSON = lazyregexp.New(`^\s*\{?\s*"[\w.-]+"\s*:\s*"$`)
	// shellAssignment matches what stands before a value that a shell assigns.
	shellAssignment = lazyregexp.New(`[\w\])}"']=$|\s--?[\w-]+[ =]$`)
	// camelName matches the name of a variable, and inBraces what is behind one in a list or a record.
	camelName = lazyregexp.New(`^[a-z]+([A-Z][a-z]*)+\d?$`)
	inBraces  = lazyregexp.New(`^\s*[,})]`)
	// besideName matches a word of credentials that is a value itself, among others: 'id', 'secret', '…. A pair is a setting.
	besideName = lazyregexp.New(`(?i)["'\d],\s*["'](\w*(secret|password|token|key))["'],\s*["']$`)
	// settingWithin matches the part of a literal before a value in it: an address, a connection string, JSON, a header.
	settingWithin = lazyregexp.New(`(^|[?&#;,{(\s\\"'])[\w.$-]+[\\"']*\s*(=|:|=>)\s*[\\"']*$`)
	endsSetting   = lazyregexp.New(`^([\\"'&;,}\s\x60]|$)`)
)

// isSettingWithin tells whether a value within a literal is that of a setting there, and the literal not a text of several lines.
func isSettingWithin(before, after string) bool {
	return (strings.Trim(before, `\"'`) == "" || settingWithin().MatchString(before)) && endsSetting().MatchString(after) && !strings.Contains(before, `\n`) && !strings.HasPrefix(after, `\n`)
}

// isShell tells the programs of command interpreters, in which a value need not be quoted.
func isShell(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".sh", ".bash", ".zsh", ".ksh", ".bat", ".cmd":
		return true
	}
	return false
}

// OpenQuote is where the text literal begins that is open at the end of a line's beginning, -1 where none is.
func OpenQuote(line string) int {
	open := -1
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case open >= 0 && line[open] == c:
			open = -1
		case open < 0 && (c == '"' || c == '\x60' || c == '\'' && !isApostrophe(line[:i])):
			open = i
		}
	}
	return open
}

// isApostrophe tells the mark behind such a text from one that begins a literal: "don't" from f'x'. Rust's lifetimes, as in &'static, begin
// none either.
func isApostrophe(before string) bool {
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return r >= utf8.RuneSelf || !isLetter(byte(r)) })+1:]
	return len(word) > 2 || word != "" && strings.Trim(word, "rbfuRBFUL") != "" || strings.HasSuffix(before, "&")
}
