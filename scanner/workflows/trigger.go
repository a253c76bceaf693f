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
//
// Each comes with the types that anyone can fire, the others needing triage or write access;
// none listed: all of them.
var untrustedEvents = map[string][]string{
	// Anyone's pull request, from any fork.
	"pull_request_target": nil,
	// Follows a workflow that a fork's pull request may have started; see trustCompletedRuns.
	"workflow_run": nil,
	// On issues and on pull requests alike.
	"issue_comment": nil,
	// Who can read a commit can comment on it.
	"commit_comment": nil,
	// An author may edit and close; an issue form sets labels, assignees and type in the author's name.
	"issues":             {"opened", "edited", "closed", "reopened", "labeled", "assigned", "typed"},
	"discussion":         {"created", "edited", "deleted", "labeled", "category_changed", "answered", "unanswered", "closed", "reopened", "transferred"},
	"discussion_comment": nil,
	// Anyone may fork or star a public repository.
	"fork":  nil,
	"watch": nil,
}

// untrusted tells whether strangers can fire an event of one of the types; without types, all fire.
func untrusted(event string, types []*actionlint.String) bool {
	open, listed := untrustedEvents[event]
	if !listed || len(open) == 0 || len(types) == 0 {
		return listed
	}
	return slices.ContainsFunc(types, func(t *actionlint.String) bool {
		return t.ContainsExpression() || slices.Contains(open, strings.ToLower(t.Value))
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
			for _, awaited := range e.Workflows {
				f.awaits = append(f.awaits, awaited.Value)
			}
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

// trustCompletedRuns takes the mark of strangers off each workflow_run that only follows
// workflows of this repository which strangers cannot start.
func (s *scan) trustCompletedRuns() {
	open := s.openWorkflows()
	for i := range s.seen.Workflows {
		w := &s.seen.Workflows[i]
		awaited := s.awaited[w.Path]
		if len(awaited) == 0 || slices.ContainsFunc(awaited, func(name string) bool { known, ok := open[name]; return known || !ok }) {
			continue
		}
		for j, t := range w.Triggers {
			if t.Event == "workflow_run" {
				w.Triggers[j].Untrusted = false
			}
		}
		if len(untrustedNames(w.Triggers)) == 0 {
			for j := range w.Jobs {
				w.Jobs[j].UntrustedCheckout = nil // what it checks out is ours
			}
		}
	}
}

// openWorkflows tells, by the name that workflow_run knows it by, whether strangers can start a workflow.
func (s *scan) openWorkflows() map[string]bool {
	open := map[string]bool{}
	for _, w := range s.seen.Workflows {
		if w.Composite {
			continue
		}
		name := w.Name
		if name == "" {
			name = w.Path
		}
		open[name] = open[name] || slices.ContainsFunc(w.Triggers, func(t nhi.Trigger) bool {
			return t.Untrusted || slices.Contains(forkEvents, t.Event)
		})
	}
	return open
}
