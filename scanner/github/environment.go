package github

import (
	"context"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// environmentItem is a deployment environment as GitHub lists it.
type environmentItem struct {
	Name           string `json:"name"`
	AdminsBypass   *bool  `json:"can_admins_bypass"`
	BranchPolicies *struct {
		Protected bool `json:"protected_branches"`
		Custom    bool `json:"custom_branch_policies"`
	} `json:"deployment_branch_policy"`
	Rules []struct {
		Type              string     `json:"type"`
		WaitMinutes       int        `json:"wait_timer"`
		PreventSelfReview bool       `json:"prevent_self_review"`
		Reviewers         []struct{} `json:"reviewers"`
	} `json:"protection_rules"`
}

func (e environmentItem) named() bool { return e.Name != "" }

// environments reads the environments of a repository, and what each keeps: its secrets and, when
// they are asked for, its variables.
func (r *reader) environments(ctx context.Context, variables bool) {
	items, complete := all[environmentItem](ctx, r, repoEnvironments, "environments")
	r.Repository.EnvironmentsRead = complete
	for _, item := range items {
		d := r.environment(ctx, item)
		r.environmentStore(ctx, &d, item.Name, store{surface: envSecrets, name: nhi.StoreActions, list: api.List{
			Path: r.environmentPath(item.Name, "secrets"), Field: "secrets",
		}})
		if variables {
			r.environmentStore(ctx, &d, item.Name, store{surface: envVariables, name: nhi.StoreVariables, list: api.List{
				Path: r.environmentPath(item.Name, "variables"), Field: "variables", PerPage: variablesPerPage,
			}})
		}
		r.Environments = append(r.Environments, d)
	}
}

func (r *reader) environmentStore(ctx context.Context, d *nhi.Deployment, environment string, st store) {
	st.level, st.scope, st.environment = nhi.LevelEnvironment, r.target, environment
	if r.stored(ctx, st) {
		d.SecretStores = append(d.SecretStores, st.name)
	}
}

// environment is what guards an environment.
func (r *reader) environment(ctx context.Context, item environmentItem) nhi.Deployment {
	d := nhi.Deployment{Repository: r.target, Name: clean(item.Name), AdminsBypass: nhi.Absent[bool](nhi.ReasonNotCollected, repoEnvironments.Title+": GitHub leaves it out")}
	if item.AdminsBypass != nil {
		d.AdminsBypass = nhi.Observed(*item.AdminsBypass, repoEnvironments.Title)
	}
	for _, rule := range item.Rules {
		switch rule.Type {
		case "required_reviewers":
			d.Reviewers += len(rule.Reviewers)
			d.SelfReview = !rule.PreventSelfReview
		case "wait_timer":
			d.WaitMinutes = rule.WaitMinutes
		case "branch_policy": // told by BranchPolicies
		default:
			d.CustomRules++
		}
	}
	if policy := item.BranchPolicies; policy != nil {
		d.Protected = policy.Protected
		if policy.Custom {
			d.Branches, d.BranchesUnread = r.branches(ctx, item.Name)
		}
	}
	return d
}

// branches reads which branches and tags may deploy, and tells whether some could not be read. The list is never
// nil: that there is a limit is known.
func (r *reader) branches(ctx context.Context, environment string) (patterns []string, unread bool) {
	type policy struct {
		Name string `json:"name"`
	}
	list := api.List{Path: r.environmentPath(environment, "deployment-branch-policies"), Field: "branch_policies"}
	policies, complete := every[policy](ctx, r, envBranches, "environment "+clean(environment), list)
	patterns = []string{}
	for _, p := range policies {
		patterns = append(patterns, clean(p.Name))
	}
	slices.Sort(patterns)
	return patterns, !complete
}

func (r *reader) environmentPath(environment, what string) string {
	return r.path(repoEnvironments) + api.Path("/%s/", environment) + what
}
