package leaks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// proposal gives what the commits from main to topic add where their comments are not to be trusted, and what these silence.
func (w *work) proposal(exclude func(string) bool) (exposures, silenced string) {
	w.Helper()
	repo, err := repository.Open(w.Context(), w.dir, repository.Options{At: "topic"})
	if err != nil {
		w.Fatal(err)
	}
	defer repo.Close()
	r, err := repo.Range(w.Context(), "main", "topic")
	if err != nil {
		w.Fatal(err)
	}
	rules, err := repo.CommitFS(w.Context(), r.Base)
	if err != nil {
		w.Fatal(err)
	}
	source := New(repo, Options{Range: &r, Proposed: true, Rules: rules, Exclude: exclude})
	o, err := source.Observe(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	var lines []string
	for _, s := range source.Silenced() {
		known := "new"
		if s.Known {
			known = "known"
		}
		lines = append(lines, fmt.Sprintf("%s:%d %s %s: %s", s.Location.Path, s.Location.Line, known, s.Confidence, s.Reason))
	}
	return brief(o), strings.Join(lines, "\n")
}

func TestCommentsOfAProposalSuppressNothing(t *testing.T) {
	for name, test := range map[string]struct {
		before, after       []string // contents of k.env, a commit each
		ignore              string   // .gitleaksignore of the base
		exclude             string
		exposures, silenced string
	}{
		"added with a comment": {
			after:     []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\n"},
			exposures: "k.env:1:3 stripe-access-token head K", silenced: "k.env:1 new high: made up",
		},
		"added, the comment in a later commit": {
			after:     []string{"K=" + fakes.StripeKey("a") + "\n", "K=" + fakes.StripeKey("a") + " # gitleaks:allow\n"},
			exposures: "k.env:1:3 stripe-access-token head K", silenced: "k.env:1 new high: gitleaks:allow",
		},
		"another value on a line that has a comment": {
			before:    []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\n"},
			after:     []string{"K=" + fakes.StripeKey("b") + " # rollcall:ignore made up\n"},
			exposures: "k.env:1:3 stripe-access-token head K", silenced: "k.env:1 new high: made up",
		},
		"a comment on what was there": {
			before:   []string{"K=" + fakes.StripeKey("a") + "\n"},
			after:    []string{"\nK=" + fakes.StripeKey("a") + " # rollcall:ignore never mind\n"},
			silenced: "k.env:2 known high: never mind",
		},
		"a comment that was there": {
			before: []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\n"},
			after:  []string{"\nK=" + fakes.StripeKey("a") + " # rollcall:ignore made up, really\n"},
		},
		"one of two places": {
			before: []string{"K=" + fakes.StripeKey("a") + "\nL=" + fakes.StripeKey("a") + "\n"},
			after:  []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\nL=" + fakes.StripeKey("a") + "\n"},
		},
		"a value in the reason": {
			after:     []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore like " + fakes.GitHubToken("b") + "\n"},
			exposures: "k.env:1:3 stripe-access-token head K\nk.env:1:59 github-pat head ", silenced: "k.env:1 new high: like ghp_…uq",
		},
		"no comment": {
			after: []string{"K=" + fakes.StripeKey("a") + "\n"}, exposures: "k.env:1:3 stripe-access-token head K",
		},
		"what the base ignores": {
			ignore:    "k.env:stripe-access-token:1\n",
			after:     []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\n"},
			exposures: "k.env:1:3 stripe-access-token head K suppressed by baseline: .gitleaksignore:1",
		},
		"what the base leaves out": {
			exclude:   "k.env",
			after:     []string{"K=" + fakes.StripeKey("a") + " # rollcall:ignore made up\n"},
			exposures: "k.env:1:3 stripe-access-token head K suppressed by configuration: scan.exclude names the path",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWork(t)
			w.write("readme", "x\n")
			w.write(".gitleaksignore", test.ignore)
			for _, text := range test.before {
				w.write("k.env", text)
			}
			w.commit()
			w.git("checkout", "-q", "-b", "topic")
			for _, text := range test.after {
				w.write("k.env", text)
				w.commit()
			}
			exposures, silenced := w.proposal(func(path string) bool { return path == test.exclude })
			equal(t, "exposures", strings.TrimRight(exposures, "\n"), test.exposures)
			equal(t, "silenced", silenced, test.silenced)
		})
	}
}

// Elsewhere comments hold, and nothing is said to be silenced.
func TestCommentsOfARangeHold(t *testing.T) {
	w := newWork(t)
	w.write("readme", "x\n")
	w.commit()
	w.git("checkout", "-q", "-b", "topic")
	w.write("k.env", "K="+fakes.StripeKey("a")+" # rollcall:ignore made up\n")
	w.commit()
	o := w.between("main", "topic")
	if len(o.Exposures) != 1 || o.Exposures[0].Suppressed == nil || o.Exposures[0].Confidence != nhi.ConfidenceHigh {
		t.Errorf("got %s", brief(o))
	}
}
