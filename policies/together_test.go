package policies

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestOneFindingForAJob(t *testing.T) {
	said := map[string]together{}
	finding := func(n int, key string) nhi.Finding {
		id := nhi.ID(fmt.Sprintf("github:acme/app:actions-secret:S%d", n))
		f := nhi.Finding{
			Fingerprint: fingerprint("p", id, key), Policy: "p", Severity: nhi.SeverityCritical, Mode: nhi.ModeEnforced, Identity: id,
			Message: "alone", Location: &nhi.Location{Path: "ci.yml", Line: 12}, Related: []nhi.Location{{Path: "ci.yml", Line: 20 + n}},
		}
		said[f.Fingerprint] = together{Key: key, Message: "Job " + key + " holds", Name: fmt.Sprintf("S%d", n)}
		return f
	}
	var all []nhi.Finding
	for n := range 7 {
		all = append(all, finding(n, "build"))
	}
	excepted := finding(7, "build")
	excepted.Suppressed = &nhi.Suppression{Kind: "exception"}
	milder := finding(8, "build")
	milder.Severity = nhi.SeverityLow
	got := oneForEach(append(all, excepted, milder, finding(9, "test")), said)
	var messages []string
	for _, f := range got {
		messages = append(messages, f.Message)
	}
	want := []string{"alone", "Job build holds S0, S1, S2, S3, S4 and 2 more.", "alone", "alone"}
	if diff := cmp.Diff(want, messages); diff != "" {
		t.Fatal(diff)
	}
	one := got[1]
	if one.Identity != all[0].Identity || one.Evidence["count"] != 7 || len(one.Related) != 7 {
		t.Errorf("identity %s, evidence %v, related %v", one.Identity, one.Evidence, one.Related)
	}
	same := []nhi.Finding{finding(10, "one"), finding(11, "one"), finding(12, "one")}
	for _, f := range same[:2] {
		said[f.Fingerprint] = together{Key: "one", Message: "Job one holds", Name: "it"}
	}
	if named := oneForEach(same, said)[0]; named.Message != "Job one holds it and S12." || named.Evidence["count"] != 3 {
		t.Errorf("one name stands twice: %q %v", named.Message, named.Evidence)
	}
	again := oneForEach([]nhi.Finding{all[6], all[5], all[4], all[3], all[2], all[1], all[0]}, said)
	if diff := cmp.Diff([]nhi.Finding{one}, again); diff != "" {
		t.Errorf("the order matters: %s", diff)
	}
	if fewer := oneForEach(all[:6], said); fewer[0].Fingerprint == one.Fingerprint {
		t.Error("one credential more is not told from before")
	}
}
