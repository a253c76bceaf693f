package report

import (
	"strings"
)

// verdict is the first line, which must be enough for who reads no further, and what it is about.
func (t *text) verdict() {
	t.headline()
	if why := t.besideNoFindings(); why != "" {
		t.paragraph(span{}, styleNone, why)
	}
	if compared := baselinePhrase(t.report); compared != "" {
		t.paragraph(span{}, styleBold, compared)
	}
	if development := trendPhrase(t.report); development != "" {
		t.paragraph(span{}, styleBold, "Trend: "+development)
	}
	t.items(styleDim, t.scanned())
	if len(t.report.Identities) > 0 && !isPart(t.report.Target) {
		t.paragraph(span{}, styleDim, t.inventoryDescription())
	}
}

// headline names the target, its score and how much was found; of a part, which has no score, the last alone.
func (t *text) headline() {
	name := span{styleBold, shorten(plain(t.report.Target.Name), 60)}
	score, counts := t.scoreSpan(), t.countSpan()
	switch {
	case isPart(t.report.Target):
		t.line(name, span{text: "  "}, counts)
	case columns(name.text+score.text+counts.text)+6 <= t.width:
		t.line(name, span{text: "  "}, score, span{text: t.marks.dot}, counts)
	default:
		t.line(name)
		t.paragraph(span{text: "  "}, score.style, score.text)
		t.paragraph(span{text: "  "}, counts.style, counts.text)
	}
}

func (t *text) scoreSpan() span {
	if s := t.report.Score; s.Rated {
		return span{gradeStyle(s.Grade), scorePhrase(t.report)}
	}
	return span{styleYellow, scorePhrase(t.report)}
}

func gradeStyle(grade string) style {
	switch grade {
	case "A", "B":
		return styleGreen
	case "C":
		return styleYellow
	}
	return styleBoldRed
}

func (t *text) countSpan() span {
	phrase := quantity(len(t.open), "findings") + ", " + t.enforced()
	switch {
	case len(t.open) == 0 && (len(t.report.Gaps) > 0 || isEmptyRange(t.report)):
		return span{styleYellow, t.noFindings()}
	case len(t.open) == 0:
		return span{styleGreen, t.noFindings()}
	case enforcedCount(t.open) > 0:
		return span{styleBold, phrase}
	}
	return span{styleNone, phrase}
}

// inventoryDescription counts the identities by kind.
func (t *text) inventoryDescription() string {
	var kinds []string
	for _, kind := range byKind(t.report.Identities) {
		kinds = append(kinds, thousands(kind.count)+" "+plural(midSentence(plain(kind.name)), kind.count))
	}
	return quantity(len(t.report.Identities), "identities") + ": " + strings.Join(kinds, ", ")
}

// plural puts a kind's title in the plural: "Personal access tokens (classic)".
func plural(title string, n int) string {
	if n == 1 {
		return title
	}
	noun, rest, bracketed := strings.Cut(title, " (")
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	if bracketed {
		return noun + " (" + rest
	}
	return noun
}
