package github

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// Reading is whether the credential can read a surface.
type Reading struct {
	Surface    Surface
	Target     string // what was asked: the organisation, or one of its repositories as an example
	Readable   bool
	Skipped    bool   // there is nothing to ask it with, e.g. no environment
	Permission string // what is missing, as GitHub names it; with a refusal only
	Detail     string // one sentence about a failure
}

// Examination is what a credential can and cannot see.
type Examination struct {
	Credential string // what sort it is and whose, never the credential
	Readings   []Reading
}

// Examine asks for each surface once, and reads no more than it takes. Repository surfaces of an
// organisation are tried on the repository that was pushed to last.
func (s *Source) Examine(ctx context.Context) (Examination, error) {
	who, err := s.client.Identify(ctx)
	if err != nil {
		return Examination{}, err
	}
	e := &examiner{crawl: &crawl{Source: s, who: who}}
	if err := e.begin(ctx); err != nil {
		return Examination{}, err
	}
	seen := Examination{Credential: who.Name()}
	for _, surface := range surfacesOf(s.options.Organization != "") {
		reading, err := e.try(ctx, surface)
		if err != nil {
			return Examination{}, err
		}
		seen.Readings = append(seen.Readings, reading)
	}
	return seen, nil
}

// examiner asks for surfaces.
type examiner struct {
	*crawl
	organization *reader        // nil for a repository alone
	repository   *reader        // nil for an organisation without any
	item         repositoryItem // the repository
	environment  string         // one of its environments; "" when there is none
}

// begin finds the target, and one repository and environment to ask about.
func (e *examiner) begin(ctx context.Context) error {
	if e.options.Organization != "" {
		e.organization = e.reader(e.options.Organization)
		about, err := api.One[organizationItem](ctx, e.client, e.organization.path(orgSettings))
		if err != nil {
			return fatal("organisation "+e.options.Organization, err)
		}
		e.organization.admin = about.TwoFactor != nil
		list := api.List{Path: e.organization.path(orgRepositories) + "?sort=pushed", PerPage: 1, Max: 1}
		items, err := api.All[repositoryItem](ctx, e.client, list)
		if err != nil || len(items) == 0 || !items[0].named() {
			return nil // its surface tells
		}
		e.item = items[0]
		e.repository = e.reader(items[0].FullName)
		e.repository.admin = items[0].Permissions.Admin
	} else {
		e.repository = e.reader(e.options.Repository)
		item, err := api.One[repositoryItem](ctx, e.client, e.repository.path(repoSettings))
		if err != nil {
			return fatal("repository "+e.options.Repository, err)
		}
		e.item = item
		e.repository.admin = item.Permissions.Admin
	}
	list := api.List{Path: e.repository.path(repoEnvironments), Field: "environments", PerPage: 1, Max: 1}
	if found, err := api.All[environmentItem](ctx, e.client, list); err == nil && len(found) > 0 {
		e.environment = found[0].Name
	}
	return nil
}

// try asks for one surface. An error means that no further one can be asked for.
func (e *examiner) try(ctx context.Context, s *Surface) (Reading, error) {
	r := e.repository
	if s.Level() == nhi.LevelOrganization {
		r = e.organization
	}
	if r == nil || s.Level() == nhi.LevelEnvironment && e.environment == "" {
		return Reading{Surface: *s, Skipped: true}, nil
	}
	reading := Reading{Surface: *s, Target: r.target}
	err := e.ask(ctx, r, s)
	var denied *api.Denied
	switch {
	case ctx.Err() != nil:
		return reading, ctx.Err()
	case api.Ended(err):
		return reading, err
	case err == nil, s.Optional && missing(err) && r.holds(s): // the latter is not in use
		reading.Readable = true
	case errors.As(err, &denied):
		reading.Detail = api.Gap(s.Title, err).Detail
		if denied.Rule == 0 { // else no permission helps
			reading.Permission = cmp.Or(denied.Permission, s.Permission)
		}
	default:
		reading.Detail = api.Gap(s.Title, err).Detail
	}
	return reading, nil
}

// ask reads as little of a surface as shows that it can be read.
func (e *examiner) ask(ctx context.Context, r *reader, s *Surface) error {
	path := ""
	switch s {
	case repoRulesets, repoCollaborators:
		return e.askGraphQL(ctx, s)
	case envSecrets:
		path = r.environmentPath(e.environment, "secrets")
	case envVariables:
		path = r.environmentPath(e.environment, "variables")
	case envBranches:
		path = r.environmentPath(e.environment, "deployment-branch-policies")
	default:
		path = r.path(s)
	}
	if !s.object {
		divider := "?"
		if strings.Contains(path, "?") {
			divider = "&"
		}
		path += divider + "per_page=1"
	}
	_, err := api.One[json.RawMessage](ctx, e.client, path)
	return err
}

// askGraphQL sweeps the repository, and takes what it leaves out for refused.
func (e *examiner) askGraphQL(ctx context.Context, s *Surface) error {
	found, err := e.sweep(ctx, []string{e.item.NodeID})
	if err != nil {
		return err
	}
	got := found[e.item.NodeID]
	if got == nil {
		return refusedByGitHub
	}
	tried := e.reader(e.item.FullName)
	tried.Repository = e.item.about()
	tried.bypassing(got)
	if slices.ContainsFunc(tried.Refusals, func(r refusal) bool { return r.Surface == s.Title }) {
		return refusedByGitHub
	}
	return nil
}
