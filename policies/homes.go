package policies

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// home is a holder of settings: an organisation, a repository or an environment. What is derived of it is made when it is
// judged: an organisation has ten thousand.
type home struct {
	id    nhi.ID
	level nhi.Level
	name  string
	owner string
	in    string // an environment's repository
	facts func() settingsFacts
}

// homes lists who holds settings, sorted by ID. Archived repositories are left out: nothing runs in them.
func (d *derivation) homes(p *nhi.Platform, in Input) []home {
	var all []home
	for i := range in.Identities {
		if id := &in.Identities[i]; id.Settings != nil && !d.archived(id.Scope) && id.RepositoryState == "" {
			all = append(all, home{
				id: id.ID, level: id.Settings.Level, name: id.Scope, owner: ownerOf(id.Scope), facts: func() settingsFacts { return d.settingsOf(id) },
			})
		}
	}
	if p != nil {
		secrets := environmentSecrets(p, in.Identities)
		for i := range p.Environments {
			if e := &p.Environments[i]; !d.archived(e.Repository) {
				all = append(all, home{
					id: environmentID(e), level: nhi.LevelEnvironment, name: e.Name, owner: ownerOf(e.Repository), in: e.Repository,
					facts: func() settingsFacts { return environmentSettings(*e, secrets[environmentKey(e.Repository, e.Name)]) },
				})
			}
		}
	}
	nhi.Sort(all, func(a, b home) int { return cmp.Compare(a.id, b.id) })
	return all
}

func environmentID(e *nhi.Deployment) nhi.ID {
	return nhi.ID("github:" + e.Repository + ":environment:" + e.Name)
}

func (d *derivation) archived(repository string) bool {
	r := d.world.repository(repository)
	return r != nil && (r.Archived || r.Disabled)
}

func ownerOf(scope string) string {
	owner, _, _ := strings.Cut(scope, "/")
	return owner
}

func (d *derivation) settingsOf(id *nhi.Identity) settingsFacts {
	s := id.Settings
	f := settingsFacts{
		ID: id.ID, Level: s.Level, Name: id.Scope, Owner: ownerOf(id.Scope), Visibility: s.Visibility, URL: id.URL,
		Bypasses: bypassesOf(s.Bypasses), OutsideWriters: membersOf(s.OutsideWriters), Undeclared: s.Undeclared, Unknown: reasons{},
	}
	a := s.Actions
	fact(f.Unknown, &f.DefaultToken, "default_token", setting(d.world, a.DefaultToken))
	fact(f.Unknown, &f.ApprovesPullRequests, "approves_pull_requests", setting(d.world, a.ApprovesPullRequests))
	fact(f.Unknown, &f.AllowedActions, "allowed_actions", setting(d.world, a.AllowedActions))
	fact(f.Unknown, &f.PinningRequired, "pinning_required", setting(d.world, a.PinningRequired))
	fact(f.Unknown, &f.BypassesKnown, "bypasses_known", d.listed(s.BypassesRead, "rulesets"))
	if s.Level == nhi.LevelRepository {
		fact(f.Unknown, &f.OutsideWritersKnown, "outside_writers_known", d.listed(s.OutsideWritersRead, "outside collaborators"))
		fact(f.Unknown, &f.SecretScanning, "secret_scanning", setting(d.world, s.SecretScanning))
		fact(f.Unknown, &f.PushProtection, "push_protection", setting(d.world, s.PushProtection))
	} else {
		d.organizationFacts(&f, s)
	}
	return f
}

// listed is known where a list was read to its end.
func (d *derivation) listed(read bool, source string) nhi.Fact[bool] {
	if read {
		return nhi.Observed(true, source)
	}
	return nhi.Absent[bool](d.world.why(), source)
}

func (d *derivation) organizationFacts(f *settingsFacts, s *nhi.Settings) {
	fact(f.Unknown, &f.AgentRepositories, "agent_repositories", setting(d.world, s.AgentRepositories))
	fact(f.Unknown, &f.ClassicTokensAllowed, "classic_tokens_allowed", setting(d.world, s.ClassicTokensAllowed))
	fact(f.Unknown, &f.TwoFactorRequired, "two_factor_required", setting(d.world, s.TwoFactorRequired))
	var coverage nhi.Fact[int]
	var members, secondFactors nhi.Fact[bool]
	if o := d.world.organization(f.Owner); o != nil {
		if f.Repositories = o.RepositoriesKnown; f.Repositories > 0 {
			coverage = nhi.Derived(o.RepositoriesRead*100/o.RepositoriesKnown, "platform")
		}
		if o.Members != nil {
			members = nhi.Observed(true, "members")
		}
		if slices.ContainsFunc(o.Members, func(m nhi.Member) bool { return m.TwoFactor.Known() }) {
			secondFactors = nhi.Observed(true, "members")
		}
		f.Machines = machinesOf(o.Members)
	}
	fact(f.Unknown, &f.CoveragePercent, "coverage_percent", setting(d.world, coverage))
	fact(f.Unknown, &f.MembersKnown, "members_known", setting(d.world, members))
	fact(f.Unknown, &f.SecondFactorsKnown, "second_factors_known", setting(d.world, secondFactors))
}

// machinesOf are the accounts among members that are machines by their names. An App's own account has no password.
func machinesOf(members []nhi.Member) []machineFacts {
	var facts []machineFacts
	for _, m := range members {
		if m.Kind == nhi.AccountBot || !namesAMachine(m.Login) {
			continue
		}
		f := machineFacts{Login: m.Login, Role: m.Role}
		if m.TwoFactor.Known() {
			f.TwoFactor = &m.TwoFactor.Value
		}
		facts = append(facts, f)
	}
	nhi.Sort(facts, func(a, b machineFacts) int { return cmp.Compare(a.Login, b.Login) })
	return facts
}

func environmentSettings(e nhi.Deployment, secrets []string) settingsFacts {
	f := settingsFacts{
		ID: environmentID(&e), Level: nhi.LevelEnvironment, Name: e.Name,
		Owner: ownerOf(e.Repository), Home: e.Repository, Secrets: secrets, Production: namesProduction(e.Name),
		Reviewers: e.Reviewers, SelfReview: e.SelfReview, Guarded: e.Guarded(), Unknown: reasons{},
	}
	fact(f.Unknown, &f.AdminsBypass, "admins_bypass", e.AdminsBypass)
	fact(f.Unknown, &f.AnyBranch, "any_branch", e.AnyBranch())
	return f
}

// environmentKey names an environment; GitHub's names know no case.
func environmentKey(repository, name string) nameIn {
	return nameIn{strings.ToLower(repository), strings.ToLower(name)}
}

// environmentSecrets are the secrets that each environment keeps, and those that its jobs use. The trusts of its
// jobs are as good as a secret.
func environmentSecrets(p *nhi.Platform, identities []nhi.Identity) map[nameIn][]string {
	secrets := map[nameIn][]string{}
	add := func(repository, environment, name string) {
		key := environmentKey(repository, environment)
		secrets[key] = append(secrets[key], name)
	}
	for _, s := range p.Secrets {
		if s.Level == nhi.LevelEnvironment && s.Store == nhi.StoreActions {
			add(s.Scope, s.Environment, s.Name)
		}
	}
	for i := range identities {
		id := &identities[i]
		for _, u := range id.Uses {
			if u.Environment != "" && (isSecret(id) || id.Kind == nhi.KindOIDCTrust) {
				add(cmp.Or(u.Location.Repository, id.Scope), u.Environment, id.Name)
			}
		}
	}
	for key, names := range secrets {
		slices.Sort(names)
		secrets[key] = slices.Compact(names)
	}
	return secrets
}

func bypassesOf(all []nhi.Bypass) []bypassFacts {
	var facts []bypassFacts
	for _, b := range all {
		facts = append(facts, bypassFacts(b))
	}
	nhi.Sort(facts, func(a, b bypassFacts) int {
		return cmp.Or(cmp.Compare(a.Ruleset, b.Ruleset), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Mode, b.Mode))
	})
	return facts
}

func membersOf(all []nhi.Member) []memberFacts {
	var facts []memberFacts
	for _, m := range all {
		facts = append(facts, memberFacts{Login: m.Login, Machine: m.Kind == nhi.AccountBot || namesAMachine(m.Login)})
	}
	nhi.Sort(facts, func(a, b memberFacts) int { return cmp.Compare(a.Login, b.Login) })
	return facts
}
