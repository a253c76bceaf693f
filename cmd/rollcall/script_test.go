package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rollcall-dev/rollcall/internal/samples"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rollcall": main})
}

// TestScripts runs the command line as a user does; each script says what it shows.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sample": buildSample,
			"exit":   expectExit,
			"fake":   writeFake,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
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
