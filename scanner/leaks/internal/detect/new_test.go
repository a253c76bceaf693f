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

// TestChangesAreEnough has versions of texts in which nothing was found: of each, with no more known of it than how far a change
// reaches, the same must be found as in the text alone.
func TestChangesAreEnough(t *testing.T) {
	_, e, _ := defaults(t)
	found, quiet := 0, 0
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 1))
		pool := append(fakes.Lines(fmt.Sprint("changed", seed)), slices.Repeat([]string{"\ttoken := next(p.key, \"=\")", "password = os.Getenv(\"PASSWORD\")", "-----BEGIN KEY-----"}, 40)...)
		r, alone := newReader(e), newReader(e)
		text := slices.Repeat([]string{"a plain line that is long enough for a text", "another one"}, 400)
		old := []byte(strings.Join(text, "\n"))
		r.Find(old)
		reach, ok := r.Reach()
		if !ok {
			t.Fatal("something was found in plain lines")
		}
		for range 300 {
			next := fakes.Edited(text, pool, random)
			content := []byte(strings.Join(next, "\n"))
			hits, _ := r.FindChanged(content, old, reach)
			want := alone.Find(content)
			found += len(want)
			if !slices.Equal(hits, want) {
				t.Fatalf("seed %d: got\n%v\nwant\n%v", seed, hits, want)
			}
			if far, ok := r.Reach(); ok {
				text, old, reach = next, content, far
				quiet++
			}
		}
	}
	if found == 0 || quiet == 0 {
		t.Errorf("%d hits, %d texts without: the test proves nothing", found, quiet)
	}
}

// TestFarChange completes what began further from the change than a line.
func TestFarChange(t *testing.T) {
	_, e, _ := defaults(t)
	r := newReader(e)
	plain := strings.Repeat("a plain line that is long enough for a text\n", 600)
	begun := plain + "curl https://example.com/" + strings.Repeat("long/", 600) + " \\\n"
	data := "  -u deploy:" + fakes.Noise("far", fakes.Alphanumeric, 24) + "\n"
	if hits := r.Find([]byte(begun + plain)); len(hits) > 0 {
		t.Fatalf("found %v in a command without a password", hits)
	}
	reach, ok := r.Reach()
	hits, _ := r.FindChanged([]byte(begun+data+plain), []byte(begun+plain), reach)
	if want := r.Find([]byte(begun + data + plain)); !ok || len(want) == 0 || !slices.Equal(hits, want) {
		t.Errorf("reach %d, %v: found %v, want %v", reach, ok, hits, want)
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
