package registry

import (
	"io/fs"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Options says where to look.
type Options struct {
	// ConfigPath is the configuration's path in the file system; "" means the first of
	// ConfigPaths that exists.
	ConfigPath string
}

// ConfigPaths are the places where a configuration is looked for; only one may exist.
var ConfigPaths = []string{".rollcall/config.yaml", ".github/rollcall.yaml"}

// Path is the registry's place.
const Path = ".rollcall/registry.yaml"

// Declarations is everything that the organisation declares. The zero value declares nothing.
type Declarations struct {
	Config  Config
	Entries []Entry   // of the registry, in the order of the file
	Gaps    []nhi.Gap // what could not be understood and is skipped, as GitHub does with CODEOWNERS lines

	owners *codeOwners // nil: there is no CODEOWNERS file
}

// Load reads the configuration, the registry and CODEOWNERS from fsys. Missing files
// declare nothing, except one that opts names. An error is of type *Error when the
// content of a file is wrong: it lists every problem found, each with its place.
func Load(fsys fs.FS, opts Options) (Declarations, error) {
	var problems problems
	config, err := loadConfig(fsys, opts.ConfigPath, &problems)
	if err != nil {
		return Declarations{}, err
	}
	entries, err := loadEntries(fsys, &problems)
	if err != nil {
		return Declarations{}, err
	}
	if err := problems.err(); err != nil {
		return Declarations{}, err
	}
	owners, gaps, err := loadCodeOwners(fsys)
	if err != nil {
		return Declarations{}, err
	}
	return Declarations{Config: config, Entries: entries, Gaps: gaps, owners: owners}, nil
}
