package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

// account is what every format says of a report, in figures.
type account struct {
	Findings, Enforced, Identities, Gaps int
	Score                                string
}

// TestFormatsAgree: whichever format somebody reads of a sample's scan, its figures are the same, and a format made
// from the JSON report is the one that the scan would have written.
func TestFormatsAgree(t *testing.T) {
	eachSample(t, func(t *testing.T, name string) {
		scanned := scanSample(t, name).report
		read, err := report.Read(bytes.NewReader(inFormat(t, "json", scanned)))
		if err != nil {
			t.Fatal(err)
		}
		want := accountOf(scanned)
		for _, format := range formatNames() {
			written := inFormat(t, format, scanned)
			if !bytes.Equal(written, inFormat(t, format, read)) {
				t.Errorf("%s differs when it is made from the JSON report", format)
			}
			if diff := gocmp.Diff(saidBy[format](t, string(written), want), want); diff != "" {
				t.Errorf("%s: said -, is +\n%s", format, diff)
			}
		}
	})
}

func inFormat(t *testing.T, format string, r nhi.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, format, r, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func accountOf(r nhi.Report) account {
	f := account{Identities: len(r.Identities), Gaps: len(r.Gaps), Score: "none"}
	for _, finding := range r.Findings {
		if finding.Counts() {
			f.Findings++
			if finding.Mode == nhi.ModeEnforced {
				f.Enforced++
			}
		}
	}
	if r.Score.Rated {
		f.Score = strconv.FormatFloat(float64(int(r.Score.Value*10+1e-9))/10, 'f', -1, 64)
	}
	return f
}

// saidBy reads an account from what a format wrote. What the format has no place for is taken from what is true.
var saidBy = map[string]func(t *testing.T, written string, truth account) account{
	"json": func(t *testing.T, written string, _ account) account {
		var r nhi.Report
		if err := json.Unmarshal([]byte(written), &r); err != nil {
			t.Fatal(err)
		}
		return accountOf(r)
	},
	"text": func(_ *testing.T, written string, _ account) account {
		return account{
			Findings: countIn(written, `(?m)^.* (?:· |  )([\d,]+) findings?, (?:none|[\d,]+) enforced`), Enforced: countIn(written, `findings?, ([\d,]+) enforced`),
			Identities: countIn(written, `(?m)^([\d,]+) identit(?:y|ies): `), Gaps: countIn(written, `(?m)^Gaps  ([\d,]+) places?`),
			Score: scoreIn(written, `score ([\d.]+) of 100`),
		}
	},
	"markdown": func(_ *testing.T, written string, _ account) account {
		return account{
			Findings: countIn(written, `· ([\d,]+) findings? \(`), Enforced: countIn(written, `\), ([\d,]+) enforced`),
			Identities: countIn(written, `<summary>([\d,]+) identit`), Gaps: countIn(written, `(?m)^([\d,]+) places? that this scan could not see`),
			Score: scoreIn(written, `score ([\d.]+) of 100`),
		}
	},
	"html": func(_ *testing.T, written string, truth account) account {
		return account{
			Findings: countIn(written, `data-tab="findings">Findings <span class="count">([\d,]+)<`), Enforced: truth.Enforced,
			Identities: countIn(written, `data-tab="inventory">Inventory <span class="count">([\d,]+)<`), Gaps: countIn(written, `Not read <span class="count">([\d,]+)<`),
			Score: scoreIn(written, `<span class="value">([\d.]+)</span>`),
		}
	},
	"sarif": accountOfSARIF,
	"csv": func(t *testing.T, written string, truth account) account {
		rows, err := csv.NewReader(strings.NewReader(written)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		truth.Identities, truth.Findings = len(rows)-1, 0
		column := slices.Index(rows[0], "findings")
		for _, row := range rows[1:] {
			n, err := strconv.Atoi(row[column])
			if err != nil {
				t.Fatal(err)
			}
			truth.Findings += n
		}
		return truth
	},
}

func accountOfSARIF(t *testing.T, written string, truth account) account {
	var log struct {
		Runs []struct {
			Results []struct {
				Properties struct{ Mode string }
			}
			Invocations []struct {
				ToolExecutionNotifications []struct{ Descriptor struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal([]byte(written), &log); err != nil {
		t.Fatal(err)
	}
	said := account{Identities: truth.Identities, Score: truth.Score}
	for _, result := range log.Runs[0].Results {
		said.Findings++
		if result.Properties.Mode == string(nhi.ModeEnforced) {
			said.Enforced++
		}
	}
	for _, n := range log.Runs[0].Invocations[0].ToolExecutionNotifications {
		if !slices.Contains([]string{"truncated", "suppressed", "undecided"}, n.Descriptor.ID) {
			said.Gaps++
		}
	}
	return said
}

// countIn is what an expression finds, 0 where it finds nothing.
func countIn(text, expression string) int {
	found := regexp.MustCompile(expression).FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
	return n
}

// scoreIn is what an expression finds, "none" where it finds nothing.
func scoreIn(text, expression string) string {
	found := regexp.MustCompile(expression).FindStringSubmatch(text)
	if found == nil {
		return "none"
	}
	return found[1]
}
