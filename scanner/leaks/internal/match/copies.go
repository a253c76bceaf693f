package match

import (
	"bytes"
	"hash/maphash"
)

// Copies finds parts of a text that another one has as well, for Rescan and ScanChanged: the beginning and the end that both
// share, and whole pieces between them, wherever these are in the other.
func Copies(old, text []byte) []Copy {
	head := commonPrefix(old, text)
	tail := commonSuffix(old[head:], text[head:])
	copies := []Copy{{0, 0, head}}
	copies = append(copies, between(old[:len(old)-tail], text[:len(text)-tail], head)...)
	return append(copies, Copy{len(old) - tail, len(text) - tail, tail})
}

// between finds pieces of text that old has, behind what both begin with. Each is made as long as it is in both.
func between(old, text []byte, head int) (copies []Copy) {
	if min(len(old), len(text))-head < minimumCopy {
		return nil
	}
	seed := maphash.MakeSeed()
	known := map[uint64]int{}
	for from, to := range piecesOf(old, head) {
		known[maphash.Bytes(seed, old[from:to])] = from
	}
	done := head // of text
	for from, to := range piecesOf(text, head) {
		if from < done {
			continue
		}
		at, ok := known[maphash.Bytes(seed, text[from:to])]
		if !ok || !bytes.HasPrefix(old[at:], text[from:to]) {
			continue
		}
		before := commonSuffix(old[:at], text[done:from])
		length := before + commonPrefix(old[at:], text[from:])
		copies = append(copies, Copy{at - before, from - before, length})
		done = from - before + length
	}
	return copies
}

// piecesOf yields the pieces of a text behind a place: see nextCut.
func piecesOf(text []byte, from int) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		for from = nextCut(text, from, len(text)); from >= 0; {
			to := nextCut(text, from+shortestPiece, len(text))
			if to < 0 || !yield(from, to) {
				return
			}
			from = to
		}
	}
}

// comparedAtOnce is how many bytes are first compared together.
const comparedAtOnce = 256

func commonPrefix(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for n+comparedAtOnce <= most && bytes.Equal(a[n:n+comparedAtOnce], b[n:n+comparedAtOnce]) {
		n += comparedAtOnce
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for n+comparedAtOnce <= most && bytes.Equal(a[len(a)-n-comparedAtOnce:len(a)-n], b[len(b)-n-comparedAtOnce:len(b)-n]) {
		n += comparedAtOnce
	}
	for n < most && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
