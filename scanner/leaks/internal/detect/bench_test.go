package detect

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// BenchmarkStart is what loading the default rules takes.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if _, _, unusable, err := Load(fstest.MapFS{}); err != nil || unusable != nil {
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
				r.Find([]byte(text.String()))
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
				r.Find(text)
			}
		})
	}
}
