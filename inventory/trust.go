package inventory

import (
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// clouds names the providers of a nhi.CloudLogin as their vendors do.
var clouds = map[string]nhi.Credential{
	"akeyless":     {Service: "Akeyless", Category: nhi.CategoryAuth},
	"alibaba":      {Service: "Alibaba Cloud", Category: nhi.CategoryCloud},
	"anthropic":    {Service: "Claude GitHub App", Category: nhi.CategoryAI},
	"aws":          {Service: "AWS", Category: nhi.CategoryCloud},
	"azure":        {Service: "Azure", Category: nhi.CategoryCloud},
	"bitwarden":    {Service: "Bitwarden", Category: nhi.CategoryAuth},
	"chainguard":   {Service: "Chainguard", Category: nhi.CategoryPackageRegistry},
	"cloudsmith":   {Service: "Cloudsmith", Category: nhi.CategoryPackageRegistry},
	"codecov":      {Service: "Codecov", Category: nhi.CategoryCICD},
	"codspeed":     {Service: "CodSpeed", Category: nhi.CategoryCICD},
	"crates.io":    {Service: "crates.io", Category: nhi.CategoryPackageRegistry},
	"depot":        {Service: "Depot", Category: nhi.CategoryCICD},
	"digitalocean": {Service: "DigitalOcean", Category: nhi.CategoryCloud},
	"docker":       {Service: "Docker Hub", Category: nhi.CategoryPackageRegistry},
	"doppler":      {Service: "Doppler", Category: nhi.CategoryAuth},
	"flakehub":     {Service: "FlakeHub", Category: nhi.CategoryPackageRegistry},
	"gcp":          {Service: "Google Cloud", Category: nhi.CategoryCloud},
	"github-pages": {Service: "GitHub Pages", Category: nhi.CategoryVCS},
	"github-sts":   {Service: "GitHub token exchange", Category: nhi.CategoryVCS},
	"hcp":          {Service: "HashiCorp Cloud", Category: nhi.CategoryCloud},
	"infisical":    {Service: "Infisical", Category: nhi.CategoryAuth},
	"jfrog":        {Service: "JFrog", Category: nhi.CategoryPackageRegistry},
	"jsr":          {Service: "JSR", Category: nhi.CategoryPackageRegistry},
	"npm":          {Service: "npm", Category: nhi.CategoryPackageRegistry},
	"nuget":        {Service: "NuGet", Category: nhi.CategoryPackageRegistry},
	"pub.dev":      {Service: "pub.dev", Category: nhi.CategoryPackageRegistry},
	"pulumi":       {Service: "Pulumi", Category: nhi.CategoryCICD},
	"pypi":         {Service: "PyPI", Category: nhi.CategoryPackageRegistry},
	"rubygems":     {Service: "RubyGems", Category: nhi.CategoryPackageRegistry},
	"scorecard":    {Service: "OpenSSF Scorecard", Category: nhi.CategoryMonitoring},
	"sigstore":     {Service: "Sigstore", Category: nhi.CategorySigning},
	"snowflake":    {Service: "Snowflake", Category: nhi.CategoryDatabase},
	"tailscale":    {Service: "Tailscale", Category: nhi.CategorySaaS},
	"teleport":     {Service: "Teleport", Category: nhi.CategoryAuth},
	"terraform":    {Service: "Terraform Cloud", Category: nhi.CategoryCICD},
	"vault":        {Service: "HashiCorp Vault", Category: nhi.CategoryAuth},
}

// addTrusts adds what a job logs in to without a stored key. A login with stored keys is no
// identity of its own: it ties those keys together.
func (b *builder) addTrusts(w *nhi.Workflow, job *nhi.Job) {
	for _, login := range job.CloudLogins {
		if login.Method != nhi.LoginOIDC {
			b.linkLogin(w, job, login)
			continue
		}
		for _, s := range b.stepSites(w, job) {
			b.useTrust(b.trust(s, login), s, job, login)
		}
	}
	b.addUnknownTrust(w, job)
}

// useTrust records that a step, or with step -1 the job, uses a trust.
func (b *builder) useTrust(trust *nhi.Identity, s site, job *nhi.Job, login nhi.CloudLogin) {
	use := nhi.CredentialUse{Route: nhi.RouteOther, Level: nhi.UseInStep, Step: login.Step, Action: actionOf(job, login.Step), Location: login.Location}
	if login.Step < 0 {
		use.Level = nhi.UseInJob
	}
	b.ran(trust, b.calls.runsOf(s.workflow)...)
	trust.Uses = append(trust.Uses, b.useAt(s, job, use))
}

// providerUnknown is the provider of a trust of which nothing in the files tells who gives it.
const providerUnknown = "unknown"

// addUnknownTrust adds the trust of a job that may ask for OIDC tokens where no login was recognised: any
// action that GitHub does not make, or any script, may exchange one with whoever trusts the repository.
func (b *builder) addUnknownTrust(w *nhi.Workflow, job *nhi.Job) {
	if w.Composite || !mayAskOIDC(job.Permissions) || b.logsIn(w, job, maxNesting) {
		return
	}
	s := site{w, job, -1}
	trust := b.trust(s, nhi.CloudLogin{Provider: providerUnknown})
	trust.Privilege.Level = nhi.Absent[nhi.PermissionLevel](nhi.ReasonNotCollected, "who trusts the token is not known")
	var candidates []nhi.Step
	for _, step := range job.Steps {
		if mayExchange(step.Uses) {
			candidates = append(candidates, step)
		}
	}
	if len(candidates) == 0 {
		candidates = []nhi.Step{{Index: -1, Location: job.Location}}
	}
	for _, step := range candidates {
		b.useTrust(trust, s, job, nhi.CloudLogin{Step: step.Index, Location: step.Location})
	}
}

// mayAskOIDC tells whether somebody meant a job with the permissions to ask for OIDC tokens. One that is granted
// everything may as well; of it a policy speaks, and nothing says that anybody trusts the token.
func mayAskOIDC(p *nhi.Permissions) bool { return p != nil && p.Scopes["id-token"] == "write" }

// mayExchange tells whether an action may exchange an OIDC token without the files' showing it: those of
// GitHub that do are recognised, and local ones were read.
func mayExchange(action *nhi.ActionRef) bool {
	return action != nil && action.Pin != nhi.PinLocal && !slices.Contains([]string{"actions", "github"}, fold(action.Owner))
}

// logsIn tells whether an OIDC login was recognised in a job, in a local action that it uses or in a workflow
// that it calls. A called workflow's job that asks for the token by itself is looked at by itself.
func (b *builder) logsIn(w *nhi.Workflow, job *nhi.Job, depth int) bool {
	if depth == 0 {
		return false
	}
	if slices.ContainsFunc(job.CloudLogins, func(l nhi.CloudLogin) bool { return l.Method == nhi.LoginOIDC }) {
		return true
	}
	if called, ok := b.calls.called(w, job); ok && b.anyJob(called, func(w *nhi.Workflow, j *nhi.Job) bool {
		return mayAskOIDC(j.Permissions) || b.logsIn(w, j, depth-1)
	}) {
		return true
	}
	return slices.ContainsFunc(job.Steps, func(step nhi.Step) bool {
		folder, ok := localPath(step.Uses)
		return ok && slices.ContainsFunc([]string{"/action.yml", "/action.yaml"}, func(name string) bool {
			action := file{b.calls.fileOf(w).repository, path.Join(folder, name)}
			return b.anyJob(action, func(w *nhi.Workflow, j *nhi.Job) bool { return b.logsIn(w, j, depth-1) })
		})
	})
}

// anyJob tells whether one of the jobs of a workflow or composite action that was read is as asked.
func (b *builder) anyJob(of file, is func(*nhi.Workflow, *nhi.Job) bool) bool {
	w := b.calls.files[of]
	if w == nil {
		return false
	}
	for i := range w.Jobs {
		if is(w, &w.Jobs[i]) {
			return true
		}
	}
	return false
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
	if !ok && login.Provider == providerUnknown {
		credential = nhi.Credential{Category: nhi.CategoryUnknown}
	} else if !ok {
		credential = nhi.Credential{Service: login.Provider, Category: nhi.CategoryUnknown}
	}
	native, name := login.Identity, login.Identity
	if native == "" { // a secret or an expression names it: its place must do
		native = "?" + s.workflow.Path + "#" + s.job.ID
		name = trustName(login.Provider, credential.Service, s)
	}
	credential.Kind = nhi.KindOIDCTrust
	h := b.world.home(s.workflow.Repository)
	return b.identity(nhi.Identity{
		ID: githubID(h.name, keptTrust, login.Provider+":"+native), Kind: nhi.KindOIDCTrust, Name: name, Store: keptTrust, Scope: h.name,
		Credential: credential, Lifetime: nhi.LifetimeFederated, Subject: b.subjectOf(h),
	})
}

// trustName is what a reader calls a trust that the files give no name.
func trustName(provider, service string, s site) string {
	job := s.workflow.Path + "#" + s.job.ID
	if provider == providerUnknown {
		return "OIDC token of " + job + " (who trusts it is not known)"
	}
	return service + " login of " + job
}

// actionOf is the action of a step or, above steps, the workflow that the job calls.
func actionOf(job *nhi.Job, step int) *nhi.ActionRef {
	if step < 0 {
		return job.Calls
	}
	for _, s := range job.Steps {
		if s.Index == step {
			return s.Uses
		}
	}
	return nil
}

// linkLogin ties the secrets that one login step is given, each to the first of them by ID.
func (b *builder) linkLogin(w *nhi.Workflow, job *nhi.Job, login nhi.CloudLogin) {
	given := map[nhi.ID]*nhi.Identity{}
	for _, c := range secretsOf(job, login) {
		for _, s := range b.stepSites(w, job) {
			for _, from := range b.supplies(s, nhi.StoreActions, c.Name) {
				if from.identity != nil {
					given[from.identity.ID] = from.identity
				}
			}
		}
	}
	ids := slices.Sorted(maps.Keys(given))
	reason := fmt.Sprintf("both log in to %s at %s", login.Provider, login.Location.String())
	for i := 1; i < min(len(ids), maxTied); i++ {
		link(given[ids[0]], given[ids[i]], nhi.RelationSameLogin, nhi.RelationSameLogin, reason)
	}
}

// secretsOf are the secrets that a login is given: those of its step alone, and only without any those of the whole job.
func secretsOf(job *nhi.Job, login nhi.CloudLogin) []nhi.CredentialUse {
	var own, wide []nhi.CredentialUse
	for _, c := range job.Credentials {
		switch {
		case c.Store != nhi.UseOfSecrets || c.Step != login.Step || c.Name == "" || c.Name == "*" || isToken(c.Name):
		case c.Level != nhi.UseInStep:
			wide = append(wide, c)
		case c.Route != nhi.RouteIf:
			own = append(own, c)
		}
	}
	if len(own) > 0 {
		return own
	}
	return wide
}

// maxTied is how many identities are tied to each other for one reason. A shared workflow's login may be given
// the secrets of thousands of callers, of which no reader wants a list.
const maxTied = 20
