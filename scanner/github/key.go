package github

import (
	"context"
	"strconv"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// keyItem is a deploy key as GitHub lists it.
type keyItem struct {
	ID        int64      `json:"id"`
	Key       string     `json:"key"` // the public one
	Title     string     `json:"title"`
	ReadOnly  bool       `json:"read_only"`
	Enabled   *bool      `json:"enabled"`
	AddedBy   string     `json:"added_by"`
	CreatedAt time.Time  `json:"created_at"`
	LastUsed  *time.Time `json:"last_used"`
}

func (k keyItem) named() bool { return k.ID != 0 }

// deployKeys reads the deploy keys of a repository.
func (r *reader) deployKeys(ctx context.Context) {
	items, _ := all[keyItem](ctx, r, repoKeys, "")
	for _, item := range items {
		r.deployKey(item)
	}
}

func (r *reader) deployKey(item keyItem) {
	const source = "deploy keys"
	level, status := nhi.PermissionWrite, nhi.StatusActive
	if item.ReadOnly {
		level = nhi.PermissionRead
	}
	if item.Enabled != nil && !*item.Enabled {
		status = nhi.StatusDisabled
	}
	identity := r.identity(nhi.KindDeployKey, strconv.FormatInt(item.ID, 10), item.Title, source)
	identity.URL = r.web + "/" + r.target + "/settings/keys"
	identity.Holder = text(item.AddedBy, source)
	identity.Privilege = nhi.Privilege{
		Level:       nhi.Observed(level, source),
		Resources:   nhi.Observed(nhi.ScopeSingle, source),
		Permissions: map[string]string{"contents": string(level)},
	}
	identity.Status = nhi.Observed(status, source)
	identity.Times.Created = moment(&item.CreatedAt, source)
	identity.Times.LastUsed = moment(item.LastUsed, source)
	identity.Credential.Proves = publicHalf(item.Key)
	r.Identities = append(r.Identities, identity)
}

// publicHalf is what a public key says of itself. By its fingerprint a private key that lies in a file is known to
// be the other half.
func publicHalf(key string) []nhi.Proof {
	var proofs []nhi.Proof
	for _, p := range classify.Value(key, classify.Hint{}).Proves {
		if p.Name == "algorithm" || p.Name == "fingerprint" {
			proofs = append(proofs, p)
		}
	}
	return proofs
}
