package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// TokenKind is what sort of credential reads.
type TokenKind string

// The kinds, as GitHub calls them.
const (
	AppToken          TokenKind = "GitHub App"
	ClassicToken      TokenKind = "personal access token (classic)"
	FineGrainedToken  TokenKind = "fine-grained personal access token"
	OAuthToken        TokenKind = "OAuth token"
	UserToken         TokenKind = "GitHub App user token"
	InstallationToken TokenKind = "installation token" // a workflow's GITHUB_TOKEN is one
	OtherToken        TokenKind = "token"
)

var prefixes = []struct {
	prefix string
	kind   TokenKind
}{
	{"ghp_", ClassicToken}, {"github_pat_", FineGrainedToken}, {"gho_", OAuthToken}, {"ghu_", UserToken}, {"ghs_", InstallationToken},
}

// Identity is whose eyes the API is seen with.
type Identity struct {
	Kind        TokenKind
	Login       string            // of the token's user; "" for an App and an installation's token
	Scopes      []string          // of a classic or OAuth token, sorted
	Expires     time.Time         // of the token, where GitHub says
	App         string            // its id, with AppToken
	Permissions map[string]string // of the App's installation, with AppToken
}

// Name is the identity in one line, without anything that would let one read: for people, and to
// tell whether a checkpoint was made by the same eyes.
func (i Identity) Name() string {
	parts := []string{string(i.Kind)}
	if i.App != "" {
		parts = append(parts, i.App)
	}
	if i.Login != "" {
		parts = append(parts, "of "+i.Login)
	}
	if len(i.Scopes) > 0 {
		parts = append(parts, "with "+strings.Join(i.Scopes, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(i.Permissions)) {
		parts = append(parts, name+"="+i.Permissions[name])
	}
	if i.Kind != AppToken && !i.Expires.IsZero() {
		parts = append(parts, "until "+i.Expires.UTC().Format(time.DateOnly))
	}
	return strings.Join(parts, " ")
}

// Identify says who the client is, with a request or two. A credential that GitHub does not accept
// is a *Failure of kind Unauthorized.
func (c *Client) Identify(ctx context.Context) (Identity, error) {
	if app, ok := c.governor.credential.(*installation); ok {
		return app.identity(ctx)
	}
	who := Identity{Kind: kindOf(c.options.Token)}
	if who.Kind == InstallationToken {
		return who, nil // it has no user to ask for
	}
	request, err := c.gh.NewRequest(http.MethodGet, "user", nil)
	if err != nil {
		return who, &Failure{Kind: Unreachable}
	}
	var user struct {
		Login string `json:"login"`
	}
	response, err := c.gh.Do(ctx, request, &user)
	err = failureOf(response, err)
	if refused, ok := err.(*Denied); ok && refused.Rule == 0 {
		return who, nil // an installation's token of a server with another prefix
	}
	if err != nil {
		return who, err
	}
	who.Login, who.Expires = clean(user.Login), response.TokenExpiration.Time
	for scope := range strings.SplitSeq(response.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = clean(scope); scope != "" {
			who.Scopes = append(who.Scopes, scope)
		}
	}
	slices.Sort(who.Scopes)
	return who, nil
}

func kindOf(token string) TokenKind {
	for _, p := range prefixes {
		if strings.HasPrefix(token, p.prefix) {
			return p.kind
		}
	}
	return OtherToken
}

func (i *installation) identity(ctx context.Context) (Identity, error) {
	if _, err := i.authorization(ctx); err != nil {
		return Identity{}, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	who := Identity{Kind: AppToken, App: i.id, Permissions: map[string]string{}}
	if i.current == nil {
		return who, nil
	}
	for name, level := range i.current.Permissions {
		who.Permissions[clean(name)] = clean(level)
	}
	return who, nil
}
