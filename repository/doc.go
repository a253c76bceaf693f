// Package repository opens a git repository or a plain folder for reading, and runs
// nothing of it: no hook, no filter, no monitor, no configured program.
package repository
