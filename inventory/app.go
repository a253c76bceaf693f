package inventory

import (
	"github.com/rollcall-dev/rollcall/nhi"
)

// addApps adds the GitHub Apps that a job acts as: who holds an App's private key makes tokens of it. The key's
// secret gives the App its name here, since its number is a setting that the files rarely show.
func (b *builder) addApps(w *nhi.Workflow, job *nhi.Job) {
	for _, c := range job.Credentials {
		if c.Store != nhi.UseOfSecrets || c.Name == "" || c.Name == "*" || !takesAppKey(c.Action, c.Input) {
			continue
		}
		for _, s := range b.stepSites(w, job) {
			use := b.useAt(s, job, c)
			for _, key := range b.supplies(s, nhi.StoreActions, c.Name) {
				if key.identity != nil {
					b.useApp(key, s, use)
				}
			}
		}
	}
}

func (b *builder) useApp(key supplied, s site, use nhi.Use) {
	app := b.identity(nhi.Identity{
		ID: githubID(key.identity.Scope, "github-app", key.identity.Name), Kind: nhi.KindGitHubApp,
		Name: "GitHub App of " + key.identity.Name, Store: "github-app", Scope: key.identity.Scope,
		Credential: nhi.Credential{Service: "GitHub", Category: nhi.CategoryVCS, Kind: nhi.KindGitHubApp},
		Lifetime:   nhi.LifetimeStatic,
	})
	app.Uses = append(app.Uses, use)
	b.ran(app, b.calls.runsOf(s.workflow)...)
	link(app, key.identity, nhi.RelationHolds, nhi.RelationHeldBy, "its tokens are made with the private key at "+use.Location.String())
}
