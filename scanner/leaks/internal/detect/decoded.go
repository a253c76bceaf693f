package detect

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// minimumHexRun is the shortest run of hexadecimal digits that is decoded as such, in bytes.
const minimumHexRun = 32

// unwrapper decodes everything encoded in a text, once. What it gives is what gitleaks' decoder
// gives, without knowing where it comes from, in a fraction of the time: it tells where it is worth
// asking that one. It is for one goroutine.
type unwrapper struct {
	parts   []encodedPart
	decoded []byte // of one part
}

// encodedPart is a part of a text that looks encoded.
type encodedPart struct {
	from, to int
	decode   func(u *unwrapper, value []byte) []byte // nil or empty when the part is not what it looks like
	rank     int                                     // of two that touch, the one of lower rank waits for the next turn
}

// unwrap appends the text decoded to out. It tells whether there was anything to decode.
func (u *unwrapper) unwrap(out, text []byte) (decoded []byte, any bool) {
	u.find(text)
	from := 0
	for i, part := range u.parts {
		if i > 0 && u.parts[i-1].hides(part) || i+1 < len(u.parts) && u.parts[i+1].hides(part) {
			continue
		}
		if value := part.decode(u, text[part.from:part.to]); len(value) > 0 {
			out = append(append(out, text[from:part.from]...), value...)
			from, any = part.to, true
		}
	}
	return append(out, text[from:]...), any
}

func (p encodedPart) hides(other encodedPart) bool {
	return p.rank > other.rank && p.from <= other.to && other.from <= p.to
}

// find lists the parts of a text, from left to right.
func (u *unwrapper) find(text []byte) {
	u.parts = u.parts[:0]
	for i := 0; i < len(text); {
		part, ok := partAt(text, i)
		if ok {
			u.parts = append(u.parts, part)
			i = part.to
		} else {
			i++
		}
	}
}

// partAt gives the part that begins at a place.
func partAt(text []byte, i int) (part encodedPart, ok bool) {
	switch c := text[i]; {
	case c == '%':
		return encodedPart{i, endOfPercent(text, i), (*unwrapper).percent, 4}, escapeAt(text[i:]) > 0
	case c == '\\':
		end := endOfEscapes(text, i)
		return encodedPart{i, end, (*unwrapper).escapes, 3}, end > i
	case !encodingByte[c]:
		return encodedPart{}, false
	case c == 'U':
		if end := endOfCodePoints(text, i); end > i {
			return encodedPart{i, end, (*unwrapper).codePoints, 3}, true
		}
	}
	return runAt(text, i)
}

// runAt gives the part that a run is.
func runAt(text []byte, i int) (part encodedPart, ok bool) {
	end := i
	for end < len(text) && isHex(text[end]) {
		end++
	}
	if end-i >= minimumHexRun {
		return encodedPart{i, end, (*unwrapper).hex, 2}, true
	}
	for end < len(text) && encodingByte[text[end]] {
		end++
	}
	if end-i < minimumRun {
		return encodedPart{}, false
	}
	for n := 0; n < 2 && end < len(text) && text[end] == '='; n++ {
		end++
	}
	return encodedPart{i, end, (*unwrapper).base64, 1}, true
}

// endOfPercent is where the last percent escape of the line ends.
func endOfPercent(text []byte, i int) int {
	line := text[:lineEnd(text, i)]
	for last := len(line); ; {
		last = bytes.LastIndexByte(line[:last], '%')
		if last <= i || escapeAt(line[last:]) > 0 {
			return max(last, i) + 3
		}
	}
}

// endOfEscapes is where a row of escapes such as \u0041 or \\u0041 ends, i when there is none.
func endOfEscapes(text []byte, i int) int {
	for {
		at := i
		if at+1 < len(text) && text[at] == '\\' && text[at+1] == '\\' {
			at++
		}
		if at >= len(text) || text[at] != '\\' || escapeAt(text[at:]) == 0 {
			return i
		}
		i = at + longestEscape
	}
}

// endOfCodePoints is where a row of code points such as U+0041, each with a space behind it, ends, i
// when there is none.
func endOfCodePoints(text []byte, i int) int {
	const length = len("U+0041")
	for bytes.HasPrefix(text[i:], codePoint) && len(text)-i >= length && allHex(text[i+len(codePoint):i+length]) {
		if i+length == len(text) {
			return len(text)
		}
		if c := text[i+length]; c != ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r' {
			return i
		}
		i += length + 1
	}
	return i
}

func (u *unwrapper) percent(value []byte) []byte {
	u.decoded = u.decoded[:0]
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '%' && escapeAt(value[i:]) > 0 {
			c = hexValue(value[i+1])<<4 | hexValue(value[i+2])
			if !isPrintable(c) {
				return nil
			}
			i += 2
		}
		u.decoded = append(u.decoded, c)
	}
	return u.decoded
}

func (u *unwrapper) escapes(value []byte) []byte    { return u.runes(value, 'u', 'U') }
func (u *unwrapper) codePoints(value []byte) []byte { return u.runes(value, '+', '+') }

// runes decodes the four digits behind each mark.
func (u *unwrapper) runes(value []byte, mark, upper byte) []byte {
	u.decoded = u.decoded[:0]
	for i := 0; i+5 <= len(value); i++ {
		if value[i] != mark && value[i] != upper || !allHex(value[i+1:i+5]) {
			continue
		}
		n, _ := strconv.ParseUint(string(value[i+1:i+5]), 16, 16)
		u.decoded = utf8.AppendRune(u.decoded, rune(n))
		i += 4
	}
	return u.decoded
}

func (u *unwrapper) hex(value []byte) []byte {
	if !hexPrintable(value) || !bytes.ContainsAny(value, "0123456789") {
		return nil
	}
	u.decoded = u.decoded[:0]
	for i := 0; i < len(value); i += 2 {
		u.decoded = append(u.decoded, hexValue(value[i])<<4|hexValue(value[i+1]))
	}
	return u.decoded
}

// base64 decodes in either alphabet. A value without a digit or sign is taken for a word.
func (u *unwrapper) base64(value []byte) []byte {
	if !base64Printable(bytes.TrimRight(value, "=")) || !bytes.ContainsAny(value, "0123456789+/-_") {
		return nil
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
		if decoded, err := encoding.AppendDecode(u.decoded[:0], value); err == nil {
			u.decoded = decoded
			if allPrintable(decoded) {
				return decoded
			}
		}
	}
	return nil
}

func allPrintable(text []byte) bool {
	for _, c := range text {
		if !isPrintable(c) {
			return false
		}
	}
	return true
}
