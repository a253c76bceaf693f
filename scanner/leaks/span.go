package leaks

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/repository"
)

// span is where a hit stands in its text, in bytes: enough to have it again without searching.
type span struct{ from, to, place, size int }

// spanOf gives a hit's span. It is not ok for what was decoded: that is to be searched for.
func spanOf(h *hit) (s span, ok bool) {
	s = span{h.from, h.to, h.place, len(h.secret)}
	within := h.place - h.from
	plain := h.depth == 0 && h.secret != "" && h.to-h.from == len(h.match) && within >= 0 && within < len(h.match)
	return s, plain && strings.HasPrefix(h.match[within:], h.secret)
}

// hit cuts a hit out of its text, all but its rule. It is not ok for a span of another text.
func (s span) hit(text []byte) (h hit, ok bool) {
	inside := 0 <= s.from && s.from <= s.place && 0 < s.size && s.size <= s.to-s.place && s.to <= len(text)
	if !inside {
		return hit{}, false
	}
	h = hit{secret: string(text[s.place : s.place+s.size]), match: string(text[s.from:s.to])}
	if h.match != strings.Trim(h.match, "\n") {
		return hit{}, false // nothing that is found is like that
	}
	h.line = string(around(text, s.from, s.to, maximumContext))
	h.locate(text, s.from, s.to)
	if h.place != s.place {
		return hit{}, false
	}
	one := []hit{h}
	number(text, one)
	return one[0], true
}

// cut reads the contents that spans are in, and cuts out their hits. What cannot be read is left for
// those who need it.
func (p *past) cut(ctx context.Context, c *scan) error {
	p.exact = make(map[hitPlace]hit, len(p.Spans))
	var objects []string
	var first []int // by object: its first span
	for i, s := range p.Spans {
		if i == 0 || s[0] != p.Spans[i-1][0] {
			objects, first = append(objects, p.object(s[0])), append(first, i)
		}
	}
	return c.repo.EachBlob(ctx, objects, c.opts.MaxFileSize, func(b repository.Blob) error {
		if b.Err != nil {
			return nil
		}
		text, ok := readable(b.Data)
		for _, s := range p.Spans[first[b.Index]:] {
			if !ok || s[0] != p.Spans[first[b.Index]][0] {
				break
			}
			if h, ok := (span{s[2], s[3], s[4], s[5]}).hit(text); ok {
				p.exact[hitPlace{item{"", objects[b.Index]}, s[1]}] = h
			}
		}
		return nil
	})
}

// spans notes where the hits stand that are told of, and those that values are taken from.
func (f *filling) spans() {
	told := map[*hit]bool{}
	for _, e := range f.all {
		told[e.shown()[0].hit], told[e.place().hit] = true, true
	}
	for at, list := range f.gathering.judged {
		for _, h := range list {
			if told[h] {
				f.span(at.path, f.placeOf(at, h), h)
			}
		}
	}
	paths := map[int]string{} // by object, so that versions of a file are read one after the other
	for row, path := range f.cuts {
		if before, ok := paths[row[0]]; !ok || path < before {
			paths[row[0]] = path
		}
	}
	for row := range f.cuts {
		f.Spans = append(f.Spans, row)
	}
	slices.SortFunc(f.Spans, func(a, b stateSpan) int {
		return cmp.Or(strings.Compare(paths[a[0]], paths[b[0]]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}

// span notes where a hit stands, if that can be known.
func (f *filling) span(path string, at hitPlace, h *hit) {
	s, ok := spanOf(h)
	if !ok && f.past != nil {
		var known hit
		if known, ok = f.past.exact[at.anywhere()]; ok {
			s, ok = spanOf(&known)
		}
	}
	object := f.object(at.object)
	if !ok || object < 0 {
		return
	}
	row := stateSpan{object, at.hit, s.from, s.to, s.place, s.size}
	if before, ok := f.cuts[row]; !ok || path < before {
		f.cuts[row] = path
	}
}

// anywhere is the place whatever the path: a content has the same hits under each.
func (p hitPlace) anywhere() hitPlace { return hitPlace{item{"", p.object}, p.hit} }
