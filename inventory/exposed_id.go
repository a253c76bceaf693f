package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// An exposed value's ID is to stand for that value and no other: baselines and exceptions name it. Nothing of the value may
// be in it, so it is where the value is and what it is called there. It must not hang on what one scan finds and another
// does not: not on the rule, which changes with the version and the level, where there is a name; not on doubtful places,
// which only the high level lists; and not on places of the past as long as the value stands anywhere.

// longestNameInID is how much of a name stands in an ID, in bytes.
const longestNameInID = 100

func exposedID(scope string, e nhi.Exposure) nhi.ID {
	what := e.Rule
	if e.Location.Path != "" {
		what = cmp.Or(nameInID(e.Name), e.Rule)
	}
	return nhi.ID(systemGit + ":" + scope + ":" + exposedInFile + ":" + cmp.Or(e.Location.Path, placeOrWords(e)) + "#" + what)
}

// nameInID is a name as it may stand in an ID, "" for one that may not: what is left of a masked name is a value's.
// A stranger wrote it, and an ID is copied into patterns and YAML: only what names are made of stays.
func nameInID(name string) string {
	if strings.Contains(name, "…") {
		return ""
	}
	name = strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || isWordRune(r) {
			return r
		}
		return '_'
	}, name[:min(len(name), longestNameInID)])
	if !strings.ContainsFunc(name, func(r rune) bool { return r != '_' && isWordRune(r) }) {
		return ""
	}
	return name
}

func isWordRune(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// untaken is an ID, with a number where there is one of it already. No name holds the number's mark.
func (b *builder) untaken(taken map[nhi.ID]int, id nhi.ID) nhi.ID {
	numbered := id
	for b.identities[numbered] != nil {
		taken[id]++
		numbered = nhi.ID(fmt.Sprintf("%s#%d", id, taken[id]+1))
	}
	return numbered
}

// listed tells whether an exposure is listed at every level of sensitivity.
func listed(e nhi.Exposure) bool { return e.Doubt == "" || e.Doubt == nhi.DoubtLoneID }

func (v *exposedValue) listed() bool { return slices.ContainsFunc(v.exposures, listed) }

// lasting is the exposures that every level lists, or all where none is one.
func (v *exposedValue) lasting() []nhi.Exposure {
	if !v.listed() {
		return v.exposures
	}
	return slices.DeleteFunc(slices.Clone(v.exposures), func(e nhi.Exposure) bool { return !listed(e) })
}

// naming is the exposure that gives a value its ID.
func (v *exposedValue) naming() nhi.Exposure { return slices.MinFunc(v.lasting(), compareNaming) }

// compareNaming puts first what stands now, then what HEAD once had, then the oldest: a copy does not rename the original.
// Of several readings of one place it prefers the one that the default level prefers.
func compareNaming(a, b nhi.Exposure) int {
	return cmp.Or(
		nhi.CompareBools(standsThere(b), standsThere(a)),
		nhi.CompareBools(b.WasInHead, a.WasInHead),
		compareDates(a, b),
		cmp.Compare(presences[a.Presence], presences[b.Presence]),
		cmp.Compare(a.Location.Repository, b.Location.Repository), cmp.Compare(a.Location.Path, b.Location.Path), cmp.Compare(a.Location.Line, b.Location.Line),
		nhi.CompareBools(b.Issued(), a.Issued()),
		compareExposures(a, b),
	)
}

// compareAges puts values that every level lists first, so that the others rename none of them; then the oldest, as far as
// every level knows.
func compareAges(a, b *exposedValue) int {
	return cmp.Or(
		nhi.CompareBools(b.listed(), a.listed()),
		compareDates(a.first(), b.first()),
		compareNaming(a.naming(), b.naming()),
	)
}

// first is the oldest commit's exposure; one that is not committed is younger than any.
func (v *exposedValue) first() nhi.Exposure { return slices.MinFunc(v.lasting(), compareDates) }

func compareDates(a, b nhi.Exposure) int {
	switch {
	case a.Date.IsZero() == b.Date.IsZero():
		return a.Date.Compare(b.Date)
	case a.Date.IsZero():
		return 1
	}
	return -1
}
