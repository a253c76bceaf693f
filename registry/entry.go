package registry

import (
	"io/fs"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

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
	ExpiresOn       time.Time // a day
	Vendor          Vendor
	RegulatoryScope []string // sorted, each once
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
	Days      int       // maximum age
	Last      time.Time // a day
	Procedure string    // a path or an address
	Tested    time.Time // the day when Procedure was last tried
}

// Vendor is the company that issues a credential.
type Vendor struct {
	Name        string
	ContractEnd time.Time // a day
}

// Agent is what the registry says of an AI agent.
type Agent struct {
	Sponsor        string   // the person who answers for it
	AllowedSecrets []string // names or patterns; nil: not declared, empty: none
}

// Source is the entry's place as a Fact's source, e.g. ".rollcall/registry.yaml:12".
func (e Entry) Source() string { return e.Location.String() }

// environments are those that can be declared.
var environments = slices.DeleteFunc(slices.Clone(nhi.Environments), func(e nhi.Environment) bool {
	return e == nhi.EnvironmentUnknown
})

// resourceScopes are those that can be declared.
var resourceScopes = []nhi.ResourceScope{nhi.ScopeSingle, nhi.ScopeMultiple, nhi.ScopeOrganization, nhi.ScopeAll}

// maxRotationDays bounds a declared maximum age: ten years.
const maxRotationDays = 3650

func loadEntries(fsys fs.FS, problems *problems) ([]Entry, error) {
	root, err := readDocument(fsys, Path, problems)
	if err != nil || root == nil {
		return nil, err
	}
	d := &decoder{path: Path, problems: problems}
	var entries []Entry
	d.list(root, "the registry", func(item *yaml.Node) { entries = append(entries, d.entry(item)) })
	return entries, nil
}

func (d *decoder) entry(n *yaml.Node) Entry {
	e := Entry{Location: d.at(n)}
	d.mapping(n, "an entry",
		field{"match", func(v *yaml.Node) { e.Match = d.selector(v) }},
		field{"purpose", func(v *yaml.Node) { e.Purpose = d.text(v, "purpose") }},
		field{"business_process", func(v *yaml.Node) { e.BusinessProcess = d.text(v, "business_process") }},
		field{"criticality", func(v *yaml.Node) { e.Criticality = oneOf(d, v, "criticality", nhi.Criticalities) }},
		field{"environment", func(v *yaml.Node) { e.Environment = oneOf(d, v, "environment", environments) }},
		field{"owners", func(v *yaml.Node) { e.Owners = d.owners(v) }},
		field{"privilege", func(v *yaml.Node) { e.Privilege = d.privilege(v) }},
		field{"rotation", func(v *yaml.Node) { e.Rotation = d.rotation(v) }},
		field{"expires_on", func(v *yaml.Node) { e.ExpiresOn = d.day(v, "expires_on") }},
		field{"vendor", func(v *yaml.Node) { e.Vendor = d.vendor(v) }},
		field{"regulatory_scope", func(v *yaml.Node) { e.RegulatoryScope = sorted(d.texts(v, "regulatory_scope")) }},
		field{"revocation", func(v *yaml.Node) { e.Revocation = d.text(v, "revocation") }},
		field{"attested", func(v *yaml.Node) { e.Attested = d.attestation(v) }},
		field{"agent", func(v *yaml.Node) { e.Agent = d.agent(v) }},
	)
	d.require(n, "an entry", "match")
	return e
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

func (d *decoder) owners(n *yaml.Node) (o Owners) {
	d.mapping(n, "owners",
		field{"technical", func(v *yaml.Node) { o.Technical = d.person(v, "technical") }},
		field{"business", func(v *yaml.Node) { o.Business = d.person(v, "business") }},
	)
	return o
}

func (d *decoder) privilege(n *yaml.Node) (p Privilege) {
	d.mapping(n, "privilege",
		field{"level", func(v *yaml.Node) { p.Level = oneOf(d, v, "level", nhi.PermissionLevels) }},
		field{"resources", func(v *yaml.Node) { p.Resources = oneOf(d, v, "value of resources", resourceScopes) }},
	)
	return p
}

func (d *decoder) rotation(n *yaml.Node) (r Rotation) {
	d.mapping(n, "rotation",
		field{"days", func(v *yaml.Node) { r.Days = d.integer(v, "days", 1, maxRotationDays) }},
		field{"last", func(v *yaml.Node) { r.Last = d.day(v, "last") }},
		field{"procedure", func(v *yaml.Node) { r.Procedure = d.text(v, "procedure") }},
		field{"tested", func(v *yaml.Node) { r.Tested = d.day(v, "tested") }},
	)
	return r
}

func (d *decoder) vendor(n *yaml.Node) (v Vendor) {
	d.mapping(n, "vendor",
		field{"name", func(value *yaml.Node) { v.Name = d.text(value, "name") }},
		field{"contract_end", func(value *yaml.Node) { v.ContractEnd = d.day(value, "contract_end") }},
	)
	d.require(n, "vendor", "name")
	return v
}

func (d *decoder) attestation(n *yaml.Node) *nhi.Attestation {
	var a nhi.Attestation
	d.mapping(n, "attested",
		field{"by", func(v *yaml.Node) { a.By = d.person(v, "by") }},
		field{"on", func(v *yaml.Node) { a.On = d.day(v, "on") }},
		field{"decision", func(v *yaml.Node) { a.Decision = oneOf(d, v, "decision", nhi.Decisions) }},
		field{"until", func(v *yaml.Node) { a.Until = d.day(v, "until") }},
	)
	d.require(n, "attested", "by", "on")
	if !a.Until.IsZero() && a.Until.Before(a.On) {
		d.wrong(n, "attested until a day before it was attested on")
	}
	return &a
}

func (d *decoder) agent(n *yaml.Node) (a Agent) {
	d.mapping(n, "agent",
		field{"sponsor", func(v *yaml.Node) { a.Sponsor = d.person(v, "sponsor") }},
		field{"allowed_secrets", func(v *yaml.Node) { a.AllowedSecrets = d.texts(v, "allowed_secrets") }},
	)
	return a
}
