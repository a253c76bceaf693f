package githubtest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// missingByDefault are the endpoints that answer 404 unless the world says otherwise; the others
// answer with an empty list or GitHub's defaults.
var missingByDefault = []string{
	"/repos/{owner}/{repo}/contents/{path}",
	"/repos/{owner}/{repo}/git/trees/{tree_sha}",
	"/repos/{owner}/{repo}/git/blobs/{file_sha}",
	"/repos/{owner}/{repo}/rulesets/{ruleset_id}",
	"/repos/{owner}/{repo}/branches/{branch}",
	"/repos/{owner}/{repo}/copilot/cloud-agent/configuration",
	"/repos/{owner}/{repo}/installation",
	"/orgs/{org}/rulesets/{ruleset_id}",
	"/orgs/{org}/installation",
	"/orgs/{org}/memberships/{username}",
	"/users/{username}/installation",
	"/users/{username}",
}

// content is the answer to a request, and whether there is one.
func (s *Server) content(x exchange) (any, bool) {
	found := s.world.at(x.path)
	if file, ok := s.world.file(x); ok {
		found = file
	}
	if found == nil && (slices.Contains(missingByDefault, x.endpoint.shape) || !s.world.knows(x.path) && !unbound(x)) {
		return nil, false
	}
	schema := x.endpoint.schema()
	if schema == nil {
		return nil, true
	}
	field, total := listField(schema)
	if field == "" && !schema.Type.Is("array") {
		object, _ := found.(Fields)
		return s.build(x, schema, object), true
	}
	items, _ := found.([]Fields)
	items = filtered(items, x.URL.Query())
	page := s.page(x, items)
	if field == "" {
		return s.build(x, schema, page), true
	}
	return s.build(x, schema, Fields{field: page, total: len(items)}), true
}

// unbound tells whether the path is of no account: "/user", "/rate_limit", "/installation/repositories".
func unbound(x exchange) bool { return len(x.parameters) == 0 }

// build fills in what the schema requires. Objects of the world that several endpoints show are
// cut to what each of them declares.
func (s *Server) build(x exchange, schema *openapi3.Schema, given any) any {
	sampler := &sampler{lenient: x.showsRepositories()}
	made := sampler.value(schema, given, x.endpoint.shape, 0)
	for _, problem := range sampler.problems {
		s.t.Errorf("the fixture for %s: %s", x.URL.Path, problem)
	}
	return made
}

// showsRepositories tells whether the endpoint answers with repositories, of which GitHub has a
// minimal and a full form.
func (x exchange) showsRepositories() bool {
	return slices.Contains([]string{"/repos/{owner}/{repo}", "/orgs/{org}/repos", "/installation/repositories", "/users/{username}/repos",
		"/orgs/{org}", "/orgs/{org}/members", "/user"}, x.endpoint.shape) || len(x.path) > 13 && x.path[len(x.path)-13:] == "/repositories"
}

// listField is the member of an object that holds the items of a list, and the one that counts
// them; "" when the schema is no such object.
func listField(schema *openapi3.Schema) (field, total string) {
	if schema == nil {
		return "", ""
	}
	members, _ := merged(schema)
	for name, member := range members {
		switch {
		case name == "total_count" || name == "total_seats":
			total = name
		case member.Value.Type.Is("array") && field == "":
			field = name
		case member.Value.Type.Is("array"):
			return "", ""
		}
	}
	if total == "" {
		return "", ""
	}
	return field, total
}

// filtered leaves out the items that a query parameter does not ask for.
func filtered(items []Fields, query url.Values) []Fields {
	var kept []Fields
	for _, item := range items {
		shown := true
		for name, values := range query {
			is, filters := item["?"+name]
			shown = shown && (slices.Contains(ignored, name) || !filters || values[0] == "all" || is == values[0])
		}
		if shown {
			kept = append(kept, item)
		}
	}
	return kept
}

// page cuts a page out of the items, gives each an id, and links to the next page.
func (s *Server) page(x exchange, items []Fields) []Fields {
	query := x.URL.Query()
	if !x.endpoint.declares("per_page") {
		return numbered(x, items, 0)
	}
	size := number(query.Get("per_page"), 30)
	if x.maximumPage() == 30 {
		size = number(query.Get("per_page"), 10)
	}
	cursor := "page"
	if !x.endpoint.declares(cursor) {
		cursor = "after" // GitHub's cursors are of its own making; here they are numbers of pages
	}
	current := number(query.Get(cursor), 1)
	repeats := x.fault != nil && x.fault.Kind == RepeatedPage
	from := min(len(items), (current-1)*size)
	if repeats {
		from = 0
	}
	to := min(len(items), from+size)
	if to < len(items) || repeats {
		query.Set(cursor, strconv.Itoa(current+1))
		next := *x.URL
		next.RawQuery = query.Encode()
		x.w.Header().Set("Link", fmt.Sprintf(`<%s%s>; rel="next", <%s%s>; rel="last"`, s.root(x.Request), next.RequestURI(), s.root(x.Request), next.RequestURI()))
	}
	return numbered(x, items[from:to], from)
}

// numbered gives each item that needs one an id, which stays the same from one scan to the next.
func numbered(x exchange, items []Fields, from int) []Fields {
	schema := x.endpoint.schema()
	item := element(schema)
	if field, _ := listField(schema); field != "" {
		members, _ := merged(schema)
		item = element(members[field].Value)
	}
	members, _ := membersFor(item, nil)
	id, has := members["id"]
	if !has || !id.Value.Type.Is("integer") {
		return items
	}
	hash := fnv.New32a()
	hash.Write([]byte(x.path))
	base := int(hash.Sum32()%100000) * 1000
	all := make([]Fields, len(items))
	for i, given := range items {
		all[i] = with(Fields{"id": base + from + i + 1}, given)
	}
	return all
}

func number(text string, otherwise int) int {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// Full is an answer of the endpoint with every member that GitHub describes, down to a depth: for
// tests of what a struct keeps of it. Of alternative objects it has the members of all.
func Full(shape string) (any, error) {
	for _, e := range described() {
		if e.shape != shape || e.method != http.MethodGet {
			continue
		}
		sampler := &sampler{full: true}
		text, err := json.Marshal(sampler.value(e.schema(), nothing{}, "item", 0))
		if err != nil {
			return nil, err
		}
		var plain any
		err = json.Unmarshal(text, &plain)
		return plain, err
	}
	return nil, fmt.Errorf("GitHub's description has no %s", shape)
}
