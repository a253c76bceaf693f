package classify

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Service is one row of the catalogue: a third-party service whose credentials are known.
type Service struct {
	Name         string       // e.g. "Stripe"
	Category     nhi.Category // what sort of service it is
	Kind         nhi.Kind     // what sort of credential it issues, unless a form of value says otherwise
	RotationDays int          // recommended maximum age of its credentials, in days
	Keyless      nhi.Keyless  // how to do without a stored key
	Fallback     bool         // a bucket for what no other service claims
	Rules        []string     // gitleaks rules that find its credentials
	Docs         string       // where its vendor explains the credential; "" when not known
	Notes        string       // what a user should know when rotating it

	nameExample string
}

// Services returns the catalogue in its order. The caller owns the slice, not what its rows point to.
func Services() []Service { return slices.Clone(table().services) }

// vendor is the first word of the name, which services of one vendor share: "Azure".
func (s *Service) vendor() string {
	vendor, _, _ := strings.Cut(s.Name, " ")
	return vendor
}

// credential is what the catalogue says of a service's credentials.
func (s *Service) credential() nhi.Credential {
	return nhi.Credential{
		Service: s.Name, Category: s.Category, Kind: s.Kind,
		RotationDays: s.RotationDays, Keyless: s.Keyless,
	}
}
