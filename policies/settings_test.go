package policies

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// offBut switches every policy off but one.
func offBut(s *Set, id string) map[string]nhi.PolicySetting {
	settings := map[string]nhi.PolicySetting{}
	for _, p := range s.ids() {
		if p != id {
			settings[p] = nhi.PolicySetting{Mode: nhi.ModeOff}
		}
	}
	return settings
}

func TestSettings(t *testing.T) {
	const varying = `findings contains {"identity": i.id, "message": sprintf("%d", [input.params.days]), "severity": "high", "advisory": true} if some i in input.identities
`
	metadata := "#   mode: enforced\n#   params:\n#     days: {default: 3}\n"
	tests := map[string]struct {
		setting  nhi.PolicySetting
		severity nhi.Severity
		mode     nhi.Mode
		message  string
	}{
		"defaults, and what the finding asks for":  {nhi.PolicySetting{}, nhi.SeverityHigh, nhi.ModeAdvisory, "3"},
		"the configured severity holds for all":    {nhi.PolicySetting{Severity: nhi.SeverityInfo}, nhi.SeverityInfo, nhi.ModeAdvisory, "3"},
		"the configured mode holds for all":        {nhi.PolicySetting{Mode: nhi.ModeEnforced}, nhi.SeverityHigh, nhi.ModeEnforced, "3"},
		"a parameter, as YAML decodes an integer":  {nhi.PolicySetting{Params: map[string]any{"days": 7}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
		"a parameter, as JSON decodes an integer":  {nhi.PolicySetting{Params: map[string]any{"days": 7.0}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
		"a parameter, as YAML decodes an unsigned": {nhi.PolicySetting{Params: map[string]any{"days": uint64(7)}}, nhi.SeverityHigh, nhi.ModeAdvisory, "7"},
	}
	s := load(t, custom(metadata, varying))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v, err := s.Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Now: now, Settings: map[string]nhi.PolicySetting{"custom.p": test.setting}})
			if err != nil {
				t.Fatal(err)
			}
			got := only(v.Findings, "custom.p")
			if len(got) != 1 || got[0].Severity != test.severity || got[0].Mode != test.mode || got[0].Message != test.message {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestSettingErrors(t *testing.T) {
	tests := map[string]struct {
		id         string
		setting    nhi.PolicySetting
		want, hint string
	}{
		"unknown policy":       {"no_ownr", nhi.PolicySetting{}, `unknown policy "no_ownr"`, `did you mean "no_owner"?`},
		"nothing like it":      {"zzzzzzzz", nhi.PolicySetting{}, "unknown policy", "rollcall policy list"},
		"hostile name":         {"a\x1b[2J\nb", nhi.PolicySetting{}, `a\x1b[2J\nb`, ""},
		"mode":                 {"no_owner", nhi.PolicySetting{Mode: "enforce"}, `mode "enforce"`, "enforced"},
		"severity":             {"no_owner", nhi.PolicySetting{Severity: "severe"}, `severity "severe"`, "critical"},
		"unknown parameter":    {"rotation_overdue", nhi.PolicySetting{Params: map[string]any{"grace": 3}}, `no parameter "grace"`, "grace_days"},
		"no parameters":        {"no_owner", nhi.PolicySetting{Params: map[string]any{"days": 3}}, `no parameter "days"`, "it has none"},
		"text for a number":    {"rotation_overdue", nhi.PolicySetting{Params: map[string]any{"grace_days": "3"}}, "want a number, not a string", "rollcall policy explain"},
		"number for a list":    {"mcp_unapproved", nhi.PolicySetting{Params: map[string]any{"approved": 3}}, "want a list, not a number", ""},
		"list of numbers":      {"mcp_unapproved", nhi.PolicySetting{Params: map[string]any{"approved": []any{3}}}, "want a list", ""},
		"unknown key":          {"max_token_lifetime", nhi.PolicySetting{Params: map[string]any{"days": map[string]any{"severe": 3}}}, `unknown key "severe"`, ""},
		"wrong value in it":    {"max_token_lifetime", nhi.PolicySetting{Params: map[string]any{"days": map[string]any{"low": "x"}}}, "want a mapping", ""},
		"value not in the set": {"max_production_permission", nhi.PolicySetting{Params: map[string]any{"level": "raed"}}, "want one of [none read write admin]", ""},
	}
	s := load(t, nil)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := s.Check(map[string]nhi.PolicySetting{test.id: test.setting})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if !strings.Contains(e.Error(), test.want) || !strings.Contains(e.Hint(), test.hint) {
				t.Errorf("got %q, hint %q; want %q, %q", e.Error(), e.Hint(), test.want, test.hint)
			}
		})
	}
}

// A mistake of the configuration is told with its line.
func TestMistakesHaveAPlace(t *testing.T) {
	s := load(t, nil)
	at := nhi.Location{Path: ".rollcall/config.yaml", Line: 4, Column: 3}
	for id, setting := range map[string]nhi.PolicySetting{
		"no_ownr":          {Location: at},
		"no_owner":         {Location: at, Mode: "enforce"},
		"rotation_overdue": {Location: at, Params: map[string]any{"grace": 3}},
		"mcp_unapproved":   {Location: at, Params: map[string]any{"approved": 3}},
	} {
		err := s.Check(map[string]nhi.PolicySetting{id: setting})
		if err == nil || !strings.HasPrefix(err.Error(), ".rollcall/config.yaml:4: ") {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestPartOfAMappingKeepsTheRest(t *testing.T) {
	s := load(t, nil)
	all, err := s.configure(map[string]nhi.PolicySetting{"max_token_lifetime": {Params: map[string]any{"days": map[string]any{"low": 10}}}})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(c *configured) bool { return c.ID == "max_token_lifetime" })
	want := map[string]any{"critical": 90.0, "high": 90.0, "medium": 180.0, "low": 10.0}
	if diff := cmp.Diff(want, all[i].result.Params["days"]); diff != "" {
		t.Error(diff)
	}
}
