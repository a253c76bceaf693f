package leaks

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// key is what makes one exposure: a rule, a value, a path. A rule that a path alone breaks has
// no value.
type key struct{ path, rule, secret string }

// occurrence is a hit at a place in time.
type occurrence struct {
	*hit
	commit int // index into history.commits, -1 for HEAD and files
}

// exposed is everywhere that one key occurs.
type exposed struct {
	key
	head, files, brought []occurrence // brought: where a commit brought it in, oldest first
	earlier              []occurrence // in a version whose commit was not read
	branch               bool         // a ref other than HEAD still has it
	removed              int          // the last commit that took it out, -1 when none did
}

// gather puts the hits to their paths and commits.
func (c *scan) gather(ctx context.Context) (map[key]*exposed, error) {
	g := &gathering{scan: c, all: map[key]*exposed{}, judged: map[item][]*hit{}}
	for path, object := range c.head {
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
	g.addPaths(ctx)
	g.dropAllowedCommits()
	maps.DeleteFunc(g.all, func(_ key, e *exposed) bool { return len(e.shown()) == 0 })
	return g.all, g.findBranches(ctx)
}

// gathering is the state of gather.
type gathering struct {
	*scan
	all    map[key]*exposed
	judged map[item][]*hit
}

// judge gives the hits of an object that count under a path.
func (g *gathering) judge(path, object string) []*hit {
	hits := g.hits[object]
	if len(hits) == 0 {
		return nil
	}
	at := item{path, object}
	verdict, ok := g.judged[at]
	if !ok {
		verdict = g.rules.judge(hits, path)
		g.judged[at] = verdict
	}
	return verdict
}

func (g *gathering) at(path string, h *hit) *exposed {
	k := key{path, g.rules.rules[h.rule].RuleID, h.secret}
	if g.all[k] == nil {
		g.all[k] = &exposed{key: k, removed: -1}
	}
	return g.all[k]
}

// walk goes through the history from its beginning and notes where values come in and go.
func (g *gathering) walk() {
	if g.history == nil {
		return
	}
	for _, change := range slices.Backward(g.history.changes) {
		before := map[*exposed]bool{}
		for _, object := range change.old {
			for _, h := range g.judge(change.path, object) {
				e := g.at(change.path, h)
				before[e] = true
				e.earlier = append(e.earlier[:0], occurrence{h, -1})
			}
		}
		for _, h := range g.judge(change.path, change.object) {
			e := g.at(change.path, h)
			if !before[e] {
				e.brought = append(e.brought, occurrence{h, change.commit})
				e.removed = -1
			}
		}
		for _, h := range g.judge(change.path, change.object) {
			delete(before, g.at(change.path, h))
		}
		for e := range before {
			e.removed = change.commit
		}
	}
}

// addPaths adds what the paths themselves give away: files that a rule knows by their name, and
// values in names.
func (g *gathering) addPaths(ctx context.Context) {
	found := map[string][]*hit{}
	for _, path := range g.paths() {
		for _, rule := range g.rules.pathRules(path) {
			found[path] = append(found[path], &hit{rule: rule})
		}
	}
	for path, hits := range g.findInPaths(ctx) {
		found[path] = append(found[path], hits...)
	}
	for path, hits := range found {
		for _, h := range hits {
			e := g.at(path, h)
			if g.head[path] != "" {
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
func (g *gathering) walkPaths(found map[string][]*hit) {
	if g.history == nil || len(found) == 0 {
		return
	}
	for _, change := range slices.Backward(g.history.changes) {
		for _, h := range found[change.path] {
			e := g.at(change.path, h)
			switch {
			case change.object == "":
				e.removed = change.commit
			case len(change.old) == 0:
				e.brought = append(e.brought, occurrence{h, change.commit})
				e.removed = -1
			}
		}
	}
}

// paths lists every path there is or was, sorted.
func (g *gathering) paths() []string {
	all := map[string]bool{}
	for _, files := range []map[string]string{g.head, g.worktree} {
		for path := range files {
			all[path] = true
		}
	}
	if g.history != nil {
		for path := range g.history.paths {
			all[path] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// findInPaths looks for values in the paths, all at once, one a line.
func (g *gathering) findInPaths(ctx context.Context) map[string][]*hit {
	paths := g.paths()
	text := []byte(strings.Join(paths, "\n"))
	for i, at := 0, 0; i < len(paths); i++ {
		for j := range paths[i] {
			if text[at+j] == '\n' {
				text[at+j] = ' '
			}
		}
		at += len(paths[i]) + 1
	}
	found := map[string][]*hit{}
	for _, h := range newReader(g.engine).find(text) {
		path := paths[h.valueLine-1]
		if h.startLine != h.valueLine || !strings.Contains(path, h.secret) {
			continue // across two names, or encoded
		}
		h.startLine, h.valueLine, h.column, h.name, h.comment = 0, 0, 0, "", comment{}
		found[path] = append(found[path], g.rules.judge([]hit{h}, path)...)
	}
	return found
}

// dropAllowedCommits takes out what came in through commits that an allowlist names, and nothing else.
func (g *gathering) dropAllowedCommits() {
	for k, e := range g.all {
		kept := slices.DeleteFunc(slices.Clone(e.brought), func(o occurrence) bool {
			return g.rules.commitAllowed(o.hit, k.path, g.history.commits[o.commit].id)
		})
		if len(kept) == 0 && len(e.brought) > 0 {
			delete(g.all, k)
			continue
		}
		e.brought = kept
	}
}

// maximumTipLookups bounds how many paths are looked up in the tips of refs.
const maximumTipLookups = 300_000

// findBranches tells which of the values that HEAD has no more are in the tip of another ref.
// Tags are no such refs: they name the past.
func (g *gathering) findBranches(ctx context.Context) error {
	paths := map[string][]*exposed{}
	for k, e := range g.all {
		if len(e.head) == 0 && len(e.files) == 0 && !strings.Contains(k.path, "\n") {
			paths[k.path] = append(paths[k.path], e)
		}
	}
	if len(paths) == 0 || !g.repo.HasGit() {
		return nil
	}
	tips, err := g.repo.Tips(ctx)
	if err != nil {
		return err
	}
	var names []string
	var of [][]*exposed
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		for _, tip := range tips {
			if len(names) == maximumTipLookups {
				g.gap("branches", nhi.GapUndecided, "There are too many branches to look for each value that HEAD has no more: some may be in one.")
				break
			}
			names, of = append(names, tip+":"+path), append(of, paths[path])
		}
	}
	objects, err := g.repo.Resolve(ctx, names)
	if err != nil {
		return err
	}
	for i, object := range objects {
		g.markBranch(of[i], object)
	}
	return nil
}

func (g *gathering) markBranch(exposures []*exposed, object string) {
	for _, e := range exposures {
		for _, h := range g.judge(e.path, object) {
			e.branch = e.branch || h.secret == e.secret && g.rules.rules[h.rule].RuleID == e.rule
		}
		if e.secret == "" || strings.Contains(e.path, e.secret) {
			e.branch = e.branch || object != ""
		}
	}
}
