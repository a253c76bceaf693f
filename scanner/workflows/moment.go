package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
)

// moment is one way in which a workflow starts: an event and, of one that has types, its type.
type moment struct {
	event    string // in lower case; "" in a called workflow, where it is the caller's
	action   string // github.event.action: the type, in lower case; "" for an event without
	anyType  bool   // which type it is cannot be told
	stranger bool   // a stranger can bring it about, or with a called workflow perhaps
	triage   bool   // though only with the help of somebody who may triage
}

// maximumJudgements bounds how often the conditions of one file are judged.
const maximumJudgements = 200_000

// circumstancesOf is one for each moment; for a file with more than can be judged one of which nothing is known.
func (f *file) circumstancesOf(tree *actionlint.Workflow) []*circumstance {
	conditions := len(tree.Jobs)
	for _, j := range tree.Jobs {
		conditions += len(j.Steps)
	}
	moments := momentsOf(tree.On)
	if len(moments)*conditions > maximumJudgements {
		moments = []moment{{anyType: true, stranger: true}}
	}
	var all []*circumstance
	for _, m := range moments {
		all = append(all, &circumstance{moment: m, file: f, jobs: tree.Jobs, met: map[string]demand{}})
	}
	return all
}

// momentsOf lists the ways in which a workflow's events start it, each once.
func momentsOf(events []actionlint.Event) []moment {
	var all []moment
	for _, e := range events {
		name := strings.ToLower(e.EventName())
		switch e := e.(type) {
		case *actionlint.WorkflowCallEvent:
			all = append(all, moment{anyType: true, stranger: true})
		case *actionlint.WebhookEvent:
			all = append(all, webhookMoments(name, e.Types)...)
		default:
			all = append(all, moment{event: name, anyType: name == "repository_dispatch"})
		}
	}
	met := map[moment]bool{}
	return slices.DeleteFunc(all, func(m moment) bool {
		again := met[m]
		met[m] = true
		return again
	})
}

// webhookMoments is one moment for each type that starts the workflow, as far as the types are known.
func webhookMoments(event string, types []*actionlint.String) []moment {
	activity, stranger := untrustedEvents[event]
	stranger = stranger && untrusted(event, types)
	fired := activity.unasked()
	if len(types) > 0 {
		fired = lowered(types)
	}
	if len(fired) == 0 {
		return []moment{{event: event, anyType: !slices.Contains(typeless, event), stranger: stranger}}
	}
	var all []moment
	for _, action := range fired {
		triage := !slices.Contains(activity.open, action)
		all = append(all, moment{event: event, action: action, stranger: stranger && (!triage || activity.carried), triage: stranger && triage})
	}
	return all
}

// typeless are events without types among those that workflows are most often started by.
var typeless = []string{"push", "create", "delete", "fork", "gollum", "page_build", "public", "status", "deployment", "deployment_status"}

// lowered is the types in lower case, none when one of them is an expression.
func lowered(types []*actionlint.String) []string {
	var all []string
	for _, t := range types {
		if t.ContainsExpression() {
			return nil
		}
		all = append(all, strings.ToLower(t.Value))
	}
	return all
}
