package leaks

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The floors of the whole labelled set, and of each kind of secret that has at least ten lines.
// They only ever rise.
const (
	precisionFloor  = 0.97
	recallFloor     = 0.92
	kindRecallFloor = 0.70
)

// Fewer lines than this would prove little.
const (
	minimumLabelled = 1500
	minimumOfKind   = 10
)

var listLabels = flag.Bool("labels", false, "list the labelled lines that are missed or wrongly found")

// TestLabelled measures what is found at the default level in testdata/labelled: small projects
// whose lines say what an expert takes them for (see its README.md). A finding on a line
// without a label is a false one, too.
func TestLabelled(t *testing.T) {
	measure(t, &work{TB: t, dir: t.TempDir()}).check(t)
}

// The floors of the labelled set in a project that is published for everybody, where more is asked of what only names and places speak for: that
// somebody gave it out, which lines that stand alone hardly say.
const (
	publishedPrecisionFloor = 0.98
	publishedRecallFloor    = .32
)

// TestLabelledPublished measures the same where the lines stand in a published project, for which they were not written: of what is in
// use there little was made up. It tells what that costs who publishes such lines all the same.
func TestLabelledPublished(t *testing.T) {
	w := newWork(t)
	w.publish()
	table := measure(t, w)
	if table.precision() < publishedPrecisionFloor || table.recall() < publishedRecallFloor {
		t.Errorf("precision %.3f, want at least %.2f; recall %.3f, want at least %.2f", table.precision(), publishedPrecisionFloor, table.recall(), publishedRecallFloor)
	}
}

// measure writes the labelled set into a repository or folder, and holds what is found there against it.
func measure(t *testing.T, w *work) labelledTable {
	t.Helper()
	set := labelledSet{}
	archives, err := filepath.Glob("testdata/labelled/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range archives {
		set.expand(t, w.dir, name)
	}
	if _, err := os.Stat(filepath.Join(w.dir, ".git")); err == nil {
		w.git("add", "-A", "-f")
		w.git("commit", "-q", "-m", "lines")
	}
	for _, e := range w.observe(Options{}).Exposures {
		if listed(e) {
			set.find(e)
		}
	}
	table := set.table()
	t.Log("\n" + table.String())
	if *listLabels {
		t.Log("\n" + set.failures())
	}
	return table
}

// listed tells whether a reader gets to see an exposure at the default level.
func listed(e nhi.Exposure) bool { return e.Suppressed == nil && !e.Credential.Public }

// A label is an expert's judgement of a line, or of the lines that its template expands to.
type label struct {
	Path     string
	From, To int // lines, from 1
	Secret   bool
	Kind     string
	Text     string   // the template, which is safe to show
	Found    []string // the rules, with their confidence
}

// labelledSet is the labels of every file, by path and in the order of their lines.
type labelledSet map[string][]*label

var labelSyntax = regexp.MustCompile(`^(.*?)\s*⟵ (secret|trap|part) ([a-z0-9-]+)$`)

// expand writes the files of an archive below dir and notes their labels.
func (s labelledSet) expand(t *testing.T, dir, archive string) {
	t.Helper()
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	project := strings.TrimSuffix(filepath.Base(archive), ".txtar")
	for _, f := range txtar.Parse(text).Files {
		path := project + "/" + f.Name
		if s[path] != nil {
			t.Fatalf("%s: twice", path)
		}
		content, err := s.file(path, string(f.Data))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		(&work{TB: t, dir: dir}).write(path, content)
	}
}

// file expands one file and notes its labels.
func (s labelledSet) file(path, template string) (string, error) {
	var out []string
	parts := map[*label]string{}
	s[path] = []*label{}
	for _, line := range strings.Split(strings.TrimSuffix(template, "\n"), "\n") {
		fields := labelSyntax.FindStringSubmatch(line)
		text := line
		if fields != nil {
			text = fields[1]
		}
		made, err := fillTemplate(path, text)
		if err != nil {
			return "", fmt.Errorf("%w: %s", err, line)
		}
		if strings.ContainsAny(made, "⟦⟧⟵") {
			return "", fmt.Errorf("a mark is left over: %s", line)
		}
		lines := strings.Split(made, "\n")
		if fields != nil {
			l := &label{Path: path, From: len(out) + 1, To: len(out) + len(lines), Secret: fields[2] == "secret", Kind: fields[3], Text: text}
			if fields[2] == "part" {
				parts[l] = l.Kind
			} else {
				s[path] = append(s[path], l)
			}
		}
		out = append(out, lines...)
	}
	for part, kind := range parts {
		if err := s.join(part, kind); err != nil {
			return "", err
		}
	}
	return strings.Join(out, "\n") + "\n", nil
}

// join adds a part, such as a key's id, to the nearest secret of its kind: a finding may stand at either.
func (s labelledSet) join(part *label, kind string) error {
	var nearest *label
	distance := func(l *label) int { return max(l.From-part.To, part.From-l.To) }
	for _, l := range s[part.Path] {
		if l.Secret && l.Kind == kind && (nearest == nil || distance(l) < distance(nearest)) {
			nearest = l
		}
	}
	if nearest == nil {
		return fmt.Errorf("line %d is a part of no secret", part.From)
	}
	nearest.From, nearest.To = min(nearest.From, part.From), max(nearest.To, part.To)
	return nil
}

// find gives an exposure to the label of its line, the narrowest if there are several.
func (s labelledSet) find(e nhi.Exposure) {
	var best *label
	for _, l := range s[e.Location.Path] {
		if l.From <= e.Location.Line && e.Location.Line <= l.To && (best == nil || l.To-l.From < best.To-best.From) {
			best = l
		}
	}
	if best == nil {
		best = &label{Path: e.Location.Path, From: e.Location.Line, To: e.Location.Line, Kind: "unlabelled"}
		s[e.Location.Path] = append(s[e.Location.Path], best)
	}
	best.Found = append(best.Found, fmt.Sprintf("%s (%s)", e.Rule, e.Confidence))
}

// failures lists what is missed and what is wrongly found.
func (s labelledSet) failures() string {
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(s)) {
		for _, l := range s[path] {
			switch found := len(l.Found) > 0; {
			case l.Secret && !found:
				fmt.Fprintf(&b, "missed %s:%d %s: %s\n", path, l.From, l.Kind, l.Text)
			case !l.Secret && found:
				fmt.Fprintf(&b, "false  %s:%d %s: %s %v\n", path, l.From, l.Kind, l.Text, l.Found)
			}
		}
	}
	return b.String()
}

// tally counts the lines of a kind, and those of them with a finding.
type tally struct{ lines, found int }

// labelledTable is the outcome by kind.
type labelledTable struct{ secrets, traps map[string]tally }

func (s labelledSet) table() labelledTable {
	table := labelledTable{map[string]tally{}, map[string]tally{}}
	for _, labels := range s {
		for _, l := range labels {
			kinds := table.traps
			if l.Secret {
				kinds = table.secrets
			}
			count := kinds[l.Kind]
			count.lines++
			if len(l.Found) > 0 {
				count.found++
			}
			kinds[l.Kind] = count
		}
	}
	return table
}

func sum(kinds map[string]tally) (all tally) {
	for _, count := range kinds {
		all.lines += count.lines
		all.found += count.found
	}
	return all
}

func (table labelledTable) recall() float64 {
	all := sum(table.secrets)
	return float64(all.found) / float64(all.lines)
}

func (table labelledTable) precision() float64 {
	right, wrong := sum(table.secrets).found, sum(table.traps).found
	return float64(right) / float64(max(right+wrong, 1))
}

func (table labelledTable) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s %6s %6s %6s\n", "secrets", "lines", "found", "missed")
	for _, kind := range slices.Sorted(maps.Keys(table.secrets)) {
		count := table.secrets[kind]
		fmt.Fprintf(&b, "%-20s %6d %6d %6d\n", kind, count.lines, count.found, count.lines-count.found)
	}
	fmt.Fprintf(&b, "\n%-20s %6s %6s\n", "traps", "lines", "false")
	for _, kind := range slices.Sorted(maps.Keys(table.traps)) {
		fmt.Fprintf(&b, "%-20s %6d %6d\n", kind, table.traps[kind].lines, table.traps[kind].found)
	}
	secrets, traps := sum(table.secrets), sum(table.traps)
	fmt.Fprintf(&b, "\nrecall %.3f (%d of %d), precision %.3f (%d false on %d traps)\n",
		table.recall(), secrets.found, secrets.lines, table.precision(), traps.found, traps.lines)
	return b.String()
}

// check compares the outcome with the floors, and the set with what makes it worth something.
func (table labelledTable) check(t *testing.T) {
	t.Helper()
	if got := table.precision(); got < precisionFloor {
		t.Errorf("precision %.3f, want at least %.2f", got, precisionFloor)
	}
	if got := table.recall(); got < recallFloor {
		t.Errorf("recall %.3f, want at least %.2f", got, recallFloor)
	}
	for kind, count := range table.secrets {
		if got := float64(count.found) / float64(count.lines); count.lines >= minimumOfKind && got < kindRecallFloor {
			t.Errorf("recall of %s %.3f, want at least %.2f", kind, got, kindRecallFloor)
		}
	}
	secrets, traps := sum(table.secrets).lines, sum(table.traps).lines
	if total := secrets + traps; total < minimumLabelled || traps < total*2/5 || secrets < total*2/5 {
		t.Errorf("the set has %d secrets and %d traps, want %d lines in all, half of them traps", secrets, traps, minimumLabelled)
	}
}
