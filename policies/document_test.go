package policies

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A workflow whose token the inventory does not list is judged as well.
func TestWorkflowWithoutToken(t *testing.T) {
	w := nhi.Workflow{Path: ".github/workflows/ci.yml", Jobs: []nhi.Job{{ID: "test", Location: nhi.Location{Path: ".github/workflows/ci.yml", Line: 6}}}}
	composite := nhi.Workflow{Path: "action.yml", Composite: true, Jobs: []nhi.Job{{}}}
	v, err := load(t, nil).Evaluate(t.Context(), Input{Identities: []nhi.Identity{secret("A")}, Workflows: []nhi.Workflow{w, composite}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	got := only(v.Findings, "token_permissions_missing")
	if len(got) != 1 || got[0].Identity != "github:acme/app:workflow-token:.github/workflows/ci.yml" || got[0].Location.Line != 6 {
		t.Errorf("got %+v", got)
	}
}

// derive makes all the facts at once.
func derive(in Input) ([]identityFacts, []settingsFacts, summaryFacts) {
	d := newDerivation(in)
	var facts []identityFacts
	entries, summary := d.entries(in)
	for _, id := range entries {
		facts = append(facts, d.identity(id))
	}
	var settings []settingsFacts
	for _, h := range d.homes(in.Platform, in) {
		settings = append(settings, h.facts())
	}
	return facts, settings, summary
}

// The document that Rego gets is the one that the schema describes.
func TestDocumentMatchesSchema(t *testing.T) {
	encoded, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaID, raw); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(schemaID)
	if err != nil {
		t.Fatal(err)
	}
	facts, homes, summary := derive(shop())
	exceptions := exceptionFacts(shop().Exceptions, []int{1}, now, func(string) bool { return true })
	doc := document{Version: DocumentVersion, Now: now.Format(time.RFC3339), Identities: facts, Settings: homes, Summary: summary, Exceptions: exceptions}
	plain := map[string]any{"params": map[string]any{}}
	for _, f := range fieldsOf(reflect.TypeFor[document]()) {
		if f.name == "params" {
			continue
		}
		if plain[f.name], err = ast.JSON(termOf(reflect.ValueOf(doc).Field(f.index)).Value); err != nil {
			t.Fatal(err)
		}
	}
	if err := schema.Validate(plain); err != nil {
		t.Error(err)
	}
}
