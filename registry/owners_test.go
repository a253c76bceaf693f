package registry

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// files makes a file system of paths and texts.
func files(texts map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for path, text := range texts {
		all[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestOwners(t *testing.T) {
	declared, err := Load(files(map[string]string{
		"OWNERS":           "# top\napprovers:\n- root-a # all\n- Leads\nreviewers:\n- watcher\nlabels: [sig/x]\nemeritus_approvers:\n- gone\n",
		"OWNERS_ALIASES":   "aliases:\n  leads:\n  - lead-1\n  - root-a\n  empty: []\n",
		"pkg/OWNERS":       "approvers: [pkg-a, someone@example.com]\n",
		"pkg/empty/OWNERS": "reviewers: [rev]\napprovers:\n",
		"pkg/alone/OWNERS": "options:\n  no_parent_owners: true\nreviewers: [own-rev]\n",
		"docs/OWNERS":      "filters:\n  \".*\":\n    reviewers: [doc-rev]\n  \"\\\\.md$\":\n    approvers: [writer]\n  \"^api/\":\n    approvers: [writer, api]\n",
		"vendor/x/OWNERS":  "approvers: [stranger]\n",
		"plain/OWNERS":     "Jane <jane@example.com>\n",
		"a.go":             "",
	}), Options{})
	if err != nil || len(declared.Gaps) > 0 {
		t.Fatal(err, declared.Gaps)
	}
	for path, want := range map[string]string{
		"a.go":                         "@root-a @lead-1 OWNERS:3",
		".github/workflows/deploy.yml": "@root-a @lead-1 OWNERS:3",
		"pkg/b.go":                     "@pkg-a someone@example.com pkg/OWNERS:1",
		"pkg/deep/er/b.go":             "@pkg-a someone@example.com pkg/OWNERS:1",
		"pkg/empty/c.go":               "@pkg-a someone@example.com pkg/OWNERS:1",
		"pkg/alone/c.go":               "@own-rev pkg/alone/OWNERS:3",
		"docs/a.txt":                   "@root-a @lead-1 OWNERS:3",
		"docs/a.md":                    "@writer docs/OWNERS:5",
		"docs/api/b.md":                "@writer @api docs/OWNERS:5",
		"vendor/x/y.go":                "@root-a @lead-1 OWNERS:3",
		"plain/a":                      "@root-a @lead-1 OWNERS:3",
		"pkgs/a":                       "@root-a @lead-1 OWNERS:3",
	} {
		owners, source := declared.OwnersOf(path)
		if got := strings.Join(append(owners, source), " "); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// CODEOWNERS is what GitHub asks for reviews by: what it says of a path holds, that nobody owns it, too.
func TestCodeOwnersComesBeforeOwners(t *testing.T) {
	declared, err := Load(files(map[string]string{
		"OWNERS": "approvers: [root-a]\n", "CODEOWNERS": "/a/ @team\n/b/\n",
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"a/x": "@team CODEOWNERS:1", "b/x": " CODEOWNERS:2", "c/x": "@root-a OWNERS:1"} {
		owners, source := declared.OwnersOf(path)
		if got := strings.Join(owners, " ") + " " + source; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// A file of that name with another form is none of ours, and neither are those below it.
func TestOtherFilesCalledOwners(t *testing.T) {
	for _, text := range []string{"", "jane@example.com\nper-file *.go=x@example.com\n", "Maintainers: Jane\n", "- a\n", ": :\n\t- x"} {
		declared, err := Load(files(map[string]string{"OWNERS": text, "a/OWNERS": "approvers: [x]\n"}), Options{})
		if owners, _ := declared.OwnersOf("a/b"); err != nil || len(owners)+len(declared.Gaps) > 0 {
			t.Errorf("%q: %v, %v, %v", text, owners, declared.Gaps, err)
		}
	}
}

func TestOwnersGaps(t *testing.T) {
	many := map[string]string{"OWNERS": "approvers: [root-a]\n"}
	for i := range maxGaps + 5 {
		many[fmt.Sprintf("d%02d/OWNERS", i)] = "approvers: [a b]\n"
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"syntax":    {map[string]string{"OWNERS": "approvers:\n- [a\n"}, []string{"OWNERS unparsable"}},
		"twice":     {map[string]string{"OWNERS": "approvers: [a]\napprovers: [b]\n"}, []string{"OWNERS unparsable"}},
		"anchors":   {map[string]string{"OWNERS": "approvers: &a [x]\nreviewers: *a\n"}, []string{"OWNERS unparsable"}},
		"names":     {map[string]string{"OWNERS": "approvers: [ok, 'a b', {x: y}]\n"}, []string{"OWNERS unparsable", "OWNERS unparsable"}},
		"filter":    {map[string]string{"OWNERS": "filters:\n  '[':\n    approvers: [a]\n"}, []string{"OWNERS unparsable"}},
		"large":     {map[string]string{"OWNERS": "approvers: [a]\n", "b/OWNERS": strings.Repeat("#", maxOwnersSize+1)}, []string{"b/OWNERS too_large"}},
		"of a list": {map[string]string{"OWNERS": "approvers: {a: b}\n"}, nil},
	} {
		declared, err := Load(files(test.files), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, g := range declared.Gaps {
			got = append(got, g.Scope+" "+string(g.Reason))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	declared, err := Load(files(many), Options{})
	if err != nil || len(declared.Gaps) != maxGaps+1 || !strings.HasPrefix(declared.Gaps[maxGaps].Detail, "5 more ") || declared.Gaps[0].Reason != nhi.GapUnparsable {
		t.Errorf("%v: %v", err, declared.Gaps)
	}
}

// Of a crowd nobody answers, and who makes one is not to cost the scan anything.
func TestCrowdsOfOwners(t *testing.T) {
	crowd := func(n int) (names string) {
		for i := range n {
			names += fmt.Sprintf(", u%d", i)
		}
		return "[" + strings.TrimPrefix(names, ", ") + "]"
	}
	const folders = 300
	many := map[string]string{"OWNERS": "approvers: [crowd]\n", "OWNERS_ALIASES": "aliases:\n  crowd: " + crowd(20_000) + "\n"}
	for i := range folders {
		many[fmt.Sprintf("d%03d/OWNERS", i)] = "approvers: [crowd]\nfilters: {'x': {approvers: [crowd]}, 'y': {approvers: [other, crowd]}}\n"
	}
	declared, err := Load(files(many), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if owners, source := declared.OwnersOf("d007/xy"); len(owners) != maxNamed || owners[0] != "@u0" || source != "d007/OWNERS:1" {
		t.Errorf("%d owners of %s", len(owners), source)
	}
	if len(declared.Gaps) == 0 || declared.Gaps[0].Reason != nhi.GapTooLarge {
		t.Errorf("%v", declared.Gaps)
	}

	filters := "filters:\n"
	for i := range maxFilters + 1 {
		filters += fmt.Sprintf("  x%d: {approvers: [a]}\n", i)
	}
	for text, want := range map[string]string{
		filters: "OWNERS too_large",
		"filters: {'(a{40}){20}': {approvers: [a]}}\n":  "",
		"filters: {'a{900}b{900}': {approvers: [a]}}\n": "OWNERS unparsable",
	} {
		declared, err := Load(files(map[string]string{"OWNERS": text}), Options{})
		var got string
		for _, g := range declared.Gaps {
			got += g.Scope + " " + string(g.Reason)
		}
		if err != nil || got != want {
			t.Errorf("%.60s: %q, not %q, %v", text, got, want, err)
		}
	}
}

// Whatever an OWNERS says, it names accounts and addresses alone, with the place of an OWNERS above the path.
func FuzzOwners(f *testing.F) {
	f.Add("approvers: [a]\nfilters: {'.*': {reviewers: [b]}}\n", "reviewers: [c]\noptions: {no_parent_owners: true}\n", "aliases: {a: [x, y]}\n", "d/e")
	f.Add("approvers:\n- a\n", "approvers: {}\n", "aliases: [a]\n", "/x")
	f.Add("options: &a [*a]\n", "filters: {'(': }\n", "aliases:\n", "..")
	f.Fuzz(func(t *testing.T, top, below, aliases, path string) {
		folders, gaps := loadOwners(files(map[string]string{"OWNERS": top, "d/OWNERS": below, "OWNERS_ALIASES": aliases}))
		if len(gaps) > maxGaps+2 {
			t.Errorf("%d gaps", len(gaps))
		}
		owners, source := folders.ownersOf(path)
		if (len(owners) > 0) != (source != "") || !validOwners(owners) {
			t.Errorf("%q at %q", owners, source)
		}
		if fs.ValidPath(path) && strings.HasPrefix(source, "d/") && !strings.HasPrefix(path, "d/") {
			t.Errorf("%q is owned by %s", path, source)
		}
	})
}
