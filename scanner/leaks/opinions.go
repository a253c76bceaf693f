package leaks

import (
	"cmp"
	"math"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// opinion weighs an exposure, once. What an earlier scan thought of the hit that it names holds, because it follows
// from the hit, the path and the program; but that scan did not keep what spoke for it.
func (c *scan) opinion(e *exposed) *opinion {
	if o := c.opinions[e]; o != nil {
		return o
	}
	o := candidateOf(e)
	o.candidate.Proposed = c.added()
	verdict, known := c.past.opinion(e.place().Hit)
	if !known || c.opts.Explain || c.added() { // what the past thought of a value is of one that was taken over
		verdict = evidence.Weigh(o.candidate)
	}
	o.Verdict = verdict
	c.opinions[e] = o
	return o
}

// opinion is what the past thought of one of its hits.
func (p *past) opinion(h *detect.Hit) (v evidence.Verdict, known bool) {
	if p == nil {
		return v, false
	}
	if at, ok := p.placeOf(h); ok {
		v, known = p.opinions[at]
	}
	return v, known
}

// restoreOpinions takes over how hits were weighed.
func (p *past) restoreOpinions() {
	p.opinions = make(map[hitPlace]evidence.Verdict, len(p.Opinions))
	for _, o := range p.Opinions {
		v := evidence.Verdict{Score: o.Score}
		if o.Doubt > 0 {
			v.Doubt = nhi.Doubt(nhi.Doubts[o.Doubt-1].Name)
		}
		p.opinions[hitPlace{item{p.Paths[o.Path], p.Object(o.Object)}, o.Hit}] = v
	}
}

// opinions notes how the hits were weighed that exposures name.
func (f *filling) opinions() {
	type named struct {
		path string
		hit  *detect.Hit
	}
	exposures := make(map[named]*exposed, len(f.all))
	for _, e := range f.all {
		exposures[named{e.file, e.place().Hit}] = e
	}
	for at, list := range f.gathering.judged {
		for _, h := range list {
			e := exposures[named{at.path, h}]
			if e == nil {
				continue
			}
			place := f.placeOf(at, h)
			if object := f.object(place.object); object >= 0 && place.hit < math.MaxInt32 {
				o := f.opinion(e)
				doubt := slices.IndexFunc(nhi.Doubts, func(d nhi.Term) bool { return d.Name == string(o.Doubt) })
				f.Opinions = append(f.Opinions, state.Opinion{Path: f.path(at.path), Object: object, Hit: place.hit, Doubt: doubt + 1, Score: o.Score})
			}
		}
	}
	slices.SortFunc(f.Opinions, func(a, b state.Opinion) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.Hit, b.Hit), cmp.Compare(a.Path, b.Path))
	})
}
