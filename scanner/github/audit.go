package github

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// auditItem is an entry of the audit log. Whose and which secret it is about, GitHub's description does not say; the
// moment does.
type auditItem struct {
	Action string `json:"action"`
	Actor  string `json:"actor"`
	Repo   string `json:"repo"`
	HookID int64  `json:"hook_id"`
	At     int64  `json:"@timestamp"` // in milliseconds
}

func (i auditItem) named() bool { return i.Action != "" }

// act is what the audit log says that somebody did.
type act struct {
	Action string
	Actor  string
	Scope  string // owner/name or the organisation
	Hook   int64  `json:",omitempty"`
	At     time.Time
}

// setting are the actions that store a secret's value, by the level of the secret.
var setting = []struct {
	action string
	level  nhi.Level
}{
	{"org.create_actions_secret", nhi.LevelOrganization}, {"org.update_actions_secret", nhi.LevelOrganization},
	{"repo.create_actions_secret", nhi.LevelRepository}, {"repo.update_actions_secret", nhi.LevelRepository},
	{"environment.create_actions_secret", nhi.LevelEnvironment}, {"environment.update_actions_secret", nhi.LevelEnvironment},
}

const makesWebhook = "hook.create"

// The bounds on what is read of the audit log: entries of one action, the last first, and Apps that are asked for.
const (
	maximumEntries     = 1000
	maximumAuditedApps = 50
)

// audit reads who last stored secrets and made webhooks, and when Apps last did something, as far back as the log goes.
func (r *reader) audit(ctx context.Context) {
	actions := []string{makesWebhook}
	for _, s := range setting {
		actions = append(actions, s.action)
	}
	for _, action := range actions {
		entries, complete := r.entries(ctx, "action:"+action, maximumEntries)
		for _, e := range entries {
			if e.Action == action && e.Actor != "" {
				scope := clean(e.Repo)
				if scope == "" {
					scope = r.target
				}
				r.Acts = append(r.Acts, act{action, clean(e.Actor), scope, e.HookID, time.UnixMilli(e.At).UTC()})
			}
		}
		if !complete {
			return
		}
	}
	r.auditApps(ctx)
}

func (r *reader) auditApps(ctx context.Context) {
	asked := 0
	for i := range r.Identities {
		app := &r.Identities[i]
		if app.Kind != nhi.KindAppInstallation || asked == maximumAuditedApps {
			continue
		}
		asked++
		entries, complete := r.entries(ctx, "actor:"+app.Name+"[bot]", 1)
		if len(entries) > 0 && entries[0].At > 0 {
			app.Times.LastUsed = nhi.Observed(time.UnixMilli(entries[0].At).UTC(), orgAudit.Title+": at the earliest; what it only reads is not logged")
		}
		if !complete {
			return
		}
	}
}

// entries reads the last entries that a phrase finds.
func (r *reader) entries(ctx context.Context, phrase string, most int) ([]auditItem, bool) {
	list := api.List{Path: r.path(orgAudit) + "?phrase=" + url.QueryEscape(phrase), Max: most}
	return every[auditItem](ctx, r, orgAudit, "", list)
}

// sameSetting is how far the moment in which a value was stored and its entry in the log may lie apart.
const sameSetting = 5 * time.Second

// joinActs says who last set the value of each secret, and who made each webhook. Where two people stored secrets of
// one scope in the same moment, nobody is named.
func joinActs(p *nhi.Platform, acts []act) {
	if len(acts) == 0 {
		return
	}
	type place struct {
		scope string
		level nhi.Level
	}
	stored, hooks := map[place][]act{}, map[string]act{}
	for _, a := range acts {
		if a.Action == makesWebhook {
			hooks[strconv.FormatInt(a.Hook, 10)] = a
		}
		for _, s := range setting {
			if s.action == a.Action {
				at := place{strings.ToLower(a.Scope), s.level}
				stored[at] = append(stored[at], a)
			}
		}
	}
	for i := range p.Secrets {
		if s := &p.Secrets[i]; s.Store == nhi.StoreActions {
			s.SetBy = actorAt(stored[place{strings.ToLower(s.Scope), s.Level}], s.Updated)
		}
	}
	for i := range p.Identities {
		identity := &p.Identities[i]
		native := string(identity.ID[strings.LastIndex(string(identity.ID), ":")+1:])
		if a, found := hooks[native]; found && identity.Kind == nhi.KindWebhook {
			identity.Holder = nhi.Observed(a.Actor, orgAudit.Title)
		}
	}
}

// actorAt is the one actor of all acts at a moment, "" where there are several or none.
func actorAt(acts []act, moment time.Time) string {
	actor := ""
	for _, a := range acts {
		if a.At.Sub(moment).Abs() > sameSetting {
			continue
		}
		if actor != "" && actor != a.Actor {
			return ""
		}
		actor = a.Actor
	}
	return actor
}
