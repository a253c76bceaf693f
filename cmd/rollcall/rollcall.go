package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/inventory"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/registry"
	"github.com/rollcall-dev/rollcall/scanner"
	"github.com/rollcall-dev/rollcall/scanner/agents"
	"github.com/rollcall-dev/rollcall/scanner/leaks"
	"github.com/rollcall-dev/rollcall/scanner/workflows"
	"github.com/rollcall-dev/rollcall/score"
)

// options is everything that decides a roll call.
type options struct {
	path     string
	name     string // of the repository, where the environment knows it
	config   string // a file on this machine; "" = the repository's
	policies string // a folder on this machine; "" = the repository's
	scope    scope
	history  bool
	now      time.Time
	progress func(done, total int64, unit string)
}

// roll is a finished roll call and what the configuration says of its verdict.
type roll struct {
	report nhi.Report
	failOn string // "" = not configured
	stuck  error  // a policy that could not be stopped: report, then end the process
}

// rollCall is the whole way from a path to a report, and the only place that knows the order of the stages.
func rollCall(ctx context.Context, o options) (roll, error) {
	go policies.Load(nil) // reading the pack takes as long as asking git: do both at once; the pack is read once
	repo, err := o.scope.open(ctx, o.path, o.name)
	if err != nil {
		return roll{}, err
	}
	defer repo.Close()
	declared, err := declarations(repo.FS(), o.config)
	if err != nil {
		return roll{}, usageError{error: err}
	}
	rules, err := policySet(repo.FS(), o.policies)
	if err != nil {
		return roll{}, usageError{error: err}
	}
	settings := declared.Config.PolicySettings()
	if err := rules.Check(settings); err != nil {
		return roll{}, usageError{error: err}
	}
	history := o.history && repo.whole() && (declared.Config.Scan.History == nil || *declared.Config.Scan.History)

	files, exposed := sources(repo, declared.Config.Scan, history, o)
	observed, err := scanner.Observe(ctx, append(files, exposed)...)
	if err != nil {
		return roll{}, err
	}
	target := repo.described(history)
	identities := inventory.Build(target, observed, declared, o.now)
	judged, err := rules.Evaluate(ctx, policies.Input{
		Identities: identities, Workflows: observed.Workflows,
		Settings: settings, Exceptions: declared.Config.Exceptions, Now: o.now,
	})
	var stuck *policies.StuckError
	if err != nil && !errors.As(err, &stuck) {
		return roll{}, err
	}
	gaps := join(repo.Gaps(), declared.Gaps, observed.Gaps, judged.Gaps)
	rated := score.Compute(score.Input{
		Identities: identities, Findings: judged.Findings, Gaps: gaps, Weights: declared.Config.Weights, Now: o.now,
	})
	report := nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Tool: tool(), Target: target, GeneratedAt: o.now,
		Score: rated, Findings: judged.Findings, Identities: identities, Workflows: observed.Workflows,
		Policies: judged.Policies, Unknowns: judged.Unknowns, Exceptions: declared.Config.Exceptions,
		Gaps: gaps, Counts: observed.Counts,
	}
	report = masked(report, func(text string) string { return exposed.Mask(ctx, text) })
	if err := ctx.Err(); err != nil {
		return roll{}, err // interrupted, the mask may have holes: nothing of this report may be shown
	}
	return roll{report: report, failOn: declared.Config.FailOn, stuck: err}, nil
}

// sources lists what looks at a repository. A new source is one line here. The source of leaks is
// given apart: it knows the values that no report may hold.
func sources(repo target, scan registry.Scan, history bool, o options) ([]scanner.Source, *leaks.Source) {
	owner, _, _ := strings.Cut(repo.Target().Name, "/")
	excluded := scan.Excluder()
	files := excluding{repo.files(), excluded}
	exposed := leaks.New(repo.Repository, leaks.Options{
		History: history, Range: repo.added, Staged: o.scope.staged,
		MaxFileSize: scan.MaxFileSize, Exclude: excluded, Progress: o.progress,
	})
	return []scanner.Source{
		workflows.New(files, workflows.Options{Owner: owner}),
		agents.New(files),
	}, exposed
}

// declarations reads what the repository declares; a configuration file named on the
// command line takes the place of the repository's.
func declarations(files fs.FS, config string) (registry.Declarations, error) {
	if config == "" {
		return registry.Load(files, registry.Options{})
	}
	dir, name := filepath.Split(config)
	if dir == "" {
		dir = "."
	}
	return registry.Load(overlay{files, os.DirFS(dir), name}, registry.Options{ConfigPath: name})
}

// overlay shows one file of another file system in the root of a file system.
type overlay struct {
	fs.FS
	other fs.FS
	name  string
}

// Open opens the file from where it is.
func (o overlay) Open(name string) (fs.File, error) {
	if name == o.name {
		return o.other.Open(name)
	}
	return o.FS.Open(name)
}

// policyFolder is where a repository keeps its own policies.
const policyFolder = ".rollcall/policies"

func policySet(files fs.FS, folder string) (*policies.Set, error) {
	if folder != "" {
		return loadCustom(os.DirFS(folder), folder)
	}
	if _, err := fs.Stat(files, policyFolder); err != nil {
		return policies.Load(nil)
	}
	custom, err := fs.Sub(files, policyFolder)
	if err != nil {
		return nil, err
	}
	return loadCustom(custom, policyFolder)
}

// loadCustom loads the policies of a folder. Errors name the file with its folder, as the reader finds it.
func loadCustom(files fs.FS, folder string) (*policies.Set, error) {
	set, err := policies.Load(files)
	var wrong *policies.Error
	if errors.As(err, &wrong) && wrong.Position != "" {
		wrong.Position = path.Join(filepath.ToSlash(folder), wrong.Position)
	}
	return set, err
}

func join(lists ...[]nhi.Gap) []nhi.Gap {
	all := []nhi.Gap{}
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
