package scanner

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// source observes what it is told to, after the one before it has.
type source struct {
	name  string
	after <-chan struct{}
	done  chan struct{}
	seen  nhi.Observations
	err   error
}

func (s source) Name() string { return s.name }

func (s source) Observe(ctx context.Context) (nhi.Observations, error) {
	defer close(s.done)
	select {
	case <-s.after:
	case <-ctx.Done():
		return nhi.Observations{}, ctx.Err()
	}
	return s.seen, s.err
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// The order of sources decides, not which of them is ready first.
func TestObserveKeepsTheOrderOfSources(t *testing.T) {
	second := source{name: "b", after: closed(), done: make(chan struct{}), seen: nhi.Observations{
		Exposures: []nhi.Exposure{{Rule: "b"}}, Gaps: []nhi.Gap{{Source: "b", Scope: "1"}, {Source: "a", Scope: "2"}}, Counts: []nhi.ScanCount{{Source: "b"}}}}
	first := source{name: "a", after: second.done, done: make(chan struct{}), seen: nhi.Observations{
		Exposures: []nhi.Exposure{{Rule: "a"}}, Gaps: []nhi.Gap{{Source: "a", Scope: "1"}}, Counts: []nhi.ScanCount{{Source: "a"}}}}
	got, err := Observe(t.Context(), first, second)
	if err != nil {
		t.Fatal(err)
	}
	want := nhi.Observations{
		Exposures: []nhi.Exposure{{Rule: "a"}, {Rule: "b"}},
		Gaps:      []nhi.Gap{{Source: "a", Scope: "1"}, {Source: "a", Scope: "2"}, {Source: "b", Scope: "1"}},
		Counts:    []nhi.ScanCount{{Source: "a"}, {Source: "b"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A source that fails ends the others; nothing half-seen is returned.
func TestObserveEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	failing := source{name: "a", after: closed(), done: make(chan struct{}), err: broken}
	waiting := source{name: "b", after: make(chan struct{}), done: make(chan struct{}), seen: nhi.Observations{Exposures: []nhi.Exposure{{Rule: "b"}}}}
	got, err := Observe(t.Context(), failing, waiting)
	if !errors.Is(err, broken) || len(got.Exposures) != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}
