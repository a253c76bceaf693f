package inventory

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A called workflow of another repository is a gap unless it was read, or is given nothing.
func TestUnread(t *testing.T) {
	const path, reference = ".github/workflows/w.yml", "acme/shared/.github/workflows/deploy.yml@v1"
	calls := &nhi.ActionRef{Raw: reference, Owner: "acme", Repo: "shared", Path: ".github/workflows/deploy.yml", Ref: "v1", Pin: nhi.PinTag}
	scopes := func(scope, level string) *nhi.Permissions {
		return &nhi.Permissions{Scopes: map[string]string{scope: level}}
	}
	secret := []nhi.CredentialUse{{Store: "secrets", Name: "KEY", Route: nhi.RouteCall}}
	token := []nhi.CredentialUse{{Store: "token", Name: "GITHUB_TOKEN", Route: nhi.RouteDefault}}
	shared := nhi.Workflow{Repository: "acme/shared", Path: ".github/workflows/deploy.yml", Triggers: []nhi.Trigger{{Event: "workflow_call"}}}
	for name, test := range map[string]struct {
		jobs  []nhi.Job
		other []nhi.Workflow
		want  string
	}{
		"an action":         {jobs: []nhi.Job{{Steps: []nhi.Step{{Uses: calls}}, Credentials: secret}}},
		"a local workflow":  {jobs: []nhi.Job{{Calls: &nhi.ActionRef{Raw: "./.github/workflows/x.yml", Pin: nhi.PinLocal}, Credentials: secret}}},
		"read":              {jobs: []nhi.Job{{Calls: calls, Credentials: secret}}, other: []nhi.Workflow{shared}},
		"may only read":     {jobs: []nhi.Job{{Calls: calls, Permissions: scopes("contents", "read"), Credentials: token}}},
		"not declared":      {jobs: []nhi.Job{{Calls: calls, Credentials: token}}, want: "token"},
		"may write":         {jobs: []nhi.Job{{Calls: calls, Permissions: scopes("issues", "write")}}, want: "token"},
		"may ask for OIDC":  {jobs: []nhi.Job{{Calls: calls, Permissions: scopes("id-token", "write")}}, want: "OIDC identity"},
		"is given a secret": {jobs: []nhi.Job{{Calls: calls, Permissions: scopes("contents", "read"), Credentials: secret}}, want: "secrets"},
		"called twice": {jobs: []nhi.Job{
			{Calls: calls, Permissions: scopes("id-token", "write"), Credentials: secret}, {Calls: calls, Permissions: scopes("issues", "write")},
		}, want: "token, OIDC identity and secrets"},
	} {
		for i := range test.jobs {
			test.jobs[i].Location = place(path, 5+i)
		}
		seen := nhi.Observations{Workflows: append(test.other, nhi.Workflow{Path: path, Jobs: test.jobs})}
		var want []nhi.Gap
		if test.want != "" {
			at := place(path, 5)
			want = []nhi.Gap{{Source: "workflows", Scope: reference, Reason: nhi.GapUnsupported, Location: &at,
				Detail: reference + " is kept in another repository: what it does with the job's " + test.want + " was not read"}}
			if len(test.jobs) > 1 {
				want[0].Detail += " (2 jobs call it)"
			}
		}
		if diff := cmp.Diff(want, Unread(target, seen)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
