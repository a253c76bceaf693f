package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/action"
	"github.com/rollcall-dev/rollcall/report"
)

func newAction(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "action",
		Short: "What the GitHub Action runs",
		Long: `Scan as the inputs of action.yml ask for, which it hands over as INPUT_*, and speak GitHub Actions: outputs,
annotations and a job summary. For everything else there is 'rollcall scan'.

` + exitCodes,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			log := action.NewLog(p.stdout)
			err := p.action(c.Context(), log)
			var v verdict
			if err != nil && c.Context().Err() != nil {
				log.Fail(interrupted)
			} else if err != nil && !errors.As(err, &v) {
				log.Fail(withHint(err))
				err = errors.Join(err, p.appendSummary(undone(err)))
			}
			return err
		},
	}
	c.AddCommand(&cobra.Command{
		Use:   "annotate FILE",
		Short: "Write the findings of a JSON report as annotations",
		Args:  takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := p.readReport(args[0])
			if err != nil {
				return err
			}
			log := action.NewLog(p.stdout)
			log.Note(notUploaded)
			annotate(log, r)
			return nil
		},
	})
	return c
}

// notUploaded says why there are annotations where alerts were to be.
const notUploaded = "The findings could not be uploaded to code scanning, which needs `security-events: write` and, in a private repository, " +
	"a licence for Code Security. They are annotations instead; upload-sarif: false stops trying."

// withHint is an error and what to do about it.
func withHint(err error) string {
	if hint := hintOf(err); hint != "" {
		return report.Inert(err.Error() + "\nhint: " + hint)
	}
	return report.Inert(err.Error())
}

// action is one run of the action.
func (p *process) action(ctx context.Context, log *action.Log) error {
	in, err := action.ReadInputs(p.getenv)
	if err != nil {
		return usageError{error: err, hint: "the inputs are described in action.yml"}
	}
	log.Mask(in.Token, in.AppKey)
	event, err := action.ReadEvent(p.getenv, readLimited)
	if err != nil {
		return err
	}
	plan, notes, err := action.Decide(in, event)
	if err != nil {
		return usageError{error: err, hint: "give a commit in the input base, or mode: full"}
	}
	for _, note := range notes {
		log.Note(note)
	}
	if err := checkedOut(in); err != nil {
		return err
	}
	if plan.Mode == action.ModePullRequest {
		in.Baseline = ""
	}
	if in.Baseline, err = firstRun(in, log); err != nil {
		return err
	}
	flags := actionFlags(in, plan)
	if !event.Public {
		flags.private = event.Repository
	}
	called, err := p.withCredentials(in).call(ctx, flags)
	if err != nil {
		return err
	}
	e := ending{
		process: p, log: log, in: in, event: event, plan: plan,
		whole: called.report, shown: called.report, stuck: called.stuck, bar: flags.barOf(called, in.FailOn != ""),
		remember: func() error { return p.remember(called, flags) },
	}
	return e.conclude(ctx)
}

// checkedOut refuses an empty folder, which a job without actions/checkout has: a check that looked at nothing would be green.
// Who asks GitHub need not have files.
func checkedOut(in action.Inputs) error {
	if in.Organization != "" || in.Repository != "" {
		return nil
	}
	if entries, err := os.ReadDir(in.Path); err == nil && len(entries) == 0 {
		return usagef("check the repository out in a step before this one: actions/checkout, with fetch-depth: 0", "there is no file in %s", in.Path)
	}
	return nil
}

// firstRun prepares for what earlier runs have not left yet: the folders of what is kept from run to run, and no
// baseline, which it gives, where its file is not there.
func firstRun(in action.Inputs, log *action.Log) (baseline string, err error) {
	for _, kept := range []string{in.State, in.Checkpoint, in.History} {
		if kept == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
			return "", outputError(kept, err)
		}
	}
	if _, err := os.Stat(in.Baseline); in.Baseline != "" && errors.Is(err, fs.ErrNotExist) {
		log.Note("There is no earlier report to compare with: the input baseline names no file yet.")
		return "", nil
	}
	return in.Baseline, nil
}

// actionFlags are the flags of `rollcall scan` that do what a plan says.
func actionFlags(in action.Inputs, plan action.Plan) scanFlags {
	f := scanFlags{
		path: in.Path, failOn: in.FailOn, strict: in.Strict, baseline: in.Baseline, newOnly: plan.NewOnly,
		config: in.Config, policies: in.Policies, noHistory: !in.Commits, color: "never", quiet: true,
		github: githubFlags{repository: in.Repository, organization: in.Organization, appID: in.AppID, checkpoint: in.Checkpoint},
	}
	if f.failOn == "" {
		f.failOn = failOnEnforced
	}
	if plan.Mode == action.ModePullRequest {
		f.noHistory = false // the range says which commits
		f.scope.base, f.scope.head, f.scope.rulesOfBase = plan.Base, plan.Head, true
		f.scope.merge = mergeCommit{commit: plan.Merged, head: plan.MergedHead}
	}
	if plan.Mode == action.ModeFull {
		f.history = in.History
	}
	if plan.Mode == action.ModeFull && in.Commits && in.Organization == "" {
		f.scope.state = in.State
	}
	if plan.NewOnly && f.baseline == "" && !f.scope.rulesOfBase {
		f.newOnly = false // there is nothing that could be known
	}
	return f
}

// withCredentials is the process as a scan sees it: the inputs' credentials stand where the scan looks for them.
func (p *process) withCredentials(in action.Inputs) *process {
	given := map[string]string{"GITHUB_TOKEN": in.Token, "ROLLCALL_APP_PRIVATE_KEY": in.AppKey}
	scan := *p
	scan.getenv = func(name string) string {
		if value, set := given[name]; set {
			return value
		}
		return p.getenv(name)
	}
	return &scan
}

// readLimited reads a file of at most limit bytes.
func readLimited(name string, limit int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = errors.New("it is too large")
	}
	return text, err
}
