package github

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// editsQuery asks who edited the workflows of some repositories, the last first. Of each workflow apart it would be
// more than GitHub computes at once.
const editsQuery = `query Edits($ids: [ID!]!, $since: GitTimestamp!) {
  nodes(ids: $ids) {
    ... on Repository {
      id
      defaultBranchRef { target { ... on Commit {
        history(first: 20, path: "` + workflowFolder + `", since: $since) { nodes { oid authoredDate author { name email user { login } } } }
      } } }
    }
  }
}`

// How long an edit counts, and how many editors are kept, as of a clone.
const (
	recentEdits    = 2 * 365 * 24 * time.Hour
	maximumEditors = 5
)

// edited is what GitHub tells of a repository's last edits; nil parts could not be read.
type edited struct {
	ID     string
	Branch *struct {
		Target *struct {
			History *struct {
				Nodes []struct {
					OID    string
					Date   time.Time `json:"authoredDate"`
					Author *struct {
						Name, Email string
						User        *struct{ Login string }
					}
				}
			}
		}
	} `json:"defaultBranchRef"`
}

// lastEdits is what GitHub told of who edited workflows.
type lastEdits struct {
	wanted []string              // the ids of the repositories that were asked for
	found  map[string][]nhi.Edit // by these ids; one that is missing could not be read
	err    error
}

// edits asks for the last edits of the workflows of repositories, by their nodes' ids.
func (c *crawl) edits(ctx context.Context, ids []string) lastEdits {
	got := lastEdits{wanted: ids, found: map[string][]nhi.Edit{}}
	if len(ids) > 0 {
		got.err = c.editsOf(ctx, ids, got.found)
	}
	return got
}

// editsOf asks, and halves what it asks for when that is too much for GitHub.
func (c *crawl) editsOf(ctx context.Context, ids []string, found map[string][]nhi.Edit) error {
	type answer struct{ Nodes []*edited }
	since := c.options.Now.Add(-recentEdits).UTC().Format(time.RFC3339)
	told, _, err := api.Query[answer](ctx, c.client, editsQuery, map[string]any{"ids": ids, "since": since})
	if tooMuch(err) && len(ids) > 1 {
		half := len(ids) / 2
		return errors.Join(c.editsOf(ctx, ids[:half], found), c.editsOf(ctx, ids[half:], found))
	}
	for _, node := range told.Nodes {
		if node != nil && node.Branch != nil && node.Branch.Target != nil && node.Branch.Target.History != nil {
			found[node.ID] = node.last()
		}
	}
	return err
}

// last is the edits of people, of each the last.
func (e *edited) last() []nhi.Edit {
	edits := []nhi.Edit{}
	for _, commit := range e.Branch.Target.History.Nodes {
		if commit.Author == nil {
			continue
		}
		editor := nhi.EditorOf(commit.Author.Name, commit.Author.Email)
		if user := commit.Author.User; editor != "" && user != nil && user.Login != "" {
			editor = "@" + clean(user.Login)
		}
		known := slices.ContainsFunc(edits, func(e nhi.Edit) bool { return e.Editor == editor })
		if editor != "" && !known && len(edits) < maximumEditors {
			edits = append(edits, nhi.Edit{Path: workflowFolder, Editor: editor, Commit: clean(commit.OID), Date: commit.Date.UTC()})
		}
	}
	return edits
}

// ownerless tells whether a repository has workflows, and no file that names owners: then who edited them is asked.
func (s *swept) ownerless() bool {
	return s != nil && len(s.Workflows.names()) > 0 && s.Owners == nil && s.OwnersInDocs == nil && !hasAny(s.Settings.names(), "CODEOWNERS")
}

// editedBy records who edited the repository's workflows, or that it could not be read, if it was asked for.
func (r *reader) editedBy(item repositoryItem, e lastEdits) {
	found, read := e.found[item.NodeID]
	switch {
	case !slices.Contains(e.wanted, item.NodeID) || read:
	case e.err != nil:
		r.refuse(repoEditors, "", e.err)
	default:
		r.refuse(repoEditors, "", refusedByGitHub)
	}
	for _, edit := range found {
		edit.Repository = r.elsewhere(r.target)
		r.Edits = append(r.Edits, edit)
	}
}
