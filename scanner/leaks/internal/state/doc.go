// Package state is the file that a scan of a whole history leaves for the next one: its form, written and read. What it
// says is put to use by the scan; what may be anything is read within bounds, and told apart from what was written.
package state
