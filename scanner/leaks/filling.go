package leaks

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// filling is the state of fillChanges.
type filling struct {
	*gathering
	*state.Memory
	paths   map[string]int
	inners  map[string]int
	values  map[string]int
	objects map[string]int
	judged  map[item]bool
	shown   map[string]hitPlace // by value: where it is shown, and read again anyway
	cuts    map[state.Span]string
}

// fillChanges notes the changes that matter and what was found in them. It tells whether that can be
// done without a value in it.
func (g *gathering) fillChanges(m *state.Memory) bool {
	f := &filling{g, m, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[item]bool{}, g.shownPlaces(m), map[state.Span]string{}}
	for _, hits := range g.pathHits {
		if slices.ContainsFunc(hits, func(h *detect.Hit) bool { return h.Secret != "" }) {
			return false
		}
	}
	for _, change := range g.history.Changes {
		if f.matters(change) {
			f.change(change)
		}
	}
	f.without()
	f.spans()
	f.opinions()
	f.unread()
	f.looks()
	return !f.namesValue()
}

func (f *filling) matters(c history.Change) bool {
	if len(f.pathHits[c.Path]) > 0 || len(f.gathering.judged[item{c.Path, c.Object}]) > 0 {
		return true
	}
	return slices.ContainsFunc(c.Old, func(object string) bool { return len(f.gathering.judged[item{c.Path, object}]) > 0 })
}

func (f *filling) change(c history.Change) {
	row := []int{c.Commit, f.path(c.Path), f.object(c.Object)}
	f.verdict(item{c.Path, c.Object})
	for _, object := range c.Old {
		row = append(row, f.object(object))
		f.verdict(item{c.Path, object})
	}
	f.Changes = append(f.Changes, row)
}

// number gives a name's place in a list, to which it is added when it is new.
func number(places map[string]int, list *[]string, name string) int {
	i, ok := places[name]
	if !ok {
		i = len(*list)
		places[name], *list = i, append(*list, name)
	}
	return i
}

func (f *filling) path(path string) int { return number(f.paths, &f.Paths, path) }

// inner gives the number of the name of a file in an archive.
func (f *filling) inner(name string) int {
	if name == "" {
		return state.NoInner
	}
	return number(f.inners, &f.Inner, name)
}

func (f *filling) object(object string) int {
	if object == "" {
		return state.NoObject
	}
	i, ok := f.objects[object]
	if !ok {
		if i, ok = f.Memory.Find(object); !ok {
			i = state.UnknownObject
		}
		f.objects[object] = i
	}
	return i
}

// verdict notes what of an object's hits counts under a path, and be it nothing: then nobody looks at the object for that again.
func (f *filling) verdict(at item) {
	list, known := f.gathering.judged[at]
	if !known || f.judged[at] || len(list) == 0 && f.object(at.object) < 0 {
		return
	}
	f.judged[at] = true
	v := state.Verdict{Path: f.path(at.path), Object: f.object(at.object), Hits: make([]state.Hit, 0, len(list))}
	for _, h := range list {
		place := f.placeOf(at, h)
		value, ok := f.values[h.Secret]
		if !ok {
			value = len(f.Values)
			if shown, ok := f.shown[h.Secret]; ok {
				place = shown
			} else {
				f.span(at.path, place, h)
			}
			f.values[h.Secret], f.Values = value, append(f.Values, [2]int{f.object(place.object), place.hit})
			place = f.placeOf(at, h)
		}
		v.Hits = append(v.Hits, state.Hit{
			Hit: place.hit, Rule: h.Rule, Value: value, StartLine: h.StartLine, Line: h.ValueLine, Column: h.Column, Suppressed: h.Comment.Suppressed, Packed: h.Packed, Inner: f.inner(h.Inner),
		})
	}
	f.Verdicts = append(f.Verdicts, v)
}

// without notes the files of HEAD in which nothing of what was found counts.
func (f *filling) without() {
	for path, object := range f.head.each {
		f.verdict(item{path, object})
	}
}

// shownPlaces gives for each value a place that an exposure names.
func (g *gathering) shownPlaces(m *state.Memory) map[string]hitPlace {
	values := map[*detect.Hit]string{}
	for k, e := range g.all {
		values[e.place().Hit] = k.secret
	}
	f := filling{gathering: g}
	shown := map[string]hitPlace{}
	for at, list := range g.judged {
		for _, h := range list {
			value, ok := values[h]
			if !ok {
				continue
			}
			place, first := f.placeOf(at, h), shown[value]
			if _, known := m.Find(place.object); known && (first.object == "" || place.object < first.object) {
				shown[value] = place
			}
		}
	}
	return shown
}

// placeOf is where a hit is to be found again.
func (f *filling) placeOf(at item, h *detect.Hit) hitPlace {
	if place, ok := f.past.placeOf(h); ok {
		return place
	}
	hits := f.hits[at.object]
	for i := range hits {
		if &hits[i] == h {
			return hitPlace{at, i}
		}
	}
	return hitPlace{at, math.MaxInt32}
}

// looks notes what was found in the tips of refs.
func (f *filling) looks() {
	places := map[string]int{}
	for _, tip := range f.tips {
		places[f.history.Commits[tip].ID] = int(tip)
		f.Tips = append(f.Tips, int(tip))
	}
	if len(f.tips) == 0 {
		return
	}
	for k, e := range f.all {
		value, ok := f.values[k.secret]
		if !e.looked || !ok {
			continue
		}
		l := state.Looked{Path: f.path(e.file), Inner: f.inner(e.inner()), Rule: k.rule, Value: value, Tip: state.NoObject}
		if e.branch {
			l.Tip = places[e.tip]
		}
		f.Looked = append(f.Looked, l)
	}
	slices.SortFunc(f.Looked, func(a, b state.Looked) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Inner, b.Inner), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Value, b.Value))
	})
}

// unread notes what was too large, missing, or an archive that was not wholly opened.
func (f *filling) unread() {
	unread := map[string]string{}
	if f.resumed {
		for _, u := range f.past.Unread {
			unread[f.past.Object(u[0])] = f.past.Paths[u[1]]
		}
	}
	for _, it := range f.items {
		if f.kept[it.object].kind.IsUnread() {
			unread[it.object] = it.path
		}
	}
	for _, change := range f.history.Changes {
		if path, ok := unread[change.Object]; ok {
			unread[change.Object] = min(path, change.Path)
		}
	}
	for _, object := range sortedKeys(unread) {
		f.Unread = append(f.Unread, [2]int{f.object(object), f.path(unread[object])})
	}
}

// namesValue tells whether a path holds a value that was found, and that nothing speaks against.
func (f *filling) namesValue() bool {
	paths, inPaths := strings.Join(slices.Concat(f.Paths, f.Inner), "\n"), map[string]bool{}
	for value := range f.values {
		if len(value) >= minimumRedacted && strings.Contains(paths, value) {
			inPaths[value] = true
		}
	}
	judged := map[string]bool{}
	for k, e := range f.all {
		if inPaths[k.secret] {
			if judged[k.secret] = true; f.opinion(e).Doubt == "" {
				return true
			}
		}
	}
	return len(judged) < len(inPaths) // of the others nobody knows
}
