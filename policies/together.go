package policies

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// together is how a policy says of several identities at one place what has one cause and one fix: a job that runs a
// stranger's code with 27 secrets is one thing to mend.
type together struct {
	Key     string `json:"key"`     // of the place, e.g. the job
	Message string `json:"message"` // what the names follow
	Name    string `json:"name"`    // of the identity in the message
}

// togetherShown is how many names a message gives; the evidence has more.
const togetherShown = 5

// oneForEach makes one finding of those of a policy that have a key, severity, mode and message in common and count.
func oneForEach(findings []nhi.Finding, said map[string]together) []nhi.Finding {
	type cause struct{ policy, severity, mode, key, message string }
	groups, rest := map[cause][]nhi.Finding{}, []nhi.Finding{}
	var order []cause
	for _, f := range findings {
		s, ok := said[f.Fingerprint]
		if !ok || !f.Counts() {
			rest = append(rest, f)
			continue
		}
		c := cause{f.Policy, string(f.Severity), string(f.Mode), s.Key, s.Message}
		if groups[c] == nil {
			order = append(order, c)
		}
		groups[c] = append(groups[c], f)
	}
	for _, c := range order {
		if group := groups[c]; len(group) > 1 {
			rest = append(rest, oneOf(slices.Clone(group), said))
		} else {
			rest = append(rest, group...)
		}
	}
	return rest
}

// oneOf is one finding for all of a group. One more credential makes it another: who accepted two did not accept three.
func oneOf(group []nhi.Finding, said map[string]together) nhi.Finding {
	nhi.Sort(group, compareFindings)
	f := group[0]
	message := said[f.Fingerprint].Message
	var names, identities []string
	places := relatedOf(f)
	for _, g := range group {
		names, identities = append(names, said[g.Fingerprint].Name), append(identities, string(g.Identity))
		places.join(g)
	}
	f.Related, f.Unlisted = places.listed, places.unlisted
	f.Evidence = maps.Clone(f.Evidence)
	if f.Evidence == nil {
		f.Evidence = map[string]any{}
	}
	f.Evidence["count"], f.Evidence["names"] = len(names), anys(names[:min(len(names), maximumItems)])
	f.Fingerprint = fingerprint(f.Policy, "", "together "+strings.Join(append(identities, said[f.Fingerprint].Key), "\n"))
	f.Message = clean(message+" "+listed(different(names))+".", maximumMessage)
	return f
}

// different is the names without those that came before: two agents of one job are told of by the job.
func different(names []string) []string {
	met := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		known := met[name]
		met[name] = true
		return known
	})
}

// listed names the first of a list and counts the others.
func listed(names []string) string {
	if more := len(names) - togetherShown; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:togetherShown], ", "), more)
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
