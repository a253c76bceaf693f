package detect

import (
	"bytes"
	"slices"

	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// complete decides what needs more of a content than a match and its lines: a keyword of the rule
// somewhere, and what a composite rule requires next to it. Rules that only serve others go.
func (e *Engine) complete(text []byte, hits []Hit) []Hit {
	var lower string
	hits = slices.DeleteFunc(hits, func(h Hit) bool {
		if !h.lonely {
			return false
		}
		if lower == "" {
			lower = string(bytes.ToLower(text))
		}
		return !containsAny(lower, e.byNumber[h.Rule].Keywords)
	})
	if e.composite {
		hits = slices.Collect(func(yield func(Hit) bool) {
			for i := range hits {
				rule := e.byNumber[hits[i].Rule]
				if !rule.SkipReport && requirementsMet(rule, &hits[i], hits) && !yield(hits[i]) {
					return
				}
			}
		})
	}
	return hits
}

// requirementsMet tells whether each rule that a composite one requires has a hit near enough.
func requirementsMet(rule rules.Rule, h *Hit, all []Hit) bool {
	for _, required := range rule.RequiredRules {
		near := slices.ContainsFunc(all, func(other Hit) bool {
			return other.Rule == required.RuleID && other.Depth == h.Depth && within(required, h, &other)
		})
		if !near {
			return false
		}
	}
	return true
}

func within(required *config.Required, a, b *Hit) bool {
	if required.WithinLines != nil && distance(a.StartLine, b.StartLine) > *required.WithinLines {
		return false
	}
	return required.WithinColumns == nil || distance(a.startColumn(), b.startColumn()) <= *required.WithinColumns
}

func distance(a, b int) int { return max(a-b, b-a) }

// startColumn is where the match begins in its line, counted as gitleaks does: from 1 in the
// first line and from 2 in the others.
func (h *Hit) startColumn() int {
	if h.StartLine > 1 {
		return h.matchColumn + 1
	}
	return h.matchColumn
}
