package detect

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// TestNewPartsAreEnough edits a text again and again: with what is known of the version before, and
// what was copied from it, the same must be found as in the text alone.
func TestNewPartsAreEnough(t *testing.T) {
	_, e, _ := defaults(t)
	found := 0
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 0))
		pool := append(fakes.Lines(fmt.Sprint("new", seed)), fakes.PrivateKey(fmt.Sprint(seed)))
		r := newReader(e)
		text := slices.Repeat([]string{"a plain line", "another one"}, 40)
		content := []byte(strings.Join(text, "\n"))
		_, state, _ := r.FindNew(content, nil, nil)
		for version := range 60 {
			text = fakes.Edited(text, pool, random)
			next := []byte(strings.Join(text, "\n"))
			hits, nextState, _ := r.FindNew(next, state, commonEnds(content, next))
			want := r.Find(next)
			found += len(want)
			if !slices.Equal(hits, want) {
				t.Fatalf("seed %d, version %d: got\n%v\nwant\n%v", seed, version, hits, want)
			}
			content, state = next, nextState
		}
	}
	if found == 0 {
		t.Error("nothing was ever found: the test proves nothing")
	}
}

// commonEnds is the beginning and the end that two texts share, as copies.
func commonEnds(old, text []byte) (copies []match.Copy) {
	prefix := 0
	for prefix < min(len(old), len(text)) && old[prefix] == text[prefix] {
		prefix++
	}
	suffix := 0
	for suffix < min(len(old), len(text))-prefix && old[len(old)-1-suffix] == text[len(text)-1-suffix] {
		suffix++
	}
	return []match.Copy{{From: 0, To: 0, Length: prefix}, {From: len(old) - suffix, To: len(text) - suffix, Length: suffix}}
}
