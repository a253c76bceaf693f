package github

import (
	"context"
	"errors"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// repositoryItem is a repository as GitHub lists it.
type repositoryItem struct {
	ID            int64     `json:"id"`
	NodeID        string    `json:"node_id"`
	FullName      string    `json:"full_name"`
	Private       bool      `json:"private"`
	Visibility    string    `json:"visibility"`
	Size          int64     `json:"size"` // in KiB; 0: empty, or nearly
	Archived      bool      `json:"archived"`
	Disabled      bool      `json:"disabled"`
	DefaultBranch string    `json:"default_branch"`
	CreatedAt     time.Time `json:"created_at"`
	UpdatedAt     time.Time `json:"updated_at"`
	PushedAt      time.Time `json:"pushed_at"`
	Owner         account   `json:"owner"`
	Organization  *account  `json:"organization"` // of a single repository that is not a person's
	Permissions   struct {
		Admin bool `json:"admin"`
	} `json:"permissions"` // of the credential's user
	Security *struct {
		SecretScanning feature `json:"secret_scanning"`
		PushProtection feature `json:"secret_scanning_push_protection"`
	} `json:"security_and_analysis"` // for administrators
}

func (i repositoryItem) named() bool { return i.FullName != "" }

// account is a person, bot or organisation.
type account struct {
	Login string `json:"login"`
	Type  string `json:"type"` // "User", "Bot", "Organization"
}

func (a account) named() bool { return a.Login != "" }

// feature is a part of GitHub's security that is on or off.
type feature struct {
	Status string `json:"status"`
}

func (f feature) fact(source string) nhi.Fact[bool] {
	switch f.Status {
	case "enabled", "disabled":
		return nhi.Observed(f.Status == "enabled", source)
	}
	return nhi.Absent[bool](nhi.ReasonNotPermitted, source)
}

// about is what a list says of a repository.
func (i repositoryItem) about() *nhi.Repository {
	const source = "repository"
	about := &nhi.Repository{
		Name: clean(i.FullName), Visibility: oneOf(i.Visibility, nhi.Visibilities, ""), Archived: i.Archived, Disabled: i.Disabled,
		DefaultBranch: clean(i.DefaultBranch), Pushed: i.PushedAt.UTC(),
		SecretScanning: nhi.Absent[bool](nhi.ReasonNotPermitted, source),
		PushProtection: nhi.Absent[bool](nhi.ReasonNotPermitted, source),
	}
	if about.Visibility == "" {
		about.Visibility = nhi.VisibilityPublic
		if i.Private {
			about.Visibility = nhi.VisibilityPrivate
		}
	}
	if i.Security != nil {
		about.SecretScanning = i.Security.SecretScanning.fact(source)
		about.PushProtection = i.Security.PushProtection.fact(source)
	}
	return about
}

// actionsItem is the Actions permissions of a repository or organisation.
type actionsItem struct {
	Enabled         *bool  `json:"enabled"`
	AllowedActions  string `json:"allowed_actions"`
	PinningRequired *bool  `json:"sha_pinning_required"`
}

// tokenItem is what a workflow's token may do by default.
type tokenItem struct {
	Default string `json:"default_workflow_permissions"`
	Approve *bool  `json:"can_approve_pull_request_reviews"`
}

// subjectItem is the template of the OIDC subject.
type subjectItem struct {
	UseDefault bool     `json:"use_default"`
	Claims     []string `json:"include_claim_keys"`
	Immutable  *bool    `json:"use_immutable_subject"`
}

// actions reads which actions may run. A fact that GitHub leaves out is one that its version or the
// setting does not have.
func (r *reader) actions(ctx context.Context, s *Surface, settings *nhi.ActionsSettings) {
	item, ok := one[actionsItem](ctx, r, s)
	if !ok {
		return
	}
	settings.AllowedActions = told(item.AllowedActions, nhi.EveryAllowedActions, s.Title)
	settings.PinningRequired = choice(item.PinningRequired, s.Title)
}

func (r *reader) workflowToken(ctx context.Context, s *Surface, settings *nhi.ActionsSettings) {
	item, ok := one[tokenItem](ctx, r, s)
	switch {
	case !ok:
		return
	case oneOf(item.Default, nhi.DefaultTokens, "") == "":
		r.refuse(s, "", &api.Failure{Kind: api.WrongType, Detail: "the default is neither read nor write"})
		return
	}
	settings.DefaultToken = nhi.Observed(nhi.DefaultToken(item.Default), s.Title)
	settings.ApprovesPullRequests = choice(item.Approve, s.Title)
}

func (r *reader) subject(ctx context.Context, s *Surface, settings *nhi.ActionsSettings) {
	item, ok := one[subjectItem](ctx, r, s)
	if !ok {
		return
	}
	settings.SubjectRead = true
	if !item.UseDefault {
		settings.SubjectClaims = cleaned(item.Claims)
	}
	settings.ImmutableSubject = choice(item.Immutable, s.Title)
}

// choice is a setting that is on or off.
func choice(on *bool, source string) nhi.Fact[bool] {
	if on == nil {
		return nhi.Absent[bool](nhi.ReasonNotSupported, source)
	}
	return nhi.Observed(*on, source)
}

// answered tells whether GitHub answered with a status that says more than a failure.
func answered(err error, status int) bool {
	var failure *api.Failure
	return errors.As(err, &failure) && failure.Status == status
}

// missing tells whether GitHub answered 404.
func missing(err error) bool {
	var denied *api.Denied
	return errors.As(err, &denied) && denied.Missing()
}
