package match

import (
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// findAll gives what the expression matches in a text, at most so many, as Go's regexp does. It is not ok when it cannot.
func (b *backward) findAll(text []byte, most int) (matches [][]int, ok bool) {
	if !b.prepare(text) {
		return nil, false
	}
	end := 0
	for i := len(b.starts) - 1; i >= 0 && len(matches) < most; i-- {
		if b.starts[i] < end {
			continue
		}
		var groups [2]int
		if !b.walk(text, b.starts[i], groups[:]) || groups[0] == groups[1] {
			return nil, false
		}
		matches, end = append(matches, groups[:]), groups[1]
	}
	return matches, true
}

// groups gives the first match and its groups, as Go's regexp does, nil for none. It is not ok when it cannot.
func (b *backward) groups(text []byte) (groups []int, ok bool) {
	if !b.prepare(text) {
		return nil, false
	}
	if len(b.starts) == 0 {
		return nil, true
	}
	groups = make([]int, 2*(b.captures()+1))
	for i := range groups {
		groups[i] = -1
	}
	return groups, b.walk(text, b.starts[len(b.starts)-1], groups)
}

// Groups gives where a rule's expression matches first in a long text, and its groups, as FindSubmatchIndex of regexp does, nil for nowhere.
// It is not ok where it cannot tell.
func (m *Matcher) Groups(rule int, text []byte) (groups []int, ok bool) {
	m.long.Lock()
	defer m.long.Unlock()
	b, known := m.long.backward[rule]
	if !known {
		b = newBackward(m.rules[rule].Expression.String(), &m.long.places)
		m.long.backward[rule] = b
	}
	if b == nil {
		return nil, false
	}
	return b.groups(text)
}

// shared is automata for whoever asks next.
type shared struct {
	sync.Mutex
	places
	backward map[int]*backward // by rule; nil where it does not work
}

func (b *backward) captures() (most int) {
	for pc := range b.Inst {
		if b.Inst[pc].Op == syntax.InstCapture {
			most = max(most, int(b.Inst[pc].Arg)/2)
		}
	}
	return most
}

// prepare reads a text. Where sets were too many it begins anew once.
func (b *backward) prepare(text []byte) bool {
	if len(text) > maximumPlaces || b.failed >= maximumFailed {
		return false
	}
	if b.read(text) {
		return true
	}
	b.reset()
	if b.read(text) {
		return true
	}
	b.reset()
	b.failed++
	return false
}

// walk follows the preferred way from where a match begins, and notes where groups begin and end. It is not ok for an expression that
// goes around in a circle without reading.
func (b *backward) walk(text []byte, from int, groups []int) (ok bool) {
	pc, at, idle := uint32(b.Start), from, 0
	for ; idle <= len(b.Inst); idle++ {
		inst := &b.Inst[pc]
		switch inst.Op {
		case syntax.InstMatch:
			groups[0], groups[1] = from, at
			return true
		case syntax.InstAlt, syntax.InstAltMatch:
			if pc = inst.Arg; b.sets[b.places.sets[at]].has(inst.Out) {
				pc = inst.Out
			}
		case syntax.InstCapture:
			if int(inst.Arg) < len(groups) {
				groups[inst.Arg] = at
			}
			pc = inst.Out
		case syntax.InstNop, syntax.InstEmptyWidth:
			pc = inst.Out
		default:
			if at >= len(text) {
				return false
			}
			length := 1
			if text[at] >= utf8.RuneSelf {
				_, length = utf8.DecodeRune(text[at:])
			}
			pc, at, idle = inst.Out, at+length, 0
		}
	}
	return false
}
