package match

import (
	"slices"
	"unicode/utf8"
)

// farthestReach is beyond how many bytes around each change it is not worth it to spare the rest of a text.
const farthestReach = 8 << 10

// Reach is how far from a change an outcome may be another one, in bytes, for a text in which nothing was found: that
// no record carries an outcome. It is not ok for others, and where that is far.
func (state *State) Reach() (bytes int, ok bool) {
	reach := max(shortReach, state.reach)
	for i := range state.Records {
		r := &state.Records[i]
		if r.Outcome != nil {
			return 0, false
		}
		reach = max(reach, r.Hi-r.Lo)
	}
	return reach, !state.Cut && !state.asked && reach <= farthestReach
}

// ScanChanged searches a text that was made by copying parts of another one, of which its length is known and its Reach, or more
// than that. The copies are as for Rescan. The outcomes are the same as Scan's; records without any may be missing.
func (s *Scanner) ScanChanged(text []byte, oldLength, reach int, copies []Copy) *State {
	copies = s.joinCopies(copies)
	if len(copies) == 0 || folds(text) || slices.ContainsFunc(s.whole, func(w *wholeRule) bool { return !w.indexed }) {
		return s.Scan(text)
	}
	r := rescan{Scanner: s, text: text, reach: max(reach, shortReach)}
	for _, d := range changes(copies, oldLength, len(text)) {
		// A record that was there in part alone is a record no more, and its windows are looked at alone.
		r.dirty = append(r.dirty, span{d.from - r.reach, d.to + r.reach})
	}
	for range maximumRounds {
		r.dirty = joinSpans(r.dirty)
		if s.cut = false; !r.searchAround() {
			break
		}
		r.look()
		if !r.settled() {
			continue
		}
		if state := r.stateOfChange(); !state.Cut {
			return state
		}
		break
	}
	return s.Scan(text)
}

// searchAround finds what is near all that is dirty. It gives up where that is most of the text, or asks for a rule to run on all of it.
func (r *rescan) searchAround() bool {
	more := 0
	if r.extra != nil {
		more = r.extra.Reach
	}
	zones := r.around(max(r.reach, more)+2*utf8.UTFMax+slack, max(r.before, more)+2*utf8.UTFMax+slack)
	size := 0
	for _, z := range zones {
		size += z.to - z.from
	}
	if size > len(r.text)/2 {
		return false
	}
	r.finds.clear()
	for _, z := range zones {
		r.Scanner.search(r.text, z.from, z.to)
	}
	r.things = sortThings(r.things)
	isKeyword := func(h hit) bool { return int(h.id) >= len(r.anchors) }
	return !r.cut && !r.folding && !slices.ContainsFunc(r.hits, isKeyword)
}

// stateOfChange runs the rules on what is dirty.
func (r *rescan) stateOfChange() *State {
	state := &State{length: len(r.text), alone: true, reach: r.reach}
	for _, w := range r.clusters {
		state.Records = r.record(state.Records, r.text, w)
	}
	r.asked = false
	state.finish(r.Scanner)
	return state
}
