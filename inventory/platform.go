package inventory

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Where identities that the platform itself keeps are kept.
const (
	keptDefaultToken = "workflow-token-default"
	keptAccount      = "account"
)

// addPlatform adds what the platform itself keeps as an identity, and the machine users among the members.
func (b *builder) addPlatform() {
	p := b.seen.Platform
	if p == nil {
		return
	}
	for _, told := range p.Identities {
		b.identity(copyOf(told))
	}
	b.linkSameKeys()
	for i := range p.Organizations {
		for _, m := range p.Organizations[i].Members {
			b.addAccount(p.Organizations[i].Login, m)
		}
	}
	for i := range p.Repositories {
		for _, m := range p.Repositories[i].OutsideWriters {
			b.addAccount(ownerOf(p.Repositories[i].Name), m)
		}
	}
}

// copyOf is an identity whose parts can be changed without changing what the source gave.
func copyOf(told nhi.Identity) nhi.Identity {
	told.Links, told.Uses, told.Exposures = slices.Clone(told.Links), slices.Clone(told.Uses), slices.Clone(told.Exposures)
	told.Environments = slices.Clone(told.Environments)
	told.Privilege.Permissions = maps.Clone(told.Privilege.Permissions)
	return told
}

// linkSameKeys ties keys whose public half is the same: one key, kept in several places.
func (b *builder) linkSameKeys() {
	same := map[string][]*nhi.Identity{}
	for _, id := range sortedIDs(b.identities) {
		identity := b.identities[id]
		if print := fingerprint(identity.Credential); print != "" && (identity.Kind == nhi.KindDeployKey || identity.Kind == nhi.KindSSHKey) {
			same[print] = append(same[print], identity)
		}
	}
	for _, keys := range same {
		for i := 1; i < len(keys); i++ {
			link(keys[0], keys[i], nhi.RelationSameValue, nhi.RelationSameValue, "the public halves of both keys are the same")
		}
	}
}

func sortedIDs(identities map[nhi.ID]*nhi.Identity) []nhi.ID {
	return slices.Sorted(maps.Keys(identities))
}

// addAccount adds a machine user as an identity of its organisation. People are none.
func (b *builder) addAccount(organization string, m nhi.Member) {
	if m.Kind != nhi.AccountBot || organization == "" {
		return
	}
	scope := b.world.spell(organization)
	const source = "members"
	account := nhi.Identity{
		ID: githubID(scope, keptAccount, m.Login), Kind: nhi.KindServiceAccount, Name: m.Login, Store: keptAccount, Scope: scope,
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: nhi.KindServiceAccount},
		Lifetime:   nhi.LifetimeStatic, Account: &m, Status: nhi.Observed(nhi.StatusActive, source), URL: b.web + "/" + m.Login,
	}
	account.Times = nhi.Times{
		Created: nhi.Absent[time.Time](nhi.ReasonNotCollected, source), LastUsed: nhi.Absent[time.Time](nhi.ReasonNotSupported, "GitHub keeps no record for organisations"),
		Expires: nhi.Absent[time.Time](nhi.ReasonNotSupported, "an account does not expire"),
	}
	switch m.Role {
	case nhi.RoleOwner:
		account.Privilege.Level = nhi.Observed(nhi.PermissionAdmin, source)
		account.Privilege.Resources = nhi.Observed(nhi.ScopeOrganization, source)
	case nhi.RoleOutside:
		account.Privilege.Resources = nhi.Absent[nhi.ResourceScope](nhi.ReasonNotCollected, "the repositories that it was added to were not read")
	}
	b.identity(account)
}

// addSettings adds the default workflow token of every repository and organisation that the platform told of,
// with what their settings let be done.
func (b *builder) addSettings() {
	if b.seen.Platform == nil {
		return
	}
	for i := range b.seen.Platform.Repositories {
		r := &b.seen.Platform.Repositories[i]
		b.addDefaultToken(b.world.home(r.Name).name, b.web+"/"+r.Name+"/settings/actions", nhi.Settings{
			Level: nhi.LevelRepository, Visibility: r.Visibility, Actions: r.Actions, Undeclared: b.world.home(r.Name).undeclared,
			SecretScanning: r.SecretScanning, PushProtection: r.PushProtection,
			Bypasses: r.Bypasses, BypassesRead: r.BypassesRead, OutsideWriters: r.OutsideWriters, OutsideWritersRead: r.OutsideWritersRead,
		})
	}
	for i := range b.seen.Platform.Organizations {
		o := &b.seen.Platform.Organizations[i]
		b.addDefaultToken(b.world.spell(o.Login), b.web+"/organizations/"+o.Login+"/settings/actions", nhi.Settings{
			Level: nhi.LevelOrganization, Actions: o.Actions, Bypasses: o.Bypasses, BypassesRead: o.BypassesRead,
			TwoFactorRequired: o.TwoFactorRequired, ClassicTokensAllowed: o.ClassicTokensAllowed, AgentRepositories: o.AgentRepositories,
		})
	}
}

func (b *builder) addDefaultToken(scope, page string, settings nhi.Settings) {
	token := nhi.Identity{
		ID: nhi.ID(systemGitHub + ":" + scope + ":" + keptDefaultToken), Kind: nhi.KindWorkflowToken, Name: "settings of " + scope,
		Store: keptDefaultToken, Scope: scope, Lifetime: nhi.LifetimeEphemeral, Settings: &settings, URL: page,
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: nhi.KindWorkflowToken},
	}
	token.Privilege.Resources = nhi.Derived(nhi.ScopeSingle, "a workflow's token reaches its own repository")
	token.Privilege.Level = nhi.Absent[nhi.PermissionLevel](b.world.unseen(), "the setting was not read")
	if told := settings.Actions.DefaultToken; told.Known() {
		token.Privilege.Level = nhi.Fact[nhi.PermissionLevel]{Value: nhi.PermissionLevel(told.Value), Evidence: told.Evidence, Source: told.Source}
	}
	b.identity(token)
}

// subjectOf is what the platform writes into the subject of a repository's OIDC tokens; nil when it was not asked.
func (b *builder) subjectOf(h *home) *nhi.Subject {
	if !b.world.asked {
		return nil
	}
	source := "OIDC subject template of " + h.name
	if h.told == nil || !h.told.Actions.SubjectRead {
		return &nhi.Subject{
			Claims:    nhi.Absent[[]string](b.world.unseen(), source),
			Immutable: nhi.Absent[bool](b.world.unseen(), source),
		}
	}
	return &nhi.Subject{Claims: nhi.Observed(h.told.Actions.SubjectClaims, source), Immutable: h.told.Actions.ImmutableSubject}
}

// runners finds registered runners by what jobs ask for.
type runners struct {
	byLabel map[scopedKey][]*nhi.Identity // by the scope that registered them and a label
	able    map[scopedKey][]*nhi.Identity // by scope and all labels that are asked for, once asked for
}

// joinRunners gives each set of labels that jobs ask for what the registered runners with these labels are.
func (b *builder) joinRunners() {
	if b.seen.Platform == nil {
		return
	}
	registered := runners{map[scopedKey][]*nhi.Identity{}, map[scopedKey][]*nhi.Identity{}}
	var pools []*nhi.Identity
	for _, id := range sortedIDs(b.identities) {
		identity := b.identities[id]
		switch {
		case identity.Kind != nhi.KindRunner:
		case identity.Runner == nil:
			pools = append(pools, identity)
		default:
			for _, label := range identity.Runner.Labels {
				key := scopedKey{fold(identity.Scope), fold(label)}
				registered.byLabel[key] = append(registered.byLabel[key], identity)
			}
		}
	}
	for _, pool := range pools {
		able := append(slices.Clip(registered.with(pool.Scope, pool.Name)), registered.with(ownerOf(pool.Scope), pool.Name)...)
		joinPool(pool, able)
	}
}

// with returns the runners of a repository or organisation that have all the labels.
func (r runners) with(scope, labels string) []*nhi.Identity {
	key := scopedKey{fold(scope), fold(labels)}
	if known, ok := r.able[key]; ok {
		return known
	}
	wanted := strings.Split(key.key, ",")
	var able []*nhi.Identity
	for _, runner := range r.byLabel[scopedKey{key.scope, wanted[0]}] {
		if hasLabels(runner.Runner, wanted) {
			able = append(able, runner)
		}
	}
	r.able[key] = able
	return able
}

// maxServing is how many runners a set of labels is tied to, and back. Of more, no reader wants a list.
const maxServing = 5

// joinPool ties a set of labels to the runners that have them all, and sums up what these are.
func joinPool(pool *nhi.Identity, able []*nhi.Identity) {
	if len(able) == 0 {
		return
	}
	pool.Runner = sumOf(able)
	pool.Runner.Labels = strings.Split(pool.Name, ",")
	const reason = "it has the labels that jobs ask for"
	for _, runner := range able[:min(len(able), maxServing)] {
		pool.Links = append(pool.Links, nhi.Link{Relation: nhi.RelationServedBy, To: runner.ID, Reason: reason})
		if len(runner.Links) < maxServing {
			runner.Links = append(runner.Links, nhi.Link{Relation: nhi.RelationServes, To: pool.ID, Reason: reason})
		}
	}
}

func hasLabels(runner *nhi.Runner, wanted []string) bool {
	for _, label := range wanted {
		if !slices.ContainsFunc(runner.Labels, func(has string) bool { return strings.EqualFold(has, label) }) {
			return false
		}
	}
	return true
}

// sumOf is what a job that gets any of some runners has to reckon with: the worst of each.
func sumOf(able []*nhi.Identity) *nhi.Runner {
	sum := *able[0].Runner
	for _, other := range able[1:] {
		r := other.Runner
		sum.Online = sum.Online || r.Online
		sum.Ephemeral = worst(sum.Ephemeral, r.Ephemeral, false)
		sum.PublicRepositories = worst(sum.PublicRepositories, r.PublicRepositories, true)
		sum.AllRepositories = worst(sum.AllRepositories, r.AllRepositories, true)
		if sum.OS != r.OS {
			sum.OS = ""
		}
		if sum.Group != r.Group {
			sum.Group = ""
		}
		if sum.Version != r.Version {
			sum.Version = ""
		}
	}
	return &sum
}

// worst is the bad value if either fact has it, else the one that is not known.
func worst(a, b nhi.Fact[bool], bad bool) nhi.Fact[bool] {
	switch {
	case a.Known() && a.Value == bad:
		return a
	case b.Known() && b.Value == bad, a.Known():
		return b
	}
	return a
}
