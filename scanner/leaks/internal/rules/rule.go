package rules

import (
	"slices"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// Set is gitleaks' config.Config, but for expressions: these are compiled when they
// are first needed, and most never are.
type Set struct {
	Path       string // of the file it comes from, empty for the default one
	Rules      map[string]Rule
	Order      []string // of the rules' IDs
	Keywords   map[string]struct{}
	Allowlists []*Allowlist
}

// Rule is gitleaks' config.Rule.
type Rule struct {
	ID            string
	Entropy       float64
	SecretGroup   int
	Regex         *lazyregexp.Expression
	Path          *lazyregexp.Expression
	Keywords      []string // in lower case
	Allowlists    []*Allowlist
	RequiredRules []*config.Required
	SkipReport    bool
}

// Allowlist is gitleaks' config.Allowlist.
type Allowlist struct {
	MatchCondition config.AllowlistMatchCondition
	Commits        []string // in lower case
	Paths          []string // expressions
	RegexTarget    string
	Regexes        []string // expressions
	StopWords      []string // in lower case

	path, content *lazyregexp.Expression // any of Paths, of Regexes; nil when there are none
	stops         func() *wordSet
}

// NewAllowlist makes the lists of a ready for use.
func NewAllowlist(a Allowlist) *Allowlist {
	a.Commits, a.StopWords = lowerCase(a.Commits, strings.TrimSpace), lowerCase(a.StopWords, strings.Clone)
	a.path, a.content = anyOf(a.Paths), anyOf(a.Regexes)
	a.stops = sync.OnceValue(func() *wordSet { return newWordSet(a.StopWords) })
	return &a
}

// lowerCase gives texts in lower case, sorted and each once.
func lowerCase(texts []string, clean func(string) string) []string {
	var all []string
	for _, s := range texts {
		all = append(all, clean(strings.ToLower(s)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// anyOf is the expression that matches where one of some does, nil for none.
func anyOf(expressions []string) *lazyregexp.Expression {
	switch len(expressions) {
	case 0:
		return nil
	case 1:
		return lazyregexp.Of(expressions[0])
	}
	return lazyregexp.Of("(?:" + strings.Join(expressions, ")|(?:") + ")")
}

// PathAllowed tells whether one of the expressions for paths matches.
func (a *Allowlist) PathAllowed(path string) bool {
	return a.path != nil && path != "" && a.path.Regexp().MatchString(path)
}

// RegexAllowed tells whether one of the expressions for contents matches.
func (a *Allowlist) RegexAllowed(target string) bool {
	return a.content != nil && target != "" && a.content.Regexp().MatchString(target)
}

// CommitAllowed tells whether a commit is named, by its full name.
func (a *Allowlist) CommitAllowed(commit string) bool {
	return commit != "" && slices.Contains(a.Commits, strings.ToLower(commit))
}

// ContainsStopWord tells whether one of the stop words is in a text, in any case.
func (a *Allowlist) ContainsStopWord(text string) bool {
	return len(a.StopWords) > 0 && a.stops().anyIn(strings.ToLower(text))
}

// wordSet finds out whether one of many words is in a text.
type wordSet struct {
	byBeginning map[[wordBeginning]byte][]string
	short       []string // than that
}

const wordBeginning = 3

func newWordSet(words []string) *wordSet {
	s := &wordSet{byBeginning: make(map[[wordBeginning]byte][]string, len(words))}
	for _, word := range words {
		if len(word) < wordBeginning {
			s.short = append(s.short, word)
			continue
		}
		beginning := [wordBeginning]byte([]byte(word[:wordBeginning]))
		s.byBeginning[beginning] = append(s.byBeginning[beginning], word)
	}
	return s
}

func (s *wordSet) anyIn(text string) bool {
	for i := 0; i+wordBeginning <= len(text); i++ {
		for _, word := range s.byBeginning[[wordBeginning]byte{text[i], text[i+1], text[i+2]}] {
			if strings.HasPrefix(text[i:], word) {
				return true
			}
		}
	}
	return slices.ContainsFunc(s.short, func(word string) bool { return strings.Contains(text, word) })
}
