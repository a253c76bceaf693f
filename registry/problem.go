package registry

import "github.com/rollcall-dev/rollcall/nhi"

// Problem is one thing that is wrong in a declaration.
type Problem struct {
	Location nhi.Location
	Message  string // what is wrong and what is allowed; never the file's content
}

// Error lists everything that is wrong in the declarations, in the order of the files.
type Error struct{ Problems []Problem }

// Error gives one line a problem: path:line:column: message.
func (e *Error) Error() string { return "" }

// Hint says what to do about it.
func (e *Error) Hint() string {
	return "docs/configuration.md describes every key."
}

type problems []Problem

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Problems: p}
}
