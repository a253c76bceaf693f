package inventory

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// What a registry's token may do follows from what is done with it only where something is published or changed.
func TestPackageTokens(t *testing.T) {
	for name, test := range map[string]struct {
		packages nhi.PackageUse
		step     int
		level    nhi.PermissionLevel
		critical nhi.Criticality
	}{
		"publishes":          {"", 0, nhi.PermissionWrite, nhi.CriticalityCritical},
		"installs":           {nhi.PackagesRead, 0, "", nhi.CriticalityMedium},
		"moves tags":         {nhi.PackagesManaged, 0, nhi.PermissionWrite, nhi.CriticalityCritical},
		"given to all steps": {nhi.PackagesRead, -1, nhi.PermissionWrite, nhi.CriticalityCritical},
	} {
		w := oneJob(deployPath, secretUse("NPM_TOKEN", "NODE_AUTH_TOKEN", test.step, place(deployPath, 9)))
		w.Jobs[0].Steps[0].Packages = test.packages
		npm := build(nhi.Observations{Workflows: []nhi.Workflow{w}}, registry.Declarations{})[secretPrefix+"NPM_TOKEN"]
		if npm.Privilege.Level.Value != test.level || npm.Criticality.Value != test.critical {
			t.Errorf("%s: %+v %+v", name, npm.Privilege.Level, npm.Criticality)
		}
	}
}
