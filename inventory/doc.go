// Package inventory turns what was observed and what is declared into identities, and
// links them: a leaked value, the secret that carries it and the jobs that use it are one story.
//
// # Where the platform was asked
//
// Each secret that GitHub keeps is one identity, in the store that keeps it: of a repository
// github:acme/app:actions-secret:NAME, of an environment github:acme/app:environment-secret:production/NAME, of
// an organisation github:acme:actions-secret:NAME, and likewise dependabot-secret, codespaces-secret and
// agents-secret. Its Stored says what follows for the jobs that name it. A name is resolved for each run: what
// the job's environment keeps comes before what the repository keeps, and that before what the organisation
// grants to the repository; runs that Dependabot starts are given Dependabot's secrets.
//
// A name that no store supplies stays an identity of the repository that names it, with Stored.Defined observed
// false, and absent as long as a store that its jobs see was not read to the end. Where it is not decided which of
// several supplies a job, all have the use, and list the job under Stored.Undecided.
//
// Each repository and organisation has an identity github:acme/app:workflow-token-default, the token that its jobs
// get which ask for nothing else. Its Settings hold everything that is set for a repository or organisation as a
// whole. It is not rated, for the tokens of the workflows that it applies to are.
//
// Machine users are identities github:acme:account:LOGIN, with Account. People are none.
//
// # What is exposed
//
// A value that no secret's name carries is an identity git:acme/app:exposed-credential:PATH#NAME, or #RULE where it is
// assigned to no name, with #2 and so on behind where there are several. See docs/detection.md for what gives it the path.
//
// # Links
//
//	same_value   the same value is exposed under both, or both hold the same public key
//	same_name    a leaked value has the name of several secrets, or of one at a doubtful place; or two stores keep secrets of one name
//	shadows      of one name, this wins in some job; back: shadowed_by
//	serves       a registered runner has the labels that jobs ask for; back: served_by
//	same_login   both are handed to one login
//	same_account both belong to one account at an issuer, as their values or names say
//	reads        an agent can read the secret; back: read_by
//	holds        an agent's configuration holds the value; back: held_by
//	in_reach_of  every secret is handed on together; the identity stands for all of them
package inventory
