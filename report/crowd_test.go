package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// leaksReport is of values with these exposures, an identity and a critical finding each.
func leaksReport(exposures ...nhi.Exposure) nhi.Report {
	r := nhi.Report{SchemaVersion: nhi.SchemaVersion, Target: nhi.Target{Kind: "repository", Name: "acme/shop"}}
	for i, e := range exposures {
		id := nhi.ID(fmt.Sprintf("git:acme/shop:exposed-credential:%s#x-%03d", e.Location.Path, i))
		r.Identities = append(r.Identities, nhi.Identity{ID: id, Kind: nhi.KindAPIKey, Name: e.Location.Path, Exposures: []nhi.Exposure{e}})
		at := e.Location
		r.Findings = append(r.Findings, nhi.Finding{
			Fingerprint: string(id), Policy: "leaked_credential", Title: "Leaked", Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced, Identity: id,
			Message: fmt.Sprintf("A credential is in %s: %c.", at.Path, 'a'+rune(i%26)), Fix: "Revoke " + string(rune('a'+i%26)) + ".", Location: &at,
		})
	}
	return r
}

func exposedAt(path string, line int, e nhi.Exposure) nhi.Exposure {
	e.Rule, e.Location = "assigned-key", nhi.Location{Path: path, Line: line}
	return e
}

func TestCrowdOfOneFileIsOneBlock(t *testing.T) {
	var crowd []nhi.Exposure
	for line := range 211 {
		crowd = append(crowd, exposedAt("mempool", line+1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))
	}
	crowd = append(crowd, exposedAt("other", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))
	for _, format := range []string{"text", "markdown"} {
		page := string(written(t, format, leaksReport(crowd...), Options{Width: 200}))
		if n := strings.Count(page, "one of 211 values of one sort in mempool."); n != 1 {
			t.Errorf("%s has %d blocks:\n%s", format, n, page)
		}
		if !strings.Contains(page, "A credential is in other") {
			t.Errorf("%s: the crowd hides the other file:\n%s", format, page)
		}
	}
}

// A summary's table has a row for each value only where they are few: of more, the row names some of the places and counts the rest.
func TestSummaryGathersAFilesValues(t *testing.T) {
	for n, want := range map[int]int{5: 5, 6: 1, 12: 1} {
		var exposures []nhi.Exposure
		for line := range n {
			exposures = append(exposures, exposedAt("settings", line+1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))
		}
		r := leaksReport(append(exposures, exposedAt("other", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))...)
		page := string(written(t, "markdown", r, Options{}))
		if rows := strings.Count(page, "**Leaked.** A credential is in settings"); rows != want {
			t.Errorf("%d values have %d rows, want %d:\n%s", n, rows, want, page)
		}
		if said := strings.Contains(page, fmt.Sprintf("It is one of %d values of one sort in settings.", n)); said != (want == 1) {
			t.Errorf("of %d values:\n%s", n, page)
		}
		if more := fmt.Sprintf("and %d more", n-6); strings.Contains(page, more) != (n == 12) || !strings.Contains(page, "settings:5") {
			t.Errorf("of %d values, the places:\n%s", n, page)
		}
		if !strings.Contains(page, "**Leaked.** A credential is in other") {
			t.Errorf("the other file is hidden:\n%s", page)
		}
		if text := string(written(t, "text", r, Options{Width: 200, Verbose: true})); strings.Contains(text, "values of one sort") {
			t.Errorf("text tells %d values as one:\n%s", n, text)
		}
	}
}

// What is proved comes first, then HEAD, other refs, the past, proposals; and Next is of the first.
func TestNearestLeakFirst(t *testing.T) {
	sure, half := nhi.ConfidenceHigh, nhi.ConfidenceMedium
	r := leaksReport(
		exposedAt("a-proposal", 1, nhi.Exposure{Presence: nhi.PresenceBranch, Ref: "refs/pull/7/head", Confidence: half}),
		exposedAt("b-history", 1, nhi.Exposure{Presence: nhi.PresenceHistory, Confidence: sure}),
		exposedAt("c-branch", 1, nhi.Exposure{Presence: nhi.PresenceBranch, Ref: "refs/heads/next", Confidence: sure}),
		exposedAt("d-perhaps", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: half}),
		exposedAt("e-head", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: sure}),
		exposedAt("f-proved", 1, nhi.Exposure{Presence: nhi.PresenceHistory, Confidence: sure, Credential: nhi.Credential{Checksum: "valid"}}),
	)
	var order []string
	for _, f := range openFindings(r) {
		order = append(order, f.Location.Path[:1])
	}
	if got := strings.Join(order, ""); got != "fedcba" {
		t.Errorf("the order is %s", got)
	}
	if page := string(written(t, "text", r, Options{Width: 200})); !strings.Contains(page, "Next  Leaked at f-proved:1") {
		t.Errorf("next is not of the first:\n%s", page)
	}
}

func TestFurtherPlacesAreNamed(t *testing.T) {
	r := leaksReport(exposedAt("a.env", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))
	for i := range 7 {
		e := exposedAt(fmt.Sprintf("b%d.env", i), 1, nhi.Exposure{Presence: nhi.PresenceHistory, Commit: strings.Repeat("1a2b3c4d", 5), Ref: "refs/heads/next"})
		r.Identities[0].Exposures = append(r.Identities[0].Exposures, e)
		r.Findings[0].Related = append(r.Findings[0].Related, e.Location)
	}
	commit := " (next " + shortCommit(strings.Repeat("1a2b3c4d", 5)) + ")"
	want := "It is also at b0.env:1" + commit + ", b1.env:1" + commit + " and 5 more."
	for _, format := range []string{"text", "markdown"} {
		if page := string(written(t, format, r, Options{Width: 300})); !strings.Contains(page, want) {
			t.Errorf("%s lacks %q:\n%s", format, want, page)
		}
	}
	if all := string(written(t, "text", r, Options{Width: 300, Verbose: true})); !strings.Contains(all, "b6.env:1") || strings.Contains(all, "more.") {
		t.Errorf("not all places are named:\n%s", all)
	}
}

// What a policy's bound kept out of the list of places is counted with the others in every report.
func TestPlacesThatAreNotListedAreCounted(t *testing.T) {
	r := leaksReport(exposedAt("a.env", 1, nhi.Exposure{Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}))
	for i := range 6 {
		r.Findings[0].Related = append(r.Findings[0].Related, at(fmt.Sprintf("b%d.env", i), 1))
	}
	r.Findings[0].Unlisted = 1300
	for format, want := range map[string]string{
		"text":     "It is also at b0.env:1, b1.env:1 and 1,304 more.",
		"markdown": "It is also at b0.env:1, b1.env:1 and 1,304 more.",
		"sarif":    "[b4.env:1](5), 1,301 more places.",
		"html":     "1,300 further places are not listed.",
		"json":     `"related_unlisted": 1300`,
	} {
		if page := string(written(t, format, r, Options{Width: 300})); !strings.Contains(page, want) {
			t.Errorf("%s lacks %q:\n%s", format, want, page)
		}
	}
}

func TestNothingToRateSaysWhatFits(t *testing.T) {
	for want, target := range map[string]nhi.Target{
		"No credential is in the text.":      {Kind: "text"},
		"No credential is staged: commit.":   {Kind: "repository", Staged: true},
		"No credential is in these commits.": {Kind: "repository", Base: "1a2b"},
		"Scan the root of a repository":      {Kind: "folder"},
		"the branch has no commit":           {Kind: "repository", History: true},
	} {
		if page := string(written(t, "text", nhi.Report{SchemaVersion: nhi.SchemaVersion, Target: target}, Options{Width: 200})); !strings.Contains(page, want) {
			t.Errorf("%+v lacks %q:\n%s", target, want, page)
		}
	}
}

func TestGatesAreNamedWhereStrangersStartAJob(t *testing.T) {
	jobs := jobsOf(nhi.Identity{Uses: []nhi.Use{
		{Workflow: "a.yml", Job: "one", Untrusted: []string{"issues"}},
		{Workflow: "a.yml", Job: "two", Untrusted: []string{"issues"}, Gates: []nhi.Gate{"author_association", "event"}},
		{Workflow: "a.yml", Job: "three", Untrusted: []string{"issues"}},
	}})
	if got := strings.Join(jobs, "; "); got != "a.yml one, three (strangers can start that by issues); "+
		"a.yml two (strangers can start that by issues, behind a condition on author association, event)" {
		t.Error(got)
	}
}
