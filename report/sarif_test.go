package report

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

func writtenSARIF(t *testing.T, r nhi.Report) *sarif.Run {
	t.Helper()
	encoded := written(t, "sarif", r, Options{})
	if err := validate(t, compileSchema(t, "testdata/sarif-2.1.0.json"), encoded); err != nil {
		t.Error(err)
	}
	log, err := sarif.FromBytes(encoded)
	if err != nil || len(log.Runs) != 1 {
		t.Fatalf("not one run: %v", err)
	}
	return log.Runs[0]
}

// TestSARIFForCodeScanning checks what GitHub asks for and SARIF's schema does not.
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
func TestSARIFForCodeScanning(t *testing.T) {
	for name, r := range map[string]nhi.Report{"sample": sampleReport(), "clean": cleanReport(), "empty": emptyReport(), "hostile": hostileReport("a\n\x1b::b")} {
		run := writtenSARIF(t, r)
		for _, rule := range run.Tool.Driver.Rules {
			checkRule(t, name, rule)
		}
		for i, result := range run.Results {
			checkResult(t, fmt.Sprintf("%s: result %d", name, i), run, result)
		}
		if id := *run.AutomationDetails.ID; !strings.HasPrefix(id, "rollcall/") || !strings.HasSuffix(id, "/") {
			t.Errorf("%s: the category would not be the target: %s", name, id)
		}
	}
}

func checkRule(t *testing.T, name string, rule *sarif.ReportingDescriptor) {
	t.Helper()
	if rule.ShortDescription == nil || rule.FullDescription == nil || rule.Help == nil || rule.Help.Text == nil || *rule.Help.Text == "" {
		t.Errorf("%s: rule %s is not described", name, rule.ID)
	}
	tags, _ := rule.Properties["tags"].([]any)
	if !slices.Contains(tags, any("security")) || len(tags) > sarifTags {
		t.Errorf("%s: rule %s has the tags %v", name, rule.ID, tags)
	}
	if score, found := rule.Properties["security-severity"]; found {
		n, err := strconv.ParseFloat(score.(string), 64)
		if err != nil || n <= 0 || n > 10 {
			t.Errorf("%s: rule %s has the security-severity %v", name, rule.ID, score)
		}
	}
	if precision := rule.Properties["precision"]; precision != nil && !slices.Contains([]any{"low", "medium", "high", "very-high"}, precision) {
		t.Errorf("%s: rule %s has the precision %v", name, rule.ID, precision)
	}
}

func checkResult(t *testing.T, name string, run *sarif.Run, result *sarif.Result) {
	t.Helper()
	if rule := run.Tool.Driver.Rules[*result.RuleIndex]; rule.ID != *result.RuleID {
		t.Errorf("%s: its rule is %s and its ruleIndex names %s", name, *result.RuleID, rule.ID)
	}
	if !slices.Contains([]string{"error", "warning", "note"}, *result.Level) {
		t.Errorf("%s: level %s", name, *result.Level)
	}
	if len(result.Locations) != 1 {
		t.Fatalf("%s: %d locations", name, len(result.Locations))
	}
	physical := result.Locations[0].PhysicalLocation
	uri := *physical.ArtifactLocation.URI
	parsed, err := url.Parse(uri)
	if err != nil || parsed.IsAbs() || strings.HasPrefix(uri, "/") || strings.Contains(uri, "..") || uri == "" {
		t.Errorf("%s: not a relative URI: %s %v", name, uri, err)
	}
	if physical.Region.StartLine == nil || *physical.Region.StartLine < 1 {
		t.Errorf("%s: no line", name)
	}
	if result.PartialFingerprints["primaryLocationLineHash"] == "" {
		t.Errorf("%s: no fingerprint", name)
	}
}

func TestSARIFOrder(t *testing.T) {
	run := writtenSARIF(t, sampleReport())
	var got []string
	for _, result := range run.Results {
		got = append(got, fmt.Sprint(result.Properties["severity"]))
	}
	want := "critical critical high high high high medium medium medium medium low info"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestSARIFLevel(t *testing.T) {
	want := map[nhi.Severity][2]string{ // enforced, advisory
		nhi.SeverityCritical: {"error", "warning"},
		nhi.SeverityHigh:     {"error", "warning"},
		nhi.SeverityMedium:   {"warning", "note"},
		nhi.SeverityLow:      {"note", "note"},
		nhi.SeverityInfo:     {"note", "note"},
		"":                   {"note", "note"},
	}
	for severity, levels := range want {
		for i, mode := range []nhi.Mode{nhi.ModeEnforced, nhi.ModeAdvisory} {
			if got := sarifLevel(severity, mode); got != levels[i] {
				t.Errorf("%s %s is %s, not %s", mode, severity, got, levels[i])
			}
		}
	}
}

// TestSARIFPlace: where no file shows a finding, its identity's place serves, then the registry,
// then a workflow.
func TestSARIFPlace(t *testing.T) {
	used := nhi.Identity{ID: "used", Uses: []nhi.Use{{Location: at(".github/workflows/a.yml", 3)}}, Exposures: []nhi.Exposure{{Location: at("x", 1)}}}
	exposed := nhi.Identity{ID: "exposed", Exposures: []nhi.Exposure{{Location: at("config.js", 9)}}}
	agent := nhi.Identity{ID: "agent", Agent: &nhi.Agent{Location: at(".mcp.json", 2)}}
	bare := nhi.Identity{ID: "bare"}
	elsewhere := &nhi.Location{Repository: "acme/other", Path: ".github/workflows/b.yml", Line: 9}
	away := nhi.Identity{ID: "away", Uses: []nhi.Use{{Location: *elsewhere}}}
	away1 := []nhi.Workflow{{Repository: "acme/other", Path: elsewhere.Path}}
	declared := nhi.Identity{ID: "declared", Registered: nhi.Declared(true, registryFile+":7")}
	workflows := []nhi.Workflow{{Path: ".github/workflows/ci.yml"}}
	for _, test := range []struct {
		name       string
		finding    nhi.Finding
		identities []nhi.Identity
		workflows  []nhi.Workflow
		want       string
	}{
		{"its own", nhi.Finding{Identity: "used", Location: place("src/a.go", 4)}, []nhi.Identity{used}, workflows, "src/a.go:4"},
		{"a whole file", nhi.Finding{Identity: "used", Location: place("src/a.go", 0)}, []nhi.Identity{used}, workflows, "src/a.go:1"},
		{"a use", nhi.Finding{Identity: "used"}, []nhi.Identity{used}, workflows, ".github/workflows/a.yml:3"},
		{"an exposure", nhi.Finding{Identity: "exposed"}, []nhi.Identity{exposed}, workflows, "config.js:9"},
		{"an agent", nhi.Finding{Identity: "agent"}, []nhi.Identity{agent}, workflows, ".mcp.json:2"},
		{"the registry", nhi.Finding{Identity: "bare"}, []nhi.Identity{bare, declared}, workflows, registryFile + ":1"},
		{"a workflow", nhi.Finding{Identity: "bare"}, []nhi.Identity{bare}, workflows, ".github/workflows/ci.yml:1"},
		{"another repository's", nhi.Finding{Identity: "used", Location: elsewhere}, []nhi.Identity{used}, workflows, ".github/workflows/a.yml:3"},
		{"all in other repositories", nhi.Finding{Identity: "away", Location: elsewhere}, []nhi.Identity{away}, away1, registryFile + ":1"},
		{"an entry of the registry", nhi.Finding{Identity: "declared"}, []nhi.Identity{declared}, workflows, registryFile + ":7"},
		{"the registry to be", nhi.Finding{Identity: "nobody"}, nil, nil, registryFile + ":1"},
	} {
		r := nhi.Report{Identities: test.identities, Workflows: test.workflows}
		shown, _ := newPlaces(r).of(test.finding)
		physical := shown.PhysicalLocation
		if got := fmt.Sprintf("%s:%d", *physical.ArtifactLocation.URI, *physical.Region.StartLine); got != test.want {
			t.Errorf("%s: got %s, not %s", test.name, got, test.want)
		}
	}
}

func TestRelativeURI(t *testing.T) {
	for path, want := range map[string]string{
		"src/main.go":              "src/main.go",
		"a b/c%d/é.yml":            "a%20b/c%25d/%C3%A9.yml",
		"pages/[id].js":            "pages/%5Bid%5D.js",
		"what?#x":                  "what%3F%23x",
		"a\nb":                     "a%0Ab",
		"c:/windows":               "c%3A/windows",
		"https://evil.example/x":   "https%3A/evil.example/x",
		"../../etc/passwd":         "etc/passwd",
		"/etc/passwd":              "etc/passwd",
		"a\\b":                     "a%5Cb",
		"\xff":                     "%FF",
		".github/workflows/ci.yml": ".github/workflows/ci.yml",
	} {
		if got := relativeURI(path); got != want {
			t.Errorf("relativeURI(%q) = %s, not %s", path, got, want)
		}
	}
}

func TestSARIFMessage(t *testing.T) {
	f := nhi.Finding{
		Title: "Leaked credential", Message: "X [a](https://evil.example) is\nreadable", Fix: "Revoke it!",
		Related: []nhi.Location{at("pages/[id].js", 4)},
	}
	got := resultMessage(f, besides(f, nil), relatedLocations(besides(f, nil)), true)
	want := `Leaked credential. X [a] (https://evil.example) is\nreadable. Revoke it! See also [pages/(id).js:4](1).`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSARIFTruncates: code scanning refuses a run of more results whole, so the worst are kept
// and the file says how many are not there.
func TestSARIFTruncates(t *testing.T) {
	r := sampleReport()
	low := r.Findings[len(r.Findings)-1]
	worst := r.Findings[0]
	r.Findings = slices.Repeat([]nhi.Finding{low}, sarifResults+10)
	worst.Related = slices.Repeat([]nhi.Location{at("a", 1)}, sarifLocations+10)
	r.Findings = append(r.Findings, worst)
	log, err := sarif.FromBytes(written(t, "sarif", r, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if len(run.Results) != sarifResults || *run.Results[0].RuleID != worst.Policy {
		t.Errorf("%d results, the first of %s", len(run.Results), *run.Results[0].RuleID)
	}
	if n := len(run.Results[0].RelatedLocations); n >= sarifLocations {
		t.Errorf("%d related locations", n)
	}
	said := run.Invocations[0].ToolExecutionNotifications
	if text := *said[0].Message.Text; !strings.Contains(text, "11 less severe") {
		t.Errorf("the cut is not announced: %s", text)
	}
	if text := *said[1].Message.Text; !strings.Contains(text, "the other 20,000") {
		t.Errorf("what is not shown is not announced: %s", text)
	}
}

func TestSARIFTellsGaps(t *testing.T) {
	r := sampleReport()
	run := writtenSARIF(t, r)
	invocation := run.Invocations[0]
	if got, want := len(invocation.ToolExecutionNotifications), 1+len(r.Gaps)+len(groupUnknowns(r)); got != want {
		t.Errorf("%d notifications, not %d", got, want)
	}
	if !*invocation.ExecutionSuccessful {
		t.Error("a scan with gaps that came to its end is told as failed")
	}
	r.Gaps = append(r.Gaps, nhi.Gap{Source: "leaks", Scope: "history", Reason: nhi.GapInterrupted})
	if *writtenSARIF(t, r).Invocations[0].ExecutionSuccessful {
		t.Error("a scan that was interrupted is told as done")
	}
	r.Gaps = slices.Repeat(r.Gaps[:1], sarifNotifications+5)
	notifications := writtenSARIF(t, r).Invocations[0].ToolExecutionNotifications
	if text := *notifications[1+sarifNotifications].Message.Text; !strings.Contains(text, "5 more gaps") {
		t.Errorf("the gaps not listed are not counted: %s", text)
	}
}

func TestWithoutNulls(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":null,"b":1}`:                `{"b":1}`,
		`{"a":{"b":null}}`:                `{"a":{}}`,
		`[null,1,null]`:                   `[1]`,
		`{"b":[{"x":null},"null"],"a":2}`: `{"b":[{},"null"],"a":2}`,
		`{"a":12345678901234567890}`:      `{"a":12345678901234567890}`,
		`{"a":"\u001b","b":"<","c":null}`: `{"a":"\u001b","b":"\u003c"}`,
	} {
		got, err := withoutNulls([]byte(in), "")
		if compact := strings.NewReplacer(" ", "", "\n", "").Replace(string(got)); err != nil || compact != want {
			t.Errorf("%s became %s, not %s: %v", in, compact, want, err)
		}
	}
	for _, in := range []string{``, `{`, `{"a"`, `[1,`} {
		if _, err := withoutNulls([]byte(in), ""); err == nil {
			t.Errorf("%s is taken", in)
		}
	}
}

// TestSARIFFitsCompressed: a file of more than 10 MB, compressed, is refused, however few results it has. Names that do
// not compress are the worst case.
func TestSARIFFitsCompressed(t *testing.T) {
	const refused, others = 10_000_000, 1.05 // who uploads compresses with another program, which has made 2 per cent more of a log
	for name, findings := range map[string]int{"too many": 8_000, "nearly too many": 7_300} {
		t.Run(name, func(t *testing.T) {
			r := noisyReport(findings)
			encoded := written(t, "sarif", r, Options{})
			var compressed bytes.Buffer
			w := gzip.NewWriter(&compressed)
			if _, err := w.Write(encoded); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			log, err := sarif.FromBytes(encoded)
			if err != nil {
				t.Fatal(err)
			}
			kept := len(log.Runs[0].Results)
			if float64(compressed.Len())*others > refused || kept < 4_000 || kept == len(r.Findings) {
				t.Errorf("%d of %d results in %d bytes, compressed", kept, len(r.Findings), compressed.Len())
			}
			want := thousands(len(r.Findings)-kept) + " less severe ones are left out"
			if text := *log.Runs[0].Invocations[0].ToolExecutionNotifications[0].Message.Text; !strings.Contains(text, want) {
				t.Errorf("%q does not say %q", text, want)
			}
		})
	}
}

// noisyReport is a report of so many findings whose messages do not compress.
func noisyReport(findings int) nhi.Report {
	r := sampleReport()
	f := r.Findings[0]
	r.Findings = nil
	random := rand.New(rand.NewPCG(1, 2))
	for i := range findings {
		noise := make([]byte, 1_500)
		for n := range noise {
			noise[n] = ' ' + byte(random.IntN(95))
		}
		f.Message, f.Fingerprint = string(noise), strconv.Itoa(i)
		r.Findings = append(r.Findings, f)
	}
	return r
}

// TestSARIFLeavesOutWhatIsSuppressed: code scanning opens an alert on every result, whatever its suppressions say.
func TestSARIFLeavesOutWhatIsSuppressed(t *testing.T) {
	r := sampleReport()
	run := writtenSARIF(t, r)
	if got, want := len(run.Results), len(openFindings(r)); got != want || got == len(r.Findings) {
		t.Errorf("%d results of %d findings, %d of which count", got, len(r.Findings), want)
	}
	if text := *run.Invocations[0].ToolExecutionNotifications[0].Message.Text; !strings.HasPrefix(text, "2 suppressed findings are not in this file") {
		t.Error(text)
	}
}

// TestSARIFFingerprintsStay: what tells an alert from others does not move with the lines, the order or the words.
func TestSARIFFingerprintsStay(t *testing.T) {
	fingerprints := func(r nhi.Report) []string {
		var all []string
		log, err := sarif.FromBytes(written(t, "sarif", r, Options{}))
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range log.Runs[0].Results {
			all = append(all, fmt.Sprint(*result.RuleID, " ", result.PartialFingerprints["primaryLocationLineHash"]))
		}
		slices.Sort(all)
		return all
	}
	before, moved := sampleReport(), sampleReport()
	slices.Reverse(moved.Findings)
	for i := range moved.Findings {
		moved.Findings[i].Message += " It is a day older."
		if at := moved.Findings[i].Location; at != nil {
			moved.Findings[i].Location = &nhi.Location{Path: at.Path, Line: at.Line + 7}
		}
	}
	got, want := fingerprints(moved), fingerprints(before)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if distinct := slices.Compact(slices.Clone(want)); len(distinct) < len(want) {
		t.Errorf("two results are one alert: %q", want)
	}
}

// TestRuleIsAsSevereAsItsFindings: GitHub shows each alert with its rule's severity.
func TestRuleIsAsSevereAsItsFindings(t *testing.T) {
	policy := nhi.Policy{ID: "a", Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced}
	for _, test := range []struct {
		found []nhi.Severity
		want  string
	}{
		{nil, "9.5"},
		{[]nhi.Severity{nhi.SeverityLow}, "2.0"},
		{[]nhi.Severity{nhi.SeverityLow, nhi.SeverityHigh}, "8.0"},
	} {
		var findings []nhi.Finding
		for _, severity := range test.found {
			findings = append(findings, nhi.Finding{Policy: "a", Severity: severity})
		}
		if got := newRuleSet([]nhi.Policy{policy}, findings).rules[0].Properties["security-severity"]; got != test.want {
			t.Errorf("with findings of severity %v the rule has %v, want %s", test.found, got, test.want)
		}
	}
}
