package githubtest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// record is a test that keeps what is said of it.
type record struct {
	testing.TB
	mu       sync.Mutex
	problems []string
	cleanups []func()
}

func (r *record) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func (r *record) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *record) end() string {
	for _, f := range r.cleanups {
		f()
	}
	return strings.Join(r.problems, "\n")
}

func small() *World {
	world := NewWorld()
	org := world.Organization("acme", nil)
	org.Secret("actions", "KEY", nil)
	org.Repository("app", nil).Environment("prod/eu", nil).List("secrets", Fields{"name": "KEY"})
	return world
}

// ask sends a request as a client of GitHub would, and returns the status and body.
func ask(t *testing.T, s *Server, method, path, body string) (int, string) {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.Token)
	request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	response, err := s.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

// What GitHub would refuse, or silently ignore, fails the test.
func TestRequestsAreHeldToTheDescription(t *testing.T) {
	for name, test := range map[string]struct{ method, path, body, want string }{
		"no such path":      {"GET", "/orgs/acme/secrets", "", "GitHub's description has no GET /orgs/acme/secrets"},
		"no such method":    {"PUT", "/orgs/acme/hooks", "", "GitHub's description has no PUT"},
		"undeclared query":  {"GET", "/orgs/acme/hooks?filter=x", "", "the query parameter filter is not declared"},
		"a body on GET":     {"GET", "/orgs/acme/copilot/billing/seats", "{}", "a GET with a body"},
		"a bad parameter":   {"GET", "/orgs/acme/members?role=owner", "", "value is not one of the allowed values"},
		"too large a page":  {"GET", "/orgs/acme/hooks?per_page=101", "", "per_page is at most 100"},
		"variables' page":   {"GET", "/orgs/acme/actions/variables?per_page=31", "", "per_page is at most 30"},
		"a query's field":   {"POST", "/graphql", `{"query":"{organization(login:\"acme\"){secrets}}"}`, "Cannot query field"},
		"a query's size":    {"POST", "/graphql", `{"query":"{organization(login:\"acme\"){repositories(first:101){totalCount}}}"}`, "GitHub gives 100"},
		"a GET for GraphQL": {"GET", "/graphql", "", "a GET without a query"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &record{TB: t}
			server := Start(r, small())
			ask(t, server, test.method, test.path, test.body)
			if said := r.end(); !strings.Contains(said, test.want) {
				t.Errorf("it said %q, want %q", said, test.want)
			}
		})
	}
}

func TestFixturesAreHeldToTheDescription(t *testing.T) {
	for name, test := range map[string]struct {
		object Fields
		want   string
	}{
		"an unknown member": {Fields{"name": "KEY", "value": "x"}, `has no member "value"`},
		"a wrong type":      {Fields{"name": 5}, "value must be a string"},
		"a wrong date":      {Fields{"name": "KEY", "created_at": "yesterday"}, "date-time"},
		"a wrong word":      {Fields{"name": "KEY", "visibility": "hidden"}, "value is not one of the allowed values"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &record{TB: t}
			world := NewWorld()
			world.Organization("acme", nil).List("actions/secrets", test.object)
			server := Start(r, world)
			ask(t, server, "GET", "/orgs/acme/actions/secrets", "")
			if said := r.end(); !strings.Contains(said, test.want) {
				t.Errorf("it said %q, want %q", said, test.want)
			}
		})
	}
}

func TestExpectedCallsHaveToBeMade(t *testing.T) {
	r := &record{TB: t}
	server := Start(r, small())
	server.Expect("/orgs/{org}/hooks", "/orgs/{org}/members")
	ask(t, server, "GET", "/orgs/acme/hooks", "")
	if said, want := r.end(), "/orgs/{org}/members was expected to be called and was not"; said != want {
		t.Errorf("it said %q, want %q", said, want)
	}
}

// Every endpoint of the description answers in its form, with nothing set but its names.
func TestEveryEndpointHasAnAnswer(t *testing.T) {
	server := Start(t, small())
	names := strings.NewReplacer("{org}", "acme", "{owner}", "acme", "{repo}", "app", "{environment_name}", "prod%2Feu", "{secret_name}", "KEY")
	for _, e := range described() {
		path := names.Replace(e.shape)
		if e.method != http.MethodGet || strings.Contains(path, "{") || strings.HasPrefix(path, "/app") || strings.HasSuffix(path, "/installation") {
			continue
		}
		status, body := ask(t, server, "GET", path, "")
		if status != http.StatusOK && !(status == http.StatusNotFound && strings.HasSuffix(path, "/cloud-agent/configuration")) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// go-github asks for an environment's secrets by the repository's number; GitHub's own links name
// the organisation by its.
func TestPathsByNumber(t *testing.T) {
	server := Start(t, small())
	for _, path := range []string{
		"/repositories/1001/environments/prod%2Feu/secrets", "/repos/acme/app/environments/prod%2Feu/secrets", "/organizations/7/actions/secrets",
	} {
		if status, body := ask(t, server, "GET", path, ""); status != http.StatusOK || !strings.Contains(body, `"KEY"`) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestWrongTokensAreRefused(t *testing.T) {
	server := Start(t, small())
	server.Token += "x"
	if status, _ := ask(t, server, "GET", "/orgs/acme", ""); status != http.StatusOK {
		t.Errorf("the right token: %d", status)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/orgs/acme", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("no token: %d", response.StatusCode)
	}
}
