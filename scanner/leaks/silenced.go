package leaks

import (
	"cmp"
	"context"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// suppression tells what says that an exposure is meant: comments on all its lines, the list of what is
// ignored naming one of its occurrences, or the configuration. The comments of a proposal do not.
func (c *scan) suppression(ctx context.Context, e *exposed, x nhi.Exposure, redact *redactor) *nhi.Suppression {
	commented := e.commented()
	if commented && !c.opts.Proposed {
		return &nhi.Suppression{Kind: "comment", Reason: redact.text(ctx, e.shown()[0].Comment.Reason)}
	}
	for _, o := range slices.Concat(e.head, e.files, e.brought) {
		id := ""
		if o.commit >= 0 {
			id = c.history.Commits[o.commit].ID
		}
		if line := c.ignored.match(o, e.rule, e.path, id); line != 0 {
			return &nhi.Suppression{Kind: "baseline", Reason: c.ignored.place(line)}
		}
	}
	if c.opts.Exclude != nil && (c.opts.Exclude(e.path) || c.opts.Exclude(e.file)) {
		return &nhi.Suppression{Kind: "configuration", Reason: "scan.exclude names the path"}
	}
	if commented {
		c.silenced = append(c.silenced, Silenced{
			Location: x.Location, Reason: redact.text(ctx, e.shown()[0].Comment.Reason), Known: slices.Contains(c.hushed, e), Confidence: x.Confidence,
		})
	}
	return nil
}

// Silenced is a credential that comments on its lines ask not to count.
type Silenced struct {
	Location   nhi.Location
	Reason     string // the comment's
	Known      bool   // the value was there before, and counted; else the proposal adds it
	Confidence nhi.Confidence
}

// Silenced lists, with Options.Proposed, what the comments of the range that was last observed would suppress once
// it is merged: one of each line, sorted by place.
func (s *Source) Silenced() []Silenced { return s.silenced }

// orderSilenced sorts what is silenced and keeps one of each line, the graver one.
func (c *scan) orderSilenced() {
	slices.SortFunc(c.silenced, func(a, b Silenced) int {
		x, y := a.Location, b.Location
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Line, y.Line), cmp.Compare(b.rank(), a.rank()), cmp.Compare(x.Column, y.Column))
	})
	c.silenced = slices.CompactFunc(c.silenced, func(a, b Silenced) bool {
		return a.Location.Path == b.Location.Path && a.Location.Line == b.Location.Line
	})
}

// rank is greater where silencing matters more.
func (s Silenced) rank() int {
	rank := 0
	if s.Known {
		rank = 2
	}
	if s.Confidence != nhi.ConfidenceLow {
		rank++
	}
	return rank
}

// noteHushed notes what counted before and does not any more at the head, because of comments.
func (g *gathering) noteHushed(counted map[key]bool) {
	if !g.opts.Proposed {
		return
	}
	for k, e := range g.all {
		if counted[k] && len(e.head) > 0 && e.commented() {
			g.hushed = append(g.hushed, e)
		}
	}
}
