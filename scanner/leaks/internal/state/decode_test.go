package state

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// sealed puts the checksum that its content has at the end of a state.
func sealed(body []byte) []byte {
	return binary.BigEndian.AppendUint32(slices.Clone(body), crc32.Checksum(body, castagnoli))
}

func FuzzDecodeState(f *testing.F) {
	m := &Memory{Commits: []history.Commit{{ID: strings.Repeat("a", 40), Order: 5}, {ID: strings.Repeat("b", 40), Order: 6, Parents: []int32{0}}},
		Objects: bytes.Repeat([]byte{7}, 20), Sizes: []uint32{9}, Kinds: []Kind{KindHits}}
	m.IDLength, m.Complete, m.Paths, m.Changes = 20, true, []string{"a"}, [][]int{{1, 0, 0, NoObject}}
	m.Values, m.Verdicts = [][2]int{{0, 0}}, []Verdict{{Hits: []Hit{{Rule: "1"}}}}
	data, err := m.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[:len(data)-4])
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := Decode(sealed(body))
		if err != nil {
			return
		}
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(again); err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		m.History().Sort()
	})
}
