package detect

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/zricethezav/gitleaks/v8/detect/codec"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// DecodeDepth is how often an encoded value is decoded, as on gitleaks' command line.
const DecodeDepth = 5

// How much of a text is decoded around something encoded, in bytes, because rules also look at what
// stands before a value; and then up to a line's end, if that is near.
const (
	encodedMargin = 256
	encodedLine   = 64
)

// judgeEncoded decodes a window of text and runs the rules on what comes out.
func (e *Engine) judgeEncoded(text []byte, from, to int) (outcome any, lo, hi int) {
	scanner := e.decoders.Get().(*decoder)
	defer e.decoders.Put(scanner)
	hits := e.judgeForeign(scanner, text[from:to])
	if scanner.promising(text[from:to]) {
		hits = append(hits, e.judgeKnown(scanner, text[from:to])...)
	}
	lo, hi = from, to
	for i := range hits {
		before, after := reachOfContext(text, from+hits[i].from, from+hits[i].to)
		lo, hi = min(lo, before), max(hi, after)
		h := &hits[i]
		h.Name = assignedName(surroundings(text, from+h.place))
		h.Comment = commentIn(around(text, from+h.from, from+h.to, maximumComment))
	}
	return outcomeOf(hits), lo, hi
}

// judgeKnown runs the rules on what gitleaks' decoder makes of a window.
func (e *Engine) judgeKnown(scanner *decoder, window []byte) (hits []Hit) {
	raw := string(window)
	gitleaks := codec.NewDecoder()
	var segments []*codec.EncodedSegment
	for depth := 1; depth <= DecodeDepth; depth++ {
		raw, segments = gitleaks.Decode(raw, segments)
		if len(segments) == 0 {
			break
		}
		for _, record := range scanner.Scan([]byte(raw)).Records {
			for _, m := range record.Matches {
				if h, ok := e.weighDecoded(window, raw, segments, record.Rule, m); ok {
					h.Depth = depth
					hits = append(hits, h)
				}
			}
		}
	}
	return hits
}

// decoder searches what was decoded. It is for one goroutine.
type decoder struct {
	*match.Scanner
	unwrapper
	text, next []byte
}

// promising tells whether a rule matches at all in what a window decodes to.
func (d *decoder) promising(window []byte) bool {
	d.text = append(d.text[:0], window...)
	for range DecodeDepth {
		var any bool
		if d.next, any = d.unwrap(d.next[:0], d.text); !any {
			return false
		}
		d.text, d.next = d.next, d.text
		for _, record := range d.Scan(d.text).Records {
			if len(record.Matches) > 0 {
				return true
			}
		}
	}
	return false
}

// weighDecoded judges a match in decoded text, if decoding had a part in it, and finds its place in
// the text as it is.
func (e *Engine) weighDecoded(text []byte, raw string, segments []*codec.EncodedSegment, rule int, m []int) (Hit, bool) {
	touched := codec.SegmentsWithDecodedOverlap(segments, m[0], m[1])
	if len(touched) == 0 {
		return Hit{}, false
	}
	place := codec.AdjustMatchIndex(touched, slices.Clone(m))
	from := min(max(place[0], 0), len(text))
	to := min(max(place[1], from), len(text))
	value := e.texts.one(strings.Trim(raw[m[0]:m[1]], "\n"))
	h, ok := e.weigh(rule, value, codec.CurrentLine(touched, raw+"\n"))
	if !ok {
		return Hit{}, false
	}
	h.lonely = h.lonely && !containsAny(strings.ToLower(raw), e.rules[rule].Keywords)
	h.locate(text, from, to)
	h.Name, h.Line = e.texts.one(h.Name), e.texts.of(around(text, from, to, maximumContext))
	return h, true
}

// encodings is what gitleaks' decoder could decode: escapes, and runs of base64 or hexadecimal
// digits that decode to printable ASCII; and what judgeForeign knows beyond that.
var encodings = match.Extra{Find: findEncoded, Window: windowOfEncoded, Reach: encodedMargin + encodedLine + len("==")}

func findEncoded(text []byte, from, to int, yield func(from, to int)) {
	from, to = wholeRuns(text, from, to)
	findRuns(text, from, to, yield)
	for _, first := range []byte{'%', '\\'} {
		for i := from; i < to; i++ {
			next := bytes.IndexByte(text[i:to], first)
			if next < 0 {
				break
			}
			i += next
			if n := escapeAt(text[i:]); n > 0 {
				yield(i, i+n)
				i += n - 1
			}
		}
	}
	for i := from; i < to; i += len(codePoint) {
		next := bytes.Index(text[i:to], codePoint)
		if next < 0 {
			break
		}
		i += next
		yield(i, i+len(codePoint))
	}
}

var codePoint = []byte("U+")

// longestEscape is the length of the longest escape, in bytes.
const longestEscape = len(`\u0041`)

// wholeRuns moves two offsets outwards, past escapes and to the ends of runs that they lie in.
func wholeRuns(text []byte, from, to int) (int, int) {
	from, to = max(from-longestEscape, 0), min(to+longestEscape, len(text))
	for from > 0 && encodingByte[text[from-1]] {
		from--
	}
	for to < len(text) && encodingByte[text[to]] {
		to++
	}
	return from, to
}

// minimumRun is the shortest run of digits that is decoded, in bytes.
const minimumRun = 16

// findRuns looks for runs, eight bytes at a time: a run is long enough to have eight in a row that are digits and
// begin at a multiple of eight.
func findRuns(text []byte, from, to int, yield func(from, to int)) {
	for i := from; i+8 <= to; i += 8 {
		if !eightDigits(binary.LittleEndian.Uint64(text[i:])) {
			continue
		}
		start, end := i, i+8
		for start > from && encodingByte[text[start-1]] {
			start--
		}
		for end < to && encodingByte[text[end]] {
			end++
		}
		if end-start >= minimumRun && runDecodable(text[start:end]) {
			yield(start, end)
		}
		i += (end - i) &^ 7 // the eight in which the run ends hold a byte that is none
	}
}

// eightDigits tells whether eight bytes are all digits, which is the same as encodingByte for each. It adds to all bytes at once what
// makes the highest bit of those overflow that are not below a bound.
func eightDigits(v uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	low := v &^ high
	letter := low | 0x20*each
	letters := (letter + (0x80-'a')*each) &^ (letter + (0x80-'z'-1)*each)
	numbers := (low + (0x80-'/')*each) &^ (low + (0x80-'9'-1)*each) // with the slash before them
	signs := (high - (low ^ '+'*each)) | (high - (low ^ '-'*each)) | (high - (low ^ '_'*each))
	return (letters|numbers|signs)&^v&high == high
}

// windowOfEncoded gives the window around something encoded.
func windowOfEncoded(text []byte, from, to int) (start, end int) {
	to += len("==")
	start, end = max(from-encodedMargin, 0), min(to+encodedMargin, len(text))
	return lineStartNear(text, start, encodedLine), lineEndNear(text, end, encodedLine)
}

var encodingByte = func() (table [256]bool) {
	for c := range 256 {
		table[c] = base64Value[c] >= 0
	}
	return table
}()

// base64Value is a base64 digit's value in either alphabet, -1 for other bytes.
var base64Value = func() (table [256]int8) {
	for c := range table {
		table[c] = -1
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		table[c] = int8(i)
	}
	table['-'], table['_'] = 62, 63
	return table
}()

// escapeAt is the length of a percent or unicode escape at the beginning of text, 0 if there is none.
func escapeAt(text []byte) int {
	switch {
	case len(text) >= 3 && text[0] == '%' && isHex(text[1]) && isHex(text[2]):
		return 3
	case len(text) >= 6 && text[0] == '\\' && text[1]|0x20 == 'u' && allHex(text[2:6]):
		return 6
	}
	return 0
}

func allHex(text []byte) bool {
	return !slices.ContainsFunc(text, func(c byte) bool { return !isHex(c) })
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// runDecodable tells whether a run could decode to printable ASCII: as a whole as base64, or a part of
// it as hexadecimal, which gitleaks takes out of a run first.
func runDecodable(run []byte) bool {
	if base64Printable(run) || wideBase64(run) {
		return true
	}
	if len(run) < minimumHexRun {
		return false
	}
	for i := 0; i < len(run); i++ {
		start := i
		for i < len(run) && isHex(run[i]) {
			i++
		}
		if i-start >= minimumHexRun && (hexPrintable(run[start:i]) || i-start < len(run) && base64Printable(run[i:])) {
			return true
		}
	}
	return false
}

func base64Printable(run []byte) bool {
	for ; len(run) >= 4; run = run[4:] {
		v := uint32(base64Value[run[0]])<<18 | uint32(base64Value[run[1]])<<12 | uint32(base64Value[run[2]])<<6 | uint32(base64Value[run[3]])
		if !isPrintable(byte(v>>16)) || !isPrintable(byte(v>>8)) || !isPrintable(byte(v)) {
			return false
		}
	}
	return true
}

func hexPrintable(run []byte) bool {
	if len(run)%2 != 0 {
		return false
	}
	for ; len(run) >= 2; run = run[2:] {
		if !isPrintable(hexValue(run[0])<<4 | hexValue(run[1])) {
			return false
		}
	}
	return true
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// isPrintable is what gitleaks' decoder takes for printable ASCII.
func isPrintable(c byte) bool { return '\b' < c && c < 0x7f }
