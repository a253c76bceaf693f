package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	Head    []string
	Rows    [][]entry
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
		Title: nameOf(i), Kind: plain(i.Kind.Title()) + pathNote(i), Lead: plain(i.Purpose.Value),
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
			v.place(f.Location),
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

func (v roll) useSection(i nhi.Identity) section {
	s := section{Heading: "Used by", Head: []string{"Workflow and job", "How", "Receiver", "Environment", "Started by", "Place"}}
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
	if u.Level != "" && u.Level != "step" {
		text += ", for the whole " + u.Level
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
	case len(u.Untrusted) > 0:
		e.Text, e.State = e.Text+" (strangers: "+plain(strings.Join(u.Untrusted, ", "))+")", stateBad
	}
	return e
}

func (v roll) exposureSection(i nhi.Identity) section {
	s := section{Heading: "Exposed at", Head: []string{"Place", "Where in time", "Commit", "Author", "Preview", "Judged"}}
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
	case e.Confidence == nhi.ConfidenceLow:
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
	parts := section{Heading: "Other parts of it", Head: []string{"Part", "Place", "Preview"}}
	weighed := section{Heading: "For and against its being a credential", Head: []string{"Place", "Weighed"}}
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
	return entry{Text: plain(cmp.Or(brief(e.Commit, 10), text)), Href: links.commitPage(e.Commit), Code: true}
}

// exposurePlace links to the commit that holds the value, which HEAD may no longer do, or to the platform's page
// where no file shows it.
func (v roll) exposurePlace(e nhi.Exposure) entry {
	if e.Location.Path == "" && e.Platform != nil {
		return entry{Text: plain(e.Platform.Place), Href: safeLink(e.Platform.URL)}
	}
	place := entry{Text: position(e.Location), Code: true, Href: v.links.lineAt(e.Commit, e.Location)}
	if e.Commit == "" {
		place.Href = v.links.line(e.Location)
	}
	return place
}

func presenceEntry(e nhi.Exposure) entry {
	if e.Suppressed != nil {
		return entry{Text: "suppressed: " + plain(cmp.Or(e.Suppressed.Reason, e.Suppressed.Kind)), State: stateQuiet}
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

func (v roll) undecidedSection(i nhi.Identity) section {
	s := section{Heading: "Not decided", Head: []string{"Policy", "What it lacked", "Why"}}
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
	s := section{Heading: "Tied to", Head: []string{"How", "Identity", "Reason"}}
	for _, l := range i.Links {
		s.Rows = append(s.Rows, []entry{{Text: title(l.Relation)}, {Text: v.name(l.To), Href: v.href(l.To)}, {Text: plain(l.Reason)}})
	}
	return limited(s)
}

// facts lists what is known of an identity, and what is not, with its provenance.
func (v roll) facts(i nhi.Identity) []fact {
	return slices.Concat(
		v.plainFacts(i),
		[]fact{
			v.provenance("Status", statusCell(i.Status), string(i.Status.Evidence), i.Status.Source),
			v.provenance("Owner", textCell(i.Owner.Technical), string(i.Owner.Technical.Evidence), i.Owner.Technical.Source),
			v.provenance("Business owner", textCell(i.Owner.Business), string(i.Owner.Business.Evidence), i.Owner.Business.Source),
			v.provenance("Purpose", textCell(i.Purpose), string(i.Purpose.Evidence), i.Purpose.Source),
			v.provenance("Environment", textCell(i.Environment), string(i.Environment.Evidence), i.Environment.Source),
			v.provenance("Criticality", textCell(i.Criticality), string(i.Criticality.Evidence), i.Criticality.Source),
			v.provenance("Permission level", levelCell(i.Privilege), string(i.Privilege.Level.Evidence), i.Privilege.Level.Source),
			v.provenance("Reach", textCell(i.Privilege.Resources), string(i.Privilege.Resources.Evidence), i.Privilege.Resources.Source),
			v.provenance("Environment protected", boolCell(i.Privilege.Protected), string(i.Privilege.Protected.Evidence), i.Privilege.Protected.Source),
			v.provenance("Created", timeCell(i.Times.Created), string(i.Times.Created.Evidence), i.Times.Created.Source),
			v.provenance("First seen", timeCell(i.Times.FirstSeen), string(i.Times.FirstSeen.Evidence), i.Times.FirstSeen.Source),
			v.provenance("Last used", timeCell(i.Times.LastUsed), string(i.Times.LastUsed.Evidence), i.Times.LastUsed.Source),
			v.provenance("Rotated", timeCell(i.Times.Rotated), string(i.Times.Rotated.Evidence), i.Times.Rotated.Source),
			v.provenance("Expires", expiryCell(i.Times.Expires, v.now), string(i.Times.Expires.Evidence), i.Times.Expires.Source),
			v.provenance("Maximum age", daysCell(i.Rotation.MaximumDays), string(i.Rotation.MaximumDays.Evidence), i.Rotation.MaximumDays.Source),
			v.provenance("Rotation procedure", textCell(i.Rotation.Procedure), string(i.Rotation.Procedure.Evidence), i.Rotation.Procedure.Source),
			v.provenance("Attested", attestationCell(i.Attestation), string(i.Attestation.Evidence), i.Attestation.Source),
			v.provenance("In the registry", boolCell(i.Registered), string(i.Registered.Evidence), i.Registered.Source),
			v.provenance("All consumers read", boolCell(i.UsesKnown), string(i.UsesKnown.Evidence), i.UsesKnown.Source),
		},
		v.credentialFacts(i.Credential),
	)
}

// plainFacts are the parts of an identity's name, which need no evidence.
func (v roll) plainFacts(i nhi.Identity) []fact {
	facts := []fact{{Label: "ID", Value: entry{Text: plain(string(i.ID)), Code: true}}}
	if i.Lifetime != "" {
		facts = append(facts, fact{Label: "Lifetime", Value: entry{Text: plain(string(i.Lifetime))}})
	}
	if i.Store != "" {
		facts = append(facts, fact{Label: "Kept in", Value: entry{Text: plain(i.Store)}})
	}
	if len(i.Environments) > 0 {
		facts = append(facts, fact{Label: "GitHub environments", Value: entry{Text: plain(strings.Join(i.Environments, ", "))}})
	}
	if page := safeLink(i.URL); page != "" {
		facts = append(facts, fact{Label: "Changed at", Value: entry{Text: page, Href: page}})
	}
	facts = append(facts, told("Held by", i.Holder, func(login string) cell { return cell{Text: plain(login)} })...)
	if i.RepositoryState != "" {
		facts = append(facts, fact{Label: "Repository", Value: entry{Text: plain(i.RepositoryState), State: stateWarn}})
	}
	if i.Privilege.Wildcard {
		facts = append(facts, fact{Label: "Subject", Value: entry{Text: "open: contains a wildcard", State: stateBad}})
	}
	if p := permissionList(i.Privilege.Permissions); p != "" {
		facts = append(facts, fact{Label: "Permissions", Value: entry{Text: p, Code: true}})
	}
	return facts
}

// permissionList is granted permissions in order.
func permissionList(granted map[string]string) string {
	parts := make([]string, 0, len(granted))
	for _, name := range slices.Sorted(maps.Keys(granted)) {
		parts = append(parts, name+": "+granted[name])
	}
	return plain(strings.Join(parts, ", "))
}

// provenance is a fact with where it comes from.
func (v roll) provenance(label string, c cell, evidence, source string) fact {
	f := fact{Label: label, Value: entry{Text: c.Text, State: c.State}, Evidence: cmp.Or(plain(evidence), string(nhi.EvidenceAbsent))}
	if f.Evidence == string(nhi.EvidenceInferred) && f.Value.State == "" {
		f.Value.State = stateUnknown
	}
	if source != "" {
		f.Source = &entry{Text: plain(source), Href: v.links.source(source)}
	}
	return f
}

func boolCell(f nhi.Fact[bool]) cell {
	switch {
	case !f.Known():
		return absentCell(f.Why())
	case f.Value:
		return cell{Text: "yes"}
	}
	return cell{Text: "no", State: stateWarn}
}

func daysCell(f nhi.Fact[int]) cell {
	if !f.Known() {
		return absentCell(f.Why())
	}
	return cell{Text: many(f.Value, "day", "days")}
}

func attestationCell(f nhi.Fact[nhi.Attestation]) cell {
	if !f.Known() {
		return absentCell(f.Why())
	}
	text := "by " + f.Value.By + " on " + date(f.Value.On)
	if until := date(f.Value.Until); until != "" {
		text += ", until " + until
	}
	return cell{Text: plain(text)}
}

// credentialFacts are what the name or the value of a credential says about it.
func (v roll) credentialFacts(c nhi.Credential) []fact {
	source := &entry{Text: "catalogue, by " + cmp.Or(plain(c.By), "nothing") + ", confidence " + cmp.Or(plain(string(c.Confidence)), "unknown")}
	facts := []fact{{Label: "Service", Value: entry{Text: serviceCell(c).Text, State: serviceCell(c).State}, Evidence: "derived", Source: source}}
	add := func(label, text, state string) {
		if text != "" {
			facts = append(facts, fact{Label: label, Value: entry{Text: plain(text), State: state}, Evidence: "derived", Source: source})
		}
	}
	if c.Service == "" {
		facts[0].Evidence, facts[0].Source = "absent", nil
		source = nil
	}
	add("Category", c.Category.Title(), categoryCell(c.Category).State)
	add("Mode", c.Livemode, "")
	if c.Public {
		add("Secrecy", "public by design", stateQuiet)
	}
	add("Without a stored key", strings.TrimSpace(c.Keyless.Support+" "+c.Keyless.How), "")
	add("Checksum", c.Checksum, "")
	add("Issued", date(c.IssuedAt), "")
	add("Value expires", date(c.ExpiresAt), "")
	if c.NeverExpires {
		add("Value expires", "never", stateWarn)
	}
	for _, p := range c.Proves {
		add(title(p.Name), p.Value, "")
	}
	return facts
}

func (v roll) findingPanel(n int) panel {
	f := v.findings[n]
	p := panel{
		Title: plain(cmp.Or(f.Title, f.Policy)), Kind: "Finding", Lead: plain(f.Message),
		Badges: []entry{{Text: title(string(f.Severity)), State: string(f.Severity)}, {Text: title(string(f.Mode))}},
	}
	if v.report.Baseline != nil && f.Suppressed == nil {
		state := v.findingState(f)
		p.Badges = append(p.Badges, entry{Text: state.Text, State: state.State})
	}
	if f.Suppressed != nil {
		p.Badges = append(p.Badges, entry{Text: "Suppressed", State: stateQuiet})
		p.add(section{Heading: "Suppressed", Note: suppressionText(*f.Suppressed)})
	}
	if f.Fix != "" {
		p.add(section{Heading: "Next step", Steps: []step{{Text: plain(f.Fix)}}})
	}
	p.add(v.placeSection(f))
	about := v.findingFacts(f)
	if n, found := v.number[f.Identity]; found {
		if e := exposureOf(f, v.identities[n]); e != nil {
			p.add(v.evidenceSections([]nhi.Exposure{*e})...)
			about = slices.Concat([]fact{{Label: "Judged", Value: judgedEntry(*e)}}, about)
		}
		about = slices.Insert(about, 1, fact{Label: "Owner", Value: entry{Text: ownerPhrase(v.identities[n].Owner)}})
	}
	p.add(section{Heading: "About", Facts: about})
	return p
}

func suppressionText(s nhi.Suppression) string {
	text := map[string]string{"comment": "A comment in the source", "baseline": "An entry of .gitleaksignore or of a baseline of gitleaks", "configuration": "The configuration", "exception": "An exception in the configuration"}[s.Kind]
	text = cmp.Or(text, plain(s.Kind)) + " suppresses it"
	if s.Reason != "" {
		text += ": " + plain(s.Reason)
	}
	if s.Owner != "" {
		text += " (" + plain(s.Owner) + ")"
	}
	if until := date(s.Expires); until != "" {
		text += ", until " + until
	}
	return text + "."
}

func (v roll) placeSection(f nhi.Finding) section {
	s := section{Heading: "Places"}
	if f.Location == nil {
		s.Note = "No file shows it."
	} else {
		s.Rows = append(s.Rows, []entry{v.place(f.Location)})
	}
	for _, at := range f.Related {
		s.Rows = append(s.Rows, []entry{v.place(&at)})
	}
	return limited(s)
}

func (v roll) findingFacts(f nhi.Finding) []fact {
	facts := []fact{
		{Label: "Identity", Value: entry{Text: v.name(f.Identity), Href: v.href(f.Identity)}},
		{Label: "Policy", Value: entry{Text: plain(f.Policy), Href: view("policies", "id", plain(f.Policy)), Code: true}},
		{Label: "OWASP NHI", Value: entry{Text: plain(cmp.Or(strings.Join(f.Categories, ", "), "–"))}},
		{Label: "Policy's confidence", Value: entry{Text: plain(cmp.Or(string(f.Confidence), "not stated"))}},
	}
	for _, name := range slices.Sorted(maps.Keys(f.Evidence)) {
		facts = append(facts, fact{Label: title(name), Value: entry{Text: plain(evidenceText(f.Evidence[name])), Code: true}})
	}
	return append(facts, fact{Label: "Fingerprint", Value: entry{Text: plain(f.Fingerprint), Code: true}})
}

// evidenceText writes a value that came from JSON or from a policy; fmt sorts the keys of maps.
func evidenceText(value any) string {
	if list, ok := value.([]any); ok {
		parts := make([]string, len(list))
		for i, e := range list {
			parts[i] = evidenceText(e)
		}
		return strings.Join(parts, ", ")
	}
	if n, ok := value.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}
