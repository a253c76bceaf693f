package leaks

import (
	"io/fs"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// DefaultMaxFileSize is the largest content that is looked at unless Options says otherwise, in bytes.
const DefaultMaxFileSize = 50 << 20

// RuleFiles are the files of a repository that say what a leaked credential is, and what to ignore.
var RuleFiles = []string{rules.File, ignoreFile}

// Options says how far to look. The zero value looks at the files as they are now.
type Options struct {
	// History is whether every commit that a ref reaches is looked at, too.
	History bool
	// Range, if not nil, is the commits to look at: each of them, not only the last. Only what they add
	// counts, and what was there before under the same path, at the base or where the branches
	// meet, does not. The files are not looked at, nor is the rest of the history.
	Range *repository.Range
	// Proposed is whether the range is somebody's proposal, whose comments decide nothing about it: what they
	// suppress counts all the same, and Silenced tells of them.
	Proposed bool
	// Staged is whether only what the index adds to HEAD counts, as in a hook before a commit.
	Staged bool
	// Sensitivity is what is listed; "" means SensitivityDefault.
	Sensitivity Sensitivity
	// Private is whether only those may read the repository who work on it, whatever its licence says.
	Private bool
	// Explain is whether each exposure tells what speaks for and against it.
	Explain bool
	// Rules has the repository's own rules and the list of what it ignores (.gitleaks.toml, .gitleaksignore); nil means its files.
	Rules fs.FS
	// State is what an earlier scan of the same repository left, with History: only what is new since then
	// is looked at, and what is found is the same as without. What does not fit is not used.
	State []byte
	// Remember is whether this scan is to leave a state for the next.
	Remember bool
	// Program tells this build of the program from others, whose states are not used.
	Program string
	// Ignored are fingerprints of gitleaks, as in .gitleaksignore, whose findings are suppressed too.
	Ignored []string
	// MaxFileSize is the largest content that is looked at, in bytes; 0 means DefaultMaxFileSize.
	// A larger one is a gap.
	MaxFileSize int64
	// Exclude, if not nil, tells the paths whose exposures the configuration suppresses. They are
	// looked at all the same, so that the roll call is complete and says what was left out.
	Exclude func(path string) bool
	// Workers is how many contents are looked at at once; 0 means as many as there are processors.
	Workers int
	// Progress, if not nil, is told from time to time how many of the total are done; unit is
	// "contents". It is called from several goroutines.
	Progress func(done, total int64, unit string)
}
