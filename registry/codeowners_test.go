package registry

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The facts that GitHub's page on CODEOWNERS states, one a line.
func TestCodeOwnersPatterns(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{"*", []string{"a", "a/b/c.js", ".github/x"}, nil},
		{"*.js", []string{"a.js", "x/y/a.js"}, []string{"a.jsx", "js"}},
		{"/build/logs/", []string{"build/logs/a", "build/logs/b/c"}, []string{"x/build/logs/a", "build/logs"}},
		{"docs/*", []string{"docs/getting-started.md"}, []string{"docs/build-app/troubleshooting.md", "x/docs/a"}},
		{"apps/", []string{"apps/a", "x/apps/a", "x/apps/y/z"}, []string{"apps", "myapps/a"}},
		{"/docs/", []string{"docs/a", "docs/b/c"}, []string{"x/docs/a"}},
		{"/scripts/", []string{"scripts/a"}, []string{"src/scripts/a"}},
		{"**/logs", []string{"build/logs/a", "scripts/logs/b", "deeply/nested/logs/c", "logs", "logs/a"}, []string{"blogs/a"}},
		{"/apps/", []string{"apps/github/a"}, []string{"x/apps/a"}},
		// As in .gitignore.
		{"Makefile", []string{"Makefile", "x/Makefile"}, []string{"makefile", "Makefile.in"}},
		{"src/lib", []string{"src/lib", "src/lib/a"}, []string{"x/src/lib", "src/library"}},
		{"a/**/z", []string{"a/z", "a/b/z", "a/b/c/z"}, []string{"b/a/z", "az"}},
		{"a/**", []string{"a/b", "a/b/c"}, []string{"a", "b/a/c"}},
		{"**", []string{"a", "a/b"}, nil},
		{"**/a/**/b", []string{"a/b", "x/a/y/b", "a/a/b"}, []string{"b/a"}},
		{"/*", []string{"a"}, []string{"a/b"}},
		{"/*.md", []string{"README.md"}, []string{"docs/a.md"}},
		{"fil?.go", []string{"file.go", "x/fill.go"}, []string{"fil.go", "fil/.go"}},
		{"a*b*c", []string{"abc", "axxbxxc", "x/abcbc"}, []string{"ab", "a/b/c"}},
		{"a**b", []string{"ab", "axb"}, []string{"a/b"}},
		{`with\ space/`, []string{"with space/a"}, []string{"with/a"}},
		{"/", nil, []string{"a", "a/b"}},
	}
	for _, test := range tests {
		declared, err := Load(file("CODEOWNERS", test.pattern+" @o\n"), Options{})
		if err != nil || len(declared.Gaps) > 0 {
			t.Fatalf("%s: %v %v", test.pattern, err, declared.Gaps)
		}
		for want, paths := range map[bool][]string{true: test.yes, false: test.no} {
			for _, path := range paths {
				if owners, _ := declared.OwnersOf(path); (len(owners) > 0) != want {
					t.Errorf("%s owns %s: %v, want %v", test.pattern, path, !want, want)
				}
			}
		}
	}
}

func TestCodeOwnersFile(t *testing.T) {
	declared, err := Load(file(".github/CODEOWNERS", strings.Join([]string{
		"# All of it.",
		"*       @global-owner1 @global-owner2",
		"*.js    @js-owner #This is an inline comment.",
		"*.go docs@example.com",
		"*.txt @octo-org/octocats\r",
		"/apps/ @octocat",
		"/apps/github",
		"\t",
		"/apps/github/team @doctocat",
		"*.lock @renovate[bot]",
		"*.tf @octocat_acme @acme/platform_team",
	}, "\n")), Options{})
	if err != nil || len(declared.Gaps) > 0 {
		t.Fatal(err, declared.Gaps)
	}
	for path, want := range map[string]string{
		"a.c":                 "@global-owner1 @global-owner2 .github/CODEOWNERS:2",
		"x/a.js":              "@js-owner .github/CODEOWNERS:3",
		"main.go":             "docs@example.com .github/CODEOWNERS:4",
		"a.txt":               "@octo-org/octocats .github/CODEOWNERS:5",
		"apps/a.js":           "@octocat .github/CODEOWNERS:6",
		"apps/github/a":       " .github/CODEOWNERS:7",
		"apps/github/team/a":  "@doctocat .github/CODEOWNERS:9",
		"x/yarn.lock":         "@renovate[bot] .github/CODEOWNERS:10",
		"x/main.tf":           "@octocat_acme @acme/platform_team .github/CODEOWNERS:11",
		".github/CODEOWNERS":  "@global-owner1 @global-owner2 .github/CODEOWNERS:2",
		"apps/github/b.lock":  "@renovate[bot] .github/CODEOWNERS:10",
		"apps/github/team.js": " .github/CODEOWNERS:7",
	} {
		owners, source := declared.OwnersOf(path)
		if got := strings.Join(owners, " ") + " " + source; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestCodeOwnersSkippedLinesAreGaps(t *testing.T) {
	declared, err := Load(file("docs/CODEOWNERS", "* @a\n!b @b\n[Section] @c\nx[0-9] @d\ny nobody\n\\#z @e\nq @f/\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, g := range declared.Gaps {
		if g.Source != "registry" || g.Scope != "docs/CODEOWNERS" || g.Reason != nhi.GapUnparsable {
			t.Errorf("%+v", g)
		}
		lines = append(lines, g.Location.Line)
	}
	if diff := cmp.Diff([]int{2, 3, 4, 5, 6, 7}, lines); diff != "" {
		t.Error(diff)
	}
	if owners, source := declared.OwnersOf("b"); len(owners) != 1 || source != "docs/CODEOWNERS:1" {
		t.Error(owners, source)
	}
}

func TestCodeOwnersPlaces(t *testing.T) {
	all := fstest.MapFS{
		".github/CODEOWNERS": {Data: []byte("* @first")}, "CODEOWNERS": {Data: []byte("* @second")}, "docs/CODEOWNERS": {Data: []byte("* @third")},
	}
	for _, want := range []string{"@first", "@second", "@third"} {
		declared, err := Load(all, Options{})
		if err != nil {
			t.Fatal(err)
		}
		owners, source := declared.OwnersOf("a")
		if len(owners) != 1 || owners[0] != want {
			t.Errorf("got %v of %s, want %s", owners, source, want)
		}
		delete(all, strings.TrimSuffix(source, ":1"))
	}
}

func TestCodeOwnersBounds(t *testing.T) {
	declared, err := Load(file("CODEOWNERS", strings.Repeat("#", maxCodeOwners+1)), Options{})
	if err != nil || len(declared.Gaps) != 1 || declared.Gaps[0].Reason != nhi.GapTooLarge {
		t.Errorf("%v %v", err, declared.Gaps)
	}
	declared, err = Load(file("CODEOWNERS", strings.Repeat("! @a\n", 1000)), Options{})
	if err != nil || len(declared.Gaps) != maxGaps+1 {
		t.Errorf("%v: %d gaps", err, len(declared.Gaps))
	}
}

// The index finds what trying every rule, last first, finds.
func FuzzCodeOwners(f *testing.F) {
	f.Add("* @a\n*.go @b\n/x/ @c\nx/**/y @d\n", "x/z/y")
	f.Add("**/**/** @a\n**/a/**/a/**/a @b\n", "a/a/a/a/a/a/b")
	f.Add("*a*a*a*a*b @a\n", "aaaaaaaaaaaaaaaaaaaaaaaa")
	f.Add("a\\", "a")
	f.Fuzz(func(t *testing.T, text, path string) {
		owners, gaps := ParseCodeOwners("CODEOWNERS", text)
		if len(gaps) > maxGaps+1 {
			t.Errorf("%d gaps", len(gaps))
		}
		var want *ownerRule
		for i := range owners.rules {
			if owners.rules[i].pattern.match(strings.Split(path, "/")) {
				want = &owners.rules[i]
			}
		}
		if got := owners.find(path); got != want {
			t.Errorf("%q: got %+v, want %+v", path, got, want)
		}
	})
}

func BenchmarkOwnersOf(b *testing.B) {
	var text strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&text, "/services/s%d/ @org/t%d\n", i, i)
	}
	for i := range 200 {
		fmt.Fprintf(&text, "*.x%d @org/x%d\n", i, i)
	}
	declared, err := Load(file("CODEOWNERS", text.String()), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		declared.OwnersOf(fmt.Sprintf("services/s%d/a/b/c.go", i%20000))
	}
}

// Patterns made to backtrack end in the product of their length and the path's.
func TestHostilePatternsEnd(t *testing.T) {
	pattern := strings.Repeat("**/a/", 2000) + strings.Repeat("*a", 2000)
	path := strings.Repeat("a/", 2000) + strings.Repeat("a", 4000) + "b"
	done := make(chan bool)
	go func() {
		compiled, ok := compilePath(pattern)
		done <- ok && compiled.match(strings.Split(path, "/"))
	}()
	select {
	case matched := <-done:
		if matched {
			t.Error("matched a path that does not end in a")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("does not end")
	}
}

// A line may be as long as the file: of more owners than anybody reads the first are named, and the line is a gap.
func TestCrowdsOfCodeOwners(t *testing.T) {
	owners, gaps := ParseCodeOwners("CODEOWNERS", "/few @a @b\n* "+strings.Repeat("@somebody ", maxNamed+1)+"\n")
	if named, source := owners.OwnersOf("x"); len(named) != maxNamed || source != "CODEOWNERS:2" {
		t.Errorf("%d owners by %s", len(named), source)
	}
	if len(gaps) != 1 || gaps[0].Reason != nhi.GapTooLarge || gaps[0].Location.Line != 2 {
		t.Errorf("%+v", gaps)
	}
}
