package registry

import (
	"io/fs"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Config is the configuration: how the scan runs and how its findings are judged. Zero
// fields leave the defaults.
type Config struct {
	Path       string         // the file it was read from; "" when there is none
	FailOn     string         // FailNever, a severity's name, or "": any enforced finding
	Policies   []PolicyChange // sorted by ID
	Exceptions []nhi.Exception
	Weights    map[string]float64 // of the score's five dimensions, summing to 100; nil: the defaults
	Scan       Scan
}

// FailNever is the FailOn that lets every finding pass.
const FailNever = "never"

// PolicyChange is what the configuration says about one policy. Whether such a policy
// exists, and whether its parameters fit, is for those who know the policies.
type PolicyChange struct {
	ID       string
	Setting  nhi.PolicySetting
	Location nhi.Location // of the policy's ID
}

// PolicySettings is the changes to policies by the policy's ID.
func (c Config) PolicySettings() map[string]nhi.PolicySetting {
	settings := make(map[string]nhi.PolicySetting, len(c.Policies))
	for _, p := range c.Policies {
		settings[p.ID] = p.Setting
	}
	return settings
}

// Scan says what is looked at.
type Scan struct {
	History     *bool    // whether all commits are read; nil: as the command line says
	Exclude     []string // patterns of paths that are not read, as in .gitignore without ! and []
	MaxFileSize int64    // in bytes; files over it are gaps; 0: the sources' own limit
}

func loadConfig(fsys fs.FS, path string, problems *problems) (Config, error) {
	return Config{}, nil
}
