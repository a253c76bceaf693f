package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"
)

var (
	header = Header{Target: "acme", Version: "2022-11-28 1", Credential: "GitHub App 1"}
	day    = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

// inUse is the file that was opened at each path.
var inUse = map[string]*File{}

// open opens the file at path as the next run would: what an earlier one opened there is closed.
func open(t *testing.T, path string) (*File, Opened) {
	t.Helper()
	if before := inUse[path]; before != nil {
		before.Close()
	} else {
		t.Cleanup(func() { inUse[path].Close() })
	}
	f, opened, err := Open(path, header)
	if err != nil {
		t.Fatal(err)
	}
	inUse[path] = f
	return f, opened
}

func put(t *testing.T, f *File, key, stamp string, at time.Time, value string) {
	t.Helper()
	if err := f.Put(key, stamp, at, value); err != nil {
		t.Fatal(err)
	}
}

// get is the value for key and stamp, "" when there is none.
func get(f *File, key, stamp string) string {
	var value string
	f.Get(key, stamp, time.Time{}, &value)
	return value
}

func TestItGoesOnWhereItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, opened := open(t, path)
	if opened != (Opened{}) {
		t.Errorf("a new file: %+v", opened)
	}
	put(t, f, "acme/a", "v1", day, "first")
	put(t, f, "acme/b", "v1", day, "second")
	put(t, f, "acme/a", "v2", day.Add(time.Hour), "third")
	f, opened = open(t, path)
	if want := (Opened{Entries: 2}); opened != want {
		t.Errorf("opened %+v, want %+v", opened, want)
	}
	var value string
	at, found := f.Get("acme/a", "v2", day, &value)
	if !found || value != "third" || !at.Equal(day.Add(time.Hour)) {
		t.Errorf("%q of %s, %v", value, at, found)
	}
	put(t, f, "acme/c", "v1", day, "fourth")
	if f, _ := open(t, path); get(f, "acme/c", "v1") != "fourth" || get(f, "acme/b", "v1") != "second" {
		t.Error("an entry was lost")
	}
}

func TestWhatChangedOrAgedIsReadAgain(t *testing.T) {
	f, _ := open(t, filepath.Join(t.TempDir(), "checkpoint"))
	put(t, f, "acme/a", "v1", day, "first")
	if get(f, "acme/a", "v2") != "" || get(f, "acme/b", "v1") != "" {
		t.Error("it gave what was not asked for")
	}
	var value string
	if _, found := f.Get("acme/a", "v1", day.Add(time.Second), &value); found {
		t.Error("it gave what is too old")
	}
	var other []int
	if _, found := f.Get("acme/a", "v1", day, &other); found {
		t.Error("it gave a text for a list")
	}
}

// A crash may leave a file of any length: what was written whole is there, and it goes on.
func TestATornTailCostsOneEntry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	put(t, f, "acme/a", "v1", day, "first")
	whole := read(t, path)
	put(t, f, "acme/b", "v1", day, "second")
	full := read(t, path)
	for cut := len(whole); cut < len(full); cut++ {
		write(t, path, full[:cut])
		f, opened := open(t, path)
		torn := cut > len(whole)
		if opened.Entries != 1 || (opened.Damaged == 1) != torn || get(f, "acme/a", "v1") != "first" {
			t.Fatalf("cut at %d: %+v", cut, opened)
		}
		put(t, f, "acme/c", "v1", day, "third")
		if f, opened = open(t, path); opened.Entries != 2 || opened.Damaged != 0 || get(f, "acme/c", "v1") != "third" {
			t.Fatalf("cut at %d, then added to: %+v", cut, opened)
		}
	}
}

func TestDamageInTheMiddleIsPassedOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	put(t, f, "acme/a", "v1", day, "first")
	put(t, f, "acme/b", "v1", day, "second")
	put(t, f, "acme/c", "v1", day, "third")
	write(t, path, bytes.Replace(read(t, path), []byte(`{"key":"acme/b"`), []byte(`{"kex":"acme/b"`), 1))
	f, opened := open(t, path)
	if want := (Opened{Entries: 2, Damaged: 1}); opened != want || get(f, "acme/c", "v1") != "third" || get(f, "acme/b", "v1") != "" {
		t.Errorf("opened %+v, want %+v", opened, want)
	}
}

func TestOthersFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	put(t, f, "acme/a", "v1", day, "first")
	f.Close()
	for name, changed := range map[string]Header{
		"another credential": {header.Target, header.Version, "GitHub App 2"},
		"another version":    {header.Target, "2026-03-10 1", header.Credential},
	} {
		f, opened, err := Open(path, changed)
		if err != nil || !opened.Anew || opened.Entries != 0 || get(f, "acme/a", "v1") != "" {
			t.Errorf("%s: %+v, %v", name, opened, err)
		}
		f.Close()
	}
	for name, content := range map[string]string{
		"text": "# My notes\n", "JSON": `{"name":"x"}` + "\n", "other target": `{"format":"rollcall checkpoint 1","target":"other"}` + "\n",
		"no line's end": "a", "binary": "\x00\x01\x02",
	} {
		write(t, path, []byte(content))
		_, _, err := Open(path, header)
		var advice *Error
		if !errors.As(err, &advice) || advice.Hint() == "" || !advice.Usage() || string(read(t, path)) != content {
			t.Errorf("%s: %v, and the file is now %q", name, err, read(t, path))
		}
	}
	if _, _, err := Open(t.TempDir(), header); err == nil {
		t.Error("a folder was opened")
	}
	if _, _, err := Open(filepath.Join(path, "in a file"), header); err == nil || strings.Contains(err.Error(), path) {
		t.Errorf("a path that cannot be: %v", err)
	}
}

// Of two runs with one file, the second is told so at once, and what the first keeps is whole.
func TestOneRunAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	put(t, f, "acme/a", "v1", day, "first")
	_, _, err := Open(path, header)
	var advice *Error
	if !errors.As(err, &advice) || !strings.Contains(advice.Error(), "another run is using") || advice.Hint() == "" {
		t.Errorf("the second run: %v", err)
	}
	put(t, f, "acme/b", "v1", day, "second")
	if f, opened := open(t, path); opened.Entries != 2 || opened.Damaged != 0 || get(f, "acme/b", "v1") != "second" {
		t.Errorf("after the first: %+v", opened)
	}
}

// A file that was rewritten is locked like the one whose place it took.
func TestOneRunAtATimeAfterARewrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	for i := range 6 {
		put(t, f, "acme/a", fmt.Sprint("v", i), day, strings.Repeat("x", 300<<10))
	}
	size := len(read(t, path))
	if open(t, path); len(read(t, path)) > size/2 {
		t.Fatal("it was not rewritten")
	}
	if _, _, err := Open(path, header); err == nil {
		t.Error("two runs use it")
	}
}

func TestTheFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	open(t, path)
	for range 2 {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v", info.Mode(), err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		open(t, path)
	}
}

func TestOutdatedLinesGoAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	large := strings.Repeat("x", 300<<10)
	for i := range 6 {
		put(t, f, "acme/a", fmt.Sprint("v", i), day, large)
	}
	put(t, f, "acme/b", "v1", day, "small")
	f, opened := open(t, path)
	if size := len(read(t, path)); size > 310<<10 || opened.Entries != 2 {
		t.Errorf("%d bytes, %+v", size, opened)
	}
	put(t, f, "acme/c", "v1", day, "after")
	if f, _ = open(t, path); get(f, "acme/a", "v5") != large || get(f, "acme/b", "v1") != "small" || get(f, "acme/c", "v1") != "after" {
		t.Error("an entry was lost")
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestManyWritersAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	f, _ := open(t, path)
	var group errgroup.Group
	for i := range 50 {
		group.Go(func() error {
			key := fmt.Sprint("acme/", i)
			if err := f.Put(key, "v1", day, strings.Repeat(key, i)); err != nil {
				return err
			}
			if get(f, key, "v1") != strings.Repeat(key, i) {
				return errors.New(key + " is not what it was")
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, opened := open(t, path); opened.Entries != 50 {
		t.Errorf("%+v", opened)
	}
}

// Whatever is put, and wherever the file is closed, cut or opened again in between, a key holds the
// last value that was put for it.
func TestItIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "checkpoint")
		want := map[string]string{}
		f, _, err := Open(path, header)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "reopen") {
				f.Close()
				if f, _, err = Open(path, header); err != nil {
					t.Fatal(err)
				}
			}
			key := rapid.StringMatching("[a-c]").Draw(t, "key")
			want[key] = rapid.String().Draw(t, "value")
			if err := f.Put(key, "v", day, want[key]); err != nil {
				t.Fatal(err)
			}
		}
		got := map[string]string{}
		for key := range want {
			got[key] = get(f, key, "v")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		f.Close()
	})
}

func FuzzOpen(f *testing.F) {
	first := `{"format":"rollcall checkpoint 1","target":"acme","version":"2022-11-28 1","credential":"GitHub App 1"}` + "\n"
	f.Add([]byte(first + `{"key":"a","stamp":"v","at":"2026-11-22T12:00:00Z","value":"x"}` + "\n" + `{"key`))
	f.Add([]byte(first + "\n\n" + `{"key":"a","value":null}` + "\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "checkpoint")
		write(t, path, content)
		file, opened, err := Open(path, header)
		if err != nil {
			if !bytes.Equal(read(t, path), content) {
				t.Error("it changed a file that it refused")
			}
			return
		}
		put(t, file, "key", "v", day, "value")
		file.Close()
		again, reopened, err := Open(path, header)
		if err != nil || get(again, "key", "v") != "value" || reopened.Entries < opened.Entries {
			t.Errorf("opened again: %+v after %+v, %v", reopened, opened, err)
		}
		again.Close()
	})
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
