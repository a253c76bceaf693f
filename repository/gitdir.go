package repository

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// What git would say of HEAD, refs and configuration is read here from the files of the git directory, as far as these
// are as git writes them. Whatever is unusual, git is asked.
var errAskGit = errors.New("git is to be asked")

// Bounds on what is read without git.
const (
	maximumGitFile = 32 << 20 // bytes
	maximumLoose   = 20_000   // refs with a file of their own
	maximumLinks   = 5        // refs that name refs
)

// readGitFile reads a file of the git directory, or says that there is none.
func (r *Repository) readGitFile(name string) (text string, there bool, err error) {
	f, err := os.OpenFile(filepath.Join(r.gitDir, filepath.FromSlash(name)), os.O_RDONLY|plainFile, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, errAskGit
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", false, errAskGit
	}
	data, err := readLimited(f, maximumGitFile)
	if err != nil {
		return "", false, errAskGit
	}
	return string(data), true, nil
}

// plainRef is a name of which nobody doubts that git takes it for a ref's.
var plainRef = lazyregexp.New(`^refs(/[A-Za-z0-9_+=@#%,-][A-Za-z0-9_+=@#%,.-]*)+$`)

func isPlainRef(name string) bool {
	return plainRef().MatchString(name) && !strings.Contains(name, "..") && !strings.Contains(name, ".lock") && !strings.HasSuffix(name, ".")
}

// plainRefs is all refs with what they name, and for annotated tags what is behind them.
type plainRefs struct{ objects, behind map[string]string }

// readPlainRefs reads all refs from files.
func (r *Repository) readPlainRefs() (plainRefs, error) {
	p := plainRefs{map[string]string{}, map[string]string{}}
	text, there, err := r.readGitFile("packed-refs")
	if err == nil && there {
		err = p.readPacked(text)
	}
	if err != nil {
		return p, err
	}
	loose := map[string]string{}
	if err := r.readLooseRefs("refs", loose); err != nil {
		return p, err
	}
	for name, object := range loose {
		for range maximumLinks {
			if link, ok := strings.CutPrefix(object, "ref: "); ok {
				object = loose[link]
				if object == "" {
					object = p.objects[link]
				}
			}
		}
		behind, ok := r.behindTag(object)
		if !ok {
			return p, errAskGit
		}
		p.objects[name] = object
		delete(p.behind, name)
		if behind != object {
			p.behind[name] = behind
		}
	}
	return p, nil
}

// behindTag gives what a tag names, or the object itself where it is none.
func (r *Repository) behindTag(object string) (string, bool) {
	for range maximumTags {
		o, ok := r.readDirectly(object, "tag", maximumCommit)
		switch {
		case !ok:
			return "", false
		case o.Err != nil: // no tag
			return object, true
		}
		object = field(o.Data, "object ")
	}
	return "", false
}

// packedHeader is how a file of packed refs begins that says of each tag what is behind it.
const packedHeader = "# pack-refs with:"

// readPacked reads the file of packed refs: an object and a ref on each line, and after a tag's one with "^" and what is
// behind it.
func (p *plainRefs) readPacked(text string) error {
	first, text, _ := strings.Cut(text, "\n")
	if !strings.HasPrefix(first, packedHeader) || !strings.Contains(first+" ", " fully-peeled ") {
		return errAskGit
	}
	last := ""
	for line := range strings.Lines(text) {
		line, ended := strings.CutSuffix(line, "\n")
		if behind, ok := strings.CutPrefix(line, "^"); ok && ended && last != "" && isObjectName(behind) {
			p.behind[last] = behind
			last = ""
			continue
		}
		object, name, _ := strings.Cut(line, " ")
		if !ended || !isObjectName(object) || !isPlainRef(name) {
			return errAskGit
		}
		p.objects[name], last = object, name
	}
	return nil
}

// readLooseRefs reads the refs in a folder that have files of their own.
func (r *Repository) readLooseRefs(folder string, into map[string]string) error {
	entries, err := os.ReadDir(filepath.Join(r.gitDir, filepath.FromSlash(folder)))
	if err != nil || len(into)+len(entries) > maximumLoose || strings.Count(folder, "/") > maximumDepth {
		return errAskGit
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if !isPlainRef(name) {
			return errAskGit
		}
		if e.IsDir() {
			if err := r.readLooseRefs(name, into); err != nil {
				return err
			}
			continue
		}
		text, there, err := r.readGitFile(name)
		if err != nil || !there {
			return errAskGit
		}
		value := strings.TrimSpace(text)
		if link, ok := strings.CutPrefix(value, "ref: "); !isObjectName(value) && (!ok || !isPlainRef(link)) {
			return errAskGit
		}
		into[name] = value
	}
	return nil
}

// shown is the refs as `git show-ref --head --dereference` shows them.
func (p plainRefs) shown(head string) string {
	var out strings.Builder
	line := func(object, name string) { out.WriteString(object + " " + name + "\n") }
	if head != "" {
		line(head, "HEAD")
	}
	for _, name := range slices.Sorted(maps.Keys(p.objects)) {
		line(p.objects[name], name)
		if behind := p.behind[name]; behind != "" {
			line(behind, name+"^{}")
		}
	}
	return out.String()
}

// readPlainly fills in what HEAD, the refs and the configuration say.
func (r *Repository) readPlainly() (config string, err error) {
	if !r.plain() {
		return "", errAskGit
	}
	for _, unusual := range []string{"shallow", "config.worktree"} {
		if _, err := os.Lstat(filepath.Join(r.gitDir, unusual)); !errors.Is(err, fs.ErrNotExist) {
			return "", errAskGit
		}
	}
	text, there, err := r.readGitFile("config")
	if err == nil && there {
		config, err = plainConfig(text)
	}
	if err != nil {
		return "", err
	}
	refs, err := r.readPlainRefs()
	if err != nil {
		return "", err
	}
	ref, commit, err := r.readPlainHead(refs)
	if err != nil {
		return "", err
	}
	known := parseRefs(refs.shown(commit))
	r.refs, r.head, r.target.Ref, r.target.Commit = &known, commit, ref, commit
	return config, nil
}

// readPlainHead gives the branch that HEAD is, "" for none, and its commit.
func (r *Repository) readPlainHead(refs plainRefs) (ref, commit string, err error) {
	text, there, err := r.readGitFile("HEAD")
	if err != nil || !there {
		return "", "", errAskGit
	}
	commit = strings.TrimSpace(text)
	if link, ok := strings.CutPrefix(commit, "ref: "); ok {
		ref, commit = link, refs.objects[link]
	}
	if o, ok := r.readDirectly(commit, "commit", maximumCommit); !ok || o.Err != nil {
		return "", "", errAskGit // before the first commit, or something is wrong
	}
	return ref, commit, nil
}

// The lines of a configuration that are read here: a section, and a name with a value in which nothing has a meaning
// of its own.
var (
	plainSection = lazyregexp.New(`^\[([A-Za-z0-9-]+)(?:[ \t]+"([^"\\]*)")?\]$`)
	plainSetting = lazyregexp.New(`^([A-Za-z][A-Za-z0-9-]*)[ \t]*=[ \t]*([^"\\#;]*)$`)
)

// wantedSetting is what is asked of the configuration; see describeRemotes.
const wantedSetting = `^(remote\..*\.(url|promisor|partialclonefilter)|extensions\.partialclone)$`

var isWantedSetting = lazyregexp.New(wantedSetting)

// plainConfig gives what `git config -z --get-regexp` does of a configuration.
func plainConfig(text string) (string, error) {
	var out strings.Builder
	prefix := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if m := plainSection().FindStringSubmatch(line); m != nil {
			section := strings.ToLower(m[1])
			if section == "include" || section == "includeif" {
				return "", errAskGit
			}
			prefix = section + "."
			if strings.Contains(line, `"`) {
				prefix += m[2] + "."
			}
			continue
		}
		m := plainSetting().FindStringSubmatch(line)
		if m == nil || prefix == "" {
			return "", errAskGit
		}
		if key := prefix + strings.ToLower(m[1]); isWantedSetting().MatchString(key) {
			out.WriteString(key + "\n" + m[2] + "\x00")
		}
	}
	return out.String(), nil
}
