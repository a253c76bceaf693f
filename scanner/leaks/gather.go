package leaks

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// gathering is the state of gather.
type gathering struct {
	*scan
	ctx    context.Context // of gather
	all    map[key]*exposed
	judged map[item][]*detect.Hit

	pathHits map[string][]*detect.Hit // what paths give away by themselves
	tips     []int32                  // commits that refs name, where values were looked for
}

// gather puts the hits to their paths and commits.
func (c *scan) gather(ctx context.Context) (map[key]*exposed, error) {
	g := &gathering{scan: c, ctx: ctx, all: map[key]*exposed{}, judged: map[item][]*detect.Hit{}}
	if c.resumed {
		g.judged = c.past.verdicts
	}
	for path, object := range c.head.each {
		for _, h := range g.judge(path, object) {
			e := g.at(path, h)
			e.head = append(e.head, occurrence{h, -1})
		}
	}
	for path, object := range c.worktree {
		for _, h := range g.judge(path, object) {
			e := g.at(path, h)
			e.files = append(e.files, occurrence{h, -1})
		}
	}
	g.walk()
	g.addPaths()
	if err := g.addRefs(); err != nil {
		return nil, err
	}
	g.dropKnown()
	g.dropAllowedCommits()
	maps.DeleteFunc(g.all, func(_ key, e *exposed) bool { return len(e.shown()) == 0 })
	g.markHead()
	if err := g.findBranches(); err != nil {
		return nil, err
	}
	if err := g.nameRefs(); err != nil {
		return nil, err
	}
	if err := g.describe(); err != nil {
		return nil, err
	}
	for _, e := range g.all {
		g.complete(e.shown()[0].Hit)
		g.complete(e.place().Hit)
	}
	g.remember()
	return g.all, c.readErr
}

// judge gives the hits of an object that count under a path.
func (g *gathering) judge(path, object string) []*detect.Hit {
	at := item{path, object}
	verdict, ok := g.judged[at]
	if _, looked := g.hits[object]; ok || !looked && !g.unseen(object) {
		return verdict
	}
	verdict = g.judgeInside(g.hitsOf(g.ctx, at), path)
	g.judged[at] = verdict
	return verdict
}

func (g *gathering) at(path string, h *detect.Hit) *exposed {
	k := g.keyOf(path, h)
	if g.all[k] == nil {
		g.all[k] = &exposed{key: k, file: path, removed: -1}
	}
	return g.all[k]
}

func (g *gathering) keyOf(path string, h *detect.Hit) key {
	return key{innerPath(path, h.Inner), g.rules.ID(h.Rule), h.Secret}
}

// walk goes through the history from its beginning and notes where values come in and go.
func (g *gathering) walk() {
	if g.history == nil {
		return
	}
	for change := range g.history.ChangesOf(g.withHits()) {
		if g.added() && !g.candidates[change.Path] {
			continue // what the commits take away does not matter
		}
		before := map[*exposed]bool{}
		for _, object := range change.Old {
			for _, h := range g.judge(change.Path, object) {
				e := g.at(change.Path, h)
				before[e] = true
				e.earlier = append(e.earlier[:0], occurrence{h, -1})
			}
		}
		after := g.judge(change.Path, change.Object)
		for _, h := range after {
			e := g.at(change.Path, h)
			if !before[e] {
				e.come(occurrence{h, change.Commit})
			}
		}
		for _, h := range after {
			delete(before, g.at(change.Path, h))
		}
		for e := range before {
			e.leave(change.Commit)
		}
	}
}

// withHits marks the objects, by number, in which something was found, or may be.
func (g *gathering) withHits() []bool {
	marked := make([]bool, g.history.Objects.Len())
	if g.resumed || g.added() {
		for i := range marked {
			marked[i] = true
		}
		return marked
	}
	for object, hits := range g.hits {
		if number, ok := g.history.Objects.Find(object); ok && number >= 0 {
			marked[number] = len(hits) > 0
		}
	}
	return marked
}

// addPaths adds what the paths themselves give away: files that a rule knows by their name, and
// values in names.
func (g *gathering) addPaths() {
	found := g.inPaths()
	g.pathHits = found
	for path, hits := range found {
		for _, h := range hits {
			e := g.at(path, h)
			if g.head.object(path) != "" {
				e.head = append(e.head, occurrence{h, -1})
			}
			if g.worktree[path] != "" {
				e.files = append(e.files, occurrence{h, -1})
			}
		}
	}
	g.walkPaths(found)
}

// walkPaths notes where the paths of found come and go.
func (g *gathering) walkPaths(found map[string][]*detect.Hit) {
	if g.history == nil || len(found) == 0 {
		return
	}
	for change := range g.history.ChangesUnder(func(path string) bool { return len(found[path]) > 0 }) {
		for _, h := range found[change.Path] {
			e := g.at(change.Path, h)
			switch {
			case change.Object == "":
				e.leave(change.Commit)
			case len(change.Old) == 0:
				e.come(occurrence{h, change.Commit})
			}
		}
	}
}

// inPaths gives for each path what it gives away by itself.
func (c *scan) inPaths() map[string][]*detect.Hit {
	found := map[string][]*detect.Hit{}
	r := c.engine.Reader()
	defer c.engine.Release(r)
	for path := range c.paths {
		for _, rule := range c.rules.PathRules(path) {
			found[path] = append(found[path], &detect.Hit{Rule: rule})
		}
		found[path] = append(found[path], c.inPath(r, path)...)
		if len(found[path]) == 0 {
			delete(found, path)
		}
	}
	return found
}

// inPath finds values in a path.
func (c *scan) inPath(r *detect.Reader, path string) []*detect.Hit {
	text := strings.ReplaceAll(path, "\n", " ")
	if !mayHoldValue(text) {
		return nil
	}
	var hits []detect.Hit
	for _, h := range r.Find([]byte(text)) {
		if strings.Contains(path, h.Secret) { // else it is encoded
			h.StartLine, h.ValueLine, h.Column, h.Name, h.Comment = 0, 0, 0, "", detect.Comment{}
			hits = append(hits, h)
		}
	}
	return c.rules.Judge(hits, path)
}

// paths yields every path there is or was, each once. A past has looked at those it does not name: they give nothing away.
func (c *scan) paths(yield func(path string) bool) {
	was := func(string) bool { return false }
	if c.history != nil {
		was = c.history.HasPath
		for _, path := range c.history.Paths() {
			if !yield(path) {
				return
			}
		}
	}
	if !c.resumed {
		for path := range c.head.each {
			if !was(path) && !yield(path) {
				return
			}
		}
	}
	for path := range c.worktree {
		if c.head.object(path) == "" && !was(path) && !yield(path) {
			return
		}
	}
}

// dropAllowedCommits takes out what came in through commits that an allowlist names, and nothing else.
func (g *gathering) dropAllowedCommits() {
	for k, e := range g.all {
		kept := slices.DeleteFunc(slices.Clone(e.brought), func(o occurrence) bool {
			return g.rules.CommitAllowed(o.Hit, k.path, g.history.Commits[o.commit].ID)
		})
		if len(kept) == 0 && len(e.brought) > 0 {
			delete(g.all, k)
			continue
		}
		e.brought = kept
	}
}

// dropKnown takes out, where only what is new counts, what was there before under the same path, and
// what no commit brought.
func (g *gathering) dropKnown() {
	if !g.added() {
		return
	}
	before := map[key]bool{}
	counted := map[key]bool{} // no comment suppressed it
	note := func(path string, objects []string) {
		for _, object := range objects {
			for _, h := range g.judge(path, object) {
				k := g.keyOf(path, h)
				before[k] = true
				counted[k] = counted[k] || !h.Comment.Suppressed
			}
		}
	}
	for path, objects := range g.known {
		note(path, objects)
	}
	for path := range g.candidates {
		if len(g.known[path]) == 0 {
			note(path, g.moved)
		}
	}
	g.noteHushed(counted)
	maps.DeleteFunc(g.all, func(k key, e *exposed) bool {
		there := e.secret == "" || strings.Contains(e.path, e.secret) // the path itself is what counts
		return before[k] || there && len(g.known[e.file]) > 0 || g.history != nil && len(e.brought) == 0
	})
}

// markHead tells which values were in a commit that HEAD descends from.
func (g *gathering) markHead() {
	if g.history == nil {
		return
	}
	head := slices.IndexFunc(g.history.Commits, func(c history.Commit) bool { return c.ID == g.repo.Target().Commit })
	if head < 0 {
		return
	}
	reached := g.history.Ancestors([]int32{int32(head)})
	for _, e := range g.all {
		e.wasInHead = slices.ContainsFunc(e.came, func(commit int) bool { return reached[commit] })
	}
}
