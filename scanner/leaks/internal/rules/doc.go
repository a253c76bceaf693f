// Package rules is what is looked for: gitleaks' rules or a repository's own, as gitleaks reads them, and the detectors
// of our own beside them. They are values: nothing is searched here.
package rules
