package classify

import "github.com/rollcall-dev/rollcall/nhi"

// Hint is what is known about a value besides itself. Every field may be empty.
type Hint struct {
	Name string // what the value is assigned to, e.g. STRIPE_SECRET_KEY
	Rule string // the detector's rule, e.g. "stripe-access-token"
	Path string // the file it was found in, slash-separated
}

// Name classifies a credential by the name of the secret or variable that holds it.
// A name that no service claims gives the zero Credential.
func Name(name string) nhi.Credential { return nhi.Credential{} }

// Value classifies a credential by its value first, then by the scheme of a URL, then by
// the detector's rule, then by name. A value that nothing recognises gives the zero Credential.
func Value(value string, hint Hint) nhi.Credential { return nhi.Credential{} }

// Preview masks a value for a reader: the prefix that its provider gives to all such values,
// dots, and at most the last two characters. Short and unknown values give dots only.
func Preview(value string) string { return "…" }
