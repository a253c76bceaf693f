package agents

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// text is a file's content and where its lines begin.
type text struct {
	path  string
	data  []byte
	lines []int
}

func newText(path string, data []byte) *text {
	t := &text{path: path, data: data, lines: []int{0}}
	for i, c := range data {
		if c == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// at is the location of a byte.
func (t *text) at(offset int) nhi.Location {
	offset = min(max(offset, 0), len(t.data))
	line := sort.SearchInts(t.lines, offset+1)
	return nhi.Location{Path: t.path, Line: line, Column: offset - t.lines[line-1] + 1}
}

// clamp is a parser's position where the file has such a line, else the whole file.
func (t *text) clamp(line, column int) nhi.Location {
	if line < 1 || line > len(t.lines) {
		return nhi.Location{Path: t.path}
	}
	end := len(t.data)
	if line < len(t.lines) {
		end = t.lines[line] - 1
	}
	if column < 1 || t.lines[line-1]+column-1 > end {
		column = 0
	}
	return nhi.Location{Path: t.path, Line: line, Column: column}
}

// find is the location of the first fragment from offset on, and of offset when there is none.
func (t *text) find(offset int, fragment string) nhi.Location {
	offset = min(max(offset, 0), len(t.data))
	if i := bytes.Index(t.data[offset:], []byte(fragment)); i >= 0 && fragment != "" {
		return t.at(offset + i)
	}
	return t.at(offset)
}

// characters finds the bytes of the YAML parser's positions, which count characters.
type characters struct {
	offsets []int32 // of each character
	lines   []int   // the character that begins each line
}

func newCharacters(data []byte) *characters {
	c := &characters{lines: []int{0}}
	if bytes.HasPrefix(data, byteOrderMark) {
		c.lines[0] = 1 // the parser does not count it
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		c.offsets = append(c.offsets, int32(i))
		i += size
		alone := r == '\r' && (i >= len(data) || data[i] != '\n')
		if r == '\n' || alone || r == '\u0085' || r == '\u2028' || r == '\u2029' {
			c.lines = append(c.lines, len(c.offsets))
		}
	}
	return c
}

func (c *characters) offset(line, column int) int {
	if line < 1 || line > len(c.lines) || len(c.offsets) == 0 {
		return 0
	}
	return int(c.offsets[min(c.lines[line-1]+max(column, 1)-1, len(c.offsets)-1)])
}

// maximumNameBytes bounds every name that is passed on from a file.
const maximumNameBytes = 100

// clean makes a name from a file fit to be passed on.
func clean(s string) string { return nhi.OneLine(s, maximumNameBytes) }
