package repository

import "fmt"

// openError is a failure to open a path, with advice.
type openError struct {
	message string
	hint    string
	cause   error
}

func (e *openError) Error() string {
	if e.cause == nil {
		return e.message
	}
	return fmt.Sprintf("%s: %v", e.message, e.cause)
}

// Hint says what the user can do about it.
func (e *openError) Hint() string { return e.hint }

func (e *openError) Unwrap() error { return e.cause }
