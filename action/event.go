package action

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Event is what started a run, as far as a scan depends on it.
type Event struct {
	Name       string // "push", "pull_request", …
	Repository string // owner/name
	Actor      string
	Public     bool   // the repository is public, or may be: nothing says that it is private
	Commit     string // that started the run; of a pull request, the one that GitHub made by merging it
	Number     int    // the pull request's; 0 without one, as in a merge queue
	Base       string // with a pull request or merge queue: the commit that it is to be merged into
	Head       string // with a pull request or merge queue: its last commit
	Fork       bool   // the pull request comes from another repository
	Temporary  string // the runner's folder for temporary files
}

// PullRequest tells whether the event has a base to compare with.
func (e Event) PullRequest() bool { return e.Base != "" }

// ReadOnly tells whether GitHub gives the run a token that may not write, whatever `permissions:` says.
func (e Event) ReadOnly() bool {
	return e.Name == "pull_request" && (e.Fork || strings.EqualFold(e.Actor, "dependabot[bot]"))
}

// maximumEvent is the largest event file that is read, in bytes. GitHub's are below 30 MB.
const maximumEvent = 64 << 20

// ReadEvent reads what started the run from the environment, and from the event's file through readFile.
// Outside of GitHub Actions it is the zero Event. An event file that cannot be read or is no JSON is an error:
// taking a pull request for something else would judge it by its own rules.
func ReadEvent(getenv func(string) string, readFile func(name string, limit int64) ([]byte, error)) (Event, error) {
	e := Event{
		Name: getenv("GITHUB_EVENT_NAME"), Repository: getenv("GITHUB_REPOSITORY"), Actor: getenv("GITHUB_ACTOR"),
		Commit: objectName(getenv("GITHUB_SHA")), Temporary: getenv("RUNNER_TEMP"), Public: true,
	}
	file := getenv("GITHUB_EVENT_PATH")
	if file == "" {
		return e, nil
	}
	text, err := readFile(file, maximumEvent)
	if err != nil {
		return e, fmt.Errorf("cannot read the event: %w", err)
	}
	var body payload
	if err := json.Unmarshal(text, &body); err != nil {
		return e, fmt.Errorf("cannot read the event: it is no JSON that GitHub would write")
	}
	e.fill(body)
	return e, nil
}

// payload is the part of an event that is read.
type payload struct {
	Repository struct {
		Private  bool   `json:"private"`
		FullName string `json:"full_name"`
	} `json:"repository"`
	PullRequest *struct {
		Number int  `json:"number"`
		Base   side `json:"base"`
		Head   side `json:"head"`
	} `json:"pull_request"`
	MergeGroup *struct {
		Base string `json:"base_sha"`
		Head string `json:"head_sha"`
	} `json:"merge_group"`
}

type side struct {
	SHA        string `json:"sha"`
	Repository *struct {
		FullName string `json:"full_name"`
	} `json:"repo"` // null where a fork was deleted
}

func (e *Event) fill(body payload) {
	e.Public = !body.Repository.Private
	if e.Repository == "" {
		e.Repository = body.Repository.FullName
	}
	switch {
	case body.PullRequest != nil:
		from := body.PullRequest.Head.Repository
		e.Base, e.Head = objectName(body.PullRequest.Base.SHA), objectName(body.PullRequest.Head.SHA)
		e.Number = body.PullRequest.Number
		e.Fork = from == nil || !strings.EqualFold(from.FullName, body.Repository.FullName)
	case body.MergeGroup != nil:
		e.Base, e.Head = objectName(body.MergeGroup.Base), objectName(body.MergeGroup.Head)
	}
}

// objectName gives a commit's name, or "" for what is none: it becomes an argument of git.
func objectName(s string) string {
	if len(s) != 40 && len(s) != 64 {
		return ""
	}
	if strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return s
}
