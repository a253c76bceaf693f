package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Inputs are the inputs of action.yml, as the run was given them.
type Inputs struct {
	Path         string // the checkout
	Mode         Mode
	Base         string // of the pull request; "" = what the event says
	Organization string
	Repository   string
	Token        string // for the API; never printed
	AppID        string
	AppKey       string // the App's private key, PEM; never printed
	Config       string
	Policies     string
	FailOn       string
	Baseline     string // a file
	NewOnly      Choice
	Commits      bool   // read all of them, not only the working tree
	History      string // a file
	State        string // a file
	Checkpoint   string // a file
	Report       string // a file; "" = in the runner's temporary folder
	Sarif        string // a file; "" = in the runner's temporary folder
	Dashboard    string // a file; "" = in the runner's temporary folder
	Summary      bool
	Annotations  Choice
	UploadSarif  Choice
	UploadHTML   Choice
	Redact       Choice
	Strict       bool
	Comment      bool // on the pull request
}

// Mode is what a run looks at.
type Mode string

// The modes.
const (
	ModeAuto        Mode = "auto"         // ModePullRequest where the event has a pull request, else ModeFull
	ModePullRequest Mode = "pull-request" // what a pull request adds
	ModeFull        Mode = "full"         // everything
)

// Choice is an input that decides by itself unless it is told.
type Choice string

// The choices.
const (
	Auto Choice = "auto"
	Yes  Choice = "true"
	No   Choice = "false"
)

// Or gives the choice, or what to do where it is Auto.
func (c Choice) Or(auto bool) bool {
	if c == Auto {
		return auto
	}
	return c == Yes
}

// Name is the environment variable that action.yml hands an input over in. The runner sets none by
// itself in a composite action.
func Name(input string) string {
	return "INPUT_" + strings.ToUpper(strings.ReplaceAll(input, "-", "_"))
}

// ReadInputs reads the inputs from the environment. An input that is not set has its default, so that a
// step without any runs as documented. Every input that is wrong is named in the error.
func ReadInputs(getenv func(string) string) (Inputs, error) {
	r := inputReader{getenv: getenv}
	in := Inputs{
		Path: r.text("path", "."), Base: r.text("base", ""),
		Organization: r.text("organization", ""), Repository: r.text("repository", ""),
		Token: r.text("token", ""), AppID: r.text("app-id", ""), AppKey: r.text("app-private-key", ""),
		Config: r.text("config", ""), Policies: r.text("policies", ""), FailOn: r.text("fail-on", ""),
		Baseline: r.text("baseline", ""), State: r.text("state", ""), Checkpoint: r.text("checkpoint", ""),
		Report: r.text("report", ""), Sarif: r.text("sarif", ""), Dashboard: r.text("dashboard", ""),
		Mode:    Mode(r.one("mode", string(ModeAuto), string(ModePullRequest), string(ModeFull))),
		NewOnly: r.choice("new-only"), Annotations: r.choice("annotations"), Redact: r.choice("redact"),
		UploadSarif: r.choice("upload-sarif"), UploadHTML: r.choice("upload-dashboard"),
		Commits: r.flag("commits", true), History: r.text("history", ""), Summary: r.flag("summary", true), Strict: r.flag("strict", false),
		Comment: r.flag("comment", false),
	}
	if in.Organization != "" && in.Repository != "" {
		r.wrong = append(r.wrong, "organization and repository exclude each other")
	}
	if in.History == "true" || in.History == "false" {
		r.wrong = append(r.wrong, "the input history names a file; whether all commits are read, commits says")
	}
	if (in.AppID == "") != (in.AppKey == "") {
		r.wrong = append(r.wrong, "app-id and app-private-key belong together")
	}
	if len(r.wrong) > 0 {
		return Inputs{}, fmt.Errorf("%s", strings.Join(r.wrong, "\n"))
	}
	return in, nil
}

type inputReader struct {
	getenv func(string) string
	wrong  []string
}

func (r *inputReader) text(name, otherwise string) string {
	if v := strings.TrimSpace(r.getenv(Name(name))); v != "" {
		return v
	}
	return otherwise
}

// one reads an input that has few values; the first is its default.
func (r *inputReader) one(name string, values ...string) string {
	v := r.text(name, values[0])
	if !slices.Contains(values, v) {
		r.wrong = append(r.wrong, fmt.Sprintf("the input %s is %s; it is one of %s", name, strconv.Quote(v), strings.Join(values, ", ")))
	}
	return v
}

func (r *inputReader) choice(name string) Choice {
	return Choice(r.one(name, string(Auto), string(Yes), string(No)))
}

func (r *inputReader) flag(name string, otherwise bool) bool {
	values := []string{"false", "true"}
	if otherwise {
		values = []string{"true", "false"}
	}
	return r.one(name, values...) == "true"
}
