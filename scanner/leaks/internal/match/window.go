package match

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// shortReach is how far behind its anchor a window may reach without leaving a record even if
// nothing was found, in bytes.
const shortReach = 96

// Each rule may read a text this many times over, in all its windows together, before it is
// simply run on the whole text instead. It keeps hostile texts from taking quadratic time.
const (
	maximumRereads = 8
	freeReads      = 64 << 10
)

// window is where a rule can match. A dead one cannot, but a change in it may make it.
type window struct {
	rule     int
	from, to int
	live     bool
}

func (s *Scanner) addThing(text []byte, thing span) {
	from, to := s.extra.Window(text, thing.from, thing.to)
	s.add(text, -1, from, to, true)
}

// look adds the window of an anchor.
func (s *Scanner) look(text []byte, h *hit) {
	id, at := int(h.id), h.at
	if id >= len(s.anchors) {
		return // a keyword
	}
	p := &s.anchors[id]
	if s.last[id] > len(text) {
		return // a window that takes it in goes to the end
	}
	if s.work[id] == 0 {
		s.looked = append(s.looked, h.id)
	}
	if s.work[id] > maximumRereads*len(text)+freeReads {
		s.last[id] = len(text) + 1
		s.addLive(p.rule, -1, len(text)+1)
		return
	}
	live, reach, read := s.reachOf(text, h)
	s.work[id] += read + 1
	before := p.before
	if s.folding {
		before *= utf8.UTFMax // letters may be longer than the expression's
	}
	to := s.add(text, p.rule, at-before, at+reach, live)
	if live {
		s.last[id] = to
	}
}

// reachOf asks the automaton of an anchor whether a match can be there, and how many bytes it took to
// know, of which so many were read. It keeps the answer, which holds as long as these bytes are there.
func (s *Scanner) reachOf(text []byte, h *hit) (live bool, reach, read int) {
	if h.reach != 0 {
		return h.reach&1 != 0, int(h.reach >> 1), 0
	}
	a := s.automaton(int(h.id))
	if a == nil {
		return true, len(text) - h.at + 1, len(text) - h.at
	}
	near := min(h.at+farAway, len(text))
	live, reach = a.run(text[h.at:near])
	if read = reach; near < len(text) && h.at+reach > near {
		live, reach, read = a.runFar(text, h.at, s.turn)
	}
	if h.at+reach <= len(text) {
		h.know(live, reach)
	}
	return live, reach, read
}

// add notes a window, with room for what assertions look at.
func (s *Scanner) add(text []byte, rule, from, to int, live bool) int {
	if from -= utf8.UTFMax; from <= 0 {
		from = -1
	}
	long := to-from > shortReach
	if to += utf8.UTFMax; to >= len(text) {
		to = len(text) + 1
	}
	if live {
		s.addLive(rule, from, to)
	} else if long {
		s.windows = append(s.windows, window{rule, from, to, false})
	}
	return to
}

// addLive notes a live window, or makes it a part of the rule's last one. See clusters.
func (s *Scanner) addLive(rule, from, to int) {
	latest := &s.latest[(rule+len(s.latest))%len(s.latest)]
	if *latest >= 0 {
		if last := &s.windows[*latest]; last.from <= from && from <= last.to {
			last.to = max(last.to, to)
			return
		}
	}
	*latest = len(s.windows)
	s.windows = append(s.windows, window{rule, from, to, true})
}

func (s *Scanner) automaton(id int) *automaton {
	if s.automata[id] == nil {
		program := s.compiled(&s.anchors[id])
		if program == nil {
			return nil
		}
		s.automata[id] = newAutomaton(program)
	}
	return s.automata[id]
}

// clusters joins the live windows of each rule that overlap, because a match in one can stand in
// the way of a match in the next. Dead ones stay alone.
func (s *Scanner) clusters() []window {
	slices.SortFunc(s.windows, func(a, b window) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	joined := s.windows[:0]
	current := -1
	for _, w := range s.windows {
		switch {
		case w.live && current >= 0 && joined[current].rule == w.rule && w.from <= joined[current].to:
			joined[current].to = max(joined[current].to, w.to)
			continue
		case w.live:
			current = len(joined)
		}
		joined = append(joined, w)
	}
	s.windows = joined
	return joined
}
