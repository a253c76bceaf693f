package leaks

import (
	"slices"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
)

// key is what makes one exposure: a rule, a value, a path. A rule that a path alone breaks has
// no value.
type key struct{ path, rule, secret string }

// occurrence is a hit at a place in time.
type occurrence struct {
	*detect.Hit
	commit int // index into History.Commits, -1 for HEAD and files
}

// exposed is everywhere that one key occurs.
type exposed struct {
	key
	file                 string       // the path of the content: of what stands in an archive, the archive's
	head, files, brought []occurrence // brought: where a commit brought it in, oldest first
	earlier              []occurrence // in a version whose commit was not read
	came, went           []int        // the commits that brought it in and took it out, whatever allows these
	branch               bool         // a ref other than HEAD still has it
	tip                  string       // with branch: that ref's commit
	ref                  string       // that holds the commit of a value that is not only HEAD's past
	looked               bool         // all tips of refs were looked into
	wasInHead            bool         // a commit that HEAD descends from brought it in
	removed              int          // the last commit that took it out, -1 when none did
}

// stands tells whether the value is in HEAD or in a file now.
func (e *exposed) stands() bool { return len(e.head) > 0 || len(e.files) > 0 }

// name is what the value is assigned to, at the place that is named.
func (e *exposed) name() string { return e.place().Name }

// come notes that a commit brought a value in, at one of its places.
func (e *exposed) come(o occurrence) {
	e.brought = append(e.brought, o)
	e.came = append(e.came, o.commit)
	e.removed = -1
}

// leave notes that a commit took a value out.
func (e *exposed) leave(commit int) {
	e.went = append(e.went, commit)
	e.removed = commit
}

// shown is the occurrences at the place that an exposure names: at HEAD, else in the files, else
// where a commit first brought it.
func (e *exposed) shown() []occurrence {
	switch {
	case len(e.head) > 0:
		return e.head
	case len(e.files) > 0:
		return e.files
	}
	if len(e.brought) > 0 {
		return e.brought
	}
	return e.earlier
}

// rank is 0 for what is at HEAD, 1 for what is in the files, 2 for what is past.
func (e *exposed) rank() int {
	return slices.Index([]bool{len(e.head) > 0, len(e.head) == 0 && len(e.files) > 0, true}, true)
}

// place is the occurrence that an exposure names: the first that no comment suppresses, and of the
// history the oldest.
func (e *exposed) place() occurrence {
	shown := e.shown()
	for _, o := range shown {
		if !o.Comment.Suppressed && (o.commit < 0 || o.commit == shown[0].commit) {
			return o
		}
	}
	return shown[0]
}

// commented tells whether comments on all the lines of an exposure ask that it does not count.
func (e *exposed) commented() bool {
	return !slices.ContainsFunc(e.shown(), func(o occurrence) bool { return !o.Comment.Suppressed })
}

// mostAgain is how many further places in one file are told: a hostile file has thousands.
const mostAgain = 20

// again is where else the file has the value now, on other lines than the one that is named, without those whose comment asks that they do not count.
func (e *exposed) again() []occurrence {
	if !e.stands() {
		return nil
	}
	var others []occurrence
	lines := map[int]bool{e.place().ValueLine: true}
	for _, o := range e.shown() {
		if !lines[o.ValueLine] && !o.Comment.Suppressed && len(others) < mostAgain {
			lines[o.ValueLine] = true
			others = append(others, o)
		}
	}
	return others
}
