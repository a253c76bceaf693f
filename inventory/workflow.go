package inventory

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Where identities of workflows are kept; nhi.Identity.Store.
const (
	keptSecret            = "actions-secret"
	keptEnvironmentSecret = "environment-secret"
	keptSecrets           = "actions-secrets" // all of them: what secrets: inherit and toJSON(secrets) hand over
	keptVariable          = "actions-variable"
	keptParameter         = "secret-parameter"
	keptToken             = "workflow-token"
	keptTrust             = "oidc-trust"
	keptRunner            = "runner"
	keptAgent             = "agent"
	keptInFile            = "file"
	exposedInFile         = "exposed-credential"
)

// addWorkflows adds the identities that workflows use, each with its uses.
func (b *builder) addWorkflows() {
	for i := range b.seen.Workflows {
		w := &b.seen.Workflows[i]
		for j := range w.Jobs {
			job := &w.Jobs[j]
			b.addCredentials(w, job)
			b.addTrusts(w, job)
			b.addApps(w, job)
			if !w.Composite {
				b.addToken(w, job)
				b.addRunner(w, job)
			}
		}
	}
	b.noteUnread()
	b.linkReach()
}

// noteUnread says for each repository why some consumer of its secrets may not be known, if so.
func (b *builder) noteUnread() {
	for repository, l := range b.unnamed {
		b.world.repositories[repository].unread = "secrets are handed on unnamed at " + l.String()
	}
	for _, g := range slices.Backward(b.seen.Gaps) { // the first stands
		if g.Source != "workflows" || g.Reason == nhi.GapUnsupported { // another system's pipeline has no secret of GitHub's
			continue
		}
		repository := ""
		if g.Location != nil {
			repository = g.Location.Repository
		}
		b.world.home(repository).unread = "a workflow was not read: " + g.Scope
	}
}

// addCredentials adds what a job's credentials lead to.
func (b *builder) addCredentials(w *nhi.Workflow, job *nhi.Job) {
	for _, c := range job.Credentials {
		for _, s := range b.sitesOf(w, job, c) {
			use := b.useAt(s, job, c)
			switch {
			case usesToken(c):
				b.useToken(s.workflow, s.job, use)
			case c.Store == nhi.UseOfVars:
				b.useVariable(s, c.Name, use)
			case c.Name == "" || c.Name == "*":
				b.useAll(caller{w, job}, s, c, use)
			default:
				b.useSecret(s, nhi.StoreActions, c.Name, use)
			}
		}
	}
}

// sitesOf returns where a credential of a job is used. The token in a composite action that
// nobody in the repository uses is that of whoever uses it elsewhere: no identity of this one.
func (b *builder) sitesOf(w *nhi.Workflow, job *nhi.Job, c nhi.CredentialUse) []site {
	if usesToken(c) {
		return b.calls.sites(w, job)
	}
	return b.stepSites(w, job)
}

// usesToken tells whether a use is of the job's own token. A variable may have its name, and is none.
func usesToken(c nhi.CredentialUse) bool {
	return c.Store == nhi.UseOfToken || c.Store == nhi.UseOfSecrets && isToken(c.Name)
}

// useAll records a use of every secret, or of one that is not known before the run. It is
// recorded once, on an identity that stands for all, since one line of YAML is one fault
// however many secrets it reaches; linkReach ties the known secrets to it.
func (b *builder) useAll(from caller, s site, c nhi.CredentialUse, use nhi.Use) {
	if c.Route == nhi.RouteInherit && b.calls.reads(from.workflow, from.job) {
		return // the called workflow was read: what it names is recorded there
	}
	all := b.allSecrets(s.workflow)
	all.Uses = append(all.Uses, use)
	b.ran(all, b.calls.runsOf(s.workflow)...)
	b.noteUnnamed(s.workflow, use.Location)
	for _, run := range b.calls.runsOf(s.workflow) { // whose secrets they are
		b.noteUnnamed(run, use.Location)
	}
}

// noteUnnamed records the first place where the secrets of a workflow's repository are handed on unnamed.
func (b *builder) noteUnnamed(w *nhi.Workflow, place nhi.Location) {
	key := fold(b.world.home(w.Repository).name)
	if known, ok := b.unnamed[key]; !ok || compareLocations(place, known) < 0 {
		b.unnamed[key] = place
	}
}

func (b *builder) allSecrets(w *nhi.Workflow) *nhi.Identity {
	scope := b.world.home(w.Repository).name
	return b.identity(nhi.Identity{
		ID: allSecretsID(scope), Kind: nhi.KindCISecret, Name: "all secrets", Store: keptSecrets, Scope: scope,
		Lifetime: nhi.LifetimeStatic,
		Privilege: nhi.Privilege{
			Level:     nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotSupported, "each secret has its own"),
			Resources: nhi.Derived(nhi.ScopeAll, "every secret in reach of the workflow"),
		},
	})
}

func allSecretsID(scope string) nhi.ID {
	return nhi.ID(systemGitHub + ":" + scope + ":" + keptSecrets)
}

// linkReach ties the secrets of each repository to the identity that stands for all.
func (b *builder) linkReach() {
	first := map[nhi.ID]nhi.Location{}
	for id, identity := range b.identities {
		if identity.Store == keptSecrets && len(identity.Uses) > 0 {
			first[id] = slices.MinFunc(identity.Uses, compareUses).Location
		}
	}
	for _, identity := range b.identities {
		if identity.Store != keptSecret && identity.Store != keptEnvironmentSecret {
			continue
		}
		all := allSecretsID(identity.Scope)
		if place, ok := first[all]; ok {
			identity.Links = append(identity.Links, nhi.Link{
				Relation: nhi.RelationInReachOf, To: all, Reason: "every secret is handed on at " + place.String(),
			})
		}
	}
}

// addToken adds the token that GitHub gives to a job.
func (b *builder) addToken(w *nhi.Workflow, job *nhi.Job) {
	token := b.token(w)
	b.noteTokenPower(token, w, job.Permissions)
	if job.Permissions == nil {
		b.world.home(w.Repository).undeclared++
	}
	for _, c := range job.Credentials {
		if usesToken(c) {
			return // it is recorded where it is used
		}
	}
	b.useToken(w, job, b.useAt(site{w, job, -1}, job, nhi.CredentialUse{
		Route: nhi.RouteDefault, Level: nhi.UseInJob, Step: -1, Location: job.Location,
	}))
}

func (b *builder) token(w *nhi.Workflow) *nhi.Identity {
	scope := b.world.home(w.Repository).name
	id := githubID(scope, keptToken, w.Path)
	if known, ok := b.identities[id]; ok {
		return known
	}
	return b.identity(nhi.Identity{
		ID: id, Kind: nhi.KindWorkflowToken, Name: w.Path, Store: keptToken, Scope: scope,
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: nhi.KindWorkflowToken},
		Lifetime:   nhi.LifetimeEphemeral,
		Privilege:  nhi.Privilege{Resources: nhi.Derived(nhi.ScopeSingle, "a workflow's token reaches its own repository")},
	})
}

func (b *builder) useToken(w *nhi.Workflow, job *nhi.Job, use nhi.Use) {
	use.Permissions = job.Permissions
	if use.Permissions == nil {
		use.DefaultPermissions = b.defaultToken(w).Value
	}
	token := b.token(w)
	token.Uses = append(token.Uses, use)
	b.ran(token, b.calls.runsOf(w)...)
}

// defaultToken is what a token may do in a job without `permissions:`. Of a workflow that
// only others call, the calling job decides.
func (b *builder) defaultToken(w *nhi.Workflow) nhi.Fact[nhi.DefaultToken] {
	switch h := b.world.home(w.Repository); {
	case called(w):
		return nhi.Absent[nhi.DefaultToken](nhi.ReasonNotCollected, "not declared: the job that calls the workflow decides")
	case h.told != nil && h.told.Actions.DefaultToken.Known():
		return nhi.Observed(h.told.Actions.DefaultToken.Value, "the default of "+h.name)
	default:
		return b.organizationToken(h)
	}
}

// organizationToken is what an organisation says of the default of its repositories: none can widen read.
func (b *builder) organizationToken(h *home) nhi.Fact[nhi.DefaultToken] {
	if told := b.world.organization(ownerOf(h.name)).told; told != nil && told.Actions.DefaultToken.Value == nhi.DefaultTokenRead {
		return nhi.Derived(nhi.DefaultTokenRead, "the default of "+told.Login+", which a repository cannot widen")
	}
	reason := nhi.ReasonNotCollected
	if b.world.asked {
		reason = b.world.unseen()
	}
	return nhi.Absent[nhi.DefaultToken](reason, "not declared: the repository's default decides")
}

// noteTokenPower widens what a token may do by what it may do in one more job.
func (b *builder) noteTokenPower(token *nhi.Identity, w *nhi.Workflow, granted *nhi.Permissions) {
	p := &token.Privilege
	if granted != nil {
		widen(p, nhi.Derived(powerOf(granted), granted.Location.String()))
		mergePermissions(p, granted)
		return
	}
	byDefault := b.defaultToken(w)
	if byDefault.Known() {
		widen(p, nhi.Fact[nhi.PermissionLevel]{Value: nhi.PermissionLevel(byDefault.Value), Evidence: byDefault.Evidence, Source: byDefault.Source})
		return
	}
	// No file shows it. What other jobs are granted explicitly still holds if nothing could exceed it.
	if p.Level.Value != nhi.PermissionWrite {
		p.Level = nhi.Absent[nhi.PermissionLevel](byDefault.Reason, byDefault.Source)
	}
}

// widen raises a level to another that is known; nothing less than write says anything where one job's is not known.
func widen(p *nhi.Privilege, level nhi.Fact[nhi.PermissionLevel]) {
	undecided := p.Level.Evidence == nhi.EvidenceAbsent
	if level.Value == nhi.PermissionWrite || !undecided && level.Value.Rank() >= p.Level.Value.Rank() {
		p.Level = level
	}
}

// mergePermissions keeps the strongest permission of each scope.
func mergePermissions(p *nhi.Privilege, granted *nhi.Permissions) {
	scopes := maps.Clone(granted.Scopes)
	if level, ok := strings.CutSuffix(granted.All, "-all"); ok {
		scopes = map[string]string{"all": level}
	}
	for _, scope := range slices.Sorted(maps.Keys(scopes)) {
		if p.Permissions == nil {
			p.Permissions = map[string]string{}
		}
		have, want := nhi.PermissionLevel(p.Permissions[scope]), nhi.PermissionLevel(scopes[scope])
		if want.Rank() > have.Rank() {
			p.Permissions[scope] = string(want)
		}
	}
}

// powerOf is the strongest thing that the permissions allow. A token for OIDC (id-token)
// proves who the job is and changes nothing in the repository.
func powerOf(p *nhi.Permissions) nhi.PermissionLevel {
	switch p.All {
	case "write-all":
		return nhi.PermissionWrite
	case "read-all":
		return nhi.PermissionRead
	}
	strongest := nhi.PermissionNone
	for scope, granted := range p.Scopes {
		level := nhi.PermissionLevel(granted)
		if scope != "id-token" && level.Rank() > strongest.Rank() {
			strongest = level
		}
	}
	return strongest
}

// runnerLabels is the labels that a job asks for, in order. In place of one that an expression gives stands what gives it:
// they are part of an id, which people copy into their registry.
func runnerLabels(job *nhi.Job) []string {
	labels := make([]string, len(job.RunsOn))
	for i, label := range job.RunsOn {
		labels[i] = withoutBraces(label)
	}
	return once(labels)
}

// withoutBraces writes the names in a text's expressions without what makes expressions of them.
func withoutBraces(text string) string {
	var written strings.Builder
	for {
		before, rest, opens := strings.Cut(text, "${{")
		expression, after, closes := strings.Cut(rest, "}}")
		if !opens || !closes {
			return written.String() + text
		}
		written.WriteString(before + strings.Join(strings.FieldsFunc(expression, isBetweenNames), "-"))
		text = after
	}
}

// isBetweenNames tells whether a character of an expression is of no name or number: matrix.config.os is one name.
func isBetweenNames(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' && r != '-'
}

// pool is the runners of a repository with some labels, which know no case. A registered runner of that name is another
// identity: it may have other labels, and others may have these.
func (b *builder) pool(scope, labels string) *nhi.Identity {
	folded := strings.Split(fold(labels), ",")
	key := scopedKey{fold(scope), strings.Join(once(folded), ",")}
	if known := b.pools[key]; known != nil {
		return known
	}
	id := githubID(scope, keptRunner, labels)
	if b.identities[id] != nil {
		id = githubID(scope, keptRunner, "labels:"+labels)
	}
	b.pools[key] = b.identity(nhi.Identity{ID: id, Kind: nhi.KindRunner, Name: labels, Store: keptRunner, Scope: scope, Lifetime: nhi.LifetimeStatic})
	return b.pools[key]
}

// addRunner adds the runners that a job asks for and that are not simply GitHub's, by their labels: self-hosted ones, those
// of other services, and groups, of which the organisation says what is in them.
func (b *builder) addRunner(w *nhi.Workflow, job *nhi.Job) {
	grouped := slices.ContainsFunc(job.RunsOn, func(label string) bool { return strings.HasPrefix(label, "group:") })
	if !job.SelfHosted && !grouped {
		return
	}
	labels := strings.Join(runnerLabels(job), ",")
	if labels == "" {
		labels = "self-hosted"
	}
	runner := b.pool(b.world.home(w.Repository).name, labels)
	b.ran(runner, b.calls.runsOf(w)...)
	runner.Uses = append(runner.Uses, b.useAt(site{w, job, -1}, job, nhi.CredentialUse{
		Route: nhi.RouteOther, Level: nhi.UseInJob, Step: -1, Location: job.Location,
	}))
}
