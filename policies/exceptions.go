package policies

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Exceptions' states, as policies see them. Only one in force applies.
const (
	stateInForce   = "in_force"
	stateExpired   = "expired"
	stateTooLong   = "too_long"
	stateUnlimited = "unlimited"
)

// exceptionState says whether an exception applies now. One that would last longer than
// allowed does not apply at all: it would be as good as permanent.
func exceptionState(e nhi.Exception, now time.Time) string {
	switch {
	case e.Expires.IsZero():
		return stateUnlimited
	case e.Expires.Before(nhi.Date(now)): // the day itself still counts
		return stateExpired
	case e.Expires.Sub(now) > (nhi.MaximumExceptionDays+1)*24*time.Hour: // a day's grace: dates have no hour
		return stateTooLong
	}
	return stateInForce
}

// checkExceptions refuses exceptions that cannot mean anything. The error joins one *Error each.
func (s *Set) checkExceptions(exceptions []nhi.Exception) error {
	var mistakes []error
	for _, e := range exceptions {
		if err := s.checkException(e); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return errors.Join(mistakes...)
}

// lineOf is a place of the configuration as errors write it: file:line, "" for none.
func lineOf(at nhi.Location) string {
	if at.Line > 0 {
		return fmt.Sprintf("%s:%d", at.Path, at.Line)
	}
	return at.Path
}

func (s *Set) checkException(e nhi.Exception) error {
	at := lineOf(e.Location)
	i := slices.IndexFunc(s.policies, func(p *policy) bool { return p.ID == e.Policy })
	switch {
	case i < 0:
		return &Error{
			Message: fmt.Sprintf("exception for an unknown policy \"%s\"", clean(e.Policy, maximumName)), Position: at,
			Advice: suggestion(e.Policy, s.ids(), "an exception is for one policy; `rollcall policy list` shows them all"),
		}
	case s.policies[i].metadata.Subject == subjectExceptions:
		return &Error{Message: fmt.Sprintf("policy %s watches exceptions and can have none itself", e.Policy), Position: at,
			Advice: "set its mode or severity instead"}
	case strings.TrimSpace(e.Identity) == "":
		return &Error{Message: "exception without an identity", Position: at, Advice: "give an ID, or a pattern in which * stands for anything"}
	case strings.TrimSpace(e.Reason) == "" || strings.TrimSpace(e.Owner) == "":
		return &Error{Message: "exception without a reason or owner", Position: at, Advice: "say why it is granted and who answers for it"}
	}
	return nil
}

// except suppresses the findings that an exception in force is about, and tells how many
// findings each exception is about.
func except(findings []nhi.Finding, exceptions []nhi.Exception, now time.Time) (matches []int) {
	matches = make([]int, len(exceptions))
	for i := range findings {
		f := &findings[i]
		for j, e := range exceptions {
			if e.Policy != f.Policy || !matchPattern(e.Identity, string(f.Identity)) {
				continue
			}
			matches[j]++
			if f.Suppressed == nil && exceptionState(e, now) == stateInForce {
				f.Suppressed = &nhi.Suppression{
					Kind: "exception", Reason: clean(e.Reason, maximumMessage), Owner: clean(e.Owner, maximumName), Expires: e.Expires,
				}
			}
		}
	}
	return matches
}

// exceptionFacts are what policies about exceptions see. Decided tells whether a policy
// was evaluated, so that matches mean something.
func exceptionFacts(exceptions []nhi.Exception, matches []int, now time.Time, decided func(policy string) bool) []exceptionFact {
	d := derivation{now: now}
	var facts []exceptionFact
	for i, e := range exceptions {
		f := exceptionFact{
			Policy: e.Policy, Identity: e.Identity, Reason: e.Reason, Owner: e.Owner,
			State: exceptionState(e, now), MaximumDays: nhi.MaximumExceptionDays, At: placeOf(e.Location),
		}
		if !e.Expires.IsZero() {
			days := d.untilDay(e.Expires)
			f.ExpiresInDays = &days
		}
		if decided(e.Policy) {
			f.Matches = &matches[i]
		}
		facts = append(facts, f)
	}
	nhi.Sort(facts, func(a, b exceptionFact) int {
		return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.At.Line, b.At.Line))
	})
	return facts
}

// matchPattern tells whether pattern, in which * stands for anything, is all of s.
func matchPattern(pattern, s string) bool {
	first, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == s
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	parts := strings.Split(rest, "*")
	last := parts[len(parts)-1]
	for _, part := range parts[:len(parts)-1] {
		_, after, found := strings.Cut(s, part)
		if !found {
			return false
		}
		s = after
	}
	return strings.HasSuffix(s, last)
}
