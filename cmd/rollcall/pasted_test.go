package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/internal/samples"
	"github.com/rollcall-dev/rollcall/nhi"
)

// An entry that a report offers is taken once somebody's name stands in it, and not before.
func TestPastedEntryNeedsAName(t *testing.T) {
	folder := t.TempDir()
	text, err := os.ReadFile(sampleFile("leaky"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := samples.Build(folder, text); err != nil {
		t.Fatal(err)
	}
	scan := func() (code int, r nhi.Report, stderr string) {
		var out, told bytes.Buffer
		code = run(context.Background(), []string{"scan", folder, "--format", "json", "--now", "2026-11-22"}, strings.NewReader(""), &out, &told, func(string) string { return "" })
		if out.Len() > 0 {
			if err := json.Unmarshal(out.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
		}
		return code, r, told.String()
	}
	_, before, _ := scan()
	entry := offered(before)
	if !strings.Contains(entry, "NAME") {
		t.Fatalf("the report offers %q", entry)
	}
	law := filepath.Join(folder, ".rollcall")
	if err := os.MkdirAll(law, 0o755); err != nil {
		t.Fatal(err)
	}
	paste := func(entry string) {
		if err := os.WriteFile(filepath.Join(law, "registry.yaml"), []byte(entry+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	paste(entry)
	if code, _, said := scan(); code != exitUsage || !strings.Contains(said, "is the placeholder NAME") {
		t.Errorf("as it is: exit code %d, %s", code, said)
	}
	paste(strings.ReplaceAll(entry, "NAME", "alice"))
	code, after, said := scan()
	if code == exitUsage || confirmed(after) != 1 || confirmed(before) != 0 {
		t.Errorf("with a name: exit code %d, %d owners, %s", code, confirmed(after), said)
	}
}

// offered is the first entry with an owner in a report's recommendations.
func offered(r nhi.Report) string {
	for _, recommendation := range r.Score.Recommendations {
		for _, step := range recommendation.Steps {
			if _, entry, found := strings.Cut(step, "registry.yaml"); found && strings.Contains(entry, "owners: ") {
				return entry[strings.Index(entry, "- "):]
			}
		}
	}
	return ""
}

func confirmed(r nhi.Report) (n int) {
	for _, i := range r.Identities {
		if i.Owner.Status == nhi.OwnerConfirmed {
			n++
		}
	}
	return n
}
