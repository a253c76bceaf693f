package registry

import (
	"errors"
	"io/fs"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Options says where to look.
type Options struct {
	// ConfigPath is the configuration's path in the file system; "" means the one of
	// ConfigPaths that exists.
	ConfigPath string
}

// ConfigPaths are the places where a configuration is looked for; only one may exist.
var ConfigPaths = []string{".rollcall/config.yaml", ".github/rollcall.yaml"}

// Path is the registry's place.
const Path = ".rollcall/registry.yaml"

// Declarations is everything that the organisation declares, as Load reads it. The zero
// value declares nothing.
type Declarations struct {
	Config  Config
	Entries []Entry   // of the registry, in the order of the file
	Gaps    []nhi.Gap // what could not be understood and is skipped, as GitHub does with CODEOWNERS lines

	index   index
	owners  CodeOwners
	folders folderOwners
}

// Load reads the configuration, the registry, CODEOWNERS and OWNERS from fsys. Missing files
// declare nothing, except a configuration that opts names. When the content of a file is
// wrong the error is an *Error, which lists every problem found with its place.
func Load(fsys fs.FS, opts Options) (Declarations, error) {
	var found problems
	config, err := loadConfig(fsys, opts.ConfigPath, &found)
	if err != nil {
		return Declarations{}, err
	}
	entries, err := loadEntries(fsys, &found)
	if err != nil {
		return Declarations{}, err
	}
	if err := found.err(); err != nil {
		return Declarations{}, err
	}
	owners, gaps, err := loadCodeOwners(fsys)
	if err != nil {
		return Declarations{}, err
	}
	folders, unread := loadOwners(fsys)
	return Declarations{
		Config: config, Entries: entries, Gaps: append(gaps, unread...), index: newIndex(entries), owners: owners, folders: folders,
	}, nil
}

// WithEntries gives d with the entries of another's registry in place of its own.
func (d Declarations) WithEntries(of Declarations) Declarations {
	d.Entries, d.index = of.Entries, of.index
	return d
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
