package leaks

import (
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
		if _, taken := cfg.Rules[d.id]; taken || seen[d.id] {
			t.Errorf("%s is taken", d.id)
		}
		seen[d.id] = true
	}
}

// TestOwnRulesAreAnchored: an expression without an anchor would be run on whole files.
func TestOwnRulesAreAnchored(t *testing.T) {
	for _, d := range allDetectors() {
		if !match.Anchored(d.expression) {
			t.Errorf("%s has no anchor", d.id)
		}
	}
}
