package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// verdict is the first line, which must be enough for who reads no further, and what it is about.
func (t *text) verdict() {
	t.headline()
	if compared := baselinePhrase(t.report); compared != "" {
		t.paragraph(span{}, styleBold, compared)
	}
	if development := trendPhrase(t.report); development != "" {
		t.paragraph(span{}, styleBold, "Trend: "+development)
	}
	t.paragraph(span{}, styleDim, t.scanDescription())
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
		return span{gradeStyle(s.Grade), scorePhrase(s)}
	}
	return span{styleYellow, scorePhrase(t.report.Score)}
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
	if len(t.open) == 0 {
		return t.noFindingSpan()
	}
	phrase := quantity(len(t.open), "findings")
	if n := enforcedCount(t.open); n > 0 {
		return span{styleBold, fmt.Sprintf("%s, %s enforced", phrase, thousands(n))}
	}
	return span{styleNone, phrase + ", none enforced"}
}

// noFindingSpan does not let "no findings" pass for "all is well" where something was not seen.
func (t *text) noFindingSpan() span {
	if missed := len(t.report.Gaps); missed > 0 {
		return span{styleYellow, "no findings in what could be read, " + quantity(missed, "gaps")}
	}
	return span{styleGreen, "no findings"}
}

// scanDescription says what was scanned, and how much of it.
func (t *text) scanDescription() string {
	target := t.report.Target
	var parts []string
	if target.Commit != "" {
		parts = append(parts, revision(target))
	} else {
		parts = append(parts, kindName(target.Kind))
	}
	parts = append(parts, wasRead(t.report)...)
	switch {
	case target.Staged:
		parts = append(parts, "what is staged")
	case target.Base != "":
		parts = append(parts, "the commits since "+plain(target.Base[:min(len(target.Base), 12)]))
	case target.Commit != "" && !target.History:
		parts = append(parts, "without history")
	}
	if target.Shallow {
		parts = append(parts, "shallow clone")
	}
	return strings.Join(append(parts, t.report.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC")), t.marks.dot)
}

// kindName says what was scanned where no commit does.
func kindName(kind string) string {
	if kind == "text" {
		return "standard input"
	}
	return cmp.Or(plain(kind), "folder")
}

func revision(target nhi.Target) string {
	commit := shortCommit(target.Commit)
	ref := strings.TrimPrefix(strings.TrimPrefix(target.Ref, "refs/heads/"), "refs/tags/")
	if ref != "" {
		commit = plain(ref) + " at " + commit
	}
	if target.Modified {
		commit += ", modified"
	}
	return commit
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
