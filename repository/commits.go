package repository

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// maximumCommit is the largest commit that is read, in bytes.
const maximumCommit = 16 << 20

// Parents gives the parents that a commit names, whether or not they are there. The errors are those of
// ReadBlob; ErrNotBlob says that the object is no commit.
func (r *Repository) Parents(ctx context.Context, commit string) ([]string, error) {
	data, err := r.readObject(ctx, "commit", commit, maximumCommit)
	var parents []string
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key == "parent" {
			parents = append(parents, value)
		} else if key != "tree" {
			break
		}
	}
	return parents, err
}

// MayHaveCommits tells whether a commit and what is before it are at least n commits, as far as can be told: beyond the end of a shallow
// clone, and behind what cannot be read, there may be any number.
func (r *Repository) MayHaveCommits(ctx context.Context, commit string, n int) bool {
	seen := map[string]bool{commit: true}
	for next := []string{commit}; len(next) > 0; next = next[1:] {
		parents, err := r.Parents(ctx, next[0])
		if err != nil {
			return true
		}
		for _, parent := range parents {
			if !seen[parent] {
				seen[parent] = true
				next = append(next, parent)
			}
		}
		if len(seen) >= n {
			return true
		}
	}
	return false
}

// Author is who wrote a commit, as it says itself.
type Author struct {
	Name, Email string
	Seconds     string // since 1970, in decimal
}

// plainAuthor is an author's line as git writes it.
var plainAuthor = lazyregexp.New(`^author ([^<>\s](?:[^<>\n]*[^<>\s])?) <([^<>\s]+)> ([0-9]{1,12}) [+-][0-9]{4}$`)

// Authors gives the authors of commits. One is nil where the commit says it in another encoding, or otherwise than
// git writes it, so that git is to be asked; and where the commit is not there.
func (r *Repository) Authors(ctx context.Context, commits []string) ([]*Author, error) {
	authors := make([]*Author, 0, len(commits))
	_, err := r.ask(ctx, commits, "commit", maximumCommit, func(o object) error {
		authors = append(authors, authorOf(o.Data))
		return nil
	})
	if errors.Is(err, errEnded) {
		err = nil
	}
	return append(authors, make([]*Author, len(commits)-len(authors))...), err
}

// authorOf reads the author from a commit.
func authorOf(commit []byte) (author *Author) {
	head, _, _ := bytes.Cut(commit, []byte("\n\n"))
	if !utf8.Valid(head) {
		return nil
	}
	for line := range strings.Lines(string(head)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "encoding "):
			return nil
		case strings.HasPrefix(line, "author "):
			m := plainAuthor().FindStringSubmatch(line)
			if m == nil || author != nil {
				return nil
			}
			author = &Author{m[1], m[2], m[3]}
		}
	}
	return author
}
