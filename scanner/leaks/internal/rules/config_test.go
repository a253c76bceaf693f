package rules

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

func expressions(list []*Allowlist) (all []string) {
	for _, a := range list {
		all = append(all, a.MatchCondition.String(), a.RegexTarget, strings.Join(a.Commits, " "))
		all = append(append(all, a.Paths...), a.Regexes...)
	}
	return all
}

func theirExpressions(list []*config.Allowlist) (all []string) {
	for _, a := range list {
		all = append(all, a.MatchCondition.String(), a.RegexTarget, strings.Join(a.Commits, " "))
		for _, re := range append(a.Paths, a.Regexes...) {
			all = append(all, re.String())
		}
	}
	return all
}

// TestDefaultExpressions compiles what is otherwise compiled when it is needed.
func TestDefaultExpressions(t *testing.T) {
	cfg, err := Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	lists := cfg.Allowlists
	for id, rule := range cfg.Rules {
		lists = append(lists, rule.Allowlists...)
		for _, e := range []*lazyregexp.Expression{rule.Regex, rule.Path} {
			if e == nil {
				continue
			}
			if _, err := regexp.Compile(e.String()); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
	for _, a := range lists {
		for _, e := range []*lazyregexp.Expression{a.path, a.content} {
			if e == nil {
				continue
			}
			if _, err := regexp.Compile(e.String()); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestStopWords(t *testing.T) {
	a := NewAllowlist(Allowlist{StopWords: []string{"Example", "xx", "sample", "sam"}})
	for text, want := range map[string]bool{"": false, "an EXAMPLE key": true, "examp": false, "axx": true, "ss sa": false, "sam": true, "ssample": true, "exaMple": true} {
		if got := a.ContainsStopWord(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

// TestDefaultConfig compares with what gitleaks' own loader makes of the same text.
func TestDefaultConfig(t *testing.T) {
	Silence()
	reference, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	want := reference.Config
	got, err := Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	theirs := slices.DeleteFunc(slices.Clone(got.Order), func(id string) bool { return ByID(id) != nil })
	equal(t, "rules", theirs, want.OrderedRules)
	for keyword := range want.Keywords {
		if _, ok := got.Keywords[keyword]; !ok {
			t.Errorf("keyword %q is missing", keyword)
		}
	}
	equal(t, "global allowlists", expressions(got.Allowlists), theirExpressions(want.Allowlists))
	for id, w := range want.Rules {
		g := got.Rules[id]
		if (w.Regex == nil) != (g.Regex == nil) || w.Regex != nil && w.Regex.String() != g.Regex.String() {
			t.Errorf("%s: another regex", id)
		}
		if (w.Path == nil) != (g.Path == nil) || w.Path != nil && w.Path.String() != g.Path.String() {
			t.Errorf("%s: another path", id)
		}
		equal(t, id+" keywords", strings.Join(g.Keywords, ","), strings.Join(w.Keywords, ","))
		equal(t, id+" numbers", []any{g.Entropy, g.SecretGroup, g.SkipReport, len(g.RequiredRules)}, []any{w.Entropy, w.SecretGroup, w.SkipReport, len(w.RequiredRules)})
		equal(t, id+" allowlists", expressions(g.Allowlists), theirExpressions(w.Allowlists))
		for i, a := range w.Allowlists {
			if len(a.StopWords) != len(g.Allowlists[i].StopWords) {
				t.Errorf("%s: other stop words", id)
			}
		}
	}
}

func TestOwnConfig(t *testing.T) {
	files := fstest.MapFS{
		File: {Data: []byte(`
[extend]
path = "base.toml"
disabledRules = ["off"]
[[rules]]
id = "own"
regex = '''own-[a-z]{4}'''
keywords = ["OWN"]
[[rules]]
id = "shared"
entropy = 3.5
keywords = ["more"]
[[allowlists]]
targetRules = ["own"]
paths = ['''^skip/''']
`)},
		"base.toml": {Data: []byte(`
[[rules]]
id = "shared"
regex = '''shared-[a-z]+'''
keywords = ["shared"]
[[rules]]
id = "off"
regex = '''off'''
[allowlist]
regexes = ['''nothing''']
`)}}
	cfg, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rules", cfg.Order, []string{"own", "shared"})
	equal(t, "keywords", cfg.Keywords, map[string]struct{}{"own": {}, "shared": {}, "more": {}})
	equal(t, "shared", []any{cfg.Rules["shared"].Regex.String(), cfg.Rules["shared"].Entropy}, []any{"shared-[a-z]+", 3.5})
	equal(t, "own allowlist", expressions(cfg.Rules["own"].Allowlists), []string{"OR", "", "", "^skip/"})
	equal(t, "global allowlist", expressions(cfg.Allowlists), []string{"OR", "", "", "nothing"})
	equal(t, "path", cfg.Path, File)
}

func TestExtendDefault(t *testing.T) {
	cfg, err := Load(fstest.MapFS{File: {Data: []byte("[extend]\nuseDefault = true\ndisabledRules = [\"generic-api-key\"]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	base, _ := defaultConfig()
	equal(t, "rules", len(cfg.Rules), len(base.Rules)-1)
}

// TestEmptyTable: gitleaks takes the older table for none when nothing is in it, and only that.
func TestEmptyTable(t *testing.T) {
	cfg, err := Load(fstest.MapFS{File: {Data: []byte("[[rules]]\nid = \"a\"\nregex = " + "'''a'''" + "\n[allowlist]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "allowlists", len(cfg.Allowlists), 0)
}

func TestConfigThatCannotBeUsed(t *testing.T) {
	secret := "s3cr3t" + "-in-the-file"
	for name, text := range map[string]string{
		"not TOML":            "rules = [" + secret,
		"wrong type":          "rules = \"" + secret + "\"",
		"bad regex":           "[[rules]]\nid = \"a\"\nregex = '''(" + secret + "'''",
		"bad path":            "[[rules]]\nid = \"a\"\npath = '''('''",
		"no regex":            "[[rules]]\nid = \"a\"",
		"no id":               "[[rules]]\nregex = '''a'''",
		"secret group":        "[[rules]]\nid = \"a\"\nregex = '''a'''\nsecretGroup = 2",
		"empty allowlist":     "[[allowlists]]\ndescription = \"x\"",
		"allowlist of words":  "[allowlist]\ndescription = \"x\"",
		"rule's allowlist":    "[[rules]]\nid = \"a\"\nregex = '''a'''\n[rules.allowlist]",
		"condition":           "[[allowlists]]\ncondition = \"maybe\"\npaths = ['''a''']",
		"target":              "[[allowlists]]\ntargetRules = [\"none\"]\npaths = ['''a''']",
		"required":            "[[rules]]\nid = \"a\"\nregex = '''a'''\n[[rules.required]]\nid = \"none\"",
		"path out of tree":    "[extend]\npath = \"../base.toml\"",
		"absolute path":       "[extend]\npath = \"/etc/passwd\"",
		"missing path":        "[extend]\npath = \"base.toml\"",
		"url":                 "[extend]\nurl = \"https://example.com\"",
		"path and useDefault": "[extend]\npath = \"base.toml\"\nuseDefault = true",
		"too large":           strings.Repeat("#", maximumConfigSize+1),
	} {
		t.Run(name, func(t *testing.T) {
			cfg, err := Load(fstest.MapFS{File: {Data: []byte(text)}})
			var broken *ConfigError
			if !errors.As(err, &broken) {
				t.Fatalf("got error %v", err)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error quotes the file: %v", err)
			}
			if len(cfg.Rules) < 100 {
				t.Errorf("%d rules remain: the default ones are not in force", len(cfg.Rules))
			}
		})
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
