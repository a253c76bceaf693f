package workflows

import (
	"path"
	"slices"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/nhi"
)

// packageCommands are, by program, the commands that read packages from a registry, and those that change what is published
// there without publishing anything.
var packageCommands = map[string]struct{ read, manage []string }{
	"npm":  {npmReads, npmManages},
	"pnpm": {npmReads, npmManages},
	"yarn": {append([]string{""}, npmReads...), []string{"tag", "owner", "access"}},
	"bun":  {npmReads, nil},
	"pip":  {[]string{"install", "download"}, nil},
	"pip3": {[]string{"install", "download"}, nil},
	"uv":   {[]string{"sync", "pip", "lock", "add"}, nil},
	"gem":  {[]string{"install", "fetch"}, []string{"yank", "owner"}},
}

var (
	npmReads   = []string{"install", "i", "ci", "add", "view", "info", "show", "audit", "outdated", "whoami", "ping", "fetch", "install-clean", "clean-install", "update", "pack"}
	npmManages = []string{"dist-tag", "dist-tags", "deprecate", "undeprecate", "owner", "access", "unpublish", "team"}
	npmWrites  = []string{"config", "set", "get"} // what npm reads itself
)

// packagesOf is what a script asks a registry of packages for, "" where that is not known: it may run anything.
func packagesOf(step *actionlint.Step) nhi.PackageUse {
	exec, ok := step.Exec.(*actionlint.ExecRun)
	if !ok || exec.Run == nil {
		return ""
	}
	commands, sure := commandsOf(exec.Run.Value)
	if !sure {
		return ""
	}
	use := nhi.PackageUse("")
	for _, c := range commands {
		program := c.program()
		if len(program) == 0 {
			continue
		}
		known, isPackages := packageCommands[path.Base(program[0])]
		switch sub := subcommandOf(program); {
		case isPackages && slices.Contains(known.manage, sub):
			use = nhi.PackagesManaged
		case isPackages && slices.Contains(known.read, sub):
			if use == "" {
				use = nhi.PackagesRead
			}
		case isPackages && slices.Contains(npmWrites, sub):
		case !idle(c):
			return ""
		}
	}
	return use
}
