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
// With a set of types, only those are fired by anyone; the others need triage or write access.
//
// Not here: pull_request, pull_request_review and pull_request_review_comment, whose runs
// from a fork get no secret and a read-only token; workflow_call, which is as open as its
// caller; check_run, check_suite and status, which an app with write access creates;
// gollum, because wikis are edited by collaborators unless somebody opened them.
var untrustedEvents = map[string]struct{ types []string }{
	"pull_request_target": {},                                                                                                                                       // anyone's pull request, from any fork
	"workflow_run":        {},                                                                                                                                       // after a workflow that a fork's pull request started
	"issue_comment":       {},                                                                                                                                       // on issues and on pull requests
	"issues":              {[]string{"opened", "edited", "closed", "reopened", "labeled", "assigned", "typed"}},                                                     // an issue form sets labels, assignees and type in its author's name
	"discussion":          {[]string{"created", "edited", "deleted", "labeled", "category_changed", "answered", "unanswered", "closed", "reopened", "transferred"}}, // its author may do these
	"discussion_comment":  {},
	"fork":                {}, // anyone may fork a public repository
	"watch":               {}, // or star it
}

// untrusted tells whether strangers can fire an event of one of the types; without types, all fire.
func untrusted(event string, types []*actionlint.String) bool {
	open, listed := untrustedEvents[event]
	if !listed || len(open.types) == 0 || len(types) == 0 {
		return listed
	}
	return slices.ContainsFunc(types, func(t *actionlint.String) bool {
		return t.ContainsExpression() || slices.Contains(open.types, strings.ToLower(t.Value))
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
