package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// roll is a report turned towards the reader: identities worst first, each with what was found of it.
type roll struct {
	report     nhi.Report
	now        time.Time
	links      links
	identities []*nhi.Identity // of the report, the worst first
	findings   []nhi.Finding
	leaks      leaks
	number     map[nhi.ID]int   // an identity's row
	found      map[nhi.ID][]int // its rows of findings
	undecided  map[nhi.ID][]nhi.Unknown
	titles     map[string]string       // of policies
	judged     map[string]nhi.Severity // how severe the worst finding of a policy is that counts
}

func newRoll(r nhi.Report) roll {
	r.Identities = toldApart(r.Identities)
	v := roll{
		report: r, now: r.GeneratedAt, links: newLinks(r.Target),
		identities: make([]*nhi.Identity, len(r.Identities)), findings: slices.Clone(r.Findings),
		number: map[nhi.ID]int{}, found: map[nhi.ID][]int{}, undecided: map[nhi.ID][]nhi.Unknown{}, titles: map[string]string{}, judged: worstOf(r.Findings),
	}
	v.leaks = leaksIn(r.Identities)
	nhi.Sort(v.findings, v.leaks.compareFindings)
	for n, f := range v.findings {
		v.found[f.Identity] = append(v.found[f.Identity], n)
	}
	v.sortIdentities()
	for n, i := range v.identities {
		if _, twice := v.number[i.ID]; !twice {
			v.number[i.ID] = n
		}
	}
	for _, u := range r.Unknowns {
		v.undecided[u.Identity] = append(v.undecided[u.Identity], u)
	}
	for _, p := range r.Policies {
		v.titles[p.ID] = p.Title
	}
	return v
}

// sortIdentities puts the worst first: by severity, then by how much was found, then by name.
func (v roll) sortIdentities() {
	type key struct {
		worst, leaked, open int
		from                *nhi.Identity
	}
	keys := make([]key, len(v.identities))
	for n := range v.identities {
		i := &v.report.Identities[n]
		keys[n] = key{worst: v.worst(i.ID).Rank(), open: v.open(i.ID), from: i}
		if isLeaked(*i, v.now) {
			keys[n].leaked = 1
		}
	}
	nhi.Sort(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(b.worst, a.worst), cmp.Compare(b.leaked, a.leaked), cmp.Compare(b.open, a.open),
			strings.Compare(a.from.Name, b.from.Name), cmp.Compare(a.from.ID, b.from.ID))
	})
	for n, k := range keys {
		v.identities[n] = k.from
	}
}

// compareFindings puts what counts before what is suppressed, and the worst first.
func (l leaks) compareFindings(a, b nhi.Finding) int {
	return cmp.Or(nhi.CompareBools(b.Counts(), a.Counts()), l.worstFirst(a, b))
}

// worst is the severity of the worst finding that counts, "" when there is none.
func (v roll) worst(id nhi.ID) nhi.Severity {
	var worst nhi.Severity
	for _, n := range v.found[id] {
		if f := v.findings[n]; f.Counts() && f.Severity.Rank() > worst.Rank() {
			worst = f.Severity
		}
	}
	return worst
}

// open is how many findings of an identity count.
func (v roll) open(id nhi.ID) int {
	n := 0
	for _, f := range v.found[id] {
		if v.findings[f].Counts() {
			n++
		}
	}
	return n
}

// overdue tells whether a policy found the rotation of an identity overdue.
func (v roll) overdue(id nhi.ID) bool {
	return slices.ContainsFunc(v.found[id], func(n int) bool {
		return v.findings[n].Policy == "rotation_overdue" && v.findings[n].Counts()
	})
}

// due is how an identity stands with its rotation.
func (v roll) due(i nhi.Identity) cell { return dueCell(i, v.overdue(i.ID), v.now) }

// name is what a reader calls an identity, its ID when the report does not have it.
func (v roll) name(id nhi.ID) string {
	if n, ok := v.number[id]; ok {
		return nameOf(*v.identities[n])
	}
	return subjectName(id)
}

// named is a name that tells identities of an organisation's repositories apart.
func (v roll) named(id nhi.ID) string {
	n, ok := v.number[id]
	if !ok || v.report.Target.Kind != "organization" {
		return v.name(id)
	}
	return v.inOrganization(nameOf(*v.identities[n]), homeOf(v.report.Target, *v.identities[n]))
}

// placeOf is where a finding is: in a file, else with what its identity belongs to.
func (v roll) placeOf(f nhi.Finding) entry {
	if n, ok := v.number[f.Identity]; ok && f.Location == nil {
		if home := homeOf(v.report.Target, *v.identities[n]); home != "" {
			return entry{Text: home, State: stateQuiet}
		}
	}
	return v.findingPlace(f, f.Location)
}

// nameOf is what a reader calls an identity, never empty. A path in its name is cut to the file, which
// tells it from others; the whole path stands beside it.
func nameOf(i nhi.Identity) string {
	name, path := cmp.Or(i.Name, string(i.ID)), pathIn(i)
	file := path[strings.LastIndex(path, "/")+1:]
	if path != "" && path == name {
		return plain(tokenOf + file)
	}
	return plain(strings.Replace(name, path, file, 1))
}

// tokenOf begins what a workflow's token is called.
const tokenOf = "GITHUB_TOKEN of "

// workflowFolder is where a repository's workflows are.
const workflowFolder = ".github/workflows/"

// pathIn is the path that an identity's name holds for want of a better one, "" when it holds none: of
// a workflow whose token it is, of the file an agent is configured in, or a value stands in.
func pathIn(i nhi.Identity) string {
	switch {
	case i.Kind == nhi.KindWorkflowToken && !strings.HasPrefix(i.Name, tokenOf) && (strings.HasSuffix(i.Name, ".yml") || strings.HasSuffix(i.Name, ".yaml")):
		return i.Name
	case i.Agent != nil && strings.HasSuffix(i.Name, "("+i.Agent.Location.Path+")"):
		return i.Agent.Location.Path
	}
	if path := exposedPath(i); path != "" {
		return path
	}
	if start := strings.Index(i.Name, workflowFolder); start >= 0 && i.Kind == nhi.KindOIDCTrust {
		path, _, _ := strings.Cut(i.Name[start:], "#")
		return path
	}
	return ""
}

// href is the address of an identity's details, "" when the report does not have it.
func (v roll) href(id nhi.ID) string {
	if _, ok := v.number[id]; !ok {
		return ""
	}
	return view("inventory", "id", plain(string(id)))
}

// identityColumns are the columns of the table of identities; identityCells fills them, in this order.
var identityColumns = []column{
	{Key: "name", Title: "Identity", Form: "name", Rank: 1, Search: true},
	{Key: "secret", Title: "Key name", Form: "key", Rank: 1},
	{Key: "worst", Title: "Worst finding", Form: "pill", Rank: 1, Facet: "select"},
	{Key: "kind", Title: "Kind", Form: "kind", Rank: 3, Facet: "select", Search: true},
	{Key: "status", Title: "Status", Form: "pill", Rank: 2, Facet: "select"},
	{Key: "level", Title: "Permission", Form: "date", Rank: 4},
	{Key: "owner", Title: "Owner", Form: "owner", Rank: 2, Facet: "select", Search: true},
	{Key: "used", Title: "Last used", Form: "date", Rank: 4},
	{Key: "rotated", Title: "Rotated", Form: "date", Rank: 4},
	{Key: "expires", Title: "Expiry", Form: "date", Rank: 3},
	{Key: "service", Title: "Service", Form: "text", Rank: 2, Facet: "select", Search: true},
	{Key: "category", Title: "Category", Form: "text", Rank: 3, Facet: "pills", Search: true},
	{Key: "environment", Title: "Environment", Form: "text", Rank: 3, Facet: "select"},
	{Key: "age", Title: "Age in days", Form: "number", Rank: 4},
	{Key: "due", Title: "Rotation", Form: "pill", Rank: 1, Facet: "select"},
	{Key: "scope", Title: "Repository", Form: "text", Rank: 4, Facet: "select"},
	{Key: "system", Title: "System", Facet: "select"},
	{Key: "leaked", Title: "Leaked", Facet: "select"},
	{Key: "uses", Title: "Uses", Form: "count", Rank: 2},
	{Key: "stored", Title: "Stored credential"},
	{Key: "store", Title: "Kept in", Facet: "select"},
	{Key: "github", Title: "GitHub says", Facet: "select", Many: true},
	{Key: "id", Title: "ID", Search: true},
}

func (v roll) identityTable() table {
	return newTable("identities", identityColumns, len(v.identities), func(n int) []cell { return v.identityCells(*v.identities[n]) })
}

func (v roll) identityCells(i nhi.Identity) []cell {
	name := nameOf(i)
	return []cell{
		{Text: name, Sub: v.identitySub(i)},
		{Text: name, Sub: secretSub(i)},
		severityCell(v.worst(i.ID)),
		{Text: kindOf(i)},
		statusCell(i.Status),
		levelCell(i.Privilege),
		ownerCell(i.Owner),
		timeCell(i.Times.LastUsed),
		endless(i, timeCell(i.Times.Rotated)),
		endless(i, expiryCell(i.Times.Expires, v.now)),
		serviceCell(i.Credential),
		categoryCell(i.Credential.Category),
		environmentCell(i.Environment),
		ageCell(i, v.now),
		v.due(i),
		{Text: plain(i.Scope)},
		{Text: plain(i.System)},
		yesCell(isLeaked(i, v.now)),
		countCell(len(i.Uses)),
		yesCell(isStored(i)),
		{Text: plain(cmp.Or(i.Store, "–"))},
		githubCell(i),
		{Text: plain(string(i.ID))},
	}
}

// endless says of what is made anew for each run that it needs no date, where none is known.
func endless(i nhi.Identity, c cell) cell {
	if c.State == stateUnknown && (i.Lifetime == nhi.LifetimeEphemeral || i.Lifetime == nhi.LifetimeFederated) {
		return cell{Text: "each run", State: stateQuiet}
	}
	return c
}

func yesCell(yes bool) cell {
	if yes {
		return cell{Text: "Yes"}
	}
	return cell{Text: "No"}
}

// identitySub is the second line under a name: what narrow screens have no column for.
func (v roll) identitySub(i nhi.Identity) string {
	parts := []string{kindOf(i)}
	if path := pathIn(i); strings.Contains(path, "/") {
		parts = []string{plain(path)}
	}
	if home := homeOf(v.report.Target, i); home != "" {
		parts = append(parts, home)
	}
	if i.Credential.Service != "" && i.Kind != nhi.KindWorkflowToken {
		parts = append(parts, plain(i.Credential.Service))
	}
	if isLeaked(i, v.now) {
		parts = append(parts, "leaked")
	}
	if n := len(i.Uses); n > 0 {
		parts = append(parts, many(n, "use", "uses"))
	}
	return strings.Join(parts, " · ")
}

// secretSub is the second line under a key's name.
func secretSub(i nhi.Identity) string {
	parts := []string{}
	if path := pathIn(i); strings.Contains(path, "/") {
		parts = append(parts, plain(path))
	}
	if i.Credential.Service != "" {
		parts = append(parts, plain(i.Credential.Service))
	}
	if i.Credential.Livemode != "" {
		parts = append(parts, plain(string(i.Credential.Livemode))+" mode")
	}
	if why := i.Credential.Secrecy(); why != "" {
		parts = append(parts, why)
	}
	if i.Credential.Keyless.Support == nhi.KeylessYes {
		parts = append(parts, "OIDC possible")
	}
	return strings.Join(parts, " · ")
}

// findingColumns are the columns of the table of findings; findingCells fills them, in this order.
var findingColumns = []column{
	{Key: "severity", Title: "Severity", Form: "pill", Rank: 1, Facet: "select"},
	{Key: "title", Title: "Finding", Form: "name", Rank: 1, Search: true},
	{Key: "identity", Title: "Identity", Form: "code", Rank: 3, Search: true},
	{Key: "place", Title: "Place", Form: "place", Rank: 2, Search: true},
	{Key: "policy", Title: "Policy", Form: "code", Facet: "select", Search: true},
	{Key: "category", Title: "OWASP NHI", Form: "word", Rank: 4, Facet: "select", Many: true},
	{Key: "mode", Title: "Mode", Form: "word", Rank: 3, Facet: "select"},
	{Key: "state", Title: "State", Form: "pill", Rank: 3, Facet: "select"},
	{Key: "owner", Title: "Owner", Facet: "select", Search: true},
	{Key: "scope", Title: "Repository", Facet: "select"},
	{Key: "fingerprint", Title: "Fingerprint"},
}

func (v roll) findingTable() table {
	return newTable("findings", findingColumns, len(v.findings), func(n int) []cell { return v.findingCells(n, v.findings[n]) })
}

func (v roll) findingCells(n int, f nhi.Finding) []cell {
	place := v.placeOf(f)
	owner, scope := cell{Text: "–", State: stateQuiet}, cell{Text: "–", State: stateQuiet}
	if n, found := v.number[f.Identity]; found {
		owner, scope = ownerCell(v.identities[n].Owner), cell{Text: plain(v.identities[n].Scope)}
	}
	return []cell{
		severityCell(f.Severity),
		{Text: plain(cmp.Or(f.Title, f.Policy)), Sub: plain(f.Message)},
		{Text: v.name(f.Identity)},
		{Text: place.Text, State: place.State},
		{Text: plain(f.Policy)},
		{Text: plain(cmp.Or(strings.Join(f.Categories, separator), "–"))},
		{Text: title(string(f.Mode))},
		v.findingState(f),
		owner,
		scope,
		{Text: findingKey(n, f)},
	}
}

// findingState tells whether a finding counts and, where there is a baseline, whether that has it.
func (v roll) findingState(f nhi.Finding) cell {
	switch {
	case f.Suppressed != nil:
		return cell{Text: "Suppressed", State: stateQuiet}
	case v.report.Baseline == nil:
		return cell{Text: "Open", Order: 1}
	case f.Known:
		return cell{Text: "Known", Order: 1}
	}
	return cell{Text: "New", State: stateWarn, Order: 2}
}

// findingKey addresses a finding: its fingerprint, or its place in the list when it has none.
func findingKey(n int, f nhi.Finding) string {
	return cmp.Or(plain(f.Fingerprint), strconv.Itoa(n))
}
