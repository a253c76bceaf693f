package classify

// Hint is what is known about a value besides itself. Every field may be empty.
type Hint struct {
	Name string // what the value is assigned to, e.g. STRIPE_SECRET_KEY
	Rule string // the detector's rule, e.g. "stripe-access-token"
	Path string // the file it was found in, slash-separated
}
