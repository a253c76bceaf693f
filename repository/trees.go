package repository

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// maximumEntries bounds how many files a commit may have: a tree that holds itself a few times over, made
// by hand, has no end.
const maximumEntries = 5_000_000

// Other bounds on trees. What is beyond them, git is asked for.
const (
	maximumTree   = 64 << 20 // bytes of one folder
	maximumDepth  = 1000     // folders in folders
	maximumCached = 24 << 20 // bytes of folders that are kept
)

// trees are folders that were read. Commits share most of theirs.
type trees struct {
	mutex sync.Mutex
	known map[string]rawTree // by its name
	roots map[string]string  // by commit: its tree
	bytes int                // of those that are known
}

// rawTree is a folder as git stores it: "MODE NAME\0" and an object's name in bytes, again and again. The text has been checked:
// it takes a quarter of the memory that its items would.
type rawTree struct {
	text string
	size int // of the names of objects, in bytes
}

// treeItem is a name in a folder.
type treeItem struct{ name, mode, id string }

// object is the name of the item's object in hexadecimal, "" for none.
func (i treeItem) object() string { return hex.EncodeToString([]byte(i.id)) }

// errUnusual says that a tree is not one that git makes.
var errUnusual = errors.New("an unusual tree")

// Tree lists all files of a commit, sorted as git sorts them. Their sizes git would have to look up, object by object, and
// in a partial clone it cannot. Those of HEAD are listed once.
func (r *Repository) Tree(ctx context.Context, commit string) (*Listing, error) {
	r.listingMutex.Lock()
	defer r.listingMutex.Unlock()
	if r.listing != nil && commit == r.listed {
		return r.listing, nil
	}
	listing, err := r.walkTree(ctx, commit)
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrTooLarge) {
		listing, err = r.listTree(ctx, "-r", "-z", "--full-tree", commit) // git says what is wrong, or knows better
	}
	if err == nil && commit == r.target.Commit {
		r.listing, r.listed = listing, commit
	}
	return listing, err
}

// walkTree is Tree by folders, each of which is read once.
func (r *Repository) walkTree(ctx context.Context, commit string) (*Listing, error) {
	root, err := r.rootTree(ctx, commit)
	if err != nil {
		return nil, err
	}
	found := map[string]rawTree{}
	for level := []string{root}; len(level) > 0; {
		folders, err := r.readTrees(ctx, level)
		if err != nil {
			return nil, err
		}
		maps.Copy(found, folders)
		var next []string
		for _, id := range level {
			for item := range folders[id].items {
				if item.mode != modeTree {
					continue
				}
				object := item.object()
				if _, known := found[object]; !known {
					found[object] = rawTree{} // once
					next = append(next, object)
				}
			}
		}
		level = next
	}
	w := treeWalk{listing: &Listing{}, folders: found}
	err = w.enter("", root, 0)
	w.listing.finish()
	return w.listing, err
}

// treeWalk lists the files of folders.
type treeWalk struct {
	listing *Listing
	folders map[string]rawTree
	seen    int // files and folders
}

func (w *treeWalk) enter(prefix, id string, depth int) error {
	if depth > maximumDepth {
		return errUnusual
	}
	for item := range w.folders[id].items {
		if w.seen++; w.seen > maximumEntries {
			return fmt.Errorf("%w: more than %d files", ErrTooLarge, maximumEntries)
		}
		if item.mode == modeTree {
			if err := w.enter(prefix+item.name+"/", item.object(), depth+1); err != nil {
				return err
			}
			continue
		}
		w.listing.add(item.mode, item.id, prefix, item.name)
	}
	return nil
}

// rootTree gives the tree of a commit, or the tree that is named itself. Its error is ErrMissing where there is none.
func (r *Repository) rootTree(ctx context.Context, name string) (string, error) {
	t := &r.trees
	t.mutex.Lock()
	root, known := t.roots[name]
	if _, is := t.known[name]; is {
		root, known = name, true
	}
	t.mutex.Unlock()
	if known {
		return root, nil
	}
	var answer object
	_, err := r.ask(ctx, []string{name + "^{tree}"}, "tree", maximumTree, func(o object) error {
		answer = o
		return nil
	})
	if err == nil {
		err = answer.Err
	}
	if err != nil {
		return "", err
	}
	folder, err := parseTree(answer.Data, len(answer.id)/2)
	if err != nil {
		return "", err
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.keep(answer.id, folder)
	t.roots[name] = answer.id
	return answer.id, nil
}

// keep remembers a folder. The mutex is held.
func (t *trees) keep(id string, folder rawTree) {
	if t.known == nil || t.bytes > maximumCached {
		t.known, t.roots, t.bytes = map[string]rawTree{}, map[string]string{}, 0
	}
	t.known[id] = folder
	t.bytes += len(folder.text) + folderOverhead
}

// folderOverhead is what a folder that is kept takes besides its text, in bytes.
const folderOverhead = 128

// readTrees gives the content of folders.
func (r *Repository) readTrees(ctx context.Context, ids []string) (map[string]rawTree, error) {
	t := &r.trees
	found := make(map[string]rawTree, len(ids))
	var missing []string
	t.mutex.Lock()
	for _, id := range ids {
		if _, twice := found[id]; twice {
			continue
		}
		folder, known := t.known[id]
		found[id] = folder
		if !known {
			missing = append(missing, id)
		}
	}
	t.mutex.Unlock()
	next := 0
	_, err := r.ask(ctx, missing, "tree", maximumTree, func(o object) error {
		id := missing[next]
		next++
		if o.Err != nil {
			return o.Err
		}
		folder, err := parseTree(o.Data, len(id)/2)
		if err != nil {
			return err
		}
		found[id] = folder
		t.mutex.Lock()
		defer t.mutex.Unlock()
		t.keep(id, folder)
		return nil
	})
	return found, err
}

// parseTree takes a tree object whose items have object names of so many bytes, if it is as git writes them.
func parseTree(data []byte, size int) (rawTree, error) {
	t := rawTree{string(data), size}
	for rest := t.text; rest != ""; {
		item, after, ok := t.next(rest)
		if !ok || item.name == "" || strings.Contains(item.name, "/") {
			return rawTree{}, errUnusual
		}
		rest = after
	}
	return t, nil
}

// next reads the first item of the rest of a tree.
func (t rawTree) next(rest string) (item treeItem, after string, ok bool) {
	head, after, found := strings.Cut(rest, "\x00")
	mode, name, spaced := strings.Cut(head, " ")
	number, err := strconv.ParseUint(mode, 8, 32)
	if !found || !spaced || err != nil || len(after) < t.size {
		return treeItem{}, "", false
	}
	return treeItem{name, canonical(number), after[:t.size]}, after[t.size:], true
}

// items yields what is in the folder, in its order.
func (t rawTree) items(yield func(treeItem) bool) {
	for rest := t.text; rest != ""; {
		item, after, ok := t.next(rest)
		if !ok || !yield(item) {
			return
		}
		rest = after
	}
}

const modeTree = "040000"

// canonical gives a mode as git shows it: old versions of git wrote others.
func canonical(mode uint64) string {
	const kind, file, folder, link, executable = 0o170000, 0o100000, 0o040000, 0o120000, 0o100
	switch {
	case mode&kind == file && mode&executable != 0:
		return "100755"
	case mode&kind == file:
		return "100644"
	case mode&kind == folder:
		return modeTree
	case mode&kind == link:
		return ModeSymlink
	}
	return ModeSubmodule
}

// foundItem is what is at a path: nothing has no object.
type foundItem struct{ object, mode string }

// find gives what commits or trees have at paths, one path for each.
func (r *Repository) find(ctx context.Context, roots, paths []string) ([]foundItem, error) {
	found, rest := make([]foundItem, len(paths)), make([]string, len(paths))
	copy(rest, paths)
	for i, name := range roots {
		root, err := r.rootTree(ctx, name)
		switch {
		case errors.Is(err, ErrMissing), errors.Is(err, ErrNotBlob):
			rest[i] = "" // there is nothing to find in it
		case err != nil:
			return nil, err
		default:
			found[i] = foundItem{root, modeTree}
		}
	}
	for {
		var level []string
		for i := range rest {
			if rest[i] != "" {
				level = append(level, found[i].object)
			}
		}
		if len(level) == 0 {
			return found, nil
		}
		folders, err := r.readTrees(ctx, level)
		if err != nil {
			return nil, err
		}
		for i := range rest {
			if rest[i] != "" {
				found[i], rest[i] = step(folders[found[i].object], rest[i])
			}
		}
	}
}

// step takes the first part from a path, and gives what it names in a folder. Nothing is left of a path that leads
// nowhere.
func step(folder rawTree, path string) (found foundItem, rest string) {
	name, rest, more := strings.Cut(path, "/")
	for item := range folder.items {
		if item.name == name && (!more || item.mode == modeTree && rest != "") {
			return foundItem{item.object(), item.mode}, rest
		}
	}
	return foundItem{}, ""
}

// Objects gives the objects of those paths that are files in a commit.
func (r *Repository) Objects(ctx context.Context, commit string, paths []string) (map[string]string, error) {
	roots := make([]string, len(paths))
	for i := range roots {
		roots[i] = commit
	}
	found, err := r.find(ctx, roots, paths)
	if err != nil && ctx.Err() == nil {
		return r.listObjects(ctx, commit, paths)
	}
	objects := map[string]string{}
	for i, item := range found {
		if item.object != "" && item.mode != ModeSubmodule && item.mode != modeTree {
			objects[paths[i]] = item.object
		}
	}
	return objects, err
}

// maximumArguments is how many paths are given to git at once.
const maximumArguments = 500

// listObjects is Objects as git finds them.
func (r *Repository) listObjects(ctx context.Context, commit string, paths []string) (map[string]string, error) {
	objects := map[string]string{}
	for part := range slices.Chunk(paths, maximumArguments) {
		entries, err := r.listTree(ctx, append([]string{"-z", "--full-tree", commit, "--"}, part...)...)
		if err != nil {
			return nil, err
		}
		for e := range entries.All {
			if e.Mode != ModeSubmodule && e.Mode != modeTree {
				objects[e.Path] = e.Object
			}
		}
	}
	return objects, nil
}

// listTree runs ls-tree with -z.
func (r *Repository) listTree(ctx context.Context, args ...string) (*Listing, error) {
	listing := &Listing{}
	err := r.Git(ctx, func(out io.Reader) error {
		return EachRecord(out, func(record string) error {
			meta, path, _ := strings.Cut(record, "\t")
			fields := strings.Fields(meta)
			if len(fields) < 3 {
				return errUnexpectedEntry
			}
			mode, modeErr := strconv.ParseUint(fields[0], 8, 32)
			id, idErr := hex.DecodeString(fields[2])
			switch {
			case modeErr != nil || idErr != nil || listing.Len() > 0 && len(id) != listing.size:
				return errUnexpectedEntry
			case listing.Len() == maximumEntries:
				return fmt.Errorf("%w: more than %d files", ErrTooLarge, maximumEntries)
			}
			listing.add(canonical(mode), string(id), "", path)
			return nil
		})
	}, append([]string{"ls-tree"}, args...)...)
	listing.finish()
	return listing, err
}

var errUnexpectedEntry = errors.New("git ls-tree: unexpected line")

// Resolve gives the object that each of names stands for, such as commit:path, "" where there is
// none. A name must not hold a newline.
func (r *Repository) Resolve(ctx context.Context, names []string) ([]string, error) {
	objects := make([]string, len(names))
	var roots, paths, others []string
	var in, out []int // by path and by other name: the place in names
	for i, name := range names {
		if root, path, ok := strings.Cut(name, ":"); ok && isObjectName(root) {
			roots, paths, in = append(roots, root), append(paths, path), append(in, i)
		} else {
			others, out = append(others, name), append(out, i)
		}
	}
	found, err := r.find(ctx, roots, paths)
	if err != nil {
		return r.check(ctx, names) // git knows better
	}
	for i, item := range found {
		objects[in[i]] = item.object
	}
	rest, err := r.check(ctx, others)
	for i, object := range rest {
		objects[out[i]] = object
	}
	return objects, err
}

// check gives the object that each of names stands for, as git finds it, "" where there is none or it is damaged.
func (r *Repository) check(ctx context.Context, names []string) ([]string, error) {
	objects := make([]string, 0, len(names))
	for len(objects) < len(names) {
		_, err := r.ask(ctx, names[len(objects):], "", 0, func(o object) error {
			objects = append(objects, o.id)
			return nil
		})
		switch {
		case errors.Is(err, errEnded):
			objects = append(objects, "")
		case err != nil:
			return nil, err
		}
	}
	return objects, nil
}

// isObjectName tells the full hexadecimal names of objects.
func isObjectName(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}
