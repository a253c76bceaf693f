package policies

import (
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// allowedBuiltins are the functions that policies may call. All are pure and quick. Left
// out, besides the network, the environment, the clock and what reads files: functions
// that answer differently on another machine (time zones), parsers of foreign formats,
// cryptography, and what turns a small argument into a huge result (bits.lsh).
var allowedBuiltins = strings.Fields(`
	abs all and any array.concat array.flatten array.reverse array.slice assign
	bits.and bits.negate bits.or bits.rsh bits.xor
	ceil concat contains count div endswith eq equal floor format_int
	graph.reachable gt gte indexof indexof_n
	internal.member_2 internal.member_3 internal.template_string intersection
	is_array is_boolean is_null is_number is_object is_set is_string
	json.filter json.remove lower lt lte max min minus mul neq numbers.range numbers.range_step
	object.filter object.get object.keys object.remove object.subset object.union object.union_n
	or plus print product regex.find_all_string_submatch_n regex.find_n regex.is_valid regex.match regex.replace regex.split
	rem replace round semver.compare semver.is_valid set_diff sort split sprintf startswith
	strings.any_prefix_match strings.any_suffix_match strings.count strings.replace_n strings.reverse
	substring sum time.parse_duration_ns time.parse_rfc3339_ns to_number trim trim_left trim_prefix trim_right
	trim_space trim_suffix type_name union upper walk
`)

// printing is what the compiler makes of print, in tests.
const printing = "internal.print"

var (
	// policyCapabilities are what policies may use.
	policyCapabilities = sync.OnceValue(func() *ast.Capabilities { return capabilities() })
	// testCapabilities are what their tests may use besides.
	testCapabilities = sync.OnceValue(func() *ast.Capabilities { return capabilities(printing) })
)

// capabilities restricts Rego to the allowed builtins, and those given besides.
func capabilities(besides ...string) *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	c := &ast.Capabilities{
		FutureKeywords: all.FutureKeywords,
		Features:       all.Features,
		AllowNet:       []string{}, // no host: a schema annotation must not fetch
	}
	for _, b := range all.Builtins {
		if slices.Contains(allowedBuiltins, b.Name) || slices.Contains(besides, b.Name) {
			c.Builtins = append(c.Builtins, b)
		}
	}
	return c
}
