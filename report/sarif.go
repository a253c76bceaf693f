package report

import (
	"bytes"
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
	sarifBytes     = 9_000_000 // compressed by gzip: less than GitHub's 10 MB, as who uploads may compress less well
	sarifShown     = 5_000     // results, the worst
	sarifLocations = 100       // of one result
	sarifTags      = 10        // of one rule
	sarifText      = 1_024     // characters of a rule's descriptions
)

// sourceRoot is the name of the directory that every path is relative to. Where it lies is
// left open, so that no absolute path of the machine gets into the file.
const sourceRoot = "%SRCROOT%"

// writeSARIF writes the findings as a SARIF 2.1.0 log of one run, for code scanning. A run without findings is written
// in full, so that its upload closes the alerts of earlier ones. A log that is too large loses its least severe results.
func writeSARIF(w io.Writer, r nhi.Report, _ Options) error {
	findings := openFindings(r) // code scanning would open an alert on each that is suppressed
	for keep := min(len(findings), sarifResults); ; {
		log, err := encodeSARIF(r, findings, keep)
		if err != nil {
			return err
		}
		size := log.compressedSize()
		if size <= sarifBytes || keep == 0 {
			return log.writeTo(w)
		}
		keep = fewer(keep, size)
	}
}

// fewer is how many of some results may fit where those take so many bytes.
func fewer(results, size int) int {
	return min(results-1, int(float64(results)*0.9*sarifBytes/float64(size)))
}

// sarifLog is an encoded log in pieces: what comes before the results, each of them, what comes after them. One result is made
// at a time: those of a large organisation take many times as much memory as their text.
type sarifLog [][]byte

func encodeSARIF(r nhi.Report, findings []nhi.Finding, keep int) (sarifLog, error) {
	kept := findings[:keep]
	rules := newRuleSet(r.Policies, kept)
	whole, err := sarif.New(sarif.Version210)
	if err != nil {
		return nil, err
	}
	whole.AddRun(sarifRun(r, rules, omitted{fewer: len(findings) - keep, suppressed: len(r.Findings) - len(findings)}.notifications(keep)))
	frame, err := sarifJSON(whole, "")
	if err != nil || keep == 0 {
		return sarifLog{frame, {'\n'}}, err
	}
	before, after, _ := bytes.Cut(frame, []byte(`"results": []`)) // nowhere else: in a string the quotes are escaped
	log := sarifLog{before, []byte(`"results": [`)}
	places, between := newPlaces(r), "\n    "
	for _, f := range kept {
		result := sarifResult(f, rules.index[f.Policy], places)
		if r.Baseline != nil {
			result.WithBaselineState(baselineState(f))
		}
		encoded, err := sarifJSON(result, "    ")
		if err != nil {
			return nil, err
		}
		log = append(log, append([]byte(between), encoded...))
		between = ",\n    "
	}
	return append(log, []byte("\n   ]"), after, []byte{'\n'}), nil
}

// sarifJSON encodes a part of a log, whose lines but the first begin with prefix.
func sarifJSON(part any, prefix string) ([]byte, error) {
	encoded, err := json.Marshal(part)
	if err != nil {
		return nil, err
	}
	clean, err := withoutNulls(encoded, prefix)
	return inertJSON(clean), err
}

// compressedSize is how many bytes gzip makes of a log, which are never more than its own where that is small enough.
func (l sarifLog) compressedSize() int {
	var n counter
	_ = l.writeTo(&n) // a counter takes everything
	if n <= sarifBytes {
		return int(n)
	}
	n = 0
	w := gzip.NewWriter(&n)
	_ = l.writeTo(w)
	w.Close()
	return int(n)
}

func (l sarifLog) writeTo(w io.Writer) error {
	for _, piece := range l {
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// counter counts the bytes that are written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// sarifRun is the run without its results.
func sarifRun(r nhi.Report, rules ruleSet, notes []*sarif.Notification) *sarif.Run {
	run := sarif.NewRun(sarif.Tool{Driver: sarifDriver(r.Tool, rules)})
	run.AutomationDetails = sarif.NewRunAutomationDetails().WithID(category(r))
	run.OriginalUriBaseIDs = map[string]*sarif.ArtifactLocation{
		sourceRoot: sarif.NewArtifactLocation().WithDescriptionText("The root of the scanned tree."),
	}
	run.ColumnKind = "unicodeCodePoints"
	if provenance := sarifProvenance(r.Target); provenance != nil {
		run.AddVersionControlProvenance(provenance)
	}
	run.Invocations = []*sarif.Invocation{sarifInvocation(r, rules, notes)}
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
