package state

import (
	"fmt"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// TestCommit: every commit is found at its place, and no other.
func TestCommit(t *testing.T) {
	const count = 3000
	name := func(i int) string { return fmt.Sprintf("%03x%037x", i*2654435761>>7&0xfff, i) }
	m := Memory{Head: Head{IDLength: 20}}
	for i := range count {
		m.Commits = append(m.Commits, history.Commit{ID: name(i)})
	}
	for i := range count {
		if place, ok := m.Commit(name(i)); !ok || place != int32(i) {
			t.Fatalf("commit %d is found at %d, %t", i, place, ok)
		}
	}
	for _, other := range []string{name(count), "", "abc", name(1)[:39], name(1) + "0", "zz" + name(1)[2:]} {
		if place, ok := m.Commit(other); ok {
			t.Errorf("%q is found at %d", other, place)
		}
	}
}
