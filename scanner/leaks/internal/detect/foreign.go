package detect

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
)

// foreign is a part of a text in a form of base64 that gitleaks' decoder does not know: wrapped into lines of equal length as in mail and
// by base64 itself, of UTF-16 as PowerShell takes it for a command, or padded otherwise than its alphabet has it.
type foreign struct {
	rows    []part // where its digits stand, one a line
	decoded []byte
	wide    bool // decoded was UTF-16
	place   int  // of decoded in what a window becomes
}

// part is a range of a text.
type part struct{ from, to int }

func (p part) length() int { return p.to - p.from }

// shortestRow is how long a line is at least whose base64 goes on in the next, in digits. It is also a multiple of four.
const shortestRow = 60

// judgeForeign runs the rules on what the foreign parts of a window decode to.
func (e *Engine) judgeForeign(d *decoder, window []byte) (hits []Hit) {
	parts := findForeign(window)
	if len(parts) == 0 {
		return nil
	}
	d.text = d.text[:0]
	at := 0
	for i, f := range parts {
		d.text = append(d.text, window[at:f.rows[0].from]...)
		parts[i].place = len(d.text)
		d.text = append(d.text, f.decoded...)
		at = f.rows[len(f.rows)-1].to
	}
	d.text = append(d.text, window[at:]...)
	for _, record := range d.Scan(d.text).Records {
		for _, m := range record.Matches {
			// The first part that ends behind where the match begins.
			i, _ := slices.BinarySearchFunc(parts, m[0], func(f foreign, begin int) int { return cmp.Compare(f.place+len(f.decoded), begin+1) })
			if i == len(parts) || parts[i].place >= m[1] {
				continue // decoding had no part in it
			}
			if h, ok := e.weighForeign(d.text, window, record.Rule, m, &parts[i]); ok {
				hits = append(hits, h)
			}
		}
	}
	return hits
}

// weighForeign judges a match in what was decoded, and gives it the place of the digits that it begins with.
func (e *Engine) weighForeign(text, window []byte, rule int, m []int, f *foreign) (Hit, bool) {
	value := strings.Trim(e.texts.of(text[m[0]:m[1]]), "\n")
	h, ok := e.weigh(rule, value, e.texts.of(around(text, m[0], m[1], maximumContext)))
	if !ok {
		return Hit{}, false
	}
	h.lonely = h.lonely && !containsAny(strings.ToLower(string(text)), e.rules[rule].Keywords)
	first, last := f.row(m[0]-f.place), f.row(m[1]-1-f.place)
	h.locate(window, first.from, last.to)
	h.Name, h.Line = e.texts.one(h.Name), e.texts.of(around(window, first.from, last.to, maximumContext))
	h.Depth = 1
	return h, true
}

// row is where the digits of a decoded byte stand.
func (f *foreign) row(offset int) part {
	if f.wide {
		offset *= 2
	}
	digits := max(offset, 0) / 3 * 4
	for _, row := range f.rows {
		if digits < row.length() {
			return row
		}
		digits -= row.length()
	}
	return f.rows[len(f.rows)-1]
}

// findForeign lists the foreign parts of a text, from left to right.
func findForeign(text []byte) []foreign {
	found := findWrapped(text)
	wrapped := len(found)
	for at := 0; at < len(text); {
		run := runFrom(text, at)
		if at = run.to + 1; run.length() < minimumRun || slices.ContainsFunc(found[:wrapped], func(f foreign) bool { return f.rows[0].from < run.to && run.from < f.rows[len(f.rows)-1].to }) {
			continue
		}
		if f, ok := decodeForeign(text, run); ok && (f.wide || !knownBase64(text[run.from:run.to])) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b foreign) int { return cmp.Compare(a.rows[0].from, b.rows[0].from) })
	return found
}

// findWrapped lists what goes on over several lines: rows of the same length, of which the first may have something before it and the
// last is shorter or has something behind it.
func findWrapped(text []byte) (found []foreign) {
	var rows []part
	finish := func() {
		if len(rows) > 1 {
			if f, ok := decodeForeign(text, rows...); ok {
				found = append(found, f)
			}
		}
		rows = nil
	}
	for from := 0; from < len(text); {
		end := lineEnd(text, from)
		line := trimmed(text, part{from, end})
		from = end + 1
		if len(rows) > 0 {
			row := runFrom(text, line.from)
			whole := row == line && row.length() == rows[0].length()
			if row.from == line.from && row.length() > 0 && row.length() <= rows[0].length() {
				rows = append(rows, row)
			}
			if whole {
				continue
			}
			finish()
		}
		if row := runBefore(text, line); row.length() >= shortestRow && row.length()%4 == 0 {
			rows = append(rows, row)
		}
	}
	finish()
	return found
}

// trimmed is a line without what is blank at its ends.
func trimmed(text []byte, line part) part {
	for line.from < line.to && (text[line.from] == ' ' || text[line.from] == '\t') {
		line.from++
	}
	for line.from < line.to && text[line.to-1] <= ' ' {
		line.to--
	}
	return line
}

// runFrom is the first run of digits at or behind a place, with the signs that pad it.
func runFrom(text []byte, at int) part {
	for at < len(text) && !encodingByte[text[at]] {
		at++
	}
	run := part{at, at}
	for run.to < len(text) && encodingByte[text[run.to]] {
		run.to++
	}
	for range 2 {
		if run.length() > 0 && run.to < len(text) && text[run.to] == '=' {
			run.to++
		}
	}
	return run
}

// runBefore is the run of digits that a line ends with.
func runBefore(text []byte, line part) part {
	run := part{line.to, line.to}
	for run.from > line.from && encodingByte[text[run.from-1]] {
		run.from--
	}
	return run
}

// decodeForeign decodes rows of digits, if what comes out is text.
func decodeForeign(text []byte, rows ...part) (f foreign, ok bool) {
	first := text[rows[0].from:rows[0].to]
	if !base64Printable(first[:min(len(first)&^3, 12)]) && !wideBase64(first) {
		return foreign{}, false
	}
	var digits []byte
	for _, row := range rows {
		digits = append(digits, text[row.from:row.to]...)
	}
	digits = bytes.TrimRight(digits, "=")
	if len(digits)%4 == 1 {
		digits = digits[:len(digits)-1] // cut by the window
	}
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(digits, "-_") {
		encoding = base64.RawURLEncoding
	}
	decoded, err := encoding.AppendDecode(nil, digits)
	if err != nil {
		return foreign{}, false
	}
	f = foreign{rows: rows, decoded: decoded}
	if narrow, ok := narrowed(decoded); ok {
		f.decoded, f.wide = narrow, true
	}
	return f, allPrintable(f.decoded)
}

// wideBase64 tells whether digits begin like those of UTF-16 of Latin letters, the lower byte first.
func wideBase64(run []byte) bool {
	if len(run) < minimumRun {
		return false
	}
	for at := range minimumRun / 8 { // eight digits are six bytes
		var bytes [6]byte
		for half := range 2 {
			q := run[8*at+4*half:]
			v := uint32(base64Value[q[0]])<<18 | uint32(base64Value[q[1]])<<12 | uint32(base64Value[q[2]])<<6 | uint32(base64Value[q[3]])
			bytes[3*half], bytes[3*half+1], bytes[3*half+2] = byte(v>>16), byte(v>>8), byte(v)
		}
		for i := 0; i < len(bytes); i += 2 {
			if !isPrintable(bytes[i]) || bytes[i+1] != 0 {
				return false
			}
		}
	}
	return true
}

// narrowed gives UTF-16 of Latin letters, the lower byte first, as such. What an odd number of bytes leaves over is dropped.
func narrowed(decoded []byte) (narrow []byte, ok bool) {
	narrow = make([]byte, 0, len(decoded)/2)
	for i := 0; i+1 < len(decoded); i += 2 {
		if decoded[i+1] != 0 {
			return nil, false
		}
		narrow = append(narrow, decoded[i])
	}
	return narrow, len(narrow) > 0
}

// knownBase64 tells whether gitleaks' decoder decodes a run.
func knownBase64(run []byte) bool {
	var u unwrapper
	return len(u.base64(run)) > 0
}
