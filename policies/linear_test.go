package policies

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/rollcall-dev/rollcall/nhi"
)

// steps counts what the evaluator does.
type steps int

func (s *steps) Enabled() bool               { return true }
func (s *steps) TraceEvent(topdown.Event)    { *s++ }
func (s *steps) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// crowd is the shop's inventory many times over, and a secret of a whole job that goes to an action of somebody else.
func crowd(copies int) Input {
	in := shop()
	wide := secret("WIDE")
	wide.Uses[0].Level, wide.Uses[0].Action = "job", &nhi.ActionRef{Raw: "a/b@v1", Owner: "a", Repo: "b", Ref: "v1", Pin: nhi.PinTag}
	one := append(in.Identities, wide)
	in.Identities = nil
	for n := range copies {
		for _, id := range one {
			id.ID += nhi.ID(fmt.Sprintf("-%d", n))
			in.Identities = append(in.Identities, id)
		}
	}
	return in
}

// stepsOf is what the evaluator does for one policy and so many identities.
func stepsOf(t *testing.T, s *Set, c *configured, copies int) steps {
	t.Helper()
	e := &evaluation{set: s, now: now}
	e.prepare(crowd(copies))
	p, err := e.ready(c, termOf(reflect.ValueOf([]exceptionFact(nil))))
	if err != nil {
		t.Fatal(err)
	}
	var done steps
	for b := range e.batches {
		for _, ch := range e.chunksOf(b, c) {
			asked, end, err := newQuery(t.Context(), p.query.body, p.query.compiler)
			if err != nil {
				t.Fatal(err)
			}
			asked = asked.WithInput(p.input(ch)).WithTime(now).WithQueryTracer(&done)
			if err := asked.Iter(t.Context(), func(topdown.QueryResult) error { return nil }); err != nil {
				t.Fatal(err)
			}
			end()
		}
	}
	return done
}

// An organisation has tens of thousands of identities: no policy may look at all of them for each of them.
func TestPoliciesAreLinear(t *testing.T) {
	s := load(t, nil)
	all, err := s.configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there is no policy")
	}
	for _, c := range all {
		if slices.Contains([]subject{subjectExceptions, subjectChanges}, c.metadata.Subject) {
			continue
		}
		few, many := stepsOf(t, s, c, 4), stepsOf(t, s, c, 32)
		if many > 9*few {
			t.Errorf("%s: %d steps for 4 of each identity, %d for 32", c.ID, few, many)
		}
	}
}
