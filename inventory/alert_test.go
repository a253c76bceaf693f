package inventory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// One leak, seen in the files and by GitHub, is one exposure.
func TestAlertsJoin(t *testing.T) {
	stripe := nhi.Credential{Service: "Stripe", Category: nhi.CategoryPayment, By: "value"}
	slack := nhi.Credential{Service: "Slack", Category: nhi.CategoryMessaging, By: "value"}
	inFile := func(line int, commit string, c nhi.Credential, class int) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: place("a.env", line), Commit: commit, Credential: c, ValueClass: class, Presence: nhi.PresenceHead}
	}
	alert := func(path string, line int, commit string, c nhi.Credential, validity nhi.Validity) nhi.Exposure {
		return nhi.Exposure{Rule: "alert", Location: place(path, line), Commit: commit, Credential: c, Presence: nhi.PresenceHistory,
			Platform: &nhi.Alert{URL: "https://github.com/acme/shop/security/secret-scanning/" + fmt.Sprint(line), Validity: validity}}
	}
	for name, test := range map[string]struct {
		seen []nhi.Exposure
		want []string // of each exposure: rule, line, validity
	}{
		"same line and commit":          {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
		"same commit, the line moved":   {[]nhi.Exposure{inFile(7, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 7 active"}},
		"another commit, same line":     {[]nhi.Exposure{inFile(3, "c2", stripe, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
		"another sort":                  {[]nhi.Exposure{inFile(3, "c1", slack, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"alert 3 active", "r 3 "}},
		"another file":                  {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("b.env", 3, "c1", stripe, "active")}, []string{"alert 3 active", "r 3 "}},
		"neither line nor commit":       {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 9, "c2", stripe, "active")}, []string{"alert 9 active", "r 3 "}},
		"the better of two":             {[]nhi.Exposure{inFile(3, "c1", slack, 1), inFile(3, "c1", stripe, 2), alert("a.env", 3, "c1", stripe, "inactive")}, []string{"r 3 ", "r 3 inactive"}},
		"each alert has its own":        {[]nhi.Exposure{inFile(3, "c1", stripe, 1), alert("a.env", 3, "c1", stripe, "active"), alert("a.env", 4, "c1", stripe, "inactive")}, []string{"alert 4 inactive", "r 3 active"}},
		"a detection without a service": {[]nhi.Exposure{inFile(3, "c1", nhi.Credential{}, 1), alert("a.env", 3, "c1", stripe, "active")}, []string{"r 3 active"}},
	} {
		var got []string
		for _, identity := range build(nhi.Observations{Exposures: test.seen}, registry.Declarations{}) {
			for _, e := range identity.Exposures {
				validity := nhi.Validity("")
				if e.Platform != nil {
					validity = e.Platform.Validity
				}
				got = append(got, fmt.Sprintf("%s %d %s", e.Rule, e.Location.Line, validity))
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What GitHub found when it tried a value is the status of the value, not of a secret that may have another by now.
func TestValidityIsStatus(t *testing.T) {
	exposure := func(name string, validity nhi.Validity) nhi.Exposure {
		return nhi.Exposure{Rule: "r", Location: place("a.env", 3), Name: name, Presence: nhi.PresenceHead, Platform: &nhi.Alert{URL: "u", Validity: validity}}
	}
	seen := nhi.Observations{Workflows: []nhi.Workflow{oneJob(deployPath, secretUse("KEY_ONE", "", 0, place(deployPath, 9)))}}
	for _, test := range []struct {
		name     string
		validity nhi.Validity
		id       nhi.ID
		want     nhi.Status
	}{
		{"", "active", exposedPrefix + "a.env#r", nhi.StatusActive},
		{"", "inactive", exposedPrefix + "a.env#r", nhi.StatusRevoked},
		{"", "unknown", exposedPrefix + "a.env#r", nhi.StatusUnknown},
		{"KEY_ONE", "inactive", secretPrefix + "KEY_ONE", nhi.StatusUnknown},
	} {
		seen.Exposures = []nhi.Exposure{exposure(test.name, test.validity)}
		if got := build(seen, registry.Declarations{})[test.id].Status; got.Value != test.want {
			t.Errorf("%+v: %+v", test, got)
		}
	}
}

// A value that a variable holds is that variable's exposure, and the jobs that read the variable use it.
func TestVariableThatHoldsACredential(t *testing.T) {
	variable := nhi.StoredSecret{Name: "SETTING", Store: nhi.StoreVariables, Level: nhi.LevelRepository, Scope: "acme/shop"}
	p := told(variable)
	seen := nhi.Observations{
		Workflows: []nhi.Workflow{oneJob(deployPath, nhi.CredentialUse{Store: nhi.UseOfVars, Name: "setting", Route: nhi.RouteEnv, Level: nhi.UseInStep, Location: place(deployPath, 9)})},
		Exposures: []nhi.Exposure{{Rule: "variable", Name: "SETTING", Of: variable.ID(), Presence: nhi.PresenceHead, Platform: &nhi.Alert{Place: "variable SETTING of acme/shop"}}},
		Platform:  p,
	}
	got := build(seen, registry.Declarations{})["github:acme/shop:actions-variable:SETTING"]
	if len(got.Uses) != 1 || len(got.Exposures) != 1 || !got.Stored.Defined.Value {
		t.Errorf("%+v", got)
	}
	seen.Exposures = nil
	if got, ok := build(seen, registry.Declarations{})["github:acme/shop:actions-variable:SETTING"]; ok {
		t.Errorf("a variable that holds no credential is no identity: %+v", got)
	}
}

// A leaked private key is that of the deploy key with its public half.
func TestLeakedDeployKey(t *testing.T) {
	print := nhi.Credential{Proves: []nhi.Proof{{Name: "fingerprint", Value: "SHA256:abc"}}}
	p := told()
	for _, n := range []string{"1", "2"} {
		p.Identities = append(p.Identities, nhi.Identity{ID: nhi.ID("github:acme/shop:deploy-key:" + n), Kind: nhi.KindDeployKey, Name: n, System: "github", Scope: "acme/shop", Lifetime: nhi.LifetimeStatic, Credential: print})
	}
	got := build(nhi.Observations{
		Exposures: []nhi.Exposure{{Rule: "private-key", Location: place("id_rsa", 1), Credential: print, ValueClass: 1}}, Platform: p,
	}, registry.Declarations{})
	key := got["github:acme/shop:deploy-key:1"]
	if len(key.Exposures) != 1 || !hasLink(key, "same_value") || got[exposedPrefix+"id_rsa#private-key"].ID != "" {
		t.Errorf("%+v", key)
	}
}
