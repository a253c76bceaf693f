package action

import "errors"

// Plan is what a run does.
type Plan struct {
	Mode        Mode   // ModePullRequest or ModeFull
	Base        string // with ModePullRequest
	Head        string // with ModePullRequest; "" = what is checked out
	Merged      string // with ModePullRequest: the commit that GitHub made by merging MergedHead, "" for none; its first parent is the base as it is now
	MergedHead  string
	NewOnly     bool // known findings neither fail the run nor are annotated
	UploadSarif bool // try to; where that fails, annotations take its place
	UploadHTML  bool
	Annotate    bool // at once, whatever becomes of the upload
	Comment     bool // write what is to be the pull request's comment
	Redact      bool // leave out what only the API shows
	API         bool // ask GitHub's API
}

// What a reader of the log should know of a plan.
const (
	noteOwnJudge = "This run judges by the rules that are checked out, which the pull request may have changed; " +
		"mode: pull-request, without organization and repository, judges by those of its base."
	noteBaseline = "A pull request is compared with its base: the input baseline is for other runs."
	noteNoUpload = "This run has a read-only token (a fork's or Dependabot's pull request), which may not upload to code scanning: " +
		"the findings are annotations instead."
	noteNoComment = "This run has a read-only token (a fork's or Dependabot's pull request), which may not comment on it: " +
		"what the comment would say is in the run's summary."
	noteRedacted = "This repository is public: what only GitHub's API shows is left out of the summary and the uploads (input redact)."
)

// Decide turns inputs and event into a plan. Its second result is what a reader of the log should know of it.
func Decide(in Inputs, e Event) (Plan, []string, error) {
	p, err := looksAt(in, e)
	if err != nil {
		return Plan{}, nil, err
	}
	actions := e.Repository != "" // not outside of GitHub Actions
	upload := actions && !e.ReadOnly()
	p.UploadSarif = in.UploadSarif.Or(upload)
	p.Annotate = in.Annotations.Or(!p.UploadSarif && actions)
	p.NewOnly = in.NewOnly.Or(p.Mode == ModePullRequest)
	p.Comment = in.Comment && e.Number > 0 && !e.ReadOnly()
	p.Redact = in.Redact.Or(e.Public && p.API)
	p.UploadHTML = in.UploadHTML.Or(actions)

	var notes []string
	for _, note := range []struct {
		applies bool
		text    string
	}{
		{p.Mode == ModeFull && e.PullRequest(), noteOwnJudge},
		{p.Mode == ModePullRequest && in.Baseline != "", noteBaseline},
		{actions && e.ReadOnly() && in.UploadSarif == Auto, noteNoUpload},
		{in.Comment && e.Number > 0 && e.ReadOnly(), noteNoComment},
		{p.Redact, noteRedacted},
	} {
		if note.applies {
			notes = append(notes, note.text)
		}
	}
	return p, notes, nil
}

// looksAt decides what a run looks at, and what it compares that with.
func looksAt(in Inputs, e Event) (Plan, error) {
	p := Plan{Mode: in.Mode, Base: in.Base, API: in.Organization != "" || in.Repository != ""}
	if p.Base == "" {
		p.Base = e.Base
	}
	if p.Mode == ModeAuto {
		p.Mode = ModeFull
		if p.Base != "" && !p.API {
			p.Mode = ModePullRequest
		}
	}
	switch {
	case p.Mode == ModePullRequest && p.Base == "":
		return Plan{}, errors.New("the input mode is pull-request, and neither the event nor the input base names a commit to compare with")
	case p.Mode == ModePullRequest && p.API:
		return Plan{}, errors.New("the input mode is pull-request; organization and repository need full")
	case p.Mode == ModeFull:
		p.Base = ""
	case e.Name == "pull_request_target" && in.Base == "":
		p.Head = e.Head // what is checked out is the base: comparing it with itself would find nothing, and pass
	case e.Name == "pull_request" && in.Base == "":
		p.Merged, p.MergedHead = e.Commit, e.Head // the event's base may be older: what was merged since is not this change's
	}
	return p, nil
}
