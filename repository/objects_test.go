package repository_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

func TestEachBlob(t *testing.T) {
	w := newWork(t)
	var objects []string
	for i := range 5 {
		w.write("f", fmt.Sprintf("content %d\n", i))
		w.commit("x")
		objects = append(objects, w.git("rev-parse", "HEAD:f"))
	}
	w.write("big", strings.Repeat("x", 5000))
	w.commit("big")
	objects = append(objects, w.git("rev-parse", "HEAD:big"), w.git("rev-parse", "HEAD^{tree}"), strings.Repeat("12", 20))
	remove(w, objects[1])
	damaged := filepath.Join(w.dir, ".git/objects", objects[3][:2], objects[3][2:])
	os.Chmod(damaged, 0o644)
	if err := os.WriteFile(damaged, []byte("not an object"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, more := range []int{0, 1000} { // these go through a process that serves others too, or one of their own
		testEachBlob(t, w.open(repository.Options{}), slices.Concat(objects, slices.Repeat(objects[:1], more)), more)
	}
}

func testEachBlob(t *testing.T, r *repository.Repository, objects []string, more int) {
	var got []string
	err := r.EachBlob(t.Context(), objects, 1000, func(b repository.Blob) error {
		state := string(b.Data)
		for _, e := range []error{repository.ErrMissing, repository.ErrCorrupt, repository.ErrTooLarge, repository.ErrNotBlob} {
			if errors.Is(b.Err, e) {
				state = e.Error()
			}
		}
		if b.Index != len(got) {
			t.Errorf("index %d after %d objects", b.Index, len(got))
		}
		got = append(got, state)
		return nil
	})
	equal(t, "error", err, nil)
	want := []string{"content 0\n", "object is missing", "content 2\n", got[3], "content 4\n", "file is too large", "object is not a file", "object is missing"}
	equal(t, "blobs", got, slices.Concat(want, slices.Repeat([]string{"content 0\n"}, more)))
	if got[3] != "object is damaged" && got[3] != "object is missing" {
		t.Errorf("a damaged object is told as %q", got[3])
	}
}

func TestEachBlobStops(t *testing.T) {
	w := newWork(t)
	w.write("f", strings.Repeat("x", 1<<20))
	w.commit("x")
	objects := slices.Repeat([]string{w.git("rev-parse", "HEAD:f")}, 1000)
	r := w.open(repository.Options{})
	stop := errors.New("stop")
	calls := 0
	err := r.EachBlob(t.Context(), objects, 1<<30, func(repository.Blob) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = r.EachBlob(ctx, objects, 1<<30, func(repository.Blob) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestResolveAndTips(t *testing.T) {
	w := newWork(t)
	w.write("a b", "1")
	first := w.commit("first")
	w.git("tag", "v1")
	w.git("branch", "other")
	w.write("a b", "2")
	second := w.commit("second")
	r := w.open(repository.Options{})
	tips, err := r.Tips(t.Context())
	want := []string{first, second}
	slices.Sort(want)
	equal(t, "tips", tips, want)
	equal(t, "error", err, nil)
	objects, err := r.Resolve(t.Context(), []string{first + ":a b", first + ":none", second + ":a b"})
	equal(t, "objects", objects, []string{w.git("rev-parse", first+":a b"), "", w.git("rev-parse", second+":a b")})
	equal(t, "error", err, nil)
}

func TestObjectName(t *testing.T) {
	w := newWork(t)
	w.write("a", "hello\n")
	w.commit("x")
	equal(t, "object", repository.ObjectName([]byte("hello\n"), 40), w.git("rev-parse", "HEAD:a"))
	equal(t, "SHA-256", repository.ObjectName([]byte("hello\n"), 64), "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4")
}

// TestNeverFetched: what a partial clone has not fetched is missing, not damaged.
func TestNeverFetched(t *testing.T) {
	w := newWork(t)
	w.write("a", "old")
	w.commit("first")
	old := w.git("rev-parse", "HEAD:a")
	w.write("a", "new")
	w.commit("second")
	w.git("config", "uploadpack.allowFilter", "true")
	partial := filepath.Join(t.TempDir(), "partial")
	w.git("clone", "-q", "--filter=blob:none", "file://"+w.dir, partial)
	r := open(t, partial, repository.Options{})
	if _, err := r.ReadBlob(t.Context(), old, 100); !errors.Is(err, repository.ErrMissing) {
		t.Errorf("one: %v", err)
	}
	err := r.EachBlob(t.Context(), []string{old}, 100, func(b repository.Blob) error {
		if !errors.Is(b.Err, repository.ErrMissing) {
			t.Errorf("of several: %v", b.Err)
		}
		return nil
	})
	equal(t, "error", err, nil)
}

// A partial clone whose origin is gone says what is the matter, and what to do.
func TestPartialCloneWithoutOrigin(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	w.git("config", "uploadpack.allowFilter", "true")
	partial := filepath.Join(t.TempDir(), "partial")
	w.git("clone", "-q", "--no-checkout", "--filter=tree:0", "file://"+w.dir, partial)
	if err := os.Rename(w.dir, w.dir+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := repository.Open(t.Context(), partial, repository.Options{})
	var advice interface{ Hint() string }
	if !errors.As(err, &advice) || !strings.Contains(advice.Hint(), "clone without --filter") {
		t.Errorf("error %v, without advice", err)
	}
}
