package report

import (
	"cmp"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is a way to set text in a terminal: the parameters of an ANSI SGR sequence.
type style string

// The styles. Colour only repeats what the words say.
const (
	styleNone        style = ""
	styleBold        style = "1"
	styleDim         style = "2"
	styleRed         style = "31"
	styleBoldRed     style = "1;31"
	styleGreen       style = "32"
	styleYellow      style = "33"
	styleCyan        style = "36"
	defaultWidth           = 100
	narrowest              = 40
	longestParagraph       = 1_000 // columns; what is longer was written by a stranger, not by a policy
	widestReading          = 110   // longer lines of prose are hard to follow, however wide the terminal
)

// span is a piece of a line in one style.
type span struct {
	style style
	text  string
}

// glyphs are the marks a terminal draws.
type glyphs struct{ full, unknown, empty, dot, arrow, ellipsis string }

var (
	unicodeGlyphs = glyphs{"█", "▒", "░", " · ", "→ ", "…"}
	asciiGlyphs   = glyphs{"#", "?", ".", ", ", "-> ", "..."}
)

// terminal lays text out in lines for a terminal or CI log. The first error stops it and stays in err.
type terminal struct {
	w     io.Writer
	width int
	color bool
	marks glyphs
	err   error
}

func newTerminal(w io.Writer, o Options) *terminal {
	width := o.Width
	if width == 0 {
		width = defaultWidth
	}
	t := &terminal{w: w, width: max(width, narrowest), color: o.Color, marks: unicodeGlyphs}
	if o.ASCII {
		t.marks = asciiGlyphs
	}
	return t
}

// blank writes an empty line.
func (t *terminal) blank() { t.print("\n") }

// line writes one line, cut at the terminal's width. Its text must be plain already.
func (t *terminal) line(spans ...span) {
	left := t.width
	for i, s := range t.legible(spans) {
		if columns(s.text) > left {
			spans[i].text = cutColumns(s.text, left-columns(t.marks.ellipsis)) + t.marks.ellipsis
			spans = spans[:i+1]
			break
		}
		left -= columns(s.text)
	}
	t.whole(spans...)
}

// whole writes one line, however long.
func (t *terminal) whole(spans ...span) {
	var b strings.Builder
	atStart := true
	for _, s := range t.legible(spans) {
		text := s.text
		if atStart {
			text = notACommand(text)
			atStart = strings.TrimSpace(text) == ""
		}
		b.WriteString(t.set(s.style, text))
	}
	t.print(strings.TrimRight(b.String(), " ") + "\n")
}

// notACommand keeps the beginning of a line from being a workflow command: GitHub's runner
// obeys ::name:: after any white space at the start of a line of a step's output.
func notACommand(text string) string {
	trimmed := strings.TrimLeft(text, " ")
	if !strings.HasPrefix(trimmed, "::") {
		return text
	}
	return text[:len(text)-len(trimmed)] + `\` + trimmed
}

// paragraph writes text wrapped to the width. The first line begins with label, the others hang below where the text begins.
func (t *terminal) paragraph(label span, textStyle style, text string) {
	t.hang([]span{label}, textStyle, text)
}

// hang is paragraph with a label of several spans.
func (t *terminal) hang(label []span, textStyle style, text string) {
	indent := 0
	for _, s := range t.legible(label) {
		indent += columns(s.text)
	}
	room := min(t.width, widestReading) - indent
	for i, piece := range wrap(t.encodable(shorten(plain(text), longestParagraph)), max(room, narrowest/2)) {
		if i > 0 {
			label = []span{{text: strings.Repeat(" ", indent)}}
		}
		t.whole(append(label[:len(label):len(label)], span{textStyle, piece})...)
	}
}

// items writes a list with marks between, wrapped between its items alone.
func (t *terminal) items(textStyle style, items []string) {
	line := ""
	for i, item := range items {
		item = t.encodable(shorten(plain(item), t.width))
		if i > 0 {
			line += t.marks.dot
		}
		if i > 0 && columns(line)+columns(item)+1 > min(t.width, widestReading) {
			t.whole(span{textStyle, strings.TrimRight(line, " ")})
			line = ""
		}
		line += item
	}
	t.whole(span{textStyle, line})
}

// legible is spans of which the terminal can show every character.
func (t *terminal) legible(spans []span) []span {
	for i := range spans {
		spans[i].text = t.encodable(spans[i].text)
	}
	return spans
}

// encodable writes what an ASCII terminal cannot show as it is, as ASCII.
func (t *terminal) encodable(text string) string {
	if t.marks != asciiGlyphs || strings.IndexFunc(text, beyondASCII) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch mark, known := asciiMarks[r]; {
		case known:
			b.WriteString(mark)
		case beyondASCII(r):
			b.WriteString(escapeRune(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func beyondASCII(r rune) bool { return r > unicode.MaxASCII }

// asciiMarks stand for the marks of our own that are not ASCII.
var asciiMarks = map[rune]string{'…': "...", '–': "-", '−': "-", '→': "->", '·': ",", '±': "+-", '×': "x"}

// set wraps text in its style's escape sequence, where colour is wanted.
func (t *terminal) set(s style, text string) string {
	if !t.color || s == styleNone || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (t *terminal) print(s string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.w, s)
	}
}

// bar draws shares of 100 over n columns: what is earned, what could be with what is not known, and the rest.
func (t *terminal) bar(low, high float64, n int) (full, unknown, empty string) {
	column := func(score float64) int { return min(max(int(score*float64(n)/100+0.5), 0), n) }
	earned, possible := column(low), max(column(low), column(high))
	return strings.Repeat(t.marks.full, earned), strings.Repeat(t.marks.unknown, possible-earned), strings.Repeat(t.marks.empty, n-possible)
}

// wrap breaks text into lines of at most n columns, at spaces. A word that is longer, such as an ID or a path, gets a line
// of its own and stays whole, so that it can be copied, up to a length that only a stranger writes.
func wrap(text string, n int) []string {
	var lines []string
	current := ""
	for _, word := range strings.Fields(text) {
		if current != "" && columns(current)+1+columns(word) <= n {
			current += " " + word
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		for longest := max(n, longestPlace); columns(word) > longest && word != firstRune(word); {
			head := cmp.Or(cutColumns(word, longest), firstRune(word))
			lines = append(lines, head)
			word = word[len(head):]
		}
		current = word
	}
	return append(lines, current)
}

// firstRune is the least that a line of wrap holds, even where it is wider than the line.
func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// pad fills s up with spaces to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columns(s)))
}
