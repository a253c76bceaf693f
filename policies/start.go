package policies

import (
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// exampleName is the name of the policy that the guide shows.
const exampleName = "old_bank"

var policyName = lazyregexp.New(`^[a-z][a-z0-9_]{0,63}$`)

// Start is a policy of the given name to start from, and its tests, as the guide shows them. The name is that of the
// package, after `custom.`: lower-case letters, digits and underscores.
func Start(name string) (policy, test string, err error) {
	if !policyName().MatchString(name) {
		return "", "", fmt.Errorf("%q is no name of a policy: it takes lower-case letters, digits and underscores, a letter first", name)
	}
	_, text, _ := strings.Cut(guide, "```rego\n")
	policy, text, _ = strings.Cut(text, "```\n")
	_, text, _ = strings.Cut(text, "```rego\n")
	test, _, _ = strings.Cut(text, "```\n")
	named := strings.NewReplacer("custom."+exampleName, "custom."+name)
	return named.Replace(policy), named.Replace(test), nil
}
