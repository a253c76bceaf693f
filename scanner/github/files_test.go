package github_test

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// A CODEOWNERS file that GitHub gives no text of is read all the same, and one that cannot be read lets no other speak in its place.
func TestCodeOwnersThatAreHard(t *testing.T) {
	const wide = "*\x00 \x00@\x00a\x00\n\x00" // UTF-16
	world := githubtest.NewWorld()
	org := world.Organization("acme", githubtest.Fields{"total_private_repos": 2})
	org.Repository("wide", nil).File("docs/CODEOWNERS", wide)
	large := org.Repository("large", nil)
	large.File(".github/CODEOWNERS", strings.Repeat("# nothing\n", 200_000))
	large.File("CODEOWNERS", "* @acme/somebody\n")
	server := githubtest.Start(t, world)
	for _, options := range []github.Options{{Organization: "acme"}, {Repository: "acme/wide"}, {Repository: "acme/large"}} {
		options.Now = now
		seen := crawlOnce(t, server, options)
		for _, r := range seen.Platform.Repositories {
			want := map[string]string{"acme/wide": wide}[r.Name]
			if r.CodeOwners != want {
				t.Errorf("%+v: CODEOWNERS of %s is %q, want %q", options, r.Name, r.CodeOwners, want)
			}
			if told := tellsTooLarge(seen.Gaps); r.Name == "acme/large" && !told {
				t.Errorf("%+v: no gap among %+v", options, seen.Gaps)
			}
		}
	}
}

func tellsTooLarge(gaps []nhi.Gap) bool {
	for _, g := range gaps {
		if g.Reason == nhi.GapTooLarge && strings.HasPrefix(g.Scope, "acme/large (.github/CODEOWNERS): ") {
			return true
		}
	}
	return false
}
