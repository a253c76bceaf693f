package history

import (
	"context"

	"github.com/rollcall-dev/rollcall/repository"
)

// Append adds commits, parents before their children, with their changes.
func (h *History) Append(ctx context.Context, repo *repository.Repository, search Search, ids []string, known map[string]int32) error {
	more, err := readWithChanges(ctx, repo, search, ids)
	if err != nil {
		return err
	}
	if len(more.Commits) != len(ids) {
		return ErrUnexpected
	}
	first := len(h.Commits)
	for i, c := range more.Commits {
		if c.ID != ids[i] {
			return ErrUnexpected
		}
		for _, parent := range more.parents[i] {
			at, ok := known[parent]
			if !ok {
				return ErrUnexpected
			}
			c.Parents = append(c.Parents, at)
			c.Order = max(c.Order, h.Commits[at].Order+1)
		}
		known[c.ID] = int32(len(h.Commits))
		h.Commits = append(h.Commits, c)
	}
	for _, change := range more.Changes {
		change.Commit += first
		h.Add(change)
	}
	return nil
}

// Describe reads who made some commits, where that is not known yet.
func (h *History) Describe(ctx context.Context, repo *repository.Repository, wanted map[int]bool) error {
	var ids []string
	var indexes []int
	for i := range h.Commits {
		if wanted[i] && !h.Commits[i].described {
			ids, indexes = append(ids, h.Commits[i].ID), append(indexes, i)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	authors, err := repo.Authors(ctx, ids)
	if err != nil {
		return err
	}
	var unusual []string
	var places []int
	for i, author := range authors {
		if author == nil {
			unusual, places = append(unusual, ids[i]), append(places, indexes[i])
			continue
		}
		h.take(indexes[i], newCommit([]string{ids[i], "", "", author.Seconds, author.Name, "", author.Email}))
	}
	return h.askFor(ctx, repo, unusual, places)
}

// take takes over who made a commit, and when.
func (h *History) take(at int, as Commit) {
	h.Commits[at].Author, h.Commits[at].Date = as.Author, as.Date
}

// askFor has git describe commits.
func (h *History) askFor(ctx context.Context, repo *repository.Repository, ids []string, indexes []int) error {
	if len(ids) == 0 {
		return nil
	}
	named, err := readCommits(ctx, repo, nil, ids, "--no-patch")
	if err == nil && len(named.Commits) != len(ids) {
		err = ErrUnexpected
	}
	if err != nil {
		return err
	}
	for i, at := range indexes {
		h.take(at, named.Commits[i])
	}
	return nil
}
