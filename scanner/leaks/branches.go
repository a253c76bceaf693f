package leaks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// maximumTipLookups bounds how many paths are looked up in the tips of refs.
const maximumTipLookups = 300_000

// findBranches tells which of the values that HEAD has no more are in the tip of another ref.
// Tags are no such refs: they name the past.
func (g *gathering) findBranches() error {
	if g.history == nil || g.added() {
		return nil
	}
	var gone []*exposed
	for _, e := range g.all {
		if len(e.head) == 0 && len(e.files) == 0 && !e.branch && e.file != history.MessagePath && !strings.Contains(e.file, "\n") {
			gone = append(gone, e)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	slices.SortFunc(gone, func(a, b *exposed) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.rule, b.rule), cmp.Compare(a.secret, b.secret))
	})
	names, err := g.repo.Tips(g.ctx)
	if err != nil {
		return err
	}
	g.tips = g.history.Find(names)
	s := search{gathering: g, left: maximumTipLookups, entries: map[treeEntry]string{}}
	for _, e := range gone {
		e.looked = true
	}
	for group := range slices.Chunk(gone, groupLength) {
		if err := s.group(group); err != nil {
			return err
		}
	}
	if s.told {
		g.tips = nil // what was not looked at cannot be remembered
	}
	return nil
}

// search looks for values in the tips of refs.
type search struct {
	*gathering
	left    int // lookups
	told    bool
	entries map[treeEntry]string // the objects that were asked for, "" for none
}

// treeEntry is a name in a folder: the object of a commit or tree, and a part of a path.
type treeEntry struct{ folder, name string }

// groupLength is how many values are followed through the history at once: the bits of a word.
const groupLength = 64

// group looks for some values in the tips that could have them. One tip is enough: what is found in
// the first is not looked for in the others.
func (s *search) group(group []*exposed) error {
	could := live(s.history, group)
	candidates := make([][]int32, len(group))
	for i, e := range group {
		isNew := s.remembered(e)
		for _, tip := range slices.Backward(s.tips) {
			if !e.branch && could[tip]>>i&1 == 1 && isNew(tip) {
				candidates[i] = append(candidates[i], tip)
			}
		}
	}
	for round := 1; ; round *= 4 {
		asked, err := s.round(group, candidates, round)
		if err != nil || asked == 0 {
			return err
		}
	}
}

// remembered takes over what an earlier scan knows of a value, and tells which tips it did not look into.
func (s *search) remembered(e *exposed) (isNew func(tip int32) bool) {
	if !s.resumed {
		return func(int32) bool { return true }
	}
	has, known := s.past.looked[e.key]
	if !known {
		return func(int32) bool { return true }
	}
	for _, tip := range s.tips {
		if has != "" && s.history.Commits[tip].ID == has {
			e.branch, e.tip = true, has
		}
	}
	return func(tip int32) bool { return has != "" || !s.past.tips[s.history.Commits[tip].ID] }
}

// round looks into the next few candidates of each value that was not found yet.
func (s *search) round(group []*exposed, candidates [][]int32, few int) (asked int, err error) {
	var tips, paths []string
	var of []*exposed
	for i, e := range group {
		if e.branch {
			continue
		}
		next := min(few, len(candidates[i]), s.left)
		if next < len(candidates[i]) && next == s.left && !s.told {
			s.told = true
			s.gap("branches", nhi.GapUndecided, "There are too many branches to look for each value that HEAD has no more: some may be in one.")
		}
		for _, tip := range candidates[i][:next] {
			id := s.history.Commits[tip].ID
			tips, paths, of = append(tips, id), append(paths, e.file), append(of, e)
		}
		candidates[i] = candidates[i][next:]
		s.left -= next
	}
	objects, err := s.resolve(tips, paths)
	if err != nil {
		return 0, err
	}
	for i, object := range objects {
		s.markBranch(of[i], tips[i], object)
	}
	return len(tips), nil
}

// resolve gives the object at a path in each of some commits, "" for none. Most commits share most of their
// folders: it goes down folder by folder, and asks for what is in one once.
func (s *search) resolve(commits, paths []string) (objects []string, err error) {
	objects, paths = slices.Clone(commits), slices.Clone(paths)
	for slices.ContainsFunc(paths, func(path string) bool { return path != "" }) {
		if err := s.enter(objects, paths); err != nil {
			return nil, err
		}
	}
	return objects, nil
}

// enter takes each object to the next part of its path, and that part from the path. A path ends where there
// is no object.
func (s *search) enter(objects, paths []string) error {
	parts := make([]string, len(paths))
	var asked []treeEntry
	var names []string
	for i, path := range paths {
		if path == "" {
			continue
		}
		parts[i], paths[i], _ = strings.Cut(path, "/")
		e := treeEntry{objects[i], parts[i]}
		if _, known := s.entries[e]; !known {
			s.entries[e] = ""
			asked, names = append(asked, e), append(names, e.folder+":"+e.name)
		}
	}
	if len(asked) > 0 {
		found, err := s.repo.Resolve(s.ctx, names)
		if err != nil {
			return err
		}
		for i, e := range asked {
			s.entries[e] = found[i]
		}
	}
	for i, part := range parts {
		if part == "" {
			continue
		}
		if objects[i] = s.entries[treeEntry{objects[i], part}]; objects[i] == "" {
			paths[i] = ""
		}
	}
	return nil
}

func (g *gathering) markBranch(e *exposed, tip, object string) {
	if object == "" || e.branch {
		return
	}
	e.branch = e.secret == "" || strings.Contains(e.path, e.secret) ||
		slices.ContainsFunc(g.judge(e.file, object), func(h *detect.Hit) bool { return g.keyOf(e.file, h) == e.key })
	if e.branch {
		e.tip = tip
	}
}

// live tells for each commit which values it could have, a bit for each: no commit has others. A merge
// could have what any of its parents has, unless it says otherwise.
func live(h *history.History, group []*exposed) []uint64 {
	came, went := map[int]uint64{}, map[int]uint64{}
	var anywhere uint64 // where they came from was not read
	for i, e := range group {
		bit := uint64(1) << i
		for _, commit := range e.came {
			came[commit] |= bit
		}
		for _, commit := range e.went {
			went[commit] |= bit
		}
		if len(e.came) == 0 || h.Cut {
			anywhere |= bit
		}
	}
	live := make([]uint64, len(h.Commits))
	for i := range h.Commits {
		bits := anywhere
		for _, parent := range h.Commits[i].Parents {
			bits |= live[parent]
		}
		live[i] = bits&^(went[i]&^anywhere) | came[i]
	}
	return live
}
