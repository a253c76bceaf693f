package rules

import (
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/logging"
)

// IsDefault tells whether an ID is that of one of gitleaks' default rules.
func IsDefault(id string) bool { return defaultIDs()[id] }

// defaultIDs are the IDs of gitleaks' default rules.
var defaultIDs = sync.OnceValue(func() map[string]bool {
	ids := map[string]bool{}
	for line := range strings.Lines(config.DefaultConfig) {
		if id, found := strings.CutPrefix(strings.TrimSpace(line), `id = "`); found {
			ids[strings.TrimSuffix(id, `"`)] = true
		}
	}
	return ids
})

// Silence keeps gitleaks from writing to a log. Its logger is one for the process.
var Silence = sync.OnceFunc(func() {
	const disabled = 7 // zerolog.Disabled
	logging.Logger = logging.Logger.Level(disabled)
})
