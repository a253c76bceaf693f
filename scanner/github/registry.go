package github

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// registryItem is a private package registry whose credential the organisation keeps.
type registryItem struct {
	Name       string    `json:"name"`
	Type       string    `json:"registry_type"`
	AuthType   string    `json:"auth_type"` // "token", "username_password" or "oidc_…"
	URL        string    `json:"url"`
	Username   string    `json:"username"`
	Visibility string    `json:"visibility"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
}

func (i registryItem) named() bool { return i.Name != "" }

// registries reads the private registries of the organisation.
func (r *reader) registries(ctx context.Context) {
	identify(ctx, r, orgRegistries, "configurations", r.registry)
}

func (r *reader) registry(item registryItem) nhi.Identity {
	const source = "private registries"
	kind := nhi.KindAPIKey
	federated := strings.HasPrefix(item.AuthType, "oidc")
	switch {
	case federated:
		kind = nhi.KindOIDCTrust
	case item.AuthType == "username_password":
		kind = nhi.KindPassword
	}
	identity := r.identity(kind, clean(item.Name), item.Name, source)
	identity.ID = nhi.ID("github:" + r.target + ":private-registry:" + clean(item.Name))
	identity.Store = "private-registry"
	identity.URL = r.web + "/organizations/" + r.target + "/settings/security_analysis/private_registries"
	identity.Credential = registryCredential(item, kind)
	identity.Times.Created = moment(&item.CreatedAt, source)
	if federated {
		identity.Lifetime = nhi.LifetimeFederated
	} else {
		identity.Times.Rotated = moment(&item.UpdatedAt, source)
	}
	identity.Privilege.Resources = nhi.Observed(nhi.ScopeMultiple, source)
	if item.Visibility == "all" || item.Visibility == "private" {
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	}
	return identity
}

// registryCredential says whose registry it is, by its name or else its host.
func registryCredential(item registryItem, kind nhi.Kind) nhi.Credential {
	credential := classify.Name(item.Name)
	if credential.Service == "" {
		credential.Service = clean(item.Type)
		if u, err := url.Parse(item.URL); err == nil && u.Host != "" {
			credential.Service = clean(u.Hostname())
		}
		credential.Category = nhi.CategoryPackageRegistry
	}
	credential.Kind, credential.Public, credential.By = kind, false, nhi.RecognisedByPlatform
	return credential
}
