package leaks

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// cut reads the contents that spans are in, and cuts out their hits. What cannot be read is left for
// those who need it.
func (p *past) cut(ctx context.Context, c *scan) error {
	p.exact = make(map[hitPlace]detect.Hit, len(p.Spans))
	var objects []string
	var first []int // by object: its first span
	for i, s := range p.Spans {
		if i == 0 || s[0] != p.Spans[i-1][0] {
			objects, first = append(objects, p.Object(s[0])), append(first, i)
		}
	}
	return c.repo.EachBlob(ctx, objects, c.opts.MaxFileSize, func(b repository.Blob) error {
		if b.Err != nil {
			return nil
		}
		text, ok := detect.Readable(b.Data)
		for _, s := range p.Spans[first[b.Index]:] {
			if !ok || s[0] != p.Spans[first[b.Index]][0] {
				break
			}
			if h, ok := (detect.Span{From: s[2], To: s[3], Place: s[4], Size: s[5]}).Hit(text); ok {
				p.exact[hitPlace{item{"", objects[b.Index]}, s[1]}] = h
			}
		}
		return nil
	})
}

// spans notes where the hits stand that are told of, and those that values are taken from.
func (f *filling) spans() {
	told := map[*detect.Hit]bool{}
	for _, e := range f.all {
		told[e.shown()[0].Hit], told[e.place().Hit] = true, true
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
	slices.SortFunc(f.Spans, func(a, b state.Span) int {
		return cmp.Or(strings.Compare(paths[a[0]], paths[b[0]]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}

// span notes where a hit stands, if that can be known.
func (f *filling) span(path string, at hitPlace, h *detect.Hit) {
	s, ok := h.Span()
	if !ok && f.past != nil {
		var known detect.Hit
		if known, ok = f.past.exact[at.anywhere()]; ok {
			s, ok = known.Span()
		}
	}
	object := f.object(at.object)
	if !ok || object < 0 {
		return
	}
	row := state.Span{object, at.hit, s.From, s.To, s.Place, s.Size}
	if before, ok := f.cuts[row]; !ok || path < before {
		f.cuts[row] = path
	}
}

// anywhere is the place whatever the path: a content has the same hits under each.
func (p hitPlace) anywhere() hitPlace { return hitPlace{item{"", p.object}, p.hit} }
