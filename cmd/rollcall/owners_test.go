package main

import (
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/registry"
)

// Where another repository is scanned through the API, the owners of the folder's files say nothing of it.
func TestOwnersOfAnotherRepositorySayNothing(t *testing.T) {
	files := fstest.MapFS{"OWNERS": {Data: []byte("approvers: [a]\n")}, "CODEOWNERS": {Data: []byte("/x/ @b\n")}}
	for _, path := range []string{"x/y", "z"} {
		whole, err := registry.Load(files, registry.Options{})
		if err != nil {
			t.Fatal(err)
		}
		without, err := registry.Load(withoutOwners{files}, registry.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if owners, _ := whole.OwnersOf(path); len(owners) == 0 {
			t.Errorf("nobody owns %s in its own repository", path)
		}
		if owners, source := without.OwnersOf(path); len(owners) > 0 {
			t.Errorf("%s of another repository is said to be owned by %s, by %s", path, owners, source)
		}
	}
}
