package githubtest

import (
	"cmp"
	_ "embed"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

//go:embed openapi.json
var openAPI []byte

// endpoint is one operation of the description: a method and a path's shape.
type endpoint struct {
	shape   string // as in the description: "/orgs/{org}/hooks"
	method  string
	pattern *regexp.Regexp
	names   []string // of the path's parameters
	route   *routers.Route
}

// multiSegment are the path parameters that hold slashes. (The description marks them with an
// extension that the excerpt has not kept.)
var multiSegment = []string{"{path}"}

// described is the description, read once.
var described = sync.OnceValue(func() []endpoint {
	document, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		panic(err)
	}
	var all []endpoint
	for shape, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			pattern, names := compile(shape)
			all = append(all, endpoint{shape, method, pattern, names, &routers.Route{
				Spec: document, Server: document.Servers[0], Path: shape, PathItem: item, Method: method, Operation: operation,
			}})
		}
	}
	// The most literal shape wins, as on GitHub.
	slices.SortFunc(all, func(a, b endpoint) int {
		return cmp.Or(cmp.Compare(len(a.names), len(b.names)), cmp.Compare(b.shape, a.shape), cmp.Compare(a.method, b.method))
	})
	return all
})

var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

// compile makes an expression of a path's shape. It is matched with the escaped path, so that a
// %2F stays within its segment.
func compile(shape string) (*regexp.Regexp, []string) {
	var names []string
	var text strings.Builder
	text.WriteString("^")
	last := 0
	for _, at := range parameter.FindAllStringIndex(shape, -1) {
		name := shape[at[0]:at[1]]
		text.WriteString(regexp.QuoteMeta(shape[last:at[0]]))
		if slices.Contains(multiSegment, name) {
			text.WriteString("(.+)")
		} else {
			text.WriteString("([^/]+)")
		}
		names = append(names, strings.Trim(name, "{}"))
		last = at[1]
	}
	text.WriteString(regexp.QuoteMeta(shape[last:]) + "$")
	return regexp.MustCompile(text.String()), names
}

// find is the endpoint of a request's path, and the path's parameters.
func find(method string, u *url.URL) (*endpoint, map[string]string) {
	path := u.EscapedPath()
	for i, e := range described() {
		if e.method != method {
			continue
		}
		values := e.pattern.FindStringSubmatch(path)
		if values == nil {
			continue
		}
		parameters := map[string]string{}
		for n, name := range e.names {
			value, err := url.PathUnescape(values[n+1])
			if err != nil {
				return nil, nil
			}
			parameters[name] = value
		}
		return &described()[i], parameters
	}
	return nil, nil
}

// schema is what the endpoint answers with when all is well; nil: nothing.
func (e *endpoint) schema() *openapi3.Schema {
	for _, status := range []int{http.StatusOK, http.StatusCreated} {
		response := e.route.Operation.Responses.Status(status)
		if response == nil {
			continue
		}
		if content := response.Value.Content.Get("application/json"); content != nil {
			return content.Schema.Value
		}
	}
	return nil
}

// declares tells whether the endpoint takes the query parameter.
func (e *endpoint) declares(name string) bool {
	return e.route.Operation.Parameters.GetByInAndName("query", name) != nil
}

// paged tells whether the endpoint answers in pages.
func (e *endpoint) paged() bool {
	return e.declares("per_page") && (e.declares("page") || e.declares("after"))
}
