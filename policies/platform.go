package policies

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// world is what the platform says, by name. GitHub's names know no case.
type world struct {
	asked         bool
	members       map[string]string // logins of people, by their form in the name of a secret
	repositories  map[string]*nhi.Repository
	organizations map[string]*nhi.Organization
}

func worldOf(p *nhi.Platform) world {
	w := world{asked: p != nil, members: map[string]string{}, repositories: map[string]*nhi.Repository{}, organizations: map[string]*nhi.Organization{}}
	if p == nil {
		return w
	}
	for i := range p.Repositories {
		w.repositories[strings.ToLower(p.Repositories[i].Name)] = &p.Repositories[i]
	}
	for i := range p.Organizations {
		w.organizations[strings.ToLower(p.Organizations[i].Login)] = &p.Organizations[i]
		w.meet(p.Organizations[i].Members)
	}
	return w
}

// shortestName is the shortest login that is looked for in names: shorter ones are words too often.
const shortestName = 5

func (w world) meet(members []nhi.Member) {
	for _, m := range members {
		if m.Kind == "user" && len(m.Login) >= shortestName && !namesAMachine(m.Login) {
			w.members[secretName(m.Login)] = m.Login
		}
	}
}

// secretName is a login as the name of a secret can hold it.
func secretName(login string) string { return strings.ToUpper(strings.ReplaceAll(login, "-", "_")) }

// named is the member whose name a secret's name begins with, "" for none.
func (w world) named(name string) string {
	words := strings.Split(name, "_")
	for n := len(words) - 1; n > 0; n-- {
		if login, ok := w.members[strings.ToUpper(strings.Join(words[:n], "_"))]; ok {
			return login
		}
	}
	return ""
}

func (w world) repository(name string) *nhi.Repository { return w.repositories[strings.ToLower(name)] }

func (w world) organization(scope string) *nhi.Organization {
	owner, _, _ := strings.Cut(scope, "/")
	return w.organizations[strings.ToLower(owner)]
}

// why is the reason for which something of the platform is not known.
func (w world) why() nhi.AbsentReason {
	if w.asked {
		return nhi.ReasonNotPermitted // a gap says what exactly stood in the way
	}
	return nhi.ReasonNotCollected
}

// setting is a fact of the platform; one that nobody could read says so.
func setting[T any](w world, f nhi.Fact[T]) nhi.Fact[T] {
	if !f.Known() && f.Reason == "" {
		return nhi.Absent[T](w.why(), f.Source)
	}
	return f
}

// platform adds to an identity what the platform says of it and of its home.
func (d *derivation) platform(f *identityFacts, id *nhi.Identity) {
	fact(f.Unknown, &f.Holder, "holder", setting(d.world, id.Holder))
	fact(f.Unknown, &f.OwnerPresent, "owner_present", d.ownerPresent(id))
	archived, visibility := d.home(id)
	fact(f.Unknown, &f.HomeArchived, "home_archived", archived)
	fact(f.Unknown, &f.HomeVisibility, "home_visibility", visibility)
	if isSecret(id) {
		f.NamesMember = d.world.named(id.Name)
	}
	d.stored(f, id)
	d.webhook(f, id)
	d.runner(f, id)
	d.trust(f, id)
	if !strings.Contains(id.Scope, "/") {
		return
	}
	for _, other := range d.named[nameIn{id.Scope, id.Name}] {
		if other.ID != id.ID && other.Store != id.Store && isSecret(id) && isSecret(other) {
			f.SameName = append(f.SameName, d.shared(other))
		}
	}
}

// nameIn is a name in a repository.
type nameIn struct{ scope, name string }

func isSecret(id *nhi.Identity) bool {
	return id.Kind == nhi.KindCISecret && strings.HasSuffix(id.Store, "-secret")
}

// ownerPresent tells whether an identity's owner is still a member. What has no owner is
// another policy's; and who departed is for the inventory to say, which knows how owners are named.
func (d *derivation) ownerPresent(id *nhi.Identity) nhi.Fact[bool] {
	o := d.world.organization(id.Scope)
	switch {
	case id.Owner.Status == nhi.OwnerDeparted:
		return nhi.Derived(false, "members")
	case id.Owner.Status == nhi.OwnerNone || id.Owner.Status == "":
		return nhi.Absent[bool](nhi.ReasonNotSupported, "no owner is known")
	case o == nil || o.Members == nil:
		return nhi.Absent[bool](d.world.why(), "members")
	}
	return nhi.Derived(true, "members")
}

func (d *derivation) home(id *nhi.Identity) (archived nhi.Fact[bool], visibility nhi.Fact[string]) {
	r := d.world.repository(id.Scope)
	switch {
	case r != nil:
		archived = nhi.Observed(r.Archived || r.Disabled, "platform")
		if r.Visibility != "" {
			visibility = nhi.Observed(r.Visibility, "platform")
		}
	case id.RepositoryState != "":
		archived = nhi.Observed(true, "platform")
	case !strings.Contains(id.Scope, "/") && d.world.asked:
		return nhi.Absent[bool](nhi.ReasonNotSupported, "no repository"), nhi.Absent[string](nhi.ReasonNotSupported, "no repository")
	}
	return setting(d.world, archived), setting(d.world, visibility)
}

func (d *derivation) stored(f *identityFacts, id *nhi.Identity) {
	s := id.Stored
	if s == nil {
		fact(f.Unknown, &f.Defined, "defined", nhi.Absent[bool](nhi.ReasonNotCollected, ""))
		f.Unknown["stored"] = nhi.ReasonNotCollected
		return
	}
	fact(f.Unknown, &f.Defined, "defined", setting(d.world, s.Defined))
	switch {
	case s.Level == "" && s.Defined.Known():
		f.Unknown["stored"] = nhi.ReasonUnset
	case s.Level == "":
		f.Unknown["stored"] = setting(d.world, s.Defined).Why()
	}
	f.Stored = &storedFacts{
		Searched: s.Searched, Level: s.Level, Environment: s.Environment, Visibility: s.Visibility,
		Granted: s.Granted, UsedBy: s.UsedBy, ShadowedIn: s.ShadowedIn, Undecided: s.Undecided,
	}
	f.Stored.Store = storeOf(id.Store)
}

// storeOf is the store of an nhi.StoredSecret by what it calls where it is kept, "" for what is none.
func storeOf(kept string) string {
	place, what, _ := cutLast(kept, "-")
	switch {
	case what == "variable":
		return nhi.StoreVariables
	case what != "secret":
		return ""
	case place == nhi.LevelEnvironment:
		return nhi.StoreActions
	}
	return place
}

func (d *derivation) webhook(f *identityFacts, id *nhi.Identity) {
	w := id.Webhook
	if w == nil {
		f.Unknown["signed"], f.Unknown["delivery_status"] = nhi.ReasonNotCollected, nhi.ReasonNotCollected
		return
	}
	f.Webhook = &webhookFacts{Host: w.Host, Plaintext: w.Plaintext, Unverified: w.Unverified, Events: w.Events}
	fact(f.Unknown, &f.Signed, "signed", setting(d.world, w.HasSecret))
	fact(f.Unknown, &f.DeliveryStatus, "delivery_status", setting(d.world, w.LastStatus))
}

func (d *derivation) runner(f *identityFacts, id *nhi.Identity) {
	r := id.Runner
	if r == nil {
		for _, name := range []string{"ephemeral", "public_repositories", "all_repositories"} {
			f.Unknown[name] = nhi.ReasonNotCollected
		}
		return
	}
	f.Runner = &runnerFacts{OS: r.OS, Version: r.Version, Online: r.Online, Group: r.Group, Labels: r.Labels}
	fact(f.Unknown, &f.Ephemeral, "ephemeral", setting(d.world, r.Ephemeral))
	fact(f.Unknown, &f.PublicRepositories, "public_repositories", setting(d.world, r.PublicRepositories))
	fact(f.Unknown, &f.AllRepositories, "all_repositories", setting(d.world, r.AllRepositories))
}

func (d *derivation) trust(f *identityFacts, id *nhi.Identity) {
	var claims nhi.Fact[[]string]
	var immutable nhi.Fact[bool]
	if id.Subject != nil {
		claims, immutable = setting(d.world, id.Subject.Claims), setting(d.world, id.Subject.Immutable)
	}
	fact(f.Unknown, &f.SubjectClaims, "subject_claims", claims)
	fact(f.Unknown, &f.SubjectImmutable, "subject_immutable", immutable)
}

func (d *derivation) alert(a *nhi.Alert) *alertFacts {
	if a == nil {
		return nil
	}
	f := &alertFacts{Place: a.Place, URL: a.URL, State: a.State, Validity: a.Validity, Public: a.Public, Bypassed: a.Bypassed}
	if !a.Created.IsZero() {
		days := d.since(a.Created)
		f.Days = &days
	}
	return f
}

// settings derives how GitHub is set, sorted by ID. Archived repositories are left out: nothing runs in them.
func (d *derivation) settings(p *nhi.Platform, in Input) []settingsFacts {
	var all []settingsFacts
	for i := range in.Identities {
		if id := &in.Identities[i]; id.Settings != nil && !d.archived(id.Scope) && id.RepositoryState == "" {
			all = append(all, d.settingsOf(id))
		}
	}
	if p != nil {
		secrets := environmentSecrets(p, in.Identities)
		for _, e := range p.Environments {
			if !d.archived(e.Repository) {
				all = append(all, environmentSettings(e, secrets[environmentKey(e.Repository, e.Name)]))
			}
		}
	}
	slices.SortFunc(all, func(a, b settingsFacts) int { return cmp.Compare(a.ID, b.ID) })
	return all
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
	if s.Level == nhi.LevelRepository {
		fact(f.Unknown, &f.SecretScanning, "secret_scanning", setting(d.world, s.SecretScanning))
		fact(f.Unknown, &f.PushProtection, "push_protection", setting(d.world, s.PushProtection))
	} else {
		d.organizationFacts(&f, s)
	}
	return f
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
		if m.Kind == "bot" || !namesAMachine(m.Login) {
			continue
		}
		f := machineFacts{Login: m.Login, Role: m.Role}
		if m.TwoFactor.Known() {
			f.TwoFactor = &m.TwoFactor.Value
		}
		facts = append(facts, f)
	}
	slices.SortFunc(facts, func(a, b machineFacts) int { return cmp.Compare(a.Login, b.Login) })
	return facts
}

func environmentSettings(e nhi.Deployment, secrets []string) settingsFacts {
	return settingsFacts{
		ID: nhi.ID("github:" + e.Repository + ":environment:" + e.Name), Level: nhi.LevelEnvironment, Name: e.Name,
		Owner: ownerOf(e.Repository), Home: e.Repository, Secrets: secrets, Production: namesProduction(e.Name),
		Reviewers: e.Reviewers, SelfReview: e.SelfReview, AdminsBypass: e.AdminsBypass, Guarded: e.Guarded(),
		AnyBranch: !e.Protected && e.Branches == nil, Unknown: reasons{},
	}
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
	slices.SortFunc(facts, func(a, b bypassFacts) int {
		return cmp.Or(cmp.Compare(a.Ruleset, b.Ruleset), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Mode, b.Mode))
	})
	return facts
}

func membersOf(all []nhi.Member) []memberFacts {
	var facts []memberFacts
	for _, m := range all {
		facts = append(facts, memberFacts{Login: m.Login, Machine: m.Kind == "bot" || namesAMachine(m.Login)})
	}
	slices.SortFunc(facts, func(a, b memberFacts) int { return cmp.Compare(a.Login, b.Login) })
	return facts
}

var (
	machine    = regexp.MustCompile(`(?i)(^|[-_.])(bot|ci|cicd|svc|automation|machine|robot|deployer|jenkins)([-_.0-9]|$)|\[bot\]$`)
	production = regexp.MustCompile(`(?i)(^|[^a-z])(prod|production|prd|live)([^a-z]|$)`)
	almost     = regexp.MustCompile(`(?i)(pre|non|not|pseudo)[^a-z]*(prod|production|prd|live)`)
	lesser     = regexp.MustCompile(`(?i)(^|[^a-z])(staging|stage|stg|uat|qa|acceptance|dev|devel|development|test|testing|preview|sandbox)([^a-z]|$)`)
)

// namesAMachine tells whether an account's name has a word that persons do not call themselves by.
func namesAMachine(login string) bool { return machine.MatchString(login) }

// namesProduction tells whether an environment's name says that it is production: "eu-prod", not "pre-prod".
func namesProduction(name string) bool {
	return production.MatchString(name) && !almost.MatchString(name)
}

// lesserEnvironments are those of an identity's GitHub environments that are surely not production, where
// another surely is.
func lesserEnvironments(names []string) []string {
	if !slices.ContainsFunc(names, namesProduction) {
		return nil
	}
	var rest []string
	for _, name := range names {
		if almost.MatchString(name) || lesser.MatchString(name) && !namesProduction(name) {
			rest = append(rest, name)
		}
	}
	return rest
}
