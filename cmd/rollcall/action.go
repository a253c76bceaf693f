package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/action"
	"github.com/rollcall-dev/rollcall/nhi"
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
			err := p.action(c.Context())
			var v verdict
			if err != nil && !errors.As(err, &v) {
				action.Fail(p.stdout, withHint(err))
			}
			return err
		},
	}
	c.AddCommand(&cobra.Command{
		Use:   "annotate FILE",
		Short: "Write the findings of a JSON report as annotations",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := p.readReport(args[0])
			if err != nil {
				return err
			}
			action.Note(p.stdout, "The findings could not be uploaded to code scanning, which needs `security-events: write` and, in a private repository, a licence for Code Security. They are annotations instead; upload-sarif: false stops trying.")
			p.annotate(r)
			return nil
		},
	})
	return c
}

// withHint is an error and what to do about it.
func withHint(err error) string {
	if hint := hintOf(err); hint != "" {
		return err.Error() + "\nhint: " + hint
	}
	return err.Error()
}

// action is one run of the action.
func (p *process) action(ctx context.Context) error {
	in, err := action.ReadInputs(p.getenv)
	if err != nil {
		return usageError{error: err, hint: "the inputs are described in action.yml"}
	}
	action.Mask(p.stdout, in.Token, in.AppKey)
	event, err := action.ReadEvent(p.getenv, readLimited)
	if err != nil {
		return err
	}
	plan, notes, err := action.Decide(in, event)
	if err != nil {
		return usageError{error: err, hint: "give a commit in the input base, or mode: full"}
	}
	for _, note := range notes {
		action.Note(p.stdout, note)
	}
	if _, err := os.Stat(in.Baseline); in.Baseline != "" && errors.Is(err, fs.ErrNotExist) {
		action.Note(p.stdout, "There is no earlier report to compare with: the input baseline names no file yet.")
		in.Baseline = ""
	}
	for _, kept := range []string{in.State, in.Checkpoint, in.History} { // in the first run the folder that a cache keeps is not there
		if kept == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(kept), 0o755); err != nil {
			return outputError(kept, err)
		}
	}
	flags := actionFlags(in, plan)
	called, err := p.withCredentials(in).call(ctx, flags)
	if err != nil {
		return err
	}
	return p.conclude(ctx, called, flags, in, event, plan)
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

// conclude tells the run's readers what was found: files, log, summary, annotations, outputs; and its verdict.
func (p *process) conclude(ctx context.Context, called roll, f scanFlags, in action.Inputs, event action.Event, plan action.Plan) error {
	failOn := f.failOn
	if called.failOn != "" && in.FailOn == "" {
		failOn = called.failOn
	}
	shown := called.report
	if plan.UploadSarif && report.Partial(shown) {
		plan.UploadSarif, plan.Annotate = false, true
		action.Note(p.stdout, "Not all repositories could be read: nothing is uploaded to code scanning, where it would close the alerts of those that are missing.")
	}
	if plan.Redact {
		shown = action.Redact(shown)
	}
	files := actionFiles(in, event)
	if err := p.writeActionFiles(ctx, files, called.report, shown); err != nil {
		return err
	}
	err := action.Unspoken(p.stdout, func() error {
		return report.Write(p.stdout, "text", shown, report.Options{})
	})
	if err == nil && in.Summary {
		err = p.appendSummary(shown)
	}
	comment := ""
	if err == nil && in.Comment && event.PullRequest() && !event.ReadOnly() {
		comment = filepath.Join(event.Temporary, "rollcall-out", "comment.md")
		err = writeComment(comment, shown)
	}
	if err != nil {
		return err
	}
	if plan.Annotate {
		p.annotate(shown)
	}
	outputs := append(action.Outputs(called.report),
		action.Output{Name: "report-file", Value: files.report},
		action.Output{Name: "sarif-file", Value: files.sarif},
		action.Output{Name: "dashboard-file", Value: files.dashboard},
		action.Output{Name: "annotated-file", Value: files.shown},
		action.Output{Name: "comment-file", Value: comment},
		action.Output{Name: "upload-sarif", Value: strconv.FormatBool(plan.UploadSarif)},
		action.Output{Name: "upload-dashboard", Value: strconv.FormatBool(plan.UploadHTML)},
	)
	if err := p.appendTo("GITHUB_OUTPUT", func(w io.Writer) error { return action.WriteOutputs(w, outputs) }); err != nil {
		return err
	}
	if called.stuck != nil {
		return called.stuck
	}
	if why := f.bar(failOn).reason(called.report); why != "" {
		action.Fail(p.stdout, why)
	}
	return f.bar(failOn).judge(called.report)
}

// annotate writes the findings that the baseline does not have as annotations, and says how many there are more.
func (p *process) annotate(r nhi.Report) {
	left := action.Annotate(p.stdout, r, func(f nhi.Finding) bool { return !f.Known })
	if left > 0 {
		action.Note(p.stdout, fmt.Sprintf("GitHub shows %d annotations of each level; %s more %s in the summary.",
			action.AnnotationsPerLevel, count(left, "finding"), map[bool]string{true: "is", false: "are"}[left == 1]))
	}
}

// written is where a run's reports are.
type written struct{ report, shown, sarif, dashboard string }

func actionFiles(in action.Inputs, event action.Event) written {
	folder := filepath.Join(event.Temporary, "rollcall-out")
	files := written{
		report: filepath.Join(folder, "rollcall.json"), shown: filepath.Join(folder, "shown.json"),
		sarif: filepath.Join(folder, "rollcall.sarif"), dashboard: filepath.Join(folder, "rollcall.html"),
	}
	if in.Report != "" {
		files.report = in.Report
	}
	if in.Sarif != "" {
		files.sarif = in.Sarif
	}
	if in.Dashboard != "" {
		files.dashboard = in.Dashboard
	}
	return files
}

// writeActionFiles writes all of them, or none. The whole report stays on the runner; what is handed on is what
// may be shown.
func (p *process) writeActionFiles(ctx context.Context, files written, whole, shown nhi.Report) error {
	var out outputs
	defer out.discard()
	for _, file := range []struct {
		name, format string
		report       nhi.Report
	}{
		{files.report, "json", whole}, {files.shown, "json", shown}, {files.sarif, "sarif", shown}, {files.dashboard, "html", shown},
	} {
		if err := os.MkdirAll(filepath.Dir(file.name), 0o755); err != nil {
			return outputError(file.name, err)
		}
		if err := out.stage(file.name, p.render(file.report, file.format, scanFlags{color: "never"})); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return out.commit()
}

func (p *process) appendSummary(r nhi.Report) error {
	page, err := markdown(r)
	if err != nil {
		return err
	}
	return p.appendTo("GITHUB_STEP_SUMMARY", func(w io.Writer) error {
		_, err := io.WriteString(w, action.Fit(page, action.SummaryLimit))
		return err
	})
}

// writeComment writes what action.yml puts on the pull request.
func writeComment(name string, r nhi.Report) error {
	page, err := markdown(r)
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(action.CommentMark+action.Fit(page, action.CommentLimit)), 0o600)
}

func markdown(r nhi.Report) (string, error) {
	var page bytes.Buffer
	err := report.Write(&page, "markdown", r, report.Options{})
	return page.String(), err
}

// appendTo appends to the file that a variable of the runner names; without one nobody waits for it.
func (p *process) appendTo(variable string, write func(io.Writer) error) error {
	name := p.getenv(variable)
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
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
