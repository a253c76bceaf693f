package rules

import (
	"slices"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// Detector is a rule of our own, for what gitleaks' rules do not look for. It has the same form as
// theirs, and its expression begins with a literal text as theirs do.
type Detector struct {
	ID         string
	expression string
	keywords   []string
	path       string // of files that are credentials, whatever is in them; the expression is empty then
	Sort       evidence.Sort
	// accepts, if not nil, checks what an expression cannot: a checksum, what is encoded.
	accepts func(value string) bool
	// PartOnly says that what is found is the id of a key: part of a finding, never one of its own.
	PartOnly bool
	// ByName says that the match begins in the name that the value is assigned to.
	ByName bool
	// Split says that its values are cut over several literals, of which others find one.
	Split bool
	// Layout says where the values stand, if that is not in the match.
	Layout Layout
	// Told says that it finds what sentences tell. In a program these are comments.
	Told bool
	Rank int // among the detectors: of two that find the same value the lower one counts
}

// ownDetectors is what is looked for besides gitleaks' rules, a family after the other. Where two find the same
// value, the earlier one counts.
var ownDetectors = slices.Concat(keyForms, addresses, commands, calls, layouts, assignments, sentences)

// ByID finds a detector of our own by its rule's ID; nil for the rules of others.
func ByID(id string) *Detector { return detectorsByID()[id] }

var detectorsByID = sync.OnceValue(func() map[string]*Detector {
	byID := map[string]*Detector{}
	for i, d := range allDetectors() {
		d.Rank = i
		byID[d.ID] = &d
	}
	return byID
})

// allDetectors lists what is looked for besides gitleaks' rules, what is more specific first.
var allDetectors = sync.OnceValue(func() []Detector {
	return append(catalogueDetectors(), ownDetectors...)
})

// withOwn adds the detectors to gitleaks' default rules.
func withOwn(rules []ruleDocument) []ruleDocument {
	for _, d := range allDetectors() {
		rules = append(rules, ruleDocument{ID: d.ID, Description: d.ID, Path: d.path, Regex: d.expression, Keywords: d.keywords})
	}
	return rules
}

// catalogueDetectors are the forms of the catalogue that no rule of gitleaks finds, one detector a service.
func catalogueDetectors() []Detector {
	var all []Detector
	for _, e := range classify.Expressions() {
		if e.Source == "gitleaks" && !passedOver[e.Keyword] {
			continue
		}
		id := "catalogue-" + e.Name
		if last := len(all) - 1; last >= 0 && all[last].ID == id {
			all[last].expression += "|" + e.Pattern
			all[last].keywords = append(all[last].keywords, e.Keyword)
			continue
		}
		all = append(all, Detector{ID: id, expression: e.Pattern, keywords: []string{e.Keyword}, Sort: evidence.Named})
	}
	return all
}

// passedOver are keywords of forms that gitleaks has a rule for, which asks for more than the form.
var passedOver = wordsOf(`ltai aqvn nfp_ access-production- access- flwseck_test- xoxe.xox hooks.slack.com/ key- sntrys_ dt0 sdk- api- sk-proj- sk-svcacct-
	sk_live_ rk_live_ sk_prod_ rk_prod_ npm_ dop_v1_ sk-admin- sk-ant-api03- sk-ant-admin01- hvs. hvb. a3- dp. atatt3 pat tfp_ eaa`)

func wordsOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// longestOwn is the longest value that a detector of our own gives, in bytes, but for blocks of key material.
const longestOwn = 2000

// Takes tells whether what a detector's expression found is worth a judgement.
func (d *Detector) Takes(value string) bool {
	if len(value) > longestOwn && d.Sort != evidence.Block {
		return false
	}
	if (d.Sort == evidence.Password || d.Sort == evidence.Machine) && evidence.IsProse(value) {
		return false
	}
	return (d.accepts == nil || d.accepts(value)) && !evidence.IsReference(value)
}

func notAnOption(value string) bool { return !strings.HasPrefix(value, "-") }

func notAllDigits(value string) bool { return strings.ContainsAny(value, "abcdef") }
