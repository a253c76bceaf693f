package nhi

import "time"

// Evidence says how a fact came to be known.
type Evidence string

// The kinds of evidence, strongest first. The zero value, "", means the same as
// EvidenceAbsent with ReasonNotCollected: nobody looked.
const (
	EvidenceObserved Evidence = "observed" // read from the system that decides it
	EvidenceDerived  Evidence = "derived"  // computed from observed facts
	EvidenceDeclared Evidence = "declared" // stated in the registry
	EvidenceInferred Evidence = "inferred" // a guess with a reason, e.g. from CODEOWNERS
	EvidenceAbsent   Evidence = "absent"   // not known; Fact.Reason says why
)

// AbsentReason says why a fact is not known.
type AbsentReason string

// Why a fact may be absent.
const (
	// ReasonNotDeclared: only a person can know it, and nobody wrote it down. Fixable by the user.
	ReasonNotDeclared AbsentReason = "not_declared"
	// ReasonNotPermitted: the token in use may not read it.
	ReasonNotPermitted AbsentReason = "not_permitted"
	// ReasonNotSupported: the platform has no such fact (a CI secret has no expiry).
	ReasonNotSupported AbsentReason = "not_supported"
	// ReasonNotCollected: it could be had, but this scan did not look (no token was given).
	ReasonNotCollected AbsentReason = "not_collected"
	// ReasonUnset: the platform supports it, it was read, and it is not set (a token without expiry).
	ReasonUnset AbsentReason = "unset"
)

// Fact is a value together with where it comes from.
type Fact[T any] struct {
	Value    T            `json:"value,omitzero"`
	Evidence Evidence     `json:"evidence,omitempty"`
	Reason   AbsentReason `json:"reason,omitempty"` // with EvidenceAbsent only
	Source   string       `json:"source,omitempty"` // e.g. "registry", ".github/CODEOWNERS:3", "value"
}

// Known tells whether the fact has a value.
func (f Fact[T]) Known() bool { return f.Evidence != "" && f.Evidence != EvidenceAbsent }

// Why gives the reason a fact is absent, ReasonNotCollected for the zero Fact and "" for a known one.
func (f Fact[T]) Why() AbsentReason {
	switch {
	case f.Known():
		return ""
	case f.Reason == "":
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

// Date returns the day of t in UTC, the precision in which the registry declares dates.
func Date(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
