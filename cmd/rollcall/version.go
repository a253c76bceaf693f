package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/nhi"
)

// version is set by the release build (-ldflags "-X main.version=1.2.3").
var version = "0.1.0-dev"

const homepage = "https://github.com/rollcall-dev/rollcall"

func tool() nhi.Tool { return nhi.Tool{Name: "rollcall", Version: version, URL: homepage} }

func newVersion(p *process) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  rollcall version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.stdout, versionLine())
			return err
		},
	}
}

// versionFlag makes --version say what the command version says.
func versionFlag(root *cobra.Command) {
	root.Version = versionLine()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the version")
}

func versionLine() string {
	return fmt.Sprintf("rollcall %s%s %s/%s %s", version, revision(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// revision is the commit the binary was built from, where the build recorded it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ")"
		}
	}
	return ""
}
