package workflows_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/workflows"
)

var update = flag.Bool("update", false, "write the golden files")

// TestObserve compares all that is observed of the sample repositories with their golden files.
func TestObserve(t *testing.T) {
	samples, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, sample := range samples {
		t.Run(strings.TrimSuffix(filepath.Base(sample), ".txtar"), func(t *testing.T) {
			files := unpack(t, sample)
			seen := observe(t, files)
			checkPlaces(t, files, seen)
			got, err := json.MarshalIndent(seen, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(sample, ".txtar") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func unpack(t *testing.T, archive string) fstest.MapFS {
	t.Helper()
	a, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

func observe(t testing.TB, files fs.FS) nhi.Observations {
	t.Helper()
	seen, err := workflows.New(files, workflows.Options{Owner: "acme"}).Observe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// one observes a single workflow.
func one(t testing.TB, content string) nhi.Observations {
	t.Helper()
	return observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(content)}})
}

// checkPlaces makes sure that each use is where its location says: the text there reads the
// credential, or hands it on.
func checkPlaces(t testing.TB, files fstest.MapFS, seen nhi.Observations) {
	t.Helper()
	for _, w := range seen.Workflows {
		for _, j := range w.Jobs {
			for _, use := range j.Credentials {
				there := textAt(t, files, use.Location)
				if !reads(use, there) {
					t.Errorf("%s %s by %s: the text at %+v is %q", use.Store, use.Name, use.Route, use.Location, there)
				}
			}
		}
	}
}

func reads(use nhi.CredentialUse, there string) bool {
	lower := strings.ToLower(there)
	switch use.Route {
	case nhi.RouteDefault:
		return true // at the job
	case nhi.RouteInherit:
		return strings.HasPrefix(there, "inherit")
	}
	for _, indirect := range []string{"env.", "inputs.", "github.token", "secrets.github_token", string(use.Store) + "[", string(use.Store) + ")"} {
		if strings.HasPrefix(lower, indirect) {
			return true
		}
	}
	return strings.HasPrefix(lower, string(use.Store)+"."+strings.ToLower(use.Name))
}

// textAt is the rest of the line at a location.
func textAt(t testing.TB, files fstest.MapFS, at nhi.Location) string {
	t.Helper()
	file, ok := files[at.Path]
	if !ok {
		t.Fatalf("a location in %q, which does not exist", at.Path)
	}
	lines := bytes.Split(file.Data, []byte("\n"))
	if at.Line < 1 || at.Line > len(lines) || at.Column < 1 || at.Column > len(lines[at.Line-1])+1 {
		t.Fatalf("location %+v is outside the file", at)
	}
	return string(lines[at.Line-1][at.Column-1:])
}

// An action of the same repository is followed, whichever way it is named.
func TestSelfRepository(t *testing.T) {
	files := unpack(t, "testdata/composite.txtar")
	want := observe(t, files)
	for _, f := range files {
		f.Data = bytes.ReplaceAll(f.Data, []byte("uses: ./"), []byte("uses: $/"))
	}
	got := observe(t, files)
	for _, w := range want.Workflows {
		for _, job := range w.Jobs {
			for _, step := range job.Steps {
				if step.Uses != nil {
					step.Uses.Raw = strings.Replace(step.Uses.Raw, "./", "$/", 1)
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("$/ is not read as ./ is (-want +got):\n%s", diff)
	}
}

func TestFilesNotRead(t *testing.T) {
	files := fstest.MapFS{
		".github/workflows/notes.md":     {Data: []byte("# notes")},
		".github/workflows/sub/deep.yml": {Data: []byte("on: push\n")}, // GitHub does not look in folders
		"vendor/x/action.yml":            {Data: []byte("runs: {using: composite, steps: [{uses: a/b@main}]}")},
		"action.yml":                     {Data: []byte("runs: {using: node24, main: index.js}")},
	}
	want := nhi.Observations{Counts: []nhi.ScanCount{
		{Source: "workflows", Unit: "workflows"}, {Source: "workflows", Unit: "jobs"}, {Source: "workflows", Unit: "composite actions"},
	}}
	if diff := cmp.Diff(want, observe(t, files)); diff != "" {
		t.Error(diff)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := workflows.New(unpack(t, "testdata/routes.txtar"), workflows.Options{}).Observe(ctx); err == nil {
		t.Error("no error after the context ended")
	}
}

func BenchmarkObserve(b *testing.B) {
	a, err := txtar.ParseFile("testdata/routes.txtar")
	if err != nil {
		b.Fatal(err)
	}
	files := fstest.MapFS{}
	for i := range 20 {
		files[filepath.Join(".github/workflows", string(rune('a'+i))+".yml")] = &fstest.MapFile{Data: a.Files[0].Data}
	}
	for b.Loop() {
		observe(b, files)
	}
}
