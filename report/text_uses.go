package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// uses shows which jobs can read the credentials that matter most.
func (t *text) uses() {
	used := mostExposed(t.report.Identities)
	if len(used) == 0 {
		return
	}
	t.heading("What uses what", "jobs that can read a stored credential")
	n := min(len(used), t.limit(usesShown))
	column, widest := 0, 40
	if t.report.Target.Kind == "organization" {
		widest = 48
	}
	widest = min(widest, t.width/2-4)
	for _, identity := range used[:n] {
		column = max(column, min(columns(t.usedName(identity)), widest))
	}
	for _, identity := range used[:n] {
		label := span{text: "  " + pad(shorten(t.usedName(identity), column), column) + "  "}
		t.paragraph(label, styleNone, someOf(jobsOf(identity), t.limit(workflowsShown), "; "))
	}
	if rest := len(used) - n; rest > 0 {
		t.more(rest, "credentials")
	}
}

// mostExposed returns the static identities that a job uses and that are no mere setting: within a stranger's reach first,
// then by criticality and number of uses.
func mostExposed(identities []nhi.Identity) []nhi.Identity {
	var used []nhi.Identity
	for _, identity := range identities {
		if len(identity.Uses) > 0 && identity.Lifetime == nhi.LifetimeStatic && identity.Kind != nhi.KindRunner && identity.Kind != nhi.KindAgent && !identity.Credential.Public {
			used = append(used, identity)
		}
	}
	nhi.Sort(used, func(a, b nhi.Identity) int {
		return cmp.Or(
			-nhi.CompareBools(reachable(a), reachable(b)),
			-cmp.Compare(slices.Index(nhi.Criticalities, a.Criticality.Value), slices.Index(nhi.Criticalities, b.Criticality.Value)),
			-cmp.Compare(len(a.Uses), len(b.Uses)),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return used
}

// reachable tells whether a stranger can start a job that uses the identity.
func reachable(identity nhi.Identity) bool {
	return slices.ContainsFunc(identity.Uses, func(u nhi.Use) bool { return len(u.Untrusted) > 0 })
}

// jobsOf names the jobs that use an identity, each once, by workflow and by what is said of them:
// "release.yml draft, publish (production)".
func jobsOf(identity nhi.Identity) []string {
	type place struct{ workflow, notes string }
	var places []place
	jobs := map[place][]string{}
	for _, u := range identity.Uses {
		workflow := strings.TrimPrefix(u.Workflow, workflowFolder)
		if u.Location.Repository != "" {
			workflow = u.Location.Repository + " " + workflow
		}
		at := place{shorten(plain(workflow), 60), useNotes(u)}
		if _, seen := jobs[at]; !seen {
			places = append(places, at)
		}
		if job := shorten(plain(u.Job), 60); !slices.Contains(jobs[at], job) {
			jobs[at] = append(jobs[at], job)
		}
	}
	var named []string
	for _, at := range places {
		name := strings.TrimSpace(at.workflow + " " + strings.Join(jobs[at], ", "))
		if at.notes != "" {
			name += " (" + at.notes + ")"
		}
		named = append(named, name)
	}
	return named
}

// useNotes says where a job acts, and who can start it.
func useNotes(u nhi.Use) string {
	var notes []string
	if u.Environment != "" {
		notes = append(notes, shorten(plain(u.Environment), 30))
	}
	if len(u.Untrusted) > 0 {
		notes = append(notes, startedByStrangers(u))
	}
	return strings.Join(notes, "; ")
}

// startedByStrangers says how a stranger starts a job, and what its conditions ask first.
func startedByStrangers(u nhi.Use) string {
	how := "strangers can start that by " + plain(strings.Join(u.Untrusted, ", "))
	if len(u.Gates) > 0 {
		how += ", behind a condition on " + gateNames(u)
	}
	return how
}

// gateNames lists what a use's conditions ask for.
func gateNames(u nhi.Use) string {
	names := make([]string, len(u.Gates))
	for i, gate := range u.Gates {
		names[i] = words(string(gate))
	}
	return strings.Join(names, ", ")
}
