// Package leaks is the source of exposed credentials: values committed in a repository's files
// and history, found with gitleaks' rules.
//
// Every distinct content is looked at once, whatever number of commits and paths hold it. Packs store
// most contents as differences from others: of these only the new bytes are looked at, and what
// was found in the copied ones is carried over. What is found does not depend on how a
// repository is packed; it is put to its paths, commits and authors afterwards. A value never leaves this package: an exposure
// carries a masked preview, what the value proves offline, and a number that equal values share.
package leaks
