package leaks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// work is a git repository that a test builds.
type work struct {
	testing.TB
	dir string
	day int
}

func newWork(t *testing.T) *work {
	w := &work{TB: t, dir: t.TempDir()}
	w.git("init", "-q", "-b", "main")
	w.git("config", "core.autocrlf", "false")
	return w
}

func (w *work) git(args ...string) string {
	w.Helper()
	date := time.Date(2024, 1, w.day+1, 10, 0, 0, 0, time.UTC).Format(time.RFC3339)
	cmd := exec.Command("git", args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com",
		"GIT_COMMITTER_NAME=Bob", "GIT_COMMITTER_EMAIL=bob@example.com", "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (w *work) write(name, content string) {
	w.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		w.Fatal(err)
	}
}

func (w *work) remove(name string) {
	w.Helper()
	if err := os.RemoveAll(filepath.Join(w.dir, name)); err != nil {
		w.Fatal(err)
	}
}

// commit commits everything, a day after the commit before.
func (w *work) commit() string {
	w.Helper()
	w.day++
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", "change")
	return w.git("rev-parse", "HEAD")
}

// age lets three months pass until the next commit, which changes nothing.
func (w *work) age() {
	w.Helper()
	w.day += 91
	w.commit()
}

// publish makes a project of it that is for everybody, and has a past.
func (w *work) publish() {
	w.Helper()
	w.write("LICENSE", "Permission is hereby granted, free of charge, to any person …")
	w.write("CONTRIBUTING.md", "Welcome!")
	w.git("add", "LICENSE", "CONTRIBUTING.md")
	for range fewestCommits {
		w.git("commit", "-q", "--allow-empty", "-m", "earlier")
	}
}

func (w *work) observe(opts Options) nhi.Observations {
	w.Helper()
	return observe(w.TB, w.dir, opts)
}

func observe(t testing.TB, dir string, opts Options) nhi.Observations {
	t.Helper()
	repo, err := repository.Open(t.Context(), dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	o, err := New(repo, opts).Observe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// only gives the one exposure that is expected.
func only(t *testing.T, o nhi.Observations) nhi.Exposure {
	t.Helper()
	if len(o.Exposures) != 1 {
		t.Fatalf("got %d exposures, want one: %s", len(o.Exposures), brief(o))
	}
	return o.Exposures[0]
}

// brief is a line for each exposure.
func brief(o nhi.Observations) string {
	var b strings.Builder
	for _, e := range o.Exposures {
		fmt.Fprintf(&b, "%s:%d:%d %s %s %s", e.Location.Path, e.Location.Line, e.Location.Column, e.Rule, e.Presence, e.Name)
		if e.Suppressed != nil {
			fmt.Fprintf(&b, " suppressed by %s: %s", e.Suppressed.Kind, e.Suppressed.Reason)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func briefGaps(o nhi.Observations) string {
	var b strings.Builder
	for _, g := range o.Gaps {
		fmt.Fprintf(&b, "%s %s", g.Reason, g.Scope)
		if g.Location != nil {
			fmt.Fprintf(&b, ":%d", g.Location.Line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
