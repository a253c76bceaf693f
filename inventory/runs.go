package inventory

import (
	"cmp"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// orderRuns finds the last run of each workflow.
func (b *builder) orderRuns() {
	if b.seen.Platform == nil {
		return
	}
	for i := range b.seen.Platform.Runs {
		run := &b.seen.Platform.Runs[i]
		key := b.calls.file(run.Repository, run.Workflow)
		if last := b.runs[key]; last == nil || last.At.Before(run.At) {
			b.runs[key] = run
		}
	}
}

// ran records the workflows in whose runs an identity is used.
func (b *builder) ran(identity *nhi.Identity, workflows ...*nhi.Workflow) {
	known := b.ranIn[identity.ID]
	if len(workflows) == 1 && len(known) > 0 && known[len(known)-1] == workflows[0] {
		return // of one workflow's many uses one is enough
	}
	b.ranIn[identity.ID] = append(known, workflows...)
}

// workflowsOf is the workflows in whose runs an identity is used, each once, in order.
func (b *builder) workflowsOf(identity *nhi.Identity) []*nhi.Workflow {
	all := b.ranIn[identity.ID]
	nhi.Sort(all, func(x, y *nhi.Workflow) int {
		return cmp.Or(cmp.Compare(x.Repository, y.Repository), cmp.Compare(x.Path, y.Path))
	})
	all = slices.Compact(all)
	b.ranIn[identity.ID] = all
	return all
}

// longIdle is the time without a run after which what only runs use is surely idle, in whole.
const longIdle = 90 * 24 * time.Hour

// recent is the time since a run within which a later one, not read, would change nothing.
const recent = 30 * 24 * time.Hour

// lastRun says when an identity was last used, at most: when a workflow that reads it last ran. The job that
// reads it need not have run.
func (b *builder) lastRun(identity *nhi.Identity) nhi.Fact[time.Time] {
	workflows := b.workflowsOf(identity)
	if len(workflows) == 0 {
		return nhi.Absent[time.Time](nhi.ReasonNotCollected, "no workflow that was read uses it")
	}
	var last *nhi.WorkflowRun
	var since time.Time // every run later than this is known
	unread := ""
	for _, w := range workflows {
		h := b.world.home(w.Repository)
		run := b.runs[b.calls.fileOf(w)]
		switch {
		case run != nil:
			if last == nil || last.At.Before(run.At) {
				last = run
			}
		case h.told == nil || h.told.RunsSince.IsZero():
			unread = cmp.Or(unread, h.name)
		case h.told.RunsSince.After(since):
			since = h.told.RunsSince
		}
	}
	return b.lastOf(identity, last, unread, since)
}

// lastOf decides from the last run that is known, the first repository whose runs were not read, and the time
// since which the runs of all others are known.
func (b *builder) lastOf(identity *nhi.Identity, last *nhi.WorkflowRun, unread string, since time.Time) nhi.Fact[time.Time] {
	created := identity.Times.Created
	switch {
	case last != nil && (unread == "" || b.now.Sub(last.At) < recent):
		source := "at most: the last run of " + b.runPlace(identity, last) + ", which reads it"
		return nhi.Derived(last.At.UTC(), source)
	case unread != "":
		return nhi.Absent[time.Time](b.world.unseen(), "the runs of "+unread+" were not read")
	case b.now.Sub(since) >= longIdle || created.Known() && !created.Value.Before(since):
		return unsetTime("no workflow that reads it has run since " + since.UTC().Format(time.DateOnly))
	}
	return nhi.Absent[time.Time](nhi.ReasonNotCollected, "no workflow that reads it has run since "+since.UTC().Format(time.DateOnly)+"; earlier runs were not read")
}

// runPlace names the workflow of a run as seen from an identity.
func (b *builder) runPlace(identity *nhi.Identity, run *nhi.WorkflowRun) string {
	if fold(run.Repository) == fold(identity.Scope) {
		return run.Workflow
	}
	return b.world.spell(run.Repository) + "/" + run.Workflow
}

// lastDeployment is when a job last deployed to the environment that keeps a secret: only such jobs read it.
func (b *builder) lastDeployment(identity *nhi.Identity) (nhi.Fact[time.Time], bool) {
	stored := identity.Stored
	if stored == nil || stored.Level != nhi.LevelEnvironment {
		return nhi.Fact[time.Time]{}, false
	}
	d := b.world.home(identity.Scope).environments[fold(stored.Environment)]
	if d == nil || d.LastDeployed.IsZero() {
		return nhi.Fact[time.Time]{}, false
	}
	return nhi.Derived(d.LastDeployed.UTC(), "at most: the last deployment to environment "+d.Name+", which alone can read it"), true
}

func unsetTime(source string) nhi.Fact[time.Time] {
	return nhi.Absent[time.Time](nhi.ReasonUnset, source)
}
