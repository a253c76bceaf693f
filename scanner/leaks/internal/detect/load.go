package detect

import (
	"fmt"
	"io/fs"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// Load gives the rules and their engine; unusable says why the repository's own were not taken.
func Load(fsys fs.FS) (set *Ruleset, e *Engine, unusable, err error) {
	cfg, err := rules.Load(fsys)
	if broken, ok := err.(*rules.ConfigError); ok {
		unusable, err = broken, nil
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("cannot load the detection rules: %w", err)
	}
	set = newRuleset(cfg)
	return set, newEngine(set), unusable, nil
}
