package github

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// organizationItem is what GitHub says of an organisation; owners are told more.
type organizationItem struct {
	PublicRepos  int   `json:"public_repos"`
	PrivateRepos *int  `json:"total_private_repos"`
	TwoFactor    *bool `json:"two_factor_requirement_enabled"`
	Plan         *struct {
		Name string `json:"name"`
	} `json:"plan"` // what the organisation pays for
}

// organization reads an organisation: what it keeps itself, then each of its repositories.
func (c *crawl) organization(ctx context.Context) ([]*piece, error) {
	r := c.reader(c.options.Organization)
	about, err := api.One[organizationItem](ctx, c.client, r.path(orgSettings))
	if err != nil {
		return nil, fatal("organisation "+c.options.Organization, err)
	}
	repositories, listed := every[repositoryItem](ctx, r, orgRepositories, "", api.List{Path: r.path(orgRepositories) + "?type=all"})
	if !listed && len(repositories) == 0 && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r.Organization = &nhi.Organization{
		Login: c.options.Organization, RepositoriesKnown: max(known(about), len(repositories)),
		TwoFactorRequired:    choice(about.TwoFactor, orgSettings.Title),
		ClassicTokensAllowed: nhi.Absent[bool](nhi.ReasonNotSupported, "GitHub's API does not tell it"),
	}
	if about.TwoFactor == nil {
		r.Organization.TwoFactorRequired = nhi.Absent[bool](nhi.ReasonNotPermitted, orgSettings.Title)
	}
	r.admin = about.TwoFactor != nil // owners alone are told
	r.own(ctx, about)
	r.Sizes = c.options.Shard.sizes(repositories)
	own := slices.DeleteFunc(slices.Clone(repositories), func(i repositoryItem) bool { return !c.options.Shard.has(i) })
	pieces := c.repositories(ctx, r, own)
	r.coverage(repositories, pieces)
	return append([]*piece{r.piece}, pieces...), nil
}

// known is how many repositories the organisation says that it has; without the right to know of
// private ones, those that are public.
func known(about organizationItem) int {
	if about.PrivateRepos != nil {
		return about.PublicRepos + *about.PrivateRepos
	}
	return about.PublicRepos
}

// own reads what the organisation keeps itself.
func (r *reader) own(ctx context.Context, about organizationItem) {
	page := r.web + "/organizations/" + r.target + "/settings/"
	enterprise := about.Plan == nil || about.Plan.Name == "enterprise" // no other plan has single sign-on and an audit log that can be read
	var apps map[int64]string
	var groups map[int64]groupItem
	steps := []func(){
		func() { r.Organization.Members = r.members(ctx) },
		func() { r.organizationStores(ctx) },
		func() { r.registries(ctx) },
		func() { r.fineGrained(ctx) },
		func() {
			if enterprise {
				r.ssoCredentials(ctx)
			}
		},
		func() { apps = r.installations(ctx) },
		func() {
			if enterprise {
				r.audit(ctx)
			}
		},
		func() { r.webhooks(ctx, orgWebhooks, page+"hooks") },
		func() { groups = r.runnerGroups(ctx) },
		func() { r.runners(ctx, orgRunners, groups, page+"actions/runners") },
		func() { r.actions(ctx, orgActions, &r.Organization.Actions) },
		func() { r.workflowToken(ctx, orgWorkflowToken, &r.Organization.Actions) },
		func() { r.subject(ctx, orgSubject, &r.Organization.Actions) },
		func() { r.alerts(ctx, orgAlerts) },
		func() { r.organizationRulesets(ctx, apps) },
		func() { r.seats(ctx) },
		func() { r.codingAgentPolicy(ctx) },
	}
	for i, step := range steps {
		if ctx.Err() != nil {
			return
		}
		step()
		r.progress(int64(i+1), int64(len(steps)), "lists of the organisation")
	}
}

// organizationStores reads the stores of the organisation's level.
func (r *reader) organizationStores(ctx context.Context) {
	for _, s := range []struct {
		surface *Surface
		store   nhi.SecretStore
	}{
		{orgActionsSecrets, nhi.StoreActions},
		{orgDependabotSecrets, nhi.StoreDependabot},
		{orgCodespacesSecrets, nhi.StoreCodespaces},
		{orgAgentSecrets, nhi.StoreAgents},
		{orgAgentVariables, nhi.StoreAgentVariables},
		{orgVariables, nhi.StoreVariables},
	} {
		if r.stored(ctx, r.newStore(s.surface, s.store, nhi.LevelOrganization)) {
			r.Organization.SecretStores = append(r.Organization.SecretStores, s.store)
		}
	}
}

// rulesetItem is a ruleset; the list leaves the actors out.
type rulesetItem struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Enforcement string `json:"enforcement"`
	Actors      []struct {
		ID   *int64 `json:"actor_id"`
		Type string `json:"actor_type"`
		Mode string `json:"bypass_mode"`
	} `json:"bypass_actors"`
}

func (i rulesetItem) named() bool { return i.ID != 0 }

// organizationRulesets reads which machines the organisation's rulesets let pass.
func (r *reader) organizationRulesets(ctx context.Context, apps map[int64]string) {
	items, complete := all[rulesetItem](ctx, r, orgRulesets, "")
	r.Organization.BypassesRead = complete
	for _, item := range items {
		if item.Enforcement == "disabled" {
			continue
		}
		full, err := api.One[rulesetItem](ctx, r.client, r.path(orgRulesets)+"/"+decimal(item.ID))
		if err == nil && full.Actors == nil {
			err = refusedByGitHub // without the right to write, GitHub leaves the field out
		}
		if err != nil {
			r.refuse(orgRulesets, clean(item.Name), err)
			r.Organization.BypassesRead = false
			continue
		}
		for _, a := range full.Actors {
			bypass := nhi.Bypass{Ruleset: clean(item.Name), Mode: oneOf(a.Mode, nhi.BypassModes, nhi.BypassAlways)}
			switch a.Type {
			case "DeployKey":
				bypass.Actor = nhi.BypassDeployKey
			case "Integration":
				bypass.Actor = nhi.BypassIntegration
				if a.ID != nil {
					bypass.Name = apps[*a.ID]
				}
			default:
				continue // people, teams and roles are not machines
			}
			r.Organization.Bypasses = append(r.Organization.Bypasses, bypass)
		}
	}
}

// seatItem is somebody's right to work with Copilot.
type seatItem struct {
	CreatedAt    time.Time  `json:"created_at"`
	LastActivity *time.Time `json:"last_activity_at"`
}

// idle is how long a seat may be without activity.
const idle = 90 * 24 * time.Hour

// unused tells whether nobody has worked with a seat of some age for long.
func (s seatItem) unused(now time.Time) bool {
	since := s.CreatedAt
	if s.LastActivity != nil {
		since = *s.LastActivity
	}
	return now.Sub(since) > idle
}

// seats counts who works with Copilot, and who could and does not.
func (r *reader) seats(ctx context.Context) {
	items, ok := all[seatItem](ctx, r, orgSeats, "seats")
	if !ok {
		return
	}
	unused := 0
	for _, item := range items {
		if item.unused(r.options.Now) {
			unused++
		}
	}
	r.Organization.Seats = &nhi.Seats{All: len(items), Unused: unused}
	r.Counts = append(r.Counts, nhi.ScanCount{Source: name, Unit: "Copilot seats", Count: int64(len(items))},
		nhi.ScanCount{Source: name, Unit: "Copilot seats unused for 90 days", Count: int64(unused)})
}

// codingAgentPolicy reads where GitHub's coding agent may work.
func (r *reader) codingAgentPolicy(ctx context.Context) {
	type policy struct {
		Repositories string `json:"enabled_repositories"`
	}
	if item, ok := one[policy](ctx, r, orgCodingAgent); ok {
		r.Organization.AgentRepositories = told(item.Repositories, nhi.AgentReaches, orgCodingAgent.Title)
	}
}

// How many batches of the sweep, and how many repositories of one, are read side by side. The client
// bounds the requests in flight.
const (
	batchesInFlight      = 2
	repositoriesInFlight = 10
)

// repositories reads every repository, those that are archived last.
func (c *crawl) repositories(ctx context.Context, org *reader, items []repositoryItem) []*piece {
	items = slices.DeleteFunc(slices.Clone(items), func(i repositoryItem) bool { return !i.named() })
	nhi.Sort(items, func(a, b repositoryItem) int {
		return cmp.Or(nhi.CompareBools(a.Archived, b.Archived), strings.Compare(a.FullName, b.FullName))
	})
	pieces := make([]*piece, len(items))
	done := &tally{crawl: c, total: int64(len(items))}
	var group errgroup.Group
	group.SetLimit(batchesInFlight)
	for first := 0; first < len(items); first += sweptPerQuery {
		last := min(first+sweptPerQuery, len(items))
		group.Go(func() error {
			c.batch(ctx, org, items[first:last], pieces[first:last], done)
			return nil
		})
	}
	_ = group.Wait() // what went wrong is in the pieces
	nhi.Sort(pieces, byName)
	return pieces
}

// batch sweeps some repositories and reads each.
func (c *crawl) batch(ctx context.Context, org *reader, items []repositoryItem, pieces []*piece, done *tally) {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = item.NodeID
	}
	found, err := c.sweepSome(ctx, ids)
	var wanted []string
	for i, item := range items {
		s := found[item.NodeID]
		if pieces[i] = c.recalled(item, s, org); pieces[i] == nil && !item.Archived && s.ownerless() {
			wanted = append(wanted, item.NodeID)
		}
	}
	edits := c.edits(ctx, wanted)
	var group errgroup.Group
	group.SetLimit(repositoriesInFlight)
	for i, item := range items {
		group.Go(func() error {
			if pieces[i] == nil {
				pieces[i] = c.repositoryOf(ctx, org, item, found[item.NodeID], edits, err)
			}
			done.add()
			return nil
		})
	}
	_ = group.Wait() // what went wrong is in the pieces
}

// tally tells how many repositories are done.
type tally struct {
	*crawl
	mu          sync.Mutex
	done, total int64
}

func (t *tally) add() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done++
	t.progress(t.done, t.total, "repositories")
}

// coverage says how many repositories are known to the end, and that not all are.
func (r *reader) coverage(listed []repositoryItem, pieces []*piece) {
	for _, p := range pieces {
		if !slices.ContainsFunc(p.Refusals, func(f refusal) bool { return f.Gap.Reason != nhi.GapNotPermitted }) {
			r.Organization.RepositoriesRead++
		}
	}
	if unseen := r.Organization.RepositoriesKnown - len(listed); unseen > 0 {
		r.Gaps = append(r.Gaps, nhi.Gap{
			Source: name, Scope: r.target + ": " + plural(unseen, "repository", "repositories"), Reason: nhi.GapNotPermitted,
			Detail:     "The credential sees " + plural(len(listed), "repository", "repositories") + " of " + decimal(int64(r.Organization.RepositoriesKnown)) + ".",
			Permission: orgRepositories.Permission,
		})
	}
}
