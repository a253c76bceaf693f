package workflows_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestDependabotRegistries(t *testing.T) {
	const path = ".github/dependabot.yml"
	content := `version: 2
registries:
  npm: {type: npm-registry, url: https://npm.acme.io, token: "${{secrets.npm_token}}"}
  maven:
    type: maven-repository
    username: octocat
    password: ${{ secrets.MAVEN_PASSWORD }}
updates: [{package-ecosystem: npm, directory: /}]
`
	seen := observe(t, fstest.MapFS{path: {Data: []byte(content)}})
	want := []nhi.PrivateRegistry{
		{Name: "npm", Type: "npm-registry", Key: "token", Secret: "NPM_TOKEN", Location: nhi.Location{Path: path, Line: 3, Column: 66}},
		{Name: "maven", Type: "maven-repository", Key: "password", Secret: "MAVEN_PASSWORD", Location: nhi.Location{Path: path, Line: 7, Column: 19}},
	}
	if diff := cmp.Diff(want, seen.Registries); diff != "" || len(seen.Gaps) > 0 {
		t.Errorf("(-want +got):\n%s\n%v", diff, seen.Gaps)
	}
}

// What cannot be read of it is a gap.
func TestDependabotGaps(t *testing.T) {
	for _, content := range []string{"registries: {", "registries: {a: {token: '${{ secrets.a b }}'}}", "registries: {a: {token: '${{ secrets[x] }}'}}"} {
		if seen := observe(t, fstest.MapFS{".github/dependabot.yaml": {Data: []byte(content)}}); len(seen.Gaps) != 1 || len(seen.Registries) > 0 {
			t.Errorf("%s: %+v", content, seen)
		}
	}
}
