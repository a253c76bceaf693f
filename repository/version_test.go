package repository_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
)

// TestOldGit: where git does not know an option because it is too old, that is what is said.
func TestOldGit(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.commit("first")
	for version, old := range map[string]string{
		"git version 2.30.9": "2.30", "git version 1.8.3.1 (Apple Git-128)": "1.8", "git version 2.31.0": "", "git version 3.0.0": "", "no version": "",
	} {
		git := filepath.Join(t.TempDir(), "git")
		script := "#!/bin/sh\ncase \"$*\" in\n*version) echo '" + version + "' ;;\n*) echo 'error: unknown option' >&2; exit 129 ;;\nesac\n"
		if err := os.WriteFile(git, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := repository.Open(t.Context(), w.dir, repository.Options{Git: git})
		message, hint := "cannot list the repository's files: git ls-files: error: unknown option", ""
		if old != "" {
			message, hint = "cannot list the repository's files: git ls-files: git "+old+" is too old", "install git 2.31 or later"
		}
		if err == nil {
			t.Fatalf("%s: no error", version)
		}
		equal(t, version, err.Error(), message)
		var advice interface{ Hint() string }
		if hint != "" && (!errors.As(err, &advice) || advice.Hint() != hint) {
			t.Errorf("%s: the hint is not %q", version, hint)
		}
	}
}
