package match

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// few keeps an outcome for one match in four, so that there are texts in which nothing was found although rules matched.
func few(text []byte, rule int, matches [][]int, from, to int) (any, int, int) {
	var outcome any
	for _, m := range matches {
		if (m[1]-m[0])%4 == 0 {
			outcome, _, _ = keep(text, rule, matches, from, to)
		}
	}
	return outcome, from - 3, to + 3
}

func outcomes(state *State) (all []string) {
	for _, r := range state.Records {
		if r.Outcome != nil {
			all = append(all, r.Outcome.(string))
		}
	}
	slices.Sort(all)
	return all
}

// searchable leaves out rules that run on every text as a whole.
func searchable(rules []Rule) []Rule {
	m := New(rules, few, nil, nil)
	var left []Rule
	for i, r := range rules {
		if !slices.ContainsFunc(m.whole, func(w *wholeRule) bool { return w.rule == i && !w.indexed }) {
			left = append(left, r)
		}
	}
	return left
}

// spliced is a text with something else in a few places.
func spliced(text []byte, random *rand.Rand) []byte {
	for range 1 + random.IntN(2) {
		from := random.IntN(len(text) + 1)
		to := min(from+random.IntN(12), len(text))
		var more []byte
		for range random.IntN(3) {
			more = append(more, pieces[random.IntN(len(pieces))]...)
		}
		text = slices.Concat(text[:from], more, text[to:])
	}
	return text
}

func TestScanChangedIsScan(t *testing.T) {
	m := New(searchable(rulesOf(expressions)), few, &Extra{runs, twoMore, 2}, nil)
	total, spared := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		s := m.NewScanner()
		plain := bytes.Repeat([]byte("the quick brown fox \n"), 100)
		middle := []byte(draw(t, "text"))
		text := slices.Concat(plain, middle, plain)
		state := s.Scan(text)
		for range 20 {
			reach, ok := state.Reach()
			if !ok {
				return
			}
			changed := spliced(middle, random)
			next := slices.Concat(plain, changed, plain)
			copies := Copies(text, next)
			told, whole := s.ScanChanged(next, len(text), reach, copies), m.NewScanner().Scan(next)
			got, want := outcomes(told), outcomes(whole)
			total += len(want)
			if told.reach > 0 {
				spared++
			}
			if !slices.Equal(got, want) {
				t.Fatalf("got\n%q\nwant\n%q\nin %q\nfrom %q\nby %v", got, want, next, text, copies)
			}
			far, quiet := whole.Reach()
			if near, ok := told.Reach(); ok && quiet && near < far {
				t.Fatalf("told that outcomes reach %d bytes, they do %d", near, far)
			}
			if quiet {
				text, middle, state = next, changed, told
			}
		}
	})
	if total == 0 || spared == 0 {
		t.Errorf("%d outcomes, %d times not the whole text was searched: the test proves nothing", total, spared)
	}
}

func TestCopiesAreCopies(t *testing.T) {
	copied := 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var old []byte
		for range 400 {
			old = append(old, pieces[random.IntN(len(pieces))]...)
			old = append(old, "\n"...)
		}
		text, _ := edit(old, random)
		end := 0
		for _, c := range Copies(old, text) {
			if c.To < end || string(old[c.From:c.From+c.Length]) != string(text[c.To:c.To+c.Length]) {
				t.Fatalf("%v is no copy, or overlaps the one before", c)
			}
			end = c.To + c.Length
			copied += c.Length
		}
	})
	if copied == 0 {
		t.Error("nothing was copied")
	}
}
