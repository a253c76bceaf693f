package api_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

const filesQuery = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { nameWithOwner rulesets(first: 10) { totalCount }
  workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name object { ... on Blob { text } } } } } } } }`

type swept struct {
	Nodes []struct {
		NameWithOwner string
		Rulesets      *struct{ TotalCount int }
		Workflows     struct {
			Entries []struct {
				Name   string
				Object struct{ Text string }
			}
		}
	}
}

func TestQuery(t *testing.T) {
	world := acme(0)
	world.Organization("acme", nil).Repository("app", githubtest.Fields{"node_id": "R_1"}).File(".github/workflows/ci.yml", "on: push\n")
	server, client := serve(t, world, nil)
	ids := map[string]any{"ids": []string{"R_1"}}
	got, unresolved, err := api.Query[swept](t.Context(), client, filesQuery, ids)
	if err != nil || unresolved != nil || got.Nodes[0].Workflows.Entries[0].Object.Text != "on: push\n" {
		t.Fatalf("%+v, %v, %v", got, unresolved, err)
	}
	server.FailField("rulesets")
	got, unresolved, err = api.Query[swept](t.Context(), client, filesQuery, ids)
	want := []api.Unresolved{{Type: "FORBIDDEN", Path: []string{"nodes", "0", "rulesets"}}}
	if diff := cmp.Diff(want, unresolved); err != nil || diff != "" || got.Nodes[0].Rulesets != nil || got.Nodes[0].NameWithOwner != "acme/app" {
		t.Errorf("%+v, %v (-want +got)\n%s", got, err, diff)
	}
}

func TestQueriesFail(t *testing.T) {
	for body, want := range map[string]error{
		`{"data":null,"errors":[{"type":"FORBIDDEN"}]}`: &api.Denied{Path: "/graphql", Status: 403},
		`{"data":null,"errors":[{"type":"NOT_FOUND"}]}`: &api.Denied{Path: "/graphql", Status: 404},
		`{}`: &api.Failure{Kind: api.WrongType, Path: "/graphql", Detail: "it is empty"},
		`{"data":null,"errors":[{"message":"Something went wrong"}]}`:          &api.Failure{Kind: api.ServerError, Path: "/graphql"},
		`{"data":{"nodes":[]},"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED"}]}`: &api.Failure{Kind: api.TooLarge, Path: "/graphql"},
		`{"data":[]}`:                          &api.Failure{Kind: api.WrongType, Path: "/graphql"},
		`{"errors":[{"type":"RATE_LIMITED"}]}`: &api.Failure{Kind: api.RateLimited, Path: "/graphql"},
	} {
		_, _, err := api.Query[swept](t.Context(), canned(t, body, nil), "{viewer{login}}", nil)
		if diff := cmp.Diff(want, err); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", body, diff)
		}
	}
}

func TestQueriesFailAsReadsDo(t *testing.T) {
	for _, kind := range githubtest.Faults {
		if kind == githubtest.RepeatedPage {
			continue // GraphQL's pages are the caller's
		}
		t.Run(string(kind), func(t *testing.T) {
			server, client := serve(t, acme(0), nil)
			server.Fail("/graphql", githubtest.Fault{Kind: kind})
			_, _, err := api.Query[swept](t.Context(), client, filesQuery, map[string]any{"ids": []string{}})
			var denied *api.Denied
			var failure *api.Failure
			if !errors.As(err, &denied) && !errors.As(err, &failure) {
				t.Errorf("got %v", err)
			}
		})
	}
}
