package github_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// TestWorkflowToken reads with what a workflow's own token may read. What it may not is a gap for
// each permission, not for each part of the API.
func TestWorkflowToken(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewFilled())
	server.Token = "gh" + "s_" + strings.Repeat("0", 36)
	for endpoint, permission := range map[string]string{
		"actions/secrets": "secrets=read", "actions/organization-secrets": "secrets=read", "actions/variables": "actions_variables=read", "actions/organization-variables": "actions_variables=read",
		"dependabot/secrets": "dependabot_secrets=read", "codespaces/secrets": "codespaces_secrets=write", "agents/secrets": "agent_secrets=read", "agents/variables": "agent_variables=read",
		"keys": "administration=read", "hooks": "repository_hooks=read", "actions/runners": "administration=read",
		"actions/permissions": "administration=read", "actions/permissions/workflow": "administration=read",
		"environments/{environment_name}/secrets": "environments=read", "environments/{environment_name}/variables": "environments=read",
		"secret-scanning/alerts": "secret_scanning_alerts=read", "copilot/cloud-agent/configuration": "copilot_agent_settings=read",
	} {
		server.Fail("/repos/{owner}/{repo}/"+endpoint, githubtest.Fault{Kind: githubtest.Forbidden, Permission: permission})
	}
	server.FailField("bypassActors")
	server.FailField("collaborators")
	seen := observe(t, server, github.Options{Repository: "acme/shop", OnDisk: true})
	var got []string
	for _, g := range seen.Gaps {
		got = append(got, fmt.Sprintf("%s %s: %s", g.Reason, g.Permission, g.Scope))
	}
	want := []string{
		"not_permitted actions_variables=read: acme/shop: variables, organisation variables in its reach",
		"not_permitted administration=read: acme/shop: deploy keys, self-hosted runners, Actions permissions, default workflow token",
		"not_permitted administration=write: acme/shop: who passes rulesets",
		"not_permitted agent_secrets=read: acme/shop: agent secrets",
		"not_permitted agent_variables=read: acme/shop: agent variables",
		"not_permitted codespaces_secrets=write: acme/shop: Codespaces secrets",
		"not_permitted copilot_agent_settings=read: acme/shop: coding agent configuration",
		"not_permitted dependabot_secrets=read: acme/shop: Dependabot secrets",
		"not_permitted environments=read: environment secrets, environment variables of acme/shop (environment preview/eu), acme/shop (environment production)",
		"not_permitted metadata=read: acme/shop: outside collaborators who may write",
		"not_permitted repository_hooks=read: acme/shop: webhooks",
		"not_permitted secret_scanning_alerts=read: acme/shop: secret scanning alerts",
		"not_permitted secrets=read: acme/shop: Actions secrets, organisation secrets in its reach",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
	shop := seen.Platform.Repositories[0]
	if len(shop.SecretStores) > 0 || len(seen.Platform.Secrets) > 0 || shop.Actions.DefaultToken.Known() {
		t.Errorf("it says more than it was told: %+v", shop)
	}
	if len(seen.Platform.Environments) != 2 || len(seen.Platform.Runs) != 1 {
		t.Errorf("it says less than it was told: %d environments, %d runs", len(seen.Platform.Environments), len(seen.Platform.Runs))
	}
}

// TestRules reads with credentials that an organisation's rules refuse. To grant a permission, which GitHub names all the
// same, would not help: what does is said instead.
func TestRules(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewFilled())
	for message, want := range map[string]string{
		"Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.": "IP allow list",
		"`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.":                             "no classic tokens",
		"The 'acme' enterprise forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days.":                                                       "lives as long",
	} {
		fault := githubtest.Fault{Kind: githubtest.Forbidden, Permission: "secrets=read", Message: message}
		server.Fail("/repos/{owner}/{repo}/actions/secrets", fault)
		said := func(g nhi.Gap) bool {
			return g.Reason == nhi.GapNotPermitted && g.Permission == "" && strings.Contains(g.Scope, "Actions secrets") && strings.Contains(g.Detail, want)
		}
		if seen := observe(t, server, github.Options{Repository: "acme/shop", OnDisk: true}); !slices.ContainsFunc(seen.Gaps, said) {
			t.Errorf("no gap says %q: %+v", want, seen.Gaps)
		}
		server.Fail("/repos/{owner}/{repo}", fault)
		_, err := source(t, server, github.Options{Repository: "acme/shop"}).Observe(t.Context())
		var mistake *github.Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Error(), want) || mistake.Hint() == "" {
			t.Errorf("%v, want %q and what to do", err, want)
		}
		server.Repair()
	}
}

// TestBudget stops a crawl early, and goes on with what it kept until all is read.
func TestBudget(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewLarge(200))
	options := github.Options{Organization: "acme", Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Now: now, Access: github.Access{MaxRequests: 300}}
	before := -1
	for range 10 {
		seen := crawlOnce(t, server, options)
		read := seen.Platform.Organizations[0].RepositoriesRead
		if read == 200 {
			if len(seen.Gaps) > 0 {
				t.Errorf("all is read, and there are gaps: %+v", seen.Gaps)
			}
			return
		}
		if read <= before {
			t.Fatalf("after %d repositories it knows %d", before, read)
		}
		before = read
		if len(seen.Gaps) != 1 || seen.Gaps[0].Reason != nhi.GapBudget {
			t.Fatalf("%d repositories are read, and the gaps are %+v", read, seen.Gaps)
		}
	}
	t.Error("it never ends")
}

// TestInterrupted: an ended context is an error, never half an inventory.
func TestInterrupted(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewFilled())
	ctx, cancel := context.WithCancel(context.Background())
	s := source(t, server, github.Options{Organization: "acme", Progress: nil})
	cancel()
	if _, err := s.Observe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// TestNothingSecret looks for what GitHub gives and nobody may see in all that the source says and keeps.
func TestNothingSecret(t *testing.T) {
	for name, options := range targets {
		server := githubtest.Start(t, githubtest.NewFilled())
		options.Checkpoint = ""
		if options.Organization != "" {
			options.Checkpoint = filepath.Join(t.TempDir(), "checkpoint")
		}
		text, err := json.Marshal(observe(t, server, options))
		if err != nil {
			t.Fatal(err)
		}
		if options.Checkpoint != "" {
			text = append(text, readFile(t, options.Checkpoint)...)
		}
		canaries := githubtest.Canaries()
		canaries["token"], canaries["last eight of a token"] = server.Token, "deadbeef"
		for what, canary := range canaries {
			if at := bytes.Index(text, []byte(canary)); at >= 0 {
				t.Errorf("%s: the %s is in it: %.120s", name, what, text[max(0, at-60):])
			}
		}
		if !bytes.Contains(text, []byte("ALERTS_URL")) && name == "organization" {
			t.Error("the variable that holds it is not there")
		}
	}
}

// TestOptions: what cannot be asked for is said before anything is sent, with advice.
func TestOptions(t *testing.T) {
	token := github.Access{Token: "gh" + "p_" + strings.Repeat("0", 36)}
	for name, options := range map[string]github.Options{
		"nothing":           {Access: token},
		"both":              {Access: token, Repository: "acme/shop", Organization: "acme"},
		"no owner":          {Access: token, Repository: "shop"},
		"three parts":       {Access: token, Repository: "github.com/acme/shop"},
		"a path":            {Access: token, Organization: "../acme"},
		"no token":          {Organization: "acme"},
		"a token of lines":  {Access: github.Access{Token: "a\nb"}, Organization: "acme"},
		"a key that is not": {Access: github.Access{App: &github.App{ID: "1", PrivateKey: []byte("-----BEGIN")}}, Organization: "acme"},
		"http":              {Access: github.Access{URL: "http://github.example/api/v3", Token: token.Token}, Organization: "acme"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := github.New(options)
			var advice interface{ Hint() string }
			if err == nil || !errors.As(err, &advice) || advice.Hint() == "" {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// answering answers requests whose URL holds a text with a status, and passes on the others.
type answering struct {
	next   http.RoundTripper
	text   string
	status int
}

func (a answering) RoundTrip(request *http.Request) (*http.Response, error) {
	if !strings.Contains(request.URL.String(), a.text) {
		return a.next.RoundTrip(request)
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: request}, nil
}

// TestStatusesThatTell: an empty repository has no workflows, which is known then; and what is given
// to owners alone is refused, not broken.
func TestStatusesThatTell(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewFilled())
	empty := source(t, server, github.Options{Repository: "acme/shop", Access: github.Access{Transport: answering{server.Transport(), "/git/trees/", http.StatusConflict}}})
	seen, err := empty.Observe(context.Background())
	if err != nil || len(seen.Gaps) > 0 || !seen.Platform.Repositories[0].WorkflowsRead {
		t.Errorf("of an empty repository: %v, %+v", err, seen.Gaps)
	}
	member := source(t, server, github.Options{Organization: "acme", Access: github.Access{Transport: answering{server.Transport(), "filter=2fa_disabled", http.StatusUnprocessableEntity}}})
	seen, err = member.Observe(context.Background())
	if err != nil || len(seen.Gaps) != 3 || seen.Gaps[2].Permission != "members=read" {
		t.Errorf("for somebody who is no owner: %v, %+v", err, seen.Gaps)
	}
	if bob := seen.Platform.Organizations[0].Members[1]; bob.TwoFactor.Why() != nhi.ReasonNotPermitted {
		t.Errorf("bob: %+v", bob)
	}
}
