package baseline_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/baseline"
	"github.com/rollcall-dev/rollcall/nhi"
)

func finding(fingerprint string, suppressed bool) nhi.Finding {
	f := nhi.Finding{Fingerprint: fingerprint, Policy: "no_owner"}
	if suppressed {
		f.Suppressed = &nhi.Suppression{Kind: "exception"}
	}
	return f
}

func TestFindingsAreNewKnownOrFixed(t *testing.T) {
	before := nhi.Report{
		Target: nhi.Target{Name: "acme/shop", Commit: "b"},
		Score:  nhi.Score{Value: 40, Rated: true, Grade: "F"},
		Findings: []nhi.Finding{
			finding("stays", false), finding("goes", false), finding("goes, suppressed", true),
			finding("suppression ends", true), finding("suppression begins", false), finding("stays suppressed", true),
		},
		Identities: []nhi.Identity{{Lifetime: nhi.LifetimeStatic}, {Lifetime: nhi.LifetimeEphemeral}},
	}
	after := baseline.Compare(nhi.Report{
		Findings: []nhi.Finding{
			finding("stays", false), finding("comes", false), finding("comes suppressed", true),
			finding("suppression ends", false), finding("suppression begins", true), finding("stays suppressed", true),
		},
		Identities: []nhi.Identity{
			{Lifetime: nhi.LifetimeStatic}, {Lifetime: nhi.LifetimeStatic},
			{Lifetime: nhi.LifetimeStatic, Status: nhi.Observed(nhi.StatusMissing, "registry")},
		},
	}, before)

	known := map[string]bool{}
	for _, f := range after.Findings {
		known[f.Fingerprint] = f.Known
	}
	wantKnown := map[string]bool{
		"stays": true, "comes": false, "comes suppressed": false,
		"suppression ends": false, "suppression begins": true, "stays suppressed": true,
	}
	if diff := cmp.Diff(wantKnown, known); diff != "" {
		t.Errorf("known findings (-want +got):\n%s", diff)
	}
	want := &nhi.Baseline{
		Target: "acme/shop", Commit: "b", Score: 40, Rated: true, Grade: "F",
		New: 2, Known: 1, Fixed: []nhi.Finding{finding("goes", false)},
	}
	if diff := cmp.Diff(want, after.Baseline); diff != "" {
		t.Errorf("baseline (-want +got):\n%s", diff)
	}
	if got := *after.Score.NetNewStatic; got != 1 {
		t.Errorf("static credentials since the baseline: %d, want 1", got)
	}
}

// A report compared with itself has nothing new and nothing fixed; compared with an empty one, everything is new.
func TestCompareWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := nhi.Report{Findings: rapid.SliceOfDistinct(
			rapid.Custom(func(t *rapid.T) nhi.Finding {
				return finding(rapid.StringMatching(`[a-d]{1,4}`).Draw(t, "fingerprint"), rapid.Bool().Draw(t, "suppressed"))
			}),
			func(f nhi.Finding) string { return f.Fingerprint },
		).Draw(t, "findings")}
		same := baseline.Compare(r, r).Baseline
		if same.New != 0 || len(same.Fixed) != 0 {
			t.Fatalf("compared with itself: %d new, %d fixed", same.New, len(same.Fixed))
		}
		fresh := baseline.Compare(r, nhi.Report{}).Baseline
		if fresh.New != same.Known || fresh.Known != 0 {
			t.Fatalf("%d new compared with nothing, %d known compared with itself", fresh.New, same.Known)
		}
		if gone := baseline.Compare(nhi.Report{}, r).Baseline; len(gone.Fixed) != same.Known {
			t.Fatalf("%d fixed of %d", len(gone.Fixed), same.Known)
		}
	})
}

// TestWhatOneScanAloneReadIsSaid: findings of the history are neither new nor fixed because one of two scans left it out.
func TestWhatOneScanAloneReadIsSaid(t *testing.T) {
	files, all := nhi.Target{Kind: "repository"}, nhi.Target{Kind: "repository", History: true}
	part, staged := nhi.Target{Kind: "repository", History: true, Base: "b"}, nhi.Target{Kind: "repository", History: true, Staged: true}
	organization := nhi.Target{Kind: "organization"}
	shallow := nhi.Target{Kind: "repository", History: true, Shallow: true}
	doubtful := nhi.Target{Kind: "repository", History: true, Doubtful: true}
	published := nhi.Target{Kind: "repository", History: true, Published: true}
	for name, test := range map[string]struct {
		before, now nhi.Target
		want        string
	}{
		"the same": {all, all, ""}, "files alone": {files, files, ""}, "an organisation": {organization, organization, ""},
		"less before": {files, all, "less"}, "less now": {all, files, "more"}, "a range now": {all, part, "more"}, "a range before": {part, all, "less"},
		"staged now": {all, staged, "more"}, "parts": {part, staged, ""},
		"shallow before": {shallow, all, "less"}, "shallow now": {all, shallow, "more"}, "shallow twice": {shallow, shallow, ""},
		"published now": {all, published, "more"}, "private now": {published, all, "less"}, "published twice": {published, published, ""},
		"doubtful before": {doubtful, all, "more"}, "doubtful now": {all, doubtful, "less"}, "doubtful before, all history now": {nhi.Target{Kind: "repository", Doubtful: true}, all, "more"},
	} {
		if got := baseline.Compare(nhi.Report{Target: test.now}, nhi.Report{Target: test.before}).Baseline.Read; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// What a policy once found that is off now, or failed, is not fixed.
func TestFindingsOfIdlePoliciesAreNotFixed(t *testing.T) {
	before := nhi.Report{}
	for _, policy := range []string{"off", "failed", "asked", "unlisted"} {
		before.Findings = append(before.Findings, nhi.Finding{Fingerprint: policy, Policy: policy})
	}
	now := nhi.Report{Policies: []nhi.Policy{{ID: "off", Mode: nhi.ModeOff}, {ID: "failed", Mode: nhi.ModeEnforced, Unevaluated: true}, {ID: "asked", Mode: nhi.ModeAdvisory}}}
	var fixed []string
	for _, f := range baseline.Compare(now, before).Baseline.Fixed {
		fixed = append(fixed, f.Policy)
	}
	if diff := cmp.Diff([]string{"asked", "unlisted"}, fixed); diff != "" {
		t.Error(diff)
	}
}

// A scan that asks GitHub sees what one of the files does not.
func TestThatOnlyOneScanAskedThePlatformIsSaid(t *testing.T) {
	files, all := nhi.Target{Kind: "repository"}, nhi.Target{Kind: "repository", History: true}
	asked, offline := nhi.Report{Target: all, Platform: &nhi.Platform{}}, nhi.Report{Target: all}
	for name, test := range map[string]struct {
		before, now nhi.Report
		want        string
	}{
		"both": {asked, asked, ""}, "neither": {offline, offline, ""}, "asked before": {asked, offline, "more"}, "asked now": {offline, asked, "less"},
		"asked before, all history now": {nhi.Report{Target: files, Platform: &nhi.Platform{}}, offline, "more"},
	} {
		if got := baseline.Compare(test.now, test.before).Baseline.Read; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// Agents, runners and settings are no static credentials, whatever lives on of them.
func TestStaticCredentialsAreCounted(t *testing.T) {
	static := func(kind nhi.Kind) nhi.Identity { return nhi.Identity{Kind: kind, Lifetime: nhi.LifetimeStatic} }
	setting, undefined, expired := static(nhi.KindCISecret), static(nhi.KindCISecret), static(nhi.KindCISecret)
	setting.Credential.Public = true
	everything := static(nhi.KindCISecret)
	everything.Store = "actions-secrets"
	undefined.Stored = &nhi.Stored{Defined: nhi.Observed(false, "")}
	expired.Status = nhi.Derived(nhi.StatusExpired, "")
	now := nhi.Report{Identities: []nhi.Identity{
		static(nhi.KindAgent), static(nhi.KindRunner), static(nhi.KindServiceAccount), setting, everything, undefined, expired, static(nhi.KindDeployKey),
	}}
	if got := *baseline.Compare(now, nhi.Report{}).Score.NetNewStatic; got != 1 {
		t.Errorf("%d static credentials came, not 1", got)
	}
	if got := baseline.Figures(now).Static; got != 1 {
		t.Errorf("%d static credentials, not 1", got)
	}
}

// TestWhatIsNoLongerNewIsNotFixed: what was listed because it was new may be there still.
func TestWhatIsNoLongerNewIsNotFixed(t *testing.T) {
	before := nhi.Report{
		Findings:   []nhi.Finding{{Fingerprint: "f", Policy: "leaked_credential", Identity: "git:a"}},
		Identities: []nhi.Identity{{ID: "git:a", Exposures: []nhi.Exposure{{Recent: true}}}},
	}
	for name, after := range map[string]nhi.Report{"more": {}, "": {Findings: before.Findings}} {
		if got := baseline.Compare(after, before).Baseline.Read; got != name {
			t.Errorf("read %q, want %q", got, name)
		}
	}
}
