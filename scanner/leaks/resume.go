package leaks

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// stateVersion changes when the same rules begin to find something else in the same content.
const stateVersion = 5

// fingerprint says what decides what is found in a content: the rules, the limits and the program.
func (c *scan) fingerprint() string {
	return fmt.Sprintf("%d %s %s %d", stateVersion, c.opts.Program, c.rules.Fingerprint(), c.opts.MaxFileSize)
}

// recall reads the state file, and the history as far as it is new. What does not fit is noted, and then the
// whole history is read. It tells whether the history has been read.
func (c *scan) recall(ctx context.Context) (done bool, err error) {
	if len(c.opts.State) == 0 {
		return false, nil
	}
	m, err := state.Decode(c.opts.State)
	switch {
	case err != nil:
		c.note = "the state file is damaged"
		return false, nil
	case m.Fingerprint != c.fingerprint():
		c.note = "the state file was made with other rules or by another version"
		return false, nil
	case 2*m.IDLength != len(c.repo.Target().Commit):
		c.note = "the state file is of another repository"
		return false, nil
	}
	c.past = &past{Memory: m}
	if !m.Complete || c.repo.Target().Shallow {
		return false, nil
	}
	done, err = c.resume(ctx)
	if !done {
		c.history = nil
	}
	return done, err
}

// maximumNewCommits is up to how many commits are read one by one.
const maximumNewCommits = 5000

// resume adds what is new to the history that the past knows. It is not done when the past knows commits
// that are no longer reached, or when there is too much that is new.
func (c *scan) resume(ctx context.Context) (done bool, err error) {
	reached, err := c.repo.Reached(ctx)
	if err != nil {
		return false, err
	}
	known := map[string]int32{} // commits that were asked for, by their place in the history
	added, ok, err := c.newCommits(ctx, reached, known)
	if !ok || err != nil {
		return false, err
	}
	if came, err := c.missingCame(ctx); came || err != nil {
		return false, err
	}
	c.past.nameTips()
	h := c.past.History() // in the order of a history
	if len(added) > 0 {
		if err := h.Append(ctx, c.repo, c.searchMessage, added, known); err != nil {
			return false, ignoreGit(err)
		}
	}
	var tips []int32
	for _, object := range reached {
		if i, ok := known[object]; ok {
			tips = append(tips, i)
		}
	}
	if slices.Contains(h.Ancestors(tips), false) {
		return false, nil // rewritten, or a branch was deleted
	}
	if len(added) > 0 {
		h.Sort()
	}
	c.history = h
	c.resumed = true
	if c.past.restore(ctx, c) {
		return true, nil
	}
	c.past, c.resumed = nil, false
	c.note = "the state file is of another repository"
	return false, ctx.Err()
}

// missingCame tells whether an object that was missing is there now.
func (c *scan) missingCame(ctx context.Context) (bool, error) {
	var missing []string
	for i, k := range c.past.Kinds {
		if k == state.KindMissing {
			missing = append(missing, c.past.Object(i))
		}
	}
	return c.repo.AnyThere(ctx, missing)
}

// ignoreGit takes git's failure for a reason to begin anew, which tells the reason if it stays.
func ignoreGit(err error) error {
	if git := (*repository.GitError)(nil); errors.As(err, &git) || errors.Is(err, history.ErrUnexpected) {
		return nil
	}
	return err
}

// newCommits lists the commits that are reached and that the past does not know, parents before their children. In known it notes the places of those
// that they lead to and that it knows.
func (c *scan) newCommits(ctx context.Context, reached []string, known map[string]int32) (added []string, ok bool, err error) {
	const entered, left = 1, 2
	state := map[string]int{}
	stack := slices.Clone(reached)
	parents := map[string][]string{}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		if place, there := c.past.Commit(id); there || state[id] == left {
			if there {
				known[id] = place
			}
			stack = stack[:len(stack)-1]
			continue
		}
		if state[id] == entered {
			state[id] = left
			added, stack = append(added, id), stack[:len(stack)-1]
			continue
		}
		parents[id], err = c.repo.Parents(ctx, id)
		switch {
		case errors.Is(err, repository.ErrNotBlob) && slices.Contains(reached, id):
			state[id] = left // a ref to a file or tree is no part of the history
			continue
		case ctx.Err() != nil:
			return nil, false, ctx.Err()
		case err != nil || len(parents) > maximumNewCommits:
			return nil, false, nil
		}
		state[id] = entered
		stack = append(stack, parents[id]...)
	}
	return added, true, nil
}

// describe reads who made the commits that exposures name, where that is not known yet.
func (g *gathering) describe() error {
	if !g.resumed {
		return nil
	}
	wanted := map[int]bool{}
	for _, e := range g.all {
		if len(e.brought) > 0 {
			wanted[e.brought[0].commit] = true
		}
	}
	return g.history.Describe(g.ctx, g.repo, wanted)
}
