package report

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func (v roll) useSection(i nhi.Identity) section {
	s := section{Heading: "Used by", Head: []textItem{"Workflow and job", "How", "Receiver", "Environment", "Started by", "Place"}}
	for _, u := range i.Uses {
		s.Rows = append(s.Rows, []entry{
			{Text: plain(u.Workflow + " › " + cmp.Or(u.Job, "every job") + stepText(u))},
			{Text: routeText(u)},
			receiver(u),
			environmentEntry(u),
			startedBy(u),
			v.place(&u.Location),
		})
	}
	switch {
	case !i.UsesKnown.Known() && isStored(i):
		s.Note = "Not every possible consumer could be read (" + absentCell(i.UsesKnown.Why()).Text + sourceIn(i.UsesKnown.Source) + "), so there may be more."
	case len(i.Uses) == 0 && isStored(i):
		s.Note = "No workflow uses it."
	}
	return limited(s)
}

func sourceIn(source string) string {
	if source == "" {
		return ""
	}
	return ": " + plain(source)
}

func stepText(u nhi.Use) string {
	switch {
	case u.Step < 0:
		return ""
	case u.StepName != "":
		return " › " + u.StepName
	}
	return " › step " + strconv.Itoa(u.Step+1)
}

func routeText(u nhi.Use) string {
	text := string(u.Route)
	if u.Input != "" {
		text += " " + u.Input
	}
	if u.Level != "" && u.Level != nhi.UseInStep {
		text += ", for the whole " + string(u.Level)
	}
	return plain(text)
}

func receiver(u nhi.Use) entry {
	if u.Action == nil {
		return entry{Text: "script"}
	}
	e := entry{Text: plain(u.Action.Raw), Code: true}
	if u.Action.Mutable() && !u.Action.FirstParty {
		e.Text, e.State = e.Text+" (not pinned)", stateWarn
	}
	return e
}

func environmentEntry(u nhi.Use) entry {
	if u.Environment == "" {
		return entry{Text: "none", State: stateQuiet}
	}
	return entry{Text: plain(u.Environment)}
}

func startedBy(u nhi.Use) entry {
	e := entry{Text: plain(cmp.Or(strings.Join(u.Events, ", "), "unknown"))}
	switch {
	case len(u.Events) == 0:
		e.State = stateUnknown
	case len(u.Untrusted) > 0 && len(u.Gates) > 0:
		e.Text, e.State = e.Text+" ("+startedByStrangers(u)+")", stateWarn
	case len(u.Untrusted) > 0:
		e.Text, e.State = e.Text+" ("+startedByStrangers(u)+")", stateBad
	}
	return e
}
