package leaks

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

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

// inPast tells whether an earlier scan looked at an object, and it need not be looked at again.
func (c *scan) inPast(object string) bool {
	if !c.resumed {
		return false
	}
	_, ok := c.past.Find(object)
	return ok
}

// withoutPast takes from the items those that an earlier scan looked at, and counts them as it did. Those with
// hits stay, and those that were missing.
func (c *scan) withoutPast(items []item) []item {
	if c.past == nil {
		return items
	}
	return slices.DeleteFunc(items, func(it item) bool {
		i, ok := c.past.Find(it.object)
		if !ok || c.past.Kinds[i] == state.KindHits || c.past.Kinds[i] == state.KindMissing || c.past.Kinds[i].IsPacked() {
			return false
		}
		c.count(it, c.past.Sizes[i], c.past.Kinds[i])
		return true
	})
}

// count counts a content of an earlier scan.
func (c *scan) count(it item, size uint32, k state.Kind) {
	o := outcome{item: it, past: true, size: int64(size), binary: k == state.KindBinary, pointer: k == state.KindPointer}
	switch k {
	case state.KindTooLarge:
		o.err = repository.ErrTooLarge
	case state.KindMissing:
		o.err = repository.ErrMissing
	}
	for why, kind := range packedKinds {
		if kind == k {
			o.err = why
		}
	}
	c.expect(1)
	c.record(o)
}

// countPast counts everything that an earlier scan looked at, where all of it is still there.
func (c *scan) countPast() {
	p := c.past
	for i, k := range p.Kinds {
		if !k.IsUnread() {
			c.progress.blobs++
			c.progress.bytes += int64(p.Sizes[i])
		}
		switch k {
		case state.KindBinary:
			c.progress.binaries++
		case state.KindPointer:
			c.progress.pointers++
		}
	}
	unread, row := map[string]string{}, map[string]int{}
	for _, u := range p.Unread {
		unread[p.Object(u[0])], row[p.Object(u[0])] = p.Paths[u[1]], u[0]
	}
	for _, change := range c.history.Changes {
		if path, ok := unread[change.Object]; ok {
			unread[change.Object] = min(path, change.Path)
		}
	}
	for _, object := range sortedKeys(unread) {
		c.count(item{unread[object], object}, p.Sizes[row[object]], p.Kinds[row[object]])
	}
}
