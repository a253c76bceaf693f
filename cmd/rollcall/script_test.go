package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rollcall-dev/rollcall/internal/samples"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rollcall": main})
}

// TestScripts runs the command line as a user does; each script says what it shows.
func TestScripts(t *testing.T) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // under nohup the programs of the scripts would inherit that it is ignored
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sample": buildSample,
			"exit":   expectExit,
			"fake":   writeFake,
			"event":  writeEvent,
			"queue":  writeQueue,
			"output": expectOutput,
			"hangup": hangUp,
			"github": func(ts *testscript.TestScript, neg bool, args []string) { onPlatform(t, ts, neg, args) },
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			env.Values[platformKey{}] = &served{}
			policies, err := filepath.Abs(filepath.Join("..", "..", "policies"))
			env.Setenv("POLICIES", policies)
			return err
		},
	})
}

// buildSample makes a sample repository: sample NAME DIR.
func buildSample(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sample NAME DIR")
	}
	text, err := os.ReadFile(sampleFile(args[0]))
	ts.Check(err)
	dir := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(dir, 0o755))
	_, err = samples.Build(dir, text)
	ts.Check(err)
}

// writeFake makes a file with a credential in it: fake KIND SEED FILE.
func writeFake(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fake KIND SEED FILE")
	}
	value, err := samples.Fake(args[0], args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte("KEY="+value+"\n"), 0o644))
}

// hangUp tells the programs in the background that their terminal has closed: hangup.
func hangUp(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: hangup")
	}
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(syscall.SIGHUP))
	}
}

// expectExit runs rollcall and checks its exit code: exit CODE ARGS....
func expectExit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exit CODE [rollcall ARGS...]")
	}
	err := ts.Exec("rollcall", args[1:]...)
	got := "0"
	if err != nil {
		got = exitStatus(err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// exitStatus is the code in an *exec.ExitError, or the error's text.
func exitStatus(err error) string {
	if code, ok := err.(interface{ ExitCode() int }); ok {
		return string(rune('0' + code.ExitCode()))
	}
	return err.Error()
}

func sampleFile(name string) string {
	dir, err := os.Getwd() // the tests run in their package's folder
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "..", "..", "testdata", "samples", name+".txt")
}

// writeEvent makes the event of a pull request, and what is checked out the commit that started the run: event BASE HEAD.
func writeEvent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: event BASE HEAD")
	}
	ts.Setenv("GITHUB_SHA", commitOf(ts, "HEAD"))
	text := fmt.Sprintf(`{"repository": {"full_name": "acme/app", "private": true},
		"pull_request": {"number": 7, "base": {"sha": %q}, "head": {"sha": %q, "repo": {"full_name": "acme/app"}}}}`,
		commitOf(ts, args[0]), commitOf(ts, args[1]))
	ts.Check(os.WriteFile(ts.Getenv("GITHUB_EVENT_PATH"), []byte(text), 0o644))
}

// writeQueue makes the event of a merge queue, with HEAD checked out: queue BASE HEAD.
func writeQueue(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: queue BASE HEAD")
	}
	ts.Check(ts.Exec("git", "checkout", "-q", "--detach", args[1]))
	ts.Setenv("GITHUB_SHA", commitOf(ts, "HEAD"))
	text := fmt.Sprintf(`{"repository": {"full_name": "acme/app", "private": true}, "merge_group": {"base_sha": %q, "head_sha": %q}}`,
		commitOf(ts, args[0]), commitOf(ts, args[1]))
	ts.Check(os.WriteFile(ts.Getenv("GITHUB_EVENT_PATH"), []byte(text), 0o644))
}

func commitOf(ts *testscript.TestScript, name string) string {
	ts.Check(ts.Exec("git", "rev-parse", name))
	return strings.TrimSpace(ts.ReadFile("stdout"))
}

// expectOutput checks the last value that the action gave an output: output NAME VALUE.
func expectOutput(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: output NAME VALUE")
	}
	written := ts.ReadFile(ts.Getenv("GITHUB_OUTPUT"))
	_, rest, found := strings.Cut(written[max(0, strings.LastIndex(written, args[0]+"<<")):], "\n")
	got, _, _ := strings.Cut(rest, "\n")
	if !found || got != args[1] {
		ts.Fatalf("the output %s is %q, want %q", args[0], got, args[1])
	}
}
