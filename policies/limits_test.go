package policies

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestTimeLimit(t *testing.T) {
	s := load(t, custom("", `findings contains {"identity": "a", "message": "m"} if { some a in numbers.range(0, 100000); some b in numbers.range(0, 100000); a * b == -1 }`))
	s.evaluationLimit = 50 * time.Millisecond
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: offBut(s, "custom.p")})
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Gaps) != 1 || v.Gaps[0].Reason != nhi.GapTimeout || v.Gaps[0].Scope != "policy custom.p" {
		t.Errorf("got gaps %+v", v.Gaps)
	}
}

func TestStuckPolicy(t *testing.T) {
	// One call of a builtin that takes seconds and does not look at the clock; what comes before it
	// takes a few thousandths of the limit.
	s := load(t, custom("", `findings contains {"identity": "a", "message": "m"} if {
	a := concat("", ["a" | some _ in numbers.range(1, 450)])
	b := concat("", [a | some _ in numbers.range(1, 450)])
	regex.match("^((a{0,30}){1,30})+x$", b)
}`))
	s.evaluationLimit, s.stopLimit = time.Second, 10*time.Millisecond
	v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: offBut(s, "custom.p")})
	var stuck *StuckError
	if !errors.As(err, &stuck) || !slices.Equal(stuck.Policies, []string{"custom.p"}) || stuck.Hint() == "" {
		t.Fatalf("got %v, want a StuckError for custom.p", err)
	}
	if len(v.Gaps) != 1 || v.Gaps[0].Reason != nhi.GapTimeout || len(v.Policies) == 0 {
		t.Errorf("the verdict is not complete: %+v", v.Gaps)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := load(t, nil).Evaluate(ctx, Input{Now: now}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
