package agents_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/agents"
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
			for _, place := range places(seen) {
				textAt(t, files, place)
			}
			got, err := json.MarshalIndent(seen, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(got), "made-up") {
				t.Error("a value is passed on")
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

// TestInlinePlaces: each value written out in the sample is found, once, where it stands.
func TestInlinePlaces(t *testing.T) {
	files := unpack(t, "testdata/configurations.txtar")
	found := map[nhi.Location]string{}
	for _, a := range observe(t, files).Agents {
		inline := a.Inline
		for _, s := range a.Servers {
			inline = append(inline, s.Inline...)
		}
		for _, i := range inline {
			if _, twice := found[i.Location]; twice {
				t.Errorf("%s is found twice at %v", i.Name, i.Location)
			}
			found[i.Location] = i.Name
			there := textAt(t, files, i.Location)
			end := strings.IndexAny(there[1:], "\"\n")
			if end >= 0 {
				there = there[:end+1]
			}
			if !strings.Contains(there, "made-up") && !strings.Contains(there, "battery-staple") && !strings.Contains(there, "correct-horse") {
				t.Errorf("%s at %v: the value there is none", i.Name, i.Location)
			}
		}
	}
	written := 0
	for path, f := range files {
		for _, mark := range []string{"-made-up", "battery-staple", "correct-horse"} {
			if !strings.HasPrefix(path, "node_modules") {
				written += bytes.Count(f.Data, []byte(mark))
			}
		}
	}
	if len(found) != written {
		t.Errorf("%d of %d values are found: %v", len(found), written, found)
	}
}

func unpack(t testing.TB, archive string) fstest.MapFS {
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
	seen, err := agents.New(files).Observe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// places is every location in the observations.
func places(seen nhi.Observations) []nhi.Location {
	var all []nhi.Location
	for _, a := range seen.Agents {
		all = append(all, a.Location)
		for _, s := range a.Settings {
			all = append(all, s.Location)
		}
		for _, i := range a.Inline {
			all = append(all, i.Location)
		}
		for _, s := range a.Servers {
			all = append(all, s.Location)
			for _, i := range s.Inline {
				all = append(all, i.Location)
			}
		}
	}
	for _, g := range seen.Gaps {
		if g.Location != nil {
			all = append(all, *g.Location)
		}
	}
	return all
}

// textAt is the rest of the line at a location; "" for a whole file.
func textAt(t testing.TB, files fstest.MapFS, at nhi.Location) string {
	t.Helper()
	file, ok := files[at.Path]
	if !ok {
		t.Fatalf("a location in %q, which does not exist", at.Path)
	}
	if at.Line == 0 {
		return ""
	}
	lines := bytes.Split(file.Data, []byte("\n"))
	if at.Line > len(lines) || at.Column > len(lines[at.Line-1])+1 {
		t.Fatalf("location %+v is outside the file", at)
	}
	return string(lines[at.Line-1][max(at.Column, 1)-1:])
}

// Who is named is no stranger.
func TestWhoMayStart(t *testing.T) {
	for input, open := range map[string]bool{
		"anthropics/claude-code-action@v1, allowed_non_write_users, '*'":             true,
		"anthropics/claude-code-action@v1, allowed_non_write_users, 'octocat, *'":    true,
		"anthropics/claude-code-action@v1, allowed_non_write_users, 'octocat,hubot'": false,
		"anthropics/claude-code-action@v1, allowed_bots, 'renovate[bot]'":            false,
		"anthropics/claude-code-action@v1, allowed_bots, '*'":                        true,
		"openai/codex-action@v1, allow-users, 'octocat'":                             false,
		"openai/codex-action@v1, allow-users, '*'":                                   true,
		"openai/codex-action@v1, allow-bots, true":                                   false,
		"openai/codex-action@v1, allow-bot-users, 'acme-bot[bot]'":                   false,
	} {
		parts := strings.SplitN(input, ", ", 3)
		seen := observe(t, fstest.MapFS{".github/workflows/a.yml": {Data: []byte("on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n" +
			"      - uses: " + parts[0] + "\n        with:\n          " + parts[1] + ": " + parts[2] + "\n")}})
		found := false
		for _, setting := range seen.Agents[0].Settings {
			found = found || setting.Name == "open_trigger"
		}
		if found != open {
			t.Errorf("%s: open is %v", input, found)
		}
	}
}

// A step of a group that runs side by side counts where the group stands, as scanner/workflows counts it.
func TestParallelSteps(t *testing.T) {
	seen := observe(t, fstest.MapFS{".github/workflows/a.yml": {Data: []byte(`on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: make
      - parallel:
          - run: make lint
          - uses: openai/codex-action@v1
      - run: claude -p "$TASK"
`)}})
	var steps []int
	for _, a := range seen.Agents {
		steps = append(steps, a.Step)
	}
	if !slices.Equal(steps, []int{2, 3}) || len(seen.Gaps) > 0 {
		t.Errorf("agents at steps %v; gaps %+v", steps, seen.Gaps)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := agents.New(unpack(t, "testdata/workflows.txtar")).Observe(ctx); err == nil {
		t.Error("no error after the context ended")
	}
}
