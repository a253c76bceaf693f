package editors

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// past is what an earlier scan found out: up to which commit, since when, and the commits whose edits count.
type past struct {
	since   int64 // seconds since 1970
	head    string
	commits []string
}

// maximumPast is how many commits a past may name: of each file as many as editors are kept.
const maximumPast = maximumFiles * maximumEditors

// encode writes a past: the time and the head in a line, and each commit in another.
func (p past) encode() []byte {
	return []byte(fmt.Sprintf("%d %s\n%s", p.since, p.head, strings.Join(p.commits, "\n")))
}

// decodePast reads a past, which may be anything.
func decodePast(data []byte) (p past, ok bool) {
	first, rest, _ := strings.Cut(string(data), "\n")
	if n, err := fmt.Sscanf(first, "%d %s", &p.since, &p.head); n != 2 || err != nil {
		return past{}, false
	}
	p.commits = strings.Fields(rest)
	return p, len(p.commits) <= maximumPast
}

// resumed gives the commits that an earlier scan named, and those since then that edited workflows. It is not ok where the
// history is not what it was and more, or there is more than a few commits to read.
func (s *Source) resumed(ctx context.Context, head string) (commits []edited, ok bool) {
	p, ok := decodePast(s.past)
	if !ok || p.since > s.since() {
		return nil, false
	}
	between, err := s.repository.Range(ctx, p.head, head)
	if err != nil || between.MergeBase != p.head || between.Commits == nil || len(between.Commits) > maximumNew {
		return nil, false
	}
	ids := slices.Clone(between.Commits)
	slices.Reverse(ids)
	read, ok := s.repository.Commits(ctx, append(ids, p.commits...), folder)
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
