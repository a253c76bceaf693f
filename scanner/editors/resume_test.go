package editors_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/editors"
)

// seen is what the source gives of a repository at some time, and what it leaves.
func seen(t *testing.T, dir string, at time.Time, past []byte) (edits []nhi.Edit, state []byte) {
	t.Helper()
	repo, err := repository.Open(context.Background(), dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	s := editors.New(repo, at, editors.Past{State: past, Since: func(ctx context.Context, older, newer string) ([]string, bool) {
		r, err := repo.Range(ctx, older, newer)
		return r.Commits, err == nil && r.MergeBase == older && r.Commits != nil
	}})
	observed, err := s.Observe(context.Background())
	if err != nil || observed.Gaps != nil {
		t.Fatalf("%v %+v", err, observed.Gaps)
	}
	if s.State(func(path string) bool { return path != ".github/workflows/w1.yml" }) != nil {
		t.Error("a path is left that must not be")
	}
	return observed.Edits, s.State(func(string) bool { return true })
}

// TestPastChangesNothing: with what earlier scans left, the same is found as without.
func TestPastChangesNothing(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, nil, "init", "-q", "-b", "main")
	day := func(n int) string { return now.AddDate(0, 0, n-800).Format(time.RFC3339) }
	var state []byte
	for step := range 8 {
		for n := range 4 {
			who := fmt.Sprintf("P%d <p%d@example.com>", (step*n)%7, (step*n)%7)
			commit(t, dir, who, day(step*40+n), fmt.Sprintf("w%d.yml", n%3))
		}
		git(t, dir, nil, "checkout", "-q", "-b", fmt.Sprint("side", step))
		commit(t, dir, "Side <side@example.com>", day(step*40+10), "side.yml", "w1.yml")
		git(t, dir, nil, "checkout", "-q", "main")
		commit(t, dir, "dependabot[bot] <2+dependabot[bot]@users.noreply.github.com>", day(step*40+11), "w2.yml")
		git(t, dir, []string{"GIT_AUTHOR_NAME=m", "GIT_AUTHOR_EMAIL=m@example.com", "GIT_COMMITTER_NAME=m", "GIT_COMMITTER_EMAIL=m@example.com"},
			"merge", "-q", "--no-edit", "-X", "theirs", fmt.Sprint("side", step))
		at := now.AddDate(0, 0, step*20-140)
		want, whole := seen(t, dir, at, nil)
		got, left := seen(t, dir, at, state)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("step %d: -whole +resumed\n%s", step, diff)
		}
		if string(whole) != string(left) {
			t.Errorf("step %d: %q is left, and %q by a whole scan", step, left, whole)
		}
		if len(want) < 4 {
			t.Errorf("step %d: only %v", step, want)
		}
		state = left
	}
	for name, past := range map[string]string{
		"nothing": "", "rewritten": "1 " + "1111111111111111111111111111111111111111\n", "words": "a b\nc", "no time": "x main",
		"another time": fmt.Sprintf("%d HEAD~1\n", now.Unix()), "not commits": "1 HEAD~1\nHEAD:a\n-x",
		"broken paths": "1 HEAD~1\n" + strings.Repeat("1", 40) + " 1 \"a\n",
	} {
		want, _ := seen(t, dir, now, nil)
		if got, _ := seen(t, dir, now, []byte(past)); !cmp.Equal(want, got) {
			t.Errorf("%s: %v", name, cmp.Diff(want, got))
		}
	}
}
