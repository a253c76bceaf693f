package policies

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Declared is what a repository is judged by at one commit.
type Declared struct {
	Rules      *Set                         // nil: the built-in pack alone
	Settings   map[string]nhi.PolicySetting // by policy ID
	Places     map[string]nhi.Location      // of the settings, by policy ID; may be nil
	Exceptions []nhi.Exception
	FailOn     string   // a severity, "never", or "" for any enforced finding
	Excluded   []string // patterns of paths that are not scanned
	Config     nhi.Location
	Terms      []Term // what the registry states
}

// Term is what one entry of the registry states that policies go by.
type Term struct {
	Match          string    // what the entry speaks of, as a reader knows it
	Expires        time.Time // zero: not stated
	RotationDays   int       // 0: not stated
	AllowedSecrets []string  // nil: not stated
	Location       nhi.Location
}

// Change is one thing by which a later Declared is weaker than an earlier one, or may be.
type Change struct {
	Kind     ChangeKind
	Policy   string // that is weaker; "" where it is more than one
	Subject  string // the identity, parameter or path that it is about; may be ""
	Before   string // as it was, for the reader
	After    string // as it is
	Enforced bool   // what is weaker could fail a check
	Location nhi.Location
}

// ChangeKind is the way in which a change weakens.
type ChangeKind string

// The ways in which a change weakens.
const (
	ChangePolicyRemoved       ChangeKind = "policy_removed"       // a policy of the user's is gone, or has another name
	ChangePolicyEdited        ChangeKind = "policy_edited"        // its rules are other ones; whether weaker ones cannot be told
	ChangeModeLowered         ChangeKind = "mode_lowered"         // enforced to advisory, or to off
	ChangeSeverityLowered     ChangeKind = "severity_lowered"     // of all its findings
	ChangeParameter           ChangeKind = "parameter_changed"    // whether to a weaker one depends on the parameter
	ChangeExceptionAdded      ChangeKind = "exception_added"      // for another policy or other identities
	ChangeExceptionLengthened ChangeKind = "exception_lengthened" // it ends later
	ChangeFailOn              ChangeKind = "fail_on_loosened"     // fewer findings fail the check
	ChangeExcluded            ChangeKind = "path_excluded"        // more paths are not scanned
	ChangeDetection           ChangeKind = "detection_changed"    // other rules say what a leaked credential is, or what to ignore
	ChangeSilenced            ChangeKind = "credential_silenced"  // a comment on its line asks that a leaked credential does not count
	ChangeBroken              ChangeKind = "declarations_broken"  // what is declared cannot be read: nothing can be judged
	ChangeExpiryMoved         ChangeKind = "expiry_moved"         // the registry states a later one, or none any more
	ChangeRotation            ChangeKind = "rotation_lengthened"  // the registry allows a greater age
	ChangeAllowed             ChangeKind = "agent_allowed_more"   // an agent may reach more secrets
)

var changeKinds = []ChangeKind{
	ChangePolicyRemoved, ChangePolicyEdited, ChangeModeLowered, ChangeSeverityLowered, ChangeParameter, ChangeExceptionAdded,
	ChangeExceptionLengthened, ChangeFailOn, ChangeExcluded, ChangeDetection, ChangeSilenced, ChangeBroken, ChangeExpiryMoved, ChangeRotation, ChangeAllowed,
}

// Weakened lists by what after is weaker than before, sorted. It judges what is declared, not what follows from
// it today: an exception that suppresses nothing yet is listed too. Settings that Check would refuse count as far
// as they can be read. Give the result to Evaluate, together with what before declares.
func Weakened(before, after Declared) []Change {
	w := weakening{before: before, after: after, was: before.inForce(), is: after.inForce()}
	w.policies()
	w.exceptions()
	w.configuration()
	w.terms()
	nhi.Sort(w.changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Subject, b.Subject),
			cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	return slices.Compact(w.changes)
}

// weakening compares two Declareds.
type weakening struct {
	before, after Declared
	was, is       map[string]*configured
	changes       []Change
}

// inForce is the policies as configured, by ID.
func (d Declared) inForce() map[string]*configured {
	rules := d.Rules
	if rules == nil {
		rules, _ = builtinSet() // tested: the pack loads
	}
	all, _ := rules.configure(d.Settings) // what is wrong with the settings, Check says
	byID := map[string]*configured{}
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID
}

// add records a change of a policy, and whether that could fail a check.
func (w *weakening) add(c Change) {
	if was := w.was[c.Policy]; was != nil && was.result.Mode == nhi.ModeEnforced {
		c.Enforced = true
	}
	w.changes = append(w.changes, c)
}

func (w *weakening) policies() {
	for _, id := range slices.Sorted(maps.Keys(w.was)) {
		was, is := w.was[id], w.is[id]
		if was.result.Mode == nhi.ModeOff {
			continue
		}
		if is == nil {
			w.add(Change{Kind: ChangePolicyRemoved, Policy: id, Before: string(was.result.Mode)})
			continue
		}
		w.policy(id, was, is)
	}
}

func (w *weakening) policy(id string, was, is *configured) {
	at := w.after.Places[id]
	if a, b := slices.Index(nhi.Modes, was.result.Mode), slices.Index(nhi.Modes, is.result.Mode); a < b {
		w.add(Change{Kind: ChangeModeLowered, Policy: id, Before: string(was.result.Mode), After: string(is.result.Mode), Location: at})
	}
	if a, b := was.severity(), is.severity(); a.Rank() > b.Rank() {
		w.add(Change{Kind: ChangeSeverityLowered, Policy: id, Before: string(a), After: string(b), Location: at})
	}
	for _, name := range slices.Sorted(maps.Keys(was.result.Params)) {
		if a, b := was.result.Params[name], is.result.Params[name]; !sameValue(a, b) {
			w.add(Change{Kind: ChangeParameter, Policy: id, Subject: name, Before: shown(a), After: shown(b), Location: at})
		}
	}
	if was.Custom && w.before.rulesOf(was) != w.after.rulesOf(is) {
		w.add(Change{Kind: ChangePolicyEdited, Policy: id, Before: string(was.result.Mode), After: string(is.result.Mode)})
	}
}

// rulesOf is what a policy of the user's does: its rules, and those of the libraries that it may call. What its
// METADATA says is compared apart.
func (d Declared) rulesOf(c *configured) string { return c.rules + d.Rules.libraries }

func rulesText(m *ast.Module) string {
	var b strings.Builder
	for _, i := range m.Imports {
		b.WriteString(i.String() + "\n")
	}
	for _, r := range m.Rules {
		b.WriteString(r.String() + "\n")
	}
	return b.String()
}

// severity is the one that all findings have, else the gravest that one may have.
func (c *configured) severity() nhi.Severity {
	if c.setting.Severity != "" {
		return c.result.Severity
	}
	return slices.MaxFunc(append([]nhi.Severity{c.result.Severity}, c.metadata.Severities...),
		func(a, b nhi.Severity) int { return cmp.Compare(a.Rank(), b.Rank()) })
}

func sameValue(a, b any) bool {
	a, errA := decoded(a)
	b, errB := decoded(b)
	return errA == nil && errB == nil && reflect.DeepEqual(a, b)
}

func shown(v any) string { return clean(fmt.Sprint(v), maximumName) }

func (w *weakening) exceptions() {
	type key struct{ policy, identity string }
	was := map[key]nhi.Exception{}
	for _, e := range w.before.Exceptions {
		k := key{e.Policy, e.Identity}
		if old, ok := was[k]; !ok || e.Expires.After(old.Expires) {
			was[k] = e
		}
	}
	for _, e := range w.after.Exceptions {
		old, known := was[key{e.Policy, e.Identity}]
		c := Change{Policy: e.Policy, Subject: e.Identity, After: day(e.Expires), Location: e.Location}
		switch {
		case !known:
			c.Kind = ChangeExceptionAdded
		case e.Expires.After(old.Expires):
			c.Kind, c.Before = ChangeExceptionLengthened, day(old.Expires)
		default:
			continue
		}
		w.add(c)
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return "without an end"
	}
	return t.UTC().Format(time.DateOnly)
}

func (w *weakening) configuration() {
	if before, after := w.before.FailOn, w.after.FailOn; before != after && !stricter(before, after) {
		w.changes = append(w.changes, Change{
			Kind: ChangeFailOn, Before: cmp.Or(before, "enforced"), After: cmp.Or(after, "enforced"), Enforced: true, Location: w.after.Config,
		})
	}
	for _, path := range w.after.Excluded {
		if !slices.Contains(w.before.Excluded, path) {
			w.add(Change{Kind: ChangeExcluded, Policy: "leaked_credential", Subject: path, Location: w.after.Config})
		}
	}
}

// stricter tells whether more findings surely fail the check after than before. Enforced findings and those of a
// severity are not comparable.
func stricter(before, after string) bool {
	a, b := nhi.Severity(before).Rank(), nhi.Severity(after).Rank()
	return before == "never" || a >= 0 && b >= 0 && b < a
}

func (w *weakening) terms() {
	was := map[string]Term{}
	for _, t := range w.before.Terms {
		if _, twice := was[t.Match]; !twice {
			was[t.Match] = t
		}
	}
	for _, t := range w.after.Terms {
		if old, ok := was[t.Match]; ok {
			w.term(old, t)
		}
	}
}

func (w *weakening) term(old, t Term) {
	if !old.Expires.IsZero() && (t.Expires.IsZero() || t.Expires.After(old.Expires)) {
		w.add(Change{Kind: ChangeExpiryMoved, Policy: "require_expiry", Subject: t.Match, Before: day(old.Expires), After: day(t.Expires), Location: t.Location})
	}
	if old.RotationDays > 0 && t.RotationDays > old.RotationDays {
		w.add(Change{Kind: ChangeRotation, Policy: "rotation_overdue", Subject: t.Match,
			Before: fmt.Sprint(old.RotationDays), After: fmt.Sprint(t.RotationDays), Location: t.Location})
	}
	if old.AllowedSecrets == nil {
		return
	}
	allowed := "any"
	if t.AllowedSecrets != nil {
		var more []string
		for _, secret := range t.AllowedSecrets {
			if !slices.ContainsFunc(old.AllowedSecrets, func(pattern string) bool { return pattern == secret || matchPattern(pattern, secret) }) {
				more = append(more, secret)
			}
		}
		allowed = strings.Join(more, ", ")
	}
	if allowed != "" {
		w.add(Change{Kind: ChangeAllowed, Policy: "agent_secret_outside_allowlist", Subject: t.Match, After: allowed, Location: t.Location})
	}
}

// changesOf are the changes as policies see them.
func changesOf(changes []Change) []changeFacts {
	facts := make([]changeFacts, len(changes))
	for i, c := range changes {
		facts[i] = changeFacts{Kind: c.Kind, Policy: c.Policy, Subject: c.Subject, Before: c.Before, After: c.After, Enforced: c.Enforced}
		if c.Location.Path != "" {
			facts[i].At = placePointer(&c.Location)
		}
	}
	return facts
}
