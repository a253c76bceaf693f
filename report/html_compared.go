package report

import (
	"cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// comparedView is what came and what went since the baseline.
type comparedView struct {
	Phrase string
	Cards  []card
	Fixed  []fixedRow
	Gone   string // what became of them
	More   int    // findings that are fixed, beyond those listed
	Unsure string // why what is gone may not be fixed; "": it is
}

// fixedRow is a finding that the baseline had and the report has not.
type fixedRow struct {
	Severity       entry
	Title, Message string
}

// fixedListed is how many fixed findings are listed.
const fixedListed = 50

func (v roll) compared() *comparedView {
	b := v.report.Baseline
	if b == nil {
		return nil
	}
	fresh := card{Label: "New findings", Value: thousands(b.New), Href: view("findings", "state", "New")}
	if b.New > 0 {
		fresh.State = stateBad
	}
	c := &comparedView{Gone: gone(v.report), Phrase: sentence(baselinePhrase(v.report)), More: max(0, len(b.Fixed)-fixedListed), Cards: []card{
		fresh, {Label: "Known findings", Value: thousands(b.Known), Href: view("findings", "state", "Known")},
		{Label: sentenceCase(gone(v.report)), Value: thousands(len(b.Fixed))},
	}}
	if v.report.Score.NetNewStatic != nil {
		c.Cards = append(c.Cards, netStatic(*v.report.Score.NetNewStatic))
	}
	switch {
	case b.Read == "more":
		c.Unsure = "This scan read less than the baseline's: what is gone may be among what it did not read."
	case len(v.report.Gaps) > 0:
		c.Unsure = "Not everything could be read this time: what is gone may be among that."
	}
	for _, f := range b.Fixed[:len(b.Fixed)-c.More] {
		c.Fixed = append(c.Fixed, newFixedRow(f))
	}
	return c
}

func newFixedRow(f nhi.Finding) fixedRow {
	return fixedRow{entry{Text: title(string(f.Severity)), State: string(f.Severity)}, plain(cmp.Or(f.Title, f.Policy)), plain(f.Message)}
}
