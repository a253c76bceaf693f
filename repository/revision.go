package repository

import (
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// plainRevision is a name and steps back from it, such as main, HEAD~3 or v1^2.
var plainRevision = lazyregexp.New(`^([A-Za-z0-9_][A-Za-z0-9_./+-]*)((?:~[0-9]{0,4}|\^[1-9]?)*)$`)

// places is where git looks for a ref of a name.
var places = []string{"", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"}

// commitOf gives the commit that a revision stands for, "" where git is to be asked: for what is no ref's name, or that of
// several.
func (r *Repository) commitOf(revision string) string {
	m := plainRevision().FindStringSubmatch(revision)
	if m == nil || r.refs == nil || r.target.Shallow {
		return ""
	}
	object := m[1]
	if !isObjectName(object) {
		object = r.refOf(m[1])
	}
	o, ok := r.readDirectly(object+"^{commit}", "commit", maximumCommit)
	if !ok {
		return ""
	}
	return r.stepBack(o.id, m[2])
}

// refOf gives the object of the only ref of a name.
func (r *Repository) refOf(name string) (object string) {
	if name == "HEAD" {
		return r.head
	}
	for _, ref := range r.refs.named {
		for _, place := range places {
			if ref.Name != place+name {
				continue
			}
			if object != "" {
				return ""
			}
			object = ref.Object
		}
	}
	return object
}

// stepBack follows steps such as ~3^2 from a commit.
func (r *Repository) stepBack(commit, steps string) string {
	for steps != "" {
		end := strings.IndexAny(steps[1:], "~^") + 1
		if end == 0 {
			end = len(steps)
		}
		count, err := strconv.Atoi(steps[1:end])
		if err != nil {
			count = 1 // nothing is said
		}
		times, which := count, 1
		if steps[0] == '^' {
			times, which = 1, count
		}
		for range times {
			h, _, err := r.commitHead(commit)
			if err != nil || len(h.parents) < which {
				return ""
			}
			commit = h.parents[which-1]
		}
		steps = steps[end:]
	}
	return commit
}
