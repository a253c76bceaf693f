package github

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// described are the structs that answers are read into, and the endpoints that they are read from.
var described = []struct {
	item   any
	shapes []string
}{
	{account{}, []string{"/orgs/{org}/members", "/orgs/{org}/outside_collaborators"}},
	{actionsItem{}, []string{"/orgs/{org}/actions/permissions", "/repos/{owner}/{repo}/actions/permissions"}},
	{agentItem{}, []string{"/repos/{owner}/{repo}/copilot/cloud-agent/configuration"}},
	{auditItem{}, []string{"/orgs/{org}/audit-log"}},
	{seatItem{}, []string{"/orgs/{org}/copilot/billing/seats"}},
	{alertItem{}, []string{"/orgs/{org}/secret-scanning/alerts"}},
	{credentialItem{}, []string{"/orgs/{org}/credential-authorizations"}},
	{environmentItem{}, []string{"/repos/{owner}/{repo}/environments"}},
	{groupItem{}, []string{"/orgs/{org}/actions/runner-groups"}},
	{installationItem{}, []string{"/orgs/{org}/installations"}},
	{keyItem{}, []string{"/repos/{owner}/{repo}/keys"}},
	{organizationItem{}, []string{"/orgs/{org}"}},
	{registryItem{}, []string{"/orgs/{org}/private-registries"}},
	{repositoryItem{}, []string{"/repos/{owner}/{repo}"}},
	{rulesetItem{}, []string{"/orgs/{org}/rulesets/{ruleset_id}"}},
	{runItem{}, []string{"/repos/{owner}/{repo}/actions/runs"}},
	{runnerItem{}, []string{"/orgs/{org}/actions/runners"}},
	{storedItem{}, []string{"/orgs/{org}/actions/secrets", "/orgs/{org}/actions/variables"}},
	{subjectItem{}, []string{"/orgs/{org}/actions/oidc/customization/sub", "/repos/{owner}/{repo}/actions/oidc/customization/sub"}},
	{tokenGrant{}, []string{"/orgs/{org}/personal-access-tokens", "/orgs/{org}/personal-access-token-requests"}},
	{tokenItem{}, []string{"/orgs/{org}/actions/permissions/workflow", "/repos/{owner}/{repo}/actions/permissions/workflow"}},
	{webhookItem{}, []string{"/orgs/{org}/hooks", "/repos/{owner}/{repo}/hooks"}},
}

// onlyServed are members that GitHub serves and does not describe; go-github reads them too.
var onlyServed = map[string][]string{"environmentItem": {"can_admins_bypass"}}

// A member whose name is misspelt would stay empty for ever and nobody would know: each one that is
// read is one that GitHub describes.
func TestMembersAreDescribed(t *testing.T) {
	for _, d := range described {
		t.Run(reflect.TypeOf(d.item).Name(), func(t *testing.T) {
			var samples []any
			for _, shape := range d.shapes {
				sample, err := githubtest.Full(shape)
				if err != nil {
					t.Fatal(err)
				}
				samples = append(samples, item(sample))
			}
			if diff := cmp.Diff(onlyServed[reflect.TypeOf(d.item).Name()], undescribed(reflect.TypeOf(d.item), samples)); diff != "" {
				t.Errorf("members that GitHub does not describe (-known +read)\n%s", diff)
			}
		})
	}
}

// item is what a list holds; an object is its own.
func item(sample any) any {
	switch s := sample.(type) {
	case []any:
		return s[0]
	case map[string]any:
		for _, value := range s {
			if list, ok := value.([]any); ok && (s["total_count"] != nil || s["total_seats"] != nil) && len(list) > 0 {
				return list[0]
			}
		}
	}
	return sample
}

// undescribed are the members of a struct that none of the samples has.
func undescribed(of reflect.Type, samples []any) []string {
	var names []string
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		var values []any
		for _, sample := range samples {
			if object, ok := sample.(map[string]any); ok && object[name] != nil {
				values = append(values, item(object[name]))
			}
		}
		if len(values) == 0 {
			names = append(names, name)
			continue
		}
		inner := field.Type
		for slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice}, inner.Kind()) {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			for _, more := range undescribed(inner, values) {
				names = append(names, name+"."+more)
			}
		}
	}
	return names
}
