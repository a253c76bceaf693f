package leaks

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// observations turns what was found into what is told of it.
func (c *scan) observations(ctx context.Context) (nhi.Observations, error) {
	all, err := c.gather(ctx)
	if err != nil {
		return nhi.Observations{}, err
	}
	opinions, err := c.weighAll(ctx, all)
	if err != nil {
		return nhi.Observations{}, err
	}
	redact := c.redact
	found := slices.SortedFunc(maps.Values(all), func(a, b *exposed) int {
		x, y := a.shown()[0], b.shown()[0]
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(x.ValueLine, y.ValueLine), cmp.Compare(x.Column, y.Column), cmp.Compare(a.rule, b.rule), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.secret, b.secret))
	})
	joinParts(found, opinions)
	holdBackCrowds(opinions)
	if !c.added() { // who proposes a value chooses what stands beside it
		holdBackKeyrings(opinions)
		holdBackSpecimens(opinions)
	}
	if c.opts.Sensitivity != SensitivityHigh {
		foldDoubles(found, opinions)
	}
	var o nhi.Observations
	classes := map[string]int{}
	hidden := map[nhi.Doubt]int64{}
	for _, e := range found {
		if c.hides(e, opinions[e], hidden) {
			continue
		}
		value := rules.Whole(e.rule, e.secret)
		if value == "" {
			value = "\x00" + cmp.Or(c.contentOf(e), e.path) // a file as a whole: no value is known
		}
		if classes[value] == 0 {
			classes[value] = len(classes) + 1
		}
		o.Exposures = append(o.Exposures, c.exposure(ctx, e, opinions[e], classes[value], redact))
	}
	if c.progress.pointers > 0 {
		c.gap("Git LFS", nhi.GapUnsupported, strconv.FormatInt(c.progress.pointers, 10)+" contents are Git LFS pointers: what they point to is kept elsewhere and was not searched.")
	}
	for _, e := range c.hushed {
		if o := opinionOf(e); !c.hides(e, o, map[nhi.Doubt]int64{}) {
			c.exposure(ctx, e, o, 0, redact)
		}
	}
	c.orderSilenced()
	o.Gaps = c.tellGaps(ctx, redact)
	o.Counts = append(c.counts(), countHidden(hidden)...)
	return o, ctx.Err()
}

// weighAll weighs everything, and notes what is to be masked.
func (c *scan) weighAll(ctx context.Context, all map[key]*exposed) (map[*exposed]*opinion, error) {
	opinions, values := map[*exposed]*opinion{}, map[string]bool{}
	for k, e := range all {
		opinions[e] = c.opinion(e)
		if e.secret != "" && opinions[e].masked() {
			for _, value := range append(rules.Pieces(e.rule, k.secret), rules.Whole(e.rule, k.secret)) {
				values[value] = true
			}
		}
	}
	c.redact = newRedactor(c.engine, values)
	return opinions, c.reconsider(ctx, opinions)
}

func (c *scan) counts() []nhi.ScanCount {
	p := &c.progress
	counts := []nhi.ScanCount{{Source: name, Unit: "files", Count: p.files}, {Source: name, Unit: "bytes", Count: p.bytes}, {Source: name, Unit: "binaries not searched", Count: p.binaries}}
	if c.history != nil {
		counts = append(counts, nhi.ScanCount{Source: name, Unit: "commits", Count: int64(len(c.history.Commits))})
	}
	if p.blobs > 0 {
		counts = append(counts, nhi.ScanCount{Source: name, Unit: "blobs", Count: p.blobs})
	}
	return counts
}

// hides tells whether an exposure is not listed, and counts it if it could be.
func (c *scan) hides(e *exposed, o *opinion, hidden map[nhi.Doubt]int64) bool {
	if d := rules.ByID(e.rule); d != nil && d.PartOnly || o.whole != nil {
		return true
	}
	doubt := cmp.Or(o.company, o.Doubt)
	if doubt == "" || doubt == nhi.DoubtLoneID || c.opts.Sensitivity == SensitivityHigh {
		return false
	}
	hidden[doubt]++
	return true
}

// contentOf is the id of what a file holds now, "" where that is not known: copies of one key store are one credential.
func (c *scan) contentOf(e *exposed) string {
	if len(e.head) > 0 {
		return c.head.object(e.path)
	}
	return c.worktree[e.path]
}

// countHidden counts what is not listed, by why.
func countHidden(hidden map[nhi.Doubt]int64) []nhi.ScanCount {
	var counts []nhi.ScanCount
	for _, doubt := range nhi.Doubts {
		if n := hidden[nhi.Doubt(doubt.Name)]; n > 0 {
			counts = append(counts, nhi.ScanCount{Source: name, Unit: doubt.Title, Count: n, Hidden: true})
		}
	}
	return counts
}

func (c *scan) exposure(ctx context.Context, e *exposed, o *opinion, class int, redact *redactor) nhi.Exposure {
	at := e.place()
	x := nhi.Exposure{
		Rule:       e.rule,
		Location:   nhi.Location{Path: redact.text(ctx, strings.ToValidUTF8(e.path, "\uFFFD")), Line: at.ValueLine, Column: at.Column},
		Presence:   c.presence(e),
		Name:       redact.text(ctx, at.Name),
		ValueClass: class,
		Credential: o.credential,
	}
	for _, o := range e.again() {
		x.Again = append(x.Again, nhi.Location{Path: x.Location.Path, Line: o.ValueLine, Column: o.Column})
	}
	if e.secret != "" {
		x.Preview = classify.Preview(rules.Whole(e.rule, e.secret))
	}
	for _, part := range o.parts {
		x.Parts = append(x.Parts, c.part(ctx, part, redact))
	}
	if len(e.brought) > 0 {
		first := c.history.Commits[e.brought[0].commit]
		x.Commit, x.Author, x.Date = first.ID, redact.text(ctx, first.Author), first.Date
		x.Cut = first.Root && c.repo.Target().Shallow
	}
	x.Ref = redact.text(ctx, strings.ToValidUTF8(e.ref, "\uFFFD"))
	if x.Presence == nhi.PresenceHistory && e.removed >= 0 {
		x.RemovedIn = c.history.Commits[e.removed].ID
	}
	x.TestData = evidence.IsTest(e.path)
	x.Confidence, x.Doubt = o.confidence(x.TestData), cmp.Or(o.company, o.Doubt)
	if c.opts.Explain {
		x.Features = o.Features
	}
	x.Suppressed = c.suppression(ctx, e, x, redact)
	if at.Comment.Unreasoned {
		c.gaps = append(c.gaps, nhi.Gap{Source: name, Scope: x.Location.Path, Reason: nhi.GapUnparsable, Location: &x.Location,
			Detail: "A rollcall:ignore comment gives no reason: it suppresses nothing. Write rollcall:ignore <reason>."})
	}
	x.Recent = o.recent
	x.WasInHead = e.wasInHead && (x.Presence == nhi.PresenceBranch || x.Presence == nhi.PresenceHistory)
	return x
}

// part tells where an id stands that belongs to a secret.
func (c *scan) part(ctx context.Context, e *exposed, redact *redactor) nhi.Part {
	at := e.place()
	return nhi.Part{
		What: whatPart(e), Preview: classify.Preview(e.secret),
		Location: nhi.Location{Path: redact.text(ctx, strings.ToValidUTF8(e.path, "\uFFFD")), Line: at.ValueLine, Column: at.Column},
	}
}

func (c *scan) presence(e *exposed) nhi.Presence {
	switch {
	case len(e.head) > 0, len(e.files) > 0 && !c.repo.HasGit():
		return nhi.PresenceHead
	case len(e.files) > 0:
		return nhi.PresenceWorktree
	case e.branch:
		return nhi.PresenceBranch
	}
	return nhi.PresenceHistory
}
