package report

import (
	"cmp"
	"io"
	"strings"
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
type glyphs struct{ full, empty, dot, dash, arrow, ellipsis string }

var (
	unicodeGlyphs = glyphs{"█", "░", " · ", "–", "→ ", "…"}
	asciiGlyphs   = glyphs{"#", ".", ", ", "-", "-> ", "..."}
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
	for i, s := range spans {
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
	for _, s := range spans {
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

// paragraph writes text wrapped to the width. The first line begins with label, in labelStyle;
// the others hang below where the text begins.
func (t *terminal) paragraph(label span, textStyle style, text string) {
	hang := columns(label.text)
	room := min(t.width, widestReading) - hang
	for i, piece := range wrap(shorten(plain(text), longestParagraph), max(room, narrowest/2)) {
		if i > 0 {
			label = span{text: strings.Repeat(" ", hang)}
		}
		t.whole(label, span{textStyle, piece})
	}
}

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

// bar draws a share of 100 over n columns.
func (t *terminal) bar(score float64, n int) (full, empty string) {
	filled := min(max(int(score*float64(n)/100+0.5), 0), n)
	return strings.Repeat(t.marks.full, filled), strings.Repeat(t.marks.empty, n-filled)
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
