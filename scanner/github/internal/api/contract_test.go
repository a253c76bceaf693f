package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// methods are the methods of go-github's services that this source calls, and the endpoint that
// GitHub describes for each.
var methods = map[string]struct {
	call  func(context.Context, *github.Client) error
	shape string
}{
	"Apps.FindOrganizationInstallation": {func(ctx context.Context, gh *github.Client) error {
		_, _, err := gh.Apps.FindOrganizationInstallation(ctx, "acme")
		return err
	}, "/orgs/{org}/installation"},
	"Apps.FindRepositoryInstallation": {func(ctx context.Context, gh *github.Client) error {
		_, _, err := gh.Apps.FindRepositoryInstallation(ctx, "acme", "app")
		return err
	}, "/repos/{owner}/{repo}/installation"},
	"Apps.FindUserInstallation": {func(ctx context.Context, gh *github.Client) error {
		_, _, err := gh.Apps.FindUserInstallation(ctx, "octocat")
		return err
	}, "/users/{username}/installation"},
}

// Every method of go-github that the source calls sends what GitHub describes. (Everything else
// goes through NewRequest, and is checked by the server in each test that reads it.)
func TestMethodsOfGoGitHub(t *testing.T) {
	called := calledMethods(t)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(methods)), called); diff != "" {
		t.Fatalf("the methods that the source calls are not those that this test tries (-tried +called)\n%s", diff)
	}
	for name, method := range methods {
		t.Run(name, func(t *testing.T) {
			world := acme(0)
			world.Organization("acme", nil).Repository("app", nil)
			world.Set("/users/octocat/installation", githubtest.Fields{"id": 5})
			server := githubtest.Start(t, world)
			key := server.App("12345", nil)
			server.Expect(method.shape)
			gh := github.NewClient(&http.Client{Transport: bearer{signed(t, server, key), server.Transport()}})
			if err := method.call(t.Context(), gh); err != nil {
				t.Error(err)
			}
		})
	}
}

// calledMethods are the methods of go-github's services that are called anywhere in the source:
// x.gh.Service.Method(…).
func calledMethods(t *testing.T) []string {
	t.Helper()
	services := map[string]bool{}
	for field := range reflect.TypeFor[github.Client]().Fields() {
		if field.Type.Kind() == reflect.Pointer && strings.HasSuffix(field.Type.Elem().Name(), "Service") {
			services[field.Name] = true
		}
	}
	found := map[string]bool{}
	for _, pattern := range []string{"*.go", "../*/*.go", "../../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				method, _ := n.(*ast.SelectorExpr)
				if method == nil {
					return true
				}
				if service, ok := method.X.(*ast.SelectorExpr); ok && services[service.Sel.Name] && isClient(service.X) {
					found[service.Sel.Name+"."+method.Sel.Name] = true
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// isClient tells whether the expression is a go-github client, which the source calls gh everywhere.
func isClient(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name == "gh"
	case *ast.Ident:
		return x.Name == "gh"
	}
	return false
}

type bearer struct {
	token string
	next  http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (b bearer) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", b.token)
	return b.next.RoundTrip(request)
}

// signed is the Authorization header with which the client speaks as the App.
func signed(t *testing.T, server *githubtest.Server, key []byte) string {
	t.Helper()
	var header string
	record := roundTripper(func(request *http.Request) (*http.Response, error) {
		header = request.Header.Get("Authorization")
		return nil, context.Canceled
	})
	client := asAppOver(t, server, "12345", key, "", record)
	if _, err := client.Identify(t.Context()); err == nil || header == "" {
		t.Fatalf("no token of the App's own: %v", err)
	}
	return header
}

// lossy are go-github's structs for what this source reads.
var lossy = map[string]any{
	"/orgs/{org}": &github.Organization{},
	"/orgs/{org}/actions/oidc/customization/sub":                    &github.OIDCSubjectClaimCustomTemplate{},
	"/orgs/{org}/actions/permissions":                               &github.ActionsPermissions{},
	"/orgs/{org}/actions/permissions/workflow":                      &github.DefaultWorkflowPermissionOrganization{},
	"/orgs/{org}/actions/runner-groups":                             &github.RunnerGroups{},
	"/orgs/{org}/actions/runners":                                   &github.Runners{},
	"/orgs/{org}/actions/secrets":                                   &github.Secrets{},
	"/orgs/{org}/actions/variables":                                 &github.ActionsVariables{},
	"/orgs/{org}/copilot/billing/seats":                             &github.ListCopilotSeatsResponse{},
	"/orgs/{org}/credential-authorizations":                         &[]*github.CredentialAuthorization{},
	"/orgs/{org}/hooks":                                             &[]*github.Hook{},
	"/orgs/{org}/installations":                                     &github.OrganizationInstallations{},
	"/orgs/{org}/members":                                           &[]*github.User{},
	"/orgs/{org}/rulesets/{ruleset_id}":                             &github.Ruleset{},
	"/orgs/{org}/secret-scanning/alerts":                            &[]*github.SecretScanningAlert{},
	"/repos/{owner}/{repo}":                                         &github.Repository{},
	"/repos/{owner}/{repo}/actions/oidc/customization/sub":          &github.OIDCSubjectClaimCustomTemplate{},
	"/repos/{owner}/{repo}/actions/permissions":                     &github.ActionsPermissionsRepository{},
	"/repos/{owner}/{repo}/actions/permissions/workflow":            &github.DefaultWorkflowPermissionRepository{},
	"/repos/{owner}/{repo}/actions/runners":                         &github.Runners{},
	"/repos/{owner}/{repo}/actions/runs":                            &github.WorkflowRuns{},
	"/repos/{owner}/{repo}/actions/secrets":                         &github.Secrets{},
	"/repos/{owner}/{repo}/environments":                            &github.EnvResponse{},
	"/repos/{owner}/{repo}/environments/{environment_name}/secrets": &github.Secrets{},
	"/repos/{owner}/{repo}/hooks":                                   &[]*github.Hook{},
	"/repos/{owner}/{repo}/keys":                                    &[]*github.Key{},
	"/repos/{owner}/{repo}/secret-scanning/alerts":                  &[]*github.SecretScanningAlert{},
	"/users/{username}/installation":                                &github.Installation{},
}

// What go-github's structs lose of GitHub's answers: why the source has structs of its own. A newer
// go-github shows here what it gains.
func TestWhatGoGitHubLoses(t *testing.T) {
	var report bytes.Buffer
	for _, shape := range slices.Sorted(maps.Keys(lossy)) {
		sample, err := githubtest.Full(shape)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(sample)
		if err != nil {
			t.Fatal(err)
		}
		into := reflect.New(reflect.TypeOf(lossy[shape]).Elem()).Interface()
		if err := json.Unmarshal(text, into); err != nil {
			fmt.Fprintf(&report, "%s\n  cannot be read: %v\n", shape, err)
			continue
		}
		var kept any
		if text, err = json.Marshal(into); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &kept); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&report, "%s\n", shape)
		for _, member := range lost(sample, kept, "", 0) {
			fmt.Fprintf(&report, "  %s\n", member)
		}
	}
	golden(t, "lost-by-go-github.txt", report.Bytes())
}

// lost are the members of an answer that are not in what was kept of it. Links to GitHub's own API
// are left out of the account.
func lost(sample, kept any, at string, depth int) []string {
	var members []string
	switch s := sample.(type) {
	case map[string]any:
		k, _ := kept.(map[string]any)
		if _, own := s["node_id"]; own && depth > 0 {
			return nil // a user or repository within: not what this endpoint is about
		}
		for _, name := range slices.Sorted(maps.Keys(s)) {
			if name == "url" || strings.HasSuffix(name, "_url") {
				continue
			}
			if _, ok := k[name]; !ok && !zero(s[name]) {
				members = append(members, at+name)
				continue
			}
			members = append(members, lost(s[name], k[name], at+name+".", depth+1)...)
		}
	case []any:
		k, _ := kept.([]any)
		if len(s) > 0 && len(k) > 0 {
			return lost(s[0], k[0], at, depth-1)
		}
	}
	return members
}

// zero tells whether omitempty may have dropped a value that was kept.
func zero(v any) bool { return v == nil || reflect.ValueOf(v).IsZero() }

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with -update, and read what it says)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got)\n%s", name, diff)
	}
}
