package leaks

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/repository"
)

// commit is what an exposure tells of a commit, and its place in time.
type commit struct {
	id      string
	author  string // name <email>
	date    time.Time
	parents []int32 // indexes into history.commits, of those that are there
	root    bool    // it has no parents, or they are not in a shallow clone
	order   int64   // seconds: its date as a commit, or one more than a parent's where clocks disagree

	described bool // author and date are known
}

// change is one path's step from one content to another in a commit. A merge's changes are
// those that none of its parents has.
type change struct {
	commit int      // index into history.commits
	path   string   // slash-separated
	old    []string // objects before, one for each parent that had the path
	object string   // object after, "" when the path went
}

// history is commits and their changes, the oldest first and children always after their parents. Its
// order follows from the commits alone: more commits do not change that of those that were there.
type history struct {
	commits []commit
	changes []change
	paths   map[string]string // one string for each path
	cut     bool              // git stopped before the end
}

// logOptions says how git log is to tell of a commit, and headLength how many records come before its
// changes.
var logOptions = []string{
	"-c", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-show-signature",
	"--no-decorate", "--no-color", "--no-notes", "--encoding=UTF-8", "--format=%H%x00%P%x00%ct%x00%at%x00%an%x00%ae",
}

const headLength = 6

// readHistory asks git for names alone: no content is read, and nothing is compared line by line. It
// begins at a revision, or at "--all", and leaves out what some commits reach. When git meets a
// damaged object it stops: what came before is given with a GitError.
func readHistory(ctx context.Context, repo *repository.Repository, revision string, without ...string) (*history, error) {
	h := &history{paths: map[string]string{}}
	p := historyParser{history: h}
	lines := make([]string, len(without))
	for i, commit := range without {
		lines[i] = "^" + commit
	}
	err := repo.GitLines(ctx, lines, func(out io.Reader) error { return repository.EachRecord(out, p.record) },
		append([]string{"log", revision, "--stdin", "--topo-order", "--raw"}, logOptions...)...)
	h.cut = err != nil
	h.arrange(p.parents)
	return h, err
}

// historyParser reads the records of readHistory's git log: those of a commit's head, then a line
// and a path for each change.
type historyParser struct {
	*history
	parents []string // by commit: the names of its parents
	head    []string // of the commit being read, while shorter than headLength
	pending *change  // its path comes next
}

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
			p.parents = append(p.parents, p.head[1])
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
func (p *historyParser) parentNames() [][]string {
	names := make([][]string, len(p.parents))
	for i := range p.parents {
		names[i] = strings.Fields(p.parents[i])
	}
	return names
}

func newCommit(head []string) commit {
	author := strings.TrimSpace(head[4])
	if email := strings.TrimSpace(head[5]); email != "" {
		author = strings.TrimSpace(author + " <" + email + ">")
	}
	return commit{id: head[0], author: strings.ToValidUTF8(author, "\uFFFD"), date: time.Unix(seconds(head[3]), 0).UTC(), order: seconds(head[2]), root: head[1] == "", described: true}
}

// seconds reads a time as git writes it. What no calendar holds is cut, so that there is room to count on.
func seconds(s string) int64 {
	const end = 1 << 50
	n, _ := strconv.ParseInt(s, 10, 64)
	return min(max(n, -end), end)
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

// arrange puts what git gave, the newest first and parents after their children, into the order of a
// history. parents is the names of each commit's parents.
func (h *history) arrange(parents []string) {
	index := make(map[string]int32, len(h.commits))
	for i := len(h.commits) - 1; i >= 0; i-- {
		c := &h.commits[i]
		index[c.id] = int32(i)
		for parent := range strings.FieldsSeq(parents[i]) {
			if at, ok := index[parent]; ok {
				c.parents = append(c.parents, at)
				c.order = max(c.order, h.commits[at].order+1)
			}
		}
	}
	h.sort()
}

// sort orders commits by their place in time, and changes with them.
func (h *history) sort() {
	ranks := make([]int32, len(h.commits)) // new place to old place
	for i := range ranks {
		ranks[i] = int32(i)
	}
	slices.SortFunc(ranks, func(a, b int32) int {
		x, y := &h.commits[a], &h.commits[b]
		return cmp.Or(cmp.Compare(x.order, y.order), strings.Compare(x.id, y.id))
	})
	place := make([]int32, len(h.commits)) // old place to new place
	commits := make([]commit, len(h.commits))
	for to, from := range ranks {
		place[from], commits[to] = int32(to), h.commits[from]
	}
	for i := range commits {
		for k, parent := range commits[i].parents {
			commits[i].parents[k] = place[parent]
		}
	}
	h.sortChanges(place)
	h.commits = commits
}

// sortChanges brings the changes into the order of the commits, by their new places.
func (h *history) sortChanges(place []int32) {
	first := make([]int32, len(place)+1) // by place: where its changes begin
	for _, c := range h.changes {
		first[place[c.commit]+1]++
	}
	for i := range place {
		first[i+1] += first[i]
	}
	sorted := make([]change, len(h.changes))
	for _, c := range h.changes {
		to := place[c.commit]
		c.commit = int(to)
		sorted[first[to]] = c
		first[to]++
	}
	h.changes = sorted
}

// ancestors tells which commits are reachable from some, these included.
func (h *history) ancestors(of []int32) []bool {
	reached := make([]bool, len(h.commits))
	for _, i := range of {
		reached[i] = true
	}
	for i := len(h.commits) - 1; i >= 0; i-- {
		if reached[i] {
			for _, parent := range h.commits[i].parents {
				reached[parent] = true
			}
		}
	}
	return reached
}
