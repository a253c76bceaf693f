package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/registry"
)

// key is a key of the configuration or the registry. From the tables of them come the tables of
// docs/configuration.md and the schemas that editors complete by; the tests hold them to what is read.
type key struct {
	path    string // with "<id>" for any key, and "[]" for the items of a list
	form    form
	preset  string // what holds without it, in words
	says    string
	example string // JSON, which is YAML too
}

// form is what a value may be.
type form struct {
	name   string         // for the reader
	schema map[string]any // without the parts that other keys are
	needs  []string       // of a mapping
	wrong  string         // JSON of a value that is none
}

var (
	text     = form{"text", map[string]any{"type": "string", "minLength": 1, "maxLength": 1000}, nil, `7`}
	person   = form{"text", map[string]any{"type": "string", "minLength": 1, "maxLength": 1000, "not": map[string]any{"pattern": `(^|[@/: ])NAME$`}}, nil, `"team/NAME"`}
	texts    = form{"list of texts", map[string]any{"type": "array", "items": text.schema}, nil, `"alone"`}
	day      = form{"date", map[string]any{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}, nil, `"tomorrow"`}
	boolean  = form{"`true` or `false`", map[string]any{"type": "boolean"}, nil, `"perhaps"`}
	size     = form{"size", map[string]any{"type": []string{"string", "integer"}, "pattern": `^[0-9]{1,10} ?(|KB|MB|GB|KiB|MiB|GiB)$`, "minimum": 1, "maximum": 1 << 30}, nil, `"much"`}
	policyID = form{"a policy's ID", map[string]any{"type": "string", "pattern": `^[a-z0-9][a-z0-9._-]{0,79}$`}, nil, `"No ID"`}
	list     = form{"list", map[string]any{"type": "array"}, nil, `"alone"`}
	settings = form{"mapping", map[string]any{"type": "object"}, nil, `"alone"`}
)

func integer(least, most int) form {
	name := fmt.Sprintf("number, %d to %d", least, most)
	if least == most {
		name = fmt.Sprintf("`%d`", least)
	}
	return form{name, map[string]any{"type": "integer", "minimum": least, "maximum": most}, nil, fmt.Sprint(most + 1)}
}

func mapping(needs ...string) form {
	return form{"mapping", map[string]any{"type": "object", "additionalProperties": false}, needs, `"alone"`}
}

func oneOf[T ~string](words []T) form {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "`" + string(w) + "`"
	}
	return form{strings.Join(quoted, ", "), map[string]any{"enum": words}, nil, `"nonsense"`}
}

var configurationKeys = []key{
	{"", mapping(), "", "Rollcall's configuration: .rollcall/config.yaml or .github/rollcall.yaml", ""},
	{"version", integer(1, 1), "`1`", "the version of the file's form", `1`},
	{"fail_on", oneOf(registry.FailOn), "any finding of an enforced policy", "the least severity that makes the check fail, counting advisory findings too; `never`: no finding does", `"high"`},
	{"policies", settings, "", "by a policy's ID, what is different from its own; `rollcall policy list` shows the IDs", `{"no_owner": {"mode": "enforced"}}`},
	{"policies.<id>", mapping(), "", "what is different from the policy's own", `{"mode": "enforced"}`},
	{"policies.<id>.mode", oneOf(nhi.Modes), "the policy's own", "`enforced` fails the check, `advisory` reports, `off` is not evaluated", `"advisory"`},
	{"policies.<id>.severity", oneOf(nhi.Severities), "the policy's own", "how grave its findings are", `"critical"`},
	{"policies.<id>.params", settings, "the policy's own", "the policy's parameters; `rollcall policy explain ID` lists them", `{"days": {"high": 60}}`},
	{"exceptions", list, "none", "findings that pass until a day", ""},
	{"exceptions[]", mapping("policy", "identity", "reason", "owner", "expires"), "", "lets the findings of one policy on some identities pass until a day", ""},
	{"exceptions[].policy", policyID, "required", "the policy's ID", `"static_key_over_oidc"`},
	{"exceptions[].identity", text, "required", "an identity's ID as the report shows it, or a pattern in which `*` stands for anything", `"github:acme/shop:actions-secret:AWS_*"`},
	{"exceptions[].reason", text, "required", "why this may wait", `"the account is closed in December"`},
	{"exceptions[].owner", person, "required", "who answers for it", `"team/platform"`},
	{"exceptions[].expires", day, "required", "the last day of the exception, at most 180 days ahead", `"2026-12-31"`},
	{"score", mapping(), "", "how the score is computed", `{"weights": {"ownership": 30, "privilege": 25, "rotation": 20, "staleness": 10, "expiration": 15}}`},
	{"score.weights", mapping(registry.Dimensions...), "", "the weights of the five dimensions: all five, summing to 100", `{"ownership": 30, "privilege": 25, "rotation": 20, "staleness": 10, "expiration": 15}`},
	{"score.weights.ownership", weight, "`25`", "whether somebody answers for it", `30`},
	{"score.weights.privilege", weight, "`25`", "what it may do", `25`},
	{"score.weights.rotation", weight, "`20`", "how old it is", `20`},
	{"score.weights.staleness", weight, "`15`", "whether it is used", `10`},
	{"score.weights.expiration", weight, "`15`", "whether it ends", `15`},
	{"scan", mapping(), "", "what is looked at", `{"history": true}`},
	{"scan.history", boolean, "`true`", "read every commit that a ref reaches; `false`: only the files as they are. The command line decides over it", `false`},
	{"scan.exclude", texts, "none", "patterns of paths left out: their workflows and agents are not read, and what leaks in them is listed as suppressed", `["/vendor/", "testdata/"]`},
	{"scan.max_file_size", size, "each source's own", "the largest file that is read: bytes, or with a unit from `KB` to `GiB`; at most 1 GiB. A larger file is a gap in the report", `"5 MiB"`},
}

var weight = form{"number, 0 to 100", map[string]any{"type": "number", "minimum": 0, "maximum": 100}, nil, `101`}

var registryKeys = []key{
	{"", list, "", "Rollcall's registry, .rollcall/registry.yaml: what is true of which identities", ""},
	{"[]", mapping("match"), "", "says which identities it speaks of, and what is true of them", ""},
	{"[].match", form{"mapping", map[string]any{"type": "object", "additionalProperties": false, "minProperties": 1}, nil, `{}`}, "required", "which identities: every key given must match", `{"name": "AWS_*"}`},
	{"[].match.id", text, "", "the identity's ID, as reports show it", `"github:acme/shop:actions-secret:NPM_TOKEN"`},
	{"[].match.provider", text, "", "the system it lives in: `github`, or `git` for a value found in a file", `"github"`},
	{"[].match.kind", oneOf(kindNames()), "", "what it is; no pattern", `"ci_secret"`},
	{"[].match.name", text, "", "the identity's name: a secret's, a workflow's path for its token, a runner's labels, a role", `"STRIPE_*"`},
	{"[].match.repo", text, "", "the repository, as `owner/name`; for what an organisation keeps, the organisation", `"acme/shop"`},
	{"[].match.store", text, "", "where it is kept: `actions-secret`, `environment-secret`, `dependabot-secret`, `codespaces-secret`, `agents-secret`, `workflow-token`, `file`, …", `"environment-secret"`},
	{"[].match.environment", text, "", "the GitHub environment that keeps it", `"production"`},
	{"[].match.service", text, "", "the service that the credential is for, as reports name it", `"Stripe"`},
	{"[].purpose", text, "", "what it is for", `"charge cards at checkout"`},
	{"[].business_process", text, "", "the business process that stops without it", `"order-to-cash"`},
	{"[].criticality", oneOf(nhi.Criticalities), "derived, never to your advantage", "how bad its abuse would be", `"critical"`},
	{"[].environment", oneOf(declaredEnvironments()), "from the jobs' environments, else from its name", "where it works", `"production"`},
	{"[].owners", mapping(), "from CODEOWNERS, marked *inferred*", "who answers for it, as you write them elsewhere", `{"technical": "team/payments"}`},
	{"[].owners.technical", person, "", "who rotates and revokes it: a team or a person", `"team/payments"`},
	{"[].owners.business", person, "", "who decides whether it is still needed", `"user:cfo-delegate"`},
	{"[].privilege", mapping(), "what files and API show", "what it may do, where these cannot show it", `{"level": "write"}`},
	{"[].privilege.level", oneOf(nhi.PermissionLevels), "", "how much it may do", `"write"`},
	{"[].privilege.resources", oneOf([]nhi.ResourceScope{nhi.ScopeSingle, nhi.ScopeMultiple, nhi.ScopeOrganization, nhi.ScopeAll}), "", "on how much", `"single"`},
	{"[].rotation", mapping(), "", "how often it is renewed", `{"days": 60}`},
	{"[].rotation.days", integer(1, 3650), "the lesser of the service's and what its criticality allows", "its maximum age", `60`},
	{"[].rotation.last", day, "", "when it was last renewed", `"2026-09-15"`},
	{"[].rotation.procedure", text, "", "where the steps are written: a path or an address", `"docs/runbooks/stripe.md"`},
	{"[].rotation.tested", day, "", "when the steps were last tried", `"2026-10-01"`},
	{"[].expires_on", day, "", "its last day", `"2027-01-15"`},
	{"[].vendor", mapping("name"), "", "the company that issues it", `{"name": "Stripe"}`},
	{"[].vendor.name", text, "required", "who issues it", `"Stripe"`},
	{"[].vendor.contract_end", day, "", "when the contract with them ends", `"2027-12-31"`},
	{"[].regulatory_scope", texts, "", "words such as `pci`, `sox`, `gdpr`", `["pci"]`},
	{"[].revocation", text, "", "how to end it at once", `"dashboard > developers > roll key"`},
	{"[].attested", mapping("by", "on"), "", "who last confirmed that it is still needed", `{"by": "alice", "on": "2026-10-02"}`},
	{"[].attested.by", person, "required", "who confirmed it", `"alice"`},
	{"[].attested.on", day, "required", "when", `"2026-10-02"`},
	{"[].attested.decision", oneOf([]string{"keep", "rotate", "retire"}), "", "what was decided", `"keep"`},
	{"[].attested.until", day, "", "when to ask again", `"2026-12-31"`},
	{"[].agent", mapping(), "", "of an AI agent alone", `{"sponsor": "user:alice"}`},
	{"[].agent.sponsor", person, "", "the person who answers for an AI agent", `"user:alice"`},
	{"[].agent.allowed_secrets", texts, "not declared", "the secrets that the agent may reach: names or patterns; an empty list: none", `["ANTHROPIC_API_KEY"]`},
}

func kindNames() (names []string) {
	for _, k := range nhi.Kinds {
		names = append(names, k.Name)
	}
	return names
}

func declaredEnvironments() []nhi.Environment {
	return slices.DeleteFunc(slices.Clone(nhi.Environments), func(e nhi.Environment) bool { return e == nhi.EnvironmentUnknown })
}

// declaredFile is one of the files, its keys and where its schema is.
type declaredFile struct {
	name, path, schema string
	keys               []key
}

var declaredFiles = []declaredFile{
	{"configuration", registry.ConfigPaths[0], "config.schema.json", configurationKeys},
	{"registry", registry.Path, "registry.schema.json", registryKeys},
}

// TestConfigurationPage holds docs/configuration.md and the schemas beside it to the tables of keys. With -update it rewrites them.
func TestConfigurationPage(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	current := func(name string) string {
		data, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil && !*update {
			t.Fatal(err)
		}
		return string(data)
	}
	want := map[string]string{"configuration.md": current("configuration.md")}
	for _, file := range declaredFiles {
		want["configuration.md"] = between(t, want["configuration.md"], file.name+" keys", keyTable(file.keys))
		want[file.schema] = schemaText(t, file)
	}
	for name, text := range want {
		if *update {
			if err := os.WriteFile(filepath.Join(docs, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if text != current(name) {
			t.Errorf("docs/%s is not up to date: go test ./cmd/rollcall -run TestConfigurationPage -update", name)
		}
	}
}

func keyTable(keys []key) string {
	var table strings.Builder
	table.WriteString("| Key | Value | What it says | Default | Example |\n|---|---|---|---|---|\n")
	for _, k := range keys {
		if k.path == "" || k.path == "[]" || k.form.schema["type"] == "object" && k.path != "policies" && k.path != "policies.<id>.params" {
			continue // its own keys say it
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s | %s |\n", strings.TrimPrefix(k.path, "[]."), k.form.name, k.says, k.preset, shownExample(k.example))
	}
	return table.String()
}

// shownExample is an example as people write it in YAML: texts without quotes where these are not needed.
func shownExample(text string) string {
	if text == "" {
		return ""
	}
	plain := regexp.MustCompile(`"([A-Za-z0-9_./-][A-Za-z0-9_./ >-]*)"`).ReplaceAllString(text, "$1")
	return "`" + plain + "`"
}

// schemaText is the JSON schema of a file.
func schemaText(t *testing.T, file declaredFile) string {
	root := map[string]any{}
	for _, k := range file.keys {
		at := root
		for _, step := range steps(k.path) {
			at = descend(at, step)
		}
		maps.Copy(at, k.form.schema)
		at["description"] = strings.ReplaceAll(k.says, "`", "")
		if len(k.form.needs) > 0 {
			at["required"] = k.form.needs
		}
		if k.example != "" {
			var example any
			if err := json.Unmarshal([]byte(k.example), &example); err != nil {
				t.Fatalf("%s: %v", k.path, err)
			}
			at["examples"] = []any{example}
		}
	}
	if file.name == "configuration" {
		namePolicies(t, root)
	}
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "https://raw.githubusercontent.com/rollcall-dev/rollcall/main/docs/" + file.schema
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// steps are the parts of a key's path.
func steps(path string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(path, "[]", ".[]"), func(r rune) bool { return r == '.' })
}

// descend gives the schema of a part, which it makes where there is none.
func descend(schema map[string]any, step string) map[string]any {
	kind, name := "properties", step
	switch step {
	case "[]":
		if _, there := schema["items"]; !there {
			schema["items"] = map[string]any{}
		}
		return schema["items"].(map[string]any)
	case "<id>":
		kind, name = "patternProperties", policyID.schema["pattern"].(string)
		schema["additionalProperties"] = false
	}
	parts, _ := schema[kind].(map[string]any)
	if parts == nil {
		parts = map[string]any{}
		schema[kind] = parts
	}
	if parts[name] == nil {
		parts[name] = map[string]any{}
	}
	return parts[name].(map[string]any)
}

// namePolicies lists the built-in policies, so that editors complete their IDs.
func namePolicies(t *testing.T, root map[string]any) {
	set, err := policies.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]any{}
	for _, p := range set.Policies() {
		named[p.ID] = map[string]any{"description": p.Title}
	}
	descend(root, "policies")["properties"] = named
}

// children are the last steps of the keys right under a path.
func children(keys []key, path string) []string {
	var names []string
	for _, k := range keys {
		if rest, under := strings.CutPrefix(k.path, path); under && rest != "" && !strings.ContainsAny(strings.TrimPrefix(rest, "."), ".[<") {
			names = append(names, strings.TrimPrefix(rest, "."))
		}
	}
	return names
}

var knownKeys = regexp.MustCompile(`(?m)(?:allowed: |of keys: )(.+)$`)

// TestKeysAreThoseThatAreRead asks, of each mapping, which keys there are, by giving it one that is none.
func TestKeysAreThoseThatAreRead(t *testing.T) {
	for _, file := range declaredFiles {
		for _, k := range file.keys {
			want := children(file.keys, k.path)
			if k.form.schema["additionalProperties"] != false || len(want) == 0 {
				continue
			}
			document := nested(steps(k.path), `{"qqqqqqqq": 1}`)
			m := knownKeys.FindStringSubmatch(loadError(file, document))
			if m == nil {
				m = knownKeys.FindStringSubmatch(loadError(file, nested(steps(k.path), `1`)))
			}
			if m == nil {
				t.Errorf("%s: no keys in %q", document, loadError(file, document))
				continue
			}
			got := strings.Split(m[1], ", ")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s has the keys %q, and the table %q", k.path, got, want)
			}
		}
	}
}

// TestKeysExamples: what the tables give as an example is read and fits the schema; what they say is wrong does neither.
func TestKeysExamples(t *testing.T) {
	for _, file := range declaredFiles {
		schema := compiledSchema(t, file)
		for _, k := range file.keys {
			if k.example == "" {
				continue
			}
			right, wrong := filled(k.path, k.example), filled(k.path, k.form.wrong)
			if err := loadError(file, right); err != "" {
				t.Errorf("%s: %s", right, err)
			}
			if err := validates(t, schema, right); err != nil {
				t.Errorf("%s: %v", right, err)
			}
			if loadError(file, wrong) == "" {
				t.Errorf("%s is read", wrong)
			}
			if validates(t, schema, wrong) == nil {
				t.Errorf("%s fits the schema", wrong)
			}
		}
	}
}

// TestKeysRequired: a mapping without a key that it needs is refused, by the schema too.
func TestKeysRequired(t *testing.T) {
	for _, file := range declaredFiles {
		schema := compiledSchema(t, file)
		for _, k := range file.keys {
			for _, missing := range k.form.needs {
				whole := map[string]json.RawMessage{}
				for _, name := range children(file.keys, k.path) {
					whole[name] = json.RawMessage(exampleOf(file.keys, k.path+"."+name))
				}
				delete(whole, missing)
				part, _ := json.Marshal(whole)
				document := nested(steps(k.path), string(part))
				if err := loadError(file, document); !strings.Contains(err, "needs "+missing) {
					t.Errorf("%s: %q", document, err)
				}
				if validates(t, schema, document) == nil {
					t.Errorf("%s fits the schema", document)
				}
			}
		}
	}
}

func exampleOf(keys []key, path string) string {
	i := slices.IndexFunc(keys, func(k key) bool { return k.path == path })
	return keys[i].example
}

// filled is a document that holds a value at a path, and what the mappings on its way need besides.
func filled(path, value string) string {
	parts := steps(path)
	for i := len(parts) - 1; i >= 0; i-- {
		name := parts[i]
		switch name {
		case "[]":
			value = "[" + value + "]"
			continue
		case "<id>":
			name = "no_owner"
		}
		members := map[string]json.RawMessage{}
		holder := strings.ReplaceAll(strings.Join(parts[:i], "."), ".[]", "[]")
		for _, file := range declaredFiles {
			for _, k := range file.keys {
				if k.path == holder && slices.Contains(k.form.needs, name) || k.path == holder && (file.name == "registry" || holder == "exceptions[]") {
					for _, need := range k.form.needs {
						members[need] = json.RawMessage(exampleOf(file.keys, holder+"."+need))
					}
				}
			}
		}
		members[name] = json.RawMessage(value)
		whole, err := json.Marshal(members)
		if err != nil {
			return err.Error()
		}
		value = string(whole)
	}
	return value
}

// nested puts a value under the steps of a path.
func nested(parts []string, value string) string {
	for _, step := range slices.Backward(parts) {
		switch step {
		case "[]":
			value = "[" + value + "]"
		case "<id>":
			value = `{"no_owner": ` + value + "}"
		default:
			value = fmt.Sprintf("{%q: %s}", step, value)
		}
	}
	return value
}

// loadError is what reading a file with that content complains about, "" for nothing.
func loadError(file declaredFile, content string) string {
	if _, err := registry.Load(fstest.MapFS{file.path: {Data: []byte(content)}}, registry.Options{}); err != nil {
		return err.Error()
	}
	return ""
}

func compiledSchema(t *testing.T, file declaredFile) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(schemaText(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(file.schema, document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(file.schema)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validates(t *testing.T, schema *jsonschema.Schema, document string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return schema.Validate(value)
}

var declaredExample = regexp.MustCompile("(?s)```yaml\n# (\\.rollcall/\\S+\\.yaml)\n(.*?)```")

// TestExamplesAreTaken: the configuration and the registry that a page shows are what a scan takes, to the parameters of the policies.
func TestExamplesAreTaken(t *testing.T) {
	for _, page := range []string{"README.md", "docs/configuration.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		dir, shown := t.TempDir(), map[string]bool{}
		for _, block := range declaredExample.FindAllStringSubmatch(string(text), -1) {
			name := filepath.Join(dir, filepath.FromSlash(block[1]))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(block[2]), 0o644); err != nil {
				t.Fatal(err)
			}
			shown[block[1]] = true
		}
		if !shown[".rollcall/config.yaml"] || !shown[".rollcall/registry.yaml"] {
			t.Errorf("%s shows %v", page, shown)
		}
		var out, stderr bytes.Buffer
		code := run(context.Background(), []string{"scan", "--quiet", "--now", "2026-11-22", dir}, strings.NewReader(""), &out, &stderr, func(string) string { return "" })
		if code != exitClean && code != exitFindings {
			t.Errorf("%s: exit code %d: %s", page, code, stderr.String())
		}
	}
}
