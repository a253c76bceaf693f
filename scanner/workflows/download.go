package workflows

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Parts of the patterns of commands: what downloads, up to the address, which is a group; and what runs code.
const (
	fetching  = `\b(?:curl|wget)\b[^|;&]*?["'\s](https?://[^\s"'|)>;]+)`
	fetchingP = `\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring)\b[^|;]*?["'\s(](https?://[^\s"'|)>;]+)`
	running   = `(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+)?(?:[A-Z_]+=\S*\s+)*(?:/\S*/)?(?:bash|sh|zsh|dash|python3?|perl|ruby|node|pwsh)\b`
)

// unseenPattern matches a line that runs what it downloads as it comes: by a pipe, as a file or text that a shell is given, or
// by PowerShell. The address is in one of the groups.
var unseenPattern = lazyregexp.New(fetching + `[^|;&]*(?:\|\s*(?:tee|tac|cat)\b[^|;&]*)?\|\s*` + running + `|` +
	`(?:\b(?:bash|sh|zsh|source|python3?)\s+(?:-\w+\s+)*|(?:^|[;&\s])\.\s+)<\(\s*` + fetching + `|` +
	`\b(?:(?:bash|sh|zsh|dash)\s+-\w*c|eval)\s+["']?(?:\$\(|` + "`" + `)\s*` + fetching + `|` +
	`(?i:` + fetchingP + `[^|;]*\|\s*(?:iex|invoke-expression)\b)|` +
	`(?i:\b(?:iex|invoke-expression)\b[^|;]*?` + fetchingP + `)`)

// fixedPattern matches what says in an address that the same comes back each time: a commit, a version, or a variable for one.
var fixedPattern = lazyregexp.New(`(?i)(?:^|[/@=])[0-9a-f]{40}(?:[/?#]|$)|\d+\.\d+|version|\$\{?\{?\s*(?:\w+\.)*\w*(?:tag|sha|commit|ref|_ver)`)

// localPattern matches hosts that are the machine itself or a service beside it.
var localPattern = lazyregexp.New(`(?i)^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[a-z0-9_-]+(?::\d+)?$)`)

// downloaded is the first place where a script runs what it downloads unseen, in whatever version is there that day. What is of
// the repository's own owner is not told.
func (f *file) downloaded(run *actionlint.String) *nhi.Download {
	if run == nil || !strings.Contains(run.Value, "://") {
		return nil
	}
	offset := 0
	for line := range strings.Lines(strings.ReplaceAll(run.Value, "\\\n", "  ")) {
		if host, at := f.unseen(line); host != "" {
			return &nhi.Download{Host: host, Location: f.within(run, offset+at)}
		}
		offset += len(line)
	}
	return nil
}

// unseen is the host of what a line downloads and runs, and where in the line that begins; "" for none.
func (f *file) unseen(line string) (host string, at int) {
	if !strings.Contains(line, "://") || strings.HasPrefix(strings.TrimSpace(line), "#") {
		return "", 0
	}
	match := unseenPattern().FindStringSubmatchIndex(line)
	for i := 2; i < len(match); i += 2 {
		if match[i] < 0 {
			continue
		}
		if host := f.foreignHost(line[match[i]:match[i+1]]); host != "" {
			return host, match[0]
		}
	}
	return "", 0
}

// foreignHost is the host of an address that is somebody else's, and whose content can change; else "".
func (f *file) foreignHost(address string) string {
	if fixedPattern().MatchString(address) {
		return ""
	}
	scheme, rest, _ := strings.Cut(address, "://")
	host, path, _ := strings.Cut(rest, "/")
	read, err := url.Parse(scheme + "://" + host)
	if err != nil || read.Host == "" || strings.Contains(host, "$") || localPattern().MatchString(read.Host) {
		return ""
	}
	host = strings.ToLower(read.Host) // without a user's name and password
	owner, _, _ := strings.Cut(path, "/")
	switch {
	case f.owner == "":
	case host == "raw.githubusercontent.com", host == "github.com":
		if strings.EqualFold(owner, f.owner) {
			return ""
		}
	case strings.Contains("."+host, "."+strings.ToLower(f.owner)+"."): // a domain that bears his name
		return ""
	}
	return clean(host)
}

// downloads tells of each use of a secret whether code that the job downloads unseen is given it, or ran before it.
func (f *file) downloads(job *nhi.Job, steps []*actionlint.Step) {
	given := f.unseenIn(steps)
	if len(given) == 0 {
		return
	}
	first := slices.Min(slices.Collect(maps.Keys(given)))
	before := *given[first]
	before.Given = false
	for u := range job.Credentials {
		switch use := &job.Credentials[u]; {
		case use.Store != nhi.UseOfSecrets || !handsOver(use.Route):
		case use.Level != nhi.UseInStep && use.Step == aboveSteps && use.Route == nhi.RouteEnv:
			use.Download = given[first]
		case use.Level == nhi.UseInStep && given[use.Step] != nil:
			use.Download = given[use.Step]
		case use.Level == nhi.UseInStep && use.Step > first:
			use.Download = &before
		}
	}
}

// unseenIn is what scripts run unseen, the first of each step, by its index.
func (f *file) unseenIn(steps []*actionlint.Step) map[int]*nhi.Download {
	given, kept := map[int]*nhi.Download{}, kept{}
	for i, step := range steps {
		script, ok := step.Exec.(*actionlint.ExecRun)
		if !ok {
			continue
		}
		if found := cmp.Or(f.downloaded(script.Run), f.runsKept(script.Run, kept)); found != nil {
			found.Given, given[i] = true, found
		}
	}
	return given
}

// handsOver tells of the routes by which a step is given a credential.
func handsOver(route nhi.Route) bool {
	return route == nhi.RouteEnv || route == nhi.RouteRun || route == nhi.RouteWith
}
