package policies

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// What is not known is reported, unless the policy has a finding, lets the identity pass,
// or the platform has no such fact.
func TestUnknown(t *testing.T) {
	unknowns := func(change func(*nhi.Identity)) []nhi.Unknown {
		id := secret("A")
		change(&id)
		s := load(t, nil)
		v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now, Settings: offBut(s, "rotation_overdue")})
		if err != nil {
			t.Fatal(err)
		}
		return v.Unknowns
	}
	maximum := nhi.Derived(90, "service")
	tests := map[string]struct {
		change func(*nhi.Identity)
		want   []nhi.Unknown
	}{
		"nothing known": {func(*nhi.Identity) {}, []nhi.Unknown{{Policy: "rotation_overdue", Identity: secret("A").ID, Fact: "maximum_age_days", Reason: nhi.ReasonNotCollected}}},
		"not permitted": {func(id *nhi.Identity) {
			id.Rotation.MaximumDays = maximum
			id.Times.Created = nhi.Absent[time.Time](nhi.ReasonNotPermitted, "")
			id.Times.Rotated = nhi.Absent[time.Time](nhi.ReasonNotPermitted, "")
		}, []nhi.Unknown{{Policy: "rotation_overdue", Identity: secret("A").ID, Fact: "days_since_rotation", Reason: nhi.ReasonNotPermitted}}},
		"not supported": {func(id *nhi.Identity) {
			id.Rotation.MaximumDays = maximum
			id.Times.Rotated = nhi.Absent[time.Time](nhi.ReasonNotSupported, "")
		}, nil},
		"known":      {func(id *nhi.Identity) { id.Rotation.MaximumDays = maximum; id.Times.Created = nhi.Observed(now, "api") }, nil},
		"passes":     {func(id *nhi.Identity) { id.Lifetime = nhi.LifetimeEphemeral }, nil},
		"collective": {func(id *nhi.Identity) { id.Store = "actions-secrets" }, nil},
		"public":     {func(id *nhi.Identity) { id.Credential.Public = true }, nil},
		"missing":    {func(id *nhi.Identity) { id.Status = nhi.Derived(nhi.StatusMissing, "registry") }, nil},
		"other kind": {func(id *nhi.Identity) { id.Kind = nhi.KindRunner }, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, unknowns(test.change)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Findings are merged by key, and their fingerprint does not move with lines and days.
func TestMergeAndFingerprint(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": i.id, "message": sprintf("%d", [input.summary.identities]), "key": "k", "at": use.at} if {
	some i in input.identities
	some use in i.uses
}`))
	findings := func(shift int) []nhi.Finding {
		id := secret("A")
		second := id.Uses[0]
		second.Location.Line = 30
		id.Uses = append([]nhi.Use{second}, id.Uses...)
		for i := range id.Uses {
			id.Uses[i].Location.Line += shift
		}
		v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{id}, Now: now.AddDate(0, 0, shift)})
		if err != nil {
			t.Fatal(err)
		}
		return only(v.Findings, "custom.p")
	}
	before, after := findings(0), findings(5)
	if len(before) != 1 || before[0].Location.Line != 9 || len(before[0].Related) != 1 || before[0].Related[0].Line != 30 {
		t.Errorf("got %+v", before)
	}
	if before[0].Fingerprint != after[0].Fingerprint {
		t.Error("the fingerprint moved with the lines")
	}
}

// Every identity and workflow is judged, whatever the number and order, and the same way.
func TestOrderAndChunksDoNotMatter(t *testing.T) {
	in := Input{Now: now}
	for i := range 3*batchSize + 7 {
		id := secret(fmt.Sprintf("S%04d", i))
		id.Owner.Status = nhi.OwnerNone
		in.Identities = append(in.Identities, id)
	}
	s := load(t, nil)
	first, err := s.Evaluate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(only(first.Findings, "no_owner")); got != len(in.Identities) {
		t.Errorf("no_owner has %d findings", got)
	}
	slices.Reverse(in.Identities)
	second, err := s.Evaluate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error(diff)
	}
}
