package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/action"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

// ending is a run of the action that has its report: what is told of it, and to whom.
type ending struct {
	*process
	log   *action.Log
	in    action.Inputs
	event action.Event
	plan  action.Plan
	whole nhi.Report
	shown nhi.Report // what may be shown of it
	stuck error      // a policy that could not be stopped
	bar   bar

	remember func() error // leaves what the next run is to know
}

// conclude tells the run's readers what was found: files, log, summary, comment, annotations, outputs; remembers it, and gives its verdict.
func (e ending) conclude(ctx context.Context) error {
	e.limit()
	files, err := e.publish(ctx)
	if err != nil {
		return err
	}
	if err := e.tell(); err != nil {
		return err
	}
	if err := e.handOn(files); err != nil {
		return err
	}
	if err := e.remember(); err != nil {
		return err
	}
	if e.stuck != nil {
		return e.stuck
	}
	if why := e.bar.reason(e.whole); why != "" {
		e.log.Fail(why)
	}
	return e.bar.judge(e.whole)
}

// limit leaves out what must not be shown or uploaded.
func (e *ending) limit() {
	if e.plan.UploadSarif && report.Partial(e.whole) {
		e.plan.UploadSarif, e.plan.Annotate = false, true
		e.log.Note("Not all repositories could be read: nothing is uploaded to code scanning, where it would close the alerts of those that are missing.")
	}
	if e.plan.Redact {
		e.shown = action.Redact(e.whole, e.event.Repository)
	}
}

// published is where a run's reports are.
type published struct {
	report, shown, sarif, dashboard string
	comment                         string // "" without one
}

// publish writes all files, or none. The whole report stays on the runner; what is handed on is what may be shown.
func (e ending) publish(ctx context.Context) (published, error) {
	files := e.places()
	var out outputs
	defer out.discard()
	for _, file := range []struct {
		name   string
		render func(io.Writer) error
	}{
		{files.report, e.rendered(e.whole, "json")}, {files.shown, e.rendered(e.shown, "json")},
		{files.sarif, e.rendered(e.shown, "sarif")}, {files.dashboard, e.rendered(e.shown, "html")}, {files.comment, e.comment},
	} {
		if file.name == "" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(file.name), 0o755); err != nil {
			return files, outputError(file.name, err)
		}
		if err := out.stage(file.name, file.render); err != nil {
			return files, err
		}
	}
	if err := ctx.Err(); err != nil {
		return files, err
	}
	return files, out.commit()
}

func (e ending) rendered(r nhi.Report, format string) func(io.Writer) error {
	return e.render(r, format, scanFlags{color: "never"})
}

// places is where the inputs want the files, else in the runner's temporary folder.
func (e ending) places() published {
	folder := filepath.Join(e.event.Temporary, "rollcall-out")
	or := func(wanted, name string) string {
		if wanted != "" {
			return wanted
		}
		return filepath.Join(folder, name)
	}
	files := published{
		report: or(e.in.Report, "rollcall.json"), shown: or("", "shown.json"),
		sarif: or(e.in.Sarif, "rollcall.sarif"), dashboard: or(e.in.Dashboard, "rollcall.html"),
	}
	if e.plan.Comment {
		files.comment = or("", "comment.md")
	}
	return files
}

// tell writes what the log, the summary and the changed lines show.
func (e ending) tell() error {
	err := e.log.Unspoken(func() error { return report.Write(e.stdout, "text", e.shown, report.Options{}) })
	if err != nil {
		return err
	}
	if e.in.Summary {
		page, err := e.summary()
		if err != nil {
			return err
		}
		if err := e.appendSummary(page); err != nil {
			return err
		}
	}
	if e.plan.Annotate {
		annotate(e.log, e.shown)
	}
	return nil
}

// handOn writes the outputs.
func (e ending) handOn(files published) error {
	_, noteworthy := e.bar.outcome(e.whole)
	values := append(action.Outputs(e.whole),
		action.Output{Name: "report-file", Value: files.report},
		action.Output{Name: "sarif-file", Value: files.sarif},
		action.Output{Name: "dashboard-file", Value: files.dashboard},
		action.Output{Name: "annotated-file", Value: files.shown},
		action.Output{Name: "comment-file", Value: files.comment},
		action.Output{Name: "comment-noteworthy", Value: strconv.FormatBool(noteworthy)},
		action.Output{Name: "upload-sarif", Value: strconv.FormatBool(e.plan.UploadSarif)},
		action.Output{Name: "upload-dashboard", Value: strconv.FormatBool(e.plan.UploadHTML)},
	)
	return e.appendTo("GITHUB_OUTPUT", func(w io.Writer) error { return action.WriteOutputs(w, values) })
}

// findingsHelp says what to do about a finding.
const findingsHelp = homepage + "/blob/main/docs/action.md#what-to-do-about-a-finding"

// change is the page for the author of a change, with the posture of the whole repository where there is room for it.
func (e ending) change(posture bool) (string, error) {
	c := report.Conclusion{Page: e.runPage(), Help: findingsHelp, Posture: posture}
	c.Outcome, _ = e.bar.outcome(e.whole)
	if e.stuck != nil {
		c.Outcome = "not finished: a policy could not be stopped"
	}
	var page bytes.Buffer
	err := report.WriteChange(&page, e.shown, c)
	return page.String(), err
}

// comment writes what action.yml puts on the pull request.
func (e ending) comment(w io.Writer) error {
	page, err := e.change(false)
	if err != nil {
		return err
	}
	mark := action.CommentMark(e.getenv("GITHUB_WORKFLOW"), e.getenv("GITHUB_JOB"), e.getenv("JOB_INDEX"))
	_, err = io.WriteString(w, mark+action.Fit(page, action.CommentLimit))
	return err
}

// summary is the page of the run.
func (e ending) summary() (string, error) {
	if e.plan.Mode == action.ModePullRequest {
		return e.change(true)
	}
	var everything bytes.Buffer
	if err := report.Write(&everything, "markdown", e.shown, report.Options{}); err != nil {
		return "", err
	}
	outcome, _ := e.bar.outcome(e.whole)
	return fmt.Sprintf("> **%s**\n\n%s", html.EscapeString(strings.ToUpper(outcome[:1])+outcome[1:]), everything.String()), nil
}

// runPage is the address of the run, "" where the runner does not tell.
func (e ending) runPage() string {
	server, id := e.getenv("GITHUB_SERVER_URL"), e.getenv("GITHUB_RUN_ID")
	if server == "" || id == "" || e.event.Repository == "" {
		return ""
	}
	return server + "/" + e.event.Repository + "/actions/runs/" + id
}

// undone is the summary of a run that could not be done: a reader who looks there first finds why.
func undone(err error) string {
	text := html.EscapeString(withHint(err))
	text = strings.NewReplacer("\n", "<br>", "@", "@<!-- -->").Replace(text)
	return "## Rollcall could not do its work\n\n<pre>" + text + "</pre>\n"
}

func (p *process) appendSummary(page string) error {
	return p.appendTo("GITHUB_STEP_SUMMARY", func(w io.Writer) error {
		_, err := io.WriteString(w, action.Fit(page, action.SummaryLimit))
		return err
	})
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

// annotate writes the findings that the baseline does not have as annotations, and says how many there are more.
func annotate(log *action.Log, r nhi.Report) {
	if left := log.Annotate(r, func(f nhi.Finding) bool { return !f.Known }); left > 0 {
		log.Note(fmt.Sprintf("GitHub shows %d annotations of each level. Not among them: %s. The dashboard and the JSON report (outputs dashboard-file and report-file) have all.",
			action.AnnotationsPerLevel, count(left, "finding")))
	}
}
