package editors_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/editors"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestObserve: of each workflow the people of the last two years who edited it, the last first.
func TestObserve(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, nil, "init", "-q", "-b", "main")
	commit(t, dir, "Old <old@example.com>", "2024-01-01T00:00:00Z", "forgotten.yml", "ci.yml")
	commit(t, dir, "Ann <1+ann@users.noreply.github.com>", "2025-05-01T00:00:00Z", "ci.yml", "deploy.yml")
	commit(t, dir, "Bob <bob@example.com>", "2026-01-01T02:00:00+02:00", "deploy.yml")
	commit(t, dir, "Ann <1+ann@users.noreply.github.com>", "2026-02-01T00:00:00Z", "deploy.yml", "../../main.go")
	commit(t, dir, "dependabot[bot] <2+dependabot[bot]@users.noreply.github.com>", "2026-03-01T00:00:00Z", "deploy.yml", "ci.yml")
	commit(t, dir, "Eve <eve@example.com>", "2026-04-01T00:00:00Z", "../../README.md")
	want := []string{
		".github/workflows/ci.yml @ann 2025-05-01",
		".github/workflows/deploy.yml @ann 2026-02-01",
		".github/workflows/deploy.yml bob@example.com 2026-01-01",
	}
	if diff := cmp.Diff(want, observed(t, dir)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	shallow := filepath.Join(t.TempDir(), "shallow")
	git(t, dir, nil, "clone", "-q", "--depth", "2", "file://"+dir, shallow)
	if got := observed(t, shallow); got != nil {
		t.Errorf("of a shallow clone: %v", got)
	}
	if got := observed(t, t.TempDir()); got != nil {
		t.Errorf("of a folder: %v", got)
	}
}

// TestManyEditors: of a file that a crowd edits only the last few are kept.
func TestManyEditors(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, nil, "init", "-q", "-b", "main")
	for _, who := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		commit(t, dir, who+" <"+who+"@example.com>", "2026-01-01T00:00:00Z", "ci.yml")
	}
	if got := observed(t, dir); len(got) != 5 || strings.Contains(strings.Join(got, " "), "b@example.com") {
		t.Errorf("%v", got)
	}
}

func observed(t *testing.T, dir string) []string {
	t.Helper()
	repo, err := repository.Open(context.Background(), dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	seen, err := editors.New(repo, now, editors.Past{}).Observe(context.Background())
	if err != nil || seen.Gaps != nil {
		t.Fatalf("%v %+v", err, seen.Gaps)
	}
	var all []string
	for _, e := range seen.Edits {
		if len(e.Commit) != 40 {
			t.Errorf("the commit is %q", e.Commit)
		}
		all = append(all, e.Path+" "+e.Editor+" "+e.Date.Format(time.DateOnly))
	}
	return all
}

// TestUnreadable: a history that git cannot read is a gap.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, nil, "init", "-q", "-b", "main")
	commit(t, dir, "Ann <ann@example.com>", "2026-01-01T00:00:00Z", "ci.yml")
	repo, err := repository.Open(context.Background(), dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if err := os.RemoveAll(filepath.Join(dir, ".git", "objects")); err != nil {
		t.Fatal(err)
	}
	seen, err := editors.New(repo, now, editors.Past{}).Observe(context.Background())
	if err != nil || len(seen.Gaps) != 1 || seen.Gaps[0].Reason != nhi.GapUnreadable {
		t.Errorf("%v %+v", err, seen)
	}
}

// commit changes files, whose names are given from the workflows' folder.
func commit(t *testing.T, dir, author, date string, names ...string) {
	t.Helper()
	for _, name := range names {
		file := filepath.Join(dir, ".github", "workflows", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(file)
		if err := os.WriteFile(file, append(text, "# "+author+"\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	who, address, _ := strings.Cut(strings.TrimSuffix(author, ">"), " <")
	git(t, dir, nil, "add", "-A")
	git(t, dir, []string{
		"GIT_AUTHOR_NAME=" + who, "GIT_AUTHOR_EMAIL=" + address, "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=x", "GIT_COMMITTER_EMAIL=x@example.com", "GIT_COMMITTER_DATE=" + date,
	}, "commit", "-q", "-m", "change")
}

func git(t *testing.T, dir string, environment []string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), append(environment, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
}
