package score

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Limits on what a privilege earns, whatever its level.
const (
	sharedCredit     = 0.5 // used in several environments, or the same value elsewhere
	openTrustCredit  = 0.2 // anybody who fits a pattern may assume it
	wideAgentCredit  = 0.5 // an agent whose settings widen what it may do
	unprotectedMinus = 0.1 // in production without protection rules
)

func ratePrivilege(id nhi.Identity, now time.Time) rating {
	var r rating
	switch id.Kind {
	case nhi.KindRunner:
		return notApplicable
	case nhi.KindWorkflowToken:
		return rateJobs(id)
	case nhi.KindAgent:
		return rateAgent(id)
	default:
		r = rateGrant(id)
	}
	if n := len(id.Environments); n > 1 {
		r = r.limit(sharedCredit, fmt.Sprintf("used in %d environments: %s", n, strings.Join(id.Environments, ", ")))
	}
	if other, shared := sharesValue(id); shared {
		r = r.limit(sharedCredit, "has the same value as "+string(other))
	}
	if id.Privilege.Wildcard {
		r = r.limit(openTrustCredit, "its trust is open: the subject has a wildcard")
	}
	return r.unprotected(id)
}

// rateGrant is what the level over the resources earns.
func rateGrant(id nhi.Identity) rating {
	level, scope := id.Privilege.Level, id.Privilege.Resources
	switch {
	case !level.Known() && level.Why() == nhi.ReasonNotSupported:
		return notApplicable
	case !level.Known() && untold(level.Why()):
		return between(0, 1, needPrivilege, "what it may do is not known")
	case !level.Known():
		return known(0, "what it may do is not declared")
	case scope.Known():
		return known(grantCredit(level.Value, scope.Value), fmt.Sprintf("%s access to %s", level.Value, resources(scope.Value)))
	case level.Value == nhi.PermissionAdmin || level.Value == nhi.PermissionNone:
		return known(grantCredit(level.Value, nhi.ScopeSingle), string(level.Value)+" access")
	}
	return between(grantCredit(level.Value, nhi.ScopeAll), grantCredit(level.Value, nhi.ScopeSingle),
		needPrivilege, string(level.Value)+" access; to how much is not known")
}

// grantCredits is what a level earns, by how far it reaches: single, multiple, organization, all.
var grantCredits = map[nhi.PermissionLevel][4]float64{
	nhi.PermissionNone:  {1, 1, 1, 1},
	nhi.PermissionRead:  {1, 0.9, 0.5, 0.2},
	nhi.PermissionWrite: {0.8, 0.5, 0.2, 0},
	nhi.PermissionAdmin: {0, 0, 0, 0},
}

var reach = []nhi.ResourceScope{nhi.ScopeSingle, nhi.ScopeMultiple, nhi.ScopeOrganization, nhi.ScopeAll}

func grantCredit(level nhi.PermissionLevel, scope nhi.ResourceScope) float64 {
	i := slices.Index(reach, scope)
	if i < 0 {
		i = len(reach) - 1
	}
	return grantCredits[level][i]
}

func resources(scope nhi.ResourceScope) string {
	switch scope {
	case nhi.ScopeSingle:
		return "one resource"
	case nhi.ScopeMultiple:
		return "several resources"
	case nhi.ScopeOrganization:
		return "the whole organisation"
	}
	return "everything"
}

// unprotected takes points off what acts in production without protection rules. Where
// nobody could look, they are off what is proved.
func (r rating) unprotected(id nhi.Identity) rating {
	production := id.Environment.Known() && id.Environment.Value == nhi.EnvironmentProduction
	protected := id.Privilege.Protected
	if !r.applies || !production || protected.Known() && protected.Value || protected.Why() == nhi.ReasonNotSupported {
		return r
	}
	minus := creditOf(unprotectedMinus)
	wasKnown := !r.unknown()
	r.low = max(0, r.low-minus)
	if protected.Known() || protected.Why() == nhi.ReasonUnset { // unset: it is used in no environment
		r.high = max(0, r.high-minus)
		why := "its environment has no protection rules"
		if !protected.Known() {
			why = "no environment with protection rules stands before its use"
		}
		r.reason = joined(r.reason, why)
		return r
	}
	if wasKnown && r.unknown() {
		r.need = needEnvironments
		r.reason = joined(r.reason, "its environment's protection rules are not known")
	}
	return r
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

func sharesValue(id nhi.Identity) (nhi.ID, bool) {
	for _, l := range id.Links {
		if l.Relation == nhi.RelationSameValue && l.To != id.ID {
			return l.To, true
		}
	}
	return "", false
}

// rateJobs rates a workflow's token by the job that gives it most.
func rateJobs(id nhi.Identity) rating {
	if len(id.Uses) == 0 {
		return rateGrant(id)
	}
	worst := known(1, "")
	for _, u := range id.Uses {
		r := rateJob(id, u)
		if r.low < worst.low || r.low == worst.low && r.high < worst.high {
			worst = r
		}
	}
	return worst
}

func rateJob(id nhi.Identity, u nhi.Use) rating {
	if u.Permissions != nil {
		return ratePermissions(*u.Permissions, u.Job)
	}
	switch u.DefaultPermissions {
	case nhi.DefaultTokenRead:
		return known(grantCredit(nhi.PermissionRead, nhi.ScopeSingle), "")
	case nhi.DefaultTokenWrite:
		return known(0, "no permissions: for job "+u.Job+", and by default a token may write everything")
	}
	if told := id.Privilege.Level.Evidence; told == nhi.EvidenceObserved || told == nhi.EvidenceDeclared {
		return rateGrant(id) // what is derived comes from the jobs that do say
	}
	return between(0, 1, needDefault, "no permissions: for job "+u.Job+"; the repository's default applies")
}

func ratePermissions(p nhi.Permissions, job string) rating {
	if p.All == "write-all" {
		return known(0, "write-all in job "+job)
	}
	writes := writeScopes(p)
	switch len(writes) {
	case 0:
		return known(1, "")
	case 1:
		return known(grantCredit(nhi.PermissionWrite, nhi.ScopeSingle), "may write "+writes[0]+" in job "+job)
	}
	return known(grantCredit(nhi.PermissionWrite, nhi.ScopeMultiple), "may write "+strings.Join(writes, ", ")+" in job "+job)
}

// writeScopes are the scopes that can change something; id-token only lets the job prove who it is.
func writeScopes(p nhi.Permissions) []string {
	var writes []string
	for scope, level := range p.Scopes {
		if level == string(nhi.PermissionWrite) && scope != "id-token" {
			writes = append(writes, scope)
		}
	}
	slices.Sort(writes)
	return writes
}

// rateAgent rates an agent by its job's permissions; one configured by a file has none of
// its own, and only settings that widen what it may do count.
func rateAgent(id nhi.Identity) rating {
	agent := id.Agent
	if agent == nil {
		return notApplicable
	}
	var r rating
	switch {
	case agent.Permissions != nil:
		r = ratePermissions(*agent.Permissions, agent.Job)
	case agent.Form == "workflow" && id.Privilege.Level.Known():
		r = rateGrant(id)
	case agent.Form == "workflow":
		r = between(0, 1, needDefault, "no permissions: for job "+agent.Job+"; the repository's default applies")
	case len(agent.Settings) > 0:
		r = known(1, "")
	default:
		return notApplicable
	}
	if len(agent.Settings) > 0 {
		r = r.limit(wideAgentCredit, "runs with "+strings.ReplaceAll(string(agent.Settings[0].Name), "_", " "))
	}
	return r
}
