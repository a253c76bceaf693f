package pack

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrUnsupported says that a repository is of a kind that this package does not read, such as one with
// SHA-256 names or one that fetches objects when they are asked for.
var ErrUnsupported = errors.New("not read directly")

// ID is an object's name.
type ID [20]byte

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Store is the objects of a repository, and of those it borrows from.
type Store struct {
	packs []string // the paths of their indexes
	loose []string // directories
}

// Limits of what is opened.
const (
	maximumAlternates = 16
	maximumConfig     = 1 << 20 // bytes
)

// Open finds the packs and loose objects of a git directory, or of the one that a worktree's
// directory or a file with a gitdir line names. Its errors wrap ErrUnsupported, but for those
// of the file system.
func Open(gitDir string) (*Store, error) {
	common, err := commonDirectory(gitDir)
	if err != nil {
		return nil, err
	}
	if err := supported(common); err != nil {
		return nil, err
	}
	s := &Store{}
	for _, dir := range objectDirectories(filepath.Join(common, "objects")) {
		s.loose = append(s.loose, dir)
		indexes, err := filepath.Glob(filepath.Join(escapeGlob(dir), "pack", "pack-*.idx"))
		if err != nil {
			return nil, err
		}
		slices.Sort(indexes)
		s.packs = append(s.packs, indexes...)
	}
	return s, nil
}

// escapeGlob keeps a directory's own name from being taken for a pattern.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// commonDirectory follows a gitdir line and a commondir file to where the objects are.
func commonDirectory(gitDir string) (string, error) {
	if info, err := os.Stat(gitDir); err != nil {
		return "", err
	} else if !info.IsDir() {
		line, err := readSmall(gitDir)
		if err != nil {
			return "", err
		}
		target, ok := strings.CutPrefix(strings.TrimSpace(line), "gitdir: ")
		if !ok {
			return "", fmt.Errorf("%w: no git directory", ErrUnsupported)
		}
		gitDir = resolve(filepath.Dir(gitDir), target)
	}
	line, err := readSmall(filepath.Join(gitDir, "commondir"))
	if errors.Is(err, os.ErrNotExist) {
		return gitDir, nil
	}
	return resolve(gitDir, strings.TrimSpace(line)), err
}

func resolve(base, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}

func readSmall(path string) (string, error) {
	data, err := readRegular(path, maximumConfig)
	return string(data), err
}

// supported reads the configuration for extensions, which change what the files mean. A mention of
// a word anywhere in it is enough.
func supported(dir string) error {
	text, err := readSmall(filepath.Join(dir, "config"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	text = strings.ToLower(text)
	for _, word := range []string{"objectformat", "compatobjectformat", "partialclone", "promisor", "refstorage"} {
		if strings.Contains(text, word) {
			return fmt.Errorf("%w: %s", ErrUnsupported, word)
		}
	}
	return nil
}

// objectDirectories lists a repository's object directory and its alternates, and theirs.
func objectDirectories(dir string) []string {
	dirs := []string{dir}
	for i := 0; i < len(dirs); i++ {
		text, err := readSmall(filepath.Join(dirs[i], "info", "alternates"))
		if err != nil {
			continue
		}
		lines := bufio.NewScanner(strings.NewReader(text))
		for lines.Scan() {
			line := lines.Text()
			if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, `"`) {
				continue
			}
			if alternate := resolve(dirs[i], line); len(dirs) <= maximumAlternates && !slices.Contains(dirs, alternate) {
				dirs = append(dirs, alternate)
			}
		}
	}
	return dirs
}

// looseIDs lists the loose objects in one of a directory's 256 folders.
func looseIDs(dir string, first byte) (ids []ID) {
	folder, err := os.ReadDir(filepath.Join(dir, hex.EncodeToString([]byte{first})))
	if err != nil {
		return nil
	}
	for _, entry := range folder {
		id := ID{first}
		if n, err := hex.Decode(id[1:], []byte(entry.Name())); err == nil && n == len(id)-1 && len(entry.Name()) == 2*n {
			ids = append(ids, id)
		}
	}
	return ids
}

// maximumHeader is the length of the type and size that a loose object begins with, in bytes.
const maximumHeader = 32

// readLoose gives a loose blob's content. An object that is none, or larger than limit, is not an
// error but not ok.
func (s *Store) readLoose(inflate *inflater, dir string, id ID, limit int64) (content []byte, ok bool) {
	name := id.String()
	file, err := readRegular(filepath.Join(dir, name[:2], name[2:]), limit+limit/8+1024)
	if err != nil {
		return nil, false
	}
	header, err := beginning(file, maximumHeader)
	if err != nil {
		return nil, false
	}
	head, _, found := bytes.Cut(header, []byte{0})
	size, isBlob := strings.CutPrefix(string(head), "blob ")
	if !found || !isBlob {
		return nil, false
	}
	length, valid := parseSize(size)
	if !valid || length > limit {
		return nil, false
	}
	all := make([]byte, int64(len(head))+1+length)
	if inflate.exactly(all, file) != nil {
		return nil, false
	}
	return all[len(head)+1:], true
}

// readRegular reads a file that is neither larger than limit nor a pipe or device.
func readRegular(path string, limit int64) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > limit {
		return nil, errLength
	}
	return io.ReadAll(io.LimitReader(file, limit))
}

// parseSize reads a decimal number as git writes it.
func parseSize(s string) (n int64, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > 1<<50 {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, s != ""
}
