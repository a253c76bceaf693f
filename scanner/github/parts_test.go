package github

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Update is for the tests of both packages.
var Update = flag.Bool("update", false, "rewrite the golden files and the table in docs/github.md")

// TestMemory hands the file system to the standard library's test of file systems.
func TestMemory(t *testing.T) {
	files := memory{}
	for _, name := range []string{"a.txt", "b/c/d.yml", "b/e"} {
		if !files.put(name, []byte(name)) {
			t.Errorf("%s is not taken", name)
		}
	}
	for _, name := range []string{"../x", "/x", "x/../../y", "", "."} {
		if files.put(name, nil) {
			t.Errorf("%q is taken", name)
		}
	}
	if err := fstest.TestFS(files, "a.txt", "b/c/d.yml", "b/e"); err != nil {
		t.Error(err)
	}
}

// TestClean: names that strangers choose are one line, bounded, and show nothing that is not there.
func TestClean(t *testing.T) {
	for given, want := range map[string]string{
		"deploy":                 "deploy",
		"  two\nlines\r\n":       "two lines",
		"\x1b[31mred":            "[31mred",
		"safe\u202egnp.exe":      "safe gnp.exe",
		"bad \xff byte":          "bad \ufffd byte",
		strings.Repeat("é", 500): strings.Repeat("é", 200) + "…",
	} {
		if got := clean(given); got != want {
			t.Errorf("%q gives %q, want %q", given, got, want)
		}
	}
}

// TestActorAt: whoever stored a secret in the moment in which its value was, if that was one alone.
func TestActorAt(t *testing.T) {
	moment := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	by := func(actor string, seconds int) act {
		return act{Actor: actor, At: moment.Add(time.Duration(seconds) * time.Second)}
	}
	for _, c := range []struct {
		acts []act
		want string
	}{
		{nil, ""},
		{[]act{by("bob", 1)}, "bob"},
		{[]act{by("bob", -2), by("bob", 3)}, "bob"},
		{[]act{by("bob", 1), by("eve", 2)}, ""},
		{[]act{by("bob", 1), by("eve", 60)}, "bob"},
		{[]act{by("eve", -6), by("eve", 6)}, ""},
	} {
		if got := actorAt(c.acts, moment); got != c.want {
			t.Errorf("%v gives %q, want %q", c.acts, got, c.want)
		}
	}
}

// TestUnusedSeats: nobody has worked with it for long, or ever since it was given.
func TestUnusedSeats(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	ago := func(days int) *time.Time { at := now.AddDate(0, 0, -days); return &at }
	for _, c := range []struct {
		seat seatItem
		want bool
	}{
		{seatItem{CreatedAt: *ago(400), LastActivity: ago(89)}, false},
		{seatItem{CreatedAt: *ago(400), LastActivity: ago(91)}, true},
		{seatItem{CreatedAt: *ago(400)}, true},
		{seatItem{CreatedAt: *ago(10)}, false},
	} {
		if got := c.seat.unused(now); got != c.want {
			t.Errorf("%+v: %v", c.seat, got)
		}
	}
}

// TestLevelOf: the strongest permission decides, and to administer is more than to write.
func TestLevelOf(t *testing.T) {
	for want, permissions := range map[nhi.PermissionLevel]map[string]string{
		nhi.PermissionNone:  {},
		nhi.PermissionRead:  {"metadata": "read", "administration": "read"},
		nhi.PermissionWrite: {"metadata": "read", "contents": "write", "secrets": "odd"},
		nhi.PermissionAdmin: {"organization_administration": "write"},
	} {
		if got := levelOf(permissions); got != want {
			t.Errorf("%v gives %s, want %s", permissions, got, want)
		}
	}
}

// TestDestination: of a webhook's URL only the host is kept, and whether others can read along.
func TestDestination(t *testing.T) {
	for text, want := range map[string]struct {
		host      string
		plaintext bool
	}{
		"https://user:pass@ci.example.com:8443/hook?key=1": {"ci.example.com:8443", false},
		"HTTP://ci.example.com/hook":                       {"ci.example.com", true},
		"http://127.0.0.1:9/hook":                          {"127.0.0.1:9", false},
		"not a url":                                        {"", false},
		"":                                                 {"", false},
	} {
		if host, plaintext := destination(text); host != want.host || plaintext != want.plaintext {
			t.Errorf("%q gives %q %v", text, host, plaintext)
		}
	}
}

// TestSurfaces: each has what the documentation and the doctor say of it, and its own name.
func TestSurfaces(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range surfaces {
		if s.ID == "" || s.Title == "" || s.Gives == "" || !strings.Contains(s.Permission, "=") || s.Scope == "" != s.AppOnly || ids[s.ID] {
			t.Errorf("%+v", *s)
		}
		ids[s.ID] = true
		if !slices.Contains(nhi.Levels, s.Level()) {
			t.Errorf("%s has no level", s.ID)
		}
		if title := PermissionTitle(s.Permission); title == s.Permission {
			t.Errorf("%s has no title", s.Permission)
		}
	}
}

// TestDocumentation: the page's table is the one that the source goes by.
func TestDocumentation(t *testing.T) {
	const page, begin, end = "../../docs/github.md", "<!-- surfaces: written by go test ./scanner/github -update -->\n", "<!-- end of surfaces -->"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the page has no place for the table")
	}
	var table strings.Builder
	for _, level := range []nhi.Level{nhi.LevelOrganization, nhi.LevelRepository, nhi.LevelEnvironment} {
		fmt.Fprintf(&table, "\n| Of the %s | App or fine-grained token | Classic token | Tells |\n|---|---|---|---|\n", level)
		for _, s := range surfaces {
			if s.Level() == level {
				fmt.Fprintf(&table, "| %s | `%s`%s | %s | %s |\n", s.Title, s.Permission, onlyApps(s), code(s.Scope), s.Gives)
			}
		}
	}
	if want := before + begin + table.String() + "\n" + end + after; want != string(text) {
		if !*Update {
			t.Fatal("the table in docs/github.md is another one; write it with -update")
		}
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func onlyApps(s *Surface) string {
	if s.AppOnly {
		return " (Apps only)"
	}
	return ""
}

func code(text string) string {
	if text == "" {
		return "–"
	}
	return "`" + text + "`"
}
