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

// Special states, and the mark of a step that was not computed yet.
const (
	unknown = 0
	dead    = 1
)

// program is what an automaton follows: the compiled rest of an expression from its anchor on.
type program struct {
	*syntax.Prog
	wide    []bool     // by instruction: may match a rune beyond ASCII
	classes [256]uint8 // of bytes that no instruction tells apart
	bytes   []byte     // by class: its first byte
	ordered bool       // preference among matches can be followed exactly, so what is less preferred need not be
}

// newProgram compiles rest. Assertions other than the text's end are taken for true, and any
// byte beyond ASCII for any part of any such rune: the automaton may say yes in vain, never no.
func newProgram(rest *syntax.Regexp, anchored bool) (*program, error) {
	prog, err := syntax.Compile(rest.Simplify())
	if err != nil {
		return nil, err
	}
	p := &program{Prog: prog, wide: make([]bool, len(prog.Inst)), ordered: anchored}
	for i := range prog.Inst {
		inst := &prog.Inst[i]
		switch inst.Op {
		case syntax.InstEmptyWidth:
			p.ordered = false
		case syntax.InstRune1, syntax.InstRune, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			p.wide[i] = matchesWide(inst)
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
		case syntax.InstRuneAnyNotNL:
			part('\n', '\n')
		case syntax.InstRune, syntax.InstRune1:
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
	if len(inst.Rune) > 1 {
		for i := 0; i+1 < len(inst.Rune); i += 2 {
			yield(inst.Rune[i], inst.Rune[i+1])
		}
		return
	}
	for _, r := range inst.Rune { // a literal, in any case if so flagged
		yield(r, r)
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
	states  []state
	next    [][]int32 // by block of states, and in it by state and class: see to
	numbers map[string]int32
	start   int32
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
	match     bool // a match ends here
	matchLast bool // a match ends here if the text does
}

// blockStates is for how many states there is room at once. Memory that grows by copying would take twice as much.
const blockStates = 32

// to is where the bytes of a class lead from a state, as far as that was computed.
func (a *automaton) to(from uint32, class uint8) int32 {
	return a.next[from/blockStates][int(from%blockStates)*len(a.bytes)+int(class)]
}

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
	a.states = append(a.states[:0], state{}, state{}) // unknown and dead
	a.next = append(a.next[:0], make([]int32, blockStates*len(a.bytes)))
	a.numbers = map[string]int32{}
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

// intern gives the number of the state that the threads make.
func (a *automaton) intern() int32 {
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
	if number, ok := a.numbers[string(a.key)]; ok {
		return number
	}
	s := state{threads: slices.Clone(a.threads)}
	asserts := false // that the text ends
	for _, pc := range s.threads {
		s.match = s.match || a.Inst[pc].Op == syntax.InstMatch
		asserts = asserts || a.Inst[pc].Op == syntax.InstEmptyWidth
	}
	s.matchLast = s.match || asserts && a.matchesAtEnd(s.threads)
	number := int32(len(a.states))
	a.states = append(a.states, s)
	if number%blockStates == 0 {
		a.next = append(a.next, make([]int32, blockStates*len(a.bytes)))
	}
	a.numbers[string(a.key)] = number
	return number
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

// step computes where the bytes of a class lead.
func (a *automaton) step(from int32, class uint8) int32 {
	c := a.bytes[class]
	a.begin()
	for _, pc := range a.states[from].threads {
		inst := &a.Inst[pc]
		switch inst.Op {
		case syntax.InstMatch, syntax.InstEmptyWidth:
			continue
		}
		switch {
		case c < utf8.RuneSelf:
			if inst.MatchRune(rune(c)) {
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
	a.next[from/blockStates][int(from%blockStates)*len(a.bytes)+int(class)] = to
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
	at := a.start
	for i, c := range text {
		if a.exact && c >= utf8.RuneSelf {
			return a.loose.run(text)
		}
		match = match || a.states[at].match
		class := a.classes[c]
		next := a.to(uint32(at), class)
		if next == unknown {
			next = a.step(at, class)
		}
		if next == dead {
			return match, i + 1
		}
		at = next
	}
	return match || a.states[at].matchLast, len(text) + 1
}

// farAway is behind how many bytes what an automaton comes to is remembered, and between which places: where many anchors
// stand in a long line, all but the first come to where another one was in the same state.
const farAway = 4 << 10

// mark is a state at a place.
type mark struct {
	at    int
	state int32
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
	state, last := a.start, -1
	for at = from; at < len(text); at++ {
		c := text[at]
		if a.exact && c >= utf8.RuneSelf {
			return ahead{}, at, false
		}
		if at%farAway == 0 {
			m := mark{at, state}
			if known, ok := a.far[m]; ok {
				return ahead{max(last, known.lastMatch), known.end}, at, true
			}
			a.trail = append(a.trail, m)
		}
		if a.states[state].match {
			last = at
		}
		class := a.classes[c]
		next := a.to(uint32(state), class)
		if next == unknown {
			next = a.step(state, class)
		}
		if next == dead {
			return ahead{last, at + 1}, at, true
		}
		state = next
	}
	if a.states[state].matchLast {
		last = len(text)
	}
	return ahead{last, len(text) + 1}, at, true
}
