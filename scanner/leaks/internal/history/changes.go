package history

import "slices"

// Change is one path's step from one content to another in a commit. A merge's changes are
// those that none of its parents has.
type Change struct {
	Commit int      // index into History.Commits
	Path   string   // slash-separated
	Old    []string // objects before, one for each parent that had the path
	Object string   // object after, "" when the path went
}

// step is a change as it is kept.
type step struct {
	commit, path, object int32
	old, parents         int32 // where in olds its objects before begin, and how many these are
}

// changes is the changes of a history.
type changes struct {
	Objects Names
	paths   paths
	steps   []step
	olds    []int32
}

// Add adds a change behind the others. Of its strings nothing is kept.
func (c *changes) Add(change Change) {
	s := step{commit: int32(change.Commit), path: c.paths.add(change.Path), object: c.Objects.Add(change.Object), old: int32(len(c.olds)), parents: int32(len(change.Old))}
	for _, object := range change.Old {
		c.olds = append(c.olds, c.Objects.Add(object))
	}
	c.steps = append(c.steps, s)
}

// AddPath adds a path that there was, and of which no change is told.
func (c *changes) AddPath(path string) { c.paths.add(path) }

// HasPath tells whether there was a path.
func (c *changes) HasPath(path string) bool {
	_, ok := c.paths.find(path)
	return ok
}

// Paths lists all paths, those of files that are gone too, each once.
func (c *changes) Paths() []string { return c.paths.texts }

// Changes yields the changes in their order.
func (c *changes) Changes(yield func(int, Change) bool) {
	for i := range c.steps {
		if !yield(i, c.change(&c.steps[i])) {
			return
		}
	}
}

func (c *changes) change(s *step) Change {
	change := Change{Commit: int(s.commit), Path: c.paths.texts[s.path], Object: c.Objects.Name(s.object)}
	for _, object := range c.before(s) {
		change.Old = append(change.Old, c.Objects.Name(object))
	}
	return change
}

func (c *changes) before(s *step) []int32 { return c.olds[s.old:][:s.parents] }

// ChangesOf yields, in their order, the changes that bring or take one of some objects, which are marked by number. Of what has
// no number every change is yielded.
func (c *changes) ChangesOf(marked []bool) func(yield func(Change) bool) {
	wanted := func(object int32) bool { return object < None || object >= 0 && marked[object] }
	return func(yield func(Change) bool) {
		for i := range c.steps {
			s := &c.steps[i]
			if (wanted(s.object) || slices.ContainsFunc(c.before(s), wanted)) && !yield(c.change(s)) {
				return
			}
		}
	}
}

// ChangesUnder yields, in their order, the changes of some paths.
func (c *changes) ChangesUnder(some func(path string) bool) func(yield func(Change) bool) {
	marked := make([]bool, len(c.paths.texts))
	for i, path := range c.paths.texts {
		marked[i] = some(path)
	}
	return func(yield func(Change) bool) {
		for i := range c.steps {
			if marked[c.steps[i].path] && !yield(c.change(&c.steps[i])) {
				return
			}
		}
	}
}

// Contents yields what commits brought, the newest first: the number of an object, and its path. What is no object of git's, as an
// earlier scan may know it, is left out.
func (c *changes) Contents(yield func(object int32, path string) bool) {
	for _, s := range slices.Backward(c.steps) {
		if s.object >= 0 && !yield(s.object, c.paths.texts[s.path]) {
			return
		}
	}
}

// Origins yields for each object that a commit brought in place of another, by their numbers, what that was; the newest first.
func (c *changes) Origins(yield func(object, old int32) bool) {
	for _, s := range slices.Backward(c.steps) {
		if s.object >= 0 && s.parents > 0 && c.olds[s.old] >= 0 && !yield(s.object, c.olds[s.old]) {
			return
		}
	}
}

// sort brings the changes into the order of the commits, by their new places.
func (c *changes) sort(place []int32) {
	first := make([]int32, len(place)+1) // by place: where its changes begin
	for _, s := range c.steps {
		first[place[s.commit]+1]++
	}
	for i := range place {
		first[i+1] += first[i]
	}
	sorted := make([]step, len(c.steps))
	for _, s := range c.steps {
		s.commit = place[s.commit]
		sorted[first[s.commit]] = s
		first[s.commit]++
	}
	c.steps = sorted
}

// placed is an object under a path, by their numbers.
type placed struct{ path, object int32 }

// Removed lists the objects of paths that went which were not brought under that path by the history itself.
func (c *changes) Removed() []string {
	brought, gone := map[placed]bool{}, map[int32]bool{}
	for _, s := range c.steps {
		brought[placed{s.path, s.object}] = true
		gone[s.path] = s.object == None // unless it comes back
	}
	var objects []string
	for i := range c.steps {
		s := &c.steps[i]
		for _, object := range c.before(s) {
			if gone[s.path] && !brought[placed{s.path, object}] {
				objects = append(objects, c.Objects.Name(object))
			}
		}
	}
	return objects
}
