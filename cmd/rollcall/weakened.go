package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/registry"
	"github.com/rollcall-dev/rollcall/scanner/leaks"
)

// proposed is what a change would be judged by once it is merged, and by what that is weaker than before. Where it
// cannot be used it is the law as it was, and the first change says so: after the merge nothing could be judged.
func proposed(before, after fs.FS, was law, o options) (law, []policies.Change) {
	changes := detectionChanges(before, after)
	becomes, err := readLaw(after, o)
	if err != nil {
		return was, append(changes, policies.Change{
			Kind: policies.ChangeBroken, After: err.Error(), Enforced: true, Location: brokenAt(err),
		})
	}
	declared := was.asDeclared()
	weakened := policies.Weakened(declared, becomes.asDeclared())
	for i, c := range weakened {
		if c.Location == (nhi.Location{}) { // a setting that was taken out: the file that had it
			weakened[i].Location.Path = declared.Places[c.Policy].Path
		}
	}
	return becomes, append(changes, weakened...)
}

// brokenAt is where a file of the law is wrong, empty where the error names none.
func brokenAt(err error) nhi.Location {
	var declared *registry.Error
	if errors.As(err, &declared) && len(declared.Problems) > 0 {
		return declared.Problems[0].Location
	}
	var linked linkedError
	if errors.As(err, &linked) {
		return nhi.Location{Path: linked.path}
	}
	var policy *policies.Error
	if !errors.As(err, &policy) {
		return nhi.Location{}
	}
	path, place, _ := strings.Cut(policy.Position, ":")
	line, _, _ := strings.Cut(place, ":")
	number, _ := strconv.Atoi(line) // 0 without one: the whole file
	return nhi.Location{Path: path, Line: number}
}

// detectionChanges lists which of the files that say what a leaked credential is, and what to ignore, differ.
func detectionChanges(before, after fs.FS) []policies.Change {
	var changes []policies.Change
	for _, name := range leaks.RuleFiles {
		was, errWas := fs.ReadFile(before, name)
		becomes, errBecomes := fs.ReadFile(after, name)
		if (errWas == nil) != (errBecomes == nil) || !bytes.Equal(was, becomes) {
			changes = append(changes, policies.Change{
				Kind: policies.ChangeDetection, Policy: leakPolicy, Subject: name, Enforced: true, Location: nhi.Location{Path: name, Line: 1},
			})
		}
	}
	return changes
}

// silenced lists the credentials that a change's own comments ask not to count. Those that it adds count in its check
// all the same; of those that were there before, this is all that is told.
func (l law) silenced(list []leaks.Silenced) []policies.Change {
	var changes []policies.Change
	mode := l.settings[leakPolicy].Mode // "" is the policy's own: enforced
	for _, s := range list {
		before := "new"
		if s.Known {
			before = "known"
		}
		changes = append(changes, policies.Change{
			Kind: policies.ChangeSilenced, Policy: leakPolicy, Subject: fmt.Sprintf("%s:%d", s.Location.Path, s.Location.Line),
			Before: before, After: s.Reason, Location: s.Location,
			Enforced: s.Known && s.Confidence != nhi.ConfidenceLow && (mode == "" || mode == nhi.ModeEnforced),
		})
	}
	return changes
}

// leakPolicy is the policy that leaked credentials break.
const leakPolicy = "leaked_credential"

// asDeclared is what a law says, in the words of the policies.
func (l law) asDeclared() policies.Declared {
	config := l.declared.Config
	d := policies.Declared{
		Rules: l.rules, Settings: l.settings, Places: map[string]nhi.Location{}, Exceptions: config.Exceptions,
		FailOn: config.FailOn, Excluded: config.Scan.Exclude, Config: nhi.Location{Path: config.Path},
	}
	for _, p := range config.Policies {
		d.Places[p.ID] = p.Location
	}
	for _, entry := range l.declared.Entries {
		d.Terms = append(d.Terms, policies.Term{
			Match: selected(entry.Match), Expires: entry.ExpiresOn, RotationDays: entry.Rotation.Days,
			AllowedSecrets: entry.Agent.AllowedSecrets, Location: entry.Location,
		})
	}
	return d
}

// selected is a selector as a reader knows it: its keys and their patterns.
func selected(s registry.Selector) string {
	var parts []string
	for _, field := range []struct{ key, pattern string }{
		{"id", s.ID}, {"provider", s.Provider}, {"kind", string(s.Kind)}, {"name", s.Name}, {"repo", s.Repo},
		{"store", s.Store}, {"environment", s.Environment}, {"service", s.Service},
	} {
		if field.pattern != "" {
			parts = append(parts, fmt.Sprintf("%s: %s", field.key, field.pattern))
		}
	}
	return strings.Join(parts, ", ")
}
