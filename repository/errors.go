package repository

import (
	"errors"
	"fmt"
)

// openError is a failure to open a path, with advice.
type openError struct {
	message string
	hint    string
	cause   error
	usage   bool
}

func (e *openError) Error() string {
	if e.cause == nil {
		return e.message
	}
	return fmt.Sprintf("%s: %v", e.message, e.cause)
}

// Hint says what the user can do about it: git's reason, where it has advice, is nearer.
func (e *openError) Hint() string {
	if git := (*GitError)(nil); errors.As(e.cause, &git) && git.Hint() != "" {
		return git.Hint()
	}
	return e.hint
}

// Usage tells whether the user named something that cannot be opened, rather than that opening it failed.
func (e *openError) Usage() bool { return e.usage }

func (e *openError) Unwrap() error { return e.cause }
