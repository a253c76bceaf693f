package main

import (
	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/scanner/leaks"
)

// sensitivityFlags is what the command line says of how doubtful a credential may be.
type sensitivityFlags struct {
	level   string
	explain bool
}

func (f *sensitivityFlags) addTo(flags *pflag.FlagSet) {
	flags.StringVar(&f.level, "sensitivity", string(leaks.SensitivityDefault), "list credentials at this `LEVEL`: default, or high for doubtful ones too")
	flags.BoolVar(&f.explain, "explain", false, "say of each credential found what speaks for and against it")
}

func (f sensitivityFlags) check() error {
	switch leaks.Sensitivity(f.level) {
	case "", leaks.SensitivityDefault, leaks.SensitivityHigh: // a command without the flag has the default
		return nil
	}
	return usagef("use default or high", "--sensitivity %q is not known", f.level)
}
