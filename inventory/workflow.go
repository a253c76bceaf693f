package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Where identities of workflows are kept; nhi.Identity.Store.
const (
	keptSecret    = "actions-secret"
	keptSecrets   = "actions-secrets" // all of them: what secrets: inherit and toJSON(secrets) hand over
	keptVariable  = "actions-variable"
	keptToken     = "workflow-token"
	keptTrust     = "oidc-trust"
	keptRunner    = "runner"
	keptAgent     = "agent"
	keptInFile    = "file"
	exposedInFile = "exposed-credential"
)

// addWorkflows adds the identities that workflows use, each with its uses.
func (b *builder) addWorkflows() {
	for i := range b.seen.Workflows {
		w := &b.seen.Workflows[i]
		for j := range w.Jobs {
			job := &w.Jobs[j]
			b.addCredentials(w, job)
			b.addTrusts(w, job)
			if !w.Composite {
				b.addToken(w, job)
				b.addRunner(w, job)
			}
		}
	}
	b.noteUnread()
	b.linkReach()
}

// noteUnread says why some consumer of a secret may not be known, if so.
func (b *builder) noteUnread() {
	if all, ok := b.identities[b.allSecretsID()]; ok {
		b.unread = "secrets are handed on unnamed at " + at(slices.MinFunc(all.Uses, compareUses).Location)
	}
	for _, g := range b.seen.Gaps {
		if g.Source == "workflows" {
			b.unread = "a workflow was not read: " + g.Scope
			return
		}
	}
}

// addCredentials adds what a job's credentials lead to.
func (b *builder) addCredentials(w *nhi.Workflow, job *nhi.Job) {
	for _, c := range job.Credentials {
		for _, s := range b.sitesOf(w, job, c) {
			use := b.useAt(s, job, c)
			switch {
			case c.Store == storeToken || c.Store == storeSecrets && isToken(c.Name):
				b.useToken(s.workflow, s.job, use)
			case c.Store == storeVars:
				b.useVariable(c.Name, use)
			case c.Name == "" || c.Name == "*":
				b.useAll(c, job, use)
			default:
				b.useSecret(s, c.Name, use)
			}
		}
	}
}

// sitesOf returns where a credential of a job is used. The token in a composite action that
// nobody in the repository uses is that of whoever uses it elsewhere: no identity of this one.
func (b *builder) sitesOf(w *nhi.Workflow, job *nhi.Job, c nhi.CredentialUse) []site {
	if c.Store == storeToken || isToken(c.Name) {
		return b.calls.sites(w, job)
	}
	return b.stepSites(w, job)
}

func (b *builder) useSecret(s site, name string, use nhi.Use) {
	for _, from := range b.calls.origins(s.workflow, name) {
		if from.token != nil {
			b.useToken(from.token, s.job, use)
			continue
		}
		secret := b.secret(from.secret)
		secret.Uses = append(secret.Uses, use)
	}
}

// secret is the identity of an Actions secret; GitHub's names know no case.
func (b *builder) secret(name string) *nhi.Identity {
	name = strings.ToUpper(name)
	id := b.githubID(keptSecret, name)
	if known, ok := b.identities[id]; ok {
		return known
	}
	return b.identity(nhi.Identity{
		ID: id, Kind: nhi.KindCISecret, Name: name, Store: keptSecret,
		Credential: classify.Name(name), Lifetime: nhi.LifetimeStatic,
	})
}

// useVariable records a variable whose name says that it holds a credential: anybody who can
// read the repository can read it. Other variables are no identities.
func (b *builder) useVariable(name string, use nhi.Use) {
	credential := classify.Name(name)
	if !namesCredential(name) || credential.Public || credential.Confidence != nhi.ConfidenceHigh {
		return
	}
	name = strings.ToUpper(name)
	variable := b.identity(nhi.Identity{
		ID: b.githubID(keptVariable, name), Kind: nhi.KindCISecret, Name: name, Store: keptVariable,
		Credential: credential, Lifetime: nhi.LifetimeStatic,
	})
	variable.Uses = append(variable.Uses, use)
}

// useAll records a use of every secret, or of one that is not known before the run. It is
// recorded once, on an identity that stands for all, since one line of YAML is one fault
// however many secrets it reaches; linkReach ties the known secrets to it.
func (b *builder) useAll(c nhi.CredentialUse, job *nhi.Job, use nhi.Use) {
	if c.Route == nhi.RouteInherit && b.calls.reads(job.Calls) {
		return // the called workflow was read: what it names is recorded there
	}
	all := b.allSecrets()
	all.Uses = append(all.Uses, use)
}

func (b *builder) allSecrets() *nhi.Identity {
	return b.identity(nhi.Identity{
		ID: b.allSecretsID(), Kind: nhi.KindCISecret, Name: "all secrets", Store: keptSecrets,
		Lifetime: nhi.LifetimeStatic,
		Privilege: nhi.Privilege{
			Level:     nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotSupported, "each secret has its own"),
			Resources: nhi.Derived(nhi.ScopeAll, "every secret in reach of the workflow"),
		},
	})
}

func (b *builder) allSecretsID() nhi.ID {
	return nhi.ID(systemGitHub + ":" + b.scope + ":" + keptSecrets)
}

// linkReach ties each secret to the identity that stands for all.
func (b *builder) linkReach() {
	all, ok := b.identities[b.allSecretsID()]
	if !ok {
		return
	}
	first := slices.MinFunc(all.Uses, compareUses)
	for _, identity := range b.identities {
		if identity.Store == keptSecret {
			identity.Links = append(identity.Links, nhi.Link{
				Relation: "in_reach_of", To: all.ID, Reason: "every secret is handed on at " + at(first.Location),
			})
		}
	}
}

// addToken adds the token that GitHub gives to a job.
func (b *builder) addToken(w *nhi.Workflow, job *nhi.Job) {
	token := b.token(w)
	noteTokenPower(token, job.Permissions)
	for _, c := range job.Credentials {
		if c.Store == storeToken || isToken(c.Name) {
			return // it is recorded where it is used
		}
	}
	b.useToken(w, job, b.useAt(site{w, job, -1}, job, nhi.CredentialUse{
		Route: nhi.RouteDefault, Level: levelJob, Step: -1, Location: job.Location,
	}))
}

func (b *builder) token(w *nhi.Workflow) *nhi.Identity {
	id := b.githubID(keptToken, w.Path)
	if known, ok := b.identities[id]; ok {
		return known
	}
	return b.identity(nhi.Identity{
		ID: id, Kind: nhi.KindWorkflowToken, Name: w.Path, Store: keptToken,
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: nhi.KindWorkflowToken},
		Lifetime:   nhi.LifetimeEphemeral,
		Privilege:  nhi.Privilege{Resources: nhi.Derived(nhi.ScopeSingle, "a workflow's token reaches its own repository")},
	})
}

func (b *builder) useToken(w *nhi.Workflow, job *nhi.Job, use nhi.Use) {
	use.Permissions = job.Permissions
	token := b.token(w)
	token.Uses = append(token.Uses, use)
}

// noteTokenPower widens what a token may do by what it may do in one more job.
func noteTokenPower(token *nhi.Identity, granted *nhi.Permissions) {
	p := &token.Privilege
	if granted == nil {
		// The repository's setting decides, and no file shows it. What other jobs are granted
		// explicitly still holds if nothing could exceed it.
		if p.Level.Value != nhi.PermissionWrite {
			p.Level = nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotCollected, "not declared: the repository's default decides")
		}
		return
	}
	level := powerOf(granted)
	undeclared := p.Level.Evidence == nhi.EvidenceAbsent
	if level == nhi.PermissionWrite || !undeclared && level.Rank() >= p.Level.Value.Rank() {
		p.Level = nhi.Derived(level, at(granted.Location))
	}
	mergePermissions(p, granted)
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

// addRunner adds the self-hosted runners that a job asks for, by their labels.
func (b *builder) addRunner(w *nhi.Workflow, job *nhi.Job) {
	if !job.SelfHosted {
		return
	}
	labels := strings.Join(once(slices.Clone(job.RunsOn)), ",")
	if labels == "" {
		labels = "self-hosted"
	}
	runner := b.identity(nhi.Identity{
		ID: b.githubID(keptRunner, labels), Kind: nhi.KindRunner, Name: labels, Store: keptRunner,
		Lifetime: nhi.LifetimeStatic,
	})
	runner.Uses = append(runner.Uses, b.useAt(site{w, job, -1}, job, nhi.CredentialUse{
		Route: nhi.RouteOther, Level: levelJob, Step: -1, Location: job.Location,
	}))
}

// clouds names the providers of a nhi.CloudLogin as their vendors do.
var clouds = map[string]nhi.Credential{
	"alibaba":      {Service: "Alibaba Cloud", Category: nhi.CategoryCloud},
	"aws":          {Service: "AWS", Category: nhi.CategoryCloud},
	"azure":        {Service: "Azure", Category: nhi.CategoryCloud},
	"bitwarden":    {Service: "Bitwarden", Category: nhi.CategoryAuth},
	"codecov":      {Service: "Codecov", Category: nhi.CategoryCICD},
	"digitalocean": {Service: "DigitalOcean", Category: nhi.CategoryCloud},
	"docker":       {Service: "Docker Hub", Category: nhi.CategoryPackageRegistry},
	"gcp":          {Service: "Google Cloud", Category: nhi.CategoryCloud},
	"infisical":    {Service: "Infisical", Category: nhi.CategoryAuth},
	"jfrog":        {Service: "JFrog", Category: nhi.CategoryPackageRegistry},
	"nuget":        {Service: "NuGet", Category: nhi.CategoryPackageRegistry},
	"pulumi":       {Service: "Pulumi", Category: nhi.CategoryCICD},
	"pypi":         {Service: "PyPI", Category: nhi.CategoryPackageRegistry},
	"rubygems":     {Service: "RubyGems", Category: nhi.CategoryPackageRegistry},
	"tailscale":    {Service: "Tailscale", Category: nhi.CategorySaaS},
	"terraform":    {Service: "Terraform Cloud", Category: nhi.CategoryCICD},
	"vault":        {Service: "HashiCorp Vault", Category: nhi.CategoryAuth},
}

// addTrusts adds what a job logs in to without a stored key. A login with stored keys is no
// identity of its own: it ties those keys together.
func (b *builder) addTrusts(w *nhi.Workflow, job *nhi.Job) {
	for _, login := range job.CloudLogins {
		if login.Method != "oidc" {
			b.linkLogin(w, job, login)
			continue
		}
		for _, s := range b.stepSites(w, job) {
			trust := b.trust(s, login)
			trust.Uses = append(trust.Uses, b.useAt(s, job, nhi.CredentialUse{
				Route: nhi.RouteOther, Level: levelStep, Step: login.Step, Action: actionOf(job, login.Step), Location: login.Location,
			}))
		}
	}
}

// stepSites returns where a job's steps run; a composite action that nobody in the repository
// uses stands for itself.
func (b *builder) stepSites(w *nhi.Workflow, job *nhi.Job) []site {
	if sites := b.calls.sites(w, job); len(sites) > 0 {
		return sites
	}
	return []site{{w, job, -1}}
}

func (b *builder) trust(s site, login nhi.CloudLogin) *nhi.Identity {
	credential, ok := clouds[login.Provider]
	if !ok {
		credential = nhi.Credential{Service: login.Provider, Category: nhi.CategoryUnknown}
	}
	native, name := login.Identity, login.Identity
	if native == "" { // a secret or an expression names it: its place must do
		native = "?" + s.workflow.Path + "#" + s.job.ID
		name = fmt.Sprintf("%s login of %s#%s", credential.Service, s.workflow.Path, s.job.ID)
	}
	credential.Kind = nhi.KindOIDCTrust
	return b.identity(nhi.Identity{
		ID: b.githubID(keptTrust, login.Provider+":"+native), Kind: nhi.KindOIDCTrust, Name: name, Store: keptTrust,
		Credential: credential, Lifetime: nhi.LifetimeFederated,
	})
}

func actionOf(job *nhi.Job, step int) *nhi.ActionRef {
	for _, s := range job.Steps {
		if s.Index == step {
			return s.Uses
		}
	}
	return nil
}

// linkLogin ties the secrets that one login step is given.
func (b *builder) linkLogin(w *nhi.Workflow, job *nhi.Job, login nhi.CloudLogin) {
	var given []*nhi.Identity
	for _, c := range job.Credentials {
		if c.Store != storeSecrets || c.Step != login.Step || c.Name == "" || c.Name == "*" || isToken(c.Name) {
			continue
		}
		for _, from := range b.calls.origins(w, c.Name) {
			if from.token == nil {
				given = append(given, b.secret(from.secret))
			}
		}
	}
	reason := fmt.Sprintf("both log in to %s at %s", login.Provider, at(login.Location))
	for i := 1; i < len(given); i++ {
		link(given[0], given[i], "same_login", "same_login", reason)
	}
}
