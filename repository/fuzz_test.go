package repository

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What is read of a tree is what is written there, and what cannot be is an error.
func FuzzParseTree(f *testing.F) {
	f.Add([]byte("100644 a\x0012345678901234567890" + "40000 b\x0012345678901234567890"))
	f.Add([]byte("100644 a/b\x0012345678901234567890"))
	f.Add([]byte("120000 \x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := parseTree(data, 20)
		if err != nil {
			return
		}
		items := slices.Collect(tree.items)
		var b strings.Builder
		for rest := string(data); rest != ""; {
			mode, _, _ := strings.Cut(rest, " ")
			item := items[0]
			id, err := hex.DecodeString(item.object())
			if err != nil || item.name == "" || strings.ContainsAny(item.name, "/\x00") {
				t.Fatalf("read %q", item)
			}
			entry := mode + " " + item.name + "\x00" + string(id)
			b.WriteString(entry)
			rest, items = rest[min(len(entry), len(rest)):], items[1:]
		}
		if len(items) > 0 || b.String() != string(data) {
			t.Errorf("%q was read as %q", data, b.String())
		}
	})
}

// git's answers are bounded, whatever they are.
func FuzzReadAnswer(f *testing.F) {
	f.Add("1234 blob 3\nabc\n")
	f.Add("main missing\n")
	f.Add("a b missing\n")
	f.Add("1234 commit 99999999999999999999\n")
	f.Fuzz(func(t *testing.T, text string) {
		const limit = 100
		in := bufio.NewReader(strings.NewReader(text))
		for {
			o, err := readAnswer(in, "blob", limit)
			if err != nil {
				return
			}
			if len(o.Data) > limit || o.Err == nil && int64(len(o.Data)) != o.Size {
				t.Fatal(fmt.Sprint("read ", len(o.Data), " bytes of ", o.Size))
			}
		}
	})
}
