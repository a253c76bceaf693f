package nhi

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
