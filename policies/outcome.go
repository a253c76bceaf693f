package policies

import (
	"encoding/json"
	"fmt"

	"github.com/rollcall-dev/rollcall/nhi"
)

// outcome is what one policy says.
type outcome struct {
	findings []nhi.Finding
	several  map[string]several // by fingerprint
	together map[string]together
	evidence map[string]map[string]any // by its text: thousands of findings have the same, and share it
	unknowns []nhi.Unknown
	judged   int // identities or settings, so far
	err      error
	stuck    bool
}

// add reads the results for one chunk.
func (o *outcome) add(c *configured, ch chunk, results []map[string]any) error {
	if len(results) != 1 {
		return fmt.Errorf("the policy gave %d results instead of one", len(results))
	}
	statements, err := decodeStatements(results[0]["findings"])
	if err != nil {
		return err
	}
	o.judged += len(ch.subjects)
	given := map[nhi.ID]*judged{}
	for i := range ch.subjects {
		given[ch.subjects[i].id] = &ch.subjects[i]
	}
	settled := map[nhi.ID]bool{}
	for _, s := range statements {
		if limit := max(maximumFindings, findingsEach*o.judged); len(o.findings) == limit {
			return fmt.Errorf("the policy has more than %d findings", limit)
		}
		about := given[s.Identity]
		if about == nil && (s.Identity != "" || c.metadata.Subject.perIdentity()) {
			return fmt.Errorf("a finding names an identity that the policy was not given")
		}
		if err := o.addFinding(c, s, about); err != nil {
			return err
		}
		settled[s.Identity] = true
	}
	passes, _ := results[0]["passes"].([]any)
	for _, id := range passes {
		if name, ok := id.(string); ok {
			settled[nhi.ID(name)] = true
		}
	}
	o.unknowns = append(o.unknowns, undecided(c, ch, settled)...)
	return nil
}

func (o *outcome) addFinding(c *configured, s statement, about *judged) error {
	f, err := c.finding(s, about)
	if err == nil {
		f.Evidence, err = o.evidenceOf(s.Evidence)
	}
	if err != nil {
		return err
	}
	o.findings = append(o.findings, f)
	if s.Together != nil {
		if o.together == nil {
			o.together = map[string]together{}
		}
		o.together[f.Fingerprint] = *s.Together
	}
	if s.Several != nil && about != nil && about.owner != "" {
		if o.several == nil {
			o.several = map[string]several{}
		}
		o.several[f.Fingerprint] = several{said: *s.Several, owner: about.owner, level: about.level}
	}
	return nil
}

// evidenceOf is a finding's evidence, which nobody may change: others may have it too.
func (o *outcome) evidenceOf(text json.RawMessage) (map[string]any, error) {
	if known, ok := o.evidence[string(text)]; ok {
		return known, nil
	}
	evidence, err := decodeEvidence(text)
	if err != nil {
		return nil, err
	}
	if o.evidence == nil {
		o.evidence = map[string]map[string]any{}
	}
	o.evidence[string(text)] = evidence
	return evidence, nil
}

// undecided lists what the policy has neither a finding for nor lets pass,
// and of which it lacks a fact. That a fact is not set, or not supported by the platform,
// is knowledge enough.
func undecided(c *configured, ch chunk, settled map[nhi.ID]bool) []nhi.Unknown {
	var unknowns []nhi.Unknown
	for _, about := range ch.subjects {
		if settled[about.id] || about.idle {
			continue
		}
		for _, name := range c.Requires {
			reason, missing := about.unknown[name]
			if missing && reason != nhi.ReasonUnset && reason != nhi.ReasonNotSupported {
				unknowns = append(unknowns, nhi.Unknown{Policy: c.ID, Identity: about.id, Fact: name, Reason: reason})
				break
			}
		}
	}
	return unknowns
}
