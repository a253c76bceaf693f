package github

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// sweepQuery asks for what REST gives one repository at a time only: whether it has deploy keys and
// environments at all, the files in which GitHub's own settings are written, who passes its rulesets
// and who from outside may write.
const sweepQuery = `query Sweep($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      id
      nameWithOwner
      deployKeys { totalCount }
      environments(first: 50) { totalCount nodes { name latestCompletedDeployment { createdAt } } }
      root: object(expression: "HEAD:") { ... on Tree { entries { name type oid } } }
      settings: object(expression: "HEAD:.github") { ... on Tree { entries { name type oid object { ...text } } } }
      workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name type oid object { ...text } } } }
      actions: object(expression: "HEAD:.github/actions") { ... on Tree { entries { name type oid object { ... on Tree { entries { name type oid object { ...text } } } } } } }
      owners: object(expression: "HEAD:CODEOWNERS") { ...text }
      ownersInDocs: object(expression: "HEAD:docs/CODEOWNERS") { ...text }
      claude: object(expression: "HEAD:.claude/settings.json") { ...text }
      codex: object(expression: "HEAD:.codex/config.toml") { ...text }
      cursor: object(expression: "HEAD:.cursor/mcp.json") { ...text }
      gemini: object(expression: "HEAD:.gemini/settings.json") { ...text }
      vscode: object(expression: "HEAD:.vscode/mcp.json") { ...text }
      rulesets(first: 20, includeParents: false) {
        totalCount
        nodes {
          name
          enforcement
          bypassActors(first: 50) { totalCount nodes { bypassMode deployKey actor { __typename ... on App { slug } } } }
        }
      }
      collaborators(affiliation: OUTSIDE, first: 50) { totalCount edges { permission node { login } } }
    }
  }
}
fragment text on Blob { isBinary isTruncated text }`

// sweptPerQuery is how many repositories one query asks for: few enough for GitHub's ten seconds and
// its limits on what one query may compute, which it lowered in 2026.
const sweptPerQuery = 25

// swept is what the sweep says of a repository. A nil part could not be read.
type swept struct {
	ID           string
	Name         string `json:"nameWithOwner"`
	DeployKeys   *total
	Environments *struct {
		TotalCount int
		Nodes      []struct {
			Name string
			Last *struct{ CreatedAt time.Time } `json:"latestCompletedDeployment"`
		}
	}
	Root         *tree
	Settings     *tree
	Workflows    *tree
	Actions      *tree
	Owners       *blob
	OwnersInDocs *blob
	Claude       *blob
	Codex        *blob
	Cursor       *blob
	Gemini       *blob
	VSCode       *blob
	Rulesets     *struct {
		TotalCount int
		Nodes      []struct {
			Name         string
			Enforcement  string
			BypassActors *struct {
				TotalCount int
				Nodes      []struct {
					BypassMode string
					DeployKey  bool
					Actor      *struct {
						Type string `json:"__typename"`
						Slug string
					}
				}
			}
		}
	}
	Collaborators *struct {
		TotalCount int
		Edges      []struct {
			Permission string
			Node       struct{ Login string }
		}
	}
	unread map[string]bool // fields that GitHub refused, by their name in the query
}

type total struct{ TotalCount int }

// tree is a folder; entries without an object are folders or files that were not asked for.
type tree struct {
	Entries []struct {
		Name   string
		Type   string // "blob" or "tree"
		OID    string
		Object *struct {
			blob
			tree
		}
	}
}

// blob is a file's text.
type blob struct {
	IsBinary    bool
	IsTruncated bool
	Text        *string
}

// sweep asks for the repositories of the nodes' ids. What GitHub could not resolve of one is marked
// as unread in it; a repository that is missing in the result could not be read at all.
func (c *crawl) sweep(ctx context.Context, ids []string) (map[string]*swept, error) {
	type answer struct{ Nodes []*swept }
	got, problems, err := api.Query[answer](ctx, c.client, sweepQuery, map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	found := map[string]*swept{}
	for _, node := range got.Nodes {
		if node != nil && node.ID != "" {
			node.unread = map[string]bool{}
			found[node.ID] = node
		}
	}
	for _, problem := range problems {
		markUnread(got.Nodes, problem.Path)
	}
	return found, nil
}

// markUnread marks the field that an error is about: its path is nodes, index, field, ….
func markUnread(nodes []*swept, path []string) {
	if len(path) < 3 || path[0] != "nodes" {
		return
	}
	for i, node := range nodes {
		if node != nil && node.unread != nil && path[1] == strconv.Itoa(i) {
			node.unread[path[2]] = true
		}
	}
}

// sweepSome sweeps, and halves what it asks for when that is too much for GitHub. With an error it
// gives what it got: one repository that is too much by itself costs the others nothing.
func (c *crawl) sweepSome(ctx context.Context, ids []string) (map[string]*swept, error) {
	found, err := c.sweep(ctx, ids)
	if !tooMuch(err) || len(ids) == 1 {
		return found, err
	}
	all := map[string]*swept{}
	var first error
	for _, half := range [][]string{ids[:len(ids)/2], ids[len(ids)/2:]} {
		found, err := c.sweepSome(ctx, half)
		maps.Copy(all, found)
		if first == nil {
			first = err
		}
		if api.Ended(err) {
			break
		}
	}
	return all, first
}

// tooMuch tells whether a query may have been more than GitHub computes at once.
func tooMuch(err error) bool {
	var failure *api.Failure
	return errors.As(err, &failure) &&
		(failure.Kind == api.Timeout || failure.Kind == api.ServerError || failure.Kind == api.Truncated || failure.Kind == api.TooLarge)
}

// bypassing records which machines the rulesets let pass, and which people from outside may write.
func (r *reader) bypassing(s *swept) {
	r.rulesets(s)
	r.outsiders(s)
}

// filesRefused tells whether a file or folder that the sweep asked for was not given.
func (s *swept) filesRefused() bool {
	return slices.ContainsFunc([]string{"root", "settings", "workflows", "actions", "owners", "ownersInDocs", "claude", "codex", "cursor", "gemini", "vscode"},
		func(field string) bool { return s.unread[field] })
}

// deployed records when a job last deployed to each environment.
func (r *reader) deployed(s *swept) {
	if s.Environments == nil {
		return
	}
	for _, e := range s.Environments.Nodes {
		at := slices.IndexFunc(r.Environments, func(d nhi.Deployment) bool { return d.Name == clean(e.Name) })
		if at >= 0 && e.Last != nil {
			r.Environments[at].LastDeployed = e.Last.CreatedAt.UTC()
		}
	}
}

func (r *reader) rulesets(s *swept) {
	if s.Rulesets == nil || s.unread["rulesets"] {
		r.refuse(repoRulesets, "", refusedByGitHub)
		return
	}
	whole := len(s.Rulesets.Nodes) == s.Rulesets.TotalCount
	for _, ruleset := range s.Rulesets.Nodes {
		if ruleset.BypassActors == nil {
			whole = false
			continue
		}
		for _, b := range ruleset.BypassActors.Nodes {
			bypass := nhi.Bypass{Ruleset: clean(ruleset.Name), Mode: oneOf(strings.ToLower(b.BypassMode), nhi.BypassModes, nhi.BypassAlways)}
			switch {
			case b.DeployKey:
				bypass.Actor = nhi.BypassDeployKey
			case b.Actor != nil && b.Actor.Type == "App":
				bypass.Actor, bypass.Name = nhi.BypassIntegration, clean(b.Actor.Slug)
			default:
				continue // people, teams and roles are not machines
			}
			if ruleset.Enforcement != "DISABLED" {
				r.Repository.Bypasses = append(r.Repository.Bypasses, bypass)
			}
		}
	}
	if r.Repository.BypassesRead = whole; !whole {
		r.refuse(repoRulesets, "", refusedByGitHub)
	}
}

func (r *reader) outsiders(s *swept) {
	if s.Collaborators == nil || s.unread["collaborators"] {
		r.refuse(repoCollaborators, "", refusedByGitHub)
		return
	}
	for _, edge := range s.Collaborators.Edges {
		switch edge.Permission {
		case "WRITE", "MAINTAIN", "ADMIN":
			a := account{Login: edge.Node.Login}
			r.Repository.OutsideWriters = append(r.Repository.OutsideWriters, nhi.Member{
				Login: clean(a.Login), Kind: kindOf(a), Role: nhi.RoleOutside,
				TwoFactor: nhi.Absent[bool](nhi.ReasonNotSupported, repoCollaborators.Title),
			})
		}
	}
	if r.Repository.OutsideWritersRead = len(s.Collaborators.Edges) == s.Collaborators.TotalCount; !r.Repository.OutsideWritersRead {
		r.refuse(repoCollaborators, "", &api.Failure{Kind: api.TooLarge})
	}
}

// refusedByGitHub is what it means when GitHub leaves out a field: the credential may not see it.
var refusedByGitHub = &api.Denied{Status: 403}

// bypasses reads what only GraphQL tells of a single repository.
func (r *reader) bypasses(ctx context.Context, item repositoryItem) {
	found, err := r.sweepSome(ctx, []string{item.NodeID})
	s := found[item.NodeID]
	switch {
	case err != nil:
		r.refuse(repoRulesets, "", err)
		r.refuse(repoCollaborators, "", err)
	case s == nil:
		r.refuse(repoRulesets, "", refusedByGitHub)
		r.refuse(repoCollaborators, "", refusedByGitHub)
	default:
		r.bypassing(s)
		r.deployed(s)
	}
}
