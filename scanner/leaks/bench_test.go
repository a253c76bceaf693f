package leaks

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

var benchmarked = flag.String("repository", "", "a git repository for BenchmarkHistory to read, instead of a generated one")

// generated is a repository of many versions of a few files, packed as git packs.
func generated(b *testing.B) string {
	w := &work{TB: b, dir: b.TempDir()}
	w.git("init", "-q", "-b", "main")
	random := rand.New(rand.NewPCG(1, 1))
	pool := fakes.Lines("benchmark")
	text := slices.Repeat([]string{"func read(name string) error {", "\tkey := names[name]", "\treturn nil", "}"}, 500)
	for range 25 {
		text = fakes.Edited(text, pool, random)
		w.write(fmt.Sprint("file", random.IntN(3)), strings.Join(text, "\n"))
		w.commit()
	}
	w.git("repack", "-qadf")
	return w.dir
}

func BenchmarkHistory(b *testing.B) {
	dir := *benchmarked
	if dir == "" {
		dir = generated(b)
	}
	for b.Loop() {
		repo, err := repository.Open(b.Context(), dir, repository.Options{})
		if err != nil {
			b.Fatal(err)
		}
		o, err := New(repo, Options{History: true}).Observe(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for _, count := range o.Counts {
			if count.Unit == "bytes" {
				b.SetBytes(count.Count)
			}
		}
		if err := repo.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
