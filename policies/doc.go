// Package policies judges an inventory by Rego policies: the built-in pack, one folder a
// policy, and the user's own.
//
// Go derives the facts once, into a documented input document (see document.go and
// docs/policy-input.schema.json); a policy only compares them. A policy is a Rego package
// with METADATA and one entry point, the partial set `findings`; its identifier, mode and
// severity are given by the host, so that a policy cannot pretend to be another. Where a
// fact that a policy requires is not known, the verdict says "unknown" for that identity,
// never nothing.
//
// Policies are code and may be a stranger's: they run with an allow-list of built-in
// functions (no network, environment, clock or files), a time limit, and bounded results.
package policies
