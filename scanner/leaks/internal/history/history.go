package history

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Commit is what an exposure tells of a commit, and its place in time.
type Commit struct {
	ID      string
	Author  string // name <email>
	Date    time.Time
	Parents []int32 // indexes into History.Commits, of those that are there
	Root    bool    // it has no parents, or they are not in a shallow clone
	Order   int64   // seconds: its date as a commit, or one more than a parent's where clocks disagree

	described bool // author and date are known
}

// History is commits and their changes, the oldest first and children always after their parents. Its
// order follows from the commits alone: more commits do not change that of those that were there.
type History struct {
	Commits []Commit
	changes
	Cut bool // git stopped before the end
	// Unsearched is whether a message was too large, so that messages were not searched, or not all.
	Unsearched bool
}

// arrange puts what git gave, the newest first and parents after their children, into the order of a
// history. parents is the names of each commit's parents.
func (h *History) arrange(parents []string) {
	index := make(map[string]int32, len(h.Commits))
	for i := len(h.Commits) - 1; i >= 0; i-- {
		c := &h.Commits[i]
		index[c.ID] = int32(i)
		for parent := range strings.FieldsSeq(parents[i]) {
			if at, ok := index[parent]; ok {
				c.Parents = append(c.Parents, at)
				c.Order = max(c.Order, h.Commits[at].Order+1)
			}
		}
	}
	h.Sort()
}

// Sort orders commits by their place in time, and changes with them. Commits at the beginning that are in order stay where they are.
func (h *History) Sort() {
	ranks := make([]int32, len(h.Commits)) // new place to old place
	for i := range ranks {
		ranks[i] = int32(i)
	}
	slices.SortFunc(ranks, func(a, b int32) int {
		x, y := &h.Commits[a], &h.Commits[b]
		return cmp.Or(cmp.Compare(x.Order, y.Order), strings.Compare(x.ID, y.ID))
	})
	first := 0 // that moves
	for first < len(ranks) && ranks[first] == int32(first) {
		first++
	}
	if first == len(ranks) {
		return
	}
	place := make([]int32, len(ranks)) // old place to new place
	moved := make([]Commit, 0, len(ranks)-first)
	for to, from := range ranks {
		if place[from] = int32(to); to >= first {
			moved = append(moved, h.Commits[from])
		}
	}
	for i := range moved {
		for k, parent := range moved[i].Parents {
			moved[i].Parents[k] = place[parent]
		}
	}
	copy(h.Commits[first:], moved)
	h.changes.sort(place)
}

// Ancestors tells which commits are reachable from some, these included.
func (h *History) Ancestors(of []int32) []bool {
	reached := make([]bool, len(h.Commits))
	for _, i := range of {
		reached[i] = true
	}
	for i := len(h.Commits) - 1; i >= 0; i-- {
		if reached[i] {
			for _, parent := range h.Commits[i].Parents {
				reached[parent] = true
			}
		}
	}
	return reached
}

// Find gives the indexes of the commits with these names, in order.
func (h *History) Find(names []string) []int32 {
	wanted := make(map[string]bool, len(names))
	for _, name := range names {
		wanted[name] = true
	}
	var found []int32
	for i := range h.Commits {
		if wanted[h.Commits[i].ID] {
			found = append(found, int32(i))
		}
	}
	return found
}

// Numbers gives each commit's index.
func (h *History) Numbers() map[string]int {
	numbers := make(map[string]int, len(h.Commits))
	for i := range h.Commits {
		numbers[h.Commits[i].ID] = i
	}
	return numbers
}
