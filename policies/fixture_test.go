package policies

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const head = "# METADATA\n# scope: package\n# title: A title\n# custom:\n#   severity: low\n#   severities: [high]\n"

// custom is a folder with one policy of the given METADATA and body.
func custom(metadata, body string) fstest.MapFS {
	return fstest.MapFS{"p.rego": {Data: []byte(head + metadata + "package custom.p\n\n" + body)}}
}

func load(t testing.TB, fsys fstest.MapFS) *Set {
	t.Helper()
	s, err := Load(fsys)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

func secret(name string) nhi.Identity {
	return nhi.Identity{
		ID: nhi.ID("github:acme/app:actions-secret:" + name), Kind: nhi.KindCISecret, Name: name, System: "github",
		Scope: "acme/app", Store: "actions-secret", Lifetime: nhi.LifetimeStatic,
		Owner: nhi.Owner{Status: nhi.OwnerConfirmed},
		Uses:  []nhi.Use{{Workflow: ".github/workflows/ci.yml", Job: "test", Step: -1, Route: nhi.RouteEnv, Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 9}}},
	}
}

// only returns the findings of one policy.
func only(findings []nhi.Finding, policy string) []nhi.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f nhi.Finding) bool { return f.Policy != policy })
}

const everyIdentity = `findings contains {"identity": i.id, "message": sprintf("%s is here.", [i.name])} if some i in input.identities
`
