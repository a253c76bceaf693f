package match

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Copy says that text[To:To+Length] is the same as old[From:From+Length].
type Copy struct{ From, To, Length int }

// slack is how much further than needed a change is looked around, to seldom need a second look.
const slack = 16

// Beyond these a text is simply searched as a whole.
const (
	maximumRounds     = 8
	maximumInheriting = 1 << 20 // records times copies
)

// span is a range of a text, both ends included: a place between two bytes is a range, too.
type span struct{ from, to int }

func (s span) touches(from, to int) bool { return from <= s.to && s.from <= to }

// Rescan searches a text that was made from another one, of which old is known. The copies are in
// the order of To and do not overlap there. The result is the same as Scan's, but that
// outcomes are shared with old.
func (s *Scanner) Rescan(text []byte, old *State, copies []Copy) *State {
	copies = s.joinCopies(copies)
	if old == nil || old.alone || len(copies) == 0 || len(copies)*len(old.Records) > maximumInheriting {
		return s.Scan(text)
	}
	r := rescan{Scanner: s, text: text, reach: shortReach, dirty: changes(copies, old.length, len(text))}
	if len(r.dirty) > 0 && r.dirty[0].from <= 0 && r.dirty[0].to >= len(text) {
		return s.Scan(text)
	}
	s.cut = false
	if r.search(old, copies) || s.cut {
		return s.Scan(text) // which knows what to do with folding letters, and what to leave out
	}
	r.inherit(old, copies)
	for range maximumRounds {
		r.dirty = joinSpans(r.dirty)
		r.look()
		if r.settled() {
			if state := r.state(); !state.Cut {
				return state
			}
			break
		}
	}
	return s.Scan(text)
}

// minimumCopy is the shortest copy that is worth its administration, in bytes. The bytes of shorter ones are
// searched as part of a longer text, of which most pieces are remembered.
const minimumCopy = 512

// joinCopies makes one of copies that follow each other in both texts, and drops short ones. What it gives
// holds until it is called again.
func (s *Scanner) joinCopies(copies []Copy) []Copy {
	joined := s.joined[:0]
	for _, c := range copies {
		last := len(joined) - 1
		switch {
		case last >= 0 && joined[last].From+joined[last].Length == c.From && joined[last].To+joined[last].Length == c.To:
			joined[last].Length += c.Length
		case last >= 0 && joined[last].Length < minimumCopy:
			joined[last] = c
		default:
			joined = append(joined, c)
		}
	}
	if last := len(joined) - 1; last >= 0 && joined[last].Length < minimumCopy {
		joined = joined[:last]
	}
	s.joined = joined
	return joined
}

// changes is where a text is new, or old parts of it meet that did not meet before.
func changes(copies []Copy, oldLength, length int) []span {
	var dirty []span
	if first := copies[0]; first.From != 0 || first.To != 0 {
		dirty = append(dirty, span{-1, first.To})
	}
	for i, c := range copies[1:] {
		dirty = append(dirty, span{copies[i].To + copies[i].Length, c.To})
	}
	last := copies[len(copies)-1]
	if last.From+last.Length != oldLength || last.To+last.Length != length {
		dirty = append(dirty, span{last.To + last.Length, length + 1})
	}
	return dirty
}

// joinSpans sorts spans and makes one of those that touch, in place.
func joinSpans(spans []span) []span {
	if !slices.IsSortedFunc(spans, compareSpans) {
		slices.SortFunc(spans, compareSpans)
	}
	joined := spans[:0]
	for _, s := range spans {
		if last := len(joined) - 1; last >= 0 && s.from <= joined[last].to {
			joined[last].to = max(joined[last].to, s.to)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// rescan is one run of Rescan.
type rescan struct {
	*Scanner
	text      []byte
	reach     int    // how far behind its anchor a window may end that no record tells of
	dirty     []span // what has to be looked at: changes, and what depended on them
	zones     []span // of which the anchors were looked at
	inherited []Record
	clusters  []window
}

// inherit carries over the records whose bytes were copied as a whole. What is left of others has to
// be looked at.
func (r *rescan) inherit(old *State, copies []Copy) {
	for _, c := range copies {
		from, to := c.From, c.From+c.Length
		if c.From == 0 && c.To == 0 {
			from = -1
		}
		if to == old.length && c.To+c.Length == len(r.text) {
			to = old.length + 1
		}
		shift := c.To - c.From
		for _, record := range old.Records {
			if record.Lo > to {
				break
			}
			if r.isWhole(record) {
				continue
			}
			switch {
			case record.Hi < from:
			case record.Lo >= from && record.Hi <= to:
				r.inherited = append(r.inherited, record.moved(shift, old.length, len(r.text)))
			default:
				r.dirty = append(r.dirty, span{max(record.Lo, from) + shift, min(record.Hi, to) + shift})
			}
		}
	}
}

// moved is the record at another place. Ends of the text stay ends.
func (r Record) moved(shift, oldLength, length int) Record {
	place := func(offset int) int {
		switch offset {
		case -1:
			return -1
		case oldLength + 1:
			return length + 1
		}
		return offset + shift
	}
	r.From, r.To, r.Lo, r.Hi = place(r.From), place(r.To), place(r.Lo), place(r.Hi)
	if shift != 0 {
		r.Matches = shifted(r.Matches, shift)
	}
	return r
}

// search completes what is found in the text: what is in copied bytes is known, the rest is looked for. It tells
// whether letters are there that fold to ASCII ones.
func (r *rescan) search(old *State, copies []Copy) (folding bool) {
	r.finds.clear()
	known := 0 // up to where all is found
	for _, c := range copies {
		from, to, shift := c.To, c.To+c.Length, c.To-c.From
		start, end, last := from+1, to-1, to-lookahead
		if c.From == 0 && from == 0 {
			start = 0
		}
		if c.From+c.Length == old.length && to == len(r.text) {
			end, last = to, to
		}
		if start >= last {
			continue
		}
		r.Scanner.search(r.text, known, start)
		r.hits = appendHits(r.hits, old.hits, start-shift, last-shift, to-shift, shift)
		r.things = appendThings(r.things, old.things, start-shift, end-shift, shift)
		known = last
	}
	r.Scanner.search(r.text, known, len(r.text))
	r.things = sortThings(r.things)
	return r.folding
}

// appendHits appends those hits that begin in [from, to), moved by shift. The bytes before known are the same.
func appendHits(hits, old []hit, from, to, known, shift int) []hit {
	i, _ := slices.BinarySearchFunc(old, from, func(h hit, from int) int { return h.at - from })
	for ; i < len(old) && old[i].at < to; i++ {
		h := old[i]
		if h.at+int(h.reach>>1) > known {
			h.reach = 0
		}
		h.at += shift
		hits = append(hits, h)
	}
	return hits
}

// appendThings appends those things that lie in [from, to), moved by shift.
func appendThings(things, old []span, from, to, shift int) []span {
	i, _ := slices.BinarySearchFunc(old, from, func(s span, from int) int { return s.from - from })
	for ; i < len(old) && old[i].from < to; i++ {
		if old[i].to <= to {
			things = append(things, span{old[i].from + shift, old[i].to + shift})
		}
	}
	return things
}

// look gathers the windows around all that is dirty.
func (r *rescan) look() {
	r.begin()
	r.zones = r.around(r.reach+2*utf8.UTFMax+slack, r.before+2*utf8.UTFMax+slack)
	at := 0
	for _, zone := range r.zones {
		for at < len(r.hits) && r.hits[at].at < zone.from {
			at++
		}
		for ; at < len(r.hits) && r.hits[at].at < zone.to; at++ {
			r.Scanner.look(r.text, &r.hits[at])
		}
	}
	if r.extra != nil {
		r.lookAtThings()
	}
	r.clusters = slices.DeleteFunc(r.Scanner.clusters(), func(w window) bool { return !touchesAny(r.dirty, w) })
}

// lookAtThings adds the windows of the things that are dirty or near it.
func (r *rescan) lookAtThings() {
	reach := r.extra.Reach + 2*utf8.UTFMax
	near, at := r.around(reach, reach), 0
	for _, thing := range r.things {
		for at < len(near) && near[at].to < thing.from {
			at++
		}
		if at == len(near) {
			return
		}
		if near[at].touches(thing.from, thing.to) {
			r.addThing(r.text, thing)
		}
	}
}

// around is the text that is dirty or near it, so many bytes before and after.
func (r *rescan) around(before, after int) []span {
	near := make([]span, 0, len(r.dirty))
	for _, d := range r.dirty {
		near = append(near, span{max(d.from-before, 0), min(d.to+after, len(r.text))})
	}
	return joinSpans(near)
}

func touchesAny(spans []span, w window) bool {
	i, _ := slices.BinarySearchFunc(spans, w.from, func(s span, from int) int { return cmp.Compare(s.to, from) })
	return i < len(spans) && spans[i].touches(w.from, w.to)
}

// settled tells whether every cluster was seen whole. If not, what it needs is dirty as well.
func (r *rescan) settled() bool {
	before := len(r.dirty)
	for _, w := range r.clusters {
		if !r.complete(w) {
			r.dirty = append(r.dirty, span{w.from, w.to})
		}
	}
	r.inherited = slices.DeleteFunc(r.inherited, func(record Record) bool {
		overlaps := slices.ContainsFunc(r.clusters, func(w window) bool {
			return w.rule == record.Rule && w.from <= record.To && record.From <= w.to
		})
		if overlaps && !inAny(r.dirty, record.From, record.To) {
			r.dirty = append(r.dirty, span{record.From, record.To})
		}
		return overlaps
	})
	return len(r.dirty) == before
}

// complete tells whether every window that could overlap w was looked for.
func (r *rescan) complete(w window) bool {
	if w.rule < 0 {
		return inAny(r.dirty, w.from, w.to)
	}
	from := max(w.from-r.reach-2*utf8.UTFMax, 0)
	to := min(w.to+r.before+2*utf8.UTFMax, len(r.text))
	return inAny(r.zones, from, to)
}

// inAny tells whether one of the spans holds a range. The spans may have unsorted ones at their end.
func inAny(spans []span, from, to int) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s.from <= from && to <= s.to })
}

// state runs the rules on what is dirty, and puts it together with what was inherited.
func (r *rescan) state() *State {
	state := r.newState(r.text)
	state.Records = r.inherited
	for i := range r.inherited {
		r.allowed(r.inherited[i].Matches)
	}
	for _, w := range r.clusters {
		state.Records = r.record(state.Records, r.text, w)
	}
	state.Records = r.runWhole(state.Records, r.text)
	state.finish(r.Scanner)
	return state
}

// isWhole tells whether a record is of a rule that runs on the whole text anyway.
func (r *rescan) isWhole(record Record) bool {
	return slices.ContainsFunc(r.whole, func(w *wholeRule) bool { return w.rule == record.Rule })
}
