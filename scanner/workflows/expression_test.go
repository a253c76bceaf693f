package workflows_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestParts: which uses take a part out of a secret.
func TestParts(t *testing.T) {
	for text, want := range map[string]bool{
		"${{ fromJSON(secrets.KEY).password }}":       true,
		"${{ fromJson(secrets.KEY)['password'] }}":    true,
		"${{ format('{0}', fromJSON(secrets.KEY).a)}": false, // no expression
		"${{ fromJSON(secrets.KEY)[0].a }}":           true,
		"${{ secrets.KEY }}":                          false,
		"${{ fromJSON(secrets.KEY) }}":                false,
		"${{ toJSON(secrets.KEY).a }}":                false,
		"${{ fromJSON(env.ALL).password }}":           true,
		"${{ env.ALL }}":                              false,
		"${{ env.PART }}":                             true,
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    env: {ALL: '${{ secrets.KEY }}', PART: '${{ fromJSON(secrets.KEY).user }}'}\n    steps:\n      - run: make\n        env: {X: \""+text+"\"}\n")
		got := false
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			got = got || use.Part && use.Input == "X"
		}
		if got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestAsked: what an expression only asks about goes to nobody.
func TestAsked(t *testing.T) {
	for text, want := range map[string]string{
		"${{ secrets.KEY }}":                                 "with to a/b@v1",
		"${{ secrets.KEY || 'x' }}":                          "with to a/b@v1",
		"${{ secrets.KEY != '' }}":                           "if",
		"${{ !secrets.KEY }}":                                "if",
		"${{ secrets.KEY && 'yes' || 'no' }}":                "if",
		"${{ secrets.KEY != '' && 'yes' || 'no' }}":          "if",
		"${{ contains(secrets.KEY, 'x') }}":                  "if",
		"${{ inputs.x && secrets.KEY }}":                     "with to a/b@v1",
		"${{ secrets.KEY && format('k={0}', secrets.KEY) }}": "if, with to a/b@v1",
		"${{ env.HAS }}":                                     "",
		"${{ env.HAS == 'true' && 'yes' }}":                  "",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        env: {HAS: \"${{ secrets.KEY != '' }}\"}\n        with: {x: \""+text+"\"}\n")
		var ways []string
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			if use.Name != "KEY" || use.Location.Line != 8 {
				continue
			}
			way := string(use.Route)
			if use.Action != nil {
				way += " to " + use.Action.Raw
			}
			ways = append(ways, way)
		}
		if got := strings.Join(ways, ", "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestAskedInside: nor does what the action that is called inside a local one only asks about.
func TestAskedInside(t *testing.T) {
	const workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{uses: ./c, with: {token: '${{ secrets.KEY }}'}}]\n"
	for text, want := range map[string]int{"${{ inputs.token }}": 1, "${{ inputs.token != '' && inputs.push }}": 0} {
		action := "inputs: {token: {}, push: {}}\nruns:\n  using: composite\n  steps: [{uses: a/b@v1, with: {x: \"" + text + "\"}}]\n"
		seen := observe(t, fstest.MapFS{".github/workflows/w.yml": {Data: []byte(workflow)}, "c/action.yml": {Data: []byte(action)}})
		given := 0
		for _, w := range seen.Workflows {
			for _, use := range w.Jobs[0].Credentials {
				if use.Action != nil && use.Action.Raw == "a/b@v1" {
					given++
				}
			}
		}
		if given != want {
			t.Errorf("%s: given %d times, not %d", text, given, want)
		}
	}
}
