package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// untrustedEvents are the events that a person without write access can fire and whose runs
// are given the repository's secrets, because they run the default branch's workflow. See
// https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows.
//
// Not here: pull_request, pull_request_review and pull_request_review_comment, whose runs
// from a fork get no secret and a read-only token; workflow_call, which is as open as its
// caller; check_run, check_suite and status, which an app with write access creates;
// gollum, because wikis are edited by collaborators unless somebody opened them.
var untrustedEvents = map[string]activity{
	// Anyone's pull request, from any fork. What it holds stays a stranger's when somebody else labels it.
	"pull_request_target": {
		open:    []string{"opened", "edited", "synchronize", "reopened", "closed", "ready_for_review", "converted_to_draft"},
		asked:   []string{"edited", "closed", "ready_for_review", "converted_to_draft"},
		carried: true,
	},
	// Follows a workflow of that name which a fork's pull request started: its change may add the file, or `on: pull_request` to it,
	// so that what our own files say of what starts that workflow keeps nobody out.
	"workflow_run": {open: []string{"requested", "in_progress", "completed"}},
	// On issues and on pull requests alike.
	"issue_comment": {open: []string{"created", "edited", "deleted"}},
	// Who can read a commit can comment on it.
	"commit_comment": {open: []string{"created"}},
	// An author may edit and close; an issue form sets labels, assignees and type in the author's name.
	"issues": {
		open:    []string{"opened", "edited", "closed", "reopened", "labeled", "assigned", "typed"},
		guarded: []string{"deleted", "transferred", "pinned", "unpinned", "unassigned", "unlabeled", "locked", "unlocked", "milestoned", "demilestoned", "untyped"},
	},
	"discussion": {
		open:    []string{"created", "edited", "deleted", "labeled", "category_changed", "answered", "unanswered", "closed", "reopened", "transferred"},
		guarded: []string{"pinned", "unpinned", "locked", "unlocked", "unlabeled"},
	},
	"discussion_comment": {open: []string{"created", "edited", "deleted"}},
	// Anyone may fork or star a public repository.
	"fork":  {},
	"watch": {open: []string{"started"}},
}

// activity is the types of an event by who can fire them.
type activity struct {
	open    []string // anyone
	guarded []string // who may triage or write; of an event that carries a stranger's work not listed
	asked   []string // those of open that start a workflow only when it names them
	carried bool     // what the event carries is a stranger's, whoever fires it
}

// unasked are the types that start a workflow which names none.
func (a activity) unasked() []string {
	all := slices.DeleteFunc(slices.Clone(a.open), func(t string) bool { return slices.Contains(a.asked, t) })
	return append(all, a.guarded...)
}

// untrusted tells whether strangers can fire an event of one of the types; without types, all fire.
func untrusted(event string, types []*actionlint.String) bool {
	activity, listed := untrustedEvents[event]
	if !listed || activity.carried || len(types) == 0 || len(activity.open) == 0 {
		return listed
	}
	return slices.ContainsFunc(types, func(t *actionlint.String) bool {
		return t.ContainsExpression() || slices.Contains(activity.open, strings.ToLower(t.Value))
	})
}

func (f *file) triggers(events []actionlint.Event) []nhi.Trigger {
	var read []nhi.Trigger
	for _, e := range events {
		t := nhi.Trigger{Event: clean(e.EventName())}
		switch e := e.(type) {
		case *actionlint.WebhookEvent:
			t.Location = f.pos(e.Pos)
			t.Untrusted = untrusted(t.Event, e.Types)
		case *actionlint.ScheduledEvent:
			t.Location = f.pos(e.Pos)
		case *actionlint.WorkflowDispatchEvent:
			t.Location = f.pos(e.Pos)
		case *actionlint.RepositoryDispatchEvent:
			t.Location = f.pos(e.Pos)
		case *actionlint.WorkflowCallEvent:
			t.Location = f.pos(e.Pos)
		case *actionlint.ImageVersionEvent:
			t.Location = f.pos(e.Pos)
		}
		read = append(read, t)
	}
	return read
}

// forkEvents are the events, besides the untrusted ones, that strangers can fire without
// being given secrets. A workflow_run after such a run is given them.
var forkEvents = []string{"pull_request", "pull_request_review", "pull_request_review_comment"}
