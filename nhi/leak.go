package nhi

import "time"

// Issued tells whether an exposed value's own form shows that a known provider issued it: it was recognised by value,
// and its checksum holds where it has one. A private key has a form too, but anybody can make one.
func (e Exposure) Issued() bool {
	c := e.Credential
	if c.Checksum != "" {
		return c.Checksum == "valid"
	}
	madeByProvider := c.Service != "" && c.Category != "" && c.Category != CategoryUnknown && c.Category != CategorySigning
	return c.By == RecognisedByValue && madeByProvider && e.Confidence != ConfidenceLow
}

// Symmetric tells whether a credential is a key that its owner made up and signs or encrypts with, such as that of sessions, tokens
// or data: nobody issued it, and it has no public half.
func (c Credential) Symmetric() bool { return c.Kind == KindSigningKey && c.Category == CategoryAuth }

// Unproved tells whether nothing but a name and randomness speak for one of the identity's exposures. Where a secret of
// that name is known, it is one more witness.
func (i Identity) Unproved(e Exposure) bool {
	works := e.Platform != nil && e.Platform.Validity == ValidityActive
	return i.System == "git" && e.Confidence == ConfidenceMedium && !e.Issued() && !works
}

// Exposes tells whether an exposure counts. One that its source or a baseline calls no secret does not; one that an exception
// merely tolerates does.
func (e Exposure) Exposes() bool {
	return !e.Credential.Public && (e.Suppressed == nil || e.Suppressed.Kind == SuppressedByException)
}

// Spent tells whether an exposed value works no more: it has expired, or the platform tried it in vain.
func (e Exposure) Spent(now time.Time) bool {
	return e.validity() == ValidityInactive || !e.Credential.ExpiresAt.IsZero() && !e.Credential.ExpiresAt.After(now)
}

// Doubtful tells whether an exposure may well be of no credential at all.
func (e Exposure) Doubtful() bool {
	return e.validity() != ValidityActive && (e.Confidence == ConfidenceLow || e.Credential.Checksum == "invalid")
}

// validity is what the platform found when it tried the value, "" where it did not.
func (e Exposure) validity() Validity {
	if e.Platform == nil {
		return ""
	}
	return e.Platform.Validity
}
