package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// githubView is what only GitHub could tell: the half of the world that no file shows.
type githubView struct {
	Asked    bool
	Coverage []string
	Cards    []card
	Guards   []guardRow // the environments, those without rules first
	More     int        // environments beyond those listed
	Lacking  []lackingRow
}

// guardRow is an environment and what stands before a deployment to it.
type guardRow struct {
	Repository, Name string
	Rules            entry
	Secrets          int
}

// lackingRow is a permission, and what was not read for want of it.
type lackingRow struct {
	Permission, Scopes string
}

// guardsListed is how many environments the view lists.
const guardsListed = 200

func (v roll) github() githubView {
	p := v.report.Platform
	if p == nil {
		return githubView{}
	}
	g := githubView{Asked: true, Coverage: coverage(p), Cards: v.githubCards(), Lacking: lacking(v.report.Gaps)}
	g.Guards = v.guards(p.Environments)
	if over := len(g.Guards) - guardsListed; over > 0 {
		g.Guards, g.More = g.Guards[:guardsListed], over
	}
	return g
}

// githubSays is what GitHub's answers make of identities, the worst first. Several may apply to one.
var githubSays = []struct {
	text  string // of the filter
	label string // of the card
	note  string
	state string
	of    func(nhi.Identity) bool
}{
	{"Owner departed", "Owner departed", "no longer a member", stateBad, func(i nhi.Identity) bool { return i.Owner.Status == nhi.OwnerDeparted }},
	{"Unsafe delivery", "Unsafe webhooks", "not signed, not encrypted or not verified", stateBad, unsafeWebhook},
	{"Unprotected", "Production without rules", "no environment's rules stand before its use", stateBad, unprotectedProduction},
	{"Defined nowhere", "Defined nowhere", "named in a workflow, kept in no store", stateWarn, definedNowhere},
	{
		"Shadowed", "Shadowed", "a narrower secret of the name wins", stateWarn,
		func(i nhi.Identity) bool { return i.Stored != nil && len(i.Stored.ShadowedIn) > 0 },
	},
	{"Used nowhere", "Used nowhere", "kept in a store, named in no workflow", stateWarn, usedNowhere},
	{"Granted in vain", "Granted in vain", "to repositories that never use it", stateWarn, func(i nhi.Identity) bool { return len(i.Privilege.Unused) > 0 }},
	{"Kept runner", "Runners that are kept", "a job can leave something to the next", stateWarn, keptRunner},
	{"Writes by default", "Tokens that write by default", "where a workflow declares no permissions", stateWarn, writesByDefault},
	{"Store not known", "Store not known", "a store that would decide was not read", stateUnknown, storeNotKnown},
}

func unsafeWebhook(i nhi.Identity) bool {
	w := i.Webhook
	return w != nil && (w.Plaintext || w.Unverified || w.HasSecret.Known() && !w.HasSecret.Value)
}

func unprotectedProduction(i nhi.Identity) bool {
	p := i.Privilege.Protected
	return i.Environment.Value == nhi.EnvironmentProduction && isStored(i) && (p.Known() && !p.Value || p.Why() == nhi.ReasonUnset)
}

func definedNowhere(i nhi.Identity) bool {
	return i.Stored != nil && i.Stored.Defined.Known() && !i.Stored.Defined.Value
}

func usedNowhere(i nhi.Identity) bool {
	return i.Stored != nil && i.Stored.Defined.Value && len(i.Uses) == 0 && i.UsesKnown.Value
}

func keptRunner(i nhi.Identity) bool {
	return i.Runner != nil && i.Runner.Ephemeral.Known() && !i.Runner.Ephemeral.Value
}

func writesByDefault(i nhi.Identity) bool {
	return i.Settings != nil && i.Settings.Actions.DefaultToken.Value == nhi.DefaultTokenWrite
}

func storeNotKnown(i nhi.Identity) bool {
	return i.Stored != nil && (!i.Stored.Defined.Known() || len(i.Stored.Undecided) > 0)
}

// githubCell is what GitHub's answers make of an identity.
func githubCell(i nhi.Identity) cell {
	var said []string
	for _, s := range githubSays {
		if s.of(i) {
			said = append(said, s.text)
		}
	}
	if len(said) == 0 {
		return cell{Text: "–", State: stateQuiet}
	}
	return cell{Text: strings.Join(said, separator)}
}

func (v roll) githubCards() []card {
	var cards []card
	for _, s := range githubSays {
		n := 0
		for _, i := range v.identities {
			if s.of(*i) {
				n++
			}
		}
		c := card{Label: s.label, Value: thousands(n), Href: view("inventory", "github", s.text)}
		if n > 0 {
			c.State = s.state
		}
		cards = append(cards, c.with(s.note))
	}
	return cards
}

// guards lists the environments, those without rules first.
func (v roll) guards(environments []nhi.Deployment) []guardRow {
	kept := map[[2]string]int{}
	for _, i := range v.identities {
		if i.Stored != nil && i.Stored.Environment != "" {
			kept[[2]string{strings.ToLower(i.Scope), strings.ToLower(i.Stored.Environment)}]++
		}
	}
	sorted := slices.SortedStableFunc(slices.Values(environments), func(a, b nhi.Deployment) int {
		return cmp.Or(nhi.CompareBools(a.Guarded(), b.Guarded()), cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Name, b.Name))
	})
	var rows []guardRow
	for _, d := range sorted {
		rows = append(rows, guardRow{
			Repository: plain(d.Repository), Name: plain(d.Name), Rules: guardEntry(d),
			Secrets: kept[[2]string{strings.ToLower(d.Repository), strings.ToLower(d.Name)}],
		})
	}
	return rows
}

// guardEntry says what stands before a deployment.
func guardEntry(d nhi.Deployment) entry {
	if !d.Guarded() {
		return entry{Text: "nothing", State: stateBad}
	}
	var rules []string
	if d.Reviewers > 0 {
		rules = append(rules, many(d.Reviewers, "reviewer", "reviewers"))
	}
	if d.WaitMinutes > 0 {
		rules = append(rules, fmt.Sprintf("a wait of %s", many(d.WaitMinutes, "minute", "minutes")))
	}
	switch {
	case d.Protected:
		rules = append(rules, "protected branches only")
	case d.Branches != nil:
		rules = append(rules, many(len(d.Branches), "branch pattern", "branch patterns"))
	}
	if d.CustomRules > 0 {
		rules = append(rules, many(d.CustomRules, "rule of an App", "rules of Apps"))
	}
	e := entry{Text: strings.Join(rules, ", ")}
	switch {
	case !d.AdminsBypass.Known():
		e.Text += "; not known whether administrators may pass"
	case d.AdminsBypass.Value:
		e.Text += "; administrators may pass"
	}
	return e
}

// lacking groups what was not read by the permission that it takes.
func lacking(gaps []nhi.Gap) []lackingRow {
	scopes := map[string][]string{}
	for _, g := range gaps {
		if g.Permission != "" && !slices.Contains(scopes[g.Permission], g.Scope) {
			scopes[g.Permission] = append(scopes[g.Permission], g.Scope)
		}
	}
	var rows []lackingRow
	for _, permission := range slices.Sorted(maps.Keys(scopes)) {
		rows = append(rows, lackingRow{plain(permission), plain(someOf(scopes[permission], namesListed, "; "))})
	}
	return rows
}
