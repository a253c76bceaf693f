package nhi

import (
	"fmt"
	"slices"
	"time"
)

// Evidence says how a fact came to be known.
type Evidence uint8

// The kinds of evidence, strongest first. The zero value means the same as EvidenceAbsent with
// ReasonNotCollected: nobody looked.
const (
	EvidenceObserved Evidence = iota + 1 // read from the system that decides it
	EvidenceDerived                      // computed from observed facts
	EvidenceDeclared                     // stated in the registry
	EvidenceInferred                     // a guess with a reason, e.g. from CODEOWNERS
	EvidenceAbsent                       // not known; Fact.Reason says why
)

// What is written of evidence and reasons is words. In memory, where an organisation has half a million facts, they are
// numbers, a byte each.
var evidenceWords = []string{"", "observed", "derived", "declared", "inferred", "absent"}

// String is the word for it, "" for the zero value.
func (e Evidence) String() string { return word(evidenceWords, int(e)) }

// MarshalText implements encoding.TextMarshaler.
func (e Evidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A word that is none is an error, which does not repeat it.
func (e *Evidence) UnmarshalText(text []byte) error {
	n, err := number("evidence", evidenceWords, text)
	*e = Evidence(n)
	return err
}

// AbsentReason says why a fact is not known.
type AbsentReason uint8

// Why a fact may be absent.
const (
	// ReasonNotDeclared: only a person can know it, and nobody wrote it down. Fixable by the user.
	ReasonNotDeclared AbsentReason = iota + 1
	// ReasonNotPermitted: the token in use may not read it.
	ReasonNotPermitted
	// ReasonNotSupported: the platform has no such fact (a CI secret has no expiry).
	ReasonNotSupported
	// ReasonNotCollected: it could be had, but this scan did not look (no token was given).
	ReasonNotCollected
	// ReasonUnset: the platform supports it, it was read, and it is not set (a token without expiry).
	ReasonUnset
)

// AbsentReasons lists them.
var AbsentReasons = []AbsentReason{ReasonNotDeclared, ReasonNotPermitted, ReasonNotSupported, ReasonNotCollected, ReasonUnset}

var reasonWords = []string{"", "not_declared", "not_permitted", "not_supported", "not_collected", "unset"}

// String is the word for it, "" for the zero value.
func (r AbsentReason) String() string { return word(reasonWords, int(r)) }

// MarshalText implements encoding.TextMarshaler.
func (r AbsentReason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler. A word that is none is an error, which does not repeat it.
func (r *AbsentReason) UnmarshalText(text []byte) error {
	n, err := number("reason for a fact's absence", reasonWords, text)
	*r = AbsentReason(n)
	return err
}

// word is the one with a number, "" where there is none.
func word(words []string, n int) string {
	if n >= len(words) {
		return ""
	}
	return words[n]
}

// number is that of a word.
func number(what string, words []string, text []byte) (int, error) {
	n := slices.Index(words, string(text))
	if n < 0 {
		return 0, fmt.Errorf("there is no such %s", what)
	}
	return n, nil
}

// Fact is a value together with where it comes from.
type Fact[T any] struct {
	Value    T            `json:"value,omitzero"`
	Evidence Evidence     `json:"evidence,omitempty"`
	Reason   AbsentReason `json:"reason,omitempty"` // with EvidenceAbsent only
	Source   string       `json:"source,omitempty"` // e.g. "registry", ".github/CODEOWNERS:3", "value"
}

// Known tells whether the fact has a value.
func (f Fact[T]) Known() bool { return f.Evidence != 0 && f.Evidence != EvidenceAbsent }

// Why gives the reason a fact is absent, ReasonNotCollected for the zero Fact and 0 for a known one.
func (f Fact[T]) Why() AbsentReason {
	switch {
	case f.Known():
		return 0
	case f.Reason == 0:
		return ReasonNotCollected
	}
	return f.Reason
}

// Observed returns a fact read from source.
func Observed[T any](v T, source string) Fact[T] {
	return Fact[T]{Value: v, Evidence: EvidenceObserved, Source: source}
}

// Derived returns a fact computed from others; source names them.
func Derived[T any](v T, source string) Fact[T] {
	return Fact[T]{Value: v, Evidence: EvidenceDerived, Source: source}
}

// Declared returns a fact that the registry states; source is its place, e.g. ".rollcall/registry.yaml:12".
func Declared[T any](v T, source string) Fact[T] {
	return Fact[T]{Value: v, Evidence: EvidenceDeclared, Source: source}
}

// Inferred returns a guess; source gives its reason.
func Inferred[T any](v T, source string) Fact[T] {
	return Fact[T]{Value: v, Evidence: EvidenceInferred, Source: source}
}

// Absent returns a fact that is not known, and why.
func Absent[T any](reason AbsentReason, source string) Fact[T] {
	return Fact[T]{Evidence: EvidenceAbsent, Reason: reason, Source: source}
}

// Ended tells whether an end is known and has passed. A declared one is a day, which still counts.
func Ended(end Fact[time.Time], now time.Time) bool {
	if end.Evidence == EvidenceDeclared {
		return end.Value.Before(Date(now))
	}
	return end.Known() && !end.Value.After(now)
}

// Date returns the day of t in UTC, the precision in which the registry declares dates.
func Date(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
