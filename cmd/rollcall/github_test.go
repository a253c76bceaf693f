package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/internal/samples"
	"github.com/rollcall-dev/rollcall/nhi"
)

type fixture = githubtest.Fields

const shipWorkflow = `on: push
permissions: {}
jobs:
  ship:
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: ./ship
        env:
          STRIPE_SECRET_KEY: ${{ secrets.STRIPE_SECRET_KEY }}
          GONE_TOKEN: ${{ secrets.GONE_TOKEN }}
`

// onGitHub is a world with one repository: a workflow, secrets that it does and does not use, and a key.
func onGitHub() *githubtest.World {
	created := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	w := githubtest.NewWorld()
	w.Set("/user", fixture{"login": "auditor", "user_view_type": "public"})
	o := w.Organization("acme", fixture{"public_repos": 0, "total_private_repos": 1})
	o.Member("alice", "admin", true, nil)
	r := o.Repository("shop", fixture{"organization": fixture{"login": "acme"}, "created_at": created, "pushed_at": created})
	r.File(".github/workflows/ship.yml", shipWorkflow)
	r.File("main.go", "package main\n")
	r.List("actions/secrets", fixture{"name": "FORGOTTEN_KEY", "created_at": created, "updated_at": created})
	r.Environment("production", fixture{}).List("secrets", fixture{"name": "STRIPE_SECRET_KEY", "created_at": created, "updated_at": created})
	r.List("keys", fixture{"id": 7, "title": "ci", "key": "ssh-ed25519 AAAA", "read_only": false, "created_at": created, "added_by": "alice"})
	r.Set("copilot/cloud-agent/configuration", fixture{"mcp_configuration": fixture{"mcpServers": fixture{"wiki": fixture{"type": "http", "url": "http://wiki.example.com/mcp"}}}, "is_firewall_enabled": true})
	return w
}

// asks runs the program against the server, on which no wait takes time.
func asks(t *testing.T, server *githubtest.Server, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	environment := map[string]string{"GITHUB_API_URL": server.URL, "GH_TOKEN": server.Token}
	var out, err bytes.Buffer
	p := &process{
		stdin: strings.NewReader(""), stdout: &out, stderr: &err, getenv: func(name string) string { return environment[name] },
		now: server.Clock.Now, transport: server.Transport(), sleep: server.Clock.Wait,
	}
	root := newRoot(p)
	root.SetArgs(args)
	code = p.exitCode(context.Background(), root.ExecuteContext(context.Background()))
	if text := out.String() + err.String(); strings.Contains(text, server.Token) {
		t.Errorf("%v shows the token", args)
	}
	return code, out.String(), err.String()
}

// reportOf runs a scan and gives its report.
func reportOf(t *testing.T, server *githubtest.Server, want int, args ...string) nhi.Report {
	t.Helper()
	code, stdout, stderr := asks(t, server, append([]string{"scan", "--now", "2026-11-22", "--format", "json"}, args...)...)
	if code != want {
		t.Fatalf("%v: exit code %d, want %d: %s", args, code, want, stderr)
	}
	var r nhi.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func identityOf(t *testing.T, r nhi.Report, id nhi.ID) nhi.Identity {
	t.Helper()
	i := slices.IndexFunc(r.Identities, func(i nhi.Identity) bool { return i.ID == id })
	if i < 0 {
		t.Fatalf("there is no %s in %v", id, idsOf(r))
	}
	return r.Identities[i]
}

// TestScanOrganization: what GitHub keeps is joined with what the workflows use, which come through the API.
func TestScanOrganization(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	r := reportOf(t, server, exitClean, "--organization", "acme", "--fail-on", "never", t.TempDir())
	if r.Target.Kind != "organization" || r.Target.Name != "acme" || len(r.Workflows) != 1 || r.Workflows[0].Repository != "acme/shop" {
		t.Errorf("target %+v, workflows %+v", r.Target, r.Workflows)
	}
	stripe := identityOf(t, r, "github:acme/shop:environment-secret:production/STRIPE_SECRET_KEY")
	if stripe.Stored == nil || stripe.Stored.Level != nhi.LevelEnvironment || len(stripe.Uses) != 1 || !stripe.Times.Created.Known() {
		t.Errorf("the secret that a job uses: %+v", stripe)
	}
	gone := identityOf(t, r, "github:acme/shop:actions-secret:GONE_TOKEN")
	if gone.Stored == nil || !gone.Stored.Defined.Known() || gone.Stored.Defined.Value {
		t.Errorf("the secret that is not there: %+v", gone.Stored)
	}
	if key := identityOf(t, r, "github:acme/shop:deploy-key:7"); key.Owner.Technical.Value == "" {
		t.Errorf("the key has no owner: %+v", key.Owner)
	}
	if r.Platform == nil || len(r.Platform.Identities) > 0 || r.Platform.Organizations[0].RepositoriesRead != 1 {
		t.Errorf("the platform: %+v", r.Platform)
	}
}

// TestScanRepositoryThroughTheAPI: without a clone, nobody looks for credentials in files, and the report says so.
func TestScanRepositoryThroughTheAPI(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	r := reportOf(t, server, exitIncomplete, "--repository", "acme/shop", "--fail-on", "never", "--strict", t.TempDir())
	if r.Target.Kind != "repository" || r.Target.Name != "acme/shop" || r.Target.History {
		t.Errorf("the target is %+v", r.Target)
	}
	if len(r.Gaps) != 1 || r.Gaps[0].Source != "leaks" || r.Gaps[0].Reason != nhi.GapUnsupported {
		t.Errorf("the gaps are %+v", r.Gaps)
	}
	if len(r.Workflows) != 1 || r.Workflows[0].Repository != "" {
		t.Errorf("the workflows are %+v", r.Workflows)
	}
	wiki := slices.IndexFunc(r.Identities, func(i nhi.Identity) bool { return i.Agent != nil && len(i.Agent.Servers) == 1 })
	if wiki < 0 || !r.Identities[wiki].Agent.Servers[0].Plaintext {
		t.Error("the coding agent's tool server is not there")
	}
}

// TestScanClone: of a clone, files and history come from disk, and GitHub is asked for the rest.
func TestScanClone(t *testing.T) {
	leak, err := samples.Fake("stripe-live", "clone")
	if err != nil {
		t.Fatal(err)
	}
	dir := clone(t, "acme/shop", map[string]string{".github/workflows/ship.yml": shipWorkflow, "config.env": "STRIPE_SECRET_KEY=" + leak + "\n"})
	server := githubtest.Start(t, onGitHub())
	r := reportOf(t, server, exitClean, "--repository", "acme/shop", "--fail-on", "never", dir)
	stripe := identityOf(t, r, nhi.ID("github:"+r.Target.Name+":environment-secret:production/STRIPE_SECRET_KEY"))
	if len(stripe.Exposures) != 1 || stripe.Stored == nil || !stripe.Stored.Defined.Value || len(stripe.Uses) != 1 {
		t.Errorf("what is in the file, in the store and in the job is not one: %+v", stripe)
	}
	if o := stripe.Owner; o.Technical.Value != "@bob" || o.Confidence != nhi.ConfidenceLow {
		t.Errorf("who edited its workflow is not its owner: %+v", o)
	}
	for _, g := range r.Gaps {
		if g.Source == "leaks" {
			t.Errorf("a gap of a clone: %+v", g)
		}
	}
	if server.Calls()["/repos/{owner}/{repo}/git/trees/{tree_sha}"] > 0 {
		t.Error("GitHub is asked for files that are on disk")
	}
}

// TestScanCloneWithDeployKey: a private key in the files is the deploy key whose public half GitHub has, and the
// finding says what it opens.
func TestScanCloneWithDeployKey(t *testing.T) {
	private, public := githubtest.KeyPair(t)
	dir := clone(t, "acme/shop", map[string]string{"ci/id_ed25519": private})
	for _, readOnly := range []bool{false, true} {
		w := onGitHub()
		w.List("/repos/acme/shop/keys", fixture{"id": 8, "title": "pusher", "key": public, "read_only": readOnly, "created_at": time.Unix(0, 0), "added_by": "alice"})
		r := reportOf(t, githubtest.Start(t, w), exitFindings, "--repository", "acme/shop", dir)
		key := identityOf(t, r, "github:acme/shop:deploy-key:8")
		if len(key.Exposures) != 1 || key.Exposures[0].Location.Path != "ci/id_ed25519" {
			t.Errorf("the key's exposures: %+v", key.Exposures)
		}
		what := map[bool]string{false: "writes to", true: "reads"}[readOnly]
		leaked := slices.IndexFunc(r.Findings, func(f nhi.Finding) bool { return f.Policy == "leaked_credential" && f.Identity == key.ID })
		if leaked < 0 || !strings.Contains(r.Findings[leaked].Message, what+" acme/shop") {
			t.Errorf("no finding says that it %s acme/shop: %+v", what, r.Findings)
		}
		if slices.ContainsFunc(r.Identities, func(i nhi.Identity) bool { return i.System == "git" }) {
			t.Error("the file's key is an identity of its own")
		}
		other := identityOf(t, r, "github:acme/shop:deploy-key:7")
		if len(other.Exposures)+len(other.Links) > 0 {
			t.Errorf("another key is taken for it: %+v", other)
		}
	}
}

// clone makes a repository with some files in a first commit, whose remote is GitHub's.
func clone(t *testing.T, name string, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for file, content := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "init", "-q")
	git(t, dir, "remote", "add", "origin", "https://github.com/"+name+".git")
	git(t, dir, "add", "-A")
	git(t, dir, "-c", "user.name=Bob", "-c", "user.email=1+bob@users.noreply.github.com", "commit", "-q", "-m", "all")
	return dir
}

// TestPaused: who waits for GitHub is told until when, but with --quiet.
func TestPaused(t *testing.T) {
	var stderr strings.Builder
	p := &process{stderr: &stderr, getenv: func(name string) string { return map[string]string{"GH_TOKEN": "x"}[name] }}
	until := time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)
	for _, quiet := range []bool{true, false} {
		asked, err := p.platform(scanFlags{quiet: quiet, github: githubFlags{organization: "acme"}})
		if err != nil {
			t.Fatal(err)
		}
		if tell := asked.options.Access.Paused; tell != nil {
			tell(until)
		}
	}
	if want := "GitHub asks to wait until " + until.Local().Format("15:04 MST") + " …\n"; stderr.String() != want {
		t.Errorf("got %q, want %q", stderr.String(), want)
	}
}

// TestScanMissing: a repository that GitHub does not show is a failure, not an empty report.
func TestScanMissing(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	for _, target := range []string{"--repository=acme/nothing", "--organization=nobody"} {
		code, stdout, stderr := asks(t, server, "scan", target, t.TempDir())
		if code != exitFailure || stdout != "" || !strings.Contains(stderr, "hint: check the name") {
			t.Errorf("%s: exit code %d: %s%s", target, code, stdout, stderr)
		}
	}
}

func TestDoctor(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	server.Fail("/repos/{owner}/{repo}/hooks", githubtest.Fault{Kind: githubtest.Forbidden, Permission: "repository_hooks=read"})
	server.Fail("/orgs/{org}/personal-access-tokens", githubtest.Fault{Kind: githubtest.Forbidden, Permission: "organization_personal_access_tokens=read"})
	server.FailField("bypassActors")
	for target, name := range map[string]string{"--repository=acme/shop": "repository", "--organization=acme": "organization"} {
		code, stdout, stderr := asks(t, server, "doctor", target)
		if code != exitClean || stderr != "" {
			t.Errorf("%s: exit code %d: %s", target, code, stderr)
		}
		golden(t, filepath.Join("testdata", "doctor", name+".txt"), []byte(strings.ReplaceAll(stdout, server.URL, "https://github.example")))
		if code, _, _ := asks(t, server, "doctor", "--strict", target); code != exitIncomplete {
			t.Errorf("%s with --strict: exit code %d", target, code)
		}
	}
	server.Repair()
	if code, stdout, _ := asks(t, server, "doctor", "--strict", "--repository=acme/shop"); code != exitClean || strings.Contains(stdout, "  no ") {
		t.Errorf("all can be read, and the exit code is %d:\n%s", code, stdout)
	}
}

// TestDoctorWithAWrongToken: GitHub does not accept it, which is not the same as seeing nothing.
func TestDoctorWithAWrongToken(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("wrong\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := asks(t, server, "doctor", "--repository=acme/shop", "--token-file", token)
	if code != exitFailure || stdout != "" || !strings.Contains(stderr, "error: GitHub does not accept the credential") {
		t.Errorf("exit code %d: %s%s", code, stdout, stderr)
	}
}

func idsOf(r nhi.Report) []nhi.ID {
	var ids []nhi.ID
	for _, i := range r.Identities {
		ids = append(ids, i.ID)
	}
	return ids
}

// TestFilledInventory scans a repository and an organisation in which every part of GitHub's API has
// something. The golden files hold the exact inventory that comes of it.
func TestFilledInventory(t *testing.T) {
	for name, target := range map[string]string{"repository": "--repository=acme/shop", "organization": "--organization=acme"} {
		server := githubtest.Start(t, githubtest.NewFilled())
		r := reportOf(t, server, exitClean, target, "--fail-on", "never", t.TempDir())
		text, err := json.MarshalIndent(map[string]any{"target": r.Target, "identities": r.Identities, "platform": r.Platform, "gaps": r.Gaps}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join("testdata", "github", name+".json"), append(bytes.ReplaceAll(text, []byte(server.URL), []byte("https://github.example")), '\n'))
		golden(t, filepath.Join("testdata", "github", name+".txt"), digest(r))
		describes(t, r)
	}
}

// describes fails the test unless the published schema describes the report.
func describes(t *testing.T, r nhi.Report) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = schema.Validate(document)
	}
	if err != nil {
		t.Errorf("docs/report.schema.json does not describe the report: %v", err)
	}
}

// TestNoOutputHoldsWhatGitHubGives looks for the values that GitHub gives in every format, on standard error and in the checkpoint.
func TestNoOutputHoldsWhatGitHubGives(t *testing.T) {
	for _, target := range []string{"--repository=acme/shop", "--organization=acme"} {
		server := githubtest.Start(t, githubtest.NewFilled())
		dir := t.TempDir()
		args := []string{"scan", "--now", "2026-11-22", target, "--out", dir}
		if strings.HasPrefix(target, "--organization") {
			args = append(args, "--checkpoint", filepath.Join(dir, "checkpoint"))
		}
		_, stdout, stderr := asks(t, server, append(args, t.TempDir())...)
		outputs := map[string][]byte{"standard output": []byte(stdout), "standard error": []byte(stderr)}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) < 3 {
			t.Fatalf("%d files: %v: %s", len(entries), err, stderr)
		}
		for _, e := range entries {
			if outputs[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
				t.Fatal(err)
			}
		}
		canaries := githubtest.Canaries()
		canaries["token"] = server.Token
		for where, output := range outputs {
			for what, canary := range canaries {
				for encoding, form := range forms(canary) {
					if bytes.Contains(output, []byte(form)) {
						t.Errorf("%s: %s holds the %s (%s)", target, where, what, encoding)
					}
				}
			}
		}
	}
}

// TestFaultsShow: whatever goes wrong with a part of the API is a gap, and with --strict exit code 4.
func TestFaultsShow(t *testing.T) {
	for _, kind := range githubtest.Faults {
		t.Run(string(kind), func(t *testing.T) {
			server := githubtest.Start(t, onGitHub())
			server.Fail("/repos/{owner}/{repo}/actions/secrets", githubtest.Fault{Kind: kind, Permission: "secrets=read", RetryAfter: 24 * time.Hour})
			args := []string{"scan", "--now", "2026-11-22", "--fail-on", "never", "--organization=acme", t.TempDir()}
			code, stdout, stderr := asks(t, server, append(args, "--strict")...)
			if code != exitIncomplete || !strings.Contains(stdout, "acme/shop: Actions secrets") {
				t.Errorf("exit code %d: %s%s", code, stdout, stderr)
			}
			if code, _, _ := asks(t, server, args...); code != exitClean {
				t.Errorf("without --strict: exit code %d", code)
			}
		})
	}
}
