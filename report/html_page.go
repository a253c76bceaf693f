package report

import (
	"cmp"
	"html/template"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dashboard is everything the page's templates need.
type dashboard struct {
	Style    template.CSS
	Script   template.JS
	Security string

	Name, Href           string // of the target
	Commit, Ref          string
	CommitHref           string
	Scanned, Tool, Scope string
	ToolHref             string
	Tabs                 []tab

	Overview    overview
	Findings    grid
	Inventory   grid
	Agents      []agentCard
	AgentsTotal int
	Policies    []policyCard
	Credentials grid
	Held        []card
	Uses        grid
	GitHub      githubView
	Map         *picture
	Blocks      []dataBlock
}

// tab is one view in the navigation.
type tab struct {
	Name, Title string
	Count       int // shown when positive
	State       string
}

func newDashboard(r nhi.Report) (dashboard, error) {
	v := newRoll(r)
	d := dashboard{
		Name: plain(cmp.Or(r.Target.Name, "unnamed")), Href: safeLink(r.Target.URL), Commit: shortCommit(r.Target.Commit),
		CommitHref: v.links.commitPage(r.Target.Commit),
		Ref:        plain(shortRef(r.Target.Ref)), Scanned: r.GeneratedAt.UTC().Format("2006-01-02 15:04 UTC"), Scope: scopeText(r),
		Tool: plain(strings.TrimSpace(r.Tool.Name + " " + r.Tool.Version)), ToolHref: safeLink(r.Tool.URL),
		Overview: v.overview(), Policies: v.policyCards(), Map: v.overviewPicture(), Held: v.held(),
		GitHub: v.github(),
	}
	d.Agents, d.AgentsTotal = v.agentCards()
	tables, err := v.fillGrids(&d)
	if err != nil {
		return dashboard{}, err
	}
	panels, err := v.panelBlocks()
	if err != nil {
		return dashboard{}, err
	}
	d.Blocks = append(tables, panels...)
	d.Tabs = d.tabs()
	return d, nil
}

// fillGrids makes the grids, and the blocks of the tables that they show. The tables, tens of megabytes of an organisation, end with it.
func (v roll) fillGrids(d *dashboard) ([]dataBlock, error) {
	identities, findings := v.identityTable(), v.findingTable()
	d.Findings = findings.show(grid{Name: "findings", Label: "findings", Search: "Message, identity, place or policy"},
		[]string{"severity", "title", "identity", "place", "category", "mode", "state"},
		v.findingFacets())
	d.Inventory = identities.show(grid{Name: "inventory", Label: "identities", Search: "Name, owner, service or ID"},
		[]string{"name", "worst", "kind", "uses", "status", "level", "owner", "age", "used", "expires"},
		v.inventoryFacets())
	d.Credentials = identities.show(grid{Name: "credentials", Label: "credentials", Search: "Key name, service or owner", Only: [2]string{"stored", "Yes"}},
		[]string{"secret", "service", "category", "environment", "age", "due", "scope"},
		[]string{"scope", "service", "environment", "due", "category"})
	d.Uses = identities.show(grid{Name: "map", Label: "identities", Limit: 50, Search: "Name, owner, service or ID"}, []string{"name", "uses"}, nil)
	return v.tableBlocks(identities, findings)
}

// shortRef is a branch or tag without the folder git keeps it in.
func shortRef(ref string) string {
	for _, folder := range []string{"refs/heads/", "refs/tags/", "refs/remotes/"} {
		ref = strings.TrimPrefix(ref, folder)
	}
	return ref
}

// scopeText says how far the scan looked.
func scopeText(r nhi.Report) string {
	t := r.Target
	parts := []string{"files only, no history"}
	switch {
	case t.Kind == "organization":
		parts[0] = "what GitHub tells, and the workflow files of its repositories"
	case t.Kind == "folder":
		parts[0] = "a folder's files"
	case t.Kind == "text":
		parts[0] = "standard input"
	case t.Staged:
		parts[0] = "what is staged for the next commit"
	case t.Base != "":
		parts[0] = commitsSince(r)
	case t.History && t.Shallow:
		parts[0] = "files and a shallow history"
	case t.History:
		parts[0] = "files and all history"
	}
	if t.Modified {
		parts = append(parts, "with uncommitted changes")
	}
	if t.Published {
		parts = append(parts, "as a published project")
	}
	if t.Doubtful {
		parts = append(parts, "doubtful credentials too")
	}
	return strings.Join(parts, ", ")
}

func (d dashboard) tabs() []tab {
	tabs := []tab{
		{Name: "overview", Title: "Overview"},
		{Name: "findings", Title: "Findings", Count: d.Overview.Open},
		{Name: "inventory", Title: "Inventory", Count: d.Inventory.Total},
		{Name: "agents", Title: "Agents", Count: d.AgentsTotal},
		{Name: "policies", Title: "Policies", Count: len(d.Policies)},
		{Name: "credentials", Title: "Credentials", Count: d.Credentials.Total},
		{Name: "map", Title: "Map"},
	}
	if d.GitHub.Asked {
		tabs = append(tabs, tab{Name: "github", Title: "GitHub"})
	}
	return tabs
}

// inventoryFacets are the filters of the inventory: by repository where there are several, and by what GitHub says
// where it was asked.
func (v roll) inventoryFacets() []string {
	facets := []string{"worst", "kind", "status", "owner", "service", "environment", "system", "due", "leaked"}
	if v.report.Target.Kind == "organization" {
		facets = append(facets, "scope")
	}
	if v.report.Platform != nil {
		facets = append(facets, "store", "github")
	}
	return facets
}

// findingFacets are the filters of the findings: by owner, since it is owners that mend them, and by repository where
// there are several.
func (v roll) findingFacets() []string {
	facets := []string{"severity", "policy", "category", "owner", "mode", "state"}
	if v.report.Target.Kind == "organization" {
		facets = append(facets, "scope")
	}
	return facets
}

// held are the three cards above the credentials, and a fourth for what nobody knows.
func (v roll) held() []card {
	var all, known, overdue, unknown int
	for _, i := range v.identities {
		if !isStored(*i) {
			continue
		}
		all++
		if i.Credential.Service != "" {
			known++
		}
		switch v.due(*i).Text {
		case "Overdue":
			overdue++
		case "Unknown":
			unknown++
		}
	}
	return []card{
		{Label: "Stored credentials", Value: thousands(all), Href: view("credentials")},
		{Label: "Service recognised", Value: thousands(known), Note: "of " + thousands(all)},
		alarm("Overdue", overdue, view("credentials", "due", "Overdue")),
		card{
			Label: "Rotation unknown", Value: thousands(unknown), Href: view("credentials", "due", "Unknown"),
			State: unknownIf(unknown),
		}.with("no date could be read"),
	}
}

// dashboardFuncs are the functions of the templates.
var dashboardFuncs = template.FuncMap{
	"thousands": thousands,
	"number":    number,
	"many":      many,
	"file":      func(path string) string { return path[strings.LastIndex(path, "/")+1:] },
	"folder":    func(path string) string { return path[:strings.LastIndex(path, "/")+1] },
	"add":       func(a, b int) int { return a + b },
	"half":      func(x1, x2 int) int { return (x1 + x2) / 2 },
	"minus":     func(a, b float64) float64 { return a - b },
	"phrases":   phrases,
	"perBlock":  func() int { return panelsPerBlock },
	"width":     func() int { return pictureWidth },
	"scale":     func(v float64, by float64) string { return number(v * by) },
	"needle":    func(v float64, by float64) string { return number(min(max(v*by-2, 0), 100*by-4)) },
}
