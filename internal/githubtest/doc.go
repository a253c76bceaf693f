// Package githubtest is a GitHub for tests: a local server with an organisation of any size, made
// by a builder, behind GitHub's own descriptions of its REST and GraphQL APIs. It is imported by
// tests only.
//
// Nothing passes that GitHub would not have: the server checks each request and each of its own
// answers against the description, refuses query parameters that are not declared and bodies on
// GET, and fills in the members that the description requires, so that a fixture states only what
// its test is about. Any endpoint can be made to fail, in each of the ways in which GitHub fails.
//
// openapi.json is an excerpt of the description in @octokit/openapi 23.0.2 (ghec.json), and
// schema.graphql of the one in @octokit/graphql-schema 15.26.1; both are under the MIT licence
// beside them. Texts and examples were left out.
package githubtest
