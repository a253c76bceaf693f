// Package leaks is the source of exposed credentials: values committed in a repository's files
// and history, found with gitleaks' rules.
//
// Every distinct content is looked at once, whatever number of commits and paths hold it, and
// only where lines follow each other that no earlier content had. What is found is put to
// its paths, commits and authors afterwards. A value never leaves this package: an exposure
// carries a masked preview, what the value proves offline, and a number that equal values share.
package leaks
