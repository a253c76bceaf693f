package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func file(path, text string) fstest.MapFS { return fstest.MapFS{path: {Data: []byte(text)}} }

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func TestConfig(t *testing.T) {
	path := ConfigPaths[0]
	no := false
	tests := map[string]struct {
		text string
		want Config
	}{
		"empty":             {"", Config{Path: path}},
		"only a comment":    {"# nothing yet\n", Config{Path: path}},
		"only a null":       {"~\n", Config{Path: path}},
		"a byte order mark": {"\ufeffversion: 1\n", Config{Path: path}},
		"fail_on":           {"fail_on: never\n", Config{Path: path, FailOn: FailNever}},
		"a policy": {"policies:\n  no_owner: {mode: off, severity: low, params: {days: 90, list: [a, 1.5, true], on: 2026-01-02}}\n",
			Config{Path: path, Policies: []PolicyChange{{
				ID: "no_owner",
				Setting: nhi.PolicySetting{Mode: nhi.ModeOff, Severity: nhi.SeverityLow, Params: map[string]any{
					"days": 90, "list": []any{"a", 1.5, true}, "on": "2026-01-02",
				}},
				Location: nhi.Location{Path: path, Line: 2, Column: 3},
			}}}},
		"an exception": {"exceptions:\n- policy: no_owner\n  identity: 'github:*'\n  reason: >\n    moves\n    soon\n  owner: alice\n  expires: 2026-12-31\n",
			Config{Path: path, Exceptions: []nhi.Exception{{
				Policy: "no_owner", Identity: "github:*", Reason: "moves soon", Owner: "alice",
				Expires: day(2026, 12, 31), Location: nhi.Location{Path: path, Line: 2, Column: 3},
			}}}},
		"weights": {"score: {weights: {ownership: 20, privilege: 20, rotation: 20, staleness: 20.5, expiration: 19.5}}\n",
			Config{Path: path, Weights: map[string]float64{
				"ownership": 20, "privilege": 20, "rotation": 20, "staleness": 20.5, "expiration": 19.5,
			}}},
		"scan": {"scan: {history: false, exclude: [vendor/], max_file_size: 5 MiB}\n",
			Config{Path: path, Scan: Scan{History: &no, Exclude: []string{"vendor/"}, MaxFileSize: 5 << 20}}},
		"bytes": {"scan: {max_file_size: 500000}\n", Config{Path: path, Scan: Scan{MaxFileSize: 500000}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Load(file(path, test.text), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got.Config); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Who checks a setting can say where it stands.
func TestSettingsHaveTheirPlace(t *testing.T) {
	c := Config{Policies: []PolicyChange{{ID: "a", Setting: nhi.PolicySetting{Mode: nhi.ModeOff}, Location: nhi.Location{Path: "config.yaml", Line: 3}}}}
	want := map[string]nhi.PolicySetting{"a": {Mode: nhi.ModeOff, Location: nhi.Location{Path: "config.yaml", Line: 3}}}
	if diff := cmp.Diff(want, c.PolicySettings()); diff != "" {
		t.Error(diff)
	}
}

func TestProblems(t *testing.T) {
	const config, registry = ".rollcall/config.yaml", Path
	tests := map[string]struct{ path, text, want string }{
		"unknown key, near": {config, "polices: {}\n",
			`.rollcall/config.yaml:1:1: unknown key in the configuration "polices"; did you mean "policies"?`},
		"unknown key, far: not repeated": {config, "gNx7Pq2: {}\n",
			`.rollcall/config.yaml:1:1: unknown key in the configuration; allowed: version, fail_on, policies, exceptions, score, scan`},
		"version": {config, "version: 2\n",
			`.rollcall/config.yaml:1:10: version must be 1`},
		"fail_on": {config, "fail_on: hihg\n",
			`.rollcall/config.yaml:1:10: unknown value of fail_on "hihg"; did you mean "high"?`},
		"mode": {config, "policies:\n  no_owner:\n    mode: block\n",
			`.rollcall/config.yaml:3:11: unknown mode; allowed: enforced, advisory, off`},
		"no value": {config, "fail_on:\n",
			`.rollcall/config.yaml:1:1: fail_on has no value; give it one or leave the key out`},
		"key twice": {config, "version: 1\nversion: 1\n",
			`.rollcall/config.yaml:2:1: the key is given twice; it is on line 1 as well`},
		"policy twice": {config, "policies:\n  a: {mode: off}\n  a: {mode: enforced}\n",
			`.rollcall/config.yaml:3:3: the key is given twice; it is on line 2 as well`},
		"not a policy ID": {config, "policies: {No Owner: {}}\n",
			".rollcall/config.yaml:1:12: not a policy's ID; `rollcall policy list` shows them"},
		"params": {config, "policies: {a: {params: [1]}}\n",
			`.rollcall/config.yaml:1:24: params must be a mapping of the policy's parameters`},
		"a list": {config, "- a\n",
			`.rollcall/config.yaml:1:1: the configuration must be a mapping of keys: version, fail_on, policies, exceptions, score, scan`},
		"exception lacks": {config, "exceptions:\n- policy: a\n  identity: x\n  expires: soon\n",
			".rollcall/config.yaml:2:3: an exception needs reason\n" +
				".rollcall/config.yaml:2:3: an exception needs owner\n" +
				".rollcall/config.yaml:4:12: expires must be a date written as 2026-12-31"},
		"weights sum": {config, "score:\n  weights: {ownership: 25, privilege: 25, rotation: 20, staleness: 15, expiration: 16}\n",
			`.rollcall/config.yaml:2:12: the weights sum to 101; they must sum to 100`},
		"weights lack": {config, "score:\n  weights: {ownership: 50, privilege: 50}\n",
			".rollcall/config.yaml:2:12: weights needs rotation\n" +
				".rollcall/config.yaml:2:12: weights needs staleness\n" +
				".rollcall/config.yaml:2:12: weights needs expiration"},
		"weight": {config, "score:\n  weights: {ownership: .nan, privilege: 50, rotation: 20, staleness: 15, expiration: 15}\n",
			`.rollcall/config.yaml:2:24: ownership must be a number from 0 to 100`},
		"history": {config, "scan: {history: maybe}\n",
			`.rollcall/config.yaml:1:17: history must be true or false`},
		"size": {config, "scan: {max_file_size: 2 GiB}\n",
			`.rollcall/config.yaml:1:23: max_file_size must be a size from 1 to 1 GiB, written as 500000, 10 MB or 1 MiB`},
		"pattern": {config, "scan: {exclude: ['!a', b]}\n",
			`.rollcall/config.yaml:1:18: not a pattern that is understood; * ? ** and / are, ! and [ ] are not`},
		"syntax": {config, "version: 1\na: b: c\n",
			`.rollcall/config.yaml:2: not valid YAML: mapping values are not allowed in this context`},
		"unknown anchor: not repeated": {config, "version: *gNx7Pq2\n",
			`.rollcall/config.yaml: not valid YAML: an alias has no anchor`},
		"a team without quotes": {
			config, "exceptions:\n- {owner: @acme/team}",
			`.rollcall/config.yaml:2: not valid YAML: found character that cannot start any token: put a value that begins with @ or ` + "`" + ` in quotes, and indent by spaces`,
		},
		"alias": {config, "fail_on: &a high\nversion: *a\n",
			`.rollcall/config.yaml:2:10: an alias; aliases are not allowed: write the value again`},
		"merge": {config, "scan: {<<: {history: true}}\n",
			`.rollcall/config.yaml:1:8: not a plain key; a key is one word`},
		"tag": {config, "fail_on: !!str high\n",
			`.rollcall/config.yaml:1:10: a tag; tags are not allowed`},
		"two documents": {config, "version: 1\n---\nversion: 1\n",
			`.rollcall/config.yaml:2: more than one YAML document; only one is allowed`},
		"deep": {config, "policies: {a: {params: {x: " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "}}}\n",
			`.rollcall/config.yaml:1:41: nested too deeply: 16 levels are allowed`},
		"too large": {config, strings.Repeat("#", maxFileSize+1),
			`.rollcall/config.yaml: the file is larger than 1024 KiB`},
		"an escape sequence": {config, "exceptions:\n- {policy: a, identity: x, reason: \"\\e[31m\", owner: b, expires: 2026-12-31}\n",
			`.rollcall/config.yaml:2:36: reason holds an invisible character`},
		"not a list": {registry, "match: {}\n",
			`.rollcall/registry.yaml:1:1: the registry must be a list`},
		"no match": {registry, "- purpose: x\n",
			`.rollcall/registry.yaml:1:3: an entry needs match`},
		"empty match": {registry, "- match: {}\n",
			`.rollcall/registry.yaml:1:10: match is empty and would speak of every identity; give name, id, kind or another key`},
		"kind": {registry, "- match: {kind: ci-secret}\n",
			`.rollcall/registry.yaml:1:17: unknown kind "ci-secret"; did you mean "ci_secret"?`},
		"a number for text": {registry, "- match: {name: 123}\n",
			`.rollcall/registry.yaml:1:17: name must be text; put a number, a date or a yes in quotes`},
		"environment": {registry, "- match: {name: a}\n  environment: unknown\n",
			`.rollcall/registry.yaml:2:16: unknown environment; allowed: production, staging, development, ci`},
		"rotation": {registry, "- match: {name: a}\n  rotation: {days: 0}\n",
			`.rollcall/registry.yaml:2:20: days must be a whole number from 1 to 3650`},
		"no such day": {registry, "- match: {name: a}\n  expires_on: 2026-02-30\n",
			`.rollcall/registry.yaml:2:15: expires_on must be a date written as 2026-12-31`},
		"attested": {registry, "- match: {name: a}\n  attested: {by: alice, on: 2026-02-03, until: 2026-02-02}\n",
			`.rollcall/registry.yaml:2:13: attested until a day before it was attested on`},
		"placeholders": {registry, "- match: {name: a}\n  owners: {technical: team/NAME, business: '@NAME'}\n  attested: {by: NAME, on: 2026-02-03}\n- match: {name: b}\n  owners: {technical: acme/RENAME, business: name}\n",
			".rollcall/registry.yaml:2:23: technical is the placeholder NAME; write in its place who it is\n" +
				".rollcall/registry.yaml:2:44: business is the placeholder NAME; write in its place who it is\n" +
				".rollcall/registry.yaml:3:18: by is the placeholder NAME; write in its place who it is"},
		"several, in order": {registry, "- match: {nmae: a}\n- purpose: ''\n  match: {name: x}\n",
			".rollcall/registry.yaml:1:11: unknown key in match \"nmae\"; did you mean \"name\"?\n" +
				".rollcall/registry.yaml:2:12: purpose is empty"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Load(file(test.path, test.text), Options{})
			var problems *Error
			if !errors.As(err, &problems) {
				t.Fatalf("got %v, want an *Error", err)
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			if problems.Hint() == "" {
				t.Error("no hint")
			}
		})
	}
}

func TestProblemsOfAllFilesAtOnce(t *testing.T) {
	_, err := Load(fstest.MapFS{
		".github/rollcall.yaml": {Data: []byte("version: 3\n")},
		Path:                    {Data: []byte("- match: {}\n")},
	}, Options{})
	want := ".github/rollcall.yaml:1:10: version must be 1\n" +
		".rollcall/registry.yaml:1:10: match is empty and would speak of every identity; give name, id, kind or another key"
	if errorText(err) != want {
		t.Errorf("got %v", err)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	_, err := Load(file(Path, strings.Repeat("- match: {}\n", 1000)), Options{})
	if got := strings.Count(errorText(err), "\n"); got != maxProblems {
		t.Errorf("%d lines, want %d and one more", got, maxProblems)
	}
	if !strings.HasSuffix(errorText(err), fmt.Sprintf("and %d more", 1000-maxProblems)) {
		t.Error(err)
	}
}

func TestMissingFilesDeclareNothing(t *testing.T) {
	got, err := Load(fstest.MapFS{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Entries)+len(got.Gaps)+len(got.Match(nhi.Identity{Name: "A"})) > 0 || got.Config.Path != "" {
		t.Errorf("%+v", got)
	}
	if owners, source := got.OwnersOf("a/b"); owners != nil || source != "" {
		t.Error(owners, source)
	}
	var none Declarations
	if owners, _ := none.OwnersOf("a"); owners != nil || none.Match(nhi.Identity{}) != nil {
		t.Error("the zero value declares something")
	}
}

func TestConfigPath(t *testing.T) {
	both := fstest.MapFS{
		ConfigPaths[0]:  {Data: []byte("fail_on: low")},
		ConfigPaths[1]:  {Data: []byte("fail_on: high")},
		"ci/other.yaml": {Data: []byte("fail_on: never")},
	}
	for _, test := range []struct {
		name, path string
		fsys       fs.FS
		want, err  string
	}{
		{"second place", "", file(ConfigPaths[1], "fail_on: high"), "high", ""},
		{"both", "", both, "", "there are two configurations: .rollcall/config.yaml and .github/rollcall.yaml"},
		{"asked for one of both", ConfigPaths[1], both, "high", ""},
		{"asked for another", "ci/other.yaml", both, "never", ""},
		{"asked for none", "nowhere.yaml", both, "", `there is no configuration at "nowhere.yaml"`},
		{"out of the folder", "../x.yaml", both, "", `there is no configuration at "../x.yaml"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Load(test.fsys, Options{ConfigPath: test.path})
			if errorText(err) != test.err || got.Config.FailOn != test.want {
				t.Errorf("got %q, %v", got.Config.FailOn, err)
			}
			var hinted interface{ Hint() string }
			if err != nil && (!errors.As(err, &hinted) || hinted.Hint() == "") {
				t.Error("no hint")
			}
		})
	}
}

func TestUnreadableFileIsAnError(t *testing.T) {
	_, err := Load(fstest.MapFS{Path: {Mode: fs.ModeDir}}, Options{})
	if err == nil || !strings.HasPrefix(err.Error(), "cannot read .rollcall/registry.yaml: ") {
		t.Errorf("got %v", err)
	}
}

// A message never repeats what stands in the file, but for words that are nearly ours.
func TestMessagesHoldNoContent(t *testing.T) {
	const canary = "Zq7canary9XwV"
	for _, text := range []string{
		canary, canary + ": 1", "fail_on: " + canary, "version: " + canary, "- " + canary, "*" + canary, "&" + canary + " 1",
		"!" + canary + " 1", "policies: {" + canary + ": 1}", "policies: {a: {mode: " + canary + "}}", "%" + canary + "\n---\n",
		"exceptions: [{policy: " + canary + ", expires: " + canary + "}]", "scan: {max_file_size: " + canary + ", history: " + canary + "}",
		"\"" + canary, "a: [" + canary, "'" + canary + "\\x", "\"\\" + canary + "\"", "? " + canary, "{" + canary + "}", canary + ": " + canary + ": ",
		"scan: {exclude: ['[" + canary + "']}", "score: {weights: {ownership: " + canary + "}}", "!!" + canary + " a",
	} {
		for _, path := range []string{ConfigPaths[0], Path} {
			_, err := Load(file(path, text), Options{})
			if err == nil {
				t.Errorf("%s accepted %q", path, text)
				continue
			}
			if strings.Contains(err.Error(), canary) {
				t.Errorf("the error repeats the file: %v", err)
			}
		}
	}
}

func TestExcluder(t *testing.T) {
	excluded := Scan{Exclude: []string{"/vendor/", "testdata/", "*.golden", "docs/*", "a/**/z", "/only.txt"}}.Excluder()
	for path, want := range map[string]bool{
		"vendor/x/y.go": true, "src/vendor/x.go": false, "a/testdata/b/c": true, "testdata": false,
		"x/y.golden": true, "y.golden/inside": true, "docs/a": true, "docs/a/b": true, "x/docs/a": false,
		"a/z": true, "a/b/c/z": true, "a/b/c/z/q": true, "only.txt": true, "x/only.txt": false, "main.go": false,
	} {
		if excluded(path) != want {
			t.Errorf("%s: excluded is %v", path, !want)
		}
	}
}

func FuzzConfig(f *testing.F) {
	for _, seed := range []string{
		"", "version: 1", "policies: {a: {mode: off, params: {x: [1, {y: 2026-01-01}]}}}", "score: {weights: {ownership: 1e309}}",
		"a: &a [*a, *a]", "scan: {exclude: ['**/a/**'], max_file_size: 99999999999 KB}", "exceptions: [{policy: a}]", "? [a]\n: b", "<<: {}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Load(file(ConfigPaths[0], text), Options{})
		checkError(t, err)
		if err != nil {
			return
		}
		for _, e := range got.Config.Exceptions {
			if e.Policy == "" || e.Identity == "" || e.Reason == "" || e.Owner == "" || e.Expires.IsZero() || e.Location.Line == 0 {
				t.Errorf("an incomplete exception was accepted: %+v", e)
			}
		}
		sum := 0.0
		for _, w := range got.Config.Weights {
			sum += w
		}
		if got.Config.Weights != nil && (len(got.Config.Weights) != len(Dimensions) || sum < 99.99 || sum > 100.01) {
			t.Errorf("weights %v were accepted", got.Config.Weights)
		}
	})
}

func FuzzRegistry(f *testing.F) {
	for _, seed := range []string{
		"", "- match: {name: 'A*'}\n  owners: {technical: x}", "- match: {id: a}\n  attested: {by: a, on: 2026-01-01}",
		"[{match: {kind: agent}, agent: {allowed_secrets: []}}]", "- [", "- match: {name: '***'}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Load(file(Path, text), Options{})
		checkError(t, err)
		for _, e := range got.Entries {
			if (e.Match == Selector{}) {
				t.Error("an entry without a selector was accepted")
			}
			literal := nhi.Identity{
				ID: nhi.ID(e.Match.ID), System: e.Match.Provider, Kind: e.Match.Kind, Name: e.Match.Name, Scope: e.Match.Repo,
				Credential: nhi.Credential{Service: e.Match.Service},
			}
			if !e.Match.lower().selects(subject(literal)) {
				t.Errorf("%+v does not match itself", e.Match)
			}
		}
	})
}

// checkError asserts that an error has places that exist and a bounded, printable message.
func checkError(t *testing.T, err error) {
	t.Helper()
	var problems *Error
	if err == nil || !errors.As(err, &problems) {
		return
	}
	for _, p := range problems.Problems {
		if p.Location.Path == "" || p.Location.Line < 0 || len(p.Message) > 1000 {
			t.Errorf("%+v", p)
		}
	}
}
