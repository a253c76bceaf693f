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
			{Text: exposedBy(e)},
			{Text: plain(cmp.Or(e.Preview, "hidden")), Code: true},
			judgedEntry(e),
		})
		for _, at := range e.Again {
			s.Rows = append(s.Rows, v.againRow(e, at))
		}
	}
	return limited(s)
}

// exposedBy is who committed an exposed value first, and when; of what was there where a shallow clone ends, when at the latest.
func exposedBy(e nhi.Exposure) string {
	if e.Cut {
		return date(e.Date) + " or before: the clone is shallow"
	}
	return plain(strings.TrimSpace(e.Author + " " + date(e.Date)))
}

// againRow is a further line of the file that has an exposed value now: who takes out only the first leaves it there. The commit
// and its author are those of the first.
func (v roll) againRow(e nhi.Exposure, at nhi.Location) row {
	none := entry{Text: "–", State: stateQuiet}
	return row{
		{Text: position(at), Code: true, Href: v.links.line(at)}, presenceEntry(e), none, none,
		{Text: plain(cmp.Or(e.Preview, "hidden")), Code: true}, {Text: "the same value again", State: stateQuiet},
	}
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

// commit is the commit of an exposure. A value that only the platform shows has none, nor does one outside of a repository; of what
// is committed it is not known where no history was read.
func (v roll) commit(e nhi.Exposure) entry {
	links := v.links
	if e.Location.Repository != "" {
		links = links.in(e.Location.Repository)
	}
	if e.Commit != "" {
		return entry{Text: shortCommit(e.Commit), Href: links.commitPage(e.Commit), Code: true}
	}
	kind := v.report.Target.Kind
	switch {
	case e.Presence == nhi.PresenceWorktree:
		return entry{Text: "uncommitted"}
	case e.Location.Path == "", kind == "folder", kind == "text":
		return entry{Text: "none", State: stateQuiet}
	}
	return entry{Text: "not read", State: stateUnknown}
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
