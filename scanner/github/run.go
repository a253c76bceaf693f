package github

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// runItem is a run of a workflow.
type runItem struct {
	Path       string    `json:"path"`
	Event      string    `json:"event"`
	Actor      account   `json:"actor"`
	Conclusion string    `json:"conclusion"`
	CreatedAt  time.Time `json:"created_at"`
	StartedAt  time.Time `json:"run_started_at"`
}

func (i runItem) named() bool { return i.Path != "" }

// How many runs are looked at for the last of each workflow, newest first.
const (
	runsOfRepository   = 1000 // GitHub lists no more
	runsInOrganization = 100
)

// retention is how long GitHub remembers runs.
const retention = 400 * 24 * time.Hour

// runs reads the last run of each workflow, and how far back it has looked.
func (r *reader) runs(ctx context.Context, most int, created time.Time) {
	list := api.List{Path: r.path(repoRuns) + "?exclude_pull_requests=true", Field: "workflow_runs", Max: most}
	items, complete := every[runItem](ctx, r, repoRuns, "", list)
	last := map[string]runItem{}
	oldest := time.Time{}
	for _, item := range items {
		item.Path, _, _ = strings.Cut(clean(item.Path), "@")
		if item.StartedAt.IsZero() {
			item.StartedAt = item.CreatedAt
		}
		if oldest.IsZero() || item.CreatedAt.Before(oldest) {
			oldest = item.CreatedAt
		}
		if before, seen := last[item.Path]; item.Path != "" && (!seen || item.StartedAt.After(before.StartedAt)) {
			last[item.Path] = item
		}
	}
	for path, item := range last {
		r.Runs = append(r.Runs, nhi.WorkflowRun{
			Repository: r.target, Workflow: path, At: item.StartedAt.UTC(),
			Event: clean(item.Event), Actor: clean(item.Actor.Login), Conclusion: clean(item.Conclusion),
		})
	}
	nhi.Sort(r.Runs, func(a, b nhi.WorkflowRun) int { return cmp.Compare(a.Workflow, b.Workflow) })
	r.Repository.RunsSince = r.runsSince(complete, len(items) == most, oldest, created)
}

// runsSince is the moment after which every run is known; the zero time when that cannot be said.
func (r *reader) runsSince(complete, cut bool, oldest, created time.Time) time.Time {
	switch {
	case !complete:
		return time.Time{}
	case cut:
		return oldest.UTC()
	case created.Before(r.options.Now.Add(-retention)):
		return r.options.Now.Add(-retention).UTC()
	}
	return created.UTC()
}
