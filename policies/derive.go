package policies

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// derivation turns an inventory into the facts that policies read.
type derivation struct {
	now       time.Time
	byID      map[nhi.ID]*nhi.Identity
	named     map[nameIn][]*nhi.Identity
	workflows map[workflowKey]nhi.Workflow // composite actions left out
	world     world

	// recognised is where files hold values that detectors know.
	recognised map[fileLine][]int
}

// workflowKey names a workflow; the repository is "" for the scan's own.
type workflowKey struct{ repository, path string }

func newDerivation(in Input) *derivation {
	d := &derivation{
		now: in.Now, byID: map[nhi.ID]*nhi.Identity{}, named: map[nameIn][]*nhi.Identity{},
		workflows: map[workflowKey]nhi.Workflow{}, world: worldOf(in.Platform, in.Gaps), recognised: recognised(in.Identities),
	}
	for i := range in.Identities {
		id := &in.Identities[i]
		d.byID[id.ID] = id
		if isSecret(id) {
			key := nameIn{id.Scope, id.Name}
			d.named[key] = append(d.named[key], id)
		}
	}
	for _, w := range in.Workflows {
		if !w.Composite {
			d.workflows[workflowKey{w.Repository, w.Path}] = w
		}
	}
	return d
}

// entries are what is judged, sorted by ID, and what it adds up to: the identities but those that are public by design,
// which are no secret, and those that stand for settings, which are judged as such. A workflow without a token identity
// of its own gets an entry for it, so that no workflow is unjudged.
func (d *derivation) entries(in Input) ([]*nhi.Identity, summaryFacts) {
	all := make([]*nhi.Identity, 0, len(in.Identities))
	summary := summaryFacts{ByKind: map[string]int{}}
	seen := map[workflowKey]bool{}
	for i := range in.Identities {
		id := &in.Identities[i]
		if id.Credential.Public {
			continue
		}
		if w, ok := d.workflowOf(id); ok {
			seen[workflowKey{w.Repository, w.Path}] = true
		}
		summary.add(id)
		if id.Settings == nil {
			all = append(all, id)
		}
	}
	for key, w := range d.workflows {
		if !seen[key] {
			all = append(all, undiscovered(w, in.Identities))
		}
	}
	nhi.Sort(all, func(a, b *nhi.Identity) int { return cmp.Compare(a.ID, b.ID) })
	return all, summary
}

func (s *summaryFacts) add(id *nhi.Identity) {
	s.Identities++
	s.ByKind[string(id.Kind)]++
	if id.Lifetime == nhi.LifetimeStatic && !standsForAll(id) {
		s.Static++
	}
	if id.Registered.Known() && id.Registered.Value {
		s.Registered++
	}
}

// standsForAll tells whether an identity is no credential of its own, but every secret that a job is handed without its name.
func standsForAll(id *nhi.Identity) bool { return id.Store == "actions-secrets" }

// undiscovered makes the entry of a workflow whose token the inventory does not list.
func undiscovered(w nhi.Workflow, all []nhi.Identity) *nhi.Identity {
	scope := cmp.Or(w.Repository, "unknown")
	for _, id := range all {
		if w.Repository == "" && id.System == "github" && strings.Contains(id.Scope, "/") {
			scope = id.Scope
			break
		}
	}
	return &nhi.Identity{
		ID:     nhi.ID("github:" + scope + ":workflow-token:" + w.Path),
		Kind:   nhi.KindWorkflowToken,
		Name:   w.Path,
		System: "github", Scope: scope, Store: "workflow-token",
		Lifetime: nhi.LifetimeEphemeral,
		Owner:    nhi.Owner{Status: nhi.OwnerNone},
	}
}

func (d *derivation) identity(id *nhi.Identity) identityFacts {
	c := id.Credential
	f := identityFacts{
		ID: id.ID, Kind: id.Kind, Name: id.Name, System: id.System, Scope: id.Scope, Store: id.Store,
		Lifetime: id.Lifetime,
		Service:  c.Service, Category: c.Category, CredentialKind: c.Kind, RecognisedBy: c.By,
		ServiceConfidence: c.Confidence, Livemode: c.Livemode,
		Identifier: namesAThing(id), Keyless: c.Keyless.Support, KeylessHow: c.Keyless.How,
		OwnerStatus: cmp.Or(id.Owner.Status, nhi.OwnerNone),
		Owner:       id.Owner.Technical.Value, OwnerSource: id.Owner.Technical.Source,
		OwnerConfidence: id.Owner.Confidence, BusinessOwner: id.Owner.Business.Value, Status: id.Status.Value,
		Ended: ended(id.Status.Value), Wildcard: id.Privilege.Wildcard, Environments: id.Environments, LesserEnvironments: lesserEnvironments(id.Environments), Permissions: id.Privilege.Permissions,
		Rotates: id.Times.Rotated.Known(), CriticalityDeclared: id.Criticality.Evidence == nhi.EvidenceDeclared,
		UnusedIn: id.Privilege.Unused, URL: id.URL, Unknown: reasons{},
	}
	d.values(&f, id)
	d.days(&f, id)
	d.platform(&f, id)
	for _, u := range id.Uses {
		f.Uses = append(f.Uses, d.useOf(id, u))
	}
	f.Exposures = d.exposures(id.Exposures)
	exposed(&f)
	f.SameValue, f.Keys = d.sameValue(id.Links), d.keys(id)
	if f.Agent = agentOf(id.Agent); f.Agent != nil {
		d.markRecognised(f.Agent.Inline)
	}
	f.Workflow = d.workflowFacts(id)
	f.At = bestPlace(id, &f)
	if f.AllSecrets = standsForAll(id); f.AllSecrets {
		f.Lifetime = "" // it stands for others, and has none of its own
	}
	return f
}

func ended(s nhi.Status) bool {
	return s == nhi.StatusDisabled || s == nhi.StatusExpired || s == nhi.StatusRevoked
}

// fact stores a fact's value at place, or the reason for which there is none under name.
func fact[T any](unknown reasons, place **T, name string, v nhi.Fact[T]) {
	if v.Known() {
		*place = &v.Value
		return
	}
	unknown[name] = v.Why()
}

func (d *derivation) values(f *identityFacts, id *nhi.Identity) {
	environment := id.Environment
	if environment.Value == nhi.EnvironmentUnknown {
		environment = nhi.Absent[nhi.Environment](cmp.Or(environment.Reason, nhi.ReasonNotDeclared), environment.Source)
	}
	fact(f.Unknown, &f.Environment, "environment", environment)
	fact(f.Unknown, &f.Criticality, "criticality", id.Criticality)
	fact(f.Unknown, &f.Level, "level", id.Privilege.Level)
	fact(f.Unknown, &f.Resources, "resources", id.Privilege.Resources)
	fact(f.Unknown, &f.Purpose, "purpose", id.Purpose)
	fact(f.Unknown, &f.Vendor, "vendor", id.Business.Vendor)
	fact(f.Unknown, &f.Registered, "registered", id.Registered)
	fact(f.Unknown, &f.ConsumersKnown, "consumers_known", id.UsesKnown)
	fact(f.Unknown, &f.RotationProcedure, "rotation_procedure", id.Rotation.Procedure)
	fact(f.Unknown, &f.MaximumAgeDays, "maximum_age_days", id.Rotation.MaximumDays)
	fact(f.Unknown, &f.EnvironmentGuarded, "environment_guarded", id.Privilege.Protected)
}

func (d *derivation) days(f *identityFacts, id *nhi.Identity) {
	t := id.Times
	fact(f.Unknown, &f.AgeDays, "age_days", mapFact(t.Created, d.since))
	fact(f.Unknown, &f.DaysSinceRotation, "days_since_rotation", mapFact(rotatedOrCreated(t), d.since))
	fact(f.Unknown, &f.DaysSinceUse, "days_since_use", mapFact(t.LastUsed, d.since))
	expires := expiry(id)
	fact(f.Unknown, &f.ExpiresInDays, "expires_in_days", d.untilEnd(expires))
	fact(f.Unknown, &f.LifetimeDays, "lifetime_days", lifetime(t.Created, expires))
	fact(f.Unknown, &f.AttestedUntilDays, "attested_until_days", d.attested(id.Attestation))
	fact(f.Unknown, &f.ContractEndsInDays, "contract_ends_in_days", d.untilEnd(id.Business.ContractEnd))
}

// expiry is the identity's expiry, else what its value says.
func expiry(id *nhi.Identity) nhi.Fact[time.Time] {
	c := id.Credential
	switch {
	case id.Times.Expires.Known():
		return id.Times.Expires
	case !c.ExpiresAt.IsZero():
		return nhi.Derived(c.ExpiresAt, "value")
	case c.NeverExpires:
		return nhi.Absent[time.Time](nhi.ReasonUnset, "value")
	}
	return id.Times.Expires
}

// lifetime is the days from created to expires. An expiry that is not set or not
// supported decides the question, whatever is known of the creation.
func lifetime(created, expires nhi.Fact[time.Time]) nhi.Fact[int] {
	if !expires.Known() {
		return nhi.Absent[int](expires.Why(), expires.Source)
	}
	if !created.Known() {
		return nhi.Absent[int](created.Why(), created.Source)
	}
	return nhi.Derived(days(expires.Value.Sub(created.Value)), "dates")
}

func (d *derivation) attested(a nhi.Fact[nhi.Attestation]) nhi.Fact[int] {
	if a.Known() && a.Value.Until.IsZero() {
		return nhi.Absent[int](nhi.ReasonUnset, a.Source)
	}
	return mapFact(a, func(a nhi.Attestation) int { return d.untilDay(a.Until) })
}

func mapFact[T, U any](f nhi.Fact[T], convert func(T) U) nhi.Fact[U] {
	if !f.Known() {
		return nhi.Absent[U](f.Why(), f.Source)
	}
	return nhi.Fact[U]{Value: convert(f.Value), Evidence: f.Evidence, Source: f.Source}
}

func (d *derivation) since(t time.Time) int { return days(d.now.Sub(t)) }
func (d *derivation) until(t time.Time) int { return days(t.Sub(d.now)) }

// untilDay is the days until a declared day, 0 on the day itself: it still counts.
func (d *derivation) untilDay(day time.Time) int { return days(day.Sub(nhi.Date(d.now))) }

// untilEnd is the days until an end, which is a day where it is declared.
func (d *derivation) untilEnd(end nhi.Fact[time.Time]) nhi.Fact[int] {
	if end.Evidence == nhi.EvidenceDeclared {
		return mapFact(end, d.untilDay)
	}
	return mapFact(end, d.until)
}

// days is the number of whole days in a duration, rounded down: what expired an hour ago
// expires in -1 days.
func days(d time.Duration) int { return int(math.Floor(d.Hours() / 24)) }

// thing matches names of what is not secret in itself, though it is often kept among the secrets; address those of them
// that a service may put a credential into, such as the URL of a database or a webhook.
var (
	thing   = lazyregexp.New(`(?i)(^|_)(ID|ARN|REGION|ZONE|URL|URI|HOST|HOSTNAME|ENDPOINT|PORT|BUCKET|PROJECT|ACCOUNT|TENANT|SUBSCRIPTION|PROVIDER|ROLE|ROLE_TO_ASSUME|NAME|USER|USERNAME|EMAIL|ORG|DOMAIN|REGISTRY|REPOSITORY|SERVICE_ACCOUNT_EMAIL)(_(\d+|EAST|WEST|NORTH|SOUTH|EU|US|DEV|TEST|QA|STAGING|PROD|PRODUCTION))?$`)
	address = lazyregexp.New(`(?i)(^|_)(URL|URI)$`)
)

func namesAThing(id *nhi.Identity) bool {
	c := id.Credential
	if c.Public {
		return true
	}
	ofService := c.Service != "" && c.Category != nhi.CategoryUnknown
	return thing().MatchString(id.Name) && !(ofService && address().MatchString(id.Name))
}

func (d *derivation) sameValue(links []nhi.Link) []sharedFacts {
	var shared []sharedFacts
	for _, l := range links {
		other := d.byID[l.To]
		if l.Relation != nhi.RelationSameValue || other == nil {
			continue
		}
		shared = append(shared, d.shared(other))
	}
	nhi.Sort(shared, func(a, b sharedFacts) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(shared, func(a, b sharedFacts) bool { return a.ID == b.ID })
}

// keys are the secrets with the private key of an App.
func (d *derivation) keys(app *nhi.Identity) (keys []keyFacts) {
	for _, l := range app.Links {
		key := d.byID[l.To]
		if app.Kind != nhi.KindGitHubApp || l.Relation != nhi.RelationHolds || key == nil {
			continue
		}
		keys = append(keys, keyFacts{
			ID: key.ID, Name: key.Name, Identifier: namesAThing(key),
			OwnerStatus: cmp.Or(key.Owner.Status, nhi.OwnerNone), OwnerConfidence: key.Owner.Confidence,
		})
	}
	return keys
}

func (d *derivation) shared(other *nhi.Identity) sharedFacts {
	s := sharedFacts{ID: other.ID, Name: other.Name, Scope: other.Scope, Service: other.Credential.Service, Store: other.Store}
	if other.Environment.Known() && other.Environment.Value != nhi.EnvironmentUnknown {
		s.Environment = other.Environment.Value
	}
	if r := rotatedOrCreated(other.Times); r.Known() {
		days := d.since(r.Value)
		s.Rotated = &days
	}
	return s
}

// rotatedOrCreated is when a value was last replaced: when it came to be, where nothing can have replaced it. That
// nobody told of a rotation does not mean that there was none.
func rotatedOrCreated(t nhi.Times) nhi.Fact[time.Time] {
	why := t.Rotated.Why()
	if t.Created.Known() && (why == nhi.ReasonNotSupported || why == nhi.ReasonUnset) {
		return t.Created
	}
	return t.Rotated
}
