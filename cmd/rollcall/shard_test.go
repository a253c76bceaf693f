package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// Merged shards give byte for byte the report of one scan of the whole organisation.
func TestShardsMergeIntoTheWhole(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewLarge(60))
	t.Chdir(t.TempDir())
	now := []string{"--now", "2026-11-22", "--fail-on", "never"}
	if code, _, stderr := asks(t, server, append([]string{"scan", "--organization", "acme", "--out", "whole"}, now...)...); code != exitClean {
		t.Fatalf("scan of the whole: exit code %d, %s", code, stderr)
	}
	var shards []string
	for _, shard := range []string{"3/3", "1/3", "2/3"} { // in any order
		file := "shard-" + shard[:1] + ".json"
		if code, _, stderr := asks(t, server, "scan", "--organization", "acme", "--shard", shard, "--now", "2026-11-22", "-o", file); code != exitClean {
			t.Fatalf("shard %s: exit code %d, %s", shard, code, stderr)
		}
		shards = append(shards, file)
	}
	if code, _, stderr := asks(t, server, append(append([]string{"merge", "--out", "merged"}, now...), shards...)...); code != exitClean {
		t.Fatalf("merge: exit code %d, %s", code, stderr)
	}
	for _, name := range []string{"rollcall.json", "rollcall.sarif", "rollcall.html"} {
		whole, merged := readFile(t, "whole", name), readFile(t, "merged", name)
		if !bytes.Equal(whole, merged) {
			at := differsAt(whole, merged)
			t.Errorf("%s: the merged report differs at byte %d of %d:\n…%s\n…%s", name, at, len(whole), around(whole, at), around(merged, at))
		}
	}

	// A shard that failed: the report says so, and nobody takes it for the whole.
	code, stdout, stderr := asks(t, server, append(append([]string{"merge", "--out", "part"}, now...), shards[1:]...)...)
	if code != exitIncomplete || !strings.Contains(stdout, "shard 3 of 3") || !strings.Contains(stderr, "a shard is missing") {
		t.Errorf("merge without a shard: exit code %d, %s\n%s", code, stderr, stdout)
	}
	if of := category(t, readFile(t, "part", "rollcall.sarif")); of == category(t, readFile(t, "whole", "rollcall.sarif")) {
		t.Errorf("a part has the category of the whole, %q: uploaded, it would close alerts", of)
	}
}

func TestShardMistakes(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewLarge(3))
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"1/2", "a.json"}, {"1/3", "b.json"}} {
		if code, _, stderr := asks(t, server, "scan", "--organization", "acme", "--shard", args[0], "-o", args[1]); code != exitClean {
			t.Fatalf("shard %s: exit code %d, %s", args[0], code, stderr)
		}
	}
	if err := os.WriteFile("report.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"scan", "--shard", "1/2", "-o", "x.json"}, "--shard is for --organization"},
		{[]string{"scan", "--organization", "acme", "--shard", "1/2"}, "a shard goes to the file of -o"},
		{[]string{"scan", "--organization", "acme", "--shard", "3/2", "-o", "x.json"}, `"3/2" is not a shard`},
		{[]string{"scan", "--organization", "acme", "--shard", "1/2", "-o", "x.json", "--strict"}, "--strict is not for a shard"},
		{[]string{"scan", "--organization", "acme", "--shard", "1/2", "-o", "x.json", "--baseline", "night.json"}, "--baseline is not for a shard"},
		{[]string{"plan", "--organization", "a b"}, `"a b" is not the name of an organisation`},
		{[]string{"scan", "--organization", "https://github.com/acme"}, "is not the name of an organisation"},
		{[]string{"merge", "a.json", "b.json"}, "the shards 1/2 and 1/3 are of different cuts"},
		{[]string{"merge", "a.json", "a.json"}, "the shard 1/2 is there twice"},
		{[]string{"merge", "report.json"}, "report.json is no shard that this version wrote"},
		{[]string{"merge", "none.json"}, "there is no file none.json"},
		{[]string{"plan"}, "there is nothing to plan for"},
		{[]string{"plan", "--organization", "acme", "--shards", "0"}, "--shards 0 cannot be"},
	} {
		code, _, stderr := asks(t, server, c.args...)
		if code != exitUsage || !strings.Contains(stderr, c.want) || !strings.Contains(stderr, "hint: ") {
			t.Errorf("%v: exit code %d, %s; want %d and %q with a hint", c.args, code, stderr, exitUsage, c.want)
		}
	}
}

func TestPlanSplitsTheBudget(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewLarge(1))
	code, stdout, stderr := asks(t, server, "plan", "--organization", "acme", "--shards", "2", "--max-requests", "9000")
	want := `{"include":[{"organization":"acme","shard":"1/2","file":"shard-1.json","max-requests":4500},` +
		`{"organization":"acme","shard":"2/2","file":"shard-2.json","max-requests":4500}]}` + "\n"
	if code != exitClean || stdout != want {
		t.Errorf("exit code %d, %s; printed %s want %s", code, stderr, stdout, want)
	}
}

func readFile(t *testing.T, folder, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func differsAt(a, b []byte) int {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return len(a)
}

// around is a bit of a text about a place.
func around(text []byte, at int) []byte { return text[max(0, at-200):min(len(text), at+100)] }

// category is what code scanning tells analyses apart by.
func category(t *testing.T, report []byte) string {
	t.Helper()
	var log struct {
		Runs []struct {
			Details struct {
				ID string `json:"id"`
			} `json:"automationDetails"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(report, &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("no SARIF: %v", err)
	}
	return log.Runs[0].Details.ID
}
