// Package github is the source that asks GitHub's API what no file shows: the secrets, variables,
// keys, tokens, Apps, webhooks, runners, environments, settings and members of a repository or of an
// organisation, with their dates.
//
// # What it can see depends on the credential
//
// Each part of the API that is read is a Surface, with the permission that GitHub asks for. What GitHub
// refuses is a gap that names that permission; it is never taken for "there is none": a store of
// secrets counts as read only when every page of it came. Gaps of one permission are one gap.
//
// # How an organisation is read
//
// Lists of the whole organisation come first, then a sweep through GraphQL (files of workflows, names
// of environments, number of deploy keys), then for each repository only the endpoints that the sweep
// does not show to be empty. Archived repositories come last and are asked for less. See docs/github.md.
//
// # Values
//
// GitHub never gives a secret's value. It does give those of variables: one that looks like a
// credential becomes an Exposure with a masked preview, and none is kept. Alerts are asked for with
// hide_secret.
package github
