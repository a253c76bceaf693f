package github

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// storedItem is a secret, or a variable with its value, as GitHub lists it.
type storedItem struct {
	Name       string    `json:"name"`
	Value      string    `json:"value"` // of variables only
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
	Visibility string    `json:"visibility"`
}

func (i storedItem) named() bool { return i.Name != "" }

// store is one list of secrets or variables.
type store struct {
	surface     *Surface
	name        nhi.SecretStore
	level       nhi.Level
	scope       string // owner/name or the organisation
	environment string
	list        api.List
}

// variablesPerPage is the most that GitHub gives of variables.
const variablesPerPage = 30

// newStore is a store at a surface's own path.
func (r *reader) newStore(s *Surface, name nhi.SecretStore, level nhi.Level) store {
	st := store{surface: s, name: name, level: level, scope: r.target, list: api.List{Path: r.path(s), Field: "secrets"}}
	if readable(name) {
		st.list.Field, st.list.PerPage = "variables", variablesPerPage
	}
	return st
}

// readable tells whether a store keeps variables, whose values GitHub gives.
func readable(store nhi.SecretStore) bool {
	return store == nhi.StoreVariables || store == nhi.StoreAgentVariables
}

// stored reads a store, and tells whether it read it to the end.
func (r *reader) stored(ctx context.Context, st store) bool {
	detail := ""
	if st.environment != "" {
		detail = "environment " + clean(st.environment)
	}
	items, complete := every[storedItem](ctx, r, st.surface, detail, st.list)
	for _, item := range items {
		secret := r.storedSecret(ctx, st, item)
		r.Secrets = append(r.Secrets, secret)
		if readable(st.name) {
			r.exposeVariable(st, item, secret.ID())
		}
	}
	return complete
}

func (r *reader) storedSecret(ctx context.Context, st store, item storedItem) nhi.StoredSecret {
	secret := nhi.StoredSecret{
		Name: clean(item.Name), Store: st.name, Level: st.level, Scope: st.scope, Environment: clean(st.environment),
		Visibility: oneOf(item.Visibility, nhi.SecretVisibilities, ""), Created: item.CreatedAt.UTC(), Updated: item.UpdatedAt.UTC(),
	}
	if st.level == nhi.LevelOrganization && secret.Visibility == nhi.SecretForSelected {
		secret.Repositories = r.selected(ctx, st, item.Name)
	}
	return secret
}

// named is what is needed of a repository in a list.
type namedRepository struct {
	FullName string `json:"full_name"`
}

func (n namedRepository) named() bool { return n.FullName != "" }

// selected reads which repositories a secret of the organisation is granted to; nil when it could not.
func (r *reader) selected(ctx context.Context, st store, secret string) []string {
	list := api.List{Path: st.list.Path + api.Path("/%s/repositories", secret), Field: "repositories"}
	granted, complete := every[namedRepository](ctx, r, st.surface, "repositories of "+clean(secret), list)
	if !complete {
		return nil
	}
	names := make([]string, 0, len(granted))
	for _, g := range granted {
		names = append(names, clean(g.FullName))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// exposeVariable takes a variable whose value is a credential for what it is: exposed to everybody
// who may read the repository. The value goes no further.
func (r *reader) exposeVariable(st store, item storedItem, of nhi.ID) {
	credential := classify.Value(item.Value, classify.Hint{Name: item.Name})
	if credential.Public || credential.Checksum == "invalid" || credential.By != nhi.RecognisedByValue && credential.By != nhi.RecognisedByURL {
		return
	}
	place, root, page := "variable "+clean(item.Name)+" of ", r.web+"/"+st.scope, "/settings/variables/actions"
	if st.level == nhi.LevelOrganization {
		root = r.web + "/organizations/" + st.scope
	}
	switch {
	case st.name == nhi.StoreAgentVariables:
		place, page = place+"the coding agent of ", "/settings/copilot/coding_agent"
	case st.level == nhi.LevelEnvironment:
		place, page = place+"environment "+clean(st.environment)+" of ", "/settings/environments"
	}
	r.Exposures = append(r.Exposures, nhi.Exposure{
		Rule: "variable", Of: of, Date: item.UpdatedAt.UTC(), Presence: nhi.PresenceHead,
		Name: clean(item.Name), Preview: classify.Preview(item.Value), Credential: credential, Confidence: credential.Confidence,
		Location: nhi.Location{Repository: r.elsewhere(st.scope)},
		Platform: &nhi.Alert{Place: place + st.scope, URL: root + page, Created: item.CreatedAt.UTC()},
	})
}

// elsewhere is a scope as Location.Repository wants it: "" for the target's own, and for what an
// organisation itself keeps.
func (r *reader) elsewhere(scope string) string {
	if scope == r.options.Repository || !strings.Contains(scope, "/") {
		return ""
	}
	return scope
}
