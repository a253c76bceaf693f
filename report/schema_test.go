package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rollcall-dev/rollcall/nhi"
)

// schemaFile is the published schema of the JSON report.
const schemaFile = "../docs/report.schema.json"

// descriptions are those of fields whose name and type say enough in Go, and not to a reader of
// the schema. A field of a documented type needs none, nor does one with a comment in nhi.
var descriptions = map[string]string{
	"Fact.value":                "The fact itself; left out when it is not known or is the type's zero.",
	"Policy.title":              "What the policy is about, in a few words.",
	"Policy.description":        "What the policy asks, in a sentence.",
	"Policy.params":             "The parameters in force.",
	"Policy.url":                "Its page on the web.",
	"Policy.findings":           "How many findings count.",
	"Policy.unknowns":           "About how many identities it could not decide.",
	"Exception.policy":          "The policy's ID.",
	"Exception.reason":          "Why the findings may pass.",
	"Exception.owner":           "Who answers for the exception.",
	"Finding.policy":            "The policy's ID.",
	"Finding.title":             "The policy's title.",
	"Finding.categories":        "Categories of the OWASP Non-Human Identities Top 10, e.g. NHI2.",
	"Finding.message":           "What is wrong, in one sentence.",
	"Finding.related":           "Further places that show it.",
	"Finding.evidence":          "The facts on which the policy decided, in the policy's own terms.",
	"Unknown.policy":            "The policy's ID.",
	"Unknown.fact":              "The fact it lacked, e.g. times.rotated.",
	"Identity.purpose":          "What it is for.",
	"Identity.uses":             "The jobs that can read it.",
	"Identity.exposures":        "The places where its value can be read.",
	"Identity.links":            "Its ties to other identities.",
	"Owner.technical":           "The person or team that can change it.",
	"Owner.business":            "Who decides whether it is still needed.",
	"Business.vendor":           "The company behind it.",
	"Times.created":             "When it was made.",
	"Times.first_seen":          "When the repository first held it.",
	"Times.last_used":           "When it was last used.",
	"Times.rotated":             "When its credential was last renewed.",
	"Rotation.procedure":        "How it is renewed: an address or a path.",
	"Attestation.by":            "Who said so.",
	"Attestation.on":            "When.",
	"Attestation.until":         "How long the word holds.",
	"Use.workflow":              "The workflow's path.",
	"Use.job":                   "The job's ID.",
	"Use.step_name":             "The step's name.",
	"Use.level":                 "Where it is written: workflow, job or step.",
	"Use.input":                 "The variable's or the input's name.",
	"Use.gates":                 "What the job's condition asks for: actor, label, fork and the like.",
	"Use.self_hosted":           "The job runs on a self-hosted runner.",
	"Link.to":                   "The other identity.",
	"Link.reason":               "Why they are tied.",
	"ScanCount.source":          "The source's name.",
	"ScanCount.count":           "How many of the unit were read.",
	"Suppression.reason":        "Why, in the words of who decided it.",
	"Credential.issued_at":      "When the value says it was issued.",
	"Credential.expires_at":     "When the value says it expires.",
	"Proof.name":                "What is said, e.g. aws account.",
	"Proof.value":               "What it is.",
	"Workflow.path":             "The file's path.",
	"Workflow.name":             "The workflow's name.",
	"Workflow.triggers":         "The events that start it.",
	"Trigger.event":             "The event's name, e.g. pull_request.",
	"Permissions.scopes":        "The level of each scope, e.g. contents: write.",
	"Job.id":                    "The job's key in the workflow.",
	"Job.name":                  "The job's name.",
	"Job.runs_on":               "The labels its runner must have.",
	"Job.steps":                 "Its steps in order.",
	"Job.credentials":           "The credentials it can read.",
	"Job.cloud_logins":          "Its logins to clouds and vaults.",
	"Step.id":                   "The step's id.",
	"Step.name":                 "The step's name.",
	"ActionRef.raw":             "The reference as written.",
	"ActionRef.repo":            "The repository's name.",
	"ActionRef.ref":             "The tag, branch or commit.",
	"CloudLogin.step":           "Index of the step.",
	"Agent.settings":            "The settings that widen what it may do.",
	"Agent.servers":             "The tool servers it may call.",
	"Agent.inline":              "Literals where a reference to a secret belongs.",
	"MCPServer.name":            "The server's name in the configuration.",
	"MCPServer.inline":          "Literals where a reference to a secret belongs.",
	"Report.schema_version":     "The version of this schema: " + nhi.SchemaVersion + ".",
	"Report.findings":           "What the policies found, the suppressed included.",
	"Report.identities":         "The inventory.",
	"Report.workflows":          "The workflows and composite actions as written.",
	"Report.policies":           "Every policy of the set in force, those that are off too.",
	"Report.unknowns":           "What the policies could not decide.",
	"Report.exceptions":         "The exceptions of the configuration.",
	"Report.gaps":               "What the scan could not see.",
	"Report.counts":             "How much was read.",
	"Tool.name":                 "The program's name.",
	"Tool.version":              "The program's version.",
	"Tool.url":                  "The program's page.",
	"Target.url":                "The repository's page.",
	"Target.shallow":            "The clone's history ends before its beginning.",
	"Score.formula_version":     "The version of the formula; only scores of one version compare.",
	"Score.value":               "The score.",
	"Score.provisional":         "Too little is known for the score to be relied on.",
	"Score.dimensions":          "Its five parts.",
	"Score.caps":                "The limits that apply.",
	"Score.recommendations":     "What to do, by what it gains.",
	"Score.grants":              "What would make more known.",
	"Dimension.question":        "What the dimension asks.",
	"Dimension.score":           "The dimension's score, from 0 to 100.",
	"Dimension.low":             "With every unknown counted as 0.",
	"Dimension.high":            "With every unknown counted as 1.",
	"Dimension.coverage":        "From 0 to 1: the share of weight whose facts are known.",
	"Problem.unknown":           "The value is not known rather than low.",
	"Problem.reason":            "Why, in a few words.",
	"Cap.limit":                 "The most that the score can be.",
	"Cap.reason":                "What caps it.",
	"Recommendation.title":      "What to do, in a sentence.",
	"Recommendation.identities": "The identities it concerns.",
	"Recommendation.owner":      "Who should do it.",
	"Grant.title":               "What to grant.",
	"Keylessness.static":        "Uses of a stored key.",
}

// TestSchemaDescribesReport derives the schema from the types of nhi and their comments. After a
// change of nhi, go test ./report -update writes it anew.
func TestSchemaDescribesReport(t *testing.T) {
	schema := newSchemaWriter(t).write(reflect.TypeFor[nhi.Report]())
	encoded, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, schemaFile, append(encoded, '\n'))
}

// schemaWriter writes a JSON Schema of Go types.
type schemaWriter struct {
	t         *testing.T
	comments  map[string]string   // of types by name, of fields by type.jsonName
	constants map[string][]string // the values of each named string type
	defs      map[string]any
}

func newSchemaWriter(t *testing.T) *schemaWriter {
	w := &schemaWriter{t: t, comments: map[string]string{}, constants: map[string][]string{}, defs: map[string]any{}}
	files, err := filepath.Glob("../nhi/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of nhi: %v", err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if group, ok := decl.(*ast.GenDecl); ok {
				w.collect(group)
			}
		}
	}
	return w
}

// collect notes a declaration's comments and constants.
func (w *schemaWriter) collect(group *ast.GenDecl) {
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			w.comments[spec.Name.Name] = oneParagraph(group.Doc.Text())
			if fields, ok := spec.Type.(*ast.StructType); ok {
				w.collectFields(spec.Name.Name, fields)
			}
		case *ast.ValueSpec:
			w.collectConstant(spec)
		}
	}
}

func (w *schemaWriter) collectFields(owner string, fields *ast.StructType) {
	for _, field := range fields.Fields.List {
		comment := oneParagraph(field.Comment.Text())
		if comment == "" {
			comment = oneParagraph(field.Doc.Text())
		}
		if field.Tag == nil || comment == "" {
			continue
		}
		tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json")
		name, _, _ := strings.Cut(tag, ",")
		w.comments[owner+"."+name] = sentence(sentenceCase(comment))
	}
}

func (w *schemaWriter) collectConstant(spec *ast.ValueSpec) {
	kind, ok := spec.Type.(*ast.Ident)
	if !ok || len(spec.Values) != 1 {
		return
	}
	if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
		value, err := strconv.Unquote(literal.Value)
		if err != nil {
			w.t.Fatal(err)
		}
		w.constants[kind.Name] = append(w.constants[kind.Name], value)
	}
}

func oneParagraph(comment string) string { return strings.Join(strings.Fields(comment), " ") }

// write returns the schema of a struct type and all that it holds.
func (w *schemaWriter) write(root reflect.Type) map[string]any {
	schema := w.object(root)
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["$id"] = "https://github.com/rollcall-dev/rollcall/blob/main/docs/report.schema.json"
	schema["title"] = "Rollcall report"
	schema["properties"].(map[string]any)["schema_version"].(map[string]any)["const"] = nhi.SchemaVersion
	schema["$defs"] = w.defs
	return schema
}

// object is the schema of a struct; fields that are always written are required.
func (w *schemaWriter) object(typ reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	owner, _, _ := strings.Cut(typ.Name(), "[")
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue // not written
		}
		property := maps.Clone(w.value(field.Type))
		property["description"] = w.describe(owner+"."+name, field.Type)
		properties[name] = property
		if options == "" {
			required = append(required, name)
		}
	}
	object := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		object["required"] = required
	}
	if comment := w.comments[owner]; comment != "" {
		object["description"] = comment
	}
	return object
}

// describe is what the schema says about a field: its comment, else ours, else its type's.
func (w *schemaWriter) describe(field string, typ reflect.Type) string {
	for _, text := range []string{w.comments[field], descriptions[field], w.comments[typeName(typ)]} {
		if text != "" {
			return text
		}
	}
	w.t.Errorf("nothing describes %s: give it a comment in nhi, or a line in descriptions", field)
	return ""
}

func typeName(typ reflect.Type) string {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if strings.HasPrefix(typ.Name(), "Fact[") {
		return typeName(typ.Field(0).Type)
	}
	return typ.Name()
}

// value is the schema of any type that a report holds.
func (w *schemaWriter) value(typ reflect.Type) map[string]any {
	if typ == reflect.TypeFor[time.Time]() {
		return map[string]any{"type": "string", "format": "date-time"}
	}
	switch typ.Kind() {
	case reflect.Struct:
		return map[string]any{"$ref": "#/$defs/" + w.define(typ)}
	case reflect.Pointer:
		return w.value(typ.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": w.value(typ.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": w.value(typ.Elem())}
	case reflect.String:
		if values := w.constants[typ.Name()]; len(values) > 0 {
			return map[string]any{"type": "string", "enum": values}
		}
		return map[string]any{"type": "string"}
	case reflect.Uint8:
		return map[string]any{"type": "string", "enum": wordsOf(typ)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Interface:
		return map[string]any{}
	}
	w.t.Errorf("the schema has no form for %v", typ)
	return nil
}

// wordsOf are the values of a type that is a number in memory and a word in JSON.
func wordsOf(typ reflect.Type) (all []string) {
	for n := reflect.New(typ).Elem(); ; {
		n.SetUint(n.Uint() + 1)
		word := n.Interface().(fmt.Stringer).String()
		if word == "" {
			return all
		}
		all = append(all, word)
	}
}

var typeArgument = regexp.MustCompile(`\[(?:.*\.)?(\w+)\]$`)

// define puts a struct among the definitions, once, and returns its name there.
func (w *schemaWriter) define(typ reflect.Type) string {
	name := typeArgument.ReplaceAllStringFunc(typ.Name(), func(argument string) string {
		return "Of" + sentenceCase(typeArgument.FindStringSubmatch(argument)[1])
	})
	if _, done := w.defs[name]; !done {
		w.defs[name] = nil // a type that holds itself ends here
		w.defs[name] = w.object(typ)
	}
	return name
}

func compileSchema(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, document []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestReportsFollowSchema(t *testing.T) {
	schema := compileSchema(t, schemaFile)
	for name, r := range map[string]nhi.Report{"sample": sampleReport(), "empty": emptyReport(), "zero lists": {SchemaVersion: nhi.SchemaVersion}} {
		if err := validate(t, schema, written(t, "json", r, Options{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t, schemaFile)
	valid := string(written(t, "json", sampleReport(), Options{}))
	for _, test := range []struct{ name, old, replacement string }{
		{"another version", `"schema_version": "1"`, `"schema_version": "2"`},
		{"a severity that does not exist", `"severity": "critical"`, `"severity": "dreadful"`},
		{"a field that does not exist", `"fingerprint":`, `"fingerprints":`},
		{"null", `"gaps": [`, `"gaps": null, "x": [`},
		{"a date that is none", `"generated_at": "2026-11-22T09:30:00Z"`, `"generated_at": "yesterday"`},
		{"a number as text", `"value_class": 1`, `"value_class": "1"`},
	} {
		changed := strings.Replace(valid, test.old, test.replacement, 1)
		if changed == valid {
			t.Errorf("%s: the sample has no %s", test.name, test.old)
		}
		if validate(t, schema, []byte(changed)) == nil {
			t.Errorf("%s: the schema takes it", test.name)
		}
	}
}

// TestDescriptionsAreNeeded keeps the list from outliving the fields it describes.
func TestDescriptionsAreNeeded(t *testing.T) {
	w := newSchemaWriter(t)
	w.write(reflect.TypeFor[nhi.Report]())
	source, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range slices.Sorted(maps.Keys(descriptions)) {
		if w.comments[field] != "" {
			t.Errorf("%s has a comment in nhi already", field)
		}
		if encoded, _ := json.Marshal(descriptions[field]); !bytes.Contains(source, encoded) {
			t.Errorf("no field is described as %s", field)
		}
	}
}
