package leaks

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// item is a content to look at: an object, or a file where object is empty.
type item struct{ path, object string }

// contents is objects to look at, each once with one of its paths. There may be millions: see history.Names.
type contents struct {
	names *history.Names
	paths []string // by the object's number
	there []bool   // by number: it is one of them
	order []int32  // numbers
}

// newContents makes an empty list, with the names of a history where there is one.
func newContents(h *history.History) *contents {
	if h == nil {
		return &contents{names: &history.Names{}}
	}
	n := h.Objects.Len()
	return &contents{names: &h.Objects, paths: make([]string, n), there: make([]bool, n)}
}

func contentsOf(items []item) *contents {
	list := newContents(nil)
	for _, it := range items {
		list.add(it.path, it.object)
	}
	return list
}

// add adds an object under a path. What is no object's name is left out.
func (l *contents) add(path, object string) {
	if number := l.names.Add(object); number >= 0 {
		l.put(path, number)
	}
}

// put adds an object by its number. It keeps the first of its paths.
func (l *contents) put(path string, number int32) {
	if more := int(number) + 1 - len(l.there); more > 0 {
		l.paths, l.there = append(l.paths, make([]string, more)...), append(l.there, make([]bool, more)...)
	}
	if l.there[number] {
		l.paths[number] = min(l.paths[number], path)
		return
	}
	l.paths[number], l.there[number] = path, true
	l.order = append(l.order, number)
}

// has tells whether an object is one of them.
func (l *contents) has(object string) bool {
	number, ok := l.names.Find(object)
	return ok && l.holds(number)
}

func (l *contents) holds(number int32) bool {
	return number >= 0 && int(number) < len(l.there) && l.there[number]
}

// sort sorts them by path, and keeps the order of those of a path.
func (l *contents) sort() {
	slices.SortStableFunc(l.order, func(a, b int32) int { return strings.Compare(l.paths[a], l.paths[b]) })
}

// item gives one of them, by the object's number.
func (l *contents) item(number int32) item { return item{l.paths[number], l.names.Name(number)} }

func (l *contents) items() []item {
	items := make([]item, len(l.order))
	for i, number := range l.order {
		items[i] = l.item(number)
	}
	return items
}

// files is the files of HEAD, or those that matter, and their objects.
type files struct {
	all  *repository.Listing // nil where only some matter
	some map[string]string   // by path
}

// filesOfHead lists HEAD's commit, empty where there is none.
func filesOfHead(ctx context.Context, repo *repository.Repository) (files, error) {
	if repo.Target().Commit == "" {
		return files{}, nil
	}
	listing, err := repo.Tree(ctx, repo.Target().Commit)
	if err != nil {
		return files{}, fmt.Errorf("cannot list the files of HEAD: %w", err)
	}
	return files{all: listing}, nil
}

// object gives the object of a file, "" where there is none.
func (f files) object(path string) string {
	if f.all == nil {
		return f.some[path]
	}
	if e, ok := f.all.Find(path); ok && e.Mode != repository.ModeSubmodule {
		return e.Object
	}
	return ""
}

// each yields the files with their objects, sorted by path.
func (f files) each(yield func(path, object string) bool) {
	if f.all == nil {
		for _, path := range sortedKeys(f.some) {
			if !yield(path, f.some[path]) {
				return
			}
		}
		return
	}
	for e := range f.all.Files {
		if e.Mode != repository.ModeSubmodule && !yield(e.Path, e.Object) {
			return
		}
	}
}
