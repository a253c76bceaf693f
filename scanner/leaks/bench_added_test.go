package leaks

import (
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// timed is the time that one scan takes after another, opening the repository included.
func timed(b *testing.B, dir string, open repository.Options, opts func(*repository.Repository) Options) {
	for b.Loop() {
		repo, err := repository.Open(b.Context(), dir, open)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := New(repo, opts(repo)).Observe(b.Context()); err != nil {
			b.Fatal(err)
		}
		if err := repo.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// grown is -repository, or a generated one.
func grown(b *testing.B) string {
	if *benchmarked != "" {
		return *benchmarked
	}
	return generated(b)
}

// BenchmarkRange is what five commits add.
func BenchmarkRange(b *testing.B) {
	timed(b, grown(b), repository.Options{At: "HEAD"}, func(repo *repository.Repository) Options {
		r, err := repo.Range(b.Context(), "HEAD~5", "HEAD")
		if err != nil {
			b.Fatal(err)
		}
		return Options{Range: &r}
	})
}

// BenchmarkIncremental is a whole history of which an earlier scan left a state.
func BenchmarkIncremental(b *testing.B) {
	dir := grown(b)
	_, state, _ := scanned(b, dir, Options{})
	timed(b, dir, repository.Options{}, func(*repository.Repository) Options {
		return Options{History: true, State: state, Remember: true}
	})
}

// BenchmarkStaged is a commit's hook, with a file staged where there is a work tree of our own making.
func BenchmarkStaged(b *testing.B) {
	w := &work{TB: b, dir: generated(b)}
	w.write("new.env", "K="+fakes.StripeKey("staged")+"\n")
	w.git("add", "-A")
	timed(b, w.dir, repository.Options{Staged: true}, func(*repository.Repository) Options { return Options{Staged: true} })
}
