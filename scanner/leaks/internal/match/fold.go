package match

import (
	"bytes"
	"cmp"
	"slices"
)

// The letters beyond ASCII that are the same as an ASCII letter when case does not matter.
const (
	longS  = "\u017f"
	kelvin = "\u212a"
)

// folds tells whether text holds letters beyond ASCII that some expressions take for ASCII ones.
func folds(text []byte) bool {
	return holds(text, longS) || holds(text, kelvin)
}

// holds is bytes.Contains, quick where the first byte is rare.
func holds(text []byte, s string) bool {
	for {
		i := bytes.IndexByte(text, s[0])
		if i < 0 || i+len(s) > len(text) {
			return false
		}
		if string(text[i:i+len(s)]) == s {
			return true
		}
		text = text[i+1:]
	}
}

// findFolded adds the hits that hold letters beyond ASCII which some expressions take for ASCII ones,
// wherever they stand in a word.
func (x *index) findFolded(hits []hit, text []byte) []hit {
	near := 0 // what comes before it was looked at
	for at := nextFolding(text, 0); at < len(text); at = nextFolding(text, at+1) {
		from, to := max(at-x.longest*len(kelvin), near), min(at+x.longest*len(kelvin), len(text))
		hits = x.findAsASCII(hits, text, from, to)
		near = at
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(a.at-b.at, cmp.Compare(a.id, b.id)) })
	return slices.Compact(hits)
}

// nextFolding is where the next letter that folds stands, at or behind a place.
func nextFolding(text []byte, from int) int {
	for i := from; i < len(text); i++ {
		if c := text[i]; c == longS[0] || c == kelvin[0] {
			if hasPrefix(text[i:], longS) || hasPrefix(text[i:], kelvin) {
				return i
			}
		}
	}
	return len(text)
}

func hasPrefix(text []byte, s string) bool { return len(text) >= len(s) && string(text[:len(s)]) == s }

// findAsASCII looks for hits in a part of text as if its folding letters were the ASCII ones.
func (x *index) findAsASCII(hits []hit, text []byte, from, to int) []hit {
	var ascii []byte
	var places []int // in text, of each byte of ascii
	for i := from; i < to; {
		c, length := text[i], 1
		switch rest := text[i:to]; {
		case hasPrefix(rest, longS):
			c, length = 's', len(longS)
		case hasPrefix(rest, kelvin):
			c, length = 'k', len(kelvin)
		}
		ascii, places = append(ascii, c), append(places, i)
		i += length
	}
	for i := 0; i+minimumLiteral <= len(ascii); i++ {
		known := len(hits)
		hits = x.at(hits, ascii, i, true)
		for j := known; j < len(hits); j++ {
			hits[j].at = places[i]
		}
	}
	return hits
}
