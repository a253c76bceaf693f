package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner"
	"github.com/rollcall-dev/rollcall/scanner/agents"
	"github.com/rollcall-dev/rollcall/scanner/github"
	"github.com/rollcall-dev/rollcall/scanner/workflows"
)

// githubFlags is what the command line says of GitHub's API.
type githubFlags struct {
	repository   string
	organization string
	tokenFile    string
	appID        string
	appKeyFile   string
	checkpoint   string
	shard        string
	merged       *github.Merged // what shards read, instead of asking
	maxRequests  int
}

// addTo defines the flags. Those of a crawl that goes on are for scans only.
func (f *githubFlags) addTo(flags *pflag.FlagSet, crawls bool) {
	flags.StringVar(&f.repository, "repository", "", "ask GitHub about this repository: `OWNER/NAME`")
	flags.StringVar(&f.organization, "organization", "", "ask GitHub about this organisation and all its repositories: `ORG`")
	flags.StringVar(&f.tokenFile, "token-file", "", "read the token from `FILE` instead of GITHUB_TOKEN or GH_TOKEN")
	flags.StringVar(&f.appID, "app-id", "", "ask as the GitHub App with this `ID` instead of with a token")
	flags.StringVar(&f.appKeyFile, "app-private-key-file", "", "the App's private key: a `FILE`, else ROLLCALL_APP_PRIVATE_KEY")
	if crawls {
		flags.IntVar(&f.maxRequests, "max-requests", 0, "send GitHub at most this many requests; 0: no bound")
		flags.StringVar(&f.shard, "shard", "", "with --organization: read a part of its repositories, `K/N`, for 'rollcall merge'")
		flags.StringVar(&f.checkpoint, "checkpoint", "", "keep what was read in `FILE`, and go on from there")
	}
}

// asked tells whether the command line wants GitHub's API.
func (f githubFlags) asked() bool { return f.repository != "" || f.organization != "" }

// check says which flags do not go together.
func (f githubFlags) check(s scope) error {
	const which = "add --repository OWNER/NAME or --organization ORG"
	switch {
	case f.repository != "" && f.organization != "":
		return usagef("give one of them", "--repository and --organization exclude each other")
	case f.organization != "" && !isLogin(f.organization):
		return notALogin(f.organization)
	case f.checkpoint != "" && f.repository != "":
		return usagef("leave it out: one repository is soon read", "--checkpoint is for --organization")
	case f.organization != "" && (s.base != "" || s.staged):
		return usagef("use --repository for a range of one repository", "--organization excludes --base and --staged")
	case f.asked() && s.rulesOfBase:
		return usagef("give one of them", "--rules-of-base excludes --repository and --organization")
	case f.maxRequests < 0:
		return usagef("give a positive number, or 0 for no bound", "--max-requests %d is negative", f.maxRequests)
	case f.asked():
		return nil
	case f.checkpoint != "":
		return usagef(which, "--checkpoint is for what GitHub is asked")
	case f.maxRequests != 0:
		return usagef(which, "--max-requests is for what GitHub is asked")
	case f.tokenFile != "" || f.appID != "" || f.appKeyFile != "":
		return usagef(which, "a credential for GitHub is given, and nothing to ask for with it")
	}
	return nil
}

// isLogin tells whether an organisation can have that name on any of GitHub's servers.
func isLogin(name string) bool {
	return strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-_") == "" && !strings.HasPrefix(name, "-")
}

func notALogin(name string) error {
	return usagef("write it as in https://github.com/ORG", "%q is not the name of an organisation", name)
}

// errNoCredential says that GitHub was to be asked, and by nobody.
var errNoCredential = usagef("set GITHUB_TOKEN or GH_TOKEN, or give --token-file, or --app-id with --app-private-key-file",
	"GitHub's API needs a token, and none is given")

// resumable is the end of a crawl of which a checkpoint keeps what was read.
type resumable struct {
	error
	checkpoint string
}

func (r resumable) Unwrap() error { return r.error }

// Hint says where an interrupted crawl goes on.
func (r resumable) Hint() string {
	return "what was read of GitHub is in " + r.checkpoint + "; the same command goes on from there"
}

// resumable marks an interruption of a crawl that left a checkpoint.
func (f githubFlags) resumable(err error) error {
	if f.checkpoint == "" || !errors.Is(err, context.Canceled) {
		return err
	}
	if _, missing := os.Stat(f.checkpoint); missing != nil {
		return err
	}
	return resumable{err, f.checkpoint}
}

// access is how GitHub is reached. It is the only place that reads GitHub's variables of the environment.
func (p *process) access(f githubFlags) (github.Access, error) {
	access := github.Access{
		URL: p.getenv("GITHUB_API_URL"), UserAgent: "rollcall/" + version, MaxRequests: f.maxRequests, Now: p.now,
		Transport: p.transport, Sleep: p.sleep,
	}
	if f.appID != "" || f.appKeyFile != "" {
		app, err := p.app(f)
		access.App = app
		return access, err
	}
	for _, name := range []string{"GITHUB_TOKEN", "GH_TOKEN"} {
		if access.Token == "" {
			access.Token = strings.TrimSpace(p.getenv(name))
		}
	}
	if f.tokenFile != "" {
		text, err := readSecretFile("--token-file", f.tokenFile)
		if err != nil {
			return github.Access{}, err
		}
		access.Token = strings.TrimSpace(text)
	}
	if access.Token == "" {
		return access, errNoCredential
	}
	return access, nil
}

func (p *process) app(f githubFlags) (*github.App, error) {
	key := p.getenv("ROLLCALL_APP_PRIVATE_KEY")
	if f.appKeyFile != "" {
		text, err := readSecretFile("--app-private-key-file", f.appKeyFile)
		if err != nil {
			return nil, err
		}
		key = text
	}
	switch {
	case f.appID == "":
		return nil, usagef("give --app-id too", "an App's key is given, and not which App")
	case key == "":
		return nil, usagef("give --app-private-key-file, or set ROLLCALL_APP_PRIVATE_KEY", "--app-id needs the App's private key")
	}
	return &github.App{ID: f.appID, PrivateKey: []byte(key)}, nil
}

// maximumSecretFile is far above any token or key, in bytes.
const maximumSecretFile = 64 << 10

// readSecretFile reads a file that holds a credential; its errors say nothing of the content.
func readSecretFile(flag, name string) (string, error) {
	text, err := readUpTo(name, maximumSecretFile)
	if err != nil {
		return "", usagef("give the path of a file that you may read", "%s: %v", flag, err)
	}
	return string(text), nil
}

// readUpTo reads no more than a bound, as a device or a pipe, which a shell's <(...) gives, has no size to ask for.
func readUpTo(name string, bound int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, bound+1))
	if err == nil && int64(len(text)) > bound {
		err = fmt.Errorf("%s is too large for a credential", name)
	}
	return text, err
}

// repositoryName is what CI says that the path is a checkout of. A scan of another repository than
// CI's goes by what the path's own remote says.
func (p *process) repositoryName(f githubFlags) string {
	name := p.getenv("GITHUB_REPOSITORY")
	if f.repository != "" && !strings.EqualFold(f.repository, name) {
		return ""
	}
	return name
}

// platform is what a scan asks of GitHub; nil asks nothing.
type platform struct {
	options github.Options
	merged  *github.Merged // what shards read, instead of asking
}

// platform makes it from the flags, and finds the user's mistakes before anything is read.
func (p *process) platform(f scanFlags) (*platform, error) {
	if f.github.merged != nil {
		return &platform{merged: f.github.merged}, nil
	}
	if !f.github.asked() {
		return nil, nil
	}
	access, err := p.access(f.github)
	if err != nil {
		return nil, err
	}
	if !f.quiet {
		access.Paused = p.paused
	}
	asked := &platform{options: github.Options{
		Access: access, Repository: f.github.repository, Organization: f.github.organization, Checkpoint: f.github.checkpoint, Wanted: agents.Reads,
	}}
	if _, err := github.New(asked.options); err != nil {
		return nil, usageError{error: err}
	}
	return asked, nil
}

// paused says why nothing happens for a while.
func (p *process) paused(until time.Time) {
	line := "GitHub asks to wait until " + until.Local().Format("15:04 MST") + " …\n"
	if isTerminal(p.stderr) {
		line = "\r\x1b[K" + line // in place of the line of progress
	}
	fmt.Fprint(p.stderr, line)
}

// onDisk tells whether the path that was opened holds the files of what is scanned.
func (a *platform) onDisk(opened nhi.Target) bool {
	return a == nil || a.options.Repository != "" && strings.EqualFold(opened.Name, a.options.Repository)
}

// lawful is the files that say how to judge. Who owns files is declared in the repository that is
// scanned: CODEOWNERS of a folder that is another one's says nothing.
func (a *platform) lawful(opened target) fs.FS {
	if a.onDisk(opened.Target()) {
		return opened.FS()
	}
	return withoutOwners{opened.FS()}
}

// unread is what could not be read of the folder, where it is what is scanned.
func (a *platform) unread(opened target) []nhi.Gap {
	if a.onDisk(opened.Target()) {
		return opened.Gaps()
	}
	return nil
}

// local is what the sources that read files look at: nothing, where the files are not on disk.
func (a *platform) local(opened target) (target, error) {
	if a.onDisk(opened.Target()) {
		return opened, nil
	}
	empty, err := repository.FromText("empty", nil)
	return target{Repository: empty}, err
}

// asking is how GitHub is asked: what it has in files is read by the sources that read files.
func (a *platform) asking(excluded func(string) bool, o options) github.Options {
	options := a.options
	options.Now, options.Progress = o.now, o.progress
	options.Files = func(ctx context.Context, name string, found fs.FS) (nhi.Observations, error) {
		owner, _, _ := strings.Cut(name, "/")
		found = without(found, excluded)
		return scanner.Observe(ctx, workflows.New(found, workflows.Options{Owner: owner}), agents.New(found))
	}
	return options
}

// join adds GitHub to the sources that read files, and says what is scanned. Where the files are not
// on disk, GitHub is asked for those of workflows and agents too.
func (a *platform) join(
	files []scanner.Source, exposed scanner.Source, opened nhi.Target, excluded func(string) bool, o options,
) ([]scanner.Source, nhi.Target, error) {
	switch {
	case a == nil:
		return append(files, exposed), opened, nil
	case a.merged != nil:
		return []scanner.Source{a.merged, unsearched{exposed, a.merged.Target()}}, a.merged.Target(), nil
	}
	options := a.asking(excluded, o)
	options.OnDisk = a.onDisk(opened)
	if options.OnDisk {
		options.Repository = opened.Name // as the files spell it
	}
	source, err := github.New(options)
	switch {
	case err != nil:
		return nil, nhi.Target{}, usageError{error: err}
	case options.OnDisk:
		return append(files, exposed, source), opened, nil
	}
	return []scanner.Source{source, unsearched{exposed, source.Target()}}, source.Target(), nil
}

// settingsOf is what a report shows of the platform: its identities are among the report's own.
func settingsOf(p *nhi.Platform) *nhi.Platform {
	if p == nil {
		return nil
	}
	settings := *p
	settings.Identities = nil
	return &settings
}

// unsearched is the source of leaks where the files are not on disk. It has nothing to search, and
// is there for what masks a report; of a repository it says that nobody looked into the files.
type unsearched struct {
	scanner.Source
	target nhi.Target
}

// Observe gives the gap.
func (u unsearched) Observe(ctx context.Context) (nhi.Observations, error) {
	if _, err := u.Source.Observe(ctx); err != nil || u.target.Kind != "repository" {
		return nhi.Observations{}, err
	}
	return nhi.Observations{Gaps: []nhi.Gap{{
		Source: u.Name(), Scope: u.target.Name + ": files and history", Reason: nhi.GapUnsupported,
		Detail: fmt.Sprintf("Credentials are looked for in a clone only: give its path, as in rollcall scan --repository %s PATH.", u.target.Name),
	}}}, nil
}

// withoutOwners is a file system without CODEOWNERS, and without the OWNERS that says that there are such.
type withoutOwners struct{ fs.FS }

var codeOwners = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", "OWNERS"}

// Open opens all but these.
func (w withoutOwners) Open(name string) (fs.File, error) {
	if slices.Contains(codeOwners, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return w.FS.Open(name)
}
