package history

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/repository"
)

// logOptions says how git log is to tell of a commit, and headLength how many records come before its
// changes.
var logOptions = []string{
	"-c", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-show-signature",
	"--no-decorate", "--no-color", "--no-notes", "--encoding=UTF-8", "--format=%H%x00%P%x00%ct%x00%at%x00%an%x00%B%x00%ae",
}

const (
	headLength    = 7
	messageRecord = 5 // of these
)

// MessagePath is the path that what stands in a commit's message is told under.
const MessagePath = "commit message"

// Search looks into the message of a commit, which is told of as a change of MessagePath if it matters.
type Search func(commit, message string) (matters bool)

// Read asks git for names and messages alone: no content is read, and nothing is compared line by line. It
// begins at a revision, or at "--all", and leaves out what some commits reach. When git meets a
// damaged object it stops: what came before is given with a GitError.
func Read(ctx context.Context, repo *repository.Repository, search Search, revision string, without ...string) (*History, error) {
	h, err := readLog(ctx, repo, search, logOptions, revision, without)
	if errors.Is(err, bufio.ErrTooLong) { // a message may be; names are not
		options := slices.Clone(logOptions)
		options[len(options)-1] = strings.Replace(options[len(options)-1], "%B", "", 1)
		h, err = readLog(ctx, repo, nil, options, revision, without)
		h.Unsearched = true
	}
	return h, err
}

func readLog(ctx context.Context, repo *repository.Repository, search Search, options []string, revision string, without []string) (*History, error) {
	h := &History{}
	p := parser{History: h, search: search}
	lines := make([]string, len(without))
	for i, commit := range without {
		lines[i] = "^" + commit
	}
	err := repo.GitLines(ctx, lines, func(out io.Reader) error { return repository.EachRecord(out, p.record) },
		append([]string{"log", revision, "--stdin", "--topo-order", "--raw"}, options...)...)
	h.Cut = err != nil
	h.arrange(p.parents)
	return h, err
}

// message has a commit's message searched: the last commit's.
func (p *parser) message(text string) {
	last := len(p.Commits) - 1
	text = strings.Trim(text, "\n")
	if p.search != nil && text != "" && p.search(p.Commits[last].ID, text) {
		p.Add(Change{Commit: last, Path: MessagePath, Object: p.Commits[last].ID})
	}
}

// ReadRange reads what one commit has and another has not: without git where the range says which commits these are.
func ReadRange(ctx context.Context, repo *repository.Repository, search Search, r repository.Range) (*History, error) {
	if r.Commits == nil {
		return Read(ctx, repo, search, r.Head, r.Base)
	}
	newestFirst := slices.Clone(r.Commits)
	slices.Reverse(newestFirst)
	read, ok := readDirectly(ctx, repo, search, newestFirst)
	if !ok {
		return Read(ctx, repo, search, r.Head, r.Base)
	}
	parents := make([]string, len(read.parents))
	for i, names := range read.parents {
		parents[i] = strings.Join(names, " ")
	}
	read.arrange(parents)
	return read.History, nil
}

// parser reads the records of Read's git log: those of a commit's head, then a line
// and a path for each change.
type parser struct {
	*History
	parents []string // by commit: the names of its parents
	head    []string // of the commit being read, while shorter than headLength
	pending *Change  // its path comes next
	search  Search
}

func (p *parser) record(record string) error {
	if p.pending != nil {
		p.pending.Path = record
		p.Add(*p.pending)
		p.pending = nil
		return nil
	}
	if len(p.head) > 0 && len(p.head) < headLength {
		if p.head = append(p.head, record); len(p.head) == headLength {
			p.Commits = append(p.Commits, newCommit(p.head))
			p.parents = append(p.parents, p.head[1])
			p.message(p.head[messageRecord])
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

// parentNames gives the names of each commit's parents.
func (p *parser) parentNames() [][]string {
	names := make([][]string, len(p.parents))
	for i := range p.parents {
		names[i] = strings.Fields(p.parents[i])
	}
	return names
}

func newCommit(head []string) Commit {
	author := strings.TrimSpace(head[4])
	if email := strings.TrimSpace(head[6]); email != "" {
		author = strings.TrimSpace(author + " <" + email + ">")
	}
	return Commit{ID: head[0], Author: strings.ToValidUTF8(author, "\uFFFD"), Date: time.Unix(seconds(head[3]), 0).UTC(), Order: seconds(head[2]), Root: head[1] == "", described: true}
}

// seconds reads a time as git writes it. What no calendar holds is cut, so that there is room to count on.
func seconds(s string) int64 {
	const end = 1 << 50
	n, _ := strconv.ParseInt(s, 10, 64)
	return min(max(n, -end), end)
}

// ErrUnexpected is what reading gives when git answers otherwise than it says it does.
var ErrUnexpected = errors.New("git log: unexpected output")

// change reads ":MODE… MODE OBJECT… OBJECT STATUS", with as many colons, old modes and old
// objects as there are parents.
func (p *parser) change(record string) error {
	parents := len(record) - len(strings.TrimLeft(record, ":"))
	fields := strings.Fields(record[parents:])
	if len(fields) != 2*parents+3 || len(p.Commits) == 0 {
		return ErrUnexpected
	}
	c := &Change{Commit: len(p.Commits) - 1}
	modes, objects := fields[:parents+1], fields[parents+1:2*parents+2]
	for i, object := range objects[:parents] {
		if isBlob(modes[i]) {
			c.Old = append(c.Old, object)
		}
	}
	if isBlob(modes[parents]) {
		c.Object = objects[parents]
	}
	p.pending = c
	return nil
}

func isBlob(mode string) bool { return mode != repository.ModeSubmodule && mode != "000000" }

// loose is commits as git gives them, with the names of their parents.
type loose struct {
	*History
	parents [][]string
}

// readDirectly reads commits with their changes without git, if they are as git writes them.
func readDirectly(ctx context.Context, repo *repository.Repository, search Search, ids []string) (read loose, ok bool) {
	commits, ok := repo.Commits(ctx, ids, "")
	if !ok {
		return loose{}, false
	}
	p := parser{History: &History{}, search: search}
	for i, c := range commits {
		p.Commits = append(p.Commits, newCommit([]string{c.ID, strings.Join(c.Parents, " "), c.Seconds, c.Author.Seconds, c.Author.Name, "", c.Author.Email}))
		p.message(c.Message)
		read.parents = append(read.parents, c.Parents)
		for _, change := range c.Changes {
			p.Add(Change{i, change.Path, change.Old, change.Object})
		}
	}
	read.History = p.History
	return read, true
}

// readWithChanges reads some commits in the order given, with their changes.
func readWithChanges(ctx context.Context, repo *repository.Repository, search Search, ids []string) (loose, error) {
	if read, ok := readDirectly(ctx, repo, search, ids); ok {
		return read, nil
	}
	return readCommits(ctx, repo, search, ids, "--raw")
}

// readCommits has git tell of some commits in the order given, with what --raw or --no-patch says of their changes.
func readCommits(ctx context.Context, repo *repository.Repository, search Search, ids []string, changes string) (loose, error) {
	p := parser{History: &History{}, search: search}
	err := repo.GitLines(ctx, ids, func(out io.Reader) error { return repository.EachRecord(out, p.record) },
		append([]string{"log", "--stdin", "--no-walk=unsorted", changes}, logOptions...)...)
	return loose{p.History, p.parentNames()}, err
}
