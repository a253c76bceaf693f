package report

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// likeness is a finding, and those that are like it but for whom they are about: in an organisation, hundreds are.
type likeness struct {
	first nhi.Finding
	alike []nhi.Finding
}

// likenesses gathers findings by policy, severity and what they say, in the order of the first of each. identity gives
// the identity of an ID, nil where there is none.
func likenesses(findings []nhi.Finding, identity func(nhi.ID) *nhi.Identity) []likeness {
	type says struct {
		policy, severity, mode string
		message, fix           string
	}
	var all []likeness
	number := map[says]int{}
	for _, f := range findings {
		about := identity(f.Identity)
		s := says{f.Policy, string(f.Severity), string(f.Mode), pattern(about, f.Message), pattern(about, f.Fix)}
		if n, seen := number[s]; seen {
			all[n].alike = append(all[n].alike, f)
			continue
		}
		number[s] = len(all)
		all = append(all, likeness{first: f})
	}
	return all
}

// pattern is a text about an identity without its names, and without numbers.
func pattern(about *nhi.Identity, words string) string {
	if about != nil {
		for _, name := range []string{about.Scope, about.Name} {
			if name != "" {
				words = strings.ReplaceAll(words, name, "\x00")
			}
		}
	}
	inNumber := false
	return strings.Map(func(r rune) rune {
		digit := '0' <= r && r <= '9'
		again := digit && inNumber
		switch inNumber = digit; {
		case again:
			return -1
		case digit:
			return '0'
		}
		return r
	}, words)
}
