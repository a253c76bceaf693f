package report

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

// GitHub code scanning refuses a file that holds more results or more bytes, compressed, and reads no more of each of the
// others than this.
// https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads
const (
	sarifResults   = 25_000
	sarifBytes     = 10_000_000 // compressed by gzip
	sarifShown     = 5_000      // results, the worst
	sarifLocations = 100        // of one result
	sarifTags      = 10         // of one rule
	sarifText      = 1_024      // characters of a rule's descriptions
)

// sourceRoot is the name of the directory that every path is relative to. Where it lies is
// left open, so that no absolute path of the machine gets into the file.
const sourceRoot = "%SRCROOT%"

// writeSARIF writes the findings as a SARIF 2.1.0 log of one run, for code scanning. A run without findings is written
// in full, so that its upload closes the alerts of earlier ones. A log that is too large loses its least severe results.
func writeSARIF(w io.Writer, r nhi.Report, _ Options) error {
	findings := sarifFindings(r)
	for keep := min(len(findings), sarifResults); ; {
		encoded, err := encodeSARIF(r, findings, keep)
		if err != nil {
			return err
		}
		size := compressedSize(encoded)
		if size <= sarifBytes || keep == 0 {
			_, err = w.Write(encoded)
			return err
		}
		keep = fewer(keep, size)
	}
}

// fewer is how many of some results may fit where those take so many bytes.
func fewer(results, size int) int {
	return min(results-1, int(float64(results)*0.9*sarifBytes/float64(size)))
}

// sarifFindings are the findings that count, the worst first. Those that are suppressed are left out: code scanning does
// not know suppressions, and would open an alert on each.
func sarifFindings(r nhi.Report) []nhi.Finding {
	var counting []nhi.Finding
	for _, f := range r.Findings {
		if f.Counts() {
			counting = append(counting, f)
		}
	}
	nhi.Sort(counting, leaksIn(r.Identities).worstFirst)
	return counting
}

func encodeSARIF(r nhi.Report, findings []nhi.Finding, keep int) ([]byte, error) {
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return nil, err
	}
	log.AddRun(sarifRun(r, findings[:keep], omitted{fewer: len(findings) - keep, suppressed: len(r.Findings) - len(findings)}))
	encoded, err := json.Marshal(log)
	if err != nil {
		return nil, err
	}
	clean, err := withoutNulls(encoded)
	if err != nil {
		return nil, err
	}
	return inertJSON(clean), nil
}

// compressedSize is how many bytes gzip makes of a log, which are never more than its own where that is small enough.
func compressedSize(encoded []byte) int {
	if len(encoded) <= sarifBytes {
		return len(encoded)
	}
	var n counter
	w := gzip.NewWriter(&n)
	w.Write(encoded) // a counter takes everything
	w.Close()
	return int(n)
}

// counter counts the bytes that are written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func sarifRun(r nhi.Report, findings []nhi.Finding, left omitted) *sarif.Run {
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
	run.Invocations = []*sarif.Invocation{sarifInvocation(r, rules, left.notifications(len(findings)))}
	return run
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
