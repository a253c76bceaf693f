package github

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// holds tells whether the credential is known to have what a surface asks for. Of a fine-grained
// token GitHub does not tell.
func (r *reader) holds(s *Surface) bool {
	switch r.who.Kind {
	case api.AppToken:
		return grants(r.who.Permissions, s.Permission)
	case api.ClassicToken, api.OAuthToken:
		return r.admin && slices.ContainsFunc(r.who.Scopes, func(scope string) bool { return includes(scope, s.Scope) })
	}
	return false
}

// grants tells whether permissions hold one in the form of GitHub's header: "secrets=read".
func grants(permissions map[string]string, wanted string) bool {
	name, level, _ := strings.Cut(wanted, "=")
	return nhi.PermissionLevel(permissions[name]).Rank() >= nhi.PermissionLevel(level).Rank()
}

// includes tells whether a scope of a classic token is another or holds it, as admin:org holds read:org.
func includes(scope, wanted string) bool {
	if scope == wanted || scope == "repo" && wanted == "security_events" {
		return true
	}
	_, of, isAdmin := strings.Cut(scope, "admin:")
	return isAdmin && (wanted == "read:"+of || wanted == "write:"+of)
}
