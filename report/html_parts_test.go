package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestLinksAreOfGitHubAndSafe(t *testing.T) {
	commit := strings.Repeat("1a2b3c4d", 5)
	at := nhi.Location{Path: ".github/workflows/ci.yml", Line: 12, Column: 3}
	tests := []struct {
		name, target, commit string
		at                   nhi.Location
		want                 string
	}{
		{"plain", "https://github.com/acme/shop", commit, at, "https://github.com/acme/shop/blob/" + commit + "/.github/workflows/ci.yml#L12"},
		{"with .git", "https://github.com/acme/shop.git", commit, at, "https://github.com/acme/shop/blob/" + commit + "/.github/workflows/ci.yml#L12"},
		{"own server", "https://git.acme.example/acme/shop", commit, at, "https://git.acme.example/acme/shop/blob/" + commit + "/.github/workflows/ci.yml#L12"},
		{
			"whole file", "https://github.com/acme/shop", commit, nhi.Location{Path: "a b#?%é.yml"},
			"https://github.com/acme/shop/blob/" + commit + "/a%20b%23%3F%25%C3%A9.yml",
		},
		{"script", "javascript:alert(1)//https://github.com/", commit, at, ""},
		{"plain http", "http://github.com/acme/shop", commit, at, ""},
		{"user information", "https://user:token@github.com/acme/shop", commit, at, ""},
		{"query", "https://github.com/acme/shop?x=", commit, at, ""},
		{"other forge", "https://gitlab.com/acme/shop", commit, at, ""},
		{"no commit", "https://github.com/acme/shop", "", at, ""},
		{"commit that climbs", "https://github.com/acme/shop", "../../evil", at, ""},
		{"path that climbs", "https://github.com/acme/shop", commit, nhi.Location{Path: "a/../../../evil"}, ""},
		{"path with a backslash", "https://github.com/acme/shop", commit, nhi.Location{Path: `a\..\evil`}, ""},
	}
	for _, test := range tests {
		if got := newLinks(nhi.Target{URL: test.target, Commit: test.commit}).line(test.at); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestColumnsThatTellNothingAreLeftOut: what all rows have is said once, above them; the most important columns stay.
func TestColumnsThatTellNothingAreLeftOut(t *testing.T) {
	columns := []column{{Key: "a", Title: "A", Rank: 1}, {Key: "b", Title: "B", Rank: 3}, {Key: "c", Title: "C", Rank: 3}, {Key: "d", Title: "D", Rank: 2}, {Key: "e", Title: "E", Rank: 4}, {Key: "f", Title: "F", Rank: 4}}
	show := func(rows int, second string) (left, silent, same []string) {
		of := newTable("t", columns, rows, func(n int) []cell {
			open := "Open"
			if n == 1 {
				open = second
			}
			return []cell{{Text: "High"}, {Text: open}, {Text: "–", State: stateQuiet}, {Text: "not read", State: stateUnknown}, {Text: "x", Sub: "y"}, {Text: "acme/shop"}}
		})
		g := of.show(grid{}, []string{"a", "b", "c", "d", "e", "f"}, nil)
		for _, c := range g.Columns {
			left = append(left, c.Key)
		}
		return left, g.Silent, g.Same
	}
	for name, test := range map[string]struct {
		rows               int
		second             string
		left, silent, same []string
	}{
		"alike":     {2, "Open", []string{"a", "e"}, []string{"D (not read)"}, []string{"B (open)", "C (none)"}},
		"different": {2, "Closed", []string{"a", "b", "e"}, []string{"D (not read)"}, []string{"C (none)"}},
		"one row":   {1, "", []string{"a", "b", "c", "d", "e", "f"}, nil, nil},
	} {
		left, silent, same := show(test.rows, test.second)
		if diff := cmp.Diff([][]string{test.left, test.silent, test.same}, [][]string{left, silent, same}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestExposedValuesAreLinkedWhereTheyAre: what the scanned commit has no more is linked in the one that has it.
func TestExposedValuesAreLinkedWhereTheyAre(t *testing.T) {
	scanned, past := strings.Repeat("1", 40), strings.Repeat("2", 40)
	l := newLinks(nhi.Target{URL: "https://github.com/acme/shop", Commit: scanned})
	for name, test := range map[string]struct {
		path     string
		presence nhi.Presence
		want     string
	}{
		"in the files":  {"a.env", nhi.PresenceHead, "/blob/" + scanned + "/a.env#L3"},
		"uncommitted":   {"a.env", nhi.PresenceWorktree, "/blob/" + scanned + "/a.env#L3"},
		"in the past":   {"a.env", nhi.PresenceHistory, "/blob/" + past + "/a.env#L3"},
		"on a branch":   {"a.env", nhi.PresenceBranch, "/blob/" + past + "/a.env#L3"},
		"in an archive": {"a.zip!b/c.env", nhi.PresenceHistory, "/blob/" + past + "/a.zip"},
		"in a message":  {"commit message", nhi.PresenceHistory, "/commit/" + past},
	} {
		at := nhi.Location{Path: test.path, Line: 3}
		about := nhi.Identity{Exposures: []nhi.Exposure{{Location: at, Commit: past, Presence: test.presence}}}
		want := "https://github.com/acme/shop" + test.want
		if got := l.exposed(about.Exposures[0]); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if got := l.finding(nhi.Finding{Policy: "leaked_credential", Location: &at}, at, &about); got != want {
			t.Errorf("%s, of a finding: %q, want %q", name, got, want)
		}
	}
}

func TestSourcesThatArePlacesAreLinked(t *testing.T) {
	l := newLinks(nhi.Target{URL: "https://github.com/acme/shop", Commit: strings.Repeat("0", 40)})
	for source, linked := range map[string]bool{".github/CODEOWNERS:3": true, "value": false, "GitHub API": false, "registry:0": false,
		"a.yaml:x": false, "": false, "the commit that exposed it at a.yaml:3": false} {
		if got := l.source(source) != ""; got != linked {
			t.Errorf("%q is linked: %v", source, got)
		}
	}
}

func TestCommandsAreOneWordEach(t *testing.T) {
	tests := map[string]string{
		"STRIPE_KEY":        "STRIPE_KEY",
		"acme/shop":         "acme/shop",
		"":                  "''",
		"a b":               "'a b'",
		"$(reboot)":         "'$(reboot)'",
		"it's; rm -rf /":    `'it'\''s; rm -rf /'`,
		"two\nlines":        `'two\nlines'`,
		"--repo=evil/other": `'--repo=evil/other'`,
	}
	for name, want := range tests {
		if got := quote(name); got != want {
			t.Errorf("%q is quoted %s, want %s", name, got, want)
		}
	}
}

func TestEveryKindHasAStep(t *testing.T) {
	v := newRoll(nhi.Report{Target: nhi.Target{URL: "https://github.com/acme/shop"}})
	for _, kind := range nhi.Kinds {
		if _, ok := kindSteps[nhi.Kind(kind.Name)]; !ok {
			t.Errorf("%s has no step of its own", kind.Name)
		}
		for _, s := range v.steps(nhi.Identity{Kind: nhi.Kind(kind.Name), Name: "NAME OF IT", Scope: "acme/shop",
			Agent: &nhi.Agent{Form: "workflow", Location: nhi.Location{Path: "w/a.yml"}}}) {
			if s.Text == "" || (s.Href == "") != (s.Link == "") {
				t.Errorf("%s: %+v", kind.Name, s)
			}
			if strings.Contains(s.Command, "--repo REPO") || strings.Contains(s.Command, "NAME ") && !strings.Contains(s.Command, "'NAME OF IT'") {
				t.Errorf("%s: the command is not filled in: %s", kind.Name, s.Command)
			}
		}
	}
}

// TestKeysWithoutAPublicHalfAreNoPairs: what signs sessions or encrypts data is made anew, and nothing of it can be taken out.
func TestKeysWithoutAPublicHalfAreNoPairs(t *testing.T) {
	of := func(c nhi.Category) (all string) {
		i := nhi.Identity{Kind: nhi.KindSigningKey, Lifetime: nhi.LifetimeStatic, Store: "file", Credential: nhi.Credential{Kind: nhi.KindSigningKey, Category: c}}
		i.Exposures = []nhi.Exposure{{Location: at(".env", 3), Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}}
		for _, s := range (roll{}).steps(i) {
			all += s.Text + " "
		}
		return all
	}
	if said := of(nhi.CategoryAuth); !strings.HasPrefix(said, "Make a new key now and set it") || strings.Contains(said, "public half") || strings.Contains(said, "revocation") {
		t.Errorf("of a key for sessions: %s", said)
	}
	if said := of(nhi.CategorySigning); !strings.HasPrefix(said, "Make a new pair of keys now") || !strings.Contains(said, "revocation") {
		t.Errorf("of a pair: %s", said)
	}
}

func TestNamesThatAreOptionsGetNoCommand(t *testing.T) {
	for _, s := range (roll{}).steps(nhi.Identity{Kind: nhi.KindCISecret, Name: "--repo=evil/other", Scope: "acme/shop"}) {
		if s.Command != "" {
			t.Errorf("a command: %s", s.Command)
		}
	}
}

func TestRotationStanding(t *testing.T) {
	now := sampleTime
	ago := func(n int) nhi.Fact[time.Time] { return nhi.Observed(now.AddDate(0, 0, -n), "api") }
	unread := nhi.Absent[time.Time](nhi.ReasonNotCollected, "")
	leak := []nhi.Exposure{{Presence: nhi.PresenceHistory, Date: now.AddDate(0, 0, -10)}}
	ninety := nhi.Rotation{MaximumDays: nhi.Derived(90, "x")}
	tests := []struct {
		name     string
		identity nhi.Identity
		found    bool
		want     cell
	}{
		{"fresh", nhi.Identity{Times: nhi.Times{Rotated: ago(3)}, Rotation: ninety}, false, cell{"OK", stateOK, "", 2}},
		{"soon", nhi.Identity{Times: nhi.Times{Rotated: ago(80)}, Rotation: ninety}, false, cell{"Due soon", stateWarn, "in 10 days", 3}},
		{"overdue", nhi.Identity{Times: nhi.Times{Rotated: ago(91)}, Rotation: ninety}, false, cell{"Overdue", stateBad, "by 1 day", 5}},
		{"found by the policy", nhi.Identity{}, true, cell{"Overdue", stateBad, "", 5}},
		{"nothing read", nhi.Identity{Times: nhi.Times{Rotated: unread}, Rotation: ninety}, false, cell{"Unknown", stateUnknown, "", 4}},
		{"no maximum", nhi.Identity{Times: nhi.Times{Rotated: ago(3)}}, false, cell{"Unknown", stateUnknown, "", 4}},
		{"young whatever happened", nhi.Identity{Times: nhi.Times{Rotated: unread, Created: ago(9)}, Rotation: ninety}, false, cell{"OK", stateOK, "", 2}},
		{
			"old, rotation unread", nhi.Identity{Times: nhi.Times{Rotated: unread, Created: ago(900)}, Rotation: ninety}, false,
			cell{"Unknown", stateUnknown, "", 4},
		},
		{
			"old, never rotated",
			nhi.Identity{Times: nhi.Times{Rotated: nhi.Absent[time.Time](nhi.ReasonUnset, ""), Created: ago(900)}, Rotation: ninety},
			false, cell{"Overdue", stateBad, "by 810 days", 5},
		},
		{"leaked since", nhi.Identity{Times: nhi.Times{Rotated: ago(20)}, Rotation: ninety, Exposures: leak}, false, cell{"Overdue", stateBad, "leaked", 6}},
		{"rotated since the leak", nhi.Identity{Times: nhi.Times{Rotated: ago(2)}, Rotation: ninety, Exposures: leak}, false, cell{"OK", stateOK, "", 2}},
		{
			"perhaps leaked", nhi.Identity{
				Kind: nhi.KindAPIKey, System: "git", Rotation: ninety, Times: nhi.Times{Created: ago(900)},
				Exposures: []nhi.Exposure{{Confidence: nhi.ConfidenceLow}},
			},
			false, cell{"Perhaps leaked", stateUnknown, "", 4},
		},
		{"keyless", nhi.Identity{Lifetime: nhi.LifetimeFederated}, false, cell{"Keyless", stateOK, "", 1}},
		{"public", nhi.Identity{Credential: nhi.Credential{Public: true}}, false, cell{"Does not apply", stateQuiet, "", 0}},
	}
	for _, test := range tests {
		if test.identity.Kind == "" {
			test.identity.Kind = nhi.KindCISecret
		}
		if got := dueCell(test.identity, test.found, now); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

// An unknown is never shown as fine: whatever the reason, and whatever the fact.
func TestAbsentFactsNeverLookFine(t *testing.T) {
	for _, reason := range []nhi.AbsentReason{0, nhi.ReasonNotDeclared, nhi.ReasonNotPermitted, nhi.ReasonNotSupported, nhi.ReasonNotCollected,
		nhi.ReasonUnset} {
		f := nhi.Absent[nhi.Status](reason, "")
		cells := []cell{
			statusCell(f), textCell(f), timeCell(nhi.Absent[time.Time](reason, "")), expiryCell(nhi.Absent[time.Time](reason, ""), sampleTime),
			levelCell(nhi.Privilege{Level: nhi.Absent[nhi.PermissionLevel](reason, "")}), environmentCell(nhi.Absent[nhi.Environment](reason, "")),
			boolCell(nhi.Absent[bool](reason, "")), daysCell(nhi.Absent[int](reason, "")), attestationCell(nhi.Absent[nhi.Attestation](reason, "")),
		}
		for n, c := range cells {
			if c.Text == "" || c.State == "" || c.State == stateOK {
				t.Errorf("reason %q, cell %d: %+v", reason, n, c)
			}
		}
	}
}

func TestProseTakesPagesApart(t *testing.T) {
	page := "# Title\n\nSome `code` and **weight**,\non two lines. [Page](https://example.com/a) [trap](javascript:alert(1)) <b>raw</b>\n\n" +
		"```rego\nallow := true\n```\n\n- one\n  goes on\n- two\n\n1. first\n2. second\n\n| a | b |\n|---|---|\n| 1 | `2` |\n> said\n> **by** others\n"
	want := []prose{
		{Form: "heading", Spans: []phrase{{Text: "Title"}}},
		{Form: "paragraph", Spans: []phrase{
			{Text: "Some "}, {Form: "code", Text: "code"}, {Text: " and "}, {Form: "strong", Text: "weight"}, {Text: ", on two lines. "},
			{Form: "link", Text: "Page", Href: "https://example.com/a"}, {Text: " "}, {Text: "trap"}, {Text: ") <b>raw</b>"},
		}},
		{Form: "code", Code: "allow := true"},
		{Form: "list", Items: [][]phrase{{{Text: "one goes on"}}, {{Text: "two"}}}},
		{Form: "numbers", Items: [][]phrase{{{Text: "first"}}, {{Text: "second"}}}},
		{Form: "table", Rows: [][][]phrase{{{{Text: "a"}}, {{Text: "b"}}}, {{{Text: "1"}}, {{Form: "code", Text: "2"}}}}},
		{Form: "quote", Spans: []phrase{{Text: "said "}, {Form: "strong", Text: "by"}, {Text: " others"}}},
	}
	if diff := cmp.Diff(want, parseProse(page)); diff != "" {
		t.Error(diff)
	}
}

func FuzzProse(f *testing.F) {
	f.Add("# a\n\n- b\n  c\n\n```\nd")
	f.Add("[a](https://b) **c** `d` |e|\n|f|")
	f.Fuzz(func(t *testing.T, text string) {
		for _, block := range parseProse(text) {
			for _, s := range block.Spans {
				if s.Form == "link" && !strings.HasPrefix(s.Href, "https://") {
					t.Errorf("a link to %q", s.Href)
				}
				if plain(s.Text) != s.Text {
					t.Errorf("%q is not plain", s.Text)
				}
			}
		}
	})
}

func TestPictureJoinsIdentitiesJobsAndReach(t *testing.T) {
	v := newRoll(sampleReport())
	p := v.neighbourhood(*v.identities[v.number[sampleStripe]])
	var titles []string
	for _, n := range p.Nodes {
		titles = append(titles, n.Class+" "+n.Title)
	}
	want := []string{"identity STRIPE_SECRET_KEY", "job deploy", "job integration", "environment production", "action speedy/deploy@main", "service Stripe"}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
	if len(p.Edges) != 6 || p.Edges[0].State != "" || p.Edges[4].State != stateBad {
		t.Errorf("edges: %+v", p.Edges)
	}
	for _, e := range p.Edges {
		if e.Y1 < 0 || e.Y2 > p.Height || e.X2 <= e.X1 {
			t.Errorf("an edge leaves the picture: %+v", e)
		}
	}
}

func TestPictureIsBounded(t *testing.T) {
	i := nhi.Identity{ID: "x", Kind: nhi.KindCISecret}
	for n := range 500 {
		i.Uses = append(i.Uses, nhi.Use{Workflow: "w.yml", Job: strings.Repeat("j", n)})
	}
	p := newRoll(nhi.Report{Identities: []nhi.Identity{i}}).neighbourhood(i)
	if len(p.Nodes) > 3*maximumNodes || p.More != 500-maximumNodes {
		t.Errorf("%d boxes, %d left out", len(p.Nodes), p.More)
	}
}

// What is declared to end today has not ended.
func TestTheLastDayIsNoEnd(t *testing.T) {
	for days, want := range map[int]string{0: stateWarn, -1: stateBad} {
		last := nhi.Date(sampleTime).AddDate(0, 0, days)
		if got := expiryCell(nhi.Declared(last, "registry"), sampleTime); got.State != want {
			t.Errorf("%d days: %+v", days, got)
		}
		if got := (roll{now: sampleTime}).exceptionRow(nhi.Exception{Expires: last}); got.Expires.State != want {
			t.Errorf("%d days: %+v", days, got)
		}
	}
}

// TestEveryLineOfAnExposedValueIsShown: with the first line taken out, the value is still there.
func TestEveryLineOfAnExposedValueIsShown(t *testing.T) {
	r := nhi.Report{Target: nhi.Target{Kind: "repository", URL: "https://github.com/acme/shop", Commit: strings.Repeat("1", 40)}}
	e := nhi.Exposure{Rule: "r", Location: at("a.env", 3), Again: []nhi.Location{at("a.env", 7), at("a.env", 9)}, Presence: nhi.PresenceHead, Preview: "sk_…42"}
	s := newRoll(r).exposureSection(nhi.Identity{Exposures: []nhi.Exposure{e, {Rule: "r", Location: at("b.env", 1), Presence: nhi.PresenceHead}}})
	var got []string
	for _, row := range s.Rows {
		if len(row) != len(s.Head) {
			t.Errorf("%d cells under %d headings", len(row), len(s.Head))
		}
		got = append(got, row[0].Text+", "+row[1].Text+", "+row[5].Text)
	}
	want := []string{
		"a.env:3, in the current files, a credential, by rule r", "a.env:7, in the current files, the same value again",
		"a.env:9, in the current files, the same value again", "b.env:1, in the current files, a credential, by rule r",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.HasSuffix(s.Rows[1][0].Href, "/a.env#L7") {
		t.Errorf("linked to %q", s.Rows[1][0].Href)
	}
}

// TestCommitsThatAreNotKnownAreNotCalledUncommitted: without a history nobody looked for the commit of what is in HEAD.
func TestCommitsThatAreNotKnownAreNotCalledUncommitted(t *testing.T) {
	if by := exposedBy(nhi.Exposure{Author: "a <a@x>", Date: time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC), Cut: true}); by != "2026-11-22 or before: the clone is shallow" {
		t.Errorf("where a shallow clone ends it blames %q", by)
	}
	for want, of := range map[string]struct {
		kind string
		e    nhi.Exposure
	}{
		"not read":     {"repository", nhi.Exposure{Location: at("a.env", 1), Presence: nhi.PresenceHead}},
		"uncommitted":  {"repository", nhi.Exposure{Location: at("a.env", 1), Presence: nhi.PresenceWorktree}},
		"none":         {"folder", nhi.Exposure{Location: at("a.env", 1), Presence: nhi.PresenceHead}},
		"1a2b3c4d1a2b": {"repository", nhi.Exposure{Location: at("a.env", 1), Presence: nhi.PresenceHead, Commit: strings.Repeat("1a2b3c4d", 5)}},
	} {
		if got := newRoll(nhi.Report{Target: nhi.Target{Kind: of.kind}}).commit(of.e).Text; got != want {
			t.Errorf("%+v: %q, want %q", of, got, want)
		}
	}
}

// TestOpenQuestionsSayWhatSettlesThem: of a leak without a date the history tells, and not GitHub.
func TestOpenQuestionsSayWhatSettlesThem(t *testing.T) {
	r := nhi.Report{SchemaVersion: nhi.SchemaVersion, Unknowns: []nhi.Unknown{
		{Policy: "leak_not_rotated", Identity: "x", Fact: "exposed_days", Reason: nhi.ReasonNotCollected},
		{Policy: "home_archived", Identity: "x", Fact: "home_archived", Reason: nhi.ReasonNotCollected},
	}}
	for format, wants := range map[string][]string{
		"text":     {"The history says it: scan the whole of it (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout). Asked by leak_not_rotated.", "ask GitHub with --repository or --organization, or declare it in .rollcall/registry.yaml. Asked by home_archived."},
		"markdown": {"leak_not_rotated needs exposed_days of 1 identity. The history says it", "home_archived needs home_archived of 1 identity. No file says it"},
		"sarif":    {"leak_not_rotated needs exposed_days of 1 identity. The history says it"},
	} {
		page := string(written(t, format, r, Options{Width: 300}))
		for _, want := range wants {
			if !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(page, `\`, "")), " "), want) {
				t.Errorf("%s lacks %q:\n%s", format, want, page)
			}
		}
	}
}

// TestWhatAFileHoldsIsACredential: an access key in a file is leaked, to be rotated and among the credentials, whatever account it
// opens; what it is called after is the file, and no user of a cloud.
func TestWhatAFileHoldsIsACredential(t *testing.T) {
	key := nhi.Identity{
		ID: "git:acme/shop:exposed-credential:deploy.sh#AWS_SECRET_ACCESS_KEY", Kind: nhi.KindIAMUser, Name: "AWS_SECRET_ACCESS_KEY in deploy.sh",
		System: "git", Scope: "acme/shop", Store: "file", Lifetime: nhi.LifetimeStatic, Credential: nhi.Credential{Service: "AWS IAM access key"},
		Exposures: []nhi.Exposure{{Location: at("deploy.sh", 2), Presence: nhi.PresenceHead, Confidence: nhi.ConfidenceHigh}},
	}
	v := newRoll(nhi.Report{Identities: []nhi.Identity{key}, GeneratedAt: sampleTime})
	if got := v.due(key); got.Text != "Overdue" || got.Sub != "leaked" {
		t.Errorf("its rotation: %+v", got)
	}
	if held := v.held()[0]; held.Value != "1" {
		t.Errorf("%s credentials", held.Value)
	}
	var commands string
	steps := v.steps(key)
	for _, s := range steps {
		commands += s.Command
	}
	if !strings.HasPrefix(steps[0].Text, "Revoke it where it was issued now") || strings.Contains(commands, "in deploy.sh") {
		t.Errorf("the steps: %+v", steps)
	}
	hook := key
	hook.Kind, hook.Credential.Service = nhi.KindWebhook, "Slack incoming webhook"
	for _, s := range v.steps(hook) {
		if strings.Contains(s.Command, "/hooks") {
			t.Errorf("a webhook of another service is looked for at GitHub: %+v", s)
		}
	}
	expired := key
	expired.Exposures = []nhi.Exposure{key.Exposures[0]}
	expired.Exposures[0].Credential.ExpiresAt = sampleTime.AddDate(0, 0, -1)
	if isLeaked(expired, sampleTime) || mayBeLeaked(expired, sampleTime) {
		t.Error("a value that has expired is leaked")
	}
}

// TestOverviewSaysWhatHasNoOwner: agents and trusts are no credentials; and what is to be done is all there.
func TestOverviewSaysWhatHasNoOwner(t *testing.T) {
	r := nhi.Report{Identities: []nhi.Identity{
		{ID: "a", Kind: nhi.KindAgent, Lifetime: nhi.LifetimeEphemeral, Owner: nhi.Owner{Status: nhi.OwnerNone}},
		{ID: "b", Kind: nhi.KindOIDCTrust, Lifetime: nhi.LifetimeFederated, Owner: nhi.Owner{Status: nhi.OwnerNone}},
	}}
	for n := range 17 {
		r.Score.Recommendations = append(r.Score.Recommendations, nhi.Recommendation{Title: "Do " + string(rune('a'+n))})
	}
	o := newRoll(r).overview()
	if want := "2 identities have no owner."; o.Verdict != want {
		t.Errorf("%q, want %q", o.Verdict, want)
	}
	if listed := len(o.First) + len(o.Later); listed != 17 || o.Advised != 0 {
		t.Errorf("%d of 17 recommendations are listed", listed)
	}
}

// TestQuestionsThatGitHubDoesNotAnswer: where it was asked nobody is told to ask it, no gap is named that is not there, and not all
// was read.
func TestQuestionsThatGitHubDoesNotAnswer(t *testing.T) {
	r := nhi.Report{SchemaVersion: nhi.SchemaVersion, Platform: &nhi.Platform{}, Target: nhi.Target{Kind: "organization", Name: "acme"}, Unknowns: []nhi.Unknown{
		{Policy: "push_protection_off", Identity: "x", Fact: "push_protection", Reason: nhi.ReasonNotPermitted},
		{Policy: "admin_permission", Identity: "x", Fact: "level", Reason: nhi.ReasonNotCollected},
	}}
	flat := func(r nhi.Report, format string) string {
		return strings.Join(strings.Fields(string(written(t, format, r, Options{Width: 300}))), " ")
	}
	for _, format := range []string{"text", "markdown", "sarif"} {
		if page := flat(r, format); strings.Contains(page, "that the gaps name") || strings.Contains(page, "--organization") ||
			!strings.Contains(page, "GitHub shows it to who administers") || !strings.Contains(page, "GitHub was asked, and does not tell it of all") {
			t.Errorf("%s:\n%s", format, page)
		}
	}
	const all, some = "Everything the scan set out to read was read.", "the token may not read what 1 question of the policies asks for."
	if page := flat(r, "html"); strings.Contains(page, all) || !strings.Contains(page, some) {
		t.Error("the dashboard says that everything was read")
	}
	r.Gaps = []nhi.Gap{{Source: "github", Scope: "acme: hooks", Reason: nhi.GapNotPermitted, Permission: "Webhooks: read"}}
	if page := flat(r, "text"); !strings.Contains(page, "grant the permission that the gaps name") {
		t.Errorf("with a gap:\n%s", page)
	}
	r.Gaps, r.Unknowns = nil, nil
	if page := flat(r, "html"); !strings.Contains(page, all) {
		t.Error("nothing is missing, and the dashboard does not say so")
	}
}

// TestWhatIsGoneMayNotBeFixed: where the later scan read less, no report calls what is gone fixed.
func TestWhatIsGoneMayNotBeFixed(t *testing.T) {
	r := nhi.Report{SchemaVersion: nhi.SchemaVersion, Baseline: &nhi.Baseline{Fixed: []nhi.Finding{{Policy: "no_owner", Title: "No owner", Severity: nhi.SeverityHigh, Message: "A has no owner."}}}}
	for read, want := range map[string]struct{ text, heading, label string }{
		"":     {"1 fixed", "### Fixed\n", "What is fixed<"},
		"more": {"1 fixed or not seen", "### Fixed or not seen\n", "What is fixed or not seen<"},
	} {
		r.Baseline.Read = read
		for format, part := range map[string]string{"text": want.text, "markdown": want.heading, "html": want.label} {
			if page := string(written(t, format, r, Options{Width: 300})); !strings.Contains(page, part) {
				t.Errorf("%q: %s lacks %q", read, format, part)
			}
		}
	}
}

// TestCommandsNameThePlaceOfASecret: one of an environment, of an organisation or of Dependabot is not that of the repository.
func TestCommandsNameThePlaceOfASecret(t *testing.T) {
	asked, offline := newRoll(nhi.Report{Platform: &nhi.Platform{}}), newRoll(nhi.Report{})
	secret := func(store, scope string, stored *nhi.Stored) nhi.Identity {
		return nhi.Identity{Kind: nhi.KindCISecret, Name: "KEY", Store: store, Scope: scope, Stored: stored}
	}
	for _, c := range []struct {
		v    roll
		i    nhi.Identity
		want string
	}{
		{asked, secret("actions-secret", "acme/shop", &nhi.Stored{Level: nhi.LevelRepository}), "gh secret set KEY --repo acme/shop"},
		{asked, secret("environment-secret", "acme/shop", &nhi.Stored{Level: nhi.LevelEnvironment, Environment: "staging eu"}), "gh secret set KEY --repo acme/shop --env 'staging eu'"},
		{asked, secret("actions-secret", "acme", &nhi.Stored{Level: nhi.LevelOrganization}), "gh secret set KEY --org acme"},
		{asked, secret("dependabot-secret", "acme/shop", &nhi.Stored{Level: nhi.LevelRepository}), "gh secret set KEY --repo acme/shop --app dependabot"},
		{asked, secret("actions-variable", "acme/shop", &nhi.Stored{Level: nhi.LevelRepository}), "gh variable set KEY --repo acme/shop"},
		{asked, secret("agents-secret", "acme/shop", &nhi.Stored{Level: nhi.LevelRepository}), ""},
		{asked, secret("environment-secret", "acme/shop", &nhi.Stored{Level: nhi.LevelEnvironment, Environment: "--app"}), ""},
		{offline, secret("actions-secret", "acme/shop", nil), "gh secret set KEY --repo acme/shop"},
		{offline, secret("actions-secret", "shop", nil), "gh secret set KEY"}, // a folder's name is no repository's
	} {
		if got := c.v.storeCommand("set", c.i); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.i.Store, c.i.Scope, got, c.want)
		}
	}
	hook := nhi.Identity{Kind: nhi.KindWebhook, Name: "ci.example.com", Scope: "acme"}
	if got := asked.kindStep(hook).Command; !strings.HasPrefix(got, "gh api orgs/acme/hooks\n") {
		t.Errorf("a webhook of an organisation: %s", got)
	}
	if got := offline.kindStep(hook).Command; !strings.HasPrefix(got, "gh api repos/{owner}/{repo}/hooks\n") {
		t.Errorf("a webhook of a clone without a name: %s", got)
	}
}
