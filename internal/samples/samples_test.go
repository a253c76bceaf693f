package samples

import (
	"os/exec"
	"strings"
	"testing"
)

func TestFakesAreDistinctAndRepeatable(t *testing.T) {
	seen := map[string]string{}
	for _, kind := range Kinds() {
		for _, seed := range []string{"one", "two"} {
			a, err := Fake(kind, seed)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := Fake(kind, seed); again != a {
				t.Errorf("%s %s differs from call to call", kind, seed)
			}
			if other, dup := seen[a]; dup {
				t.Errorf("%s %s equals %s", kind, seed, other)
			}
			seen[a] = kind + " " + seed
		}
	}
	if _, err := Fake("nothing", "x"); err == nil {
		t.Error("an unknown kind is accepted")
	}
}

const small = `
-- a.txt --
one {{stripe-live a}}
-- commit 2024-01-02T03:04:05Z Ann <ann@example.test> --
first
-- delete a.txt --
-- dir/b.txt --
{{base64 npm b}}
-- commit 2024-01-03T03:04:05Z Ann <ann@example.test> --
second
-- c.txt --
uncommitted
`

func TestBuildIsRepeatable(t *testing.T) {
	first, second := build(t), build(t)
	if a, b := log(t, first.Dir), log(t, second.Dir); a != b {
		t.Errorf("two builds differ:\n%s\n%s", a, b)
	}
	if len(first.Values) != 2 || !strings.HasPrefix(first.Values[0], "sk"+"_live_") {
		t.Errorf("planted values: %d", len(first.Values))
	}
}

func TestBuildReportsWhatFails(t *testing.T) {
	if _, err := Build(t.TempDir(), []byte("-- delete nothing --\n")); err == nil {
		t.Error("deleting a missing file succeeds")
	}
	if _, err := Build(t.TempDir(), []byte("-- a --\n{{no-such-kind x}}\n")); err == nil {
		t.Error("an unknown kind succeeds")
	}
}

func build(t *testing.T) Repository {
	t.Helper()
	r, err := Build(t.TempDir(), []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func log(t *testing.T, dir string) string {
	t.Helper()
	out, err := exec.Command("git", "-C", dir, "log", "--stat", "--format=%H %an %ad %s").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
