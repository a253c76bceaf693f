package registry

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// maxProblems is how many problems an Error lists; a file that is wrong throughout needs no more.
const maxProblems = 25

// Problem is one thing that is wrong in a declaration.
type Problem struct {
	Location nhi.Location
	Message  string // what is wrong and what is allowed; never the file's content
}

// Error lists what is wrong in the declarations, by place.
type Error struct {
	Problems []Problem
	More     int // problems beyond those listed
}

// Error gives one line a problem: path:line:column: message.
func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		lines = append(lines, position(p.Location)+": "+p.Message)
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return strings.Join(lines, "\n")
}

// Hint says where the keys and values that are allowed are described.
func (e *Error) Hint() string {
	return "every key is described, with examples, in docs/configuration.md"
}

// position writes a location as path:line:column, without the parts that are not known.
func position(l nhi.Location) string {
	switch {
	case l.Line == 0:
		return l.Path
	case l.Column == 0:
		return fmt.Sprintf("%s:%d", l.Path, l.Line)
	}
	return fmt.Sprintf("%s:%d:%d", l.Path, l.Line, l.Column)
}

// problems gathers what is wrong, so that a user sees it all at once.
type problems struct {
	list []Problem
	more int
}

func (p *problems) add(at nhi.Location, format string, args ...any) {
	if len(p.list) == maxProblems {
		p.more++
		return
	}
	p.list = append(p.list, Problem{Location: at, Message: fmt.Sprintf(format, args...)})
}

// err is nil when nothing is wrong.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	// A file is read top down but what it lacks is known at its end only.
	nhi.Sort(p.list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Location.Path, b.Location.Path),
			cmp.Compare(a.Location.Line, b.Location.Line),
			cmp.Compare(a.Location.Column, b.Location.Column))
	})
	return &Error{Problems: p.list, More: p.more}
}

// adviceError is an error that says what to do about it.
type adviceError struct {
	message, hint string
}

func (e *adviceError) Error() string { return e.message }

// Hint says what to do about the error.
func (e *adviceError) Hint() string { return e.hint }
