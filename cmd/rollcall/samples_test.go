package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/samples"
	"github.com/rollcall-dev/rollcall/nhi"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// asOf is when the tests' scans take place.
var asOf = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// TestSamples scans every sample repository. The golden files hold everything that was planted,
// each with its place, and nothing more.
func TestSamples(t *testing.T) {
	eachSample(t, func(t *testing.T, name string) {
		golden(t, filepath.Join("testdata", "samples", name+".golden"), digest(scanSample(t, name).report))
	})
}

// eachSample runs a test on every sample repository.
func eachSample(t *testing.T, test func(t *testing.T, name string)) {
	t.Helper()
	texts, err := filepath.Glob(sampleFile("*"))
	if err != nil || len(texts) < 5 {
		t.Fatalf("found %d samples: %v", len(texts), err)
	}
	for _, text := range texts {
		name := strings.TrimSuffix(filepath.Base(text), ".txt")
		t.Run(name, func(t *testing.T) { test(t, name) })
	}
}

// buildRepository makes a sample in a temporary folder.
func buildRepository(t testing.TB, name string) samples.Repository {
	t.Helper()
	text, err := os.ReadFile(sampleFile(name))
	if err != nil {
		t.Fatal(err)
	}
	r, err := samples.Build(t.TempDir(), text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func scanSample(t testing.TB, name string) roll {
	t.Helper()
	return scanDir(t, buildRepository(t, name).Dir)
}

func scanDir(t testing.TB, dir string) roll {
	t.Helper()
	called, err := rollCall(context.Background(), options{path: dir, name: "acme/sample", history: true, now: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return called
}

// digest is what a report says, a line each, without wording and figures that are tested elsewhere.
func digest(r nhi.Report) []byte {
	var b bytes.Buffer
	section(&b, "findings", r.Findings, func(f nhi.Finding) string {
		suppressed := ""
		if !f.Counts() {
			suppressed = " suppressed:" + string(f.Suppressed.Kind)
		}
		return fmt.Sprintf("%-8s %-8s %-32s %-44s %s%s", f.Severity, f.Mode, f.Policy, place(f.Location), f.Identity, suppressed)
	})
	section(&b, "identities", r.Identities, func(i nhi.Identity) string {
		return fmt.Sprintf("%s  kind=%s service=%q owner=%s:%s environment=%s criticality=%s status=%s",
			i.ID, i.Kind, i.Credential.Service, i.Owner.Status, i.Owner.Technical.Value, i.Environment.Value, i.Criticality.Value, i.Status.Value)
	})
	var uses, exposures []string
	for _, i := range r.Identities {
		for _, u := range i.Uses {
			action := ""
			if u.Action != nil {
				action = " to " + u.Action.Raw
			}
			uses = append(uses, fmt.Sprintf("%-40s %s %s %s%s", place(&u.Location), i.Name, u.Job, u.Route, action))
		}
		for _, e := range i.Exposures {
			exposures = append(exposures, fmt.Sprintf("%-44s %-28s %-9s %-10s %s", place(&e.Location), e.Rule, e.Presence, short(e.Commit), i.ID))
		}
	}
	section(&b, "uses", uses, func(s string) string { return s })
	section(&b, "exposures", exposures, func(s string) string { return s })
	section(&b, "gaps", r.Gaps, func(g nhi.Gap) string {
		return fmt.Sprintf("%s %s %s %s", g.Source, g.Reason, g.Scope, place(g.Location))
	})
	return b.Bytes()
}

func section[T any](b *bytes.Buffer, title string, items []T, line func(T) string) {
	fmt.Fprintf(b, "== %s: %d\n", title, len(items))
	var lines []string
	for _, i := range items {
		lines = append(lines, line(i))
	}
	slices.SortFunc(lines, cmp.Compare[string])
	for _, l := range lines {
		fmt.Fprintln(b, strings.TrimRight(l, " "))
	}
}

func place(l *nhi.Location) string {
	switch {
	case l == nil:
		return "-"
	case l.Column > 0:
		return fmt.Sprintf("%s:%d:%d", l.Path, l.Line, l.Column)
	}
	return fmt.Sprintf("%s:%d", l.Path, l.Line)
}

func short(commit string) string { return commit[:min(len(commit), 10)] }

// golden compares got with a golden file, and rewrites the file with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (write it with -update, and read what it says)", err)
	}
	if diff := gocmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: want -, got +\n%s", name, diff)
	}
}
