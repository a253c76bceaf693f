package editors

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// memory is what a scan found out: up to which commit, since when, and the commits whose edits count.
type memory struct {
	since   int64 // seconds since 1970
	head    string
	commits []string
}

// maximumPast is how many commits a memory may name: of each file as many as editors are kept.
const maximumPast = maximumFiles * maximumEditors

// encode writes a memory: the time and the head in a line, and each commit in another.
func (m memory) encode() []byte {
	return []byte(fmt.Sprintf("%d %s\n%s", m.since, m.head, strings.Join(m.commits, "\n")))
}

// recall reads a memory, which may be anything.
func recall(data []byte) (m memory, ok bool) {
	first, rest, _ := strings.Cut(string(data), "\n")
	if n, err := fmt.Sscanf(first, "%d %s", &m.since, &m.head); n != 2 || err != nil {
		return memory{}, false
	}
	m.commits = strings.Fields(rest)
	return m, len(m.commits) <= maximumPast
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
	read, ok := s.repository.Commits(ctx, append(ids, m.commits...), folder)
	if !ok {
		return nil, false
	}
	for _, c := range read {
		e := commitOf(c.ID, c.Author.Name, c.Author.Email, c.Author.Seconds, c.Seconds)
		if len(c.Parents) > 1 || e.made < s.since() {
			continue
		}
		for _, change := range c.Changes {
			e.paths = append(e.paths, change.Path)
		}
		commits = append(commits, e)
	}
	return commits, true
}

// maximumNew is up to how many commits are read one by one.
const maximumNew = 2000
