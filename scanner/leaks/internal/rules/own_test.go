package rules

import (
	"strings"
	"testing"

	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// TestOwnRulesHaveIDsOfTheirOwn: a detector must not take the place of one of gitleaks' rules.
func TestOwnRulesHaveIDsOfTheirOwn(t *testing.T) {
	cfg, err := parseConfig(nil, []byte(config.DefaultConfig), 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, d := range allDetectors() {
		if _, taken := cfg.Rules[d.ID]; taken || seen[d.ID] {
			t.Errorf("%s is taken", d.ID)
		}
		seen[d.ID] = true
	}
}

// TestOwnRulesAreAnchored: an expression without an anchor would be run on whole files.
func TestOwnRulesAreAnchored(t *testing.T) {
	for _, d := range allDetectors() {
		if d.path == "" && !strings.Contains(match.Describe([]string{d.expression}), "\t") {
			t.Errorf("%s has no anchor", d.ID)
		}
	}
}
