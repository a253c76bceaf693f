package repository

import (
	"context"
	"errors"
	"strings"
)

// EachMessage reads the messages of commits or of annotated tags, and calls yield with each that could be read. kind is "commit" or
// "tag". Its error is yield's, or ctx's.
func (r *Repository) EachMessage(ctx context.Context, kind string, objects []string, yield func(index int, message string) error) error {
	next := 0
	_, err := r.ask(ctx, objects, kind, maximumCommit, func(o object) error {
		index := next
		next++
		if o.Err != nil {
			return nil
		}
		_, message, _ := strings.Cut(string(o.Data), "\n\n")
		return yield(index, strings.Trim(message, "\n"))
	})
	if errors.Is(err, errEnded) {
		return nil
	}
	return err
}
