package report

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

// GitHub code scanning refuses a file over these limits.
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
const (
	sarifResults   = 25_000
	sarifLocations = 1_000 // of one result
	sarifTags      = 20    // of one rule
	sarifText      = 1_024 // characters of a rule's descriptions
)

// sourceRoot is the name of the directory that every path is relative to. Where it lies is
// left open, so that no absolute path of the machine gets into the file.
const sourceRoot = "%SRCROOT%"

// writeSARIF writes the findings as a SARIF 2.1.0 log of one run, for code scanning. A run
// without findings is written in full, so that its upload closes the alerts of earlier ones.
func writeSARIF(w io.Writer, r nhi.Report, _ Options) error {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return err
	}
	log.AddRun(sarifRun(r))
	encoded, err := json.Marshal(log)
	if err != nil {
		return err
	}
	clean, err := withoutNulls(encoded)
	if err != nil {
		return err
	}
	_, err = w.Write(inertJSON(clean))
	return err
}

func sarifRun(r nhi.Report) *sarif.Run {
	findings, dropped := worstResults(r.Findings, leaksIn(r.Identities))
	rules := newRuleSet(r.Policies, findings)
	run := sarif.NewRun(sarif.Tool{Driver: sarifDriver(r.Tool, rules)})
	places := newPlaces(r)
	for _, f := range findings {
		result := sarifResult(f, rules.index[f.Policy], places)
		if r.Baseline != nil {
			result.WithBaselineState(baselineState(f))
		}
		run.Results = append(run.Results, result)
	}
	run.AutomationDetails = sarif.NewRunAutomationDetails().WithID(category(r))
	run.OriginalUriBaseIDs = map[string]*sarif.ArtifactLocation{
		sourceRoot: sarif.NewArtifactLocation().WithDescriptionText("The root of the scanned tree."),
	}
	run.ColumnKind = "unicodeCodePoints"
	if provenance := sarifProvenance(r.Target); provenance != nil {
		run.AddVersionControlProvenance(provenance)
	}
	run.Invocations = []*sarif.Invocation{sarifInvocation(r, rules, dropped)}
	return run
}

// worstResults returns the findings, those that count and are worst first, and how many did
// not fit.
func worstResults(findings []nhi.Finding, known leaks) (kept []nhi.Finding, dropped int) {
	sorted := slices.Clone(findings)
	slices.SortStableFunc(sorted, known.compareFindings)
	if len(sorted) > sarifResults {
		return sorted[:sarifResults], len(sorted) - sarifResults
	}
	return sorted, 0
}

func sarifDriver(tool nhi.Tool, rules ruleSet) *sarif.ToolComponent {
	driver := sarif.NewVersionedDriver(plain(tool.Name), plain(tool.Version))
	if isWebAddress(tool.URL) {
		driver.InformationURI = &tool.URL
	}
	if isSemantic(tool.Version) {
		version := strings.TrimPrefix(tool.Version, "v")
		driver.SemanticVersion = &version
	}
	driver.Rules = append(driver.Rules, rules.rules...)
	return driver
}

// sarifProvenance names the commit; nil where there is no repository address to name.
func sarifProvenance(target nhi.Target) *sarif.VersionControlDetails {
	if !isWebAddress(target.URL) {
		return nil
	}
	details := sarif.NewVersionControlDetails().WithRepositoryURI(target.URL).
		WithMappedTo(sarif.NewArtifactLocation().WithUriBaseId(sourceRoot))
	if target.Commit != "" {
		details.WithRevisionID(plain(target.Commit))
	}
	if branch, found := strings.CutPrefix(target.Ref, "refs/heads/"); found {
		details.WithBranch(plain(branch))
	}
	return details
}
