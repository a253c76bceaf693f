package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dashboardOf is a report as HTML.
func dashboardOf(t testing.TB, r nhi.Report) string {
	t.Helper()
	var page bytes.Buffer
	if err := writeHTML(&page, r, Options{}); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// between is what stands between two marks, which must be there.
func between(t *testing.T, page, start, end string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, start)
	content, _, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("the page has no %s…%s", start, end)
	}
	return content
}

// elements checks that every element of the page is closed where it should be, and returns them.
func elements(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	for _, name := range []string{"style", "script"} { // not XML; a browser tests them
		content := between(t, page, "<"+name+">", "</"+name+">")
		page = strings.Replace(page, "<"+name+">"+content, "<"+name+">", 1)
	}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var found []xml.StartElement
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			found, open = append(found, e.Copy()), append(open, e.Name.Local)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != e.Name.Local {
				t.Fatalf("</%s> closes %q", e.Name.Local, open[max(0, len(open)-3):])
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %q", open)
	}
	return found
}

func TestHTMLHoldsNothingActive(t *testing.T) {
	names := map[string]int{}
	for _, e := range elements(t, dashboardOf(t, sampleReport())) {
		names[e.Name.Local]++
		for _, a := range e.Attr {
			name := a.Name.Local
			switch {
			case name == "style" || name == "src" || name == "srcset" || name == "action" || name == "formaction" || strings.HasPrefix(name, "on"):
				t.Errorf("<%s %s=%q>", e.Name.Local, name, a.Value)
			case name == "href" && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "https://github.com/"):
				t.Errorf("<%s> leads to %q", e.Name.Local, a.Value)
			}
		}
	}
	for _, banned := range []string{"link", "base", "img", "iframe", "object", "embed", "image", "foreignObject"} {
		if names[banned] > 0 {
			t.Errorf("%d <%s>", names[banned], banned)
		}
	}
	if names["style"] != 1 {
		t.Errorf("%d styles", names["style"])
	}
}

func TestHTMLPolicyAllowsItsOwnContentOnly(t *testing.T) {
	page := dashboardOf(t, sampleReport())
	policy := html.UnescapeString(between(t, page, `http-equiv="Content-Security-Policy" content="`, `"`))
	hash := func(name string) string {
		sum := sha256.Sum256([]byte(between(t, page, "<"+name+">", "</"+name+">")))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	want := fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; img-src data:; base-uri 'none'; form-action 'none'", hash("script"), hash("style"))
	if policy != want {
		t.Errorf("the policy is\n%s, want\n%s", policy, want)
	}
	if before := strings.Index(page, "<style"); strings.Index(page, "Content-Security-Policy") > before {
		t.Error("the policy comes after what it should guard")
	}
}

func TestHTMLIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	var refers []string
	for _, e := range elements(t, dashboardOf(t, sampleReport())) {
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				if seen[a.Value] {
					t.Errorf("two elements have the id %q", a.Value)
				}
				seen[a.Value] = true
			case "aria-labelledby", "aria-controls", "for":
				refers = append(refers, a.Value)
			}
		}
	}
	for _, id := range refers {
		if !seen[id] {
			t.Errorf("nothing has the id %q", id)
		}
	}
}

func TestHTMLIsTheSameTwice(t *testing.T) {
	r := sampleReport()
	first := dashboardOf(t, r)
	if dashboardOf(t, r) != first {
		t.Error("two pages of one report differ")
	}
	slices.Reverse(r.Identities)
	slices.Reverse(r.Findings)
	if dashboardOf(t, r) != first {
		t.Error("the order of the input shows in the page")
	}
	if want := sampleReport(); !cmp.Equal(want.Findings[1], r.Findings[len(r.Findings)-2]) {
		t.Error("writing the page changed the report")
	}
}

// block is a block of the page's data.
func block(t *testing.T, page, id string, into any) {
	t.Helper()
	content := between(t, page, `<script type="application/json" id="`+id+`">`, "</script>")
	if err := json.Unmarshal([]byte(content), into); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
}

func TestHTMLDataIsWholeAndEscaped(t *testing.T) {
	page := dashboardOf(t, sampleReport())
	var table struct {
		Rows    int `json:"n"`
		Columns map[string]struct {
			Cells  [][]any `json:"d"`
			Values []int   `json:"v"`
		}
	}
	block(t, page, "data-identities", &table)
	if table.Rows != len(sampleReport().Identities) {
		t.Errorf("%d rows", table.Rows)
	}
	for key, c := range table.Columns {
		implied := c.Values == nil && (len(c.Cells) == table.Rows || len(c.Cells) == 1)
		if !implied && (len(c.Values) != table.Rows || slices.Max(c.Values) >= len(c.Cells)) {
			t.Errorf("column %s has %d values of %d cells", key, len(c.Values), len(c.Cells))
		}
	}
	var panels []struct {
		Title string `json:"t"`
	}
	block(t, page, "identity-0", &panels)
	if len(panels) != table.Rows || panels[0].Title != "STRIPE_SECRET_KEY" {
		t.Errorf("%d details, the first of %q", len(panels), panels[0].Title)
	}
	for _, id := range []string{"data-identities", "data-findings", "identity-0", "finding-0"} {
		if content := between(t, page, `id="`+id+`">`, "</script>"); strings.ContainsAny(content, "<>&") {
			t.Errorf("%s holds < or > or &", id)
		}
	}
}

func TestHTMLPacksManyRows(t *testing.T) {
	page := dashboardOf(t, manyIdentities(compressFrom+1))
	if got := strings.Count(page, `<tr data-row="`); got != 2*htmlRows+50+len(sampleReport().Findings) {
		t.Errorf("%d rows are real HTML", got)
	}
	var packed string
	block(t, page, "data-identities", &packed)
	if !strings.HasPrefix(packed, "H4sI") {
		t.Errorf("data begins with %.8q, not as base64 of gzip does", packed)
	}
	if len(page) > 8<<20 {
		t.Errorf("%d bytes for %d rows", len(page), compressFrom+1)
	}
}

// manyIdentities is the sample with n identities.
func manyIdentities(n int) nhi.Report {
	r := sampleReport()
	base := r.Identities
	r.Identities = nil
	for i := range n {
		x := base[i%len(base)]
		if i >= len(base) {
			x.ID, x.Name = nhi.ID(fmt.Sprintf("%s-%d", x.ID, i)), fmt.Sprintf("%s_%d", x.Name, i)
		}
		r.Identities = append(r.Identities, x)
	}
	return r
}

func TestHTMLOfNothingClaimsNothing(t *testing.T) {
	r := nhi.Report{SchemaVersion: nhi.SchemaVersion, GeneratedAt: sampleTime, Target: nhi.Target{Kind: "folder", Name: "empty"}}
	page := dashboardOf(t, r)
	elements(t, page)
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page[strings.Index(page, "<main"):], " ")
	for _, want := range []string{"Not rated", "That is not the same as a good score", "No machine credential was found in what could be read.",
		"No policy found anything that counts", "The report does not say", "There are no findings in this report."} {
		if !strings.Contains(html.UnescapeString(text), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, banned := range []string{"✓", "100"} {
		if strings.Contains(between(t, page, `id="overview"`, `id="findings"`), banned) {
			t.Errorf("the overview of nothing holds %q", banned)
		}
	}
}

func TestHTMLGolden(t *testing.T) {
	v := newRoll(sampleReport())
	var overview bytes.Buffer
	if err := dashboardAssets().page.ExecuteTemplate(&overview, "overview", v.overview()); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/overview.html", overview.Bytes())
	n := v.number[sampleStripe]
	var e encoder
	v.identityPanel(n).encode(&e)
	var panel bytes.Buffer
	if err := json.Indent(&panel, e.out, "", " "); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "testdata/panel.json", append(panel.Bytes(), '\n'))
}

func BenchmarkHTML10000(b *testing.B) {
	r := manyIdentities(10_000)
	for b.Loop() {
		if err := writeHTML(io.Discard, r, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
