package workflows_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestOnward: what a step hands on by GITHUB_ENV and GITHUB_OUTPUT reaches those that read it.
func TestOnward(t *testing.T) {
	const secret = "${{ secrets.KEY }}"
	for _, test := range []struct {
		script, read string
		want         bool
	}{
		{`echo "TOKEN=` + secret + `" >> "$GITHUB_ENV"`, "env.TOKEN", true},
		{`echo TOKEN=$GIVEN >> $GITHUB_ENV`, "env.token", true},
		{`echo "TOKEN=${GIVEN}" >>${GITHUB_ENV}`, "env.TOKEN", true},
		{`echo "TOKEN=$GIVEN" | tee -a $GITHUB_ENV`, "env.TOKEN", true},
		{"make\necho 'TOKEN=" + secret + "' >> $GITHUB_ENV\nmake", "env.TOKEN", true},
		{`echo "TOKEN=$OTHER" >> $GITHUB_ENV`, "env.TOKEN", false},
		{`echo "TOKEN=$(sum $GIVEN)" >> $GITHUB_ENV`, "env.TOKEN", false}, // something made of it
		{`echo "TOKEN=$GIVEN" > file`, "env.TOKEN", false},
		{`echo "TOKEN=$GIVEN" >> $GITHUB_OUTPUT`, "env.TOKEN", false},
		{`echo "token=$GIVEN" >> $GITHUB_OUTPUT`, "steps.first.outputs.token", true},
		{`echo "my-token=$GIVEN" >> "$GITHUB_OUTPUT"`, "steps.FIRST.outputs.my-token", true},
		{`echo "token=$GIVEN" >> $GITHUB_OUTPUT`, "steps.second.outputs.token", false},
		{`echo "token=$GIVEN" >> $GITHUB_OUTPUT`, "steps.first.outputs.other", false},
		{`echo "token=$GIVEN" >> $GITHUB_ENV`, "steps.first.outputs.token", false},
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - id: First\n        env: {GIVEN: '"+secret+"'}\n        run: |\n          "+
			strings.ReplaceAll(test.script, "\n", "\n          ")+"\n      - uses: third/party@v1\n        with: {key: '${{ "+test.read+" }}'}\n")
		got := slices.ContainsFunc(seen.Workflows[0].Jobs[0].Credentials, func(u nhi.CredentialUse) bool {
			return u.Name == "KEY" && u.Step == 1 && u.Input == "key"
		})
		if got != test.want || len(seen.Gaps) > 0 {
			t.Errorf("%s read by %s: %v; gaps %v", test.script, test.read, got, seen.Gaps)
		}
	}
}

// TestComputedNames: a name that a matrix gives is each of its values, where they are written out.
func TestComputedNames(t *testing.T) {
	for _, test := range []struct{ matrix, name, want string }{
		{"{env: [prod, test]}", "format('KEY_{0}', matrix.env)", "KEY_PROD KEY_TEST"},
		{"{env: [prod, test], n: [1, 2]}", "format('{0}_{1}', matrix.env, matrix.n)", "PROD_1 PROD_2 TEST_1 TEST_2"},
		{"{key: [A_KEY, B_KEY, A_KEY]}", "matrix.key", "A_KEY B_KEY"},
		{"{include: [{key: A_KEY}, {key: C_KEY, os: x}]}", "matrix.KEY", "A_KEY C_KEY"},
		{"{key: [A_KEY], include: [{key: B_KEY}]}", "matrix['key']", "A_KEY B_KEY"},
		{"{of: [{key: A_KEY}, {key: B_KEY, n: 1}, {n: 2}]}", "matrix.of.Key", "A_KEY B_KEY"},
		{"{of: [{in: {KEY: A_KEY}}], include: [{of: {in: {key: B_KEY}}}]}", "matrix.of['in'].key", "A_KEY B_KEY"},
		{"{of: [{key: [A_KEY]}]}", "matrix.of.key", "?"},
		{"{of: [{key: A_KEY}]}", "matrix.of.*", "?"},
		{"{key: ['no name', B_KEY]}", "matrix.key", "? B_KEY"},
		{"{key: [A_KEY, '${{ vars.X }}']}", "matrix.key", "?"},
		{"{key: '${{ fromJSON(vars.X) }}'}", "matrix.key", "?"},
		{"{key: [A_KEY], include: '${{ fromJSON(vars.X) }}'}", "matrix.key", "?"},
		{"'${{ fromJSON(vars.X) }}'", "matrix.key", "?"},
		{"{key: [{name: A_KEY}]}", "matrix.key", "?"},
		{"{key: [A_KEY]}", "matrix.other", "?"},
		{"{key: [A_KEY]}", "github.event.inputs.key", "?"},
		{"{key: [A_KEY]}", "format('X_{0}', inputs.key)", "?"},
		{"{key: [A_KEY]}", "format('PLAIN')", "?"},
	} {
		seen := one(t, fmt.Sprintf("on: push\njobs:\n  a:\n    strategy: {matrix: %s}\n    runs-on: x\n    steps:\n      - run: x\n        env: {K: \"${{ secrets[%s] }}\"}\n", test.matrix, test.name))
		var got []string
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			switch {
			case use.Store != nhi.UseOfSecrets:
			case use.Route == nhi.RouteDynamic:
				got = append(got, "?")
			default:
				got = append(got, use.Name)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s of %s: %q, not %q", test.name, test.matrix, got, test.want)
		}
	}
}
