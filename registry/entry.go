package registry

import (
	"io/fs"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Entry is one entry of the registry: which identities it speaks of, and what it says of
// them. Zero fields say nothing.
type Entry struct {
	Location        nhi.Location
	Match           Selector
	Purpose         string
	BusinessProcess string
	Criticality     nhi.Criticality
	Environment     nhi.Environment
	Owners          Owners
	Privilege       Privilege
	Rotation        Rotation
	ExpiresOn       time.Time
	Vendor          Vendor
	RegulatoryScope []string
	Revocation      string
	Attested        *nhi.Attestation
	Agent           Agent
}

// Owners is who answers for an identity, e.g. "team/payments" and "user:alice".
type Owners struct{ Technical, Business string }

// Privilege is what an identity may do, where no scan can see it.
type Privilege struct {
	Level     nhi.PermissionLevel
	Resources nhi.ResourceScope
}

// Rotation is how often a credential is renewed, when it last was, and how.
type Rotation struct {
	Days      int
	Last      time.Time
	Procedure string
	Tested    time.Time // when Procedure was last tried
}

// Vendor is the company that issues a credential.
type Vendor struct {
	Name        string
	ContractEnd time.Time
}

// Agent is what the registry says of an AI agent.
type Agent struct {
	Sponsor        string
	AllowedSecrets []string // names or patterns; nil: not declared, empty: none
}

// Source is the entry's place as a Fact's source, e.g. ".rollcall/registry.yaml:12".
func (e Entry) Source() string { return "" }

// Selector says which identities an entry speaks of: those that every given field
// matches. In each field * stands for any characters; case does not matter.
type Selector struct {
	ID       string // of the identity
	Provider string // its system, e.g. "github"
	Kind     nhi.Kind
	Name     string
	Repo     string // its scope, e.g. "acme/shop"
	Service  string // of its credential, e.g. "Stripe"
}

// Exact tells whether the selector names one identity: by its ID, or by kind and name,
// without any *.
func (s Selector) Exact() bool { return false }

// Match returns the entries that speak of the identity, the narrowest first: what it says
// of a field holds, and where it says nothing, the next.
func (d Declarations) Match(identity nhi.Identity) []Entry { return nil }

func loadEntries(fsys fs.FS, problems *problems) ([]Entry, error) { return nil, nil }
