package leaks

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// Pieces get ahead by a quarter of a short piece at least, whatever the lines are like: else a
// content would be looked at over and over again.
func TestCutGetsAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text []byte
		for _, length := range rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 80), rapid.IntRange(400, 3000)), 1, 40).Draw(t, "lines") {
			text = append(append(text, bytes.Repeat([]byte{'x'}, length)...), '\n')
		}
		for from := 0; from < len(text); {
			to, next := cut(text, from, len(text))
			if to <= from || to > len(text) || next > to {
				t.Fatalf("piece from %d to %d, next from %d", from, to, next)
			}
			if next < len(text) && next < from+shortPiece.length/4 {
				t.Fatalf("from %d to %d, and on from %d", from, to, next)
			}
			from = next
		}
	})
}
