package match

// finds is what is looked for in every byte of a text: literals of anchors, and Extra's things.
type finds struct {
	hits    []hit
	things  []span
	folding bool // letters beyond ASCII are there that fold to ASCII ones
}

func (f *finds) clear() { f.hits, f.things, f.folding = f.hits[:0], f.things[:0], false }

// add adds what was found so many bytes further on in the text.
func (f *finds) add(more *finds, by int) {
	for _, h := range more.hits {
		h.at += by
		f.hits = append(f.hits, h)
	}
	for _, t := range more.things {
		f.things = append(f.things, span{t.from + by, t.to + by})
	}
	f.folding = f.folding || more.folding
}

// nothing is found in most texts.
var nothing finds

// moved is a copy so many bytes further on.
func (f *finds) moved(by int) *finds {
	if len(f.hits)+len(f.things) == 0 && !f.folding {
		return &nothing
	}
	copied := &finds{}
	copied.add(f, by)
	return copied
}

// search adds what begins in [from, to) of text; things also if they reach into it, and some perhaps twice. Anchors
// from which a match cannot go on, as shows within lookahead bytes, are left out.
func (s *Scanner) search(text []byte, from, to int) {
	if to-from >= manyPieces {
		from = s.searchPieces(text, from, min(to, len(text)-lookahead))
	}
	s.searchHere(text, from, to)
}

// searchHere is search without remembering anything.
func (s *Scanner) searchHere(text []byte, from, to int) {
	if from >= to {
		return
	}
	for part := from; part < to && !s.cut; part += searchedAtOnce {
		s.searchHits(text, part, min(part+searchedAtOnce, to))
	}
	s.folding = s.folding || folds(text[max(from-len(kelvin), 0):min(to+len(kelvin), len(text))])
	if s.extra != nil {
		s.found = s.things
		s.extra.Find(text, from, to, s.yield)
		s.things = s.found
	}
	s.cut = s.cut || len(s.hits)+len(s.things) > maximumHits
}

// searchedAtOnce is how much text is searched for literals before their automata are asked, in bytes.
const searchedAtOnce = 64 << 10

func (s *Scanner) searchHits(text []byte, from, to int) {
	before := len(s.hits)
	s.hits = s.index.find(s.hits, text, from, to)
	kept := s.hits[:before]
	for _, h := range s.hits[before:] {
		if s.mayMatch(text, &h) {
			kept = append(kept, h)
		}
	}
	s.hits = kept
	s.cut = s.cut || len(s.hits) > maximumHits
}

// lookahead is how far behind an anchor is looked to tell that it does not matter, in bytes. It is
// more than any literal has.
const lookahead = 32

// mayMatch tells whether a match may go on from an anchor, by the next bytes alone. It notes what the anchor's automaton
// said if that is its last word.
func (s *Scanner) mayMatch(text []byte, h *hit) bool {
	if int(h.id) >= len(s.anchors) {
		return true // a keyword
	}
	a := s.automaton(int(h.id))
	if a == nil {
		return true
	}
	end := min(h.at+lookahead, len(text))
	live, reach := a.run(text[h.at:end])
	if h.at+reach > end {
		return true // not known yet
	}
	h.know(live, reach)
	return live
}
