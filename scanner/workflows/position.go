package workflows

import (
	"bytes"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// text is a file's content with what is needed to turn YAML positions into locations.
//
// The YAML parser counts columns in characters and breaks lines at more places than an
// editor does; a location counts bytes and breaks at line feeds.
type text struct {
	path       string
	data       []byte
	characters []int32 // where each character is
	yaml       []int   // the character that begins each line of the YAML parser
	lines      []int   // where each line of a reader begins
}

const byteOrderMark = "\ufeff"

func newText(path string, data []byte) *text {
	t := &text{path: path, data: data, yaml: []int{0}, lines: []int{0}}
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		t.yaml[0] = 1 // the parser does not count it
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		t.characters = append(t.characters, int32(i))
		i += size
		switch r {
		case '\n':
			t.lines = append(t.lines, i)
			t.yaml = append(t.yaml, len(t.characters))
		case '\r':
			if i >= len(data) || data[i] != '\n' {
				t.yaml = append(t.yaml, len(t.characters))
			}
		case '\u0085', '\u2028', '\u2029':
			t.yaml = append(t.yaml, len(t.characters))
		}
	}
	return t
}

// offset is the byte at a position of the YAML parser, kept inside the file.
func (t *text) offset(line, column int) int {
	if line < 1 || len(t.characters) == 0 {
		return 0
	}
	if line > len(t.yaml) {
		return len(t.data)
	}
	character := t.yaml[line-1] + max(column, 1) - 1
	if character >= len(t.characters) {
		return len(t.data)
	}
	return int(t.characters[character])
}

// location is the reader's line and column of a byte.
func (t *text) location(offset int) nhi.Location {
	line := sort.SearchInts(t.lines, offset+1)
	return nhi.Location{Path: t.path, Line: line, Column: offset - t.lines[line-1] + 1}
}

// at is the location of a position of the YAML parser.
func (t *text) at(line, column int) nhi.Location { return t.location(t.offset(line, column)) }

// inside is the locations of the bytes at offsets, in ascending order, of the value of the
// scalar that starts at a position. Folding, indentation and quoting change white space and
// escapes only, so the characters that are neither are counted off in the value and in the file.
func (t *text) inside(line, column int, value string, offsets []int) []nhi.Location {
	scalar := scalarReader{data: t.data, at: t.scalar(t.offset(line, column))}
	scalar.open()
	found := make([]nhi.Location, len(offsets))
	next := 0
	for i, r := range value {
		if next == len(offsets) {
			break
		}
		if unicode.IsSpace(r) {
			continue
		}
		more := scalar.next()
		for ; next < len(offsets) && offsets[next] <= i; next++ {
			found[next] = t.location(scalar.from)
		}
		if !more {
			break
		}
	}
	for ; next < len(offsets); next++ {
		found[next] = t.location(scalar.from)
	}
	return found
}

// within is the location of one byte of a scalar's value; see inside.
func (t *text) within(s *actionlint.String, offset int) nhi.Location {
	return t.inside(s.Pos.Line, s.Pos.Col, s.Value, []int{offset})[0]
}

// scalar skips the anchor and tag that may stand before a scalar.
func (t *text) scalar(offset int) int {
	for offset < len(t.data) && (t.data[offset] == '&' || t.data[offset] == '!') {
		rest := t.data[offset:]
		end := bytes.IndexAny(rest, " \t\r\n")
		if end < 0 {
			return offset
		}
		offset += end + len(rest[end:]) - len(bytes.TrimLeft(rest[end:], " \t\r\n"))
	}
	return offset
}

// scalarReader yields the characters of a scalar as written, without white space.
type scalarReader struct {
	data  []byte
	at    int
	from  int  // where the current character is written
	quote byte // ' or ", 0 for plain and block scalars
}

// open steps over what introduces the scalar: a quote, or the line of a block's indicators.
func (s *scalarReader) open() {
	s.from = s.at
	if s.at >= len(s.data) {
		return
	}
	switch c := s.data[s.at]; c {
	case '\'', '"':
		s.quote = c
		s.at++
	case '|', '>':
		if end := bytes.IndexByte(s.data[s.at:], '\n'); end >= 0 {
			s.at += end + 1
		} else {
			s.at = len(s.data)
		}
	}
}

// next advances to the next character that is no white space, false at the end of the file.
func (s *scalarReader) next() bool {
	for s.at < len(s.data) {
		s.from = s.at
		r, size := utf8.DecodeRune(s.data[s.at:])
		s.at += size
		switch {
		case s.quote == '\'' && r == '\'':
			s.at++ // doubled
		case s.quote == '"' && r == '\\':
			if s.escape() {
				continue
			}
		case unicode.IsSpace(r):
			continue
		}
		return true
	}
	return false
}

// escape steps over the rest of an escape sequence and tells whether it stands for white space.
func (s *scalarReader) escape() (space bool) {
	if s.at >= len(s.data) {
		return false
	}
	c := s.data[s.at]
	s.at++
	switch c {
	case 'x', 'u', 'U':
		digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
		s.at = min(s.at+digits, len(s.data))
		return false
	}
	return strings.IndexByte("tnvfr eNLP_\t\r\n", c) >= 0 && c != 'e'
}
