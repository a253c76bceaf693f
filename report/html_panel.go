package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// panel is the details of one row, as the script shows them beside the table.
type panel struct {
	Title    string
	Kind     string
	Badges   []entry
	Lead     string
	Sections []section
	Map      *picture
}

// section is one part of a panel.
type section struct {
	Heading string
	Note    string
	Steps   []step
	Facts   []fact
	Head    []textItem
	Rows    []row
}

// entry is a text that may have a state and lead somewhere.
type entry struct {
	Text  string
	State string
	Href  string // https, or a view of this page
	Code  bool
}

// fact is an entry with its name and where it comes from.
type fact struct {
	Label    string
	Value    entry
	Evidence string
	Source   *entry
}

// step is one next step.
type step struct {
	Text    string
	Command string // for a POSIX shell
	Href    string
	Link    string
}

// maximumRows is how many rows one section of a panel lists.
const maximumRows = 200

// limited is the rows a section lists, and a note when there are more.
func limited(s section) section {
	if over := len(s.Rows) - maximumRows; over > 0 {
		s.Rows = s.Rows[:maximumRows]
		s.Note = fmt.Sprintf("%s and %s more, which the JSON report lists.", s.Note, thousands(over))
	}
	return s
}

func (v roll) identityPanel(n int) panel {
	i := *v.identities[n]
	p := panel{
		Title: nameOf(i), Kind: kindOf(i) + pathNote(i), Lead: plain(i.Purpose.Value),
		Badges: []entry{badge(severityCell(v.worst(i.ID)), "No finding"), labelled("Status", statusCell(i.Status)), labelled("Rotation", v.due(i))},
		Map:    v.neighbourhood(i),
	}
	p.add(section{Heading: "Next step", Steps: v.steps(i)}, v.findingSection(i), v.useSection(i), v.exposureSection(i))
	p.add(v.evidenceSections(i.Exposures)...)
	p.add(
		agentSection(i, v.links), platformSection(i), section{Heading: "Facts, and where each comes from", Facts: v.facts(i)},
		v.undecidedSection(i), v.linkSection(i),
	)
	return p
}

// add gives a panel those of the sections that say something.
func (p *panel) add(sections ...section) {
	for _, s := range sections {
		if len(s.Steps)+len(s.Facts)+len(s.Rows) > 0 || s.Note != "" {
			p.Sections = append(p.Sections, s)
		}
	}
}

// pathNote is the whole path that the title has only the end of.
func pathNote(i nhi.Identity) string {
	if path := pathIn(i); strings.Contains(path, "/") {
		return " · " + plain(path)
	}
	return ""
}

// badge is a cell as an entry of a panel's head.
func badge(c cell, empty string) entry {
	if c.Text == "–" {
		return entry{Text: empty, State: stateQuiet}
	}
	return entry{Text: c.Text, State: c.State}
}

// labelled is a cell as an entry that says what it is about.
func labelled(label string, c cell) entry {
	return entry{Text: label + ": " + strings.ToLower(c.Text), State: c.State}
}

func (v roll) findingSection(i nhi.Identity) section {
	s := section{Heading: "Findings"}
	for _, n := range v.found[i.ID] {
		f := v.findings[n]
		severity := entry{Text: title(string(f.Severity)), State: string(f.Severity)}
		if !f.Counts() {
			severity = entry{Text: "Suppressed", State: stateQuiet}
		}
		s.Rows = append(s.Rows, []entry{
			severity,
			{Text: plain(cmp.Or(f.Message, f.Title)), Href: view("findings", "id", findingKey(n, f))},
			v.findingPlace(f, f.Location),
		})
	}
	return limited(s)
}

// place is a location with its link.
func (v roll) place(at *nhi.Location) entry {
	if at == nil {
		return entry{Text: "no file", State: stateQuiet}
	}
	return entry{Text: position(*at), Href: v.links.line(*at), Code: true}
}

// findingPlace is one of a finding's places with its link.
func (v roll) findingPlace(f nhi.Finding, at *nhi.Location) entry {
	place := v.place(at)
	if n, ok := v.number[f.Identity]; ok && at != nil {
		place.Href = v.links.finding(f, *at, v.identities[n])
	}
	return place
}

func (v roll) undecidedSection(i nhi.Identity) section {
	s := section{Heading: "Not decided", Head: []textItem{"Policy", "What it lacked", "Why"}}
	for _, u := range v.undecided[i.ID] {
		s.Rows = append(s.Rows, []entry{
			{Text: plain(u.Policy), Href: view("policies", "id", plain(u.Policy)), Code: true},
			{Text: plain(u.Fact), Code: true},
			{Text: absentCell(u.Reason).Text, State: stateUnknown},
		})
	}
	return limited(s)
}

func (v roll) linkSection(i nhi.Identity) section {
	s := section{Heading: "Tied to", Head: []textItem{"How", "Identity", "Reason"}}
	for _, l := range i.Links {
		s.Rows = append(s.Rows, []entry{{Text: title(l.Relation)}, {Text: v.name(l.To), Href: v.href(l.To)}, {Text: plain(l.Reason)}})
	}
	return limited(s)
}
