package github

import (
	"context"
	"strconv"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// installationItem is an App that is installed in the organisation. Its permissions are a map, so
// that none is lost that a library does not know.
type installationItem struct {
	ID          int64             `json:"id"`
	AppID       int64             `json:"app_id"`
	Slug        string            `json:"app_slug"`
	Selection   string            `json:"repository_selection"` // "all" or "selected"
	Permissions map[string]string `json:"permissions"`
	CreatedAt   time.Time         `json:"created_at"`
	SuspendedAt *time.Time        `json:"suspended_at"`
}

func (i installationItem) named() bool { return i.ID != 0 && i.Slug != "" }

// installations reads the Apps of the organisation, and gives their names by App id.
func (r *reader) installations(ctx context.Context) map[int64]string {
	items, _ := all[installationItem](ctx, r, orgInstallations, "installations")
	names := map[int64]string{}
	for _, item := range items {
		names[item.AppID] = clean(item.Slug)
		r.Identities = append(r.Identities, r.installation(item))
	}
	return names
}

func (r *reader) installation(item installationItem) nhi.Identity {
	const source = "App installations"
	identity := r.identity(nhi.KindAppInstallation, clean(item.Slug), item.Slug, source)
	identity.URL = r.web + "/organizations/" + r.target + "/settings/installations/" + strconv.FormatInt(item.ID, 10)
	identity.Credential.Proves = []nhi.Proof{{Name: "github app id", Value: decimal(item.AppID)}}
	identity.Times.Created = moment(&item.CreatedAt, source)
	if item.SuspendedAt != nil {
		identity.Status = nhi.Observed(nhi.StatusDisabled, source)
	}
	permissions := map[string]string{}
	for name, access := range item.Permissions {
		permissions[clean(name)] = clean(access)
	}
	identity.Privilege = nhi.Privilege{
		Permissions: permissions,
		Level:       nhi.Derived(levelOf(permissions), "its permissions"),
		Resources:   nhi.Observed(nhi.ScopeMultiple, source),
	}
	if item.Selection == "all" {
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	}
	return identity
}
