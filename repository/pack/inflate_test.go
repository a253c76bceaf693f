package pack

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func deflated(t testing.TB, content []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// contents are of many kinds: empty, repeating, random, text, and with few or skewed symbols.
func contents() [][]byte {
	random := rand.New(rand.NewPCG(3, 3))
	noise := make([]byte, 100_000)
	skewed := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
		for b := byte(0); b < 40 && random.IntN(3) == 0; b++ {
			skewed[i] = b
		}
	}
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "line %d has %d\n", i, random.IntN(1000))
	}
	return [][]byte{{}, {1}, bytes.Repeat([]byte("a"), 70_000), bytes.Repeat([]byte("abc"), 30_000), noise, skewed, []byte(text.String())}
}

func TestInflate(t *testing.T) {
	f := &inflater{}
	for i, content := range contents() {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
			source := append(deflated(t, content, level), "what comes after"...)
			got := make([]byte, len(content))
			if err := f.exactly(got, source); err != nil || !bytes.Equal(got, content) {
				t.Errorf("content %d at level %d: %v", i, level, err)
			}
			if f.exactly(make([]byte, len(content)+1), source) == nil {
				t.Errorf("content %d at level %d is taken for longer", i, level)
			}
			if len(content) > 0 && f.exactly(make([]byte, len(content)-1), source) == nil {
				t.Errorf("content %d at level %d is taken for shorter", i, level)
			}
		}
	}
}

func TestAdler(t *testing.T) {
	for i, content := range append(contents(), bytes.Repeat([]byte{0xFF}, 3*adlerBlock+5)) {
		for _, n := range []int{0, 1, 7, 8, 9, adlerBlock - 1, adlerBlock, adlerBlock + 1, len(content)} {
			if part := content[:min(n, len(content))]; adler(part) != adler32.Checksum(part) {
				t.Errorf("content %d, %d bytes: another checksum", i, len(part))
			}
		}
	}
}

// FuzzInflate wants what the standard library gives, and an error where it gives one.
func FuzzInflate(f *testing.F) {
	for _, content := range contents() {
		content = content[:min(len(content), 2000)]
		for _, level := range []int{flate.HuffmanOnly, 0, 6} {
			f.Add(deflated(f, content, level), len(content))
		}
	}
	f.Fuzz(func(t *testing.T, source []byte, size int) {
		content := make([]byte, max(size%(1<<17), 0))
		err := (&inflater{}).exactly(content, source)
		var want []byte
		r, wantErr := zlib.NewReader(bytes.NewReader(source))
		if wantErr == nil {
			want, wantErr = io.ReadAll(io.LimitReader(r, 1<<17+1))
		}
		if err == nil && (wantErr != nil || !bytes.Equal(content, want)) {
			t.Fatalf("inflated what is not valid: %v", wantErr)
		}
		if err != nil && wantErr == nil && len(want) == len(content) {
			t.Fatalf("not inflated: %v", err)
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	content := contents()[6]
	source, got := deflated(b, content, 6), make([]byte, len(content))
	f := &inflater{}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if err := f.exactly(got, source); err != nil {
			b.Fatal(err)
		}
	}
}
