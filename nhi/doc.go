// Package nhi is Rollcall's domain: what a non-human identity is, what a source
// observes of one, and what a report says about it.
//
// It is the bottom of the import graph: it imports the standard library only, holds
// values and no behaviour beyond ordering and naming, and does no input or output.
// Its JSON form is the report's published contract (see docs/report.schema.json).
//
// No type here has a field for the value of a credential, by intention: what leaves the
// scanner is a masked preview, facts read from the value, and a class number that tells
// equal values apart within one report.
package nhi
