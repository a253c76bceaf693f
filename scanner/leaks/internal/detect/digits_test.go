package detect

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestEightDigits holds the quick answer against the table, for each byte at each place.
func TestEightDigits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	const digits = "ABCxyzAZaz0189+/-_"
	var eight [8]byte
	for c := range 256 {
		for place := range eight {
			for i := range eight {
				eight[i] = digits[random.IntN(len(digits))]
			}
			eight[place] = byte(c)
			if got := eightDigits(binary.LittleEndian.Uint64(eight[:])); got != encodingByte[c] {
				t.Errorf("%q: got %v", eight, got)
			}
		}
	}
}
