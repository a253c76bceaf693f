package github_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// now is when the tests' scans take place: the clock's start.
var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestFilled reads a repository and an organisation in which every surface has something. The golden
// files hold all that the source says of them.
func TestFilled(t *testing.T) {
	for name, options := range map[string]github.Options{
		"repository":   {Repository: "acme/shop"},
		"organization": {Organization: "acme"},
	} {
		t.Run(name, func(t *testing.T) {
			server := githubtest.Start(t, githubtest.NewFilled())
			golden(t, name+".json", observe(t, server, options), server.URL)
		})
	}
}

// observe runs the source against the server.
func observe(t testing.TB, server *githubtest.Server, options github.Options) nhi.Observations {
	t.Helper()
	seen, err := source(t, server, options).Observe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func source(t testing.TB, server *githubtest.Server, options github.Options) *github.Source {
	t.Helper()
	options.Access = github.Access{
		URL: server.URL, Token: server.Token, Transport: over(options.Access.Transport, server.Transport()), Now: server.Clock.Now, Sleep: server.Clock.Wait,
		MaxRequests: options.Access.MaxRequests,
	}
	options.Now, options.Wanted = now, func(path string) bool { return path == ".mcp.json" }
	if options.Files == nil {
		options.Files = understand
	}
	s, err := github.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// over is the transport that a test puts over the server's, if it does.
func over(own, server http.RoundTripper) http.RoundTripper {
	if own != nil {
		return own
	}
	return server
}

// understand stands for the sources that know what files say: for each workflow one job that reads a
// secret and asks for an OIDC token, and for each other file an agent.
func understand(_ context.Context, _ string, files fs.FS) (nhi.Observations, error) {
	var seen nhi.Observations
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		at := nhi.Location{Path: name, Line: 1}
		switch {
		case err != nil || entry.IsDir():
			return err
		case path.Dir(name) == ".github/workflows":
			seen.Workflows = append(seen.Workflows, nhi.Workflow{Path: name, Jobs: []nhi.Job{{
				ID: "ship", Location: at, SelfHosted: true, Permissions: &nhi.Permissions{Scopes: map[string]string{"id-token": "write"}, Location: at},
				Credentials: []nhi.CredentialUse{{Store: "secrets", Name: "STRIPE_SECRET_KEY", Location: at}, {Store: "vars", Name: "REGION", Location: at}},
			}}})
			seen.Gaps = append(seen.Gaps, nhi.Gap{Source: "workflows", Scope: name, Reason: nhi.GapUnsupported, Location: &at})
		case strings.HasSuffix(name, ".json"):
			seen.Agents = append(seen.Agents, nhi.Agent{Product: "an agent", Location: at, Servers: []nhi.MCPServer{{Name: "a server", Location: at}}})
		default:
			seen.Counts = append(seen.Counts, nhi.ScanCount{Source: "files", Unit: name, Count: 1})
		}
		return nil
	})
	return seen, err
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// golden compares with a golden file, and rewrites it with -update.
func golden(t *testing.T, name string, value any, address string) {
	t.Helper()
	got, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(bytes.ReplaceAll(got, []byte(address), []byte("https://github.example")), '\n')
	file := filepath.Join("testdata", name)
	if *github.Update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write it with -update, and read what it says)", err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s: want -, got +\n%s", name, cmp.Diff(string(want), string(got)))
	}
}
