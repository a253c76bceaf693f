package policies

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// world is what the platform says, by name. GitHub's names know no case.
type world struct {
	asked         bool
	refused       bool              // something was, and a gap names the permission
	members       map[string]string // logins of people, by their form in the name of a secret
	repositories  map[string]*nhi.Repository
	organizations map[string]*nhi.Organization
	reviewed      map[nameIn]bool // environments in which a job starts only once a reviewer has approved
}

func worldOf(p *nhi.Platform, gaps []nhi.Gap) world {
	refused := slices.ContainsFunc(gaps, func(g nhi.Gap) bool { return g.Reason == nhi.GapNotPermitted })
	w := world{asked: p != nil, refused: refused, members: map[string]string{}, repositories: map[string]*nhi.Repository{}, organizations: map[string]*nhi.Organization{}, reviewed: map[nameIn]bool{}}
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
	for _, e := range p.Environments {
		w.reviewed[environmentKey(e.Repository, e.Name)] = e.Reviewers > 0
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
	if w.asked && w.refused {
		return nhi.ReasonNotPermitted // a gap says what exactly stood in the way
	}
	return nhi.ReasonNotCollected
}

// setting is a fact of the platform; one that nobody could read says so.
func setting[T any](w world, f nhi.Fact[T]) nhi.Fact[T] {
	if !f.Known() && f.Reason == 0 {
		return nhi.Absent[T](w.why(), f.Source)
	}
	return f
}

var (
	machine    = lazyregexp.New(`(?i)(^|[-_.])(bot|ci|cicd|svc|automation|machine|robot|deployer|jenkins)([-_.0-9]|$)|\[bot\]$`)
	production = lazyregexp.New(`(?i)(^|[^a-z])(prod|production|prd|live)([^a-z]|$)`)
	almost     = lazyregexp.New(`(?i)(pre|non|not|pseudo)[^a-z]*(prod|production|prd|live)`)
	lesser     = lazyregexp.New(`(?i)(^|[^a-z])(staging|stage|stg|uat|qa|acceptance|dev|devel|development|test|testing|preview|sandbox)([^a-z]|$)`)
)

// namesAMachine tells whether an account's name has a word that persons do not call themselves by.
func namesAMachine(login string) bool { return machine().MatchString(login) }

// namesProduction tells whether an environment's name says that it is production: "eu-prod", not "pre-prod".
func namesProduction(name string) bool {
	return production().MatchString(name) && !almost().MatchString(name)
}

// lesserEnvironments are those of an identity's GitHub environments that are surely not production, where
// another surely is.
func lesserEnvironments(names []string) []string {
	if !slices.ContainsFunc(names, namesProduction) {
		return nil
	}
	var rest []string
	for _, name := range names {
		if almost().MatchString(name) || lesser().MatchString(name) && !namesProduction(name) {
			rest = append(rest, name)
		}
	}
	return rest
}
