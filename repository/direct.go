package repository

import (
	"bytes"
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/repository/pack"
)

// direct reads objects from packs and loose files: starting git takes longer than reading many of them. What it cannot
// read, git is asked for, which says why it cannot either.
type direct struct {
	once    sync.Once
	objects *pack.Objects // nil in a repository of a kind that is not read so
}

// close closes the files of packs.
func (d *direct) close() {
	if d.objects != nil {
		d.objects.Close()
	}
}

// reader gives what reads objects without git, nil for nothing.
func (r *Repository) reader() *pack.Objects {
	r.direct.once.Do(func() {
		if r.gitDir == "" {
			return
		}
		if store, err := pack.Open(r.gitDir); err == nil {
			r.direct.objects = store.Objects()
		}
	})
	return r.direct.objects
}

// plain tells whether the git directory is a folder that stands by itself: its refs and its configuration are where
// they always were.
func (r *Repository) plain() bool {
	if r.reader() == nil || !isDir(r.gitDir) {
		return false
	}
	_, err := os.Lstat(filepath.Join(r.gitDir, "commondir"))
	return os.IsNotExist(err)
}

// maximumTags is how many tags of tags are followed.
const maximumTags = 10

// readDirectly gives an object that has its full name, or what ^{commit} or ^{tree} behind that name stand for. It is not ok
// where git is to be asked.
func (r *Repository) readDirectly(name, kind string, limit int64) (o object, ok bool) {
	name, peel, _ := strings.Cut(name, "^")
	objects := r.reader()
	if objects == nil || peel != "" && peel != "{commit}" && peel != "{tree}" {
		return object{}, false
	}
	wanted := strings.Trim(peel, "{}")
	for range maximumTags {
		id, valid := objectID(name)
		if !valid {
			return object{}, false
		}
		found, data, err := objects.Read(id, limit)
		switch {
		case err != nil:
			return object{}, false
		case wanted == "" || found.String() == wanted:
			o = object{id: name, Blob: Blob{Size: int64(len(data)), Data: data}}
			if kind != "" && found.String() != kind {
				o.Data, o.Err = nil, ErrNotBlob
			}
			return o, true
		case found == pack.Tag:
			name = field(data, "object ")
		case found == pack.Commit:
			name = field(data, "tree ")
		default:
			return object{}, false
		}
	}
	return object{}, false
}

// field is what the first line of a commit or tag says after a word, "" where it begins otherwise.
func field(data []byte, word string) string {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	value, ok := strings.CutPrefix(string(line), word)
	if !ok {
		return ""
	}
	return value
}

func objectID(name string) (id pack.ID, ok bool) {
	if len(name) != 2*len(id) {
		return id, false
	}
	_, err := hex.Decode(id[:], []byte(name))
	return id, err == nil && strings.ToLower(name) == name
}

// AnyThere tells whether one of some objects is in the repository.
func (r *Repository) AnyThere(ctx context.Context, objects []string) (bool, error) {
	direct := r.reader()
	if direct == nil {
		found, err := r.check(ctx, objects)
		return slices.ContainsFunc(found, func(object string) bool { return object != "" }), err
	}
	return slices.ContainsFunc(objects, func(object string) bool {
		id, valid := objectID(object)
		return valid && direct.Has(id)
	}), nil
}
