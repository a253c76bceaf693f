package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/inventory"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/registry"
	"github.com/rollcall-dev/rollcall/scanner"
	"github.com/rollcall-dev/rollcall/scanner/agents"
	"github.com/rollcall-dev/rollcall/scanner/editors"
	"github.com/rollcall-dev/rollcall/scanner/leaks"
	"github.com/rollcall-dev/rollcall/scanner/workflows"
	"github.com/rollcall-dev/rollcall/score"
)

// options is everything that decides a roll call.
type options struct {
	path     string
	name     string    // of the repository, where the environment knows it
	private  string    // the repository that the environment knows to be private
	config   string    // a file on this machine; "" = the repository's
	policies string    // a folder on this machine; "" = the repository's
	platform *platform // what GitHub is asked; nil: nothing
	scope    scope
	state    stateFile

	sensitivity sensitivityFlags
	ignored     []string // fingerprints of gitleaks

	history bool
	// config and policies as paths in the repository, where its base is to decide; see review.
	configInside, policiesInside string
	now                          time.Time
	progress                     func(done, total int64, unit string)
}

// roll is a finished roll call and what the configuration says of its verdict.
type roll struct {
	report nhi.Report
	failOn string // "" = not configured
	stuck  error  // a policy that could not be stopped: report, then end the process

	state        []byte // for the next scan's --state; nil when there is none
	stateNote    string // why the one there was did not serve
	foreignState bool   // where it was to go is something else

	below bool // the path is a folder within what was scanned
}

// rollCall is the whole way from a path to a report, and with review.go the only place that knows the order of the stages.
func rollCall(ctx context.Context, o options) (result roll, err error) {
	go policies.Load(nil) // reading the pack takes as long as asking git: do both at once; the pack is read once
	repo, err := o.scope.open(ctx, o.path, o.name)
	if err != nil {
		return roll{}, err
	}
	defer repo.Close()
	defer func() { result.below = repo.below(o.path) }()
	if o.scope.rulesOfBase {
		return review(ctx, repo, o)
	}
	law, err := readLaw(o.platform.lawful(repo), o)
	if err != nil {
		return roll{}, err
	}
	history := o.history && repo.whole() && (law.declared.Config.Scan.History == nil || *law.declared.Config.Scan.History)
	local, err := o.platform.local(repo)
	if err != nil {
		return roll{}, err
	}
	files, exposed := sources(local, repo.FS(), law.declared.Config.Scan, history, o)
	all, target, err := o.platform.join(files, exposed, repo.described(history, o.sensitivity), law.declared.Config.Scan.Excluder(), o)
	if err != nil {
		return roll{}, err
	}
	observed, err := scanner.Observe(ctx, all...)
	if err != nil {
		return roll{}, err
	}
	target.Published = exposed.Published()
	report, err := law.judge(ctx, target, observed, o.platform.unread(repo), o.now)
	if err != nil && !isStuck(err) {
		return roll{}, err
	}
	called, err := finish(ctx, report, exposed, law, err)
	if called.state != nil {
		called.state = joinState(editsOf(files, func(path string) bool { return exposed.Mask(ctx, path) == path }), called.state)
	}
	return called, err
}

// editsOf is what scanner/editors leaves for the next scan, if it is one of the sources.
func editsOf(all []scanner.Source, mayWrite func(path string) bool) []byte {
	for _, source := range all {
		if e, ok := source.(*editors.Source); ok {
			return e.State(mayWrite)
		}
	}
	return nil
}

// finish masks a report, which may then be shown; stuck is a policy that could not be stopped, if there is one.
func finish(ctx context.Context, report nhi.Report, exposed *leaks.Source, law law, stuck error) (roll, error) {
	report = masked(report, func(text string) string { return exposed.Mask(ctx, text) })
	if err := ctx.Err(); err != nil {
		return roll{}, err // interrupted, the mask may have holes: nothing of this report may be shown
	}
	return roll{
		report: report, failOn: law.declared.Config.FailOn, stuck: stuck,
		state: exposed.State(), stateNote: exposed.StateNote(),
	}, nil
}

// law is what a repository is judged by: what is declared, and the policies in force.
type law struct {
	declared registry.Declarations
	rules    *policies.Set
	settings map[string]nhi.PolicySetting
	changes  []policies.Change // by which a change weakens it; see review
}

// readLaw reads it from a repository's files, or from where the options say.
func readLaw(files fs.FS, o options) (law, error) {
	if err := checkLinks(files); err != nil {
		return law{}, err
	}
	declared, err := declarations(files, o)
	if err != nil {
		return law{}, usageError{error: err}
	}
	rules, err := policySet(files, o)
	if err != nil {
		return law{}, usageError{error: err}
	}
	settings := declared.Config.PolicySettings()
	if err := rules.Check(settings); err != nil {
		return law{}, usageError{error: err}
	}
	return law{declared: declared, rules: rules, settings: settings}, nil
}

// judge turns what was observed into a report. With an error that isStuck the report is whole all the same.
func (l law) judge(ctx context.Context, target nhi.Target, observed nhi.Observations, unread []nhi.Gap, now time.Time) (nhi.Report, error) {
	identities := inventory.Build(target, observed, l.declared, now)
	if target.Staged || target.Kind == "text" {
		identities, l.settings = ofPart(identities, l.settings)
	}
	judged, err := l.rules.Evaluate(ctx, policies.Input{
		Identities: identities, Workflows: observed.Workflows, Platform: observed.Platform, Gaps: observed.Gaps,
		Settings: l.settings, Exceptions: l.declared.Config.Exceptions, Changes: l.changes, Now: now,
	})
	if err != nil && !isStuck(err) {
		return nhi.Report{}, err
	}
	gaps := join(unread, l.declared.Gaps, observed.Gaps, inventory.Unread(target, observed), judged.Gaps)
	return nhi.Report{
		SchemaVersion: nhi.SchemaVersion, Tool: tool(), Target: target, GeneratedAt: now,
		Score: l.score(identities, judged.Findings, gaps, now), Findings: judged.Findings, Identities: identities, Workflows: observed.Workflows, Platform: settingsOf(observed.Platform),
		Policies: judged.Policies, Unknowns: judged.Unknowns, Exceptions: l.declared.Config.Exceptions,
		Gaps: gaps, Counts: observed.Counts,
	}, err
}

func (l law) score(identities []nhi.Identity, findings []nhi.Finding, gaps []nhi.Gap, now time.Time) nhi.Score {
	return score.Compute(score.Input{
		Identities: identities, Findings: findings, Gaps: gaps, Weights: l.declared.Config.Weights, Now: now,
	})
}

// ofPart leaves out what a look at a part cannot tell: that something declared is nowhere, or an exception for nothing.
func ofPart(identities []nhi.Identity, settings map[string]nhi.PolicySetting) ([]nhi.Identity, map[string]nhi.PolicySetting) {
	settings = maps.Clone(settings)
	if settings == nil {
		settings = map[string]nhi.PolicySetting{}
	}
	settings["exception_unused"] = nhi.PolicySetting{Mode: nhi.ModeOff}
	return slices.DeleteFunc(identities, onlyDeclared), settings
}

// onlyDeclared tells whether nothing but the registry speaks of an identity.
func onlyDeclared(i nhi.Identity) bool {
	unseen := i.Registered.Value && !i.Status.Known() && len(i.Uses) == 0 && len(i.Exposures) == 0 && i.Agent == nil
	return i.Status.Value == nhi.StatusMissing || unseen
}

// isStuck tells the error of a policy that could not be stopped, which ends the process after the report.
func isStuck(err error) bool {
	var stuck *policies.StuckError
	return errors.As(err, &stuck)
}

// sources lists what looks at a repository. The source of leaks is given apart: it knows the values that
// no report may hold.
//
// rules are the files that say what is a leak and what is to be ignored.
func sources(repo target, rules fs.FS, scan registry.Scan, history bool, o options) ([]scanner.Source, *leaks.Source) {
	files := fileSources(repo.files(), repo.Target().Name, scan)
	exposed := leaks.New(repo.Repository, leaks.Options{
		History: history, Range: repo.added, Proposed: o.scope.rulesOfBase, Staged: o.scope.staged, Rules: rules,
		MaxFileSize: scan.MaxFileSize, Exclude: scan.Excluder(), Progress: o.progress,
		Ignored: o.ignored, Sensitivity: leaks.Sensitivity(o.sensitivity.level), Explain: o.sensitivity.explain,
		Private: o.private != "" && isCloneOf(repo.Target(), o.private),
		State:   o.state.previous, Remember: o.state.name != "" && !o.state.foreign, Program: build(),
	})
	if history {
		files = append(files, editors.New(repo.Repository, o.now, editors.Past{State: o.state.edits, Since: exposed.Between}))
	}
	return files, exposed
}

// isCloneOf tells whether what is scanned is the repository of that name: its remote says so, which knows better than the job that
// checked it out, or nothing says otherwise.
func isCloneOf(target nhi.Target, name string) bool {
	return target.URL == "" || strings.HasSuffix(strings.ToLower(target.URL), "/"+strings.ToLower(name))
}

// fileSources lists what looks at the files of a repository of that name. A new source is one line here.
func fileSources(files fs.FS, name string, scan registry.Scan) []scanner.Source {
	owner, _, _ := strings.Cut(name, "/")
	files = without(files, scan.Excluder())
	return []scanner.Source{
		workflows.New(files, workflows.Options{Owner: owner}),
		agents.New(files),
	}
}

// declarations reads what the repository declares; a configuration file named on the
// command line takes the place of the repository's.
func declarations(files fs.FS, o options) (registry.Declarations, error) {
	if o.config == "" || o.configInside != "" {
		return registry.Load(files, registry.Options{ConfigPath: o.configInside})
	}
	if info, err := os.Stat(o.config); err != nil || info.IsDir() {
		wrong := "there is no configuration at %s"
		if err == nil {
			wrong = "%s is a folder"
		}
		return registry.Declarations{}, usagef("name a file with --config; without it, .rollcall/config.yaml or .github/rollcall.yaml is used", wrong, o.config)
	}
	dir, name := filepath.Split(o.config)
	if dir == "" {
		dir = "."
	}
	declared, err := registry.Load(overlay{files, os.DirFS(dir), name}, registry.Options{ConfigPath: name})
	return declared, called(err, name, o.config)
}

// called names a file in what is wrong with it as the user did.
func called(err error, name, given string) error {
	var wrong *registry.Error
	if errors.As(err, &wrong) {
		for i, p := range wrong.Problems {
			if p.Location.Path == name {
				wrong.Problems[i].Location.Path = given
			}
		}
	}
	return err
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

func policySet(files fs.FS, o options) (*policies.Set, error) {
	folder := policyFolder
	switch {
	case o.policiesInside != "":
		folder = o.policiesInside
	case o.policies != "":
		return loadFolder(o.policies)
	default:
		if _, err := fs.Stat(files, policyFolder); err != nil {
			return policies.Load(nil)
		}
	}
	custom, err := fs.Sub(files, folder)
	if err != nil {
		return nil, err
	}
	return loadCustom(custom, folder)
}

// loadFolder loads the policies of a folder of this machine, which has been asked for and so must be there.
func loadFolder(folder string) (*policies.Set, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	set, err := loadCustom(os.DirFS(folder), folder)
	if err == nil && !slices.ContainsFunc(set.Policies(), func(p nhi.Policy) bool { return strings.HasPrefix(p.ID, "custom.") }) {
		return nil, usagef("name the folder that holds your .rego files", "there is no policy in %s", folder)
	}
	return set, err
}

// checkFolder reports a folder of policies that is none.
func checkFolder(folder string) error {
	hint := "name the folder that holds your .rego files"
	if folder == policyFolder {
		hint += "; 'rollcall policy new NAME' writes a first one"
	}
	if info, err := os.Stat(folder); err != nil {
		return usagef(hint, "there is no folder %s", folder)
	} else if !info.IsDir() {
		return usagef(hint, "%s is not a folder", folder)
	}
	return nil
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
