package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// policyCard is one policy as the page shows it.
type policyCard struct {
	ID, Title, Description, Remediation string
	Mode                                entry
	Severity                            entry
	Categories                          string
	Kinds, Requires                     string
	Params                              []fact
	Findings, Unknowns, Exceptions      int
	Judged                              string // how severe the worst of its findings is, where that is less than the policy
	FindingsHref                        string
	Custom                              bool
	URL                                 string
	Help                                []prose
	Allowed                             []exceptionRow
}

type exceptionRow struct {
	Identity, Reason, Owner string
	Expires                 entry
	Place                   entry
}

// policyCards are the policies: those with findings first, then by how strict they are.
func (v roll) policyCards() []policyCard {
	policies := slices.Clone(v.report.Policies)
	nhi.Sort(policies, func(a, b nhi.Policy) int {
		return cmp.Or(
			cmp.Compare(slices.Index(nhi.Modes, a.Mode), slices.Index(nhi.Modes, b.Mode)),
			cmp.Compare(min(b.Findings, 1), min(a.Findings, 1)),
			cmp.Compare(b.Severity.Rank(), a.Severity.Rank()), cmp.Compare(a.ID, b.ID))
	})
	cards := make([]policyCard, len(policies))
	for n, p := range policies {
		cards[n] = v.policyCard(p)
	}
	return cards
}

func (v roll) policyCard(p nhi.Policy) policyCard {
	kinds := make([]string, len(p.Kinds))
	for i, k := range p.Kinds {
		kinds[i] = k.Title()
	}
	c := policyCard{
		ID: plain(p.ID), Title: plain(cmp.Or(p.Title, p.ID)), Description: plain(p.Description), Remediation: plain(p.Remediation),
		Mode: modeEntry(p.Mode), Severity: entry{Text: title(string(p.Severity)), State: string(p.Severity)},
		Categories: plain(strings.Join(p.Categories, ", ")), Kinds: plain(strings.Join(kinds, ", ")), Requires: plain(strings.Join(p.Requires, ", ")),
		Findings: p.Findings, Unknowns: p.Unknowns, Exceptions: p.Exceptions, Custom: p.Custom,
		FindingsHref: view("findings", "policy", plain(p.ID)), URL: safeLink(p.URL), Help: parseProse(guide(p.Help)),
	}
	if worst := v.judged[p.ID]; worst != "" && worst != p.Severity {
		c.Judged = "at most " + plain(string(worst))
		if worst.Rank() > p.Severity.Rank() {
			c.Judged = plain("up to " + string(worst))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Params)) {
		c.Params = append(c.Params, fact{Label: plain(name), Value: entry{Text: plain(evidenceText(p.Params[name])), Code: true}})
	}
	for _, e := range v.report.Exceptions {
		if e.Policy == p.ID {
			c.Allowed = append(c.Allowed, v.exceptionRow(e))
		}
	}
	return c
}

func modeEntry(m nhi.Mode) entry {
	e := entry{Text: title(string(m))}
	switch m {
	case nhi.ModeEnforced:
		e.State = "enforced"
	case nhi.ModeOff:
		e.State = stateQuiet
	}
	return e
}

// exceptionRow is an exception; one that has ended no longer suppresses anything, and says so.
func (v roll) exceptionRow(e nhi.Exception) exceptionRow {
	row := exceptionRow{
		Identity: plain(e.Identity), Reason: plain(e.Reason), Owner: plain(e.Owner), Expires: entry{Text: date(e.Expires)},
		Place: v.place(&e.Location),
	}
	switch left := days(nhi.Date(v.now), e.Expires); { // the day itself still counts
	case left < 0:
		row.Expires = entry{Text: date(e.Expires) + ", ended", State: stateBad}
	case left <= 14:
		row.Expires = entry{Text: date(e.Expires) + ", in " + many(left, "day", "days"), State: stateWarn}
	}
	return row
}
