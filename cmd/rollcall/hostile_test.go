package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/internal/samples"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/report"
)

// TestHostileRepository puts what strangers may think of into one repository: nothing of it runs,
// nothing crashes, what could not be seen is a gap, and the one leak among it is found.
func TestHostileRepository(t *testing.T) {
	dir, marker := hostileRepository(t)
	called := scanDir(t, dir)
	if _, err := os.Stat(marker); err == nil {
		t.Error("something that the repository configures was run")
	}
	found := slices.ContainsFunc(called.report.Findings, func(f nhi.Finding) bool {
		return f.Policy == "leaked_credential" && f.Location.Path == "leak.txt" && f.Location.Line == 2
	})
	if !found {
		t.Errorf("the leak is not found:\n%s", digest(called.report))
	}
	for _, scope := range []string{"bomb.yml", "binary.yml", "huge.yml", "vendored"} {
		if !slices.ContainsFunc(called.report.Gaps, func(g nhi.Gap) bool { return strings.Contains(g.Scope, scope) }) {
			t.Errorf("no gap names %s", scope)
		}
	}
	for _, f := range report.Formats() {
		var out bytes.Buffer
		if err := report.Write(&out, f.Name, called.report, report.Options{}); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		assertHarmless(t, f.Name, out.String())
	}
}

// assertHarmless looks for what a name could do to a reader's terminal or to GitHub's runner.
func assertHarmless(t *testing.T, format, out string) {
	t.Helper()
	for what, bad := range map[string]string{
		"an escape sequence": "\x1b[31m", "a workflow command": "\n::error", "markup": "<script>alert(1)", "a file outside": "outside-the-tree",
	} {
		if strings.Contains(out, bad) {
			t.Errorf("%s holds %s", format, what)
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") && format != "html" { // the runner obeys after white space, too
			t.Errorf("%s holds a workflow command: %q", format, line)
		}
	}
}

func hostileRepository(t *testing.T) (dir, marker string) {
	t.Helper()
	dir, marker = t.TempDir(), filepath.Join(t.TempDir(), "was-run")
	leak, err := samples.Fake("stripe-live", "hostile")
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside-the-tree.txt")
	write(t, outside, "token = \""+leak+"\"\n")

	git(t, dir, "init", "-q", "-b", "main")
	hostileConfiguration(t, dir, marker)
	write(t, filepath.Join(dir, "leak.txt"), "first\r\nkey = \""+leak+"\"\r\n")
	write(t, filepath.Join(dir, "names", "new\nline\n::error::x"), "x")
	write(t, filepath.Join(dir, "names", "esc\x1b[31mred"), "x")
	write(t, filepath.Join(dir, "names", "<script>alert(1)<"), "x")
	write(t, filepath.Join(dir, "names", "bad\xff\xfeutf8"), "x")
	write(t, filepath.Join(dir, "long-line.txt"), strings.Repeat("abcdefghij ", 10<<20))
	write(t, filepath.Join(dir, ".gitattributes"), "*.bin filter=lfs diff=evil\n*.txt diff=evil\n")
	write(t, filepath.Join(dir, "big.bin"), "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("ab", 32)+"\nsize 12345\n")
	hostileWorkflows(t, dir)
	for name, target := range map[string]string{"out": outside, "loop": "loop", "parent": "..", "device": "/dev/zero"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "-c", "filter.lfs.clean=cat", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "add", "-A")
	git(t, dir, "update-index", "--add", "--cacheinfo", "160000,"+strings.Repeat("1", 40)+",vendored")
	git(t, dir, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "user.name=x", "-c", "user.email=x@example.test", "commit", "-q", "-m", "everything")
	_ = os.Remove(marker) // making the repository may have run it; scanning it may not
	return dir, marker
}

// TestWhatAnErrorNamesDoesNothing: an error and the lists of policies name a stranger's files and print a stranger's titles.
func TestWhatAnErrorNamesDoesNothing(t *testing.T) {
	const name = "a\n::error::x\x1b[31m"
	for what, file := range map[string]func(policies string) error{
		"a link": func(policies string) error { return os.Symlink("outside", filepath.Join(policies, name)) },
		"a broken policy": func(policies string) error {
			return os.WriteFile(filepath.Join(policies, name+".rego"), []byte("package x\ny {"), 0o644)
		},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			git(t, dir, "init", "-q", "-b", "main")
			policies := filepath.Join(dir, ".rollcall", "policies")
			if err := os.MkdirAll(policies, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := file(policies); err != nil {
				t.Fatal(err)
			}
			code, out := command(t, "scan", dir)
			if code != exitUsage || !strings.Contains(out, `\::error::x\x1b[31m`) {
				t.Errorf("exit code %d, and the name is not seen in %q", code, out)
			}
			assertHarmless(t, "the error", out)
		})
	}
}

// TestWhatAPolicySaysDoesNothing: who lists, explains or tests a stranger's policies reads what he called them.
func TestWhatAPolicySaysDoesNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p\n::error::x\x1b[31m")
	write(t, file+".rego", "# METADATA\n# title: \"T\\e[31m\\n::error::x\"\n# custom:\n#   severity: low\n#   mode: advisory\npackage custom.odd\n"+
		"import rego.v1\nfindings contains {\"identity\": i.id, \"message\": \"x\"} if some i in input.identities\n")
	write(t, file+"_test.rego", "package custom.odd_test\nimport rego.v1\ntest_fails if false\n")
	for _, args := range [][]string{{"policy", "list", "--policies", dir}, {"policy", "explain", "custom.odd", "--policies", dir}, {"policy", "test", dir}} {
		code, out := command(t, args...)
		if code == exitUsage || !strings.Contains(out, `::error::x`) {
			t.Errorf("%v: exit code %d, and no name in %q", args, code, out)
		}
		assertHarmless(t, strings.Join(args[:2], " "), out)
	}
}

// command runs the program and gives its exit code and all that it printed.
func command(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var printed bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &printed, &printed, func(string) string { return "" })
	return code, printed.String()
}

// hostileConfiguration sets everything in .git that makes git run a program.
func hostileConfiguration(t *testing.T, dir, marker string) {
	t.Helper()
	script := filepath.Join(dir, ".git", "evil")
	write(t, script, "#!/bin/sh\ntouch '"+marker+"'\ncat\n")
	if err := os.Chmod(script, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external", "diff.evil.textconv", "diff.evil.command",
		"gpg.program", "filter.lfs.smudge", "filter.lfs.process", "credential.helper", "uploadpack.packObjectsHook", "pager.log"} {
		git(t, dir, "config", key, script)
	}
	git(t, dir, "config", "log.showSignature", "true")
	git(t, dir, "config", "core.hooksPath", filepath.Join(dir, ".git", "hooks"))
	for _, hook := range []string{"post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"} {
		name := filepath.Join(dir, ".git", "hooks", hook)
		write(t, name, "#!/bin/sh\ntouch '"+marker+"'\n")
		if err := os.Chmod(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func hostileWorkflows(t *testing.T, dir string) {
	t.Helper()
	workflows := filepath.Join(dir, ".github", "workflows")
	var bomb strings.Builder
	bomb.WriteString("on: push\na0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	write(t, filepath.Join(workflows, "bomb.yml"), bomb.String()+"jobs: *a11\n")
	write(t, filepath.Join(workflows, "binary.yml"), "\x00\x01\x02\xff")
	write(t, filepath.Join(workflows, "huge.yml"), "on: push\njobs:\n"+strings.Repeat("  # filler\n", 1<<20))
	write(t, filepath.Join(workflows, "deep.yml"), "on: "+strings.Repeat("[", 20000))
	write(t, filepath.Join(workflows, "names.yml"), "name: \"<script>alert(1)</script>\\e[31m\\n::error::x\"\non: push\njobs:\n  a:\n    name: \"\\e[31mred\"\n    runs-on: ubuntu-latest\n    steps:\n      - name: \"x\\n::error::y\"\n        run: echo ${{ secrets.A_TOKEN }}\n")
}

// TestCorruptObject damages an object that history needs.
func TestCorruptObject(t *testing.T) {
	repository := buildRepository(t, "leaky")
	object := strings.TrimSpace(gitOutput(t, repository.Dir, "rev-parse", "HEAD~1:config/payment.js"))
	name := filepath.Join(repository.Dir, ".git", "objects", object[:2], object[2:])
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, name, "not an object")
	called := scanDir(t, repository.Dir)
	if len(called.report.Gaps) == 0 {
		t.Error("a corrupt object is no gap")
	}
	if !slices.ContainsFunc(called.report.Findings, func(f nhi.Finding) bool { return f.Location != nil && f.Location.Path == "deploy/settings.py" }) {
		t.Errorf("what could be read is not judged:\n%s", digest(called.report))
	}
}

// TestInterrupt ends a scan by its context: no report, no file, no temporary file.
func TestInterrupt(t *testing.T) {
	repository, out := buildRepository(t, "leaky"), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"scan", "--out", out, repository.Dir}, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
	if code != exitFailure || stderr.String() != "error: interrupted; nothing was written\n" {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func git(t *testing.T, dir string, args ...string) { gitOutput(t, dir, args...) }

func gitOutput(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v: %s", args, err, out)
	}
	return string(out)
}
