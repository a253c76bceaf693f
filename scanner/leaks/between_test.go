package leaks

import (
	"context"
	"slices"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

func TestBetween(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	first := w.commit()
	w.git("checkout", "-q", "-b", "side")
	w.write("b", "1")
	side := w.commit()
	w.git("checkout", "-q", "main")
	w.write("a", "2")
	second := w.commit()
	w.git("merge", "-q", "--no-commit", "--no-ff", "side")
	merge := w.commit()

	repo, err := repository.Open(t.Context(), w.dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	s := New(repo, Options{History: true})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok := s.Between(ended, first, merge); ok {
		t.Error("commits of a history that nobody read")
	}
	if _, err := s.Observe(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids, ok := s.Between(t.Context(), first, merge)
	if !ok || len(ids) != 3 || ids[2] != merge || !slices.Contains(ids, side) || !slices.Contains(ids, second) {
		t.Errorf("%v %v", ids, ok)
	}
	if ids, ok := s.Between(t.Context(), merge, merge); !ok || len(ids) != 0 {
		t.Errorf("%v %v", ids, ok)
	}
	for _, pair := range [][2]string{{side, second}, {merge, first}, {"x", merge}, {first, "x"}} {
		if ids, ok := s.Between(t.Context(), pair[0], pair[1]); ok {
			t.Errorf("%v are between %v", ids, pair)
		}
	}
	none := New(repo, Options{})
	if _, err := none.Observe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, ok := none.Between(t.Context(), first, merge); ok {
		t.Error("commits of a history that was not asked for")
	}
}
