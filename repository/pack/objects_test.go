package pack

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// all is what git says of all objects: type and content by name.
func (w *work) all() map[ID][2]string {
	all := map[ID][2]string{}
	for line := range strings.Lines(w.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")) {
		kind, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		var id ID
		if _, err := hex.Decode(id[:], []byte(name)); err != nil {
			w.Fatal(err)
		}
		all[id] = [2]string{kind, w.git("cat-file", kind, name)}
	}
	return all
}

func openObjects(t *testing.T, gitDir string) *Objects {
	t.Helper()
	store, err := Open(gitDir)
	if err != nil {
		t.Fatal(err)
	}
	o := store.Objects()
	t.Cleanup(o.Close)
	return o
}

func TestObjectsAreThoseOfGit(t *testing.T) {
	w := newWork(t)
	w.versions(40, 7)
	w.git("tag", "-a", "-m", "x", "v1")
	for _, step := range [][]string{{"count-objects"}, {"repack", "-q"}, {"gc", "-q", "--prune=now"}} {
		w.git(step...)
		if step[0] == "repack" {
			w.versions(5, 8) // more packs than one, and loose ones
		}
		o := openObjects(t, w.objects())
		for id, want := range w.all() {
			kind, content, err := o.Read(id, 1<<20)
			if err != nil || kind.String() != want[0] || string(content) != want[1] {
				t.Errorf("%v: %s %s is read as %s of %d bytes: %v", step, want[0], id, kind, len(content), err)
			}
			if len(want[1]) > 1000 {
				if _, _, err := o.Read(id, int64(len(want[1])-1)); !errors.Is(err, ErrUnusable) {
					t.Errorf("%v: %s is larger than the limit: %v", step, id, err)
				}
			}
		}
		if _, _, err := o.Read(idOf(1), 1<<20); !errors.Is(err, ErrMissing) {
			t.Errorf("%v: what is not there: %v", step, err)
		}
	}
}

// TestDamagedObjects reads from packs in which any byte may be wrong: an object is read as it was, or not at all.
func TestDamagedObjects(t *testing.T) {
	w := newWork(t)
	w.versions(6, 9)
	w.git("gc", "-q", "--prune=now")
	want := w.all()
	for _, suffix := range []string{"pack", "idx"} {
		names, err := filepath.Glob(filepath.Join(w.objects(), "objects/pack/*."+suffix))
		if err != nil || len(names) != 1 {
			t.Fatal(names, err)
		}
		whole, err := os.ReadFile(names[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(names[0], 0o644); err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(whole); at += 1 + len(whole)/150 {
			changed := append([]byte{}, whole...)
			changed[at] ^= 0x15
			if at%3 == 0 {
				changed = changed[:at]
			}
			if err := os.WriteFile(names[0], changed, 0o644); err != nil {
				t.Fatal(err)
			}
			o := openObjects(t, w.objects())
			wrong := 0
			for id, is := range want {
				if _, content, err := o.Read(id, 1<<20); err == nil && string(content) != is[1] {
					wrong++
				}
			}
			if wrong > 0 && suffix == "pack" { // where the index leads elsewhere, git goes there too
				t.Errorf("byte %d of the pack: %d objects are others than they were", at, wrong)
			}
			o.Close()
		}
		if err := os.WriteFile(names[0], whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
