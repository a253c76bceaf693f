// Package classify says which third-party service a credential belongs to, and what can be
// read from the credential itself without asking anybody.
//
// It works offline, on a table embedded in the program (catalogue.tsv), and never returns
// a value or a part of one that is secret.
package classify
