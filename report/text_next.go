package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// plan lists what to do first, and how to begin with it.
func (t *text) plan() {
	recommendations := t.report.Score.Recommendations
	if len(recommendations) == 0 {
		return
	}
	t.heading("What to do first", "by risk, then by points of score for the effort")
	n := min(len(recommendations), t.limit(recommendationsShown))
	ranked := slices.ContainsFunc(recommendations[:n], func(r nhi.Recommendation) bool { return isRisk(r.Severity) })
	for i, rec := range recommendations[:n] {
		title := rec.Title
		if rec.Owner != "" {
			title += t.marks.dot + firstOwner(rec.Owner)
		}
		t.paragraph(t.rank(rec, ranked), styleNone, title)
		if i == 0 || t.verbose {
			t.steps(rec.Steps, rankColumns(ranked))
		}
	}
	if rest := len(recommendations) - n; rest > 0 {
		t.more(rest, "recommendations")
	}
}

// steps writes the first step, and that others are like it.
func (t *text) steps(steps []string, indent int) {
	margin := strings.Repeat(" ", indent)
	for _, step := range steps[:min(len(steps), t.limit(1))] {
		t.step(span{styleGreen, margin + t.marks.arrow}, step)
	}
	if len(steps) > 1 && !t.verbose {
		t.paragraph(span{text: margin}, styleDim, "This is its first step: --verbose shows the others.")
	}
}

// isRisk tells whether the severity of what a recommendation takes away is worth a word: recommendations stand in its order.
func isRisk(s nhi.Severity) bool { return s.Rank() >= nhi.SeverityMedium.Rank() }

// rank is what a recommendation is worth: the severity of what it takes away, and the points that it gains.
func (t *text) rank(rec nhi.Recommendation, ranked bool) span {
	worth := ""
	if rec.Gain > 0 {
		worth = gain(rec.Gain)
	}
	label := fmt.Sprintf("  %6s  ", worth)
	if !ranked {
		return span{styleGreen, label}
	}
	severity := ""
	if isRisk(rec.Severity) {
		severity = string(rec.Severity)
	}
	return span{severityStyle(rec.Severity), "  " + pad(severity, 8) + label}
}

// rankColumns is how wide rank is.
func rankColumns(ranked bool) int {
	if ranked {
		return 20
	}
	return 10
}

// step writes a next step. An entry for a file, which it gives after a colon, gets a line of its own and is neither cut
// nor wrapped, so that it can be copied.
func (t *text) step(label span, step string) {
	words, entry := stepParts(step)
	t.paragraph(label, styleNone, words)
	if entry != "" {
		t.whole(span{text: strings.Repeat(" ", columns(label.text))}, span{styleCyan, shorten(plain(entry), longestParagraph)})
	}
}

// next ends the report, for who sees its end first, with the one thing to do now.
func (t *text) next() {
	t.blank()
	label := span{styleBold, "Next  "}
	first := t.report.Score.Recommendations
	if failing := t.failing(); failing != nil && (len(first) == 0 || !isRisk(first[0].Severity)) {
		t.step(label, t.fixAt(*failing)) // before what only gains points
		return
	}
	if len(first) > 0 && !isPart(t.report.Target) {
		t.paragraph(label, styleNone, firstStep(first[0]))
		return
	}
	t.step(label, t.nextStep())
}

// failing is the worst finding that is listed and makes a check fail; nil where none does.
func (t *text) failing() *nhi.Finding {
	listed, _ := t.listed()
	if n := slices.IndexFunc(listed, func(f nhi.Finding) bool { return f.Mode == nhi.ModeEnforced }); n >= 0 {
		return &listed[n]
	}
	return nil
}

// firstStep is a recommendation and how to begin with it. What it has for a file, the list above can be copied from.
func firstStep(r nhi.Recommendation) string {
	if len(r.Steps) == 0 {
		return r.Title + "."
	}
	words, entry := stepParts(r.Steps[0])
	if entry != "" {
		words = strings.TrimSuffix(words, ":") + " the entry under \"What to do first\""
	}
	return r.Title + ". " + strings.TrimSuffix(words, ".") + "."
}

// nextStep is the fix of the worst finding, else what else is left to do.
func (t *text) nextStep() string {
	listed, _ := t.listed()
	switch {
	case len(listed) > 0:
		return t.fixAt(listed[0])
	case len(t.open) > len(listed):
		return "Nothing for this change: what is found here, its base has, too."
	case len(t.report.Gaps) > 0:
		return gapSentence(t.report.Gaps[0])
	case len(t.open) == 0 && (isPart(t.report.Target) || !t.report.Score.Rated):
		return nothingToRate(t.report)
	}
	return "Nothing to do. Scan every pull request, and it stays so."
}

// nothingToRate is the next step where nothing was found to rate.
func nothingToRate(r nhi.Report) string {
	target := r.Target
	switch {
	case len(r.Identities) > 0 && !isPart(target):
		return "Nothing to rate: what there is has ended, is silenced, is a setting, or is declared and seen nowhere."
	case isEmptyRange(r):
		return "Every commit of " + shortCommit(target.Commit) + " is one of " + shortCommit(target.Base) + ", too. Are --base and --head exchanged?"
	case target.Kind == "text":
		return "No credential is in the text. Scan the repository that it goes to for what its jobs use: rollcall scan PATH."
	case target.Staged:
		return "No credential is staged: commit. A scan without --staged rates the whole repository."
	case target.Base != "":
		return "No credential is in these commits. A scan without --base rates the whole repository."
	}
	if target.Kind == "repository" && target.Commit == "" && target.History {
		return "Nothing to rate here yet: the branch has no commit. Scan again after the first one."
	}
	if target.Commit != "" && target.History && !target.Shallow {
		return "Nothing to rate: no job uses a credential here, no agent is set up, and no credential is in the files or the history."
	}
	return "Nothing to rate here. Scan the root of a repository, with its .github folder and its history."
}

// fixAt is a finding's next step, with what and where it is about; a policy of one's own may say no step.
func (t *text) fixAt(f nhi.Finding) string {
	about := f.Title + " (" + t.subject(f) + ")"
	if f.Location != nil {
		about = f.Title + " at " + position(*f.Location)
	}
	if f.Fix == "" {
		return "Look at this: " + about + "."
	}
	return about + ": " + f.Fix
}
