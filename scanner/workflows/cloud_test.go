package workflows_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// How a step logs in, in a job that may ask for OIDC tokens.
func TestLogins(t *testing.T) {
	const key = "${{ secrets.KEY }}"
	for step, want := range map[string]string{
		"{uses: actions/attest-build-provenance@v3}":                                            "sigstore oidc",
		"{uses: actions/attest@v3}":                                                             "sigstore oidc",
		"{uses: actions/deploy-pages@v4}":                                                       "github-pages oidc",
		"{uses: ossf/scorecard-action@v2, with: {publish_results: true}}":                       "scorecard oidc",
		"{uses: ossf/scorecard-action@v2}":                                                      "",
		"{uses: anthropics/claude-code-action@v1}":                                              "anthropic oidc",
		"{uses: anthropics/claude-code-action@v1, with: {github_token: '" + key + "'}}":         "",
		"{uses: anthropics/claude-code-action@v1, with: {github_token: '${{ github.token }}'}}": "",
		"{uses: grafana/shared-workflows/actions/get-vault-secrets@x, with: {a: b}}":            "vault oidc",
		"{uses: pypa/gh-action-pypi-publish@release/v1}":                                        "pypi oidc",
		"{uses: rubygems/release-gem@v1}":                                                       "rubygems oidc",
		"{uses: rust-lang/crates-io-auth-action@v1}":                                            "crates.io oidc",
		"{run: 'if ! npm publish; then exit 1; fi'}":                                            "npm oidc",
		"{run: npm publish}":                                                                    "npm oidc",
		"{run: npm publish, env: {NODE_AUTH_TOKEN: '" + key + "'}}":                             "npm static",
		"{run: 'uv publish dist/*'}":                                                            "pypi oidc",
		"{run: 'uv publish --token x'}":                                                         "",
		"{run: npx jsr publish}":                                                                "jsr oidc",
		"{run: 'cosign sign --yes image'}":                                                      "sigstore oidc",
		"{run: 'cosign sign --key cosign.key image'}":                                           "",
		"{run: 'cosign verify image'}":                                                          "",
		"{run: 'echo cosign sign'}":                                                             "",
		"{run: 'vault write -field=token auth/jwt/login role=ci jwt=$T'}":                       "vault oidc",
		"{run: 'aws sts assume-role-with-web-identity --web-identity-token file://t'}":          "aws oidc",
		"{run: make, env: {COSIGN_PRIVATE_KEY: '" + key + "'}}":                                 "",
		"{run: 'cosign sign --yes image', env: {COSIGN_PRIVATE_KEY: '" + key + "'}}":            "sigstore static",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    permissions: {id-token: write}\n    steps: ["+step+"]\n")
		got := ""
		for _, login := range seen.Workflows[0].Jobs[0].CloudLogins {
			got += login.Provider + " " + string(login.Method)
		}
		if got != want || len(seen.Gaps) > 0 {
			t.Errorf("%s: %q, not %q; gaps %v", step, got, want, seen.Gaps)
		}
	}
}

// Reusable workflows that are known to use the token of the job that calls them.
func TestCalledLogins(t *testing.T) {
	for job, want := range map[string][]string{
		"{permissions: {id-token: write}, uses: slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0}": {"sigstore"},
		"{permissions: {contents: read}, uses: slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0}":  nil,
		"{permissions: {id-token: write}, uses: other/repo/.github/workflows/w.yml@v1}":                                                     nil,
	} {
		var got []string
		for _, login := range one(t, "on: push\njobs:\n  a: "+job+"\n").Workflows[0].Jobs[0].CloudLogins {
			got = append(got, login.Provider)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", job, diff)
		}
	}
}
