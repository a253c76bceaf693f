package policies

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/open-policy-agent/opa/v1/ast"
)

// parsedPack is the pack as its source says it, by ID.
func parsedPack(t *testing.T) map[string]*policy {
	t.Helper()
	files, err := fs.Glob(pack, "*/policy.rego")
	if err != nil {
		t.Fatal(err)
	}
	parsed := map[string]*policy{}
	for _, file := range files {
		p, err := loadBuiltinPolicy(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		m, err := p.module()
		if err != nil {
			t.Fatal(err)
		}
		p.needs = needsOf(m)
		parsed[path.Dir(file)] = p
	}
	return parsed
}

func TestPackIsDescribed(t *testing.T) {
	all := map[string]description{}
	for id, p := range parsedPack(t) {
		source, err := readFile(pack, p.file)
		if err != nil {
			t.Fatal(err)
		}
		all[id] = p.description(source)
	}
	want, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("pack.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(packJSON) != string(want) {
		t.Error("pack.json is not what the policies say of themselves: go test ./policies -run TestPackIs -update")
	}
}

// A policy that is described is the one that parsing it gives, and one that changed since is parsed.
func TestDescribedPolicyIsTheParsedOne(t *testing.T) {
	described := readDescriptions(packJSON)
	for id, want := range parsedPack(t) {
		p, err := loadBuiltinPolicy(want.file, described)
		if err != nil {
			t.Fatal(err)
		}
		options := cmp.Options{cmp.AllowUnexported(policy{}), cmpopts.IgnoreFields(policy{}, "module", "compiled", "ready"), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b ast.Ref) bool { return a.Equal(b) })}
		if diff := cmp.Diff(want, p, options); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
		changed := described[id]
		changed.Checksum++
		if _, ok := changed.policy(id, want.file, ""); ok {
			t.Errorf("%s: the description of another source is used", id)
		}
	}
	if readDescriptions([]byte("{")) != nil {
		t.Error("a damaged list of descriptions is used")
	}
}
