package editors

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// memory is what a scan found out: up to which commit, since when, and the commits whose edits count.
type memory struct {
	since   int64 // seconds since 1970
	head    string
	commits []edited // of which the authors are not remembered
}

// maximumPast is how many commits a memory may name: of each file as many as editors are kept.
const maximumPast = maximumFiles * maximumEditors

// encode writes a memory: the time and the head in a line, and in another each commit, when it was made and, quoted, the files that it
// edited.
func (m memory) encode() []byte {
	out := fmt.Appendf(nil, "%d %s\n", m.since, m.head)
	for _, c := range m.commits {
		out = fmt.Appendf(out, "%s %d", c.Commit, c.made)
		for _, path := range c.paths {
			out = strconv.AppendQuoteToASCII(append(out, ' '), path)
		}
		out = append(out, '\n')
	}
	return out
}

// recall reads a memory, which may be anything.
func recall(data []byte) (m memory, ok bool) {
	first, rest, _ := strings.Cut(string(data), "\n")
	if n, err := fmt.Sscanf(first, "%d %s", &m.since, &m.head); n != 2 || err != nil {
		return memory{}, false
	}
	for line := range strings.Lines(rest) {
		c, ok := recallCommit(strings.TrimSuffix(line, "\n"))
		if !ok || len(m.commits) == maximumPast {
			return memory{}, false
		}
		m.commits = append(m.commits, c)
	}
	return m, true
}

// recallCommit reads what is remembered of a commit.
func recallCommit(line string) (c edited, ok bool) {
	id, rest, _ := strings.Cut(line, " ")
	made, paths, _ := strings.Cut(rest, " ")
	var err error
	c.Commit = id
	if c.made, err = strconv.ParseInt(made, 10, 64); err != nil || id == "" {
		return edited{}, false
	}
	for paths != "" {
		quoted, err := strconv.QuotedPrefix(paths)
		if err != nil {
			return edited{}, false
		}
		path, err := strconv.Unquote(quoted)
		if err != nil {
			return edited{}, false
		}
		c.paths, paths = append(c.paths, path), strings.TrimPrefix(paths[len(quoted):], " ")
	}
	return c, true
}

// resumed gives the commits that an earlier scan named, and those since then that edited workflows. It is not ok where the
// history is not what it was and more, or there is more than a few commits to read.
func (s *Source) resumed(ctx context.Context, head string) (commits []edited, ok bool) {
	m, ok := recall(s.past.State)
	if !ok || m.since > s.since() {
		return nil, false
	}
	ids, ok := s.past.Since(ctx, m.head, head)
	if !ok || len(ids) > maximumNew {
		return nil, false
	}
	slices.Reverse(ids)
	added, ok := s.repository.Commits(ctx, ids, folder)
	if !ok {
		return nil, false
	}
	for _, c := range added {
		if len(c.Parents) > 1 {
			continue
		}
		e := commitOf(c.ID, c.Author.Name, c.Author.Email, c.Author.Seconds, c.Seconds)
		for _, change := range c.Changes {
			e.paths = append(e.paths, change.Path)
		}
		commits = append(commits, e)
	}
	remembered, ok := s.written(ctx, m.commits)
	commits = append(commits, remembered...)
	return slices.DeleteFunc(commits, func(e edited) bool { return e.made < s.since() }), ok
}

// written reads who wrote the commits that are remembered. It is not ok where git is to be asked.
func (s *Source) written(ctx context.Context, remembered []edited) (commits []edited, ok bool) {
	ids := make([]string, len(remembered))
	for i, c := range remembered {
		ids[i] = c.Commit
	}
	authors, err := s.repository.Authors(ctx, ids)
	if err != nil || slices.Contains(authors, nil) {
		return nil, false
	}
	for i, c := range remembered {
		e := commitOf(c.Commit, authors[i].Name, authors[i].Email, authors[i].Seconds, strconv.FormatInt(c.made, 10))
		e.paths = c.paths
		commits = append(commits, e)
	}
	return commits, true
}

// maximumNew is up to how many commits are read one by one.
const maximumNew = 2000
