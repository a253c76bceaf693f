package github

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// tokenGrant is a fine-grained token that may reach the organisation, or asks to.
type tokenGrant struct {
	ID          int64      `json:"id"`
	TokenID     int64      `json:"token_id"`
	Name        string     `json:"token_name"`
	Owner       account    `json:"owner"`
	Selection   string     `json:"repository_selection"` // "none", "all" or "subset"
	GrantedAt   *time.Time `json:"access_granted_at"`
	CreatedAt   *time.Time `json:"created_at"` // of a request
	Expired     bool       `json:"token_expired"`
	ExpiresAt   *time.Time `json:"token_expires_at"`
	LastUsedAt  *time.Time `json:"token_last_used_at"`
	Permissions struct {
		Organization map[string]string `json:"organization"`
		Repository   map[string]string `json:"repository"`
		Other        map[string]string `json:"other"`
	} `json:"permissions"`
}

func (t tokenGrant) named() bool { return t.TokenID != 0 || t.ID != 0 }

// fineGrained reads the fine-grained tokens that were granted, and the requests that wait.
func (r *reader) fineGrained(ctx context.Context) {
	identify(ctx, r, orgTokens, "", func(t tokenGrant) nhi.Identity { return r.granted(ctx, t) })
	identify(ctx, r, orgTokenRequests, "", r.requested)
}

func (r *reader) granted(ctx context.Context, t tokenGrant) nhi.Identity {
	const source = "fine-grained tokens"
	identity := r.fineGrainedToken(t, strconv.FormatInt(t.TokenID, 10), source)
	identity.URL = r.web + "/organizations/" + r.target + "/settings/personal-access-tokens/active"
	if t.GrantedAt != nil {
		identity.Times.Created = nhi.Inferred(t.GrantedAt.UTC(), source+": when it was granted; it may be older")
	}
	if t.Selection == "subset" {
		identity.Privilege.Resources = r.reach(ctx, t)
	}
	return identity
}

// reach tells a token for one repository from one for several.
func (r *reader) reach(ctx context.Context, t tokenGrant) nhi.Fact[nhi.ResourceScope] {
	path := fmt.Sprintf("%s/%d/repositories", r.path(orgTokens), t.ID)
	repositories, complete := every[namedRepository](ctx, r, orgTokens, "repositories of a token", api.List{Path: path})
	switch {
	case len(repositories) > 1:
		return nhi.Observed(nhi.ScopeMultiple, orgTokens.Title)
	case complete:
		return nhi.Observed(nhi.ScopeSingle, orgTokens.Title)
	}
	return nhi.Absent[nhi.ResourceScope](nhi.ReasonNotPermitted, orgTokens.Title)
}

func (r *reader) requested(t tokenGrant) nhi.Identity {
	const source = "fine-grained token requests"
	identity := r.fineGrainedToken(t, "request-"+strconv.FormatInt(t.ID, 10), source)
	identity.URL = r.web + "/organizations/" + r.target + "/settings/personal-access-token-requests"
	if !t.Expired {
		identity.Status = nhi.Observed(nhi.StatusDisabled, source+": it waits for approval")
	}
	if t.CreatedAt != nil {
		identity.Times.Created = nhi.Inferred(t.CreatedAt.UTC(), source+": when it was asked for; it may be older")
	}
	return identity
}

func (r *reader) fineGrainedToken(t tokenGrant, native, source string) nhi.Identity {
	identity := r.identity(nhi.KindPATFine, native, t.Name, source)
	identity.Holder = text(t.Owner.Login, source)
	identity.Times.Created = moment(nil, source)
	identity.Times.LastUsed = moment(t.LastUsedAt, source)
	identity.Times.Expires = moment(t.ExpiresAt, source)
	if t.Expired {
		identity.Status = nhi.Observed(nhi.StatusExpired, source)
	}
	permissions := map[string]string{}
	for _, part := range []map[string]string{t.Permissions.Other, t.Permissions.Organization, t.Permissions.Repository} {
		for name, access := range part {
			permissions[clean(name)] = clean(access)
		}
	}
	identity.Privilege = nhi.Privilege{
		Permissions: permissions,
		Level:       nhi.Derived(levelOf(permissions), "its permissions"),
		Resources:   nhi.Observed(nhi.ScopeMultiple, source),
	}
	switch t.Selection {
	case "all":
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	case "none":
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeSingle, source)
	}
	return identity
}

// credentialItem is a person's credential that may pass the organisation's single sign-on.
type credentialItem struct {
	ID           int64      `json:"credential_id"`
	Type         string     `json:"credential_type"`
	Login        string     `json:"login"`
	Scopes       []string   `json:"scopes"`
	AuthorizedAt *time.Time `json:"credential_authorized_at"`
	AccessedAt   *time.Time `json:"credential_accessed_at"`
	ExpiresAt    *time.Time `json:"authorized_credential_expires_at"`
	Fingerprint  string     `json:"fingerprint"`                 // of a key
	Title        string     `json:"authorized_credential_title"` // of a key
	Note         string     `json:"authorized_credential_note"`  // of a token
}

func (i credentialItem) named() bool { return i.ID != 0 }

// credentialKinds is what GitHub's types of credentials are here.
var credentialKinds = map[string]nhi.Kind{
	"personal access token": nhi.KindPATClassic,
	"SSH key":               nhi.KindSSHKey,
	"OAuth app token":       nhi.KindOAuthToken,
	"GitHub app token":      nhi.KindOAuthToken,
}

// ssoCredentials reads the credentials that are authorised for single sign-on.
func (r *reader) ssoCredentials(ctx context.Context) {
	identify(ctx, r, orgCredentials, "", r.ssoCredential)
}

func (r *reader) ssoCredential(item credentialItem) nhi.Identity {
	const source = "single sign-on credentials"
	kind, known := credentialKinds[item.Type]
	if !known {
		kind = nhi.KindOAuthToken
	}
	title := item.Title + item.Note
	if title == "" {
		title = clean(item.Type) + " of " + item.Login
	}
	identity := r.identity(kind, strconv.FormatInt(item.ID, 10), title, source)
	identity.URL = r.web + "/orgs/" + r.target + "/people/" + clean(item.Login) + "/sso"
	identity.Holder = text(item.Login, source)
	identity.Times.LastUsed = moment(item.AccessedAt, source)
	if item.AuthorizedAt != nil {
		identity.Times.Created = nhi.Inferred(item.AuthorizedAt.UTC(), source+": when it was authorised; it may be older")
	}
	if kind != nhi.KindSSHKey {
		identity.Times.Expires = moment(item.ExpiresAt, source)
	}
	if print := clean(item.Fingerprint); kind == nhi.KindSSHKey && strings.HasPrefix(print, "SHA256:") {
		identity.Credential.Proves = []nhi.Proof{{Name: "fingerprint", Value: print}}
	}
	identity.Privilege.Resources = nhi.Observed(nhi.ScopeAll, source+": all that its holder reaches")
	if len(item.Scopes) > 0 {
		identity.Privilege.Permissions = map[string]string{}
		for _, scope := range item.Scopes {
			identity.Privilege.Permissions[clean(scope)] = accessOfScope(scope)
		}
		identity.Privilege.Level = nhi.Derived(levelOf(identity.Privilege.Permissions), "its scopes")
	}
	return identity
}

// accessOfScope is what a scope of a classic token lets do.
func accessOfScope(scope string) string {
	switch {
	case strings.HasPrefix(scope, "admin:"), strings.HasPrefix(scope, "manage_"), scope == "site_admin", scope == "delete_repo":
		return string(nhi.PermissionAdmin)
	case strings.HasPrefix(scope, "read:"), strings.HasPrefix(scope, "user:email"), scope == "notifications", scope == "repo:status":
		return string(nhi.PermissionRead)
	}
	return string(nhi.PermissionWrite)
}
