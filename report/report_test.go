package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

var update = flag.Bool("update", false, "write the golden files anew")

// compareGolden compares got with a file, which -update writes.
func compareGolden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is written now (go test ./report -update):\n%s", path, firstDifference(got, want))
	}
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(got, want []byte) string {
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			return "got:  " + gotLines[i] + "\nwant: " + wantLines[i]
		}
	}
	return "one is longer than the other"
}

func written(t testing.TB, format string, r nhi.Report, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// emptyReport is of a folder in which nothing was found.
func emptyReport() nhi.Report {
	return nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Tool: nhi.Tool{Name: "rollcall", Version: "1.0.0"},
		Target: nhi.Target{Kind: "folder", Name: "empty"}, GeneratedAt: sampleTime,
		Counts: []nhi.ScanCount{{Source: "leaks", Unit: "files", Count: 1}, {Source: "leaks", Unit: "bytes", Count: 2048}},
	}
}

// cleanReport is of a repository in which nothing is wrong.
func cleanReport() nhi.Report {
	r := sampleReport()
	r.History = nil
	r.Findings, r.Unknowns, r.Gaps, r.Exceptions = nil, nil, nil, nil
	r.Identities = []nhi.Identity{awsRole(), releaseToken()}
	r.Score = nhi.Score{FormulaVersion: "1", Rated: true, Value: 100, Low: 100, High: 100, Grade: "A", Coverage: 1, Uncapped: 100}
	return r
}

// TestGolden shows each format as a reader gets it.
func TestGolden(t *testing.T) {
	for _, test := range []struct {
		file, format string
		report       nhi.Report
		options      Options
	}{
		{"sample.txt", "text", sampleReport(), Options{}},
		{"sample-80.txt", "text", sampleReport(), Options{Width: 80}},
		{"sample-140-colour.txt", "text", sampleReport(), Options{Width: 140, Color: true}},
		{"sample-40-ascii.txt", "text", sampleReport(), Options{Width: 40, ASCII: true}},
		{"empty.txt", "text", emptyReport(), Options{}},
		{"clean.txt", "text", cleanReport(), Options{}},
		{"sample.json", "json", sampleReport(), Options{}},
		{"sample.sarif", "sarif", sampleReport(), Options{}},
		{"clean.sarif", "sarif", cleanReport(), Options{}},
		{"sample.md", "markdown", sampleReport(), Options{}},
		{"empty.md", "markdown", emptyReport(), Options{}},
		{"sample.csv", "csv", sampleReport(), Options{}},
	} {
		t.Run(test.file, func(t *testing.T) {
			compareGolden(t, filepath.Join("testdata", test.file), written(t, test.format, test.report, test.options))
		})
	}
}

func TestFormatsAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats() {
		if f.Name == "" || f.Extension == "" || f.Title == "" || f.write == nil || seen[f.Name] || seen["."+f.Extension] {
			t.Errorf("format %q lacks something, or another has its name or extension", f.Name)
		}
		seen[f.Name], seen["."+f.Extension] = true, true
	}
}

func TestUnknownFormat(t *testing.T) {
	var b bytes.Buffer
	err := Write(&b, "pd\x1bf", sampleReport(), Options{})
	var unknown *UnknownFormatError
	if !errors.As(err, &unknown) || b.Len() > 0 {
		t.Fatalf("got %v and %d bytes", err, b.Len())
	}
	if got := err.Error(); strings.Contains(got, "\x1b") {
		t.Errorf("the error acts on a terminal: %q", got)
	}
	for _, f := range Formats() {
		if !strings.Contains(unknown.Hint(), f.Name) {
			t.Errorf("the hint %q does not name %s", unknown.Hint(), f.Name)
		}
	}
}

// brokenWriter fails after some bytes, like a full disk or a closed pipe.
type brokenWriter struct{ left int }

var errBroken = errors.New("no space left")

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		return w.left, errBroken
	}
	w.left -= len(p)
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	for _, f := range Formats() {
		for _, left := range []int{0, 100, 2000} {
			if err := Write(&brokenWriter{left}, f.Name, sampleReport(), Options{}); !errors.Is(err, errBroken) {
				t.Errorf("%s after %d bytes: %v", f.Name, left, err)
			}
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	for _, f := range Formats() {
		first := written(t, f.Name, sampleReport(), Options{})
		for range 5 {
			if !bytes.Equal(first, written(t, f.Name, sampleReport(), Options{})) {
				t.Errorf("%s differs from one run to the next", f.Name)
			}
		}
	}
}

// TestReportIsLeftAlone keeps formats from sorting or changing what they are given.
func TestReportIsLeftAlone(t *testing.T) {
	r := sampleReport()
	before := written(t, "json", r, Options{})
	for _, f := range Formats() {
		written(t, f.Name, r, Options{})
		if !bytes.Equal(before, written(t, "json", r, Options{})) {
			t.Fatalf("%s changes the report", f.Name)
		}
	}
}
