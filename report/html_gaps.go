package report

// gapRow is gaps that say the same of several places.
type gapRow struct {
	Source, Scope, Reason, Detail, Step string
	Place                               entry
	Also                                int // gaps that say the same of other places
	Others                              []string
	MoreOthers                          int
}

// gapPlacesListed is how many further places of like gaps are listed.
const gapPlacesListed = 20

func (v roll) gapRow(group gapGroup) gapRow {
	g := group.first
	row := gapRow{
		Source: plain(g.Source), Scope: plain(g.Scope), Reason: words(string(g.Reason)), Detail: plain(g.Detail),
		Step: plain(sentenceCase(gapStep(g))), Also: len(group.also),
	}
	if g.Location != nil {
		row.Place = v.place(g.Location)
	}
	row.Others, row.MoreOthers = group.others(gapPlacesListed)
	return row
}
