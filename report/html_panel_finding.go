package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func (v roll) findingPanel(n int) panel {
	f := v.findings[n]
	p := panel{
		Title: plain(cmp.Or(f.Title, f.Policy)), Kind: "Finding", Lead: plain(f.Message),
		Badges: []entry{{Text: title(string(f.Severity)), State: string(f.Severity)}, {Text: title(string(f.Mode))}},
	}
	if v.report.Baseline != nil && f.Suppressed == nil {
		state := v.findingState(f)
		p.Badges = append(p.Badges, entry{Text: state.Text, State: state.State})
	}
	if f.Suppressed != nil {
		p.Badges = append(p.Badges, entry{Text: "Suppressed", State: stateQuiet})
		p.add(section{Heading: "Suppressed", Note: suppressionText(*f.Suppressed)})
	}
	if f.Fix != "" {
		p.add(section{Heading: "Next step", Steps: []step{{Text: plain(f.Fix)}}})
	}
	p.add(v.placeSection(f))
	about := v.findingFacts(f)
	if n, found := v.number[f.Identity]; found {
		if e := exposureOf(f, v.identities[n]); e != nil {
			p.add(v.evidenceSections([]nhi.Exposure{*e})...)
			about = slices.Concat([]fact{{Label: "Judged", Value: judgedEntry(*e)}}, about)
		}
		about = slices.Insert(about, 1, fact{Label: "Owner", Value: entry{Text: ownerPhrase(v.identities[n].Owner)}})
	}
	p.add(section{Heading: "About", Facts: about})
	return p
}

func suppressionText(s nhi.Suppression) string {
	text := map[nhi.SuppressionKind]string{
		nhi.SuppressedByComment: "A comment in the source", nhi.SuppressedByBaseline: "An entry of .gitleaksignore or of a baseline of gitleaks",
		nhi.SuppressedByConfiguration: "The configuration", nhi.SuppressedByException: "An exception in the configuration",
	}[s.Kind]
	text = cmp.Or(text, plain(string(s.Kind))) + " suppresses it"
	if s.Reason != "" {
		text += ": " + plain(s.Reason)
	}
	if s.Owner != "" {
		text += " (" + plain(s.Owner) + ")"
	}
	if until := date(s.Expires); until != "" {
		text += ", until " + until
	}
	return text + "."
}

func (v roll) placeSection(f nhi.Finding) section {
	s := section{Heading: "Places"}
	if f.Location == nil {
		s.Note = "No file shows it."
	} else {
		s.Rows = append(s.Rows, []entry{v.findingPlace(f, f.Location)})
	}
	for _, at := range f.Related {
		s.Rows = append(s.Rows, []entry{v.findingPlace(f, &at)})
	}
	s = limited(s)
	if f.Unlisted > 0 {
		s.Note = strings.TrimSpace(s.Note + " " + many(f.Unlisted, "further place is", "further places are") + " not listed.")
	}
	return s
}

func (v roll) findingFacts(f nhi.Finding) []fact {
	facts := []fact{
		{Label: "Identity", Value: entry{Text: v.name(f.Identity), Href: v.href(f.Identity)}},
		{Label: "Policy", Value: entry{Text: plain(f.Policy), Href: view("policies", "id", plain(f.Policy)), Code: true}},
		{Label: "OWASP NHI", Value: entry{Text: plain(cmp.Or(strings.Join(f.Categories, ", "), "–"))}},
		{Label: "Policy's confidence", Value: entry{Text: plain(cmp.Or(string(f.Confidence), "not stated"))}},
	}
	for _, name := range slices.Sorted(maps.Keys(f.Evidence)) {
		if text := plain(evidenceText(f.Evidence[name])); text != "" {
			facts = append(facts, fact{Label: title(name), Value: entry{Text: text, Code: true}})
		}
	}
	return append(facts, fact{Label: "Fingerprint", Value: entry{Text: plain(f.Fingerprint), Code: true}})
}

// evidenceText writes a value that came from JSON or from a policy; fmt sorts the keys of maps.
func evidenceText(value any) string {
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i, e := range list {
			parts[i] = evidenceText(e)
		}
		return strings.Join(parts, ", ")
	}
	if n, ok := value.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}
