package workflows

import (
	"io/fs"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// lockfile is where a repository keeps the commits that its workflows' actions run at, whatever their tags and branches
// become. See https://docs.github.com/actions/concepts/security/workflow-dependency-lockfiles.
const lockfile = folder + "/actions.lock"

// lock is what the lockfile says, by references as owner/repo@ref in lower case.
type lock struct {
	commits   map[string]bool            // references that have a commit
	workflows map[string]map[string]bool // by path: the references of a workflow that runs by the lockfile
	everyone  map[string]bool            // commits, where every workflow runs by the lockfile; else nothing
}

// readLock reads the lockfile. Without one, or with one that says something else, nothing is held.
func (s *scan) readLock() {
	if _, err := fs.Stat(s.fsys, lockfile); err != nil {
		return
	}
	data, ok := s.read(lockfile)
	if !ok {
		return
	}
	root, err := parseYAML(data)
	if err != nil {
		f := newFile(lockfile, data, "")
		s.gap(nhi.GapUnparsable, f.atLine(err.line), err.detail)
		return
	}
	s.lock = lockOf(root)
	if s.lock.coversAll(s.fsys) {
		s.lock.everyone = s.lock.commits
	}
}

var lockedCommit = lazyregexp.New(`^(?:sha1-[0-9a-f]{40}|sha256-[0-9a-f]{64})$`)

func lockOf(root *yaml.Node) lock {
	l := lock{commits: map[string]bool{}, workflows: map[string]map[string]bool{}}
	for name, entry := range entriesOf(lookup(root, "dependencies")) {
		if commit := lookup(entry, "commit"); commit != nil && lockedCommit().MatchString(commit.Value) {
			l.commits[strings.ToLower(name)] = true
		}
	}
	for file, list := range entriesOf(lookup(root, "workflows")) {
		held := map[string]bool{}
		for _, item := range list.Content {
			if name := strings.ToLower(follow(item).Value); l.commits[name] {
				held[name] = true
			}
		}
		l.workflows[file] = held
	}
	return l
}

func entriesOf(node *yaml.Node) map[string]*yaml.Node {
	entries := map[string]*yaml.Node{}
	if node == nil || node.Kind != yaml.MappingNode {
		return entries
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		entries[node.Content[i].Value] = follow(node.Content[i+1])
	}
	return entries
}

// coversAll tells whether each workflow runs by the lockfile, and so what every composite action here refers to.
func (l lock) coversAll(fsys fs.FS) bool {
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return false
	}
	for _, entry := range entries {
		if _, held := l.workflows[path.Join(folder, entry.Name())]; !held && !entry.IsDir() && isYAML(entry.Name()) {
			return false
		}
	}
	return true
}

// actionRef reads a `uses:` reference of the file. One that the lockfile holds runs at its commit.
func (f *file) actionRef(raw string) *nhi.ActionRef {
	ref := actionRef(raw, f.owner)
	if ref.Mutable() && f.locked[strings.ToLower(ref.Owner+"/"+ref.Repo+"@"+ref.Ref)] {
		ref.Pin = nhi.PinLock
	}
	return ref
}
