package match

import (
	"slices"
)

// Limits of one text, so that a text made for it takes neither all memory nor all time. Of more than this the
// first are taken, and the state says so.
const (
	maximumHits   = 2 << 20 // where a match may begin, and things
	maximumJudged = 5000    // matches
)

// Scanner searches one text after the other. It is for one goroutine.
type Scanner struct {
	*Matcher
	automata []*automaton // by anchor
	anywhere []*automaton // by whole rule
	windows  []window
	finds           // in this text, by place
	piece    finds  // in a piece of it
	found    []span // by Extra's last Find
	yield    func(from, to int)
	joined   []Copy            // see joinCopies
	read     int               // see Read
	judged   int               // matches in this text
	asked    bool              // a keyword of a whole rule is in this text
	turn     int               // of begin: what automata remember of a text ends with it
	cut      bool              // a limit was reached in this text
	latest   []int             // by rule, Extra's behind the others: the last of windows, -1 for none
	last     []int             // by anchor: the end of its last window in this text
	work     []int             // by anchor: the bytes read in this text, and one for each time that it was met
	looked   []int32           // the anchors of which last and work are set
	backward map[int]*backward // by rule; nil where it does not work
	places   places            // of these
}

// NewScanner makes a scanner.
func (m *Matcher) NewScanner() *Scanner {
	s := &Scanner{Matcher: m, backward: map[int]*backward{},
		automata: make([]*automaton, len(m.anchors)), last: make([]int, len(m.anchors)), work: make([]int, len(m.anchors)),
		anywhere: make([]*automaton, len(m.whole)), latest: make([]int, len(m.rules)+1)}
	for i := range s.latest {
		s.latest[i] = -1
	}
	s.yield = func(from, to int) { s.found = append(s.found, span{from, to}) }
	return s
}

// Scan searches a whole text.
func (s *Scanner) Scan(text []byte) *State {
	s.finds.clear()
	s.cut = false
	s.search(text, 0, len(text))
	if s.folding {
		s.hits = s.index.findFolded(s.hits, text)
	}
	s.things = sortThings(s.things)
	s.begin()
	for i := range s.hits {
		s.look(text, &s.hits[i])
	}
	for _, thing := range s.things {
		s.addThing(text, thing)
	}
	state := s.newState(text)
	for _, w := range s.clusters() {
		state.Records = s.record(state.Records, text, w)
	}
	state.Records = s.runWhole(state.Records, text)
	state.finish(s)
	return state
}

// runWhole adds what the rules without an anchor find.
func (s *Scanner) runWhole(records []Record, text []byte) []Record {
	var asked uint64
	for _, h := range s.hits {
		if int(h.id) >= len(s.anchors) {
			asked |= 1 << (int(h.id) - len(s.anchors))
		}
	}
	s.asked = asked != 0
	var low []byte
	for i, w := range s.whole {
		wanted := asked>>i&1 != 0
		if !w.indexed {
			if low == nil {
				low = lowered(text)
			}
			wanted = s.rules[w.rule].asks(low)
		}
		if wanted && s.canMatch(i, text) {
			records = s.record(records, text, window{w.rule, -1, len(text) + 1, true})
		}
	}
	return records
}

// canMatch tells whether a whole rule may have a match somewhere.
func (s *Scanner) canMatch(i int, text []byte) bool {
	if s.anywhere[i] == nil {
		program := s.compiled(&s.whole[i].prepared)
		if program == nil {
			return true
		}
		s.anywhere[i] = newAutomaton(program)
	}
	match, _ := s.anywhere[i].run(text)
	return match
}

// begin forgets the windows of the text before.
func (s *Scanner) begin() {
	s.windows = s.windows[:0]
	s.turn++
	for _, id := range s.looked {
		s.last[id], s.work[id] = 0, 0
		s.latest[s.anchors[id].rule] = -1
	}
	s.looked = s.looked[:0]
	s.latest[len(s.latest)-1] = -1
	s.read, s.judged = 0, 0
}

// Read is how many bytes automata and expressions read in the last text, each time they did. Together with the
// text's length it says how much work the text was.
func (s *Scanner) Read() int {
	read := s.read
	for _, id := range s.looked {
		read += s.work[id]
	}
	return read
}

// sortThings sorts things by place and drops those that were found twice.
func sortThings(things []span) []span {
	if !slices.IsSortedFunc(things, compareSpans) {
		slices.SortFunc(things, compareSpans)
	}
	return slices.Compact(things)
}

func compareSpans(a, b span) int {
	if a.from != b.from {
		return a.from - b.from
	}
	return a.to - b.to
}
