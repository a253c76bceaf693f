package main

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestExcluding(t *testing.T) {
	files := excluding{fstest.MapFS{
		".github/workflows/ci.yml": {}, "vendor/x/action.yml": {}, "a/vendor/y": {}, "b": {},
	}, func(p string) bool { return strings.HasPrefix(p, "vendor/") || p == "b" }}
	var seen []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			seen = append(seen, name)
		}
		return err
	})
	if got := strings.Join(seen, " "); err != nil || got != ".github/workflows/ci.yml a/vendor/y" {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := fs.ReadFile(files, "vendor/x/action.yml"); err == nil {
		t.Error("an excluded file can be opened")
	}
}
