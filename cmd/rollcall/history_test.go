package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rollcall-dev/rollcall/baseline"
)

// scanned scans an empty folder named "here" with a history, and gives what is said on standard error.
func scanned(t *testing.T, history string, flags ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "here")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Error(err) // and not Fatal, which is not for other goroutines
	}
	var stderr bytes.Buffer
	args := append([]string{"scan", folder, "--history", history, "--format", "json"}, flags...)
	if code := run(context.Background(), args, strings.NewReader(""), io.Discard, &stderr, func(string) string { return "" }); code != exitClean {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
	return stderr.String()
}

// linesOf is the lines of a file, which must be a whole history.
func linesOf(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if h, err := baseline.ReadHistory(text); err != nil || h.Torn {
		t.Fatalf("torn %t, %v:\n%s", h.Torn, err, text)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func TestHistoryLosesATornLineAndSaysSo(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history.jsonl")
	torn := `{"rollcall_history":"1","target":"here"}` + "\n" + `{"time":"2026-11-01T00:00:00Z"}` + "\n" + `{"time":"2026-11-02T0`
	if err := os.WriteFile(name, []byte(torn), 0o644); err != nil {
		t.Fatal(err)
	}
	if said := scanned(t, name, "--now", "2026-11-03"); !strings.Contains(said, "had broken off") {
		t.Errorf("said %q", said)
	}
	if lines := linesOf(t, name); len(lines) != 3 || !strings.Contains(lines[1], "11-01") || !strings.Contains(lines[2], "11-03") {
		t.Errorf("the history is\n%s", strings.Join(lines, "\n"))
	}
}

// Scans that end at once each leave a whole file; of two that read it at the same time, one run may be missing.
func TestHistoryOfScansAtOnceIsWhole(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history.jsonl")
	var scans sync.WaitGroup
	for _, day := range []string{"01", "02", "03", "04", "05", "06"} {
		scans.Go(func() { scanned(t, name, "--now", "2026-11-"+day) })
	}
	scans.Wait()
	if n := len(linesOf(t, name)); n < 2 || n > 7 {
		t.Errorf("%d lines", n)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(name), ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
