// Package samples turns the texts in testdata/samples into real git repositories for tests.
//
// A text is a txtar archive. Its files are written in order; a file whose name starts with a
// verb is an instruction instead:
//
//	-- commit 2024-03-01T09:00:00Z Alice <alice@example.test> --   commit what was written so far; the content is the message
//	-- branch NAME --            switch to a branch, making it if need be
//	-- delete PATH --            remove a file
//	-- link PATH --              make a symbolic link; the content is its target
//	-- git --                    run git with the arguments in the content, one a line
//
// In names and contents {{KIND SEED}} stands for a made-up credential of that kind (see Fake),
// and {{base64 KIND SEED}} for the same in base64.
package samples

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// Repository is a sample that was built.
type Repository struct {
	Dir    string   // its working tree
	Values []string // every credential planted in it
}

// Build makes the repository that the text describes in dir, which must be empty. Commit ids
// depend on the text only. What follows the last commit stays uncommitted.
func Build(dir string, text []byte) (Repository, error) {
	b := &builder{dir: dir, seen: map[string]bool{}}
	b.git(nil, "init", "-q", "-b", "main")
	b.git(nil, "config", "core.autocrlf", "false")
	for _, f := range txtar.Parse(text).Files {
		b.step(b.expand(f.Name), b.expand(string(f.Data)))
	}
	return Repository{dir, b.values}, b.err
}

type builder struct {
	dir    string
	values []string
	seen   map[string]bool
	err    error // the first one; later steps do nothing
}

func (b *builder) step(name, content string) {
	verb, rest, _ := strings.Cut(name, " ")
	switch verb {
	case "commit":
		b.commit(rest, content)
	case "branch":
		b.git(nil, "checkout", "-q", "-B", rest)
	case "delete":
		b.check(os.Remove(b.path(rest)))
	case "link":
		b.link(rest, strings.TrimSpace(content))
	case "git":
		b.git(nil, strings.Split(strings.TrimSpace(content), "\n")...)
	default:
		b.write(name, content)
	}
}

var placeholder = regexp.MustCompile(`\{\{(base64 )?([a-z0-9-]+) ([a-z0-9-]+)\}\}`)

// expand puts made-up credentials in the place of their placeholders.
func (b *builder) expand(s string) string {
	return placeholder.ReplaceAllStringFunc(s, func(match string) string {
		groups := placeholder.FindStringSubmatch(match)
		value, err := Fake(groups[2], groups[3])
		b.check(err)
		if !b.seen[value] {
			b.seen[value] = true
			b.values = append(b.values, value)
		}
		if groups[1] != "" {
			return base64.StdEncoding.EncodeToString([]byte(value))
		}
		return value
	})
}

func (b *builder) path(name string) string { return filepath.Join(b.dir, filepath.FromSlash(name)) }

func (b *builder) write(name, content string) {
	if b.err != nil {
		return
	}
	b.check(os.MkdirAll(filepath.Dir(b.path(name)), 0o755))
	b.check(os.WriteFile(b.path(name), []byte(content), 0o644))
}

func (b *builder) link(name, target string) {
	if b.err != nil {
		return
	}
	b.check(os.MkdirAll(filepath.Dir(b.path(name)), 0o755))
	b.check(os.Symlink(target, b.path(name)))
}

func (b *builder) commit(who, message string) {
	date, author, _ := strings.Cut(who, " ")
	name, email, _ := strings.Cut(strings.TrimSuffix(author, ">"), " <")
	b.git(nil, "add", "-A")
	b.git([]string{
		"GIT_AUTHOR_NAME=" + name, "GIT_AUTHOR_EMAIL=" + email, "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=" + name, "GIT_COMMITTER_EMAIL=" + email, "GIT_COMMITTER_DATE=" + date,
	}, "commit", "-q", "--allow-empty", "-m", message)
}

// git runs git without the machine's configuration.
func (b *builder) git(env []string, args ...string) {
	if b.err != nil {
		return
	}
	cmd := exec.Command("git", args...)
	cmd.Dir = b.dir
	cmd.Env = append([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + b.dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"}, env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.check(fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, out))
	}
}

func (b *builder) check(err error) {
	if b.err == nil {
		b.err = err
	}
}
