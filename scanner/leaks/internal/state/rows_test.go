package state

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRows writes rows and reads them again, and cuts and changes what was written: what is read is what was
// written, or nothing.
func TestRows(t *testing.T) {
	h := &Head{
		Changes: [][]int{{0, 0, 1}, {1, 0, NoObject, 1}, {70_000, 3, UnknownObject, -1, 1 << 40}, {}},
		Verdicts: []Verdict{
			{Path: 2, Object: 1, Hits: []Hit{{Hit: 1, Rule: "17", Value: 2, StartLine: 3, Line: 4, Column: 500, Suppressed: true, Packed: true, Inner: 3}, {Rule: "0", Inner: NoInner}}},
			{Path: 0, Object: 0, Hits: []Hit{}},
		},
		Opinions: []Opinion{{Path: 1, Object: 2, Hit: 3, Doubt: 4, Score: -5}, {}},
	}
	data, err := h.appendRows([]byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	data = data[len("before"):]
	read := &Head{}
	if !read.readRows(data) {
		t.Fatal("not read")
	}
	equal(t, "changes", read.Changes, h.Changes)
	equal(t, "verdicts", read.Verdicts, h.Verdicts)
	equal(t, "opinions", read.Opinions, h.Opinions)
	for n := range data {
		if (&Head{}).readRows(data[:n]) {
			t.Errorf("read without the last %d bytes", len(data)-n)
		}
	}
	if (&Head{}).readRows(append(slices.Clone(data), 0)) {
		t.Error("read with a byte more")
	}
	random := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		damaged := slices.Clone(data)
		damaged[random.IntN(len(damaged))] = byte(random.Uint32())
		(&Head{}).readRows(damaged) // whatever it gives, it ends
	}
	h.Verdicts[0].Hits[0].Rule = strings.Repeat("x", 3)
	if _, err := h.appendRows(nil); err == nil {
		t.Error("a rule without a number was written")
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
