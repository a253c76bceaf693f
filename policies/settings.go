package policies

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// configured is a policy with its settings applied.
type configured struct {
	*policy
	setting nhi.PolicySetting
	result  nhi.Policy // its description as configured; the counts are filled in at the end
}

// Check tells whether settings name policies and parameters of the set, with values of the
// right type. The error joins one *Error for each mistake, by policy.
func (s *Set) Check(settings map[string]nhi.PolicySetting) error {
	_, err := s.configure(settings)
	return err
}

func (s *Set) configure(settings map[string]nhi.PolicySetting) ([]*configured, error) {
	var all []*configured
	var mistakes []error
	for _, id := range slices.Sorted(maps.Keys(settings)) {
		if !slices.Contains(s.ids(), id) {
			mistakes = append(mistakes, &Error{
				Message: fmt.Sprintf("unknown policy \"%s\"", clean(id, maximumName)),
				Advice:  suggestion(id, s.ids(), "`rollcall policy list` shows them all"), Position: lineOf(settings[id].Location),
			})
		}
	}
	for _, p := range s.policies {
		c := &configured{policy: p, setting: settings[p.ID], result: p.Policy}
		if err := c.apply(); err != nil {
			mistakes = append(mistakes, err)
		}
		all = append(all, c)
	}
	return all, errors.Join(mistakes...)
}

func (c *configured) apply() error {
	set := c.setting
	if set.Mode != "" {
		if !slices.Contains(nhi.Modes, set.Mode) {
			return c.mistake("mode", string(set.Mode), "want enforced, advisory or off")
		}
		c.result.Mode = set.Mode
	}
	if set.Severity != "" {
		if set.Severity.Rank() < 0 {
			return c.mistake("severity", string(set.Severity), "want info, low, medium, high or critical")
		}
		c.result.Severity = set.Severity
	}
	return c.applyParams()
}

func (c *configured) mistake(what, value, advice string) error {
	return &Error{Message: fmt.Sprintf("policy %s: %s \"%s\" is not known", c.ID, what, clean(value, maximumName)), Advice: advice, Position: lineOf(c.setting.Location)}
}

func (c *configured) applyParams() error {
	params := maps.Clone(c.Params)
	known := slices.Sorted(maps.Keys(c.metadata.Params))
	for _, name := range slices.Sorted(maps.Keys(c.setting.Params)) {
		declared, ok := c.metadata.Params[name]
		if !ok {
			otherwise := "it has none"
			if len(known) > 0 {
				otherwise = "it has " + strings.Join(known, ", ")
			}
			return &Error{
				Message: fmt.Sprintf("policy %s has no parameter \"%s\"", c.ID, clean(name, maximumName)),
				Advice:  suggestion(name, known, otherwise), Position: lineOf(c.setting.Location),
			}
		}
		v, err := decoded(c.setting.Params[name])
		if err == nil {
			err = declared.check(v)
		}
		if err != nil {
			return &Error{
				Message: fmt.Sprintf("policy %s: parameter %s: %s", c.ID, name, clean(err.Error(), maximumMessage)),
				Advice:  fmt.Sprintf("`rollcall policy explain %s` shows its parameters", c.ID), Position: lineOf(c.setting.Location),
			}
		}
		params[name] = merged(declared.Default, v)
	}
	c.result.Params = params
	return nil
}

// merged lays a mapping over the default one, so that keys left out keep their default.
func merged(base, v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	whole := maps.Clone(base.(map[string]any))
	maps.Copy(whole, object)
	return whole
}
