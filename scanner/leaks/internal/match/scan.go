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
	hits    []hit  // of all literals, by place
	things  []span // of Extra, by place
}

// sparse is how many bytes of text there are at least to a hit or thing that is remembered. In a text
// with more of them, they are looked for again.
const (
	sparse     = 16
	freeSparse = 1 << 10
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
	joined   []Copy  // see joinCopies
	read     int     // see Read
	judged   int     // matches in this text
	turn     int     // of begin: what automata remember of a text ends with it
	cut      bool    // a limit was reached in this text
	latest   []int   // by rule, Extra's behind the others: the last of windows, -1 for none
	last     []int   // by anchor: the end of its last window in this text
	work     []int   // by anchor: the bytes read in this text, and one for each time that it was met
	looked   []int32 // the anchors of which last and work are set
	recalled map[recalled][][]int
	backward map[int]*backward // by rule; nil where it does not work
	places   places            // of these
}

// window is where a rule can match. A dead one cannot, but a change in it may make it.
type window struct {
	rule     int
	from, to int
	live     bool
}

// NewScanner makes a scanner.
func (m *Matcher) NewScanner() *Scanner {
	s := &Scanner{Matcher: m, recalled: map[recalled][][]int{}, backward: map[int]*backward{},
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
	state.finish(s.cut)
	return state
}

// finish ends a state when its records are complete.
func (state *State) finish(cut bool) {
	sortRecords(state.Records)
	if state.Cut = cut; cut {
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

// runWhole adds what the rules without an anchor find.
func (s *Scanner) runWhole(records []Record, text []byte) []Record {
	var asked uint64
	for _, h := range s.hits {
		if int(h.id) >= len(s.anchors) {
			asked |= 1 << (int(h.id) - len(s.anchors))
		}
	}
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

// record runs a rule on its window. It adds nothing when nothing was found and the window is short.
func (s *Scanner) record(records []Record, text []byte, w window) []Record {
	if s.judged > maximumJudged {
		return records
	}
	r := Record{Rule: w.rule, From: w.from, To: w.to, Lo: w.from, Hi: w.to, live: w.live}
	from, to := max(w.from, 0), min(w.to, len(text))
	if w.live && w.rule >= 0 {
		s.read += to - from
		r.Matches = s.allowed(s.matches(w.rule, text, from, to))
	}
	if len(r.Matches) > 0 || w.rule < 0 {
		lo, hi := 0, 0
		r.Outcome, lo, hi = s.judge(text, w.rule, r.Matches, from, to)
		r.Lo, r.Hi = min(r.Lo, lo), max(r.Hi, hi)
	}
	if len(r.Matches) == 0 && r.Outcome == nil && r.Hi-r.Lo <= shortReach {
		return records
	}
	return append(records, r)
}

// allowed counts matches, and gives as many of them as are judged.
func (s *Scanner) allowed(matches [][]int) [][]int {
	left := maximumJudged - s.judged
	s.judged += len(matches)
	if len(matches) > left {
		s.cut = true
		return matches[:max(left, 0)]
	}
	return matches
}

// Windows that are remembered with what a rule matched in them: the same lines come again in version
// after version.
const (
	rememberedWindow  = 1 << 10 // bytes
	rememberedWindows = 4 << 10 // of one scanner
)

// recalled is what a rule matched in a window.
type recalled struct {
	rule   int
	window string
}

// matches runs a rule on a window, or remembers what that gave. Offsets are in the text.
func (s *Scanner) matches(rule int, text []byte, from, to int) [][]int {
	if to-from > rememberedWindow {
		return shifted(s.longMatches(rule, text[from:to]), from)
	}
	known, ok := s.recalled[recalled{rule, string(text[from:to])}]
	if !ok {
		known = s.rules[rule].Expression.Regexp().FindAllIndex(text[from:to], -1)
		if len(s.recalled) >= rememberedWindows {
			clear(s.recalled)
		}
		s.recalled[recalled{rule, string(text[from:to])}] = known
	}
	return shifted(known, from)
}

// longMatches runs a rule on a long window.
func (s *Scanner) longMatches(rule int, window []byte) [][]int {
	expression := s.rules[rule].Expression
	b, known := s.backward[rule]
	if !known {
		b = newBackward(expression.String(), &s.places)
		s.backward[rule] = b
	}
	if b != nil {
		if matches, ok := b.findAll(window, maximumJudged+1); ok {
			return matches
		}
	}
	return expression.Regexp().FindAllIndex(window, maximumJudged+1)
}

// shifted is matches so many bytes further on.
func shifted(matches [][]int, by int) [][]int {
	if len(matches) == 0 {
		return nil
	}
	moved, ends := make([][]int, len(matches)), make([]int, 2*len(matches))
	for i, m := range matches {
		ends[2*i], ends[2*i+1] = m[0]+by, m[1]+by
		moved[i] = ends[2*i : 2*i+2 : 2*i+2]
	}
	return moved
}

func sortRecords(records []Record) {
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Lo, b.Lo), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.From, b.From))
	})
}
