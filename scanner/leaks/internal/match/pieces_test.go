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
