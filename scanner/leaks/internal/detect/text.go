package detect

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// sniffLength is how much of a content decides whether it is binary, in bytes, as with git.
const sniffLength = 8 << 10

var (
	utf8Mark    = []byte{0xEF, 0xBB, 0xBF}
	utf16Little = []byte{0xFF, 0xFE}
	utf16Big    = []byte{0xFE, 0xFF}
	lfsPointer  = []byte("version https://git-lfs.github.com/spec/v1\n")
)

// Readable gives content as text: without a byte order mark, and UTF-16 as UTF-8, so that lines and
// columns are those that an editor shows. It is not ok for binary content.
func Readable(content []byte) (text []byte, ok bool) {
	switch {
	case bytes.HasPrefix(content, utf8Mark):
		content = content[len(utf8Mark):]
	case bytes.HasPrefix(content, utf16Little):
		return fromUTF16(content[2:], binary.LittleEndian), true
	case bytes.HasPrefix(content, utf16Big):
		return fromUTF16(content[2:], binary.BigEndian), true
	}
	beginning := content[:min(len(content), sniffLength)]
	if bytes.IndexByte(beginning, 0) < 0 {
		return content, true
	}
	if order := unmarked(beginning); order != nil {
		return fromUTF16(content, order), true
	}
	return content, padded(beginning)
}

// unmarked is the order of UTF-16 that has no byte order mark, told by Latin letters: every other byte of
// theirs is zero, and always the same one. It is nil for all else.
func unmarked(beginning []byte) binary.ByteOrder {
	var zeros [2]int
	for i, b := range beginning {
		if b == 0 {
			zeros[i&1]++
		}
	}
	enough := max(len(beginning)/2*3/4, 3)
	switch {
	case zeros[0] == 0 && zeros[1] >= enough:
		return binary.LittleEndian
	case zeros[1] == 0 && zeros[0] >= enough:
		return binary.BigEndian
	}
	return nil
}

// padded tells whether zero bytes are all that is not text, as in a tar archive of texts, and in a text that
// a single zero would hide. Programs, pictures and what is compressed have other control characters, or are no UTF-8.
func padded(beginning []byte) bool {
	if !utf8.Valid(beginning) {
		return false
	}
	letters := 0
	for _, b := range beginning {
		switch {
		case b >= ' ' && b != 0x7F, b >= '\t' && b <= '\r', b == 0x1B:
			letters++
		case b != 0:
			return false
		}
	}
	return letters*64 >= len(beginning)
}

func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	text := make([]byte, 0, len(content)/2)
	for len(content) >= 2 {
		r := rune(order.Uint16(content))
		content = content[2:]
		if utf16.IsSurrogate(r) && len(content) >= 2 {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(content))); pair != utf8.RuneError {
				r, content = pair, content[2:]
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text
}

// IsPointer tells whether content stands for a file that Git LFS keeps elsewhere.
func IsPointer(content []byte) bool {
	return len(content) < 1024 && bytes.HasPrefix(content, lfsPointer)
}

// lineStart is the offset at which the line that holds offset begins.
func lineStart(text []byte, offset int) int {
	return bytes.LastIndexByte(text[:offset], '\n') + 1
}

// lineEnd is the offset of the newline that ends the line that holds offset, or the text's length.
func lineEnd(text []byte, offset int) int {
	if i := bytes.IndexByte(text[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(text)
}

// lineStartNear is lineStart, or reach before offset in a line that begins further away.
func lineStartNear(text []byte, offset, reach int) int {
	limit := max(offset-reach, 0)
	return limit + bytes.LastIndexByte(text[limit:offset], '\n') + 1
}

// lineEndNear is lineEnd, or reach behind offset in a line that ends further away.
func lineEndNear(text []byte, offset, reach int) int {
	return lineEnd(text[:min(offset+reach, len(text))], offset)
}
