package action

import "fmt"

// Plan is what a run does.
type Plan struct {
	Mode        Mode   // ModePullRequest or ModeFull
	Base        string // with ModePullRequest
	Head        string // with ModePullRequest; "" = what is checked out
	NewOnly     bool   // known findings neither fail the run nor are annotated
	UploadSarif bool   // try to; where that fails, annotations take its place
	UploadHTML  bool
	Annotate    bool // at once, whatever becomes of the upload
	Redact      bool // leave out what only the API shows
	API         bool // ask GitHub's API
}

// Decide turns inputs and event into a plan. Its second result is what a reader of the log should know of it.
func Decide(in Inputs, e Event) (Plan, []string, error) {
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
	if p.Mode == ModePullRequest && p.Base == "" {
		return Plan{}, nil, fmt.Errorf("the input mode is pull-request, and neither the event nor the input base names a commit to compare with")
	}
	if p.Mode == ModePullRequest && p.API {
		return Plan{}, nil, fmt.Errorf("the input mode is pull-request; organization and repository need full")
	}
	switch {
	case p.Mode == ModeFull:
		p.Base = ""
	case e.Name == "pull_request_target" && in.Base == "":
		p.Head = e.Head // what is checked out is the base: comparing it with itself would find nothing, and pass
	}
	var notes []string
	if p.Mode == ModeFull && e.PullRequest() {
		notes = append(notes, "This run judges by the rules that are checked out, which the pull request may have changed; mode: pull-request, without organization and repository, judges by those of its base.")
	}
	upload := e.Repository != "" // not outside of GitHub Actions
	if upload && e.ReadOnly() && in.UploadSarif == Auto {
		upload = false
		notes = append(notes, "This run has a read-only token (a fork's or Dependabot's pull request), which may not upload to code scanning: the findings are annotations instead.")
	}
	p.UploadSarif = in.UploadSarif.Or(upload)
	p.Annotate = in.Annotations.Or(!p.UploadSarif && e.Repository != "")
	p.NewOnly = in.NewOnly.Or(p.Mode == ModePullRequest)
	p.Redact = in.Redact.Or(e.Public && p.API)
	p.UploadHTML = in.UploadHTML.Or(e.Repository != "")
	if p.Redact {
		notes = append(notes, "This repository is public: what only GitHub's API shows is left out of the summary and the uploads (input redact).")
	}
	return p, notes, nil
}
