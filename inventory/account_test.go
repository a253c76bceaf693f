package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// A leaked key is tied to the trusts and secrets of its account, and to nothing of another.
func TestSameAccount(t *testing.T) {
	of := func(name, value string) nhi.Credential {
		return nhi.Credential{Service: "AWS access key", Kind: nhi.KindAPIKey, By: "value", Proves: []nhi.Proof{{Name: name, Value: value}, {Name: "type", Value: "access key"}}}
	}
	leak := func(path, proof, value string, class int) nhi.Exposure {
		return nhi.Exposure{Rule: "key", Location: place(path, 1), ValueClass: class, Credential: of(proof, value)}
	}
	w := oneJob(deployPath)
	for i, role := range []string{"arn:aws:iam::123456789012:role/deploy", "arn:aws:iam::999999999999:role/other"} {
		w.Jobs[0].CloudLogins = append(w.Jobs[0].CloudLogins, nhi.CloudLogin{Provider: "aws", Method: "oidc", Identity: role, Location: place(deployPath, 20+i)})
	}
	w.Jobs[0].CloudLogins = append(w.Jobs[0].CloudLogins, nhi.CloudLogin{Provider: "gcp", Method: "oidc", Identity: "ci@acme-prod.iam.gserviceaccount.com", Location: place(deployPath, 30)})
	p := told()
	p.Identities = []nhi.Identity{{ID: githubID("acme", "app-installation", "helper"), Kind: nhi.KindAppInstallation, Name: "helper", System: "github", Scope: "acme", Lifetime: nhi.LifetimeStatic, Credential: of("github app id", "7001")}}
	got := build(nhi.Observations{Workflows: []nhi.Workflow{w}, Platform: p, Exposures: []nhi.Exposure{
		leak("a.env", "aws account", "123456789012", 1), leak("b.json", "gcp project", "acme-prod", 2), leak("c.env", "github app id", "7001", 3), leak("d.env", "host", "123456789012", 4),
	}}, registry.Declarations{})
	links := map[nhi.ID][]string{}
	for id, identity := range got {
		for _, l := range identity.Links {
			if l.Relation == "same_account" {
				links[id] = append(links[id], string(l.To)+": "+l.Reason)
			}
		}
	}
	want := map[nhi.ID][]string{
		exposedPrefix + "a.env#key":  {"github:acme/shop:oidc-trust:aws:arn:aws:iam::123456789012:role/deploy: both belong to the AWS account 123456789012"},
		exposedPrefix + "b.json#key": {"github:acme/shop:oidc-trust:gcp:ci@acme-prod.iam.gserviceaccount.com: both belong to the Google Cloud project acme-prod"},
		exposedPrefix + "c.env#key":  {"github:acme:app-installation:helper: both belong to the GitHub App 7001"},
		"github:acme/shop:oidc-trust:aws:arn:aws:iam::123456789012:role/deploy": {string(exposedPrefix) + "a.env#key: both belong to the AWS account 123456789012"},
		"github:acme/shop:oidc-trust:gcp:ci@acme-prod.iam.gserviceaccount.com":  {string(exposedPrefix) + "b.json#key: both belong to the Google Cloud project acme-prod"},
		"github:acme:app-installation:helper":                                   {string(exposedPrefix) + "c.env#key: both belong to the GitHub App 7001"},
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
