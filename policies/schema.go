package policies

import (
	"encoding/json"
	"reflect"

	"github.com/rollcall-dev/rollcall/nhi"
)

// schemaID is where the published schema of the input document can be read.
const schemaID = "https://raw.githubusercontent.com/rollcall-dev/rollcall/main/docs/policy-input.schema.json"

// enums are the closed sets of values that fields of the document name by their `enum` tag.
var enums = map[string][]any{
	"kind":         terms(nhi.Kinds),
	"category":     terms(nhi.Categories),
	"criticality":  values(nhi.Criticalities),
	"level":        values(nhi.PermissionLevels),
	"status":       values(nhi.Statuses),
	"environment":  values(nhi.Environments),
	"resources":    values([]nhi.ResourceScope{nhi.ScopeSingle, nhi.ScopeMultiple, nhi.ScopeOrganization, nhi.ScopeAll}),
	"lifetime":     values([]nhi.Lifetime{nhi.LifetimeStatic, nhi.LifetimeEphemeral, nhi.LifetimeFederated}),
	"owner_status": values([]nhi.OwnerStatus{nhi.OwnerConfirmed, nhi.OwnerInferred, nhi.OwnerDeparted, nhi.OwnerNone}),
	"confidence":   values([]nhi.Confidence{nhi.ConfidenceLow, nhi.ConfidenceMedium, nhi.ConfidenceHigh}),
	"presence":     values(presenceOrder),
	"visibility":   values(nhi.Visibilities),
	"store":        values(nhi.SecretStores),
	"stored_level": values(nhi.Levels),

	"settings_level":     values(nhi.Levels),
	"secret_visibility":  values(nhi.SecretVisibilities),
	"default_token":      values(nhi.DefaultTokens),
	"allowed_actions":    values(nhi.EveryAllowedActions),
	"agent_repositories": values(nhi.AgentReaches),
	"bypass_actor":       values(nhi.BypassActors),
	"bypass_mode":        values(nhi.BypassModes),
	"role":               values(nhi.AccountRoles),

	"recognition": values(nhi.Recognitions),
	"livemode":    values(nhi.Livemodes),
	"checksum":    {"valid", "invalid"},
	"keyless":     values(nhi.KeylessSupports),
	"alert_state": values(nhi.AlertStates),
	"validity":    values(nhi.Validities),

	"agent_form":    values(nhi.AgentForms),
	"agent_setting": values(nhi.AgentSettingNames),
	"transport":     values(nhi.Transports),
	"gate":          values(nhi.Gates),
	"use_level":     values(nhi.UseLevels),
	"packages":      values(nhi.PackageUses),

	"exception_state": {stateInForce, stateExpired, stateTooLong, stateUnlimited},

	"change": values(changeKinds),
	"pin":    values([]nhi.Pin{nhi.PinLocal, nhi.PinCommit, nhi.PinDigest, nhi.PinLock, nhi.PinTag, nhi.PinBranch, nhi.PinNone}),
	"route": values([]nhi.Route{nhi.RouteEnv, nhi.RouteWith, nhi.RouteRun, nhi.RouteCall, nhi.RouteInherit, nhi.RouteAll,
		nhi.RouteDynamic, nhi.RouteIf, nhi.RouteContainer, nhi.RouteOther, nhi.RouteDefault, nhi.RouteLiteral}),
}

func terms(table []nhi.Term) []any {
	var names []any
	for _, t := range table {
		names = append(names, t.Name)
	}
	return names
}

func values[T ~string](all []T) []any {
	var names []any
	for _, v := range all {
		names = append(names, string(v))
	}
	return names
}

// Schema is the JSON schema of the input document that policies read, as published in
// docs/policy-input.schema.json.
func Schema() ([]byte, error) {
	schema := documentSchema()
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["$id"] = schemaID
	schema["title"] = "Input document of Rollcall's policies"
	encoded, err := json.MarshalIndent(schema, "", "  ")
	return append(encoded, '\n'), err
}

func documentSchema() map[string]any { return schemaOf(reflect.TypeFor[document](), "") }

func schemaOf(t reflect.Type, enum string) map[string]any {
	switch {
	case t == reflect.TypeFor[reasons]():
		return reasonsSchema()
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem(), enum)
	case t.Kind() == reflect.Struct:
		return structSchema(t)
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), enum)}
	case t.Kind() == reflect.Map && t.Elem().Kind() == reflect.Interface:
		return map[string]any{"type": "object", "additionalProperties": true}
	case t.Kind() == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem(), "")}
	}
	scalar := map[string]any{"type": map[reflect.Kind]string{
		reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer",
	}[t.Kind()]}
	if enum != "" {
		scalar["enum"] = enums[enum]
	}
	return scalar
}

func structSchema(t reflect.Type) map[string]any {
	properties := map[string]any{}
	required := []any{}
	for _, f := range fieldsOf(t) {
		s := schemaOf(t.Field(f.index).Type, f.tag.Get("enum"))
		s["description"] = f.tag.Get("doc")
		properties[f.name] = s
		if !f.omit {
			required = append(required, f.name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func reasonsSchema() map[string]any {
	var words []any
	for _, r := range nhi.AbsentReasons {
		words = append(words, r.String())
	}
	reason := map[string]any{"type": "string", "enum": words}
	properties := map[string]any{}
	for _, name := range append(factNames[identityFacts](), factNames[settingsFacts]()...) {
		properties[name] = reason
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

// factNames lists the facts of a T that may be unknown, and that a policy may require.
func factNames[T identityFacts | settingsFacts]() []string {
	var names []string
	for _, f := range fieldsOf(reflect.TypeFor[T]()) {
		if f.tag.Get("fact") != "" {
			names = append(names, f.name)
		}
	}
	return names
}
