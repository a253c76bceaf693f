package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

type named struct {
	Name string `json:"name"`
}

// serve starts a server for the world and a client of it.
func serve(t *testing.T, world *githubtest.World, change func(*api.Options)) (*githubtest.Server, *api.Client) {
	t.Helper()
	server := githubtest.Start(t, world)
	options := api.Options{
		BaseURL: server.URL, Token: server.Token, Owner: "acme", Transport: server.Transport(),
		Clock: api.Clock{Now: server.Clock.Now, Sleep: server.Clock.Wait},
	}
	if change != nil {
		change(&options)
	}
	client, err := api.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

func acme(secrets int) *githubtest.World {
	world := githubtest.NewWorld()
	org := world.Organization("acme", nil)
	for i := range secrets {
		org.Secret("actions", fmt.Sprintf("SECRET_%03d", i), nil)
	}
	return world
}

var secrets = api.List{Path: "orgs/acme/actions/secrets", Field: "secrets"}

const secretsShape = "/orgs/{org}/actions/secrets"

func TestAllReadsEveryPage(t *testing.T) {
	server, client := serve(t, acme(250), nil)
	got, err := api.All[named](t.Context(), client, secrets)
	if err != nil || len(got) != 250 || got[249].Name != "SECRET_249" {
		t.Fatalf("%d secrets, %v", len(got), err)
	}
	if server.Requests() != 3 {
		t.Errorf("%d requests for three pages", server.Requests())
	}
}

func TestAllStopsWhereItIsTold(t *testing.T) {
	server, client := serve(t, acme(250), nil)
	list := secrets
	list.Max = 120
	got, err := api.All[named](t.Context(), client, list)
	if err != nil || len(got) != 120 || server.Requests() != 2 {
		t.Errorf("%d secrets with %d requests, %v", len(got), server.Requests(), err)
	}
}

func TestOneReadsAnObject(t *testing.T) {
	world := acme(0)
	world.Set("/orgs/acme/actions/permissions/workflow", githubtest.Fields{"default_workflow_permissions": "write"})
	_, client := serve(t, world, nil)
	got, err := api.One[struct {
		Default string `json:"default_workflow_permissions"`
	}](t.Context(), client, "orgs/acme/actions/permissions/workflow")
	if err != nil || got.Default != "write" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestPathsAreEscaped(t *testing.T) {
	world := acme(0)
	repository := world.Organization("acme", nil).Repository("app", nil)
	environment := repository.Environment("prod/eu", nil)
	environment.List("secrets", githubtest.Fields{"name": "KEY"})
	repository.File(".github/workflows/a b.yml", "on: push\n")
	_, client := serve(t, world, nil)
	path := api.Path("repos/%s/%s/environments/%s/secrets", "acme", "app", "prod/eu")
	got, err := api.All[named](t.Context(), client, api.List{Path: path, Field: "secrets"})
	if err != nil || len(got) != 1 {
		t.Errorf("secrets of prod/eu: %v, %v", got, err)
	}
	file, err := api.One[named](t.Context(), client, api.Path("repos/%s/%s/contents/", "acme", "app")+api.FilePath(".github/workflows/a b.yml"))
	if err != nil || file.Name != "a b.yml" {
		t.Errorf("a file: %v, %v", file, err)
	}
}

// Each way to fail, as the caller and the report see it.
func TestEveryFaultHasItsError(t *testing.T) {
	want := map[githubtest.FaultKind]struct {
		err      string
		gap      nhi.GapReason
		requests int
	}{
		githubtest.Unauthorized: {"GitHub does not accept the credential", nhi.GapUnreadable, 1},
		githubtest.Forbidden:    {"/orgs/acme/actions/secrets: GitHub answered 403; it needs the permission organization_secrets=read", nhi.GapNotPermitted, 1},
		githubtest.NotFound:     {"/orgs/acme/actions/secrets: GitHub answered 404; it needs the permission organization_secrets=read", nhi.GapNotPermitted, 1},
		githubtest.Gone:         {"/orgs/acme/actions/secrets: GitHub says that it is gone", nhi.GapMissing, 1},
		githubtest.TooMany:      {"/orgs/acme/actions/secrets: GitHub's rate limit is reached", nhi.GapRateLimited, 9},
		githubtest.Secondary:    {"/orgs/acme/actions/secrets: GitHub's rate limit is reached", nhi.GapRateLimited, 9},
		githubtest.ServerErrors: {"/orgs/acme/actions/secrets: GitHub answered with a server error three times", nhi.GapUnreadable, 3},
		githubtest.Timeouts:     {"/orgs/acme/actions/secrets: GitHub did not answer in time", nhi.GapTimeout, 3},
		githubtest.Truncated:    {"/orgs/acme/actions/secrets: the answer ended early", nhi.GapUnreadable, 3},
		githubtest.WrongType:    {"/orgs/acme/actions/secrets: the answer is not what GitHub documents", nhi.GapUnparsable, 1},
		githubtest.RepeatedPage: {"/orgs/acme/actions/secrets: a page came twice", nhi.GapUnreadable, 2},
	}
	for _, kind := range githubtest.Faults {
		t.Run(string(kind), func(t *testing.T) {
			server, client := serve(t, acme(3), nil)
			server.Fail(secretsShape, githubtest.Fault{Kind: kind, Permission: "organization_secrets=read"})
			_, err := api.All[named](t.Context(), client, secrets)
			if err == nil || err.Error() != want[kind].err {
				t.Errorf("error %q, want %q", err, want[kind].err)
			}
			if got := api.Gap("organisation secrets", err).Reason; got != want[kind].gap {
				t.Errorf("gap %s, want %s", got, want[kind].gap)
			}
			if server.Requests() != want[kind].requests {
				t.Errorf("%d requests, want %d", server.Requests(), want[kind].requests)
			}
		})
	}
}

// What fails once or twice and then works is no failure.
func TestPassingFaultsPass(t *testing.T) {
	for _, kind := range []githubtest.FaultKind{githubtest.TooMany, githubtest.ServerErrors, githubtest.Timeouts, githubtest.Truncated} {
		t.Run(string(kind), func(t *testing.T) {
			server, client := serve(t, acme(3), nil)
			server.Fail(secretsShape, githubtest.Fault{Kind: kind, Times: 2})
			got, err := api.All[named](t.Context(), client, secrets)
			if err != nil || len(got) != 3 || server.Requests() != 3 {
				t.Errorf("%d secrets with %d requests, %v", len(got), server.Requests(), err)
			}
		})
	}
}

func TestGapNamesThePermission(t *testing.T) {
	server, client := serve(t, acme(3), nil)
	server.Fail(secretsShape, githubtest.Fault{Kind: githubtest.Forbidden, Permission: "organization_secrets=read; secrets=read<b>"})
	_, err := api.All[named](t.Context(), client, secrets)
	want := nhi.Gap{
		Source: "github", Scope: "organisation secrets", Reason: nhi.GapNotPermitted,
		Detail: "GitHub refused it to this credential.", Permission: "organization_secrets=read; secrets=readb",
	}
	if diff := cmp.Diff(want, api.Gap("organisation secrets", err)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A null, an empty body or a page of something else must never pass for an empty list.
func TestNothingIsNotAnEmptyList(t *testing.T) {
	for name, body := range map[string]string{
		"empty body": "", "null": "null", "null list": `{"total_count":0,"secrets":null}`, "no list": `{"total_count":0}`,
		"null item": `{"total_count":1,"secrets":[null]}`, "fewer than announced": `{"total_count":2,"secrets":[{"name":"A"}]}`,
		"a web page": "<!doctype html>", "cut without notice": `{"total_count":1,"secrets":[{"name":"A"`, "an array": "[]",
	} {
		t.Run(name, func(t *testing.T) {
			client := canned(t, body, nil)
			_, err := api.All[named](t.Context(), client, secrets)
			var failure *api.Failure
			if !errors.As(err, &failure) {
				t.Errorf("got %v, want a failure", err)
			}
		})
	}
}

// canned is a client of a server that always answers the same.
func canned(t *testing.T, body string, header http.Header) *api.Client {
	t.Helper()
	clock := &githubtest.Clock{}
	client, err := api.New(api.Options{
		Token: "x", Owner: "acme", Clock: api.Clock{Now: clock.Now, Sleep: clock.Wait},
		Transport: roundTripper(func(request *http.Request) (*http.Response, error) {
			return &http.Response{
				StatusCode: http.StatusOK, Header: header.Clone(), Request: request, Body: io.NopCloser(strings.NewReader(body)),
			}, nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// GitHub leaves out organisations that the token is not authorised for, and says so in a header only.
func TestPartialResultsAreNoResults(t *testing.T) {
	client := canned(t, "[]", http.Header{"X-Github-Sso": {"partial-results; organizations=1,2"}})
	_, err := api.All[named](t.Context(), client, api.List{Path: "user/repos"})
	var denied *api.Denied
	if !errors.As(err, &denied) || denied.Rule != api.SingleSignOn {
		t.Errorf("got %v, want a denial for single sign-on", err)
	}
}

func TestInterruptedReadsSaySo(t *testing.T) {
	_, client := serve(t, acme(3), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := api.All[named](ctx, client, secrets)
	if !errors.Is(err, context.Canceled) || api.Gap("x", err).Reason != nhi.GapInterrupted || !api.Ended(err) {
		t.Errorf("got %v", err)
	}
}
