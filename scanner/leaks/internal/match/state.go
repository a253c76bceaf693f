package match

import (
	"cmp"
	"slices"
)

// Record is the outcome of one window. The offsets From and Lo are -1, and To and Hi are one more than
// the text's length, where the outcome depends on the text's beginning or end.
type Record struct {
	Rule     int // -1 for Extra's
	From, To int // the window
	Lo, Hi   int // the bytes that the outcome depends on
	Matches  [][]int
	Outcome  any // of Judge; nil without matches
	live     bool
}

// State is what is known of a text: what was found in it, and what a change can make different.
type State struct {
	Records []Record // sorted by Lo
	Cut     bool     // there is more than is judged in one text
	length  int
	alone   bool   // nothing can be carried over from it
	reach   int    // of records that are not there: see ScanChanged
	asked   bool   // a keyword of a rule that runs on the whole text was found
	hits    []hit  // of all literals, by place
	things  []span // of Extra, by place
}

// sparse is how many bytes of text there are at least to a hit or thing that is remembered. In a text
// with more of them, they are looked for again.
const (
	sparse     = 16
	freeSparse = 1 << 10
)

// finish ends a state when its records are complete.
func (state *State) finish(s *Scanner) {
	sortRecords(state.Records)
	state.asked = s.asked
	if state.Cut = s.cut; s.cut {
		state.alone, state.hits, state.things = true, nil, nil
	}
}

// newState is the state of a text whose hits and things are known.
func (s *Scanner) newState(text []byte) *State {
	state := &State{length: len(text)}
	if s.folding || len(s.hits)+len(s.things) > len(text)/sparse+freeSparse {
		state.alone = true
		return state
	}
	state.hits, state.things = slices.Clone(s.hits), slices.Clone(s.things)
	return state
}

func sortRecords(records []Record) {
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Lo, b.Lo), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.From, b.From))
	})
}
