package evidence

import (
	"math"
	"strings"
)

// What it takes to tell the pieces of a value, in bits.
const (
	wordBits    = 12   // one of the known words
	caseBits    = 1    // that it is written with a capital, or in capitals
	runBits     = 4    // that letters begin which are no known word
	numberBits  = 3    // that a number begins
	pieceBits   = 1    // that either begins where something has to, at the beginning or behind a sign
	joinBits    = 3    // one of the signs that join words
	signBits    = 5    // any other sign
	digitBits   = 3.33 // 10 digits
	letterBits  = 4.7  // 26 letters
	longestTold = 24   // letters of a piece
)

// chance is how much shorter a value can be told as words, numbers and signs than as characters drawn by chance: the
// bits that the one takes over those that the other takes. What a machine draws is near 1 or above, and what people
// write (words, names, paths, passwords of words) far below.
func chance(value string) float64 {
	drawn := drawnBits(value)
	if drawn == 0 {
		return 0
	}
	return language().toldBits(value) / drawn
}

// drawnBits is what it takes to tell a value as characters of the smallest usual alphabet that has them all.
func drawnBits(value string) float64 {
	value = strings.TrimRight(value, "=")
	var lower, upper, digits, few, many, beyond bool
	for i := range len(value) {
		switch c := value[i]; {
		case isLower(c):
			lower, beyond = true, beyond || c > 'f'
		case isUpper(c):
			upper, beyond = true, beyond || c > 'F'
		case isDigit(c):
			digits = true
		case strings.IndexByte("+/-_", c) >= 0:
			few = true
		default:
			many = true
		}
	}
	if digits && !beyond && !few && !many && !(lower && upper) {
		return float64(len(value)) * 4
	}
	alphabet := 0
	for _, class := range []struct {
		used bool
		size int
	}{{lower, 26}, {upper, 26}, {digits, 10}, {few, 2}, {many, 20}} {
		if class.used {
			alphabet += class.size
		}
	}
	return float64(len(value)) * math.Log2(float64(max(alphabet, 1)))
}

// toldBits is what it takes to tell a value as words, numbers and signs, in the shortest way.
func (v *vocabulary) toldBits(value string) float64 {
	value = strings.TrimRight(value, "=")
	best := make([]float64, len(value)+1) // by end
	for i := range best {
		best[i] = math.Inf(1)
	}
	best[0] = 0
	low := lowerCase(value)
	for at := range len(value) {
		switch c := value[at]; {
		case isLetter(c):
			v.tellLetters(value, low, at, best)
		case isDigit(c):
			bits := best[at] + beginBits(value, at, numberBits)
			for end := at; end < len(value) && isDigit(value[end]); end++ {
				bits += digitBits
				best[end+1] = min(best[end+1], bits)
			}
		case strings.IndexByte("-_./ :", c) >= 0:
			best[at+1] = min(best[at+1], best[at]+joinBits)
		default:
			best[at+1] = min(best[at+1], best[at]+signBits)
		}
	}
	return best[len(value)]
}

// lowerCase makes small letters of ASCII's capitals, and leaves every byte in its place.
func lowerCase(value string) string {
	low := []byte(value)
	for i, c := range low {
		if isUpper(c) {
			low[i] = c + 'a' - 'A'
		}
	}
	return string(low)
}

// tellLetters tells the letters from an offset on, as a word or one after the other, as long as they are written alike.
func (v *vocabulary) tellLetters(value, low string, at int, best []float64) {
	bits := best[at] + beginBits(value, at, runBits)
	for end := at; end < len(value) && end < at+longestTold && alike(value, at, end); end++ {
		if end == at {
			bits += letterBits
		} else {
			bits += v.follows(low[end-1], low[end])
		}
		cost := bits
		if n := end + 1 - at; n >= 3 && n <= longestWord && v.words[low[at:end+1]] {
			cost = min(cost, best[at]+wordBits)
		}
		if isUpper(value[at]) {
			cost += caseBits
		}
		best[end+1] = min(best[end+1], cost)
	}
}

// beginBits is what it takes to tell that a piece begins.
func beginBits(value string, at int, within float64) float64 {
	if at == 0 || !isLetter(value[at-1]) && !isDigit(value[at-1]) {
		return pieceBits
	}
	return within
}

// alike tells whether the letter at the end of a piece is written as its beginning: small, with a capital, or in capitals.
func alike(value string, start, end int) bool {
	c := value[end]
	switch {
	case end == start:
		return true
	case isLower(value[start]):
		return isLower(c)
	case isUpper(value[start]) && end == start+1:
		return isLetter(c)
	case isUpper(value[start+1]):
		return isUpper(c)
	}
	return isLower(c)
}

// follows is what it takes to tell a letter behind another one, as words have them.
func (v *vocabulary) follows(first, second byte) float64 {
	return float64(v.after[first-'a'][second-'a'])
}
