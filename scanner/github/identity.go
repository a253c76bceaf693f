package github

import (
	"strings"
	"sync"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// identity is one that GitHub itself keeps, with what holds for all of them: GitHub knows no expiry
// and no rotation but where the caller says otherwise.
func (r *reader) identity(kind nhi.Kind, native, title, source string) nhi.Identity {
	if title = clean(title); title == "" {
		title = native
	}
	return nhi.Identity{
		ID:         nhi.ID("github:" + r.target + ":" + strings.ReplaceAll(string(kind), "_", "-") + ":" + native),
		Kind:       kind,
		Name:       title,
		System:     "github",
		Scope:      r.target,
		Credential: credentialOf(kind),
		Lifetime:   nhi.LifetimeStatic,
		Status:     nhi.Observed(nhi.StatusActive, source),
		Times: nhi.Times{
			LastUsed: nhi.Absent[time.Time](nhi.ReasonNotSupported, source),
			Rotated:  nhi.Absent[time.Time](nhi.ReasonNotSupported, source),
			Expires:  nhi.Absent[time.Time](nhi.ReasonNotSupported, source),
		},
	}
}

// services are the catalogue's names for the credentials that GitHub keeps.
var services = map[nhi.Kind]string{
	nhi.KindDeployKey:  "GitHub deploy key / SSH key",
	nhi.KindSSHKey:     "GitHub deploy key / SSH key",
	nhi.KindPATClassic: "GitHub PAT (classic)",
	nhi.KindPATFine:    "GitHub fine-grained PAT",
	nhi.KindOAuthToken: "GitHub OAuth / user-to-server",
	nhi.KindWebhook:    "GitHub webhook secret",
}

// catalogued is what the catalogue says of each of them.
var catalogued = sync.OnceValue(func() map[nhi.Kind]classify.Service {
	known := map[nhi.Kind]classify.Service{}
	for _, service := range classify.Services() {
		for kind, name := range services {
			if service.Name == name {
				known[kind] = service
			}
		}
	}
	return known
})

// credentialOf says what a kind's credential is. What has none that anybody rotates is GitHub's own.
func credentialOf(kind nhi.Kind) nhi.Credential {
	credential := nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: kind, Confidence: nhi.ConfidenceHigh, By: nhi.RecognisedByPlatform}
	if service, ok := catalogued()[kind]; ok {
		credential.Service, credential.RotationDays, credential.Keyless = service.Name, service.RotationDays, service.Keyless
	}
	return credential
}

// moment is a time that GitHub knows; none, where it could be, is unset.
func moment(t *time.Time, source string) nhi.Fact[time.Time] {
	if t == nil || t.IsZero() {
		return nhi.Absent[time.Time](nhi.ReasonUnset, source)
	}
	return nhi.Observed(t.UTC(), source)
}

// text is a name that GitHub knows; none is unset.
func text(value, source string) nhi.Fact[string] {
	if value = clean(value); value == "" {
		return nhi.Absent[string](nhi.ReasonUnset, source)
	}
	return nhi.Observed(value, source)
}

// told is a setting that GitHub takes from a closed set. What we do not know of it counts as not set.
func told[T ~string](value string, set []T, source string) nhi.Fact[T] {
	if known := oneOf(value, set, ""); known != "" {
		return nhi.Observed(known, source)
	}
	return nhi.Absent[T](nhi.ReasonUnset, source)
}

// administrative are the permissions that, to write, make who holds them an administrator.
var administrative = map[string]bool{
	"administration": true, "organization_administration": true, "enterprise_administration": true, "members": true,
	"organization_custom_roles": true, "organization_custom_org_roles": true,
}

// levelOf is the strongest of a set of permissions.
func levelOf(permissions map[string]string) nhi.PermissionLevel {
	level := nhi.PermissionNone
	for name, access := range permissions {
		got := nhi.PermissionLevel(access)
		if access == "write" && administrative[name] {
			got = nhi.PermissionAdmin
		}
		if got.Rank() > level.Rank() {
			level = got
		}
	}
	return level
}
