// Package registry reads what the organisation declares: the configuration, the
// registry of identities, and the owners that CODEOWNERS and OWNERS name.
//
// All are written by people, and in a pull request by strangers. So every file is
// decoded strictly within bounds: a key that nobody reads, a value out of its range or a
// document that is not what it should be is an error with its place, never a default.
package registry
