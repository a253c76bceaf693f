package report

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// likeness is a finding, and those that are like it but for whom they are about: in an organisation, hundreds are.
type likeness struct {
	first  nhi.Finding
	alike  []nhi.Finding
	ofFile bool // they are a crowd of one file's values
}

// says is what makes findings alike.
type says struct {
	policy, severity, mode string
	message, fix           string
	ofFile                 bool
}

// likenesses gathers findings by policy, severity and what they say, in the order of the first of each. More of one rule's values
// in one file than that are told as one.
func likenesses(findings []nhi.Finding, identities map[nhi.ID]*nhi.Identity, over int) []likeness {
	many := crowded(findings, identities)
	return gathered(findings, func(f nhi.Finding) says {
		about := identities[f.Identity]
		if s := ofFile(f, about); s.ofFile && many[s] > over {
			return s
		}
		return says{policy: f.Policy, severity: string(f.Severity), mode: string(f.Mode), message: pattern(about, f.Message), fix: pattern(about, f.Fix)}
	})
}

const (
	crowd        = 20 // in what is read from its beginning to its end, or filtered
	summaryCrowd = 5  // in a table for who has a change to judge
)

// crowded counts the leaked values by file and rule.
func crowded(findings []nhi.Finding, identities map[nhi.ID]*nhi.Identity) map[says]int {
	many := map[says]int{}
	for _, f := range findings {
		if s := ofFile(f, identities[f.Identity]); s != (says{}) {
			many[s]++
		}
	}
	return many
}

// ofFile is the same for all that a rule found in a file, and nothing for what is no leaked value.
func ofFile(f nhi.Finding, about *nhi.Identity) says {
	e := exposureOf(f, about)
	if e == nil || f.Location.Path == "" {
		return says{}
	}
	return says{f.Policy, string(f.Severity), string(f.Mode), f.Location.Repository + "\x00" + f.Location.Path, e.Rule, true}
}

func gathered(findings []nhi.Finding, said func(nhi.Finding) says) []likeness {
	var all []likeness
	number := map[says]int{}
	for _, f := range findings {
		s := said(f)
		if n, seen := number[s]; seen {
			all[n].alike = append(all[n].alike, f)
			continue
		}
		number[s] = len(all)
		all = append(all, likeness{first: f, ofFile: s.ofFile})
	}
	return all
}

// block says how many values of a file a finding stands for, "" where they are no crowd of one file.
func (l likeness) block() string {
	if !l.ofFile {
		return ""
	}
	whole := nhi.Location{Repository: l.first.Location.Repository, Path: l.first.Location.Path}
	return fmt.Sprintf("It is one of %s values of one sort in %s.", thousands(len(l.alike)+1), shorten(position(whole), longestPlace))
}

// explained is what there is to say of a finding beyond its message: how many it stands for, and what the report holds
// of the value it is about.
func (l likeness) explained(identity *nhi.Identity, places int) []string {
	said := explained(l.first, identity, places)
	if block := l.block(); block != "" {
		return append([]string{block}, said...)
	}
	return said
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
