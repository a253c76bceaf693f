package policies

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// subject is what a policy judges.
type subject string

const (
	subjectIdentities subject = "identities" // input.identities: those that were seen, in chunks; the default
	subjectMissing    subject = "missing"    // input.identities: those the registry declares and nothing shows
	subjectInventory  subject = "inventory"  // input.summary, once
	subjectExceptions subject = "exceptions" // input.exceptions, once, after all others
	subjectSettings   subject = "settings"   // input.settings: how GitHub is set, in chunks
	subjectChanges    subject = "changes"    // input.changes, once, where there are any; see Weakened
)

var subjects = []subject{subjectIdentities, subjectMissing, subjectInventory, subjectExceptions, subjectSettings, subjectChanges}

// perIdentity tells whether findings are about single identities or settings.
func (s subject) perIdentity() bool {
	return s == subjectIdentities || s == subjectMissing || s == subjectSettings
}

// metadata is the `custom` part of a policy's METADATA.
type metadata struct {
	Severity    nhi.Severity         `json:"severity"`
	Severities  []nhi.Severity       `json:"severities,omitempty"` // others that single findings may have
	Confidence  nhi.Confidence       `json:"confidence,omitempty"`
	Categories  []string             `json:"categories,omitempty"`
	Mode        nhi.Mode             `json:"mode"`
	Subject     subject              `json:"subject"`
	Kinds       []nhi.Kind           `json:"kinds,omitempty"`
	Levels      []nhi.Level          `json:"levels,omitempty"` // of settings; empty: all
	Requires    []string             `json:"requires,omitempty"`
	Params      map[string]parameter `json:"params,omitempty"`
	Remediation string               `json:"remediation"`
}

// parameter is one of a policy's parameters.
type parameter struct {
	Default     any    `json:"default"`
	Description string `json:"description"`
	Values      []any  `json:"values,omitempty"` // the only ones allowed; empty: any of the default's type
}

// policy is a loaded policy: what it says of itself, and its module.
type policy struct {
	nhi.Policy

	metadata  metadata
	module    func() (*ast.Module, error)   // parsed when first asked for
	compiled  func() (*ast.Compiler, error) // of a built-in policy; compiled when first asked for
	ready     []byte                        // of a built-in policy: see packCompiled
	file      string
	pkg       ast.Ref // its package
	hasPasses bool    // it has the rule `passes`
	needs     needs   // of a built-in policy
	rules     string  // of a policy of the user's: the text of its rules
	across    bool    // of a policy of the user's: it may look for identities, or settings, among one another
}

// describe reads the policy's METADATA. Errors have the place of the annotation.
func describe(m *ast.Module, file string) (*policy, error) {
	a := packageAnnotation(m)
	if a == nil {
		return nil, &Error{
			Message: "the policy has no METADATA with scope: package", Position: position(m.Package.Location, file),
			Advice: "start from what `rollcall policy new NAME` writes: title, description and custom.severity are needed",
		}
	}
	p := &policy{
		module: func() (*ast.Module, error) { return m, nil }, file: file,
		pkg: m.Package.Path, hasPasses: hasRule(m, "passes"),
	}
	if err := p.decode(a); err != nil {
		return nil, &Error{Message: "METADATA: " + err.Error(), Position: position(a.Location, file)}
	}
	return p, nil
}

func packageAnnotation(m *ast.Module) *ast.Annotations {
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			return a
		}
	}
	return nil
}

func hasRule(m *ast.Module, name string) bool {
	return slices.ContainsFunc(m.Rules, func(r *ast.Rule) bool { return r.Head.Ref()[0].Value.String() == name })
}

func position(l *ast.Location, file string) string {
	if l == nil || l.Row == 0 {
		return file
	}
	if l.Col == 0 {
		return fmt.Sprintf("%s:%d", file, l.Row)
	}
	return fmt.Sprintf("%s:%d:%d", file, l.Row, l.Col)
}

func (p *policy) decode(a *ast.Annotations) error {
	encoded, err := json.Marshal(a.Custom)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(encoded))
	d.DisallowUnknownFields()
	if err := d.Decode(&p.metadata); err != nil {
		return fmt.Errorf("custom: %w", err)
	}
	c := &p.metadata
	if c.Mode == "" {
		c.Mode = nhi.ModeAdvisory
	}
	if c.Subject == "" {
		c.Subject = subjectIdentities
	}
	p.tell(strings.TrimSpace(a.Title), strings.TrimSpace(a.Description))
	if p.Title == "" {
		return fmt.Errorf("title is missing")
	}
	return c.check()
}

// tell sets what a report says of the policy.
func (p *policy) tell(title, description string) {
	c := &p.metadata
	p.Policy = nhi.Policy{
		Title: title, Description: description,
		Severity: c.Severity, Confidence: c.Confidence, Categories: c.Categories, Mode: c.Mode,
		Kinds: c.Kinds, Requires: c.Requires, Params: c.defaults(), Remediation: strings.TrimSpace(c.Remediation),
	}
}

func (c *metadata) defaults() map[string]any {
	if len(c.Params) == 0 {
		return nil
	}
	defaults := map[string]any{}
	for name, p := range c.Params {
		defaults[name] = p.Default
	}
	return defaults
}

var nhiCategory = lazyregexp.New(`^NHI([1-9]|10)$`)

func (c *metadata) check() error {
	for _, s := range append([]nhi.Severity{c.Severity}, c.Severities...) {
		if s.Rank() < 0 {
			return fmt.Errorf("custom.severity: %q is none of %v", s, nhi.Severities)
		}
	}
	if !slices.Contains(nhi.Modes, c.Mode) {
		return fmt.Errorf("custom.mode: %q is none of %v", c.Mode, nhi.Modes)
	}
	if c.Confidence != "" && !slices.Contains(enums["confidence"], any(string(c.Confidence))) {
		return fmt.Errorf("custom.confidence: %q is none of low, medium, high", c.Confidence)
	}
	if !slices.Contains(subjects, c.Subject) {
		return fmt.Errorf("custom.subject: %q is none of %v", c.Subject, subjects)
	}
	for _, level := range c.Levels {
		if !slices.Contains(enums["settings_level"], any(string(level))) || c.Subject != subjectSettings {
			return fmt.Errorf("custom.levels: want some of organization, repository, environment, with subject settings")
		}
	}
	known := factNames[identityFacts]()
	if c.Subject == subjectSettings {
		known = factNames[settingsFacts]()
	}
	for _, k := range c.Kinds {
		if !slices.Contains(enums["kind"], any(string(k))) {
			return fmt.Errorf("custom.kinds: unknown kind %q", k)
		}
	}
	for _, fact := range c.Requires {
		if !slices.Contains(known, fact) {
			return fmt.Errorf("custom.requires: %q is none of the facts %s", fact, strings.Join(known, ", "))
		}
	}
	for _, category := range c.Categories {
		if !nhiCategory().MatchString(category) {
			return fmt.Errorf("custom.categories: %q is none of NHI1 to NHI10", category)
		}
	}
	return c.checkParams()
}

func (c *metadata) checkParams() error {
	for _, name := range slices.Sorted(maps.Keys(c.Params)) {
		p := c.Params[name]
		if p.Default == nil {
			return fmt.Errorf("custom.params.%s: default is missing", name)
		}
		if err := p.check(p.Default); err != nil {
			return fmt.Errorf("custom.params.%s: default: %w", name, err)
		}
	}
	return nil
}

// check tells whether v, decoded JSON, can be the parameter's value.
func (p parameter) check(v any) error {
	if !sameType(p.Default, v) {
		return fmt.Errorf("want %s, not %s", typeName(p.Default), typeName(v))
	}
	if len(p.Values) > 0 && !slices.Contains(p.Values, v) {
		return fmt.Errorf("want one of %v", p.Values)
	}
	if object, ok := v.(map[string]any); ok {
		known := p.Default.(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if _, ok := known[key]; !ok {
				return fmt.Errorf("unknown key %q, want some of %s", key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			}
		}
	}
	return nil
}

// sameType compares decoded JSON values, an object's values one by one. A list's elements
// must be of the type of the default's first, or strings where it has none.
func sameType(want, v any) bool {
	switch want := want.(type) {
	case map[string]any:
		object, ok := v.(map[string]any)
		for key, value := range object {
			if w, known := want[key]; known && !sameType(w, value) {
				return false
			}
		}
		return ok
	case []any:
		list, ok := v.([]any)
		var element any = ""
		if len(want) > 0 {
			element = want[0]
		}
		return ok && !slices.ContainsFunc(list, func(e any) bool { return !sameType(element, e) })
	}
	return typeName(want) == typeName(v)
}

func typeName(v any) string {
	switch v := v.(type) {
	case bool:
		return "true or false"
	case float64:
		return "a number"
	case string:
		return "a string"
	case []any:
		if len(v) > 0 {
			return "a list with " + typeName(v[0])
		}
		return "a list"
	case map[string]any:
		return "a mapping"
	}
	return "nothing"
}
