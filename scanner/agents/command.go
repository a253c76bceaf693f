package agents

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// commentLine matches a line of a script that is a comment.
var commentLine = lazyregexp.New(`(?m)^\s*#.*$`)

// continued joins lines that end with a backslash, and leaves every byte in its place.
var continued = strings.NewReplacer("\\\r\n", "   ", "\\\n", "  ")

// commands is a script with its comments blanked and its continued lines joined.
func commands(script string) string {
	if strings.Contains(script, "#") {
		script = commentLine().ReplaceAllStringFunc(script, func(line string) string { return strings.Repeat(" ", len(line)) })
	}
	return continued.Replace(script)
}

// readCommand notes what a script that runs the agent gives it, and how the job came by it.
func (s *step) readCommand(p *product, run *node, found *settings) {
	s.prompt(run, found)
	s.flags(p, run, found)
	if open := s.job.install(s.text, p); open != nil {
		found.found = append(found.found, *open)
	}
}

// install finds the first step of the job that installs the product from an open version.
func (j *job) install(t *text, p *product) *nhi.AgentSetting {
	if known, ok := j.installs[p]; ok {
		return known
	}
	j.installs[p] = nil
	for _, s := range j.steps {
		if at, open := unpinnedInstall(t, s.get("run"), p.packages); open != "" {
			j.installs[p] = &nhi.AgentSetting{Name: nhi.SettingUnpinnedCLI, Detail: open, Location: at}
			break
		}
	}
	return j.installs[p]
}

// installers matches the line that installs or fetches a package.
var installers = lazyregexp.New(`\b(?:npm\s+(?:install|i|add)|npm\s+exec|pnpm\s+(?:add|install|dlx)|yarn\s+(?:global\s+)?(?:add|dlx)|bun\s+(?:add|install|x)|npx|bunx|uvx|pipx?3?\s+install|uv\s+(?:tool|pip)\s+install|python3?\s+-m\s+pip\s+install)\b`)

// unpinnedInstall finds where a script installs one of the packages without an exact version.
func unpinnedInstall(t *text, run *node, packages []string) (nhi.Location, string) {
	for _, i := range installs(commands(run.string()), packages) {
		if !exactVersion().MatchString(i.version) {
			return t.find(run.offset, i.word), i.name
		}
	}
	return nhi.Location{}, ""
}

// installation is a package that a script installs, as written and in parts.
type installation struct{ word, name, version string }

// installs lists where commands install one of the packages.
func installs(script string, packages []string) []installation {
	var found []installation
	for line := range strings.SplitSeq(script, "\n") {
		if !mentionsAny(line, packages) || !installers().MatchString(line) {
			continue
		}
		for _, word := range strings.Fields(line) {
			word = strings.Trim(word, `"'`)
			for _, name := range packages {
				rest, is := strings.CutPrefix(word, name)
				version := strings.TrimPrefix(strings.TrimPrefix(rest, "@"), "==")
				if is && (rest == "" || version != rest) {
					found = append(found, installation{word, name, version})
				}
			}
		}
	}
	return found
}

func mentionsAny(line string, packages []string) bool {
	return slices.ContainsFunc(packages, func(name string) bool { return strings.Contains(line, name) })
}
