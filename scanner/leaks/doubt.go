package leaks

import (
	"path"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

var (
	// vendored is other people's code, whose secrets are theirs and nearly always fixtures.
	vendored   = lazyregexp.New(`(^|/)(vendor|third[-_]?party|node_modules|bower_components|Godeps|_vendor|site-packages)/`)
	testFolder = lazyregexp.New(`(?i)(^|/)(_?_?tests?_?_?|test[-_]?(data|files|cases|utils)|testing|fixtures?|specs?|e2e|mocks?|__mocks__|examples?|samples?|demos?|docs?)/`)
	testFile   = lazyregexp.New(`(?i)([._-](test|spec|example|sample|mock)s?\.[a-z0-9]+|(^|/)test_[^/]*\.py|\.(example|sample|dist|template|md|rst|adoc))$`)
)

// namesDigest matches names of commits and checksums: random to look at, and public.
var namesDigest = lazyregexp.New(`(?i)(^|[_.-])(commit|revision|sha1?|sha256|checksum|digest)$`)

// isTestData tells whether a path is that of tests, fixtures, examples, documentation or vendored
// code, where most of what looks like a credential is none.
func isTestData(name string) bool {
	return vendored().MatchString(name) || testFolder().MatchString(name) || testFile().MatchString(path.Base(name))
}

// template matches what a shell or a template engine puts another value in place of.
var template = lazyregexp.New(`\$\{|\$\(|\{\{|\$[A-Za-z_]\w*$|<%`)

// confidence is how sure it is that an exposure is a credential. A provider's form is sure, a name and
// randomness are less, and in test data nothing but a provider's form counts. A checksum that does
// not fit says it is no token, and a value that is put together elsewhere is not the one here.
func confidence(e nhi.Exposure, value string) nhi.Confidence {
	switch {
	case e.Credential.Checksum == "invalid":
		return nhi.ConfidenceLow
	case e.Credential.Checksum == "valid":
		return nhi.ConfidenceHigh
	case !hasProvidersForm(e.Credential) && (e.TestData || template().MatchString(value)):
		return nhi.ConfidenceLow
	case strings.Contains(strings.ToLower(e.Rule), "generic"):
		if namesDigest().MatchString(e.Name) {
			return nhi.ConfidenceLow
		}
		return nhi.ConfidenceMedium
	}
	return nhi.ConfidenceHigh
}

// hasProvidersForm tells whether the value itself shows who issued it. A private key and an
// unsigned token have a form, too, but anybody can make one.
func hasProvidersForm(c nhi.Credential) bool {
	return c.By == "value" && c.Service != "" && c.Category != "" && c.Category != nhi.CategoryUnknown && c.Category != nhi.CategorySigning
}
