package match

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maximumStates bounds the memory of one expression's automaton, at 1 KiB a state at most. Beyond
// it the automaton starts anew.
const maximumStates = 4096

// A move is where a byte leads: twice the place of the state's row among the moves, and one more unless a match ends there. The first
// row is that of the state without instructions, from which nothing matches.
type move uint32

const (
	unknown move = 0 // it was not computed yet
	dead    move = 1
)

func (m move) row() uint32 { return uint32(m >> 1) }
func (m move) match() bool { return m&1 == 0 }

// program is what an automaton follows: the compiled rest of an expression from its anchor on.
type program struct {
	*syntax.Prog
	ascii   []asciiSet // by instruction: what it matches of ASCII
	wide    []bool     // by instruction: may match a rune beyond ASCII
	classes [256]uint8 // of bytes that no instruction tells apart
	bytes   []byte     // by class: its first byte
	ordered bool       // preference among matches can be followed exactly, so what is less preferred need not be
}

// asciiSet is characters of ASCII, a bit each.
type asciiSet [2]uint64

func (s *asciiSet) has(c byte) bool { return s[c/64]>>(c%64)&1 != 0 }

func (s *asciiSet) add(from, to rune) {
	for i := range s {
		if low, high := max(from-rune(64*i), 0), min(to-rune(64*i), 63); low <= high {
			s[i] |= ^uint64(0) << low & (^uint64(0) >> (63 - high))
		}
	}
}

// newProgram compiles rest. Assertions other than the text's end are taken for true, and any
// byte beyond ASCII for any part of any such rune: the automaton may say yes in vain, never no.
func newProgram(rest *syntax.Regexp, anchored bool) (*program, error) {
	prog, err := syntax.Compile(rest.Simplify())
	if err != nil {
		return nil, err
	}
	p := &program{Prog: prog, ascii: make([]asciiSet, len(prog.Inst)), wide: make([]bool, len(prog.Inst)), ordered: anchored}
	for i := range prog.Inst {
		inst := &prog.Inst[i]
		switch inst.Op {
		case syntax.InstEmptyWidth:
			p.ordered = false
		case syntax.InstRune1, syntax.InstRune, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			p.wide[i] = matchesWide(inst)
			eachRange(inst, p.ascii[i].add)
		}
	}
	p.classify()
	return p, nil
}

// classify puts bytes into classes: most expressions tell only a few apart, and automata stay small.
func (p *program) classify() {
	var first [len(p.classes)]bool // by byte: whether a class begins with it
	part := func(from, to rune) {
		if from < utf8.RuneSelf {
			first[from] = true
			first[min(to+1, utf8.RuneSelf)] = true
		}
	}
	first[0], first[utf8.RuneSelf] = true, true
	for i := range p.Inst {
		switch inst := &p.Inst[i]; inst.Op {
		case syntax.InstRuneAnyNotNL, syntax.InstRune, syntax.InstRune1:
			eachRange(inst, part)
		}
	}
	for c := range p.classes {
		if first[c] {
			p.bytes = append(p.bytes, byte(c))
		}
		p.classes[c] = uint8(len(p.bytes) - 1)
	}
}

// eachRange yields the ranges of characters that an instruction matches.
func eachRange(inst *syntax.Inst, yield func(from, to rune)) {
	switch inst.Op {
	case syntax.InstRuneAny:
		yield(0, unicode.MaxRune)
		return
	case syntax.InstRuneAnyNotNL:
		yield(0, '\n'-1)
		yield('\n'+1, unicode.MaxRune)
		return
	}
	if len(inst.Rune) > 1 {
		for i := 0; i+1 < len(inst.Rune); i += 2 {
			yield(inst.Rune[i], inst.Rune[i+1])
		}
		return
	}
	for _, r := range inst.Rune { // a literal, in any case if so flagged
		yield(r, r)
		if syntax.Flags(inst.Arg)&syntax.FoldCase == 0 {
			continue
		}
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			yield(other, other)
		}
	}
}

func matchesWide(inst *syntax.Inst) bool {
	if inst.Op == syntax.InstRuneAny || inst.Op == syntax.InstRuneAnyNotNL {
		return true
	}
	last := inst.Rune[len(inst.Rune)-1]
	return last >= utf8.RuneSelf || inst.MatchRune(0x17f) || inst.MatchRune(0x212a)
}

// automaton is a program with the states met so far. It is for one goroutine.
type automaton struct {
	*program
	exact   bool       // by order of preference; only where all is ASCII
	loose   *automaton // for the rest, if exact
	moves   []move     // a row for each state, in it by class
	states  []state
	known   map[string]move // to states, by their instructions
	start   move
	marks   []uint32 // by instruction: the closure that last reached it
	mark    uint32
	threads []uint32 // of the state being built
	key     []byte
	far     map[mark]ahead // in one text, see runFar
	turn    int            // of that text
	trail   []mark
}

type state struct {
	threads   []uint32
	matchLast bool // a match ends here if the text does
}

// stateAt gives the state of a row.
func (a *automaton) stateAt(row uint32) *state { return &a.states[int(row)/len(a.bytes)] }

func newAutomaton(p *program) *automaton {
	a := &automaton{program: p, marks: make([]uint32, len(p.Inst))}
	if p.ordered {
		a.exact, a.loose = true, &automaton{program: p, marks: make([]uint32, len(p.Inst))}
		a.loose.reset()
	}
	a.reset()
	return a
}

func (a *automaton) reset() {
	a.states, a.moves = append(a.states[:0], state{}), append(a.moves[:0], make([]move, len(a.bytes))...)
	a.known = map[string]move{}
	clear(a.far)
	a.begin()
	a.follow(uint32(a.Start))
	a.start = a.intern()
}

func (a *automaton) begin() {
	a.mark++
	a.threads = a.threads[:0]
}

// follow adds the instructions that are reached from pc without reading.
func (a *automaton) follow(pc uint32) {
	if a.marks[pc] == a.mark || a.finished() {
		return
	}
	a.marks[pc] = a.mark
	inst := &a.Inst[pc]
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		a.follow(inst.Out)
		a.follow(inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		a.follow(inst.Out)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(inst.Arg)&syntax.EmptyEndText != 0 {
			a.threads = append(a.threads, pc) // decided at the end
			return
		}
		a.follow(inst.Out)
	case syntax.InstFail:
	default:
		a.threads = append(a.threads, pc)
	}
}

// finished tells whether what comes next is less preferred than a match that was made.
func (a *automaton) finished() bool {
	n := len(a.threads)
	return a.exact && n > 0 && a.Inst[a.threads[n-1]].Op == syntax.InstMatch
}

// intern gives the move to the state that the threads make.
func (a *automaton) intern() move {
	if len(a.threads) == 0 {
		return dead
	}
	if !a.exact {
		slices.Sort(a.threads)
	}
	a.key = a.key[:0]
	for _, pc := range a.threads {
		a.key = append(a.key, byte(pc), byte(pc>>8), byte(pc>>16))
	}
	if known, ok := a.known[string(a.key)]; ok {
		return known
	}
	s := state{threads: slices.Clone(a.threads)}
	to := move(len(a.moves)<<1 | 1)
	asserts := false // that the text ends
	for _, pc := range s.threads {
		if a.Inst[pc].Op == syntax.InstMatch {
			to &^= 1
		}
		asserts = asserts || a.Inst[pc].Op == syntax.InstEmptyWidth
	}
	s.matchLast = to.match() || asserts && a.matchesAtEnd(s.threads)
	a.states, a.moves = append(a.states, s), append(a.moves, make([]move, len(a.bytes))...)
	a.known[string(a.key)] = to
	return to
}

// matchesAtEnd tells whether a match is reached without reading when the text ends.
func (a *automaton) matchesAtEnd(threads []uint32) bool {
	seen := map[uint32]bool{}
	open := slices.Clone(threads)
	for len(open) > 0 {
		pc := open[len(open)-1]
		open = open[:len(open)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &a.Inst[pc]; inst.Op {
		case syntax.InstMatch:
			return true
		case syntax.InstAlt, syntax.InstAltMatch:
			open = append(open, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
			open = append(open, inst.Out)
		}
	}
	return false
}

// compute is the move from a row's state by the bytes of a class.
func (a *automaton) compute(row uint32, class uint8) move {
	c := a.bytes[class]
	a.begin()
	for _, pc := range a.stateAt(row).threads {
		inst := &a.Inst[pc]
		switch inst.Op {
		case syntax.InstMatch, syntax.InstEmptyWidth:
			continue
		}
		switch {
		case c < utf8.RuneSelf:
			if a.ascii[pc].has(c) {
				a.follow(inst.Out)
			}
		case a.wide[pc]:
			a.stay(pc)
			a.follow(inst.Out)
		}
		if a.finished() {
			break
		}
	}
	to := a.intern()
	a.moves[row+uint32(class)] = to
	return to
}

// stay keeps an instruction that more bytes of the same rune may follow.
func (a *automaton) stay(pc uint32) {
	if a.marks[pc] != a.mark && !a.finished() {
		a.marks[pc] = a.mark
		a.threads = append(a.threads, pc)
	}
}

// run follows text from an anchor on. It tells whether a match can end somewhere, and how many bytes
// it took until that was decided: no match from here ends behind them, and no byte after
// them matters.
func (a *automaton) run(text []byte) (match bool, reach int) {
	if len(a.states) > maximumStates {
		a.reset()
	}
	moves, classes := a.moves, &a.classes
	row, match := a.start.row(), a.start.match()
	for i, c := range text {
		to := moves[row+uint32(classes[c])]
		if to <= dead {
			if a.exact && c >= utf8.RuneSelf {
				return a.loose.run(text)
			}
			if to == unknown {
				to = a.compute(row, classes[c])
				moves = a.moves
			}
			if to == dead {
				return match, i + 1
			}
		}
		row, match = to.row(), match || to.match()
	}
	return match || a.stateAt(row).matchLast, len(text) + 1
}

// farAway is behind how many bytes what an automaton comes to is remembered, and between which places: where many anchors
// stand in a long line, all but the first come to where another one was in the same state.
const farAway = 4 << 10

// mark is a state at a place.
type mark struct {
	at  int
	row uint32
}

// ahead is what comes behind a mark.
type ahead struct {
	lastMatch int // where a match ends last, -1 for nowhere
	end       int // up to where it was read, one more than the text's length where its end mattered
}

// runFar is run from a place on in a text that is the same for each turn. It tells how many bytes it read, too.
func (a *automaton) runFar(text []byte, from, turn int) (match bool, reach, read int) {
	if a.turn != turn || len(a.states) > maximumStates {
		a.turn = turn
		clear(a.far)
	}
	if len(a.states) > maximumStates {
		a.reset()
	}
	a.trail = a.trail[:0]
	known, at, ascii := a.goFar(text, from)
	if !ascii {
		return a.loose.runFar(text, from, turn)
	}
	for _, m := range a.trail {
		if a.far == nil {
			a.far = map[mark]ahead{}
		}
		behind := known
		if behind.lastMatch < m.at {
			behind.lastMatch = -1
		}
		a.far[m] = behind
	}
	return known.lastMatch >= from, known.end - from, at - from
}

// goFar reads until it is decided what comes, or known. It leaves a trail, and is not ascii where an exact automaton ends.
func (a *automaton) goFar(text []byte, from int) (known ahead, at int, ascii bool) {
	row, last := a.start.row(), -1
	if a.start.match() {
		last = from
	}
	for at = from; at < len(text); at++ {
		c := text[at]
		if a.exact && c >= utf8.RuneSelf {
			return ahead{}, at, false
		}
		if at%farAway == 0 {
			m := mark{at, row}
			if known, ok := a.far[m]; ok {
				return ahead{max(last, known.lastMatch), known.end}, at, true
			}
			a.trail = append(a.trail, m)
		}
		to := a.moves[row+uint32(a.classes[c])]
		if to == unknown {
			to = a.compute(row, a.classes[c])
		}
		if to == dead {
			return ahead{last, at + 1}, at, true
		}
		if row = to.row(); to.match() {
			last = at + 1
		}
	}
	if a.stateAt(row).matchLast {
		last = len(text)
	}
	return ahead{last, len(text) + 1}, at, true
}
