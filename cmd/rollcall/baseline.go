package main

import (
	"encoding/json"

	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/baseline"
	"github.com/rollcall-dev/rollcall/nhi"
)

// addBaselineFlags defines what a report is compared with.
func (f *scanFlags) addBaselineFlags(flags *pflag.FlagSet) {
	flags.StringVar(&f.baseline, "baseline", "", "compare with the JSON report in `FILE`: what is new, known and fixed")
	flags.BoolVar(&f.newOnly, "new-only", false, "let only findings that the baseline does not have fail")
}

// bar is what the flags ask a report to clear.
func (f scanFlags) bar(failOn string) bar {
	return bar{failOn: failOn, strict: f.strict, newOnly: f.newOnly, partial: f.github.merged != nil && !f.github.merged.Complete()}
}

// readBaseline reads the report to compare with, nil where none is asked for.
func (p *process) readBaseline(f scanFlags) (*nhi.Report, error) {
	switch {
	case f.baseline == "" && f.newOnly && !f.scope.rulesOfBase:
		return nil, usagef("name the earlier report with --baseline FILE", "--new-only has nothing to compare with")
	case f.baseline == "":
		return nil, nil
	}
	before, err := p.readReport(f.baseline)
	return &before, err
}

// compared is r compared with an earlier report; without one it is r as it is.
func compared(r nhi.Report, before *nhi.Report) nhi.Report {
	if before == nil {
		return r
	}
	return baseline.Compare(r, *before)
}

// maximumGitleaksReport is the largest that is read, in bytes.
const maximumGitleaksReport = 512 << 20

// readGitleaksBaseline gives the fingerprints in a report of gitleaks, which `gitleaks --baseline-path` would take.
func readGitleaksBaseline(name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	const how = "write one with: gitleaks git --report-format json --report-path FILE"
	text, err := readLimited(name, maximumGitleaksReport)
	if err != nil {
		return nil, usagef(how, "--gitleaks-baseline: %v", err)
	}
	var findings []struct{ Fingerprint string }
	if err := json.Unmarshal(text, &findings); err != nil {
		return nil, usagef(how, "--gitleaks-baseline: %s is no JSON report of gitleaks", name)
	}
	var fingerprints []string
	for _, f := range findings {
		fingerprints = append(fingerprints, f.Fingerprint)
	}
	return fingerprints, nil
}
