package inventory

import (
	"fmt"
	"strings"
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

// What is not understood of a CODEOWNERS file that came through the platform is a gap: of a repository alone each line, of an
// organisation's the first, and of a few repositories.
func TestUnreadOwners(t *testing.T) {
	const wrong = "GitHub skips this line: its pattern or one of its owners is not valid"
	gap := func(repository, at string, line int, detail string) nhi.Gap {
		return nhi.Gap{
			Source: "github", Scope: repository + ": CODEOWNERS", Reason: nhi.GapUnparsable, Detail: detail,
			Location: &nhi.Location{Repository: at, Path: "CODEOWNERS", Line: line},
		}
	}
	telling := func(texts ...string) nhi.Observations {
		p := &nhi.Platform{}
		for i, text := range texts {
			p.Repositories = append(p.Repositories, nhi.Repository{Name: fmt.Sprintf("acme/r%02d", i), CodeOwnersPath: "CODEOWNERS", CodeOwners: text})
		}
		return nhi.Observations{Platform: p}
	}
	const twice = "* @acme/team\n!x @acme/a\n/docs nobody\n"
	repository := nhi.Target{Kind: "repository", Name: "acme/R00"}
	for name, test := range map[string]struct {
		target nhi.Target
		seen   nhi.Observations
		want   []nhi.Gap
	}{
		"all is well": {acme, telling("* @acme/team\n", ""), nil},
		"of an organisation": {acme, telling("!x @acme/a\n", "", twice), []nhi.Gap{
			gap("acme/r00", "acme/r00", 1, wrong), gap("acme/r02", "acme/r02", 2, wrong+"; other lines of the file, too"),
		}},
		"of a repository": {repository, telling(twice), []nhi.Gap{gap("acme/r00", "", 2, wrong), gap("acme/r00", "", 3, wrong)}},
	} {
		if diff := cmp.Diff(test.want, Unread(test.target, test.seen)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	many := Unread(acme, telling(strings.Split(strings.Repeat("!x @acme/a\n,", 25), ",")...))
	if len(many) != maxUnreadOwners+1 || many[maxUnreadOwners].Detail != "5 more repositories have lines that are skipped" {
		t.Errorf("%d gaps: %+v", len(many), many[len(many)-1])
	}
}
