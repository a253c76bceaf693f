package report

import (
	"cmp"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

func (v roll) exposureSection(i nhi.Identity) section {
	s := section{Heading: "Exposed at", Head: []textItem{"Place", "Where in time", "Commit", "Author", "Preview", "Judged"}}
	for _, e := range i.Exposures {
		s.Rows = append(s.Rows, []entry{
			v.exposurePlace(e), presenceEntry(e),
			v.commit(e),
			{Text: plain(strings.TrimSpace(e.Author + " " + date(e.Date)))},
			{Text: plain(cmp.Or(e.Preview, "hidden")), Code: true},
			judgedEntry(e),
		})
	}
	return limited(s)
}

// judgedEntry says what an exposed value was taken for.
func judgedEntry(e nhi.Exposure) entry {
	switch {
	case e.Doubt == nhi.DoubtLoneID:
		return entry{Text: "the id of a key, without its secret", State: stateQuiet}
	case e.Doubt != "":
		return entry{Text: "probably no credential: " + plain(e.Doubt.Title()), State: stateQuiet}
	case e.Credential.Public:
		return entry{Text: "public by design", State: stateQuiet}
	case e.Confidence == nhi.ConfidenceLow, e.Confidence == nhi.ConfidenceMedium && !e.Issued():
		return entry{Text: "may be a credential", State: stateUnknown}
	}
	return entry{Text: "a credential, by " + ruleText(e)}
}

// ruleText is the rule that found a value.
func ruleText(e nhi.Exposure) string {
	if e.Rule == "" {
		return "what the platform says"
	}
	return "rule " + plain(e.Rule)
}

// evidenceSections say where the other parts of credentials stand, and what was weighed for and against their being any.
func (v roll) evidenceSections(exposures []nhi.Exposure) []section {
	parts := section{Heading: "Other parts of it", Head: []textItem{"Part", "Place", "Preview"}}
	weighed := section{Heading: "For and against its being a credential", Head: []textItem{"Place", "Weighed"}}
	for _, e := range exposures {
		for _, p := range e.Parts {
			parts.Rows = append(parts.Rows, []entry{{Text: plain(p.What)}, v.place(&p.Location), {Text: plain(cmp.Or(p.Preview, "hidden")), Code: true}})
		}
		if because := features(e); because != "" {
			weighed.Rows = append(weighed.Rows, []entry{v.place(&e.Location), {Text: because}})
		}
	}
	return []section{limited(parts), limited(weighed)}
}

// commit is the commit of an exposure; a value that only the platform shows has none.
func (v roll) commit(e nhi.Exposure) entry {
	links := v.links
	if e.Location.Repository != "" {
		links = links.in(e.Location.Repository)
	}
	text := "uncommitted"
	if e.Location.Path == "" && e.Platform != nil {
		text = "none"
	}
	return entry{Text: cmp.Or(shortCommit(e.Commit), text), Href: links.commitPage(e.Commit), Code: true}
}

// exposurePlace is where a value is, in the commit that holds it, or on the platform's page
// where no file shows it.
func (v roll) exposurePlace(e nhi.Exposure) entry {
	if e.Location.Path == "" && e.Platform != nil {
		return entry{Text: plain(e.Platform.Place), Href: safeLink(e.Platform.URL)}
	}
	return entry{Text: position(e.Location), Code: true, Href: v.links.exposed(e)}
}

func presenceEntry(e nhi.Exposure) entry {
	if e.Suppressed != nil {
		return entry{Text: "suppressed: " + plain(cmp.Or(e.Suppressed.Reason, string(e.Suppressed.Kind))), State: stateQuiet}
	}
	if tried := alertEntry(e.Platform); tried.Text != "" {
		return tried
	}
	switch e.Presence {
	case nhi.PresenceHead:
		return entry{Text: "in the current files", State: stateBad}
	case nhi.PresenceBranch:
		return entry{Text: "on another branch", State: stateBad}
	case nhi.PresenceWorktree:
		return entry{Text: "not committed yet", State: stateWarn}
	case nhi.PresenceHistory:
		return entry{Text: "removed, still in the history", State: stateBad}
	}
	return entry{Text: words(string(e.Presence)), State: stateUnknown}
}
