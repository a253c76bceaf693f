package repository

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fewRefs is some branches and tags, one of them of a tag.
const fewRefs = `commit refs/heads/c1
mark :1
committer A <a@x.org> 1 +0000
data 0
M 644 inline a
data 1
1
commit refs/heads/c2
mark :2
committer A <a@x.org> 2 +0000
data 0
from :1

commit refs/heads/c3
mark :3
committer A <a@x.org> 3 +0000
data 0
from :2

reset refs/heads/c4
from :3

reset refs/tags/light
from :2

tag annotated
mark :4
from :2
tagger A <a@x.org> 3 +0000
data 1
x
tag twice
from :4
tagger A <a@x.org> 3 +0000
data 1
y
`

// TestPlainFilesSayWhatGitSays compares what is read from a git directory's files with what git says.
func TestPlainFilesSayWhatGitSays(t *testing.T) {
	for name, arrange := range map[string]func(git func(...string) string, dir string){
		"loose":  func(func(...string) string, string) {},
		"packed": func(git func(...string) string, _ string) { git("pack-refs", "--all") },
		"both": func(git func(...string) string, _ string) {
			git("pack-refs", "--all")
			git("update-ref", "refs/heads/c2", "c3")
		},
		"tag anew":    func(git func(...string) string, _ string) { git("pack-refs", "--all"); git("tag", "-f", "light", "c4") },
		"branch gone": func(git func(...string) string, _ string) { git("pack-refs", "--all"); git("branch", "-D", "c2") },
		"detached":    func(git func(...string) string, _ string) { git("update-ref", "--no-deref", "HEAD", "c2") },
		"links": func(git func(...string) string, _ string) {
			git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/c3")
		},
		"packs": func(git func(...string) string, _ string) { git("repack", "-adq") },
		"remote": func(git func(...string) string, _ string) {
			git("remote", "add", "origin", "https://user@example.com/acme/app.git")
			git("config", "remote.Up Stream.url", "x")
		},
		"comments": func(_ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "# a comment\n; another\n[remote \"A.b\"]\n\turl=https://example.com/a/b\n\n[core]\n\tabbrev = 7\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			made, git := withHistory(t, fewRefs)
			dir := made.top
			arrange(git, dir)
			r := &Repository{top: dir, gitDir: dir, git: "git"}
			t.Cleanup(func() { r.Close() })
			config, err := r.readPlainly()
			if err != nil {
				t.Fatal("git would have been asked")
			}
			asked := &Repository{top: dir, gitDir: dir, git: "git"}
			wantConfig, err := asked.askGit(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			refs, err := asked.readRefs(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wantConfig, config); diff != "" {
				t.Errorf("configuration (-git +ours):\n%s", diff)
			}
			if diff := cmp.Diff(asked.target, r.target); diff != "" {
				t.Errorf("HEAD (-git +ours):\n%s", diff)
			}
			if diff := cmp.Diff(refs.named, r.refs.named); diff != "" {
				t.Errorf("refs (-git +ours):\n%s", diff)
			}
			if diff := cmp.Diff([][]string{refs.reached, refs.tips}, [][]string{r.refs.reached, r.refs.tips}); diff != "" {
				t.Errorf("reached and tips (-git +ours):\n%s", diff)
			}
		})
	}
}

func appendTo(t *testing.T, name, text string) {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// TestUnusualFilesAreGits leaves to git what is not as git writes it, or means more than it says.
func TestUnusualFilesAreGits(t *testing.T) {
	for name, arrange := range map[string]func(t *testing.T, git func(...string) string, dir string){
		"include": func(t *testing.T, _ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "[include]\n\tpath = other\n")
		},
		"quotes": func(t *testing.T, _ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "[remote \"o\"]\n\turl = \"a b\"\n")
		},
		"continued": func(t *testing.T, _ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "[remote \"o\"]\n\turl = a\\\nb\n")
		},
		"one line": func(t *testing.T, _ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "[remote \"o\"] url = a\n")
		},
		"no value": func(t *testing.T, _ func(...string) string, dir string) {
			appendTo(t, filepath.Join(dir, "config"), "[remote \"o\"]\n\tpromisor\n")
		},
		"shallow": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "shallow"), "")
		},
		"worktree": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "config.worktree"), "")
		},
		"linked": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "commondir"), ".")
		},
		"locked": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "refs/heads/c1.lock"), "")
		},
		"garbage": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "refs/heads/new"), "x")
		},
		"old packed": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "packed-refs"), "# pack-refs with: peeled \n")
		},
		"missing": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "refs/heads/new"), strings.Repeat("1", 40))
		},
		"unborn": func(_ *testing.T, git func(...string) string, _ string) {
			git("symbolic-ref", "HEAD", "refs/heads/nothing")
		},
		"outside": func(t *testing.T, _ func(...string) string, dir string) {
			writeFile(t, filepath.Join(dir, "HEAD"), "ref: ../x\n")
		},
		"ref is link": func(t *testing.T, _ func(...string) string, dir string) {
			link(t, "c1", filepath.Join(dir, "refs/heads/other"))
		},
		"HEAD is link": func(t *testing.T, _ func(...string) string, dir string) {
			link(t, "refs/heads/c1", filepath.Join(dir, "HEAD"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			made, git := withHistory(t, fewRefs)
			arrange(t, git, made.top)
			r := &Repository{top: made.top, gitDir: made.top, git: "git"}
			t.Cleanup(func() { r.Close() })
			if _, err := r.readPlainly(); err != errAskGit {
				t.Errorf("git was not to be asked: %v", err)
			}
		})
	}
}

func writeFile(t *testing.T, name, text string) {
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	_ = os.Remove(name)
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}
