package github

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// webhookItem is a webhook as GitHub lists it. Config.Secret is asterisks when there is one.
type webhookItem struct {
	ID     int64    `json:"id"`
	Active bool     `json:"active"`
	Events []string `json:"events"`
	Config struct {
		URL         string          `json:"url"`
		InsecureSSL json.RawMessage `json:"insecure_ssl"` // "1" or 1: certificates are not checked
		Secret      string          `json:"secret"`
	} `json:"config"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	LastResponse *struct {
		Code   *int   `json:"code"`
		Status string `json:"status"`
	} `json:"last_response"` // of a repository's
}

func (w webhookItem) named() bool { return w.ID != 0 }

// webhooks reads the webhooks of the reader's target.
func (r *reader) webhooks(ctx context.Context, s *Surface, page string) {
	identify(ctx, r, s, "", func(item webhookItem) nhi.Identity { return r.webhook(item, page) })
}

func (r *reader) webhook(item webhookItem, page string) nhi.Identity {
	const source = "webhooks"
	native := strconv.FormatInt(item.ID, 10)
	host, plaintext := destination(item.Config.URL)
	identity := r.identity(nhi.KindWebhook, native, host, source)
	identity.URL = page + "/" + native
	identity.Times.Created = moment(&item.CreatedAt, source)
	if !item.Active {
		identity.Status = nhi.Observed(nhi.StatusDisabled, source)
	}
	if item.Config.Secret == "" {
		identity.Credential.RotationDays = 0 // there is nothing to rotate
	} else if item.UpdatedAt.Sub(item.CreatedAt) > sameMoment {
		identity.Times.Rotated = nhi.Inferred(item.UpdatedAt.UTC(), source+": edited then; whether its secret was changed, GitHub does not tell")
	}
	identity.Privilege.Level = nhi.Derived(nhi.PermissionRead, "a webhook is sent events and can do nothing")
	identity.Privilege.Resources = nhi.Observed(nhi.ScopeSingle, source)
	if !strings.Contains(r.target, "/") {
		identity.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	}
	unverified := strings.Trim(string(item.Config.InsecureSSL), `"`) == "1"
	events := cleaned(slices.Clone(item.Events))
	slices.Sort(events)
	identity.Webhook = &nhi.Webhook{
		Host: host, Plaintext: plaintext, Unverified: unverified,
		Secured:    secured(host, item.Config.InsecureSSL, plaintext || unverified, source),
		HasSecret:  nhi.Observed(item.Config.Secret != "", source),
		Events:     events,
		LastStatus: lastStatus(item, source),
	}
	return identity
}

// secured tells whether a delivery can be read or redirected on its way; not known where GitHub leaves out where it
// goes, or whether certificates are checked.
func secured(host string, insecureSSL json.RawMessage, unsafe bool, source string) nhi.Fact[bool] {
	if !unsafe && (host == "" || len(insecureSSL) == 0) {
		return nhi.Absent[bool](nhi.ReasonNotPermitted, source)
	}
	return nhi.Observed(!unsafe, source)
}

// sameMoment is within what GitHub takes to make a webhook.
const sameMoment = time.Minute

// lastStatus is the answer to the last delivery, which GitHub remembers for a repository's webhooks.
func lastStatus(item webhookItem, source string) nhi.Fact[int] {
	last := item.LastResponse
	switch {
	case last == nil:
		return nhi.Absent[int](nhi.ReasonNotSupported, source)
	case last.Code != nil && *last.Code > 0:
		return nhi.Observed(*last.Code, source)
	case last.Code == nil && (last.Status == "unused" || last.Status == ""):
		return nhi.Absent[int](nhi.ReasonUnset, source)
	}
	return nhi.Observed(0, source)
}

// destination is the host of a webhook's URL, without what may hold a credential, and whether what
// is sent there can be read on the way.
func destination(text string) (host string, plaintext bool) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return "", false
	}
	local := u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
	return clean(u.Host), strings.EqualFold(u.Scheme, "http") && !local
}
