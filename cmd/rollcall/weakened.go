package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/registry"
)

// proposed is what a change would be judged by once it is merged, and by what that is weaker than before.
// Where it cannot be used it is the law as it was, and a gap says so: after the merge nothing could be judged.
func proposed(files fs.FS, was law, o options) (law, []policies.Change, []nhi.Gap) {
	becomes, err := readLaw(files, o)
	if err != nil {
		return was, nil, []nhi.Gap{{
			Source: "registry", Scope: "what this change declares", Reason: nhi.GapUnparsable,
			Detail: "Once this is merged, nothing can be judged: " + err.Error(),
		}}
	}
	return becomes, policies.Weakened(was.asDeclared(), becomes.asDeclared()), nil
}

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
