package leaks

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
		_, state := r.findNew(content, nil, nil)
		for version := range 60 {
			text = fakes.Edited(text, pool, random)
			next := []byte(strings.Join(text, "\n"))
			hits, nextState := r.findNew(next, state, commonEnds(content, next))
			want := r.find(next)
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

// TestPacksAndGitAgree reads the same history from a pack, and through git because the
// configuration mentions what is not read directly.
func TestPacksAndGitAgree(t *testing.T) {
	w := newWork(t)
	random := rand.New(rand.NewPCG(1, 1))
	pool := append(fakes.Lines("pack"), fakes.PrivateKey("pack"))
	files := map[string][]string{}
	for version := range 28 {
		name := fmt.Sprint("file", random.IntN(3))
		if files[name] == nil {
			files[name] = append(slices.Repeat([]string{"a plain line", "another one"}, 30), pool...)
		}
		files[name] = fakes.Edited(files[name], pool, random)
		w.write(name, strings.Join(files[name], "\n"))
		w.write("binary", "\x00"+fmt.Sprint(version))
		w.write("wide", "\xFF\xFE"+utf16Text("t = "+fakes.GitHubToken(fmt.Sprint(version/9)), 0))
		w.commit()
	}
	w.git("repack", "-qadf")
	packed := w.observe(Options{History: true})
	w.git("config", "remote.none.promisor", "false")
	throughGit := w.observe(Options{History: true})
	if len(packed.Exposures) < 20 {
		t.Errorf("only %d exposures", len(packed.Exposures))
	}
	equal(t, "observations", packed, throughGit)
}
