package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// tally is a number of something.
type tally struct {
	name  string
	count int
}

// bySeverity counts findings, the worst severity first, leaving out those with none.
func bySeverity(findings []nhi.Finding) []tally {
	var sums []tally
	for _, severity := range slices.Backward(nhi.Severities) {
		n := 0
		for _, f := range findings {
			if f.Severity == severity {
				n++
			}
		}
		if n > 0 {
			sums = append(sums, tally{string(severity), n})
		}
	}
	return sums
}

// severityCounts says how many findings are of each severity: "2 critical", "4 high".
func severityCounts(findings []nhi.Finding) []string {
	var counts []string
	for _, s := range bySeverity(findings) {
		counts = append(counts, thousands(s.count)+" "+s.name)
	}
	return counts
}

// byKind counts identities in the order of nhi.Kinds, then any other kind.
func byKind(identities []nhi.Identity) []tally {
	counts, defaults := map[nhi.Kind]int{}, 0
	for _, identity := range identities {
		if identity.Settings != nil {
			defaults++
			continue
		}
		counts[identity.Kind]++
	}
	var sums []tally
	for _, kind := range nhi.Kinds {
		if n := counts[nhi.Kind(kind.Name)]; n > 0 {
			sums = append(sums, tally{kind.Title, n})
			delete(counts, nhi.Kind(kind.Name))
		}
	}
	if defaults > 0 {
		sums = append(sums, tally{defaultToken, defaults})
	}
	known := len(sums)
	for kind, n := range counts {
		sums = append(sums, tally{string(kind), n})
	}
	nhi.Sort(sums[known:], func(a, b tally) int { return cmp.Compare(a.name, b.name) })
	return sums
}

func enforcedCount(findings []nhi.Finding) (n int) {
	for _, f := range findings {
		if f.Mode == nhi.ModeEnforced {
			n++
		}
	}
	return n
}

// scanned says how much was read, e.g. "8,312 commits", and last how many bytes that was. Where several sources count the
// same unit, the largest count stands for all; what there was none of is not worth a word.
func scanned(counts []nhi.ScanCount) []string {
	var units []string
	most := map[string]int64{}
	for _, c := range counts {
		if c.Hidden {
			continue
		}
		if _, seen := most[c.Unit]; !seen {
			units = append(units, c.Unit)
		}
		most[c.Unit] = max(most[c.Unit], c.Count)
	}
	var phrases []string
	for _, unit := range units {
		if most[unit] > 0 && unit != "bytes" {
			phrases = append(phrases, quantity(most[unit], plain(unit)))
		}
	}
	if n := most["bytes"]; n > 0 {
		phrases = append(phrases, byteSize(n))
	}
	return phrases
}

// notListed says how much looks like a credential at first sight only, by why, and how to see it; "" when there is none.
func notListed(counts []nhi.ScanCount) string {
	n, kinds := int64(0), []string{}
	for _, c := range counts {
		if c.Hidden && c.Count > 0 {
			n += c.Count
			kinds = append(kinds, plain(c.Unit)+" "+grouped(c.Count))
		}
	}
	why := strings.Join(kinds, ", ")
	switch n {
	case 0:
		return ""
	case 1:
		return "1 more value is probably no credential (" + why + "): --sensitivity high lists it."
	}
	return grouped(n) + " more values are probably no credentials (" + why + "): --sensitivity high lists them."
}
