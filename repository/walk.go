package repository

import (
	"container/heap"
	"context"
	"slices"
	"strconv"
	"strings"
)

// Commit is a commit as it says itself, and what it changes.
type Commit struct {
	ID      string
	Parents []string
	Author  Author
	Seconds string // since 1970, in decimal, when it was made a commit
	Message string
	Changes []Change
}

// Change is one path's step in a commit. A merge's are those that none of its parents has.
type Change struct {
	Path   string
	Old    []string // the objects before, one for each parent that had a file there
	Object string   // the object after, "" when there is no file any more
}

// commitHead is what a commit says of itself, but for who wrote it.
type commitHead struct {
	parents []string
	tree    string
	made    int64 // seconds since 1970
	message string
}

// headOf reads a commit. It is not ok where it is not as git writes it: its tree, its parents, its author and its committer.
func headOf(commit []byte) (h commitHead, ok bool) {
	head, message, _ := strings.Cut(string(commit), "\n\n")
	tree, rest, _ := strings.Cut(head, "\n")
	h.message = message
	h.tree, ok = strings.CutPrefix(tree, "tree ")
	for ok && strings.HasPrefix(rest, "parent ") {
		var parent string
		parent, rest, _ = strings.Cut(rest, "\n")
		h.parents = append(h.parents, strings.TrimPrefix(parent, "parent "))
	}
	author, rest, _ := strings.Cut(rest, "\n")
	committer, _, _ := strings.Cut(rest, "\n")
	_, made, ends := strings.Cut(committer, "> ")
	seconds, zone, _ := strings.Cut(made, " ")
	if !ok || !ends || !strings.HasPrefix(author, "author ") || !strings.HasPrefix(committer, "committer ") || !isNumber(seconds, 12) || !isZone(zone) {
		return commitHead{}, false
	}
	var err error
	h.made, err = strconv.ParseInt(seconds, 10, 64)
	return h, err == nil
}

// isNumber tells decimal numbers of at most so many digits.
func isNumber(s string, digits int) bool {
	return s != "" && len(s) <= digits && strings.Trim(s, "0123456789") == ""
}

func isZone(s string) bool {
	return len(s) == 5 && (s[0] == '+' || s[0] == '-') && isNumber(s[1:], 4)
}

// commitHead reads a commit without git, and gives its text too.
func (r *Repository) commitHead(id string) (h commitHead, text []byte, err error) {
	o, ok := r.readDirectly(id, "commit", maximumCommit)
	if !ok || o.Err != nil {
		return commitHead{}, nil, errAskGit
	}
	h, ok = headOf(o.Data)
	if !ok {
		return commitHead{}, nil, errAskGit
	}
	return h, o.Data, nil
}

// Commits reads commits with their changes, all of them or those below a folder, which ends in a slash. It is not ok, and git
// is to be asked, where one is unusual or missing, or the clone is shallow, so that parents are not what commits say.
func (r *Repository) Commits(ctx context.Context, ids []string, below string) (commits []Commit, ok bool) {
	if r.target.Shallow {
		return nil, false
	}
	for _, id := range ids {
		c, err := r.commit(ctx, id, below)
		if err != nil {
			return nil, false
		}
		commits = append(commits, c)
	}
	return commits, true
}

func (r *Repository) commit(ctx context.Context, id, below string) (Commit, error) {
	h, text, err := r.commitHead(id)
	author := authorOf(text)
	if err != nil || author == nil {
		return Commit{}, errAskGit
	}
	before := make([]string, len(h.parents))
	for i, parent := range h.parents {
		p, _, err := r.commitHead(parent)
		if err != nil {
			return Commit{}, err
		}
		before[i] = p.tree
	}
	d := treeDiff{repository: r, ctx: ctx, below: below}
	if err := d.compare("", before, h.tree, 0); err != nil {
		return Commit{}, err
	}
	slices.SortFunc(d.changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return Commit{ID: id, Parents: h.parents, Author: *author, Seconds: strconv.FormatInt(h.made, 10), Message: h.message, Changes: d.changes}, nil
}

// treeDiff compares a commit's folders with those of its parents.
type treeDiff struct {
	repository *Repository
	ctx        context.Context
	below      string // the folder that matters; "" for all
	changes    []Change
	seen       int // entries
}

// compare lists what differs in a folder from what each parent has there; "" stands for no folder.
func (d *treeDiff) compare(prefix string, before []string, after string, depth int) error {
	if slices.Contains(before, after) {
		return nil
	}
	if depth > maximumDepth {
		return errUnusual
	}
	folders := make([]folder, len(before))
	for i, tree := range before {
		var err error
		if folders[i], err = d.folder(tree); err != nil {
			return err
		}
	}
	now, err := d.folder(after)
	if err != nil {
		return err
	}
	for key, item := range now {
		if err := d.step(prefix, folders, key, item, depth); err != nil {
			return err
		}
	}
	if len(folders) == 0 {
		return nil
	}
	for key := range folders[0] { // what went from a merge was in all of its parents
		if _, there := now[key]; !there {
			if err := d.step(prefix, folders, key, treeItem{}, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// folder is what is in one. A file and a folder that came in its place have nothing to do with each other.
type folder map[entryName]treeItem

type entryName struct {
	name string
	tree bool
}

func (d *treeDiff) folder(tree string) (folder, error) {
	if tree == "" {
		return nil, nil
	}
	all, err := d.repository.readTrees(d.ctx, []string{tree})
	if err != nil {
		return nil, err
	}
	items := folder{}
	for item := range all[tree].items {
		if d.seen++; d.seen > maximumEntries {
			return nil, ErrTooLarge
		}
		key := entryName{item.name, item.mode == modeTree}
		if _, twice := items[key]; twice {
			return nil, errUnusual // git knows which counts
		}
		items[key] = item
	}
	return items, nil
}

// step notes what became of a name.
func (d *treeDiff) step(prefix string, before []folder, key entryName, now treeItem, depth int) error {
	if !d.matters(prefix+key.name, key.tree) {
		return nil
	}
	objects, change := make([]string, len(before)), Change{Path: prefix + key.name}
	for i, folder := range before {
		item := folder[key]
		if item.mode == now.mode && item.id == now.id {
			return nil // this parent has it
		}
		objects[i] = item.object()
		if item.id != "" && item.mode != ModeSubmodule {
			change.Old = append(change.Old, objects[i])
		}
	}
	if key.tree {
		return d.compare(change.Path+"/", objects, now.object(), depth+1)
	}
	if now.mode != ModeSubmodule {
		change.Object = now.object()
	}
	d.changes = append(d.changes, change)
	return nil
}

// matters tells whether a path is below the folder that matters, or leads there.
func (d *treeDiff) matters(path string, tree bool) bool {
	return strings.HasPrefix(path, d.below) || tree && strings.HasPrefix(d.below, path+"/")
}

// The two ends of a range, as marks on commits, and what is reached from both.
const (
	ofHead = 1 << iota
	ofBase
	stale // behind a commit of both
)

// maximumWalked is how many commits are read to find what lies between two.
const maximumWalked = 20_000

// between is what a range is found out with.
type between struct {
	repository *Repository
	heads      map[string]commitHead
	marks      map[string]int
	queue      commitQueue
	meeting    []string // commits of both with a child that is not
}

// between lists the commits that head has and base has not, parents before their children, and where the two meet, "" for
// nowhere. It goes back from both, the newest commit first, until nothing is left that only one of them has.
func (r *Repository) between(base, head string) (commits []string, mergeBase string, err error) {
	if r.target.Shallow {
		return nil, "", errAskGit
	}
	b := &between{repository: r, heads: map[string]commitHead{}, marks: map[string]int{}}
	for id, mark := range map[string]int{head: ofHead, base: ofBase} {
		if err := b.mark(id, mark); err != nil {
			return nil, "", err
		}
	}
	if base == head {
		b.marks[head] = ofHead | ofBase
	}
	if err := b.walk(); err != nil {
		return nil, "", err
	}
	meeting := slices.DeleteFunc(b.meeting, func(id string) bool { return b.marks[id]&stale != 0 })
	if len(meeting) > 1 {
		return nil, "", errAskGit
	}
	return b.added(head), strings.Join(meeting, ""), nil
}

// mark marks a commit, and has it looked at again if it was not so marked.
func (b *between) mark(id string, marks int) error {
	if b.marks[id]&marks == marks {
		return nil
	}
	h, known := b.heads[id]
	if !known {
		var err error
		if h, _, err = b.repository.commitHead(id); err != nil || len(b.heads) == maximumWalked {
			return errAskGit
		}
		b.heads[id] = h
	}
	b.marks[id] |= marks
	heap.Push(&b.queue, queued{h.made, id})
	return nil
}

func (b *between) walk() error {
	for b.unsettled() {
		id := heap.Pop(&b.queue).(queued).id
		marks := b.marks[id]
		if marks == ofHead|ofBase && !slices.Contains(b.meeting, id) {
			b.meeting = append(b.meeting, id)
		}
		if marks&(ofHead|ofBase) == ofHead|ofBase {
			marks |= stale
		}
		for _, parent := range b.heads[id].parents {
			if err := b.mark(parent, marks); err != nil {
				return err
			}
		}
	}
	return nil
}

// wrongClocks is by how much clocks may disagree, in seconds. Where they disagree more, a range may have commits that its
// base has too, as with git: too much is looked at, not too little.
const wrongClocks = 24 * 60 * 60

// unsettled tells whether a commit waits that could still change what is in the range: one that only one end has, or one
// that could lead there.
func (b *between) unsettled() bool {
	if len(b.queue) == 0 {
		return false
	}
	for _, q := range b.queue {
		if b.marks[q.id]&stale == 0 {
			return true
		}
	}
	for id, marks := range b.marks {
		if marks == ofHead && b.heads[id].made <= b.queue[0].made+wrongClocks {
			return true
		}
	}
	return false
}

// added lists the marked commits that head alone has, parents first.
func (b *between) added(head string) (commits []string) {
	commits = []string{}
	entered := map[string]bool{}
	for stack := []string{head}; len(stack) > 0; {
		id := stack[len(stack)-1]
		if b.marks[id] != ofHead || entered[id] {
			if stack = stack[:len(stack)-1]; b.marks[id] == ofHead {
				b.marks[id] = stale // listed
				commits = append(commits, id)
			}
			continue
		}
		entered[id] = true
		stack = append(stack, b.heads[id].parents...)
	}
	return commits
}

// commitQueue gives the newest commit first.
type commitQueue []queued

type queued struct {
	made int64
	id   string
}

func (q commitQueue) Len() int { return len(q) }
func (q commitQueue) Less(i, j int) bool {
	return q[i].made > q[j].made || q[i].made == q[j].made && q[i].id < q[j].id
}
func (q commitQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *commitQueue) Push(c any)   { *q = append(*q, c.(queued)) }
func (q *commitQueue) Pop() any {
	last := len(*q) - 1
	c := (*q)[last]
	*q = (*q)[:last]
	return c
}
