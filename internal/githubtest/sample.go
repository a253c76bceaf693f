package githubtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// sampler makes values of a schema: what is given, and around it what the schema requires.
type sampler struct {
	full     bool // fill in the optional members too
	lenient  bool // leave out what is given and not declared, instead of refusing it
	problems []string
}

// maximumDepth ends schemas that hold themselves.
const maximumDepth = 8

type nothing struct{}

// undescribed are members that GitHub serves and does not describe; go-github reads them.
var undescribed = []string{"can_admins_bypass"}

// value makes one. Given is nothing{} where the caller leaves it to the schema.
func (s *sampler) value(schema *openapi3.Schema, given any, name string, depth int) any {
	switch g := given.(type) {
	case nil:
		return nil
	case time.Time:
		return g.UTC().Format(time.RFC3339)
	case Fields:
		return s.object(schema, g, name, depth)
	case []Fields:
		items := make([]any, len(g))
		for i := range g {
			items[i] = s.value(element(schema), g[i], name, depth+1)
		}
		return items
	case nothing:
		return s.invent(schema, name, depth)
	}
	return given
}

func element(schema *openapi3.Schema) *openapi3.Schema {
	for _, branch := range branches(schema) {
		if branch.Items != nil {
			return branch.Items.Value
		}
	}
	return &openapi3.Schema{}
}

// object makes an object out of the schema's branch that knows most of what is given.
func (s *sampler) object(schema *openapi3.Schema, given Fields, name string, depth int) any {
	members, required := membersFor(schema, given)
	if s.full {
		members = union(schema)
	}
	made := map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if strings.HasPrefix(key, "?") {
			continue
		}
		member, declared := members[key]
		switch {
		case declared:
			made[key] = s.value(member.Value, given[key], key, depth+1)
		case open(schema), slices.Contains(undescribed, key):
			made[key] = s.value(&openapi3.Schema{}, given[key], key, depth+1)
		case !s.lenient:
			s.problems = append(s.problems, fmt.Sprintf("%s has no member %q", name, key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		if _, have := made[key]; have || !slices.Contains(required, key) && (!s.full || depth > maximumDepth/2) {
			continue
		}
		made[key] = s.value(members[key].Value, nothing{}, key, depth+1)
	}
	if told := schema.Discriminator; told != nil && made[told.PropertyName] == nil {
		made[told.PropertyName] = discriminating(schema, members)
	}
	return made
}

// discriminating is the value by which the schema knows that an object is of the branch with the members.
func discriminating(schema *openapi3.Schema, members openapi3.Schemas) any {
	for _, value := range slices.Sorted(maps.Keys(schema.Discriminator.Mapping)) {
		for _, branch := range schema.OneOf {
			known, _ := merged(branch.Value)
			if branch.Ref == schema.Discriminator.Mapping[value].Ref && len(known) == len(members) {
				return value
			}
		}
	}
	return nil
}

// open tells whether the schema takes members that it does not name.
func open(schema *openapi3.Schema) bool {
	return slices.ContainsFunc(branches(schema), func(b *openapi3.Schema) bool {
		return b.AdditionalProperties.Schema != nil || b.AdditionalProperties.Has != nil && *b.AdditionalProperties.Has ||
			len(b.Properties) == 0 && len(b.AllOf) == 0
	})
}

// branches are the schemas that a value may satisfy.
func branches(schema *openapi3.Schema) []*openapi3.Schema {
	var all []*openapi3.Schema
	for _, ref := range slices.Concat(schema.OneOf, schema.AnyOf) {
		all = append(all, branches(ref.Value)...)
	}
	if len(all) == 0 {
		return []*openapi3.Schema{schema}
	}
	return all
}

// membersFor are the members of the branch that knows most of the given ones, and those it requires.
func membersFor(schema *openapi3.Schema, given Fields) (openapi3.Schemas, []string) {
	var best openapi3.Schemas
	var required []string
	score := -1
	for _, branch := range told(schema, given) {
		members, needs := merged(branch)
		known := 0
		for key := range given {
			if _, ok := members[key]; ok {
				known++
			}
		}
		if known > score {
			best, required, score = members, needs, known
		}
	}
	return best, required
}

// union are the members of all branches of a schema; where they differ, the first branch's.
func union(schema *openapi3.Schema) openapi3.Schemas {
	all := openapi3.Schemas{}
	for _, branch := range slices.Backward(branches(schema)) {
		members, _ := merged(branch)
		maps.Copy(all, members)
	}
	return all
}

// told are the branches that the given discriminator leaves.
func told(schema *openapi3.Schema, given Fields) []*openapi3.Schema {
	if schema.Discriminator != nil {
		value, _ := given[schema.Discriminator.PropertyName].(string)
		for _, branch := range schema.OneOf {
			if ref := schema.Discriminator.Mapping[value].Ref; ref != "" && branch.Ref == ref {
				return branches(branch.Value)
			}
		}
	}
	return branches(schema)
}

// merged is a schema's members together with those of the schemas that it is made of.
func merged(schema *openapi3.Schema) (openapi3.Schemas, []string) {
	members, required := openapi3.Schemas{}, slices.Clone(schema.Required)
	maps.Copy(members, schema.Properties)
	for _, part := range schema.AllOf {
		more, needs := merged(part.Value)
		maps.Copy(members, more)
		required = append(required, needs...)
	}
	return members, required
}

// invent makes a value of which only the schema is known; its text is the member's name.
func (s *sampler) invent(schema *openapi3.Schema, name string, depth int) any {
	if schema.Nullable && (!s.full || depth > maximumDepth) {
		return nil
	}
	branch := branches(schema)[0]
	switch {
	case branch.Nullable && !s.full:
		return nil
	case s.full && branch.Type.Is("object"):
		return s.object(schema, nil, name, depth)
	}
	if len(branch.Enum) > 0 {
		return branch.Enum[0]
	}
	types := branch.Type
	switch {
	case types.Is("array"):
		return s.inventArray(branch, name, depth)
	case types.Is("object") || len(branch.Properties) > 0 || len(branch.AllOf) > 0:
		return s.object(branch, nil, name, depth)
	case types.Is("boolean"):
		return s.full
	case types.Is("integer"), types.Is("number"):
		return max(1, int(pointed(branch.Min)))
	}
	return inventText(branch, name)
}

func (s *sampler) inventArray(schema *openapi3.Schema, name string, depth int) any {
	if !s.full && schema.MinItems == 0 || depth > maximumDepth {
		return []any{}
	}
	return []any{s.value(schema.Items.Value, nothing{}, name, depth)}
}

func pointed(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

func inventText(schema *openapi3.Schema, name string) string {
	if schema.Format == "date-time" || strings.HasSuffix(name, "_at") { // the description forgets some formats
		return "2026-01-02T03:04:05Z"
	}
	if name == "type" {
		return "User" // the one type whose values the description does not list
	}
	switch schema.Format {
	case "date":
		return "2026-01-02"
	case "uri":
		return "https://github.example/" + name
	case "email":
		return name + "@github.example"
	}
	text := name + strings.Repeat("x", max(0, int(schema.MinLength)-len(name)))
	if schema.MaxLength != nil && uint64(len(text)) > *schema.MaxLength {
		text = text[:*schema.MaxLength]
	}
	return text
}
