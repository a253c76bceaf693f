package api_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

const tokensShape = "/app/installations/{installation_id}/access_tokens"

func TestAppReadsAsItsInstallation(t *testing.T) {
	for target, repository := range map[string]string{"organisation": "", "repository": "app"} {
		t.Run(target, func(t *testing.T) {
			world := acme(0)
			org := world.Organization("acme", nil)
			org.Repository("app", nil)
			org.Secret("actions", "KEY", nil)
			server := githubtest.Start(t, world)
			key := server.App("12345", githubtest.Fields{"organization_secrets": "read", "members": "read"})
			client := asApp(t, server, "12345", key, repository)
			for range 3 {
				if got, err := api.All[named](t.Context(), client, secrets); err != nil || len(got) != 1 {
					t.Fatalf("%v, %v", got, err)
				}
			}
			if n := server.Calls()[tokensShape]; n != 1 {
				t.Errorf("%d tokens asked for", n)
			}
			who, err := client.Identify(t.Context())
			if want := "GitHub App 12345 members=read organization_secrets=read"; err != nil || who.Name() != want {
				t.Errorf("it is %q, want %q (%v)", who.Name(), want, err)
			}
		})
	}
}

func asApp(t *testing.T, server *githubtest.Server, id string, key []byte, repository string) *api.Client {
	t.Helper()
	return asAppOver(t, server, id, key, repository, server.Transport())
}

func asAppOver(t *testing.T, server *githubtest.Server, id string, key []byte, repository string, transport http.RoundTripper) *api.Client {
	t.Helper()
	client, err := api.New(api.Options{
		BaseURL: server.URL, App: &api.App{ID: id, PrivateKey: key}, Owner: "acme", Repository: repository,
		Transport: transport, Clock: api.Clock{Now: server.Clock.Now, Sleep: server.Clock.Wait},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A crawl outlives its token: a new one is asked for before the old one ends, and when GitHub
// stops accepting it.
func TestInstallationTokensAreRenewed(t *testing.T) {
	world := acme(1)
	server := githubtest.Start(t, world)
	client := asApp(t, server, "12345", server.App("12345", githubtest.Fields{"members": "read"}), "")
	read := func(tokens int) {
		t.Helper()
		if _, err := api.All[named](t.Context(), client, secrets); err != nil {
			t.Fatal(err)
		}
		if n := server.Calls()[tokensShape]; n != tokens {
			t.Errorf("%d tokens asked for, want %d", n, tokens)
		}
	}
	read(1)
	advance(t, server, githubtest.TokenLifetime-6*time.Minute)
	read(1)
	advance(t, server, 2*time.Minute)
	read(2)
	server.Revoke()
	read(3)
}

func advance(t *testing.T, server *githubtest.Server, d time.Duration) {
	t.Helper()
	if err := server.Clock.Wait(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func TestAppsThatCannotRead(t *testing.T) {
	world := acme(1)
	server := githubtest.Start(t, world)
	key := server.App("12345", nil)
	_, err := api.All[named](t.Context(), asApp(t, server, "999", key, ""), secrets)
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Unauthorized {
		t.Errorf("another App's id: %v", err)
	}
	world.Set("/orgs/acme/installation", githubtest.Fields{"suspended_at": "2026-01-02T03:04:05Z"})
	_, err = api.All[named](t.Context(), asApp(t, server, "12345", key, ""), secrets)
	if err == nil || !strings.Contains(err.Error(), "is suspended") {
		t.Errorf("suspended: %v", err)
	}
	server.Fail("/orgs/{org}/installation", githubtest.Fault{Kind: githubtest.NotFound})
	_, err = api.All[named](t.Context(), asApp(t, server, "12345", key, ""), secrets)
	if err == nil || !strings.Contains(err.Error(), "not installed for acme") {
		t.Errorf("not installed: %v", err)
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*api.Options)
		want   string
	}{
		"no token":        {func(o *api.Options) { o.Token = "" }, "no token for the GitHub API"},
		"a token's line":  {func(o *api.Options) { o.Token += "\n" }, "the GitHub token holds a space or a control character"},
		"clear text":      {func(o *api.Options) { o.BaseURL = "http://ghe.example.com/api/v3" }, "the GitHub API's URL is not https"},
		"a password":      {func(o *api.Options) { o.BaseURL = "https://a:b@ghe.example.com" }, "the GitHub API's URL is not a plain URL"},
		"not PEM":         {func(o *api.Options) { o.App = &api.App{ID: "1", PrivateKey: []byte("x")} }, "the GitHub App's private key is not PEM"},
		"not a key":       {func(o *api.Options) { o.App = &api.App{ID: "1", PrivateKey: notKey()} }, "the GitHub App's private key is not an unencrypted RSA key"},
		"no owner":        {func(o *api.Options) { o.Owner = "" }, "no organisation and no repository to read"},
		"a path as owner": {func(o *api.Options) { o.Owner = "../acme" }, "not the name of a GitHub owner or repository"},
		"dots":            {func(o *api.Options) { o.Repository = ".." }, "not the name of a GitHub owner or repository"},
	} {
		t.Run(name, func(t *testing.T) {
			options := api.Options{Token: "x", Owner: "acme"}
			test.change(&options)
			_, err := api.New(options)
			var hinting interface{ Hint() string }
			if err == nil || err.Error() != test.want || !errors.As(err, &hinting) || hinting.Hint() == "" {
				t.Errorf("got %v, want %s with a hint", err, test.want)
			}
		})
	}
}

func notKey() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE " + "KEY", Bytes: []byte("x")})
}

// The token goes to the API's host only: not along a redirect, not along a link to a next page.
func TestTheTokenStaysHome(t *testing.T) {
	foreign := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		t.Errorf("a request left for another host, with %q", request.Header)
	}))
	defer foreign.Close()
	for name, answer := range map[string]http.HandlerFunc{
		"redirect": func(w http.ResponseWriter, request *http.Request) {
			http.Redirect(w, request, foreign.URL+"/orgs/acme/actions/secrets", http.StatusTemporaryRedirect)
		},
		"next page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Link", fmt.Sprintf(`<%s/x?page=2>; rel="next"`, foreign.URL))
			fmt.Fprint(w, `{"total_count":2,"secrets":[{"name":"A"}]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			home := httptest.NewServer(answer)
			defer home.Close()
			client := plainClient(t, home.URL, home.Client().Transport)
			_, err := api.All[named](t.Context(), client, secrets)
			var failure *api.Failure
			if !errors.As(err, &failure) || failure.Kind != api.Elsewhere {
				t.Errorf("got %v", err)
			}
		})
	}
}

// What a server writes into an address reaches a terminal as plain text of a bounded length.
func TestAddressesInErrorsAreInert(t *testing.T) {
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://evil.example/%1b]0;"+strings.Repeat("é", 5000))
		w.WriteHeader(http.StatusFound)
	}))
	defer home.Close()
	_, err := api.One[named](t.Context(), plainClient(t, home.URL, home.Client().Transport), "repos/acme/old")
	if text := fmt.Sprint(err); err == nil || len(text) > 400 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		t.Errorf("%q", text)
	}
}

// Where what answers is not GitHub's API, the error says what to look at.
func TestWhatIsNotTheAPI(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in") })
	plain, unknown := httptest.NewServer(page), httptest.NewTLSServer(page)
	defer plain.Close()
	defer unknown.Close()
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	for _, test := range []struct{ url, err, hint string }{
		{plain.URL, "it is not JSON", "GITHUB_API_URL"},
		{strings.Replace(plain.URL, "http:", "https:", 1), "does not speak https", "GITHUB_API_URL"},
		{unknown.URL, "certificate was not accepted", "SSL_CERT_FILE"},
	} {
		_, err := api.One[named](t.Context(), plainClient(t, test.url, &http.Transport{}), "repos/acme/app")
		var failure *api.Failure
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), test.err) || !strings.Contains(failure.Hint(), test.hint) {
			t.Errorf("%s: %v", test.err, err)
		}
	}
}

// What GitHub blocks for the law's sake is told as that.
func TestUnexpectedStatusHasItsName(t *testing.T) {
	blocked := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnavailableForLegalReasons) }))
	defer blocked.Close()
	_, err := api.One[named](t.Context(), plainClient(t, blocked.URL, &http.Transport{}), "repos/acme/app")
	if gap := api.Gap("acme/app", err); gap.Detail != "GitHub answered with an unexpected status, 451 Unavailable For Legal Reasons." {
		t.Errorf("%+v", gap)
	}
}

// A renamed repository's redirect stays on the host, and is followed.
func TestRedirectsAtHomeAreFollowed(t *testing.T) {
	mux := http.NewServeMux()
	home := httptest.NewServer(mux)
	defer home.Close()
	mux.HandleFunc("/repos/acme/old", func(w http.ResponseWriter, request *http.Request) {
		http.Redirect(w, request, "/repositories/1", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/repositories/1", func(w http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != "Bearer x" {
			t.Error("the redirect lost the token")
		}
		fmt.Fprint(w, `{"name":"new"}`)
	})
	got, err := api.One[named](t.Context(), plainClient(t, home.URL, home.Client().Transport), "repos/acme/old")
	if err != nil || got.Name != "new" {
		t.Errorf("%v, %v", got, err)
	}
}

// Redirects in a circle end soon, and are called what they are.
func TestRedirectsInACircle(t *testing.T) {
	var asked atomic.Int64
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		asked.Add(1)
		http.Redirect(w, request, fmt.Sprintf("/repositories/%d", asked.Load()%2), http.StatusMovedPermanently)
	}))
	defer home.Close()
	_, err := api.One[named](t.Context(), plainClient(t, home.URL, home.Client().Transport), "repos/acme/old")
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Circular || asked.Load() > 6 {
		t.Errorf("after %d requests: %v", asked.Load(), err)
	}
}

// An answer without end is not asked for twice, whether it says how long it is or not.
func TestOversizedAnswers(t *testing.T) {
	const size = 65 << 20
	for name, announce := range map[string]bool{"announced": true, "streamed": false} {
		var asked atomic.Int64
		home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			if announce {
				w.Header().Set("Content-Length", strconv.Itoa(size))
			}
			chunk := make([]byte, 1<<20)
			for range size / len(chunk) {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}))
		_, err := api.One[named](t.Context(), plainClient(t, home.URL, home.Client().Transport), "repos/acme/app")
		home.Close()
		var failure *api.Failure
		if !errors.As(err, &failure) || failure.Kind != api.TooLarge || asked.Load() != 1 {
			t.Errorf("%s: after %d requests: %v", name, asked.Load(), err)
		}
	}
}

// A proxy, as the environment may name one, is the transport's affair: requests and the token pass it.
func TestProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.URL.String() != "http://localhost:9/api/v3/repos/acme/app" || request.Header.Get("Authorization") != "Bearer x" {
			t.Errorf("the proxy was asked for %s", request.URL)
		}
		fmt.Fprint(w, `{"name":"app"}`)
	}))
	defer proxy.Close()
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := plainClient(t, "http://localhost:9/api/v3", &http.Transport{Proxy: http.ProxyURL(at)})
	if got, err := api.One[named](t.Context(), client, "repos/acme/app"); err != nil || got.Name != "app" {
		t.Errorf("%v, %v", got, err)
	}
}

func plainClient(t *testing.T, base string, transport http.RoundTripper) *api.Client {
	t.Helper()
	clock := &githubtest.Clock{}
	client, err := api.New(api.Options{
		BaseURL: base, Token: "x", Owner: "acme", Transport: transport, Clock: api.Clock{Now: clock.Now, Sleep: clock.Wait},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// What net/http says of a failure may hold a proxy's password or a whole URL.
func TestErrorsTellNoSecret(t *testing.T) {
	canary := "canary" + "-value"
	for name, cause := range map[string]error{
		"a proxy's address": fmt.Errorf("proxyconnect http://user:%s@proxy: refused", canary),
		"a URL":             &url.Error{Op: "Get", URL: "https://api.github.com/x?token=" + canary, Err: errors.New(canary)},
	} {
		t.Run(name, func(t *testing.T) {
			client := plainClient(t, "https://ghe.example.com/api/v3", roundTripper(func(*http.Request) (*http.Response, error) {
				return nil, cause
			}))
			_, err := api.All[named](t.Context(), client, api.List{Path: "orgs/acme/hooks?since=" + canary})
			shown := fmt.Sprintf("%v %+v %#v", err, api.Gap("x", err), err)
			if err == nil || strings.Contains(shown, canary) || errors.Is(err, cause) {
				t.Errorf("got %s", shown)
			}
			if want := "/api/v3/orgs/acme/hooks: GitHub could not be reached"; err.Error() != want {
				t.Errorf("got %q, want %q", err, want)
			}
		})
	}
}

func TestIdentify(t *testing.T) {
	world := acme(0)
	world.Set("/user", githubtest.Fields{"login": "octocat"})
	server, client := serve(t, world, nil)
	server.Scopes = "repo, admin:org"
	who, err := client.Identify(t.Context())
	want := api.Identity{Kind: api.ClassicToken, Login: "octocat", Scopes: []string{"admin:org", "repo"}}
	if diff := cmp.Diff(want, who); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if want := "personal access token (classic) of octocat with admin:org, repo"; who.Name() != want {
		t.Errorf("it is %q, want %q", who.Name(), want)
	}
	server.Token = "another"
	_, err = client.Identify(t.Context())
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Unauthorized || failure.Hint() == "" {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestEnterpriseServer(t *testing.T) {
	var paths []string
	record := roundTripper(func(request *http.Request) (*http.Response, error) {
		paths = append(paths, request.URL.String())
		return nil, errors.New("no network")
	})
	client := plainClient(t, "https://ghe.example.com/api/v3", record)
	_, err1 := api.One[named](t.Context(), client, "orgs/acme")
	_, _, err2 := api.Query[named](t.Context(), client, "{viewer{login}}", nil)
	if err1 == nil || err2 == nil {
		t.Error("reads succeeded without a network")
	}
	want := []string{"https://ghe.example.com/api/v3/orgs/acme", "https://ghe.example.com/api/graphql"}
	if diff := cmp.Diff(want, []string{paths[0], paths[3]}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
