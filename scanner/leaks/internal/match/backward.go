package match

import (
	"encoding/binary"
	"math/bits"
	"regexp/syntax"
	"unicode/utf8"
)

// A backward automaton finds what an expression matches in a long text in time that is linear in the text with a small factor, where
// Go's regexp follows all ways at once, some hundred times slower. It reads the text once from its end to its beginning and notes for each
// place which instructions of the program can still come to a match from there. A match then is a walk forwards that takes at each
// fork what is preferred among what can come to a match: the match, and the groups, that backtracking finds first.
type backward struct {
	*syntax.Prog
	classes  [utf8.RuneSelf]uint8
	count    int        // of classes: those of ASCII, then wideClass and the two letters that fold to ASCII
	matching [][]uint32 // by class: the instructions that match it
	kinds    []uint8    // by class: what assertions tell apart, see kind
	words    int        // of a set
	before   [][]uint32 // by instruction: those that come to it without reading
	readers  [][]uint32 // by instruction: those that come to it by reading

	sets    []set            // those met so far
	numbers map[string]int32 // by what they hold
	kind    []uint8          // by set: the kind of what stands behind it
	begins  []bool           // by set: a match can begin there
	open    []uint32         // scratch of close
	next    []edge           // by set and class of what stands before
	failed  int
	*places
}

// places is what is noted of a text. Automata that search one after the other share it.
type places struct {
	sets   []int32 // by place: the number of the completed set
	starts []int   // where a match can begin, backwards
}

// set is instructions, a bit each. What is behind a place makes one without what assertions add, which needs what is before it, too.
type set []uint64

// edge is what a place is, seen from behind: the set that assertions complete, and the set before the character before it.
type edge struct{ closed, to int32 }

// Classes behind those of ASCII.
const (
	wideClass   = 0 // any character beyond ASCII but two
	longSClass  = 1
	kelvinClass = 2
	edgeClass   = 3 // the text's beginning
	wideClasses = 4
)

// Kinds of neighbours.
const (
	otherKind = iota
	wordKind
	newlineKind
	edgeKind
)

// Limits of one backward automaton.
const (
	maximumProgram = 4096    // instructions
	maximumSets    = 2 << 20 // bytes
	maximumPlaces  = 4 << 20 // bytes of a text
	maximumFailed  = 3       // times that these were not enough
)

// newBackward makes the automaton of an expression; nil if it is one that this does not work for.
func newBackward(expression string, shared *places) *backward {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(prog.Inst) > maximumProgram {
		return nil
	}
	b := &backward{Prog: prog, words: (len(prog.Inst) + 63) / 64, places: shared}
	if !b.classify() {
		return nil
	}
	b.before, b.readers = make([][]uint32, len(prog.Inst)), make([][]uint32, len(prog.Inst))
	for pc := range prog.Inst {
		switch inst := &prog.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			b.before[inst.Out] = append(b.before[inst.Out], uint32(pc))
			b.before[inst.Arg] = append(b.before[inst.Arg], uint32(pc))
		case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
			b.before[inst.Out] = append(b.before[inst.Out], uint32(pc))
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			b.readers[inst.Out] = append(b.readers[inst.Out], uint32(pc))
		}
	}
	b.reset()
	return b
}

// classify puts characters into classes. It is false if an instruction tells characters beyond ASCII apart.
func (b *backward) classify() bool {
	p := &program{Prog: b.Prog}
	p.classify()
	representatives := make([]rune, 0, len(p.bytes)+wideClasses)
	seen := map[[2]uint8]uint8{}
	for c := range b.classes {
		key := [2]uint8{p.classes[c], kindOf(rune(c))}
		class, ok := seen[key]
		if !ok {
			class = uint8(len(representatives))
			seen[key] = class
			representatives = append(representatives, rune(c))
		}
		b.classes[c] = class
	}
	ascii := len(representatives)
	representatives = append(representatives, utf8.RuneError, 0x17f, 0x212a)
	b.count = ascii + wideClasses
	b.matching, b.kinds = make([][]uint32, b.count), make([]uint8, b.count)
	for class, r := range representatives {
		b.kinds[class] = kindOf(r)
		for pc := range b.Inst {
			inst := &b.Inst[pc]
			switch inst.Op {
			case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
				if class >= ascii && !isUniform(inst) {
					return false
				}
				if inst.MatchRune(r) {
					b.matching[class] = append(b.matching[class], uint32(pc))
				}
			}
		}
	}
	b.kinds[ascii+edgeClass] = edgeKind
	return true
}

func kindOf(r rune) uint8 {
	switch {
	case syntax.IsWordChar(r):
		return wordKind
	case r == '\n':
		return newlineKind
	}
	return otherKind
}

// isUniform tells whether an instruction matches all characters beyond ASCII or none, but for the two that fold.
func isUniform(inst *syntax.Inst) bool {
	if inst.Op != syntax.InstRune && inst.Op != syntax.InstRune1 {
		return true
	}
	uniform := true
	covered := rune(utf8.RuneSelf) // up to where everything matches
	eachRange(inst, func(from, to rune) {
		switch {
		case to < utf8.RuneSelf, from == to && foldsToASCII(from):
		case from <= covered:
			covered = max(covered, to+1)
		default:
			uniform = false
		}
	})
	return uniform && (covered == utf8.RuneSelf || covered > utf8.MaxRune)
}

func (b *backward) reset() {
	b.sets, b.kind, b.begins, b.next = nil, nil, nil, nil
	b.numbers = map[string]int32{}
}

func (s set) has(pc uint32) bool { return s[pc/64]>>(pc%64)&1 != 0 }
func (s set) add(pc uint32)      { s[pc/64] |= 1 << (pc % 64) }

// intern gives the number of a set with something of a kind behind it; -1 if there are too many.
func (b *backward) intern(s set, kind uint8) int32 {
	key := make([]byte, 0, 8*len(s)+1)
	for _, word := range s {
		key = binary.LittleEndian.AppendUint64(key, word)
	}
	key = append(key, kind)
	if number, ok := b.numbers[string(key)]; ok {
		return number
	}
	number := int32(len(b.sets))
	if len(b.sets)*(8*b.words+8*b.count) > maximumSets {
		return -1
	}
	b.numbers[string(key)] = number
	b.sets, b.kind, b.begins = append(b.sets, s), append(b.kind, kind), append(b.begins, s.has(uint32(b.Start)))
	b.next = append(b.next, make([]edge, b.count)...)
	return number
}

// closedKind marks sets that assertions completed: nothing is read before them.
const closedKind = 0xFF

// edgeOf gives what a place is of which the set is known, and the class of what stands before it.
func (b *backward) edgeOf(number int32, class int) (e edge, ok bool) {
	closed := b.close(b.sets[number], assertions(b.kinds[class], b.kind[number]))
	to := make(set, b.words)
	for _, pc := range b.matching[class] {
		if closed.has(b.Inst[pc].Out) {
			to.add(pc)
		}
	}
	b.addMatches(to)
	e.to = b.intern(to, b.kinds[class])
	e.closed = b.intern(closed, closedKind)
	if e.to < 0 || e.closed < 0 {
		return e, false
	}
	e.closed++ // zero is unknown
	b.next[int(number)*b.count+class] = e
	return e, true
}

func (b *backward) addMatches(s set) {
	for pc := range b.Inst {
		if b.Inst[pc].Op == syntax.InstMatch {
			s.add(uint32(pc))
		}
	}
}

// close adds to a set what comes to it without reading, where these assertions hold.
func (b *backward) close(s set, holds syntax.EmptyOp) set {
	closed := append(make(set, 0, b.words), s...)
	b.open = b.open[:0]
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			b.open = append(b.open, uint32(64*i+bits.TrailingZeros64(word)))
		}
	}
	for len(b.open) > 0 {
		pc := b.open[len(b.open)-1]
		b.open = b.open[:len(b.open)-1]
		for _, from := range b.before[pc] {
			inst := &b.Inst[from]
			if closed.has(from) || inst.Op == syntax.InstEmptyWidth && syntax.EmptyOp(inst.Arg)&^holds != 0 {
				continue
			}
			closed.add(from)
			b.open = append(b.open, from)
		}
	}
	return closed
}

// assertions are those that hold between two neighbours.
func assertions(before, behind uint8) (holds syntax.EmptyOp) {
	if before == edgeKind {
		holds |= syntax.EmptyBeginText | syntax.EmptyBeginLine
	}
	if before == newlineKind {
		holds |= syntax.EmptyBeginLine
	}
	if behind == edgeKind {
		holds |= syntax.EmptyEndText | syntax.EmptyEndLine
	}
	if behind == newlineKind {
		holds |= syntax.EmptyEndLine
	}
	if (before == wordKind) != (behind == wordKind) {
		return holds | syntax.EmptyWordBoundary
	}
	return holds | syntax.EmptyNoWordBoundary
}

// before gives the class of the character before a place, and its length.
func (b *backward) classBefore(text []byte, at int) (class, length int) {
	if at == 0 {
		return b.count - wideClasses + edgeClass, 0
	}
	if c := text[at-1]; c < utf8.RuneSelf {
		return int(b.classes[c]), 1
	}
	r, length := utf8.DecodeLastRune(text[:at])
	class = b.count - wideClasses
	switch r {
	case 0x17f:
		class += longSClass
	case 0x212a:
		class += kelvinClass
	}
	return class, length
}

// read reads a text from its end. It is not ok when that takes too much memory.
func (b *backward) read(text []byte) (ok bool) {
	if len(b.places.sets) <= len(text) {
		b.places.sets = make([]int32, len(text)+len(text)/4+1)
	}
	b.starts = b.starts[:0]
	end := make(set, b.words)
	b.addMatches(end)
	number := b.intern(end, edgeKind)
	for at := len(text); number >= 0; {
		class, length := b.classBefore(text, at)
		e := b.next[int(number)*b.count+class]
		if e.closed == 0 {
			if e, ok = b.edgeOf(number, class); !ok {
				return false
			}
		}
		b.places.sets[at] = e.closed - 1
		if b.begins[e.closed-1] {
			b.starts = append(b.starts, at)
		}
		if length == 0 {
			return true
		}
		number, at = e.to, at-length
	}
	return false
}
