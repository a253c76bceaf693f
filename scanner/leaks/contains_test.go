package leaks

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	gitleaks "github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/report"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

var reported = flag.String("gitleaks", "", "gitleaks' JSON report on -repository, for BenchmarkContainsGitleaks to hold against ours")

// BenchmarkContainsGitleaks finds out what gitleaks finds in a whole history and we do not, by rule,
// value and path. Without -repository and -gitleaks it takes a generated history, and gitleaks'
// library for each of its contents.
func BenchmarkContainsGitleaks(b *testing.B) {
	if *benchmarked == "" {
		holdAgainst(b, generated(b), nil)
		return
	}
	data, err := os.ReadFile(*reported)
	if err != nil {
		b.Fatal(err)
	}
	var findings []report.Finding
	if err := json.Unmarshal(data, &findings); err != nil {
		b.Fatal(err)
	}
	holdAgainst(b, *benchmarked, findings)
}

// holdAgainst compares a repository's scan with findings; nil stands for those of the library.
func holdAgainst(b *testing.B, dir string, findings []report.Finding) {
	repo, err := repository.Open(b.Context(), dir, repository.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer repo.Close()
	rules.Silence()
	c, err := New(repo, Options{History: true}).prepare(b.Context())
	if err == nil {
		err = c.read(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	if findings == nil {
		findings = libraryFindings(b, c)
	}
	all, err := c.gather(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	missing := map[string]bool{}
	for _, f := range findings {
		if k := (key{f.File, f.RuleID, f.Secret}); all[k] == nil && !foundAs(all, f) {
			missing[f.RuleID+" "+f.File+" "+classify.Preview(f.Secret)+" in "+f.Commit] = true
		}
	}
	b.Logf("%d findings of gitleaks, %d exposures of ours before doubts, %d missing", len(findings), len(all), len(missing))
	for _, m := range slices.Sorted(func(yield func(string) bool) {
		for m := range missing {
			if !yield(m) {
				return
			}
		}
	}) {
		b.Error(m)
	}
}

// foundAs tells whether a finding of a generic rule is one of a specific rule of ours, which then
// stands for it.
func foundAs(all map[key]*exposed, f report.Finding) bool {
	for k := range all {
		if k.path == f.File && k.secret != "" && strings.Contains(f.RuleID, "generic") && strings.Contains(k.secret, f.Secret) {
			return true
		}
	}
	return false
}

// libraryFindings is what gitleaks finds in each content of the history, alone.
func libraryFindings(b *testing.B, c *scan) (all []report.Finding) {
	reference, err := gitleaks.NewDetectorDefaultConfig()
	if err != nil {
		b.Fatal(err)
	}
	reference.MaxDecodeDepth = detect.DecodeDepth
	reference.IgnoreGitleaksAllow = true
	for _, change := range c.history.Changes {
		if change.Object == "" {
			continue
		}
		err := c.repo.EachBlob(b.Context(), []string{change.Object}, DefaultMaxFileSize, func(blob repository.Blob) error {
			if blob.Err != nil {
				return blob.Err
			}
			all = append(all, reference.Detect(gitleaks.Fragment{Raw: string(blob.Data), FilePath: change.Path})...)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return all
}
