package leaks

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

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

// BenchmarkStart is what loading the default rules takes.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, _, unusable, err := loadRules(fstest.MapFS{}); err != nil || unusable != nil {
			b.Fatal(err, unusable)
		}
	}
}

// BenchmarkHits is the speed at which a text is read of which one line in so many holds a credential.
func BenchmarkHits(b *testing.B) {
	_, e, _ := defaults(b)
	for _, each := range []int{10, 100, 1000} {
		var text strings.Builder
		for i := range 5000 {
			if i%each == 0 {
				fmt.Fprintf(&text, "token = %q\n", fakes.GitHubToken(fmt.Sprint(i)))
			}
			fmt.Fprintf(&text, "\tif line%d := next(); line%d > 0 { return }\n", i, i)
		}
		b.Run(fmt.Sprint("one in ", each), func(b *testing.B) {
			r := newReader(e)
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				r.find([]byte(text.String()))
			}
		})
	}
}

// BenchmarkText is the speed at which a text is read that is like no other.
func BenchmarkText(b *testing.B) {
	_, e, _ := defaults(b)
	for name, line := range map[string]string{
		"code":   "\tif err := reader.find(ctx, path, text); err != nil { return key, err } // the key of a token\n",
		"prose":  "Every distinct content is looked at once, whatever number of commits and paths hold it, and that is all.\n",
		"digits": "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b  dist/rollcall.tar.gz\n",
	} {
		text := []byte(strings.Repeat(line, 2000))
		b.Run(name, func(b *testing.B) {
			r := newReader(e)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r.find(text)
			}
		})
	}
}
