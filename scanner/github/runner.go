package github

import (
	"context"
	"slices"
	"strconv"

	"github.com/rollcall-dev/rollcall/nhi"
)

// runnerItem is a self-hosted runner as GitHub lists it.
type runnerItem struct {
	ID        int64       `json:"id"`
	Name      string      `json:"name"`
	OS        string      `json:"os"`
	Status    string      `json:"status"`
	Ephemeral *bool       `json:"ephemeral"`
	Version   string      `json:"version"`
	GroupID   *int64      `json:"runner_group_id"`
	Labels    []labelItem `json:"labels"`
}

func (i runnerItem) named() bool { return i.ID != 0 && i.Name != "" }

// labelItem is a label of a runner.
type labelItem struct {
	Name string `json:"name"`
}

// groupItem is a runner group as GitHub lists it.
type groupItem struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Visibility string `json:"visibility"` // "all", "selected" or "private"
	PublicMay  bool   `json:"allows_public_repositories"`
}

func (i groupItem) named() bool { return i.Name != "" }

// runners reads self-hosted runners; groups are those of an organisation, by id.
func (r *reader) runners(ctx context.Context, s *Surface, groups map[int64]groupItem, page string) {
	identify(ctx, r, s, "runners", func(item runnerItem) nhi.Identity { return r.runner(item, groups, page) })
}

func (r *reader) runner(item runnerItem, groups map[int64]groupItem, page string) nhi.Identity {
	const source = "self-hosted runners"
	identity := r.identity(nhi.KindRunner, clean(item.Name), item.Name, source)
	identity.URL = page + "/" + strconv.FormatInt(item.ID, 10)
	about := &nhi.Runner{OS: clean(item.OS), Version: clean(item.Version), Online: item.Status == "online"}
	about.Ephemeral = nhi.Absent[bool](nhi.ReasonNotSupported, source)
	if item.Ephemeral != nil {
		about.Ephemeral = nhi.Observed(*item.Ephemeral, source)
	}
	for _, label := range item.Labels {
		about.Labels = append(about.Labels, clean(label.Name))
	}
	slices.Sort(about.Labels)
	identity.Privilege.Resources = nhi.Observed(nhi.ScopeSingle, source)
	if item.GroupID != nil {
		r.groupOf(about, &identity, groups, *item.GroupID)
	}
	identity.Runner = about
	return identity
}

// groupOf says what a runner's group lets use it; what the groups do not tell stays unknown.
func (r *reader) groupOf(about *nhi.Runner, identity *nhi.Identity, groups map[int64]groupItem, id int64) {
	const source = "runner groups"
	group, known := groups[id]
	if !known {
		identity.Privilege.Resources = nhi.Absent[nhi.ResourceScope](nhi.ReasonNotPermitted, source)
		return
	}
	about.Group = clean(group.Name)
	about.PublicRepositories = nhi.Observed(group.PublicMay, source)
	about.AllRepositories = nhi.Observed(group.Visibility == "all", source)
	identity.Privilege.Resources = nhi.Observed(nhi.ScopeMultiple, source)
	if group.Visibility == "all" {
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	}
}

// runnerGroups reads the groups of an organisation, by id.
func (r *reader) runnerGroups(ctx context.Context) map[int64]groupItem {
	items, _ := all[groupItem](ctx, r, orgRunnerGroups, "runner_groups")
	groups := map[int64]groupItem{}
	for _, item := range items {
		groups[item.ID] = item
	}
	return groups
}
