// Package report writes a roll call in the formats that people and programs read, and reads
// the JSON form back.
//
// Everything is values in, bytes out: no format looks at the clock, the environment or the
// file system, so the same report and options always give the same bytes. Names and messages
// come from repositories of strangers, so each format neutralises what could act on its
// reader: escape sequences in a terminal, workflow commands in a CI log, markup in a page,
// formulas in a spreadsheet.
package report
