package detect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// Ruleset is a configuration cut in two: what can be decided from content alone, once for
// each content, and what needs the path or the commit, once for each place that holds it.
type Ruleset struct {
	loaded  rules.Set                  // as it was configured
	content rules.Set                  // its rules are named by number, and mention no path and no commit
	rules   map[string]rules.Rule      // by the content rules' numbers, as configured
	own     map[string]*rules.Detector // those of them that are not gitleaks'
	skipped map[string]bool            // by path: what skipsPath said before
	paths   []string                   // the numbers of the rules for paths alone, in order
}

func newRuleset(cfg rules.Set) *Ruleset {
	s := &Ruleset{rules: map[string]rules.Rule{}, own: map[string]*rules.Detector{}, skipped: map[string]bool{}, loaded: cfg}
	s.content = rules.Set{Rules: map[string]rules.Rule{}, Keywords: cfg.Keywords, Allowlists: contentAllowlists(cfg.Allowlists)}
	number := map[string]string{}
	for i, id := range unique(cfg.Order) {
		number[id] = strconv.Itoa(i)
		s.rules[number[id]] = cfg.Rules[id]
		if d := rules.ByID(id); d != nil {
			s.own[number[id]] = d
		}
	}
	for i := range len(s.rules) {
		n := strconv.Itoa(i)
		switch rule := s.rules[n]; {
		case rule.Regex != nil:
			s.content.Rules[n] = contentRule(n, rule, number)
		case rule.Path != nil && !rule.SkipReport:
			s.paths = append(s.paths, n)
		}
	}
	return s
}

// contentRule is the part of a rule that content alone decides. Its number for a name keeps gitleaks
// from weighing generic against specific rules before paths have had their say.
func contentRule(n string, rule rules.Rule, number map[string]string) rules.Rule {
	part := rule
	part.ID, part.Path = n, nil
	part.Allowlists = contentAllowlists(rule.Allowlists)
	part.RequiredRules = nil
	for _, r := range rule.RequiredRules {
		renamed := *r
		renamed.RuleID = number[r.RuleID]
		part.RequiredRules = append(part.RequiredRules, &renamed)
	}
	return part
}

// contentAllowlists keeps of each allowlist what content decides alone.
func contentAllowlists(lists []*rules.Allowlist) []*rules.Allowlist {
	var kept []*rules.Allowlist
	for _, a := range lists {
		if len(a.Regexes) == 0 && len(a.StopWords) == 0 {
			continue
		}
		if placed := len(a.Paths) > 0 || len(a.Commits) > 0; placed {
			if a.MatchCondition == config.AllowlistMatchAnd {
				continue // undecided until the place is known
			}
			a = rules.NewAllowlist(rules.Allowlist{Regexes: a.Regexes, StopWords: a.StopWords, RegexTarget: a.RegexTarget})
		}
		kept = append(kept, a)
	}
	return kept
}

// skipsPath tells whether nothing in a file of this path counts.
func (s *Ruleset) skipsPath(path string) bool {
	skip, known := s.skipped[path]
	if !known {
		skip = path == s.loaded.Path || slices.ContainsFunc(s.loaded.Allowlists, func(a *rules.Allowlist) bool { return placeAllowed(a, path) })
		s.skipped[path] = skip
	}
	return skip
}

// placeAllowed is an allowlist's verdict where the path alone decides.
func placeAllowed(a *rules.Allowlist, path string) bool {
	if a.MatchCondition == config.AllowlistMatchAnd && (len(a.Commits) > 0 || len(a.Regexes) > 0 || len(a.StopWords) > 0) {
		return false
	}
	return a.PathAllowed(path)
}

// applies tells whether a hit counts in a file of this path: the half of gitleaks' judgement
// that the content rules left open, but for commits.
func (s *Ruleset) applies(h *Hit, path string) bool {
	rule := s.rules[h.Rule]
	if rule.Path != nil && !rule.Path.Regexp().MatchString(path) {
		return false
	}
	for _, a := range rule.Allowlists {
		if placeAllowed(a, path) || bothAllowed(a, h, path, "") {
			return false
		}
	}
	for _, a := range s.loaded.Allowlists {
		if bothAllowed(a, h, path, "") {
			return false
		}
	}
	d := s.own[h.Rule]
	switch {
	case d == nil, d.Layout == rules.Bytes:
		return true
	case d.Told:
		return !evidence.IsCode(path) || inComment(h)
	}
	return isLiteral(h, path)
}

// bothAllowed is the verdict of an allowlist whose conditions on place and content must all hold.
func bothAllowed(a *rules.Allowlist, h *Hit, path, commit string) bool {
	if a.MatchCondition != config.AllowlistMatchAnd || len(a.Paths) == 0 && len(a.Commits) == 0 {
		return false
	}
	if len(a.Paths) > 0 && !a.PathAllowed(path) {
		return false
	}
	if allowed := a.CommitAllowed(commit); len(a.Commits) > 0 && !allowed {
		return false
	}
	target := h.Secret
	switch a.RegexTarget {
	case "match":
		target = h.match
	case "line":
		target = h.Line
	}
	if len(a.Regexes) > 0 && !a.RegexAllowed(target) {
		return false
	}
	stop := a.ContainsStopWord(h.Secret)
	return len(a.StopWords) == 0 || stop
}

// Empty tells whether there is no rule at all: a configuration that has none and extends none is valid, and finds nothing.
func (s *Ruleset) Empty() bool { return len(s.loaded.Rules) == 0 }

// CommitAllowed tells whether a hit that this commit brought does not count for that reason.
func (s *Ruleset) CommitAllowed(h *Hit, path, commit string) bool {
	for _, lists := range [][]*rules.Allowlist{s.loaded.Allowlists, s.rules[h.Rule].Allowlists} {
		for _, a := range lists {
			allowed := a.CommitAllowed(commit)
			if !allowed {
				continue
			}
			if a.MatchCondition == config.AllowlistMatchOr || bothAllowed(a, h, path, commit) {
				return true
			}
			if len(a.Regexes) == 0 && len(a.StopWords) == 0 && (len(a.Paths) == 0 || a.PathAllowed(path)) {
				return true
			}
		}
	}
	return false
}

// Judge gives the hits that count in a file of this path, and leaves out what a generic rule found
// where a specific one found it too.
func (s *Ruleset) Judge(hits []Hit, path string) []*Hit {
	if len(hits) == 0 || s.skipsPath(path) {
		return nil
	}
	var kept []*Hit
	for i := range hits {
		if s.applies(&hits[i], path) {
			kept = append(kept, &hits[i])
		}
	}
	specific := kept[:0:0]
	for _, h := range kept {
		if !s.generic(h) || !s.covered(h, kept) {
			specific = append(specific, h)
		}
	}
	return s.withoutDoubles(specific)
}

func (s *Ruleset) generic(h *Hit) bool {
	return strings.Contains(strings.ToLower(s.rules[h.Rule].ID), "generic")
}

func (s *Ruleset) covered(h *Hit, all []*Hit) bool {
	for _, other := range all {
		if other.StartLine == h.StartLine && other.Rule != h.Rule && !s.generic(other) && s.own[other.Rule] == nil && strings.Contains(other.Secret, h.Secret) {
			return true
		}
	}
	return false
}

// PathRules gives the numbers of the rules that a path alone breaks, such as a key store's file name.
func (s *Ruleset) PathRules(path string) []string {
	var broken []string
	for _, number := range s.paths {
		if s.rules[number].Path.Regexp().MatchString(path) && !s.skipsPath(path) {
			broken = append(broken, number)
		}
	}
	return broken
}

func unique(ids []string) []string {
	seen := map[string]bool{}
	var once []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once
}

// Fingerprint changes with the rules.
func (s *Ruleset) Fingerprint() string { return s.loaded.Fingerprint() }

// ID is the ID of the rule that has a number.
func (s *Ruleset) ID(number string) string { return s.rules[number].ID }

// Has tells whether a rule has this number.
func (s *Ruleset) Has(number string) bool {
	_, ok := s.rules[number]
	return ok
}
