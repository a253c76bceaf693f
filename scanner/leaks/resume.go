package leaks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// stateVersion changes when the same rules begin to find something else in the same content.
const stateVersion = 4

// past is what an earlier scan of the same repository knows, as far as it still holds.
type past struct {
	*state.Memory
	verdicts   map[item][]*detect.Hit        // hits without their text
	places     []hitPlace                    // of these, by Hit.Known
	tips       map[string]bool               // commits of refs in which looked says what there is
	lookedTips []string                      // by Looked: its tip's name, "" for none
	looked     map[key]string                // by value: the tip that has it, "" for none
	opinions   map[hitPlace]evidence.Verdict // of hits that exposures name, without the features
	exact      map[hitPlace]detect.Hit       // by place without a path: hits with their text, that had not to be searched for
}

// hitPlace is where a hit without its text is to be found again.
type hitPlace struct {
	item
	hit int // its place among the object's hits
}

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

// nameTips takes the names of commits that the past tells by their places, before new ones come between them.
func (p *past) nameTips() {
	p.tips, p.lookedTips = map[string]bool{}, make([]string, len(p.Looked))
	for _, i := range p.Tips {
		p.tips[p.Commits[i].ID] = true
	}
	for i, l := range p.Looked {
		if l.Tip != state.NoObject {
			p.lookedTips[i] = p.Commits[l.Tip].ID
		}
	}
}

// restore finds the values again that the past's hits have, and gives these the rest of what is known. It is
// not possible when an object does not have what it had.
func (p *past) restore(ctx context.Context, c *scan) bool {
	if p.cut(ctx, c) != nil {
		return false
	}
	values := make([]string, len(p.Values))
	for i, v := range p.Values {
		h, ok := p.hitAt(ctx, c, hitPlace{item{"", p.Object(v[0])}, v[1]})
		if !ok {
			return false
		}
		values[i] = h.Secret
	}
	p.looked = make(map[key]string, len(p.Looked))
	for i, l := range p.Looked {
		p.looked[key{innerPath(p.Paths[l.Path], p.InnerName(l.Inner)), l.Rule, values[l.Value]}] = p.lookedTips[i]
	}
	p.restoreOpinions()
	return p.restoreVerdicts(c.rules, values)
}

// restoreVerdicts makes the hits of the past, with their values but otherwise without text. It is not possible for
// rules that there are not.
func (p *past) restoreVerdicts(rules *detect.Ruleset, values []string) bool {
	count := 0
	for _, v := range p.Verdicts {
		count += len(v.Hits)
	}
	hits, places := make([]detect.Hit, 0, count), make([]hitPlace, 0, count)
	p.verdicts = make(map[item][]*detect.Hit, len(p.Verdicts))
	for _, v := range p.Verdicts {
		at := item{p.Paths[v.Path], p.Object(v.Object)}
		list := make([]*detect.Hit, len(v.Hits))
		for i, s := range v.Hits {
			if !rules.Has(s.Rule) {
				return false
			}
			places = append(places, hitPlace{at, s.Hit})
			hits = append(hits, detect.Hit{Rule: s.Rule, Secret: values[s.Value], StartLine: s.StartLine, ValueLine: s.Line, Column: s.Column, Comment: detect.Comment{Suppressed: s.Suppressed}, Packed: s.Packed, Inner: p.InnerName(s.Inner), Known: len(places)})
			list[i] = &hits[len(hits)-1]
		}
		p.verdicts[at] = list
	}
	p.places = places
	return true
}

// placeOf is where a hit of the past is to be found again; another has none.
func (p *past) placeOf(h *detect.Hit) (at hitPlace, ok bool) {
	if p == nil || h.Known == 0 {
		return hitPlace{}, false
	}
	return p.places[h.Known-1], true
}

// hitAt gives a hit with its text. The content is searched where that has no span.
func (p *past) hitAt(ctx context.Context, c *scan, at hitPlace) (detect.Hit, bool) {
	if h, ok := p.exact[at.anywhere()]; ok {
		return h, true
	}
	hits := c.hitsOf(ctx, at.item)
	if at.hit >= len(hits) {
		return detect.Hit{}, false
	}
	return hits[at.hit], true
}

// complete gives a hit of the past its text.
func (g *gathering) complete(h *detect.Hit) {
	place, ok := g.past.placeOf(h)
	if !ok {
		return
	}
	whole, ok := g.past.hitAt(g.ctx, g.scan, place)
	if whole.Rule == "" {
		whole.Rule = h.Rule // a span has none
	}
	if !ok || whole.Secret != h.Secret || whole.Rule != h.Rule {
		g.readErr = cmp.Or(g.readErr, errors.New("the state file does not fit the repository; remove it"))
		return
	}
	whole.Known = h.Known
	*h = whole
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
