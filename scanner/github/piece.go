package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// piece is what one repository told, or an organisation of itself. Its JSON form is what a
// checkpoint keeps; it has no field for a value.
type piece struct {
	nhi.Observations                   // of its files, of alerts and variables; gaps are those of the files
	Organization     *nhi.Organization `json:",omitempty"`
	Repository       *nhi.Repository   `json:",omitempty"`
	CodeOwners       string            `json:",omitempty"` // nhi.Repository has no JSON for it
	Secrets          []nhi.StoredSecret
	Environments     []nhi.Deployment
	Runs             []nhi.WorkflowRun
	Identities       []nhi.Identity
	Refusals         []refusal
	Acts             []act `json:",omitempty"` // of the organisation's audit log
	Sizes            []int `json:",omitempty"` // of an organisation: how many repositories each shard has
}

// refusal is a surface that was not read to its end.
type refusal struct {
	Surface string // its title
	Target  string // the repository or organisation
	Detail  string `json:",omitempty"` // what of it, e.g. an environment's name
	Gap     nhi.Gap
}

// reader reads surfaces of one target into its piece. It belongs to one goroutine.
type reader struct {
	*crawl
	*piece
	target string // owner/name or the organisation's login
	admin  bool   // GitHub says that the credential's user administers the target
}

func (c *crawl) reader(target string) *reader {
	return &reader{crawl: c, piece: &piece{}, target: target}
}

// path of a surface for the reader's target.
func (r *reader) path(s *Surface) string {
	owner, name, _ := strings.Cut(r.target, "/")
	if s.Level() == nhi.LevelOrganization {
		return api.Path(s.shape, owner)
	}
	return api.Path(s.shape, owner, name)
}

// refuse records that a surface was not read. A 404 is no refusal where the credential is known to
// hold what GitHub asks for, and the surface need not be there.
func (r *reader) refuse(s *Surface, detail string, err error) {
	if s.Optional && missing(err) && r.holds(s) {
		return
	}
	gap := api.Gap(s.Title, err)
	var denied *api.Denied
	if errors.As(err, &denied) && denied.Rule == 0 { // where a rule stands before it no permission helps
		gap.Permission = cmp.Or(gap.Permission, s.Permission)
	}
	r.Refusals = append(r.Refusals, refusal{Surface: s.Title, Target: r.target, Detail: detail, Gap: gap})
}

// one reads a surface that is an object. It returns false when it could not, which is recorded.
func one[T any](ctx context.Context, r *reader, s *Surface) (T, bool) {
	value, err := api.One[T](ctx, r.client, r.path(s))
	if err != nil {
		r.refuse(s, "", err)
	}
	return value, err == nil
}

// all reads a surface that is a list; field is the member that holds the items. It returns what it
// read, and whether that is everything; if not, that is recorded.
func all[T any](ctx context.Context, r *reader, s *Surface, field string) ([]T, bool) {
	return every[T](ctx, r, s, "", api.List{Path: r.path(s), Field: field})
}

// every is all for a list whose path is not the surface's own; detail says which of the surface's
// lists it is.
func every[T any](ctx context.Context, r *reader, s *Surface, detail string, list api.List) ([]T, bool) {
	found, err := items[T](ctx, r, list)
	if err != nil {
		r.refuse(s, detail, err)
	}
	return found, err == nil
}

// items reads a list, each of whose items has to have what it is known by: those that lack it are left out, with an error.
func items[T any](ctx context.Context, r *reader, list api.List) ([]T, error) {
	found, err := api.All[T](ctx, r.client, list)
	named := slices.DeleteFunc(found, nameless[T])
	if err == nil && len(named) < len(found) {
		err = &api.Failure{Kind: api.WrongType, Path: list.Path, Detail: "an item has no name"}
	}
	return named, err
}

// identify reads a surface whose every item is an identity.
func identify[T any](ctx context.Context, r *reader, s *Surface, field string, identity func(T) nhi.Identity) {
	found, _ := all[T](ctx, r, s, field)
	for _, item := range found {
		r.Identities = append(r.Identities, identity(item))
	}
}

// nameless tells whether an item lacks what it is known by.
func nameless[T any](item T) bool {
	named, ok := any(item).(interface{ named() bool })
	return ok && !named.named()
}

// merge puts the pieces together in the order of their names.
func merge(pieces []*piece) nhi.Observations {
	var o nhi.Observations
	p := &nhi.Platform{}
	var refusals []refusal
	var acts []act
	for _, piece := range pieces {
		acts = append(acts, piece.Acts...)
		if piece.Organization != nil {
			p.Organizations = append(p.Organizations, *piece.Organization)
		}
		if piece.Repository != nil {
			repository := *piece.Repository
			repository.CodeOwners = piece.CodeOwners
			p.Repositories = append(p.Repositories, repository)
		}
		p.Secrets = append(p.Secrets, piece.Secrets...)
		p.Environments = append(p.Environments, piece.Environments...)
		p.Runs = append(p.Runs, piece.Runs...)
		p.Identities = append(p.Identities, piece.Identities...)
		o.Add(piece.Observations)
		refusals = append(refusals, piece.Refusals...)
	}
	joinActs(p, acts)
	nhi.Sort(p.Identities, func(a, b nhi.Identity) int { return cmp.Compare(a.ID, b.ID) })
	o.Platform = p
	o.Gaps = append(o.Gaps, grouped(refusals)...)
	o.Counts = counts(pieces)
	return o
}

// counts says how much was read. How many requests that took is not told: it depends on checkpoints and shards,
// and the same organisation gives the same report.
func counts(pieces []*piece) []nhi.ScanCount {
	type what struct{ source, unit string }
	sums := map[what]int64{}
	for _, piece := range pieces {
		for _, count := range piece.Counts {
			sums[what{count.Source, count.Unit}] += count.Count
		}
		if piece.Repository != nil {
			sums[what{name, "repositories"}]++
		}
		sums[what{name, "secrets"}] += int64(len(piece.Secrets))
	}
	var list []nhi.ScanCount
	for w, n := range sums {
		list = append(list, nhi.ScanCount{Source: w.source, Unit: w.unit, Count: n})
	}
	nhi.Sort(list, func(a, b nhi.ScanCount) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Unit, b.Unit))
	})
	return list
}

// grouped makes of many refusals few gaps: one for each reason and permission, which says what was
// not seen where.
func grouped(refusals []refusal) []nhi.Gap {
	type group struct {
		gap     nhi.Gap
		members []refusal
	}
	groups := map[string]*group{}
	var order []string
	for _, r := range refusals {
		key := fmt.Sprint(r.Gap.Reason, "\x00", r.Gap.Permission, "\x00", r.Gap.Detail)
		if groups[key] == nil {
			groups[key] = &group{gap: r.Gap}
			order = append(order, key)
		}
		groups[key].members = append(groups[key].members, r)
	}
	slices.Sort(order)
	var gaps []nhi.Gap
	for _, key := range order {
		g := groups[key]
		g.gap.Scope = scopeOf(g.members)
		gaps = append(gaps, g.gap)
	}
	return gaps
}

// maximumNamed is how many parts and how many repositories a gap names, where there are several of both.
const maximumNamed = 3

// scopeOf says in words what was not seen: "acme/app: Actions secrets, variables", or
// "webhooks of acme/a, acme/b, acme/c and 97 more".
func scopeOf(members []refusal) string {
	var parts, targets []string
	for _, m := range members {
		at := m.Target
		if m.Detail != "" {
			at += " (" + m.Detail + ")"
		}
		parts, targets = append(parts, m.Surface), append(targets, at)
	}
	nhi.Sort(parts, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	slices.Sort(targets)
	parts, targets = slices.Compact(parts), slices.Compact(targets)
	if len(targets) == 1 {
		return targets[0] + ": " + strings.Join(parts, ", ")
	}
	return firstOf(parts) + " of " + firstOf(targets)
}

// rank is a surface's place in the table, by title.
func rank(title string) int {
	return slices.IndexFunc(surfaces, func(s *Surface) bool { return s.Title == title })
}

// firstOf names the first few of a list.
func firstOf(list []string) string {
	if len(list) <= maximumNamed+1 {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:maximumNamed], ", "), len(list)-maximumNamed)
}
