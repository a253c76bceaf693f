package policies

import (
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func placeOf(l nhi.Location) place { return place(l) }

func placePointer(l *nhi.Location) *place {
	if l == nil {
		return nil
	}
	p := placeOf(*l)
	return &p
}

// bestPlace is where to show an identity that a finding is about as a whole.
func bestPlace(id *nhi.Identity, f *identityFacts) *place {
	switch {
	case f.Agent != nil:
		return &f.Agent.At
	case len(f.Uses) > 0:
		return &f.Uses[0].At
	case len(f.Exposures) > 0 && f.Exposures[0].At.Path != "":
		return &f.Exposures[0].At
	case f.Workflow != nil:
		return &place{Repository: f.Workflow.Repository, Path: f.Workflow.Path}
	case id.Registered.Known():
		return sourcePlace(id.Registered.Source)
	}
	return sourcePlace(id.Status.Source) // of one that is missing: its entry
}

// sourcePlace reads a place like ".rollcall/registry.yaml:12", and leaves out a remark
// after a semicolon; nil when the source is none.
func sourcePlace(source string) *place {
	source, _, _ = strings.Cut(source, ";")
	file, line, ok := cutLast(source, ":")
	if !ok || file == "" {
		return nil
	}
	n, err := strconv.Atoi(line)
	if err != nil || n < 1 {
		return nil
	}
	return &place{Path: file, Line: n}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
