package report

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// ruleSet is the policies as SARIF rules.
type ruleSet struct {
	rules []*sarif.ReportingDescriptor
	index map[string]int // of a policy's ID in rules
}

// newRuleSet makes a rule of every policy that was evaluated, and of any other that has a
// finding, since each result must name its rule. GitHub shows a result with the severity of its rule: it is that of the
// worst finding, for what a policy judges to be of low severity is no critical alert.
func newRuleSet(policies []nhi.Policy, findings []nhi.Finding) ruleSet {
	set := ruleSet{index: map[string]int{}}
	worst := worstOf(findings)
	for _, p := range policies {
		if p.Mode != nhi.ModeOff {
			set.add(p, cmp.Or(worst[p.ID], p.Severity))
		}
	}
	for _, f := range findings {
		set.add(nhi.Policy{ID: f.Policy, Title: f.Title, Severity: f.Severity, Confidence: f.Confidence, Categories: f.Categories, Mode: f.Mode}, worst[f.Policy])
	}
	return set
}

// add makes a rule of a policy whose findings are of a severity at most.
func (s *ruleSet) add(p nhi.Policy, worst nhi.Severity) {
	if _, known := s.index[p.ID]; known {
		return
	}
	s.index[p.ID] = len(s.rules)
	s.rules = append(s.rules, sarifRule(p, worst))
}

func sarifRule(p nhi.Policy, worst nhi.Severity) *sarif.ReportingDescriptor {
	title := sentence(cmp.Or(p.Title, p.ID))
	description := sentence(cmp.Or(p.Description, p.Title, p.ID))
	rule := sarif.NewRule(plain(p.ID)).
		WithDescription(shorten(title, sarifText)).
		WithFullDescription(sarif.NewMultiformatMessageString(shorten(description, sarifText))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(p.Severity, p.Mode)))
	if name := pascalCase(plain(p.ID)); !strings.EqualFold(name, plain(p.ID)) {
		rule.WithName(name) // a name that only repeats the ID is against SARIF's advice
	}
	remediation := sentence(p.Remediation)
	rule.WithTextHelp(strings.TrimSpace(description + " " + remediation))
	rule.WithMarkdownHelp(strings.TrimSpace(description + "\n\n" + cmp.Or(guide(p.Help), remediation)))
	if isWebAddress(p.URL) {
		rule.WithHelpURI(p.URL)
	}
	return rule.WithProperties(ruleProperties(p, worst))
}

// ruleProperties are the properties that GitHub reads; see
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
func ruleProperties(p nhi.Policy, worst nhi.Severity) sarif.Properties {
	properties := sarif.Properties{"tags": ruleTags(p), "problem.severity": problemSeverity(sarifLevel(worst, p.Mode))}
	if score, found := securitySeverity[worst]; found {
		properties["security-severity"] = score
	}
	if p.Confidence != "" {
		properties["precision"] = string(p.Confidence)
	}
	return properties
}

// securitySeverity is a score within each band by which GitHub names severities: over 9.0 is
// critical, from 7.0 high, from 4.0 medium, from 0.1 low. Information has none.
var securitySeverity = map[nhi.Severity]string{
	nhi.SeverityCritical: "9.5",
	nhi.SeverityHigh:     "8.0",
	nhi.SeverityMedium:   "5.5",
	nhi.SeverityLow:      "2.0",
}

// ruleTags names the policy's categories in OWASP's Non-Human Identities Top 10 of 2025 in the
// form of CodeQL's tags, e.g. external/owasp/nhi2-2025.
func ruleTags(p nhi.Policy) []string {
	tags := []string{"security", "non-human-identity"}
	for _, category := range p.Categories {
		tags = append(tags, "external/owasp/"+strings.ToLower(plain(category))+"-2025")
	}
	if p.Custom {
		tags = append(tags, "custom")
	}
	return tags[:min(len(tags), sarifTags)]
}

// sarifLevel is how loud a finding is: what fails the check may be an error, what only advises
// may not.
func sarifLevel(severity nhi.Severity, mode nhi.Mode) string {
	rank := severity.Rank()
	switch {
	case rank >= nhi.SeverityHigh.Rank() && mode == nhi.ModeEnforced:
		return "error"
	case rank >= nhi.SeverityHigh.Rank(), rank == nhi.SeverityMedium.Rank() && mode == nhi.ModeEnforced:
		return "warning"
	}
	return "note"
}

func problemSeverity(level string) string {
	if level == "note" {
		return "recommendation"
	}
	return level
}

// sentence returns text, harmless and ending in a full stop.
func sentence(text string) string {
	text = strings.Join(strings.Fields(plain(text)), " ")
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// pascalCase turns a policy's ID into the form that SARIF gives rule names: LeakedCredential.
func pascalCase(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		b.WriteString(sentenceCase(word))
	}
	return b.String()
}

// isWebAddress tells whether an address may stand as a link.
func isWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

var semanticVersion = lazyregexp.New(`^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

func isSemantic(version string) bool { return semanticVersion().MatchString(version) }
