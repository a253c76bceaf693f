package detect

import (
	"strings"
	"sync"
)

// Matches that are remembered with what was decided of them: the same lines come again in version after
// version, and deciding runs expressions.
const (
	rememberedMatch   = 1 << 10 // bytes, the line included
	rememberedMatches = 8 << 10
)

// weighed is all that a decision depends on.
type weighed struct {
	rule        int
	value, line string
}

type decision struct {
	secret string
	counts bool
}

// decisions is what was decided of matches. It may be used from several goroutines.
type decisions struct {
	sync.Mutex
	known map[weighed]decision
}

// of gives the decision on a match, which decide comes to if it is not known.
func (v *decisions) of(match weighed, decide func(weighed) decision) decision {
	if len(match.value)+len(match.line) > rememberedMatch {
		return decide(match)
	}
	v.Lock()
	known, ok := v.known[match]
	v.Unlock()
	if ok {
		return known
	}
	decided := decide(match)
	decided.secret = strings.Clone(decided.secret)
	v.Lock()
	defer v.Unlock()
	if v.known == nil || len(v.known) >= rememberedMatches {
		v.known = map[weighed]decision{}
	}
	v.known[match] = decided
	return decided
}
