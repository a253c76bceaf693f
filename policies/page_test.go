package policies

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

var update = flag.Bool("update", false, "rewrite generated text and golden files")

// example is a part of an input document, as a policy's page shows it.
type example struct {
	Params     map[string]any  `json:"params"`
	Summary    summaryFacts    `json:"summary"`
	Identities []identityFacts `json:"identities"`
	Settings   []settingsFacts `json:"settings"`
	Exceptions []exceptionFact `json:"exceptions"`
	Changes    []changeFacts   `json:"changes"`
}

// Every page has its generated parts up to date, and its examples end as it says.
func TestPages(t *testing.T) {
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.ID, func(t *testing.T) { checkPage(t, s, c) })
	}
}

func checkPage(t *testing.T, s *Set, c *configured) {
	for _, section := range []string{"## Why", "## Breaks it", "## Does not", "## How to fix", "## Limits"} {
		if !strings.Contains(c.Help, "\n"+section+"\n") {
			t.Errorf("the page lacks the section %q", section)
		}
	}
	for _, text := range examplesUnder(c.Help, "## Does not") {
		if f := judgeExample(t, s, c, text); len(f.findings)+len(f.unknowns) > 0 {
			t.Errorf("the example breaks the policy: %v %v\n%s", f.findings, f.unknowns, text)
		}
	}
	says := ""
	for _, text := range examplesUnder(c.Help, "## Breaks it") {
		o := judgeExample(t, s, c, text)
		if len(o.findings) == 0 {
			t.Errorf("the example does not break the policy:\n%s", text)
		}
		for _, f := range o.findings {
			says += fmt.Sprintf("> **%s** %s  \n> *%s*\n", f.Severity, f.Message, f.Fix)
		}
	}
	page := replaceGenerated(t, c.Help, "facts", factSheet(c))
	page = replaceGenerated(t, page, "says", says)
	if page == c.Help {
		return
	}
	if *update {
		if err := os.WriteFile(filepath.FromSlash(c.file[:len(c.file)-len("policy.rego")]+"README.md"), []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the generated parts of the page are not up to date: run go test -update; want\n%s", page)
}

// examplesUnder returns the json fences of a section.
func examplesUnder(page, heading string) []string {
	_, section, _ := strings.Cut(page, heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var examples []string
	for {
		_, rest, found := strings.Cut(section, "```json\n")
		if !found {
			return examples
		}
		text, after, _ := strings.Cut(rest, "```")
		examples = append(examples, text)
		section = after
	}
}

func judgeExample(t *testing.T, s *Set, c *configured, text string) outcome {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	var ex example
	if err := d.Decode(&ex); err != nil {
		t.Fatalf("the example is not part of an input document: %v\n%s", err, text)
	}
	with := *c
	with.setting.Params = ex.Params
	if err := with.apply(); err != nil {
		t.Fatal(err)
	}
	e := &evaluation{set: s, now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), summary: termOf(reflect.ValueOf(ex.Summary))}
	e.asked, e.changes = true, termOf(reflect.ValueOf(ex.Changes))
	ch := chunk{field: "identities"}
	var terms []*ast.Term
	for i := range ex.Identities {
		checkEnums(t, reflect.ValueOf(ex.Identities[i]))
		ch.subjects = append(ch.subjects, ex.Identities[i].judged())
		terms = append(terms, termOf(reflect.ValueOf(ex.Identities[i])))
	}
	for i := range ex.Settings {
		ch.field = "settings"
		checkEnums(t, reflect.ValueOf(ex.Settings[i]))
		ch.subjects = append(ch.subjects, ex.Settings[i].judged())
		terms = append(terms, termOf(reflect.ValueOf(ex.Settings[i])))
	}
	ch.terms = ast.ArrayTerm(terms...)
	h := e.run(t.Context(), hearing{configured: &with}, []chunk{ch}, termOf(reflect.ValueOf(ex.Exceptions)))
	if h.err != nil {
		t.Fatal(h.err)
	}
	checkNeeds(t, c, ch, h.outcome)
	h.findings = merge(h.findings)
	return h.outcome
}

// checkNeeds fails where the policy would not be asked, and has something to say.
func checkNeeds(t *testing.T, c *configured, ch chunk, o outcome) {
	t.Helper()
	ch.known = map[string]bool{}
	if !c.policy.silent([]chunk{ch}) {
		return
	}
	unasked := hearing{configured: c}.without([]chunk{ch})
	if len(o.findings) > 0 || !reflect.DeepEqual(unasked.unknowns, o.unknowns) {
		t.Errorf("the policy would not be asked, and says %v, %v", o.findings, o.unknowns)
	}
}

// checkEnums fails for a value outside its closed set.
func checkEnums(t *testing.T, v reflect.Value) {
	t.Helper()
	for _, f := range fieldsOf(v.Type()) {
		value, enum := v.Field(f.index), f.tag.Get("enum")
		if value.Kind() == reflect.Pointer && !value.IsNil() {
			value = value.Elem()
		}
		switch {
		case enum != "" && value.Kind() == reflect.String && value.String() != "" && !slices.Contains(enums[enum], any(value.String())):
			t.Errorf("%s: %q is none of %v", f.name, value, enums[enum])
		case value.Kind() == reflect.Struct:
			checkEnums(t, value)
		case value.Kind() == reflect.Slice && value.Type().Elem().Kind() == reflect.Struct:
			for i := range value.Len() {
				checkEnums(t, value.Index(i))
			}
		}
	}
}

func replaceGenerated(t *testing.T, page, name, text string) string {
	t.Helper()
	first, last := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, found := strings.Cut(page, first)
	_, after, ended := strings.Cut(rest, last)
	if !found || !ended {
		t.Errorf("the page lacks the marks %s", strings.TrimSpace(first))
		return page
	}
	return before + first + text + last + after
}

// factSheet is the generated head of a page, from METADATA alone.
func factSheet(c *configured) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n| | |\n|---|---|\n", strings.Join(strings.Fields(c.Description), " "))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "| %s | %s |\n", name, value)
		}
	}
	row("ID", "`"+c.ID+"`")
	row("Severity", severities(c))
	row("Confidence", string(c.Confidence))
	row("Mode", string(c.Mode))
	row("OWASP NHI Top 10", categoryLinks(c.Categories))
	row("About", titles(c.Kinds)+aboutSettings(c))
	row("Needs", code(c.Requires))
	if len(c.metadata.Params) > 0 {
		b.WriteString("\n| Parameter | Default | |\n|---|---|---|\n")
		for _, name := range slices.Sorted(maps.Keys(c.metadata.Params)) {
			p := c.metadata.Params[name]
			value, _ := json.Marshal(p.Default)
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", name, value, p.Description)
		}
	}
	related := relatedResources(c.policy)
	for i, r := range related {
		if i == 0 {
			b.WriteString("\nMore:")
		} else {
			b.WriteString(" ·")
		}
		fmt.Fprintf(&b, " [%s](%s)", r.Description, r.Ref.String())
		if i == len(related)-1 {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// relatedResources are the links that a built-in policy's METADATA has.
func relatedResources(p *policy) []*ast.RelatedResourceAnnotation {
	source, err := readFile(pack, p.file)
	if err != nil {
		panic(err)
	}
	m, err := parse(p.file, source)
	if err != nil {
		panic(err)
	}
	return packageAnnotation(m).RelatedResources
}

func severities(c *configured) string {
	var milder, graver []string
	for _, s := range c.metadata.Severities {
		if s.Rank() < c.Severity.Rank() {
			milder = append(milder, string(s))
		} else {
			graver = append(graver, string(s))
		}
	}
	text := string(c.Severity)
	if len(milder) > 0 {
		text += "; milder cases " + strings.Join(milder, ", ")
	}
	if len(graver) > 0 {
		text += "; graver cases " + strings.Join(graver, ", ")
	}
	return text
}

func categoryLinks(categories []string) string {
	var links []string
	for _, c := range categories {
		links = append(links, fmt.Sprintf("[%s](https://owasp.org/www-project-non-human-identities-top-10/2025/%s/)", c, owaspPages[c]))
	}
	return strings.Join(links, ", ")
}

var owaspPages = map[string]string{
	"NHI1": "1-improper-offboarding", "NHI2": "2-secret-leakage", "NHI3": "3-vulnerable-third-party-nhi",
	"NHI4": "4-insecure-authentication", "NHI5": "5-overprivileged-nhi", "NHI6": "6-insecure-cloud-deployment-configurations",
	"NHI7": "7-long-lived-secrets", "NHI8": "8-environment-isolation", "NHI9": "9-nhi-reuse", "NHI10": "10-human-use-of-nhi",
}

func aboutSettings(c *configured) string {
	if c.metadata.Subject != subjectSettings {
		return ""
	}
	levels := c.metadata.Levels
	if len(levels) == 0 {
		levels = []nhi.Level{nhi.LevelOrganization, nhi.LevelRepository, nhi.LevelEnvironment}
	}
	names := make([]string, len(levels))
	for i, level := range levels {
		names[i] = string(level)
	}
	return "Settings of the " + strings.Join(names, ", ")
}

func titles(kinds []nhi.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.Title())
	}
	return strings.Join(names, ", ")
}

func code(names []string) string {
	var quoted []string
	for _, n := range names {
		quoted = append(quoted, "`"+n+"`")
	}
	return strings.Join(quoted, ", ")
}

// The published schema and the table of policies are what the code says.
func TestGeneratedDocuments(t *testing.T) {
	schema, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	table, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]byte{"../docs/policy-input.schema.json": schema, "../docs/policies.md": table} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not up to date: run go test -update", file)
		}
	}
}
