package githubtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
)

// Server is a GitHub on this machine. It fails the test on any request that GitHub's description
// does not allow, on any answer of its own that the description does not allow, and on calls that
// were expected and not made.
type Server struct {
	*httptest.Server
	Clock  *Clock
	Token  string // the one that it accepts, besides an App's installation's
	Scopes string // of Token: what X-OAuth-Scopes says
	Limit  int    // requests until the limit is reached, an hour before it starts anew
	// TooMuch tells for which ids a GraphQL query is more than GitHub computes at once; nil: for none.
	TooMuch func(ids []any) bool

	t     testing.TB
	world *World
	app   *appRegistration

	mu       sync.Mutex
	calls    map[string]int
	total    int
	used     int       // of Limit, since window
	window   time.Time // began
	faults   map[string]*Fault
	fields   map[string]bool // of GraphQL, that fail
	expected []string
	checked  map[string]int
	sample   int
	lasts    int               // total at which Token expires; 0: it does not
	held     map[string]func() // endpoints that do not answer, and what to do when one is asked
}

// Start serves the world until the test ends.
func Start(t testing.TB, world *World) *Server {
	s := &Server{
		t: t, world: world, Clock: &Clock{}, Token: "gh" + "p_" + strings.Repeat("0", 36), Limit: 15000,
		calls: map[string]int{}, faults: map[string]*Fault{}, fields: map[string]bool{}, checked: map[string]int{}, sample: 1, held: map[string]func(){},
	}
	s.Server = httptest.NewUnstartedServer(s)
	s.Server.Start() // with s.Server set: it is read by requests, and one from another process tells the race detector of no order
	t.Cleanup(func() {
		s.Close()
		for _, shape := range s.expected {
			if s.calls[shape] == 0 {
				t.Errorf("%s was expected to be called and was not", shape)
			}
		}
	})
	return s
}

// Expect fails the test at its end unless each of the endpoints was called. An endpoint is named
// by its path in GitHub's description, e.g. "/orgs/{org}/hooks", or is "/graphql".
func (s *Server) Expect(shapes ...string) {
	s.known(shapes...)
	s.expected = append(s.expected, shapes...)
}

// Fail makes an endpoint fail.
func (s *Server) Fail(shape string, fault Fault) {
	s.known(shape)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[shape] = &fault
}

// FailField makes GraphQL leave out a field wherever it is asked for, with an error that names it.
func (s *Server) FailField(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fields[name] = true
}

func (s *Server) fieldFails(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fields[name]
}

// ExpireAfter lets the token expire after so many more requests.
func (s *Server) ExpireAfter(requests int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lasts = s.total + requests
}

// Hold makes an endpoint answer nobody: a request waits until its client gives up. What is returned is closed when the
// first one waits.
func (s *Server) Hold(shape string) <-chan struct{} {
	s.known(shape)
	waits := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[shape] = sync.OnceFunc(func() { close(waits) })
	return waits
}

// hold waits until the client gives up, if the endpoint is held.
func (s *Server) hold(shape string, request *http.Request) (held bool) {
	s.mu.Lock()
	waits := s.held[shape]
	s.mu.Unlock()
	if waits == nil {
		return false
	}
	waits()
	<-request.Context().Done()
	return true
}

// Repair ends all failures; the token is good again.
func (s *Server) Repair() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
	clear(s.fields)
	clear(s.held)
	s.lasts = 0
}

// CheckEvery makes the server check one of n answers of each endpoint, after the first hundred: for
// benchmarks, in which checking would cost most of the time.
func (s *Server) CheckEvery(n int) { s.sample = n }

// Requests is how many requests came, of any kind.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// Calls is how often each endpoint was called.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// Paged tells whether the endpoint answers in pages, so that a page can repeat.
func Paged(shape string) bool {
	return slices.ContainsFunc(described(), func(e endpoint) bool { return e.shape == shape && e.paged() })
}

func (s *Server) known(shapes ...string) {
	for _, shape := range shapes {
		if shape != graphQLPath && !slices.ContainsFunc(described(), func(e endpoint) bool { return e.shape == shape }) {
			s.t.Fatalf("GitHub's description has no %s", shape)
		}
	}
}

// Transport is a transport on which every host is the server, so that a client may believe that it
// talks to api.github.com, and on which a timeout can happen without waiting for one.
func (s *Server) Transport() http.RoundTripper { return transport{s, s.Client().Transport} }

type transport struct {
	server *Server
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	shape := graphQLPath
	if e, _ := find(request.Method, t.server.resolve(request.URL)); e != nil {
		shape = e.shape
	}
	if t.server.failing(shape, Timeouts) != nil {
		t.server.count(shape)
		return nil, fmt.Errorf("reading the answer: %w", os.ErrDeadlineExceeded)
	}
	redirected := request.Clone(request.Context())
	redirected.Host = request.URL.Host
	redirected.URL.Scheme, redirected.URL.Host = "http", t.server.Listener.Addr().String()
	return t.next.RoundTrip(redirected)
}

// root is the server's URL as the client knows it.
func (s *Server) root(request *http.Request) string {
	if request.Host == s.Listener.Addr().String() {
		return s.URL
	}
	return "https://" + request.Host
}

func (s *Server) count(shape string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[shape]++
	s.total++
}

// failing takes the endpoint's fault when it is one of the kinds, or of any when none is named.
func (s *Server) failing(shape string, kinds ...FaultKind) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.faults[shape]
	if fault == nil || len(kinds) > 0 && !slices.Contains(kinds, fault.Kind) {
		return nil
	}
	if fault.Times > 0 {
		if fault.Times--; fault.Times == 0 {
			delete(s.faults, shape)
		}
	}
	return fault
}

// exchange is a request and what is known of it.
type exchange struct {
	*http.Request
	w          http.ResponseWriter
	endpoint   *endpoint
	parameters map[string]string
	path       string // decoded aliases, still escaped
	fault      *Fault
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.URL.Path == graphQLPath {
		s.serveGraphQL(w, request)
		return
	}
	u := s.resolve(request.URL)
	e, parameters := find(request.Method, u)
	if e == nil {
		s.t.Errorf("GitHub's description has no %s %s", request.Method, request.URL.Path)
		s.refuse(w, http.StatusNotFound)
		return
	}
	s.count(e.shape)
	if s.hold(e.shape, request) {
		return
	}
	x := exchange{request, w, e, parameters, u.EscapedPath(), nil}
	if problem := s.checkRequest(x); problem != "" {
		s.t.Errorf("%s %s: %s", request.Method, request.URL, problem)
		s.refuse(w, http.StatusUnprocessableEntity)
		return
	}
	if status := s.admit(x, "core"); status != http.StatusOK {
		s.refuse(w, status)
		return
	}
	if x.fault = s.failing(e.shape); x.fault != nil && s.breakOff(x) {
		return
	}
	s.answer(x)
}

var organizationByID = regexp.MustCompile(`^/organizations/\d+/`)
var repositoryByID = regexp.MustCompile(`^/repositories/(\d+)/`)

// resolve replaces the paths by number, which GitHub serves and does not describe: its own links
// use the organisation's, go-github the repository's.
func (s *Server) resolve(u *url.URL) *url.URL {
	path := u.EscapedPath()
	if at := organizationByID.FindString(path); at != "" && len(s.world.owners) > 0 {
		path = "/orgs/" + s.world.owners[0].Login + "/" + path[len(at):]
	}
	if at := repositoryByID.FindStringSubmatch(path); at != nil {
		path = s.world.repositoryPath(at[1]) + "/" + path[len(at[0]):]
	}
	resolved := *u
	resolved.RawPath = path
	resolved.Path, _ = url.PathUnescape(path)
	return &resolved
}

// ignored are the query parameters that shape a page; the others filter.
var ignored = []string{"per_page", "page", "after", "before", "sort", "direction", "hide_secret"}

// checkRequest says what GitHub would not accept or, worse, silently ignore.
func (s *Server) checkRequest(x exchange) string {
	for name := range x.URL.Query() {
		if !x.endpoint.declares(name) {
			return "the query parameter " + name + " is not declared"
		}
	}
	if x.Method == http.MethodGet && x.ContentLength != 0 {
		return "a GET with a body"
	}
	if x.Header.Get("X-GitHub-Api-Version") == "" || x.Header.Get("User-Agent") == "" {
		return "no API version, or no user agent"
	}
	if perPage, _ := strconv.Atoi(x.URL.Query().Get("per_page")); perPage > x.maximumPage() {
		return fmt.Sprintf("per_page is at most %d", x.maximumPage())
	}
	input := &openapi3filter.RequestValidationInput{Request: x.Request, PathParams: x.parameters, Route: x.endpoint.route}
	if err := openapi3filter.ValidateRequest(x.Context(), input); err != nil {
		return err.Error()
	}
	return ""
}

// maximumPage is GitHub's bound on per_page, which the description gives in words only.
func (x exchange) maximumPage() int {
	if strings.HasSuffix(x.endpoint.shape, "/actions/variables") || strings.HasSuffix(x.endpoint.shape, "/variables") {
		return 30
	}
	return 100
}

// admit checks the credential and the rate limit.
func (s *Server) admit(x exchange, resource string) int {
	header := x.w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Date", s.Clock.Now().Format(http.TimeFormat))
	if !s.accepts(x) {
		return http.StatusUnauthorized
	}
	if s.Scopes != "" {
		header.Set("X-OAuth-Scopes", s.Scopes)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.Clock.Now(); now.Sub(s.window) >= time.Hour {
		s.window, s.used = now, 0
	}
	s.used++
	left := s.Limit - s.used
	header.Set("X-RateLimit-Limit", strconv.Itoa(s.Limit))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(max(0, left)))
	header.Set("X-RateLimit-Reset", strconv.FormatInt(s.window.Add(time.Hour).Unix(), 10))
	header.Set("X-RateLimit-Resource", resource)
	if left < 0 {
		return http.StatusForbidden
	}
	return http.StatusOK
}

func (s *Server) refuse(w http.ResponseWriter, status int) {
	s.refuseSaying(w, status, http.StatusText(status))
}

func (s *Server) refuseSaying(w http.ResponseWriter, status int, message string) {
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q,"documentation_url":"https://docs.github.com/rest"}`, message)
}

// breakOff answers with the fault, where that is all; a wrong type and a repeated page come later.
func (s *Server) breakOff(x exchange) bool {
	header := x.w.Header()
	header.Set("X-Accepted-GitHub-Permissions", x.fault.Permission)
	switch x.fault.Kind {
	case Forbidden:
		s.refuseSaying(x.w, http.StatusForbidden, cmp.Or(x.fault.Message, http.StatusText(http.StatusForbidden)))
	case NotFound:
		s.refuse(x.w, http.StatusNotFound)
	case Gone:
		s.refuse(x.w, http.StatusGone)
	case Unauthorized:
		s.refuse(x.w, http.StatusUnauthorized)
	case TooMany:
		s.limit(x, http.StatusTooManyRequests)
	case Secondary:
		s.limit(x, http.StatusForbidden)
	case ServerErrors:
		s.refuse(x.w, http.StatusInternalServerError)
	case Timeouts:
		s.t.Errorf("%s is to time out, but the client does not use the server's Transport", x.path)
		return false
	default:
		return false
	}
	return true
}

// limit asks the client to come back later.
func (s *Server) limit(x exchange, status int) {
	after := max(x.fault.RetryAfter, 0)
	if after == 0 {
		after = time.Minute
	}
	x.w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())))
	s.refuse(x.w, status)
}

// answer sends what the world holds at the path.
func (s *Server) answer(x exchange) {
	if x.Method == http.MethodPost {
		s.issueToken(x)
		return
	}
	found, known := s.content(x)
	if !known {
		s.refuse(x.w, http.StatusNotFound)
		return
	}
	body, err := json.Marshal(found)
	if err != nil {
		s.t.Errorf("%s: %v", x.URL.Path, err)
	}
	s.checkAnswer(x, body)
	if x.fault != nil && x.fault.Kind == WrongType {
		body = wrongType(x.endpoint)
	}
	s.write(x, body)
}

// write sends a body, or half of it.
func (s *Server) write(x exchange, body []byte) {
	cut := x.fault != nil && x.fault.Kind == Truncated
	x.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if cut {
		body = body[:len(body)/2]
	}
	if _, err := x.w.Write(body); err == nil && cut {
		panic(http.ErrAbortHandler)
	}
}

// wrongType is an answer of another type than the endpoint's.
func wrongType(e *endpoint) []byte {
	schema := e.schema()
	if field, _ := listField(schema); field != "" {
		return []byte(`{"total_count":1,"` + field + `":"unexpected"}`)
	}
	if schema != nil && schema.Type.Is("array") {
		return []byte(`["unexpected"]`)
	}
	return []byte(`["unexpected"]`)
}

// checkAnswer holds the server's own answers to the description.
func (s *Server) checkAnswer(x exchange, body []byte) {
	s.mu.Lock()
	s.checked[x.endpoint.shape]++
	n := s.checked[x.endpoint.shape]
	s.mu.Unlock()
	if n > 100 && n%s.sample != 0 {
		return
	}
	err := openapi3filter.ValidateResponse(x.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: x.Request, PathParams: x.parameters, Route: x.endpoint.route},
		Status:                 http.StatusOK,
		Header:                 http.Header{"Content-Type": {"application/json"}},
		Body:                   io.NopCloser(bytes.NewReader(body)),
	})
	if err != nil {
		s.t.Errorf("the fixture for %s is not what GitHub describes: %v", x.URL.Path, err)
	}
}
