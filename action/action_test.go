package action_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/action"
	"github.com/rollcall-dev/rollcall/nhi"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// GitHub's runner sets no INPUT_* in a composite action: a step that hands none over gets the defaults.
func TestInputsHaveDefaults(t *testing.T) {
	got, err := action.ReadInputs(environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := action.Inputs{
		Path: ".", Mode: action.ModeAuto, NewOnly: action.Auto, Commits: true, Summary: true,
		Annotations: action.Auto, UploadSarif: action.Auto, UploadHTML: action.Auto, Redact: action.Auto,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inputs (-want +got):\n%s", diff)
	}
}

func TestWrongInputsAreAllNamed(t *testing.T) {
	_, err := action.ReadInputs(environment(map[string]string{
		"INPUT_MODE": "fast", "INPUT_STRICT": "yes", "INPUT_APP_ID": "1", "INPUT_APP_PRIVATE_KEY": "",
		"INPUT_ORGANIZATION": "acme", "INPUT_REPOSITORY": "acme/app",
	}))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`the input mode is "fast"; it is one of auto, pull-request, full`,
		`the input strict is "yes"; it is one of false, true`,
		"app-id and app-private-key belong together",
		"organization and repository exclude each other",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q lacks %q", err, want)
		}
	}
}

var (
	base  = strings.Repeat("a", 40)
	head  = strings.Repeat("b", 40)
	merge = strings.Repeat("c", 40) // of head into base, by GitHub
)

func pullRequest(from, base string) string {
	return `{"repository": {"full_name": "acme/app", "private": true},
		"pull_request": {"number": 7, "base": {"sha": "` + base + `"}, "head": {"sha": "` + head + `", "repo": ` + from + `}}}`
}

func TestReadEvent(t *testing.T) {
	for _, c := range []struct {
		name, event, body string
		want              action.Event
	}{
		{"push", "push", `{"repository": {"full_name": "acme/app", "private": false}}`,
			action.Event{Name: "push", Repository: "acme/app", Public: true, Commit: merge}},
		{"pull request", "pull_request", pullRequest(`{"full_name": "acme/app"}`, base),
			action.Event{Name: "pull_request", Repository: "acme/app", Base: base, Head: head, Number: 7, Commit: merge}},
		{"fork", "pull_request", pullRequest(`{"full_name": "stranger/app"}`, base),
			action.Event{Name: "pull_request", Repository: "acme/app", Base: base, Head: head, Number: 7, Commit: merge, Fork: true}},
		{"deleted fork", "pull_request", pullRequest(`null`, base),
			action.Event{Name: "pull_request", Repository: "acme/app", Base: base, Head: head, Number: 7, Commit: merge, Fork: true}},
		{"a base that is an option of git", "pull_request", pullRequest(`{"full_name": "acme/app"}`, "--output=/etc/passwd"),
			action.Event{Name: "pull_request", Repository: "acme/app", Head: head, Number: 7, Commit: merge}},
		{"merge queue", "merge_group", `{"repository": {"full_name": "acme/app", "private": true}, "merge_group": {"base_sha": "` + base + `", "head_sha": "` + head + `"}}`,
			action.Event{Name: "merge_group", Repository: "acme/app", Base: base, Head: head, Commit: merge}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := action.ReadEvent(
				environment(map[string]string{"GITHUB_EVENT_NAME": c.event, "GITHUB_EVENT_PATH": "event.json", "GITHUB_SHA": merge}),
				func(string, int64) ([]byte, error) { return []byte(c.body), nil },
			)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

// A pull request whose event cannot be read must not be taken for a push, which its own rules would judge.
func TestAnUnreadableEventIsAnError(t *testing.T) {
	env := environment(map[string]string{"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": "event.json"})
	for name, read := range map[string]func(string, int64) ([]byte, error){
		"missing":   func(string, int64) ([]byte, error) { return nil, fs.ErrNotExist },
		"truncated": func(string, int64) ([]byte, error) { return []byte(`{"pull_request": {`), nil },
	} {
		if _, err := action.ReadEvent(env, read); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDecide(t *testing.T) {
	own := action.Event{Name: "pull_request", Repository: "acme/app", Number: 7, Base: base, Head: head, Commit: merge}
	target, queue, fork, dependabot := own, own, own, own
	target.Name = "pull_request_target"
	queue.Name, queue.Number = "merge_group", 0
	fork.Fork, dependabot.Actor = true, "dependabot[bot]"
	push, public := action.Event{Name: "push", Repository: "acme/app"}, action.Event{Name: "schedule", Repository: "acme/app", Public: true}
	comment := map[string]string{"INPUT_COMMENT": "true"}
	for _, c := range []struct {
		name   string
		event  action.Event
		inputs map[string]string
		want   action.Plan
	}{
		{"pull request", own, nil,
			action.Plan{Mode: action.ModePullRequest, Base: base, Merged: merge, MergedHead: head, NewOnly: true, UploadSarif: true, UploadHTML: true}},
		{"fork: the token may not upload", fork, nil,
			action.Plan{Mode: action.ModePullRequest, Base: base, Merged: merge, MergedHead: head, NewOnly: true, Annotate: true, UploadHTML: true}},
		{"Dependabot: the token may not upload", dependabot, nil,
			action.Plan{Mode: action.ModePullRequest, Base: base, Merged: merge, MergedHead: head, NewOnly: true, Annotate: true, UploadHTML: true}},
		{"pull_request_target, where the base is checked out", target, nil,
			action.Plan{Mode: action.ModePullRequest, Base: base, Head: head, NewOnly: true, UploadSarif: true, UploadHTML: true}},
		{"merge queue, which has no pull request to comment on", queue, comment,
			action.Plan{Mode: action.ModePullRequest, Base: base, NewOnly: true, UploadSarif: true, UploadHTML: true}},
		{"comment", own, comment,
			action.Plan{Mode: action.ModePullRequest, Base: base, Merged: merge, MergedHead: head, NewOnly: true, UploadSarif: true, UploadHTML: true, Comment: true}},
		{"fork: the token may not comment", fork, comment,
			action.Plan{Mode: action.ModePullRequest, Base: base, Merged: merge, MergedHead: head, NewOnly: true, Annotate: true, UploadHTML: true}},
		{"push", push, nil,
			action.Plan{Mode: action.ModeFull, UploadSarif: true, UploadHTML: true}},
		{"everything of a pull request", own, map[string]string{"INPUT_MODE": "full"},
			action.Plan{Mode: action.ModeFull, UploadSarif: true, UploadHTML: true}},
		{"a base of one's own", push, map[string]string{"INPUT_BASE": "main"},
			action.Plan{Mode: action.ModePullRequest, Base: "main", NewOnly: true, UploadSarif: true, UploadHTML: true}},
		{"a base of one's own for a pull request", own, map[string]string{"INPUT_BASE": "main"},
			action.Plan{Mode: action.ModePullRequest, Base: "main", NewOnly: true, UploadSarif: true, UploadHTML: true}},
		{"organisation, from a public repository", public, map[string]string{"INPUT_ORGANIZATION": "acme"},
			action.Plan{Mode: action.ModeFull, API: true, Redact: true, UploadSarif: true, UploadHTML: true}},
		{"nothing but annotations", push, map[string]string{"INPUT_UPLOAD_SARIF": "false", "INPUT_UPLOAD_DASHBOARD": "false"},
			action.Plan{Mode: action.ModeFull, Annotate: true}},
		{"outside of GitHub Actions", action.Event{Public: true}, nil, action.Plan{Mode: action.ModeFull}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := decide(t, c.event, c.inputs)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

// What a run does otherwise than its inputs may lead to expect is said.
func TestDecideSaysWhy(t *testing.T) {
	own := action.Event{Name: "pull_request", Repository: "acme/app", Number: 7, Base: base, Head: head, Commit: merge}
	fork := own
	fork.Fork = true
	for _, c := range []struct {
		event  action.Event
		inputs map[string]string
		want   []string // a part of each note
	}{
		{own, map[string]string{"INPUT_COMMENT": "true"}, nil},
		{own, map[string]string{"INPUT_MODE": "full"}, []string{"judges by the rules that are checked out"}},
		{own, map[string]string{"INPUT_BASELINE": "report.json"}, []string{"the input baseline is for other runs"}},
		{fork, nil, []string{"may not upload"}},
		{fork, map[string]string{"INPUT_COMMENT": "true", "INPUT_UPLOAD_SARIF": "false"}, []string{"may not comment"}},
		{action.Event{Repository: "acme/app", Public: true}, map[string]string{"INPUT_ORGANIZATION": "acme"}, []string{"This repository is public"}},
	} {
		_, notes := decide(t, c.event, c.inputs)
		for i, want := range c.want {
			if len(notes) <= i || !strings.Contains(notes[i], want) {
				t.Errorf("%v: the notes are %q, and lack %q", c.inputs, notes, want)
			}
		}
		if len(notes) != len(c.want) {
			t.Errorf("%v: the notes are %q, expected %d", c.inputs, notes, len(c.want))
		}
	}
}

func decide(t *testing.T, e action.Event, inputs map[string]string) (action.Plan, []string) {
	t.Helper()
	in, err := action.ReadInputs(environment(inputs))
	if err != nil {
		t.Fatal(err)
	}
	plan, notes, err := action.Decide(in, e)
	if err != nil {
		t.Fatal(err)
	}
	return plan, notes
}

func TestPullRequestModeNeedsABase(t *testing.T) {
	in, err := action.ReadInputs(environment(map[string]string{"INPUT_MODE": "pull-request"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := action.Decide(in, action.Event{Name: "push"}); err == nil {
		t.Error("no error without a base")
	}
}

func TestAnnotationsAreTheWorstAndEscaped(t *testing.T) {
	var r nhi.Report
	for range 12 {
		r.Findings = append(r.Findings, nhi.Finding{Policy: "no_owner", Title: "NHI has no owner", Mode: nhi.ModeAdvisory, Severity: nhi.SeverityHigh,
			Message: "KEY has no owner.", Identity: "github:acme/app:actions-secret:KEY"})
	}
	r.Findings = append([]nhi.Finding{{
		Policy: "leaked_credential", Title: "Credential, in: files", Mode: nhi.ModeEnforced, Severity: nhi.SeverityCritical,
		Message: "A value in a\n::error::b file.", Fix: "Revoke it: 100%.", Location: &nhi.Location{Path: "a,b:c.go", Line: 3, Column: 7},
	}}, r.Findings...)
	r.Findings = append(r.Findings,
		nhi.Finding{Policy: "quiet", Title: "Quiet", Severity: nhi.SeverityLow, Message: "Elsewhere.", Location: &nhi.Location{Repository: "acme/other", Path: "x.yml", Line: 1}},
		nhi.Finding{Policy: "escape", Title: "Escape", Severity: nhi.SeverityLow, Message: "There.", Location: &nhi.Location{Path: "a\x1b[31m.yml", Line: 1}},
		nhi.Finding{Policy: "known", Title: "Known", Mode: nhi.ModeEnforced, Known: true},
		nhi.Finding{Policy: "suppressed", Title: "Suppressed", Mode: nhi.ModeEnforced, Suppressed: &nhi.Suppression{}},
	)
	r.Identities = []nhi.Identity{{ID: "github:acme/app:actions-secret:KEY", Uses: []nhi.Use{{Location: nhi.Location{Path: "ci.yml", Line: 9}}}}}

	var b strings.Builder
	left := action.NewLog(&b).Annotate(r, func(f nhi.Finding) bool { return !f.Known })
	if left != 2 {
		t.Errorf("%d left out, want 2", left)
	}
	warning := "::warning file=ci.yml,line=9,title=NHI has no owner (no_owner)::KEY has no owner.\n"
	want := "::error col=7,file=a%2Cb%3Ac.go,line=3,title=Credential%2C in%3A files (leaked_credential)::A value in a%0A::error::b file. Revoke it: 100%25.\n" +
		strings.Repeat(warning, 10) + "::notice title=Quiet (quiet)::Elsewhere.\n::notice title=Escape (escape)::There.\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

// GitHub drops the eleventh annotation of a level: what the run itself has to say comes after the findings, and must not be it.
func TestTheVerdictIsAmongTheAnnotationsThatShow(t *testing.T) {
	var r nhi.Report
	for _, severity := range []nhi.Severity{nhi.SeverityHigh, nhi.SeverityLow} {
		for range 30 {
			r.Findings = append(r.Findings, nhi.Finding{Policy: "p", Title: "T", Mode: nhi.ModeAdvisory, Severity: severity, Message: "M"},
				nhi.Finding{Policy: "p", Title: "T", Mode: nhi.ModeEnforced, Severity: severity, Message: "M"})
		}
	}
	var b strings.Builder
	log := action.NewLog(&b)
	log.Note("before")
	log.Note("before, too")
	if left := log.Annotate(r, func(nhi.Finding) bool { return true }); left != 120-9-10-7 {
		t.Errorf("%d left out", left)
	}
	log.Note("there are more")
	log.Fail("the verdict")
	for command, want := range map[string]int{"::error ": 10, "::warning ": 10, "::notice": 10} {
		if got := strings.Count(b.String(), command); got != want {
			t.Errorf("%d of %q, want %d", got, command, want)
		}
	}
}

// Each job keeps its own comment, and no name can end the mark or pass for another job's.
func TestCommentMark(t *testing.T) {
	seen := map[string]bool{}
	for _, parts := range [][]string{{"CI", "scan", "0"}, {"CI", "scan", "1"}, {"CI", "scan 0", ""}, {"CI scan", "", "0"}, {"--><b>\n", "scan", "0"}} {
		mark := action.CommentMark(parts...)
		if seen[mark] || !strings.HasPrefix(mark, "<!-- rollcall ") || strings.Count(mark, "\n") != 1 || strings.Count(mark, ">") != 1 {
			t.Errorf("the mark of %q is %q", parts, mark)
		}
		if mark != action.CommentMark(parts...) {
			t.Errorf("the mark of %q changes", parts)
		}
		seen[mark] = true
	}
}

func TestOutputs(t *testing.T) {
	r := nhi.Report{
		Score: nhi.Score{Rated: true, Value: 71.29, Grade: "C"},
		Findings: []nhi.Finding{
			{Severity: nhi.SeverityMedium, Mode: nhi.ModeEnforced, Known: true}, {Severity: nhi.SeverityHigh, Mode: nhi.ModeAdvisory},
			{Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced, Suppressed: &nhi.Suppression{}},
		},
		Unknowns: make([]nhi.Unknown, 3), Identities: make([]nhi.Identity, 2), Gaps: make([]nhi.Gap, 1),
	}
	want := []action.Output{
		{"score", "71.2"}, {"grade", "C"}, {"findings", "2"}, {"new-findings", "1"}, {"enforced-findings", "1"},
		{"highest-severity", "high"}, {"unknowns", "3"}, {"gaps", "1"}, {"identities", "2"},
	}
	if diff := cmp.Diff(want, action.Outputs(r)); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	if got := action.Outputs(nhi.Report{})[0].Value; got != "" {
		t.Errorf("the score of nothing is %q, want none", got)
	}
}

// FuzzWriteOutputs reads what was written as the runner does, whatever a value holds.
func FuzzWriteOutputs(f *testing.F) {
	f.Add("a\nend-x\nother<<EOF\nb\nEOF", "_GitHubActionsFileCommandDelimeter_")
	f.Fuzz(func(t *testing.T, first, second string) {
		if strings.ContainsAny(first+second, "\r") {
			return // the runner reads lines that end with either
		}
		var b strings.Builder
		if err := action.WriteOutputs(&b, []action.Output{{"first", first}, {"second", second}}); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		for len(lines) > 0 {
			name, end, _ := strings.Cut(lines[0], "<<")
			n := 1
			for lines[n] != end {
				n++
			}
			got[name] = strings.Join(lines[1:n], "\n")
			lines = lines[n+1:]
		}
		if diff := cmp.Diff(map[string]string{"first": first, "second": second}, got); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	})
}

func TestSummaryFits(t *testing.T) {
	long := strings.Repeat("a line of the summary\n", 60_000)
	got := action.Fit(long, action.SummaryLimit)
	if len(got) > action.SummaryLimit || !strings.Contains(got, "did not fit") {
		t.Errorf("%d bytes, limit %d", len(got), action.SummaryLimit)
	}
	if got := action.Fit("short\n", action.SummaryLimit); got != "short\n" {
		t.Errorf("a short summary became %q", got)
	}
}

// While a stranger's text is printed, the runner is told to take nothing for a command.
func TestUnspoken(t *testing.T) {
	var b strings.Builder
	failed := errors.New("failed")
	err := action.NewLog(&b).Unspoken(func() error {
		b.WriteString("::add-mask::x\n")
		return failed
	})
	lines := strings.Split(b.String(), "\n")
	token, found := strings.CutPrefix(lines[0], "::stop-commands::")
	if !found || len(token) < 20 || lines[1] != "::add-mask::x" || lines[3] != "::"+token+"::" || err != failed {
		t.Errorf("wrote %q, error %v", b.String(), err)
	}
}

func TestRedactedReportNamesNothingThatFilesDoNot(t *testing.T) {
	secret, key := nhi.ID("github:acme/app:actions-secret:NPM_TOKEN"), nhi.ID("github:acme/app:deploy-key:CANARY")
	r := nhi.Report{
		Identities: []nhi.Identity{
			{
				ID: secret, Links: []nhi.Link{{To: key}}, Holder: nhi.Observed("CANARY", "keys"),
				Uses:      []nhi.Use{{Location: nhi.Location{Path: "ci.yml"}}, {Location: nhi.Location{Repository: "acme/CANARY", Path: "x.yml"}}},
				Privilege: nhi.Privilege{Unused: []string{"acme/CANARY"}}, Stored: &nhi.Stored{Repositories: []string{"acme/CANARY"}},
				Exposures: []nhi.Exposure{{Location: nhi.Location{Path: "a"}}, {Platform: &nhi.Alert{Place: "variable CANARY"}}},
			},
			{ID: key, Name: "CANARY"},
			{ID: "CANARY", Uses: []nhi.Use{{Location: nhi.Location{Repository: "acme/private", Path: "x.yml"}}}},
		},
		Workflows: []nhi.Workflow{{Path: "ci.yml"}, {Repository: "acme/CANARY", Path: "x.yml"}},
		Gaps:      []nhi.Gap{{Source: "github", Scope: "webhooks of acme/CANARY", Permission: "webhooks=read"}},
		Findings: []nhi.Finding{{Identity: secret, Message: "of NPM_TOKEN"}, {Identity: key, Message: "of CANARY"},
			{Identity: secret, Message: "CANARY", Location: &nhi.Location{Repository: "acme/CANARY", Path: "x.yml"}}},
		Unknowns: []nhi.Unknown{{Identity: secret}, {Identity: key}},
		Score: nhi.Score{
			Value: 50, Dimensions: []nhi.Dimension{{Problems: []nhi.Problem{{Identity: key}, {Identity: secret}}}},
			Recommendations: []nhi.Recommendation{{Identities: []nhi.ID{key}}, {Identities: []nhi.ID{key, secret}}},
		},
		Platform: &nhi.Platform{Identities: []nhi.Identity{{ID: key}}},
		Baseline: &nhi.Baseline{New: 1, Fixed: []nhi.Finding{{Identity: key}}},
	}
	text, err := json.Marshal(action.Redact(r, "acme/app"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "CANARY") {
		t.Errorf("the redacted report names the key: %s", text)
	}
	if n := strings.Count(string(text), "NPM_TOKEN"); n < 5 {
		t.Errorf("the redacted report lost the secret, which workflows name: %s", text)
	}
	if len(r.Identities) != 3 || len(r.Identities[0].Uses) != 2 || r.Gaps[0].Scope == "GitHub's API" || len(r.Score.Dimensions[0].Problems) != 2 || len(r.Score.Recommendations) != 2 {
		t.Error("the report itself was changed")
	}
}

// A policy's title, a name in an error: what would colour, hide or turn the log is seen instead.
// What a report says of what files show may say more: how an alert stands, what a step is about, by what a policy judged.
func TestRedactedReportSaysNothingThatFilesDoNot(t *testing.T) {
	secret, key := nhi.ID("github:acme/app:actions-secret:NPM_TOKEN"), nhi.ID("github:acme/app:deploy-key:9")
	leaked, alone := nhi.Location{Path: "leak.txt", Line: 1}, nhi.Location{Path: "CANARY.txt", Line: 2}
	active := &nhi.Alert{URL: "https://github.com/acme/app/security/secret-scanning/CANARY", Validity: nhi.ValidityActive}
	r := nhi.Report{
		Identities: []nhi.Identity{
			{ID: secret, Uses: []nhi.Use{{Location: nhi.Location{Path: "ci.yml"}}}, Exposures: []nhi.Exposure{
				{Location: leaked, ValueClass: 1, Platform: active},
				{Location: alone, Platform: active}, // nobody but GitHub found it
			}},
			{ID: key, Name: "CANARY"},
			{ID: "CANARY", Exposures: []nhi.Exposure{{Location: alone, Platform: active}}},
			{ID: "github:acme/app:deploy-key:CANARY", Name: "CANARY", Kind: nhi.KindDeployKey, System: "github", Exposures: []nhi.Exposure{{Location: leaked, ValueClass: 2}}},
		},
		Target: nhi.Target{Kind: "organization"},
		Gaps: []nhi.Gap{
			{Source: "workflows", Scope: "CANARY.yml", Location: &nhi.Location{Repository: "acme/CANARY", Path: "CANARY.yml"}},
			{Source: "agents", Scope: "acme/CANARY: a"},
		},
		Policies: []nhi.Policy{{ID: "owner_departed", Requires: []string{"owner_present"}}, {ID: "admin_permission", Requires: []string{"level"}}},
		Findings: []nhi.Finding{
			{Policy: "leaked_credential", Identity: secret, Message: "It works: CANARY", Fix: "Close CANARY", Location: &leaked, Related: []nhi.Location{alone, leaked},
				Evidence: map[string]any{"alert": "CANARY", "validity": "CANARY", "rule": "npm"}},
			{Policy: "leaked_credential", Identity: secret, Message: "CANARY", Location: &alone},
			{Policy: "push_protection_bypassed", Identity: secret, Message: "CANARY", Location: &leaked},
			{Policy: "owner_departed", Identity: secret, Message: "CANARY has left"},
			{Policy: "admin_permission", Identity: secret, Message: "It writes."},
			{Policy: "leaked_credential", Identity: "github:acme/app:deploy-key:CANARY", Message: "CANARY opens CANARY", Fix: "CANARY", Location: &leaked, Evidence: map[string]any{"CANARY": 1}},
			{Policy: "leaked_credential", Identity: "github:acme/app:deploy-key:CANARY", Message: "CANARY is in an alert of CANARY"},
			{Policy: "deploy_key_write", Identity: "github:acme/app:deploy-key:CANARY", Message: "CANARY"},
		},
		Score: nhi.Score{Recommendations: []nhi.Recommendation{{Title: "Declare 2 owners", Identities: []nhi.ID{key, secret},
			Steps: []string{"Ask for CANARY", "Add " + string(key), "Add NPM_TOKEN"}},
			{Title: "Revoke", Identities: []nhi.ID{secret}, Steps: []string{"Revoke the value at CANARY.txt:2", "Close the alert: " + active.URL}}}},
	}
	redacted := action.Redact(r, "acme/app")
	text, err := json.Marshal(redacted)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{"CANARY", string(key), string(nhi.ValidityActive)} {
		if strings.Contains(string(text), hidden) {
			t.Errorf("the redacted report says %q: %s", hidden, text)
		}
	}
	want := []nhi.Finding{
		{Policy: "leaked_credential", Identity: secret, Message: "A credential is in leak.txt.", Location: &leaked, Related: []nhi.Location{leaked},
			Fix:      "Revoke it where it was issued, and issue a new one; keep that in a secret store, not in a file.",
			Evidence: map[string]any{"rule": "npm"}},
		{Policy: "admin_permission", Identity: secret, Message: "It writes."},
		{Policy: "leaked_credential", Message: "A credential is in leak.txt.", Location: &leaked,
			Fix: "Revoke it where it was issued, and issue a new one; keep that in a secret store, not in a file."},
	}
	if diff := cmp.Diff(want, redacted.Findings); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if steps := redacted.Score.Recommendations[1].Steps; len(steps) != 0 {
		t.Errorf("steps tell where an alert is: %q", steps)
	}
	if len(redacted.Gaps) != 3 || redacted.Gaps[0].Detail != "Left out of what everybody can read (input redact): findings 5, identities 3. The JSON report (output report-file) has them." {
		t.Errorf("nothing says that something is left out: %+v", redacted.Gaps)
	}
	if gaps := action.Redact(nhi.Report{Identities: r.Identities[:1]}, "acme/app").Gaps; len(gaps) != 0 {
		t.Errorf("nothing is left out, and that is a gap: %+v", gaps)
	}
	if diff := cmp.Diff([]string{"Add NPM_TOKEN"}, redacted.Score.Recommendations[0].Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if r.Findings[0].Message != "It works: CANARY" || r.Findings[0].Evidence["alert"] == nil || r.Identities[0].Exposures[0].Platform == nil || len(r.Score.Recommendations[0].Steps) != 3 {
		t.Error("the report itself was changed")
	}
}

// A run in a public repository may ask about another one, whose files its readers need not see.
func TestRedactedReportOfAnotherRepositoryShowsNoneOfItsFiles(t *testing.T) {
	at := nhi.Location{Path: "CANARY.yml", Line: 3}
	declared := nhi.Identity{ID: "github:acme/private:actions-secret:DECLARED", Registered: nhi.Declared(true, ".rollcall/registry.yaml:1"),
		Uses: []nhi.Use{{Location: at}}, Exposures: []nhi.Exposure{{Location: at, Again: []nhi.Location{at}, ValueClass: 1}}}
	r := nhi.Report{
		Target: nhi.Target{Kind: "repository", Name: "acme/Private"},
		Identities: []nhi.Identity{
			declared,
			{ID: "CANARY", Uses: []nhi.Use{{Location: at}}},
			{ID: "CANARY agent", Agent: &nhi.Agent{Location: at}},
		},
		Findings:  []nhi.Finding{{Identity: declared.ID, Message: "CANARY", Location: &at}},
		Workflows: []nhi.Workflow{{Path: "CANARY.yml"}},
		Gaps:      []nhi.Gap{{Source: "workflows", Scope: "CANARY.yml"}, {Source: "workflows", Scope: "CANARY.yml", Location: &at}},
	}
	text, err := json.Marshal(action.Redact(r, "acme/app"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "CANARY") || !strings.Contains(string(text), "DECLARED") {
		t.Errorf("the redacted report shows files of a repository that its readers need not see, or not what they declare: %s", text)
	}
	if at.Repository != "" || r.Identities[0].Uses[0].Location != at || r.Identities[0].Exposures[0].Again[0] != at || r.Identities[2].Agent.Location != at || r.Workflows[0].Repository != "" || *r.Gaps[1].Location != at {
		t.Error("the report itself was changed")
	}
	for _, here := range []string{"acme/private", ""} {
		if got := action.Redact(r, here); len(got.Identities) != 3 || len(got.Findings) != 1 {
			t.Errorf("in %q: %d identities and %d findings of the repository itself", here, len(got.Identities), len(got.Findings))
		}
	}
}

func TestWhatActsOnALogIsShown(t *testing.T) {
	var b strings.Builder
	log := action.NewLog(&b)
	log.Fail("no \x1b[31mpolicy\u202e\nat all")
	log.Annotate(nhi.Report{Findings: []nhi.Finding{{Policy: "p", Title: "T\x1b]8;;x\x07", Severity: nhi.SeverityLow, Message: "m\r\x9b"}}}, func(nhi.Finding) bool { return true })
	want := `::error title=Rollcall::no \x1b[31mpolicy\u202e%0Aat all` + "\n" + `::notice title=T\x1b]8;;x\a (p)::m\r` + "\ufffd\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestMaskHidesEachLine(t *testing.T) {
	var b strings.Builder
	action.NewLog(&b).Mask("", "a-token-of-a-run", "-----BEGIN-----\nline-of-a-key\r\nx\n-----END-----")
	want := "::add-mask::a-token-of-a-run\n::add-mask::-----BEGIN-----\n::add-mask::line-of-a-key\n::add-mask::-----END-----\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}
