package leaks

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/repository"
)

// commit is what an exposure tells of a commit.
type commit struct {
	id     string
	author string // name <email>
	date   time.Time
}

// change is one path's step from one content to another in a commit. A merge's changes are
// those that none of its parents has.
type change struct {
	commit int      // index into history.commits
	path   string   // slash-separated
	old    []string // objects before, one for each parent that had the path
	object string   // object after, "" when the path went
}

// history is every change in every commit that a ref reaches, the newest first and parents always
// after their children.
type history struct {
	commits []commit
	changes []change
	paths   map[string]string // one string for each path
}

// readHistory asks git for names alone: no content is read, and nothing is compared line by line.
// When git meets a damaged object it stops: what came before is given with a GitError.
func readHistory(ctx context.Context, repo *repository.Repository) (*history, error) {
	h := &history{paths: map[string]string{}}
	p := historyParser{history: h}
	err := repo.Git(ctx, func(out io.Reader) error { return repository.EachRecord(out, p.record) },
		"log", "--all", "--topo-order", "--raw", "-c", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
		"--no-show-signature", "--no-decorate", "--no-color", "--no-notes", "--encoding=UTF-8", "--format=%H%x00%at%x00%an%x00%ae")
	return h, err
}

// historyParser reads the records of readHistory's git log: four of a commit's head, then a line
// and a path for each change.
type historyParser struct {
	*history
	head    []string // of the commit being read, while shorter than headLength
	pending *change  // its path comes next
}

const headLength = 4

func (p *historyParser) record(record string) error {
	if p.pending != nil {
		p.pending.path = p.intern(record)
		p.changes = append(p.changes, *p.pending)
		p.pending = nil
		return nil
	}
	if len(p.head) > 0 && len(p.head) < headLength {
		if p.head = append(p.head, record); len(p.head) == headLength {
			p.commits = append(p.commits, newCommit(p.head))
			p.head = nil
		}
		return nil
	}
	record = strings.TrimPrefix(record, "\n")
	switch {
	case record == "":
	case record[0] == ':':
		return p.change(record)
	default:
		p.head = append(p.head[:0], record)
	}
	return nil
}

func newCommit(head []string) commit {
	seconds, _ := strconv.ParseInt(head[1], 10, 64)
	author := strings.TrimSpace(head[2])
	if email := strings.TrimSpace(head[3]); email != "" {
		author = strings.TrimSpace(author + " <" + email + ">")
	}
	return commit{id: head[0], author: strings.ToValidUTF8(author, "\uFFFD"), date: time.Unix(seconds, 0).UTC()}
}

var errHistory = errors.New("git log: unexpected output")

// change reads ":MODE… MODE OBJECT… OBJECT STATUS", with as many colons, old modes and old
// objects as there are parents.
func (p *historyParser) change(record string) error {
	parents := len(record) - len(strings.TrimLeft(record, ":"))
	fields := strings.Fields(record[parents:])
	if len(fields) != 2*parents+3 || len(p.commits) == 0 {
		return errHistory
	}
	c := &change{commit: len(p.commits) - 1}
	modes, objects := fields[:parents+1], fields[parents+1:2*parents+2]
	for i, object := range objects[:parents] {
		if isBlob(modes[i]) {
			c.old = append(c.old, object)
		}
	}
	if isBlob(modes[parents]) {
		c.object = objects[parents]
	}
	p.pending = c
	return nil
}

func isBlob(mode string) bool { return mode != repository.ModeSubmodule && mode != "000000" }

func (p *historyParser) intern(path string) string {
	if known, ok := p.paths[path]; ok {
		return known
	}
	p.paths[path] = path
	return path
}
