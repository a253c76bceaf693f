package policies

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

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

func (d *derivation) home(id *nhi.Identity) (archived nhi.Fact[bool], visibility nhi.Fact[nhi.Visibility]) {
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
		return nhi.Absent[bool](nhi.ReasonNotSupported, "no repository"), nhi.Absent[nhi.Visibility](nhi.ReasonNotSupported, "no repository")
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
	f.Stored.Flags = flagsOf(f.Stored, id.Scope)
}

// flagsOf is how gh names the place where a secret is kept.
func flagsOf(s *storedFacts, scope string) string {
	app := ""
	if s.Store == nhi.StoreDependabot || s.Store == nhi.StoreCodespaces {
		app = "--app " + string(s.Store) + " "
	}
	switch s.Level {
	case "":
		return ""
	case nhi.LevelOrganization:
		return app + "--org " + scope
	case nhi.LevelEnvironment:
		return app + "--env " + s.Environment + " --repo " + scope
	}
	return app + "--repo " + scope
}

// storeOf is the store of an nhi.StoredSecret by what it calls where it is kept, "" for what is none.
func storeOf(kept string) nhi.SecretStore {
	place, what, _ := cutLast(kept, "-")
	switch {
	case kept == "agents-variable":
		return nhi.StoreAgentVariables
	case what == "variable":
		return nhi.StoreVariables
	case what != "secret":
		return ""
	case place == string(nhi.LevelEnvironment):
		return nhi.StoreActions
	}
	return nhi.SecretStore(place)
}

func (d *derivation) webhook(f *identityFacts, id *nhi.Identity) {
	w := id.Webhook
	if w == nil {
		for _, name := range []string{"secured", "signed", "delivery_status"} {
			f.Unknown[name] = nhi.ReasonNotCollected
		}
		return
	}
	f.Webhook = &webhookFacts{Host: w.Host, Plaintext: w.Plaintext, Unverified: w.Unverified, Events: w.Events}
	fact(f.Unknown, &f.Secured, "secured", setting(d.world, w.Secured))
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
