package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestPiecesAreRemembered scans texts that have most lines in common, with what is remembered of the others and
// without: the same must be found, and something must have been remembered.
func TestPiecesAreRemembered(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	var lines []string
	for range 60 {
		line := ""
		for range 1 + random.IntN(12) {
			line += pieces[random.IntN(len(pieces))]
		}
		lines = append(lines, line)
	}
	extra := &Extra{runs, twoMore, 2}
	m := New(rulesOf(expressions), keep, extra, nil)
	total := 0
	for range 150 {
		lines = slices.Insert(lines, random.IntN(len(lines)), pieces[random.IntN(len(pieces))])
		lines = slices.Delete(lines, 0, random.IntN(2))
		text := []byte(strings.Join(lines, "\n"))
		got, want := found(m.NewScanner().Scan(text), text), found(New(m.rules, keep, extra, nil).NewScanner().Scan(text), text)
		if total += len(want); !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s\nin %q", strings.Join(got, "\n"), strings.Join(want, "\n"), text)
		}
	}
	remembered := 0
	for i := range m.pieces.shards {
		remembered += len(m.pieces.shards[i].known)
	}
	if total == 0 || remembered == 0 {
		t.Errorf("%d found, %d pieces remembered: the test proves nothing", total, remembered)
	}
}

// TestPieceStoreTellsWhatItWasTold remembers more pieces than there is room for: what is found is always what was remembered last, and
// what never was is never found.
func TestPieceStoreTellsWhatItWasTold(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	store, told := newPieceStore(), map[uint64]*finds{}
	const shard = 5 // all in one, so that it is full soon
	hashes := make([]uint64, 3*shardWeight)
	forgotten := 0
	for i := range hashes {
		hashes[i] = random.Uint64()&^(pieceShards-1) | shard
		f := &nothing
		if i%7 == 0 {
			f = &finds{hits: []hit{{at: i}}}
		}
		store.remember(hashes[i], f, 1)
		told[hashes[i]] = f
		for _, hash := range []uint64{hashes[i], hashes[random.IntN(i+1)]} {
			if known, ok := store.find(hash); !ok {
				forgotten++
			} else if known != told[hash] {
				t.Fatalf("piece %d: got %v, want %v", i, known, told[hash])
			}
		}
		if known, ok := store.find(hashes[i]); !ok || known != f {
			t.Fatalf("piece %d was forgotten at once", i)
		}
		if _, ok := store.find(hashes[i] ^ 1<<(6+random.IntN(58))); ok {
			t.Fatal("found a piece that nobody remembered")
		}
	}
	if forgotten == 0 || len(store.shards[shard].slots) > 4*shardWeight {
		t.Errorf("%d forgotten, %d slots: there is no bound", forgotten, len(store.shards[shard].slots))
	}
}
