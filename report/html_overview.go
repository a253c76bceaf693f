package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// overview answers three questions: how healthy, what is overdue, what to do first.
type overview struct {
	Verdict    string
	Score      scoreCard
	Trend      *trendView    // nil: the report holds no history
	Compared   *comparedView // nil: there is no baseline
	Alarms     []card
	States     []card
	Stateless  string // says for how many the status is not known; "": for none
	Kinds      []bar
	Dimensions []dimensionRow
	First      []advice
	Later      []advice // folded away
	Advised    int      // how many there are, 0 where all are listed
	Grants     []nhi.Grant
	Gaps       []gapRow
	GapCount   int
	MoreGaps   int
	Worst      []worstRow
	Fresh      bool // they are what the baseline does not have
	Open       int
	Urgent     int // of them, high and critical ones
	Counts     []string
	Unknowns   int
	Withheld   int    // of them, for what the token may not read
	Nothing    string // the next step where nothing is recommended
}

// scoreCard is the score in large; its figures are whole and rounded down.
type scoreCard struct {
	Rated              bool
	Unrated            string // why there is no score
	Value, Grade       string
	Mark, Low, High    float64 // on a scale of 100
	Range, Coverage    string
	Provisional, Known bool
	Unknown, Lost      string // of the points that are missing, those for want of evidence, and the others; "": none
	Caps               []nhi.Cap
	Uncapped, Formula  string
	Keyless            string
	KeylessShare       float64
	KeylessDetail      string
}

// card is one number.
type card struct {
	Label, Value, Note, Href, State string
}

// bar is one line of a breakdown.
type bar struct {
	Label, Href string
	Count       int
	Share       float64 // of the longest, to 100
}

type dimensionRow struct {
	Name, Question, Score, Weight string
	Mark, Low, High               float64
	Coverage, Range               string
	Rated                         int
	Problems                      []problemRow
	More                          int
	State                         string
}

type problemRow struct {
	Name, Href, Reason, Value string
	Unknown                   bool
}

type worstRow struct {
	Severity             entry
	Title, Message, Href string
	Identity             entry
	Place                entry
	Fix                  string
	Alike                int    // findings that say the same of others
	All                  string // where these are listed
}

// How many of each the overview lists.
const (
	worstListed    = 9
	adviceListed   = 40
	problemsListed = 6
	gapsListed     = 200
	namesListed    = 5
	adviceFirst    = 6
	stepsListed    = 1
)

// readPhrases says how much was read, and how much of what was found is not listed.
func readPhrases(r nhi.Report) []string {
	phrases := wasRead(r)
	if sentence := notListed(r.Counts); sentence != "" {
		phrases = append(phrases, sentence)
	}
	return phrases
}

func (v roll) overview() overview {
	o := overview{
		Score: v.scoreCard(), Trend: v.trend(), Compared: v.compared(), Alarms: v.alarms(), Kinds: v.kinds(), Dimensions: v.dimensions(),
		Grants: v.report.Score.Grants, Unknowns: len(v.report.Unknowns), Withheld: withheld(v.report), Counts: readPhrases(v.report),
	}
	o.States, o.Stateless = v.states()
	advice := v.advice()
	o.First = advice[:min(len(advice), adviceFirst)]
	o.Later = advice[len(o.First):]
	if all := len(v.report.Score.Recommendations); all > len(advice) {
		o.Advised = all
	}
	o.Grants = slices.Clone(o.Grants)
	for i := range o.Grants {
		o.Grants[i].Title = plain(o.Grants[i].Title)
	}
	o.GapCount, o.MoreGaps = len(v.report.Gaps), len(v.report.Gaps)
	for _, g := range groupGaps(v.report.Gaps) {
		if len(o.Gaps) == gapsListed {
			break
		}
		o.Gaps = append(o.Gaps, v.gapRow(g))
		o.MoreGaps -= 1 + len(g.also)
	}
	o.Worst, o.Open, o.Fresh = v.worstRows()
	for _, f := range v.findings {
		if f.Counts() && f.Severity.Rank() >= nhi.SeverityHigh.Rank() {
			o.Urgent++
		}
	}
	o.Verdict, o.Nothing = v.verdict(o), "No recommendation would raise the score."
	if !v.report.Score.Rated {
		o.Nothing = nothingToRate(v.report)
	}
	return o
}

func (v roll) scoreCard() scoreCard {
	s := v.report.Score
	c := scoreCard{
		Rated: s.Rated, Value: number(s.Value), Grade: plain(s.Grade), Mark: clamp(s.Value), Low: clamp(s.Low), High: clamp(s.High),
		Range: number(s.Low) + " to " + number(s.High), Coverage: number(100*s.Coverage) + "%", Provisional: s.Provisional, Known: s.Coverage >= 1,
		Uncapped: number(s.Uncapped), Formula: plain(s.FormulaVersion),
	}
	c.Unknown, c.Lost = missingPoints(s)
	if !s.Rated {
		c.Unrated = nothingToRate(v.report)
	}
	for _, limit := range s.Caps {
		c.Caps = append(c.Caps, nhi.Cap{Limit: limit.Limit, Reason: plain(limit.Reason), Bites: limit.Bites})
	}
	nhi.Sort(c.Caps, func(a, b nhi.Cap) int { return nhi.CompareBools(b.Bites, a.Bites) })
	c.Keyless, c.KeylessDetail = "–", "no use of a credential was seen"
	if uses := s.Keyless.Keyless + s.Keyless.Static; uses > 0 {
		share := float64(s.Keyless.Keyless) / float64(uses)
		c.Keyless, c.KeylessShare = percent(share), share*100
		c.KeylessDetail = thousands(s.Keyless.Keyless) + " of " + many(uses, "use needs", "uses need") + " no stored key"
	}
	return c
}

func clamp(v float64) float64 { return min(max(v, 0), 100) }

// netStatic is the change in static credentials since the baseline.
func netStatic(n int) card {
	c := card{Label: "Static credentials", Value: "±0", Note: "since the baseline"}
	switch {
	case n > 0:
		c.Value, c.State = "+"+thousands(n), stateBad
	case n < 0:
		c.Value, c.State = "−"+thousands(-n), stateOK
	}
	return c
}

// standing is what the cards count.
type standing struct {
	status           map[string]int
	leaked, possible int // of possible leaks nothing but a name and randomness tells
	overdue, late    int // late ones are overdue and not leaked
	ownerless, due   int
}

func (v roll) standing() standing {
	t := standing{status: map[string]int{}}
	for _, i := range v.identities {
		t.status[statusCell(i.Status).Text]++
		switch {
		case isLeaked(*i, v.now):
			t.leaked++
		case mayBeLeaked(*i, v.now):
			t.possible++
		}
		if ownerCell(i.Owner).State == stateBad && i.Settings == nil {
			t.ownerless++
		}
		switch due := v.due(*i); due.Text {
		case "Overdue":
			t.overdue++
			if due.Sub != "leaked" {
				t.late++
			}
		case "Unknown":
			t.due++
		}
	}
	return t
}

// alarms are the numbers that ask for something to be done.
func (v roll) alarms() []card {
	t := v.standing()
	return []card{
		v.total(),
		leakedCard(t),
		alarm("Overdue", t.overdue, view("inventory", "due", "Overdue")).with("past their maximum age, or leaked"),
		alarm("Without owner", t.ownerless, view("inventory", "owner", "No owner")).with("nobody answers for them"),
		card{
			Label: "Rotation unknown", Value: thousands(t.due), Href: view("inventory", "due", "Unknown"),
			State: unknownIf(t.due),
		}.with("no date could be read"),
	}
}

func (v roll) total() card {
	c := card{Label: "Identities", Value: thousands(len(v.identities)), Href: view("inventory"), Note: "none seen"}
	if kinds := len(v.kinds()); kinds > 0 {
		c.Note = "of " + many(kinds, "kind", "kinds")
	}
	return c
}

// leakedCard counts what is leaked, and says how much more may be.
func leakedCard(t standing) card {
	c := alarm("Leaked", t.leaked, view("inventory", "leaked", "Yes")).with("value readable in files or history")
	switch {
	case t.possible > 0 && t.leaked > 0:
		c.Note = thousands(t.possible) + " more may be"
	case t.possible > 0:
		c.Note, c.State, c.Href = many(t.possible, "value may be a credential", "values may be credentials"), stateUnknown, view("inventory", "due", "Perhaps leaked")
	}
	return c
}

// states are the identities by status, and a word on those of which it is not known, as files alone
// seldom tell it. What is zero stays, so that a row of reports compares, unless nothing is known.
func (v roll) states() (cards []card, unknown string) {
	t := v.standing()
	n := t.status[title(string(nhi.StatusUnknown))]
	if n > 0 {
		unknown = "Status is not known offline: " + thousands(n)
	}
	if n == len(v.identities) {
		return nil, unknown
	}
	for _, s := range nhi.Statuses {
		text := title(string(s))
		c := card{Label: text, Value: thousands(t.status[text]), Href: view("inventory", "status", text)}
		switch {
		case t.status[text] == 0:
			c.State = stateQuiet
		case s == nhi.StatusExpired || s == nhi.StatusMissing:
			c.State = stateWarn
		}
		if s != nhi.StatusUnknown {
			cards = append(cards, c)
		}
	}
	return cards, unknown
}

// with adds a note, which only a number that is not zero needs.
func (c card) with(note string) card {
	c.Note = "none seen"
	if c.State != "" {
		c.Note = note
	}
	return c
}

func alarm(label string, n int, href string) card {
	c := card{Label: label, Value: thousands(n), Href: href}
	if n > 0 {
		c.State = stateBad
	}
	return c
}

func unknownIf(n int) string {
	if n > 0 {
		return stateUnknown
	}
	return ""
}

// kinds is the breakdown by kind, the most frequent first.
func (v roll) kinds() []bar {
	count := map[string]int{}
	for _, i := range v.identities {
		count[kindOf(*i)]++
	}
	var bars []bar
	most := 1
	for kind, n := range count {
		bars = append(bars, bar{Label: kind, Count: n, Href: view("inventory", "kind", kind)})
		most = max(most, n)
	}
	nhi.Sort(bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
	})
	for i := range bars {
		bars[i].Share = float64(bars[i].Count) / float64(most) * 100
	}
	return bars
}

func (v roll) dimensions() []dimensionRow {
	var rows []dimensionRow
	for _, d := range v.report.Score.Dimensions {
		row := dimensionRow{
			Name: title(d.Name), Question: plain(d.Question), Score: number(d.Score), Weight: number(d.Weight), Mark: clamp(d.Score), Low: clamp(d.Low),
			High:     clamp(d.High),
			Coverage: number(100*d.Coverage) + "%", Range: number(d.Low) + " to " + number(d.High), Rated: d.Rated, State: scoreState(d.Score),
		}
		for n, p := range d.Problems {
			if n == problemsListed {
				row.More = len(d.Problems) - n
				break
			}
			row.Problems = append(row.Problems, problemRow{v.named(p.Identity), v.href(p.Identity), plain(p.Reason), percent(p.Value), p.Unknown})
		}
		if d.Rated == 0 {
			row.Score, row.State = "–", stateUnknown
		}
		rows = append(rows, row)
	}
	return rows
}

// scoreState follows the grades: B and better is fine, D and worse is bad.
func scoreState(score float64) string {
	switch {
	case score >= 75:
		return stateOK
	case score >= 60:
		return stateWarn
	}
	return stateBad
}

// effortNames says how long one fix takes, from 1 to 5.
var effortNames = [...]string{"minutes", "under 1 hour", "1 to 2 hours", "half a day", "days"}

// worstRows is the worst of the findings that count, those that are alike once, and how many count. Where a baseline does not
// have some, only these are listed, and fresh says so.
func (v roll) worstRows() (rows []worstRow, open int, fresh bool) {
	unknown := 0
	for _, f := range v.findings {
		if f.Counts() {
			open++
		}
		if f.Counts() && !f.Known {
			unknown++
		}
	}
	fresh = v.report.Baseline != nil && unknown > 0
	listed := v.findings
	if fresh || open < len(listed) { // else all are: an organisation's are large
		listed = slices.DeleteFunc(slices.Clone(listed), func(f nhi.Finding) bool { return !f.Counts() || fresh && f.Known })
	}
	all := likenesses(listed, v.leaks, crowd)
	for _, l := range all[:min(len(all), worstListed)] {
		rows = append(rows, v.worstRow(l))
	}
	return rows, open, fresh
}

func (v roll) worstRow(l likeness) worstRow {
	f := l.first
	place := slices.IndexFunc(v.findings, func(other nhi.Finding) bool { return v.leaks.compareFindings(f, other) == 0 })
	return worstRow{
		Severity: entry{Text: title(string(f.Severity)), State: string(f.Severity)}, Title: plain(cmp.Or(f.Title, f.Policy)), Message: plain(f.Message),
		Href: view("findings", "id", findingKey(place, f)), Identity: entry{Text: v.name(f.Identity), Href: v.href(f.Identity)}, Place: v.placeOf(f),
		Fix:   plain(f.Fix),
		Alike: len(l.alike), All: view("findings", "policy", plain(f.Policy), "severity", title(string(f.Severity))),
	}
}

// verdict is the report in two sentences. It never says that all is well while something was not seen.
func (v roll) verdict(o overview) string {
	t := v.standing()
	var wrong []string
	say := func(n int, one, more string) {
		if n > 0 && len(wrong) == 0 && !strings.HasPrefix(one, "identity") {
			wrong = append(wrong, many(n, "credential "+one, "credentials "+more))
		} else if n > 0 {
			wrong = append(wrong, many(n, one, more))
		}
	}
	say(t.leaked, "is leaked", "are leaked")
	say(t.possible, "may be leaked", "may be leaked")
	say(t.late, "is overdue for rotation", "are overdue for rotation")
	say(t.ownerless, "identity has no owner", "identities have no owner") // agents and trusts, too
	say(t.due, "cannot be judged on its rotation", "cannot be judged on their rotation")
	text := strings.Join(wrong, ", ")
	switch {
	case len(v.identities) == 0:
		text = "No machine credential was found in what could be read"
	case text == "":
		text = "Nothing is leaked, overdue or without an owner"
	}
	text += "."
	if o.Open > 0 {
		text += " " + many(o.Open, "finding is open", "findings are open")
		if o.Urgent > 0 && o.Open > 1 {
			text += ", " + thousands(o.Urgent) + " of them high or critical"
		}
		text += ", " + enforcedOf(openFindings(v.report))
		text += "."
	}
	if n := len(v.report.Gaps); n > 0 {
		text += " " + many(n, "place could not be read.", "places could not be read.")
	}
	return text
}
