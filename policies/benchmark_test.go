package policies

import (
	"fmt"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// BenchmarkLoad parses the pack: what `rollcall policy list` costs.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := loadBuiltin(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart is what a scan of a small repository costs: the pack is parsed, compiled
// and evaluated for one identity.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s, err := loadBuiltin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Evaluate(b.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluate judges 10,000 identities by the whole pack.
func BenchmarkEvaluate(b *testing.B) {
	in := Input{Now: now}
	for i := range 10_000 {
		id := secret(fmt.Sprintf("S%05d", i))
		id.Times.Created = nhi.Observed(now.AddDate(0, 0, -i%400), "api")
		id.Rotation.MaximumDays = nhi.Derived(90, "service")
		if i%100 == 0 {
			id.Exposures = []nhi.Exposure{{Rule: "r", Presence: nhi.PresenceHead, Location: nhi.Location{Path: "a.go", Line: i}}}
		}
		in.Identities = append(in.Identities, id)
	}
	s, err := loadBuiltin()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Evaluate(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
