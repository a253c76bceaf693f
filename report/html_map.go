package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The measures of a picture, in the units of its view box.
const (
	nodeWidth, nodeHeight = 250, 58
	nodeGap, columnGap    = 14, 95
	pictureWidth          = 3*nodeWidth + 2*columnGap
	maximumNodes          = 14 // in one column
)

// picture is who can use what: identities, the jobs that can read them, and what the jobs act on.
type picture struct {
	Height int
	Nodes  []node
	Edges  []edge
	More   int // jobs that did not fit
}

// node is a box of a picture.
type node struct {
	X     int
	Y     int
	Class string // "identity", "job", "environment", "service", "action", "secret"
	Kind  string
	Title string
	Note  string // of an identity: who owns it, and how old it is; of a job: what starts it
	Href  string
	State string
}

// edge is a line from the right side of a box to the left side of another.
type edge struct {
	X1    int
	Y1    int
	X2    int
	Y2    int
	State string
}

// drawing collects a picture's boxes by column, and the lines between them by their keys.
type drawing struct {
	columns [3][]node
	keys    [3][]string // few enough to look through
	lines   []line
	more    []string
}

type line struct {
	column   int // of its left end
	from, to int
	state    string
}

// put adds a box to a column once, and returns its place there, -1 when the column is full.
func (d *drawing) put(column int, key string, n node) int {
	if place := slices.Index(d.keys[column], key); place >= 0 {
		return place
	}
	if len(d.columns[column]) == maximumNodes {
		d.more = append(d.more, key)
		return -1
	}
	d.keys[column] = append(d.keys[column], key)
	d.columns[column] = append(d.columns[column], n)
	return len(d.columns[column]) - 1
}

// join draws a line from a box of a column to one of the next.
func (d *drawing) join(column, from, to int, state string) {
	l := line{column, from, to, state}
	if from >= 0 && to >= 0 && !slices.Contains(d.lines, l) {
		d.lines = append(d.lines, l)
	}
}

// lay places the boxes: each column is centred on the tallest.
func (d *drawing) lay() *picture {
	tallest := max(len(d.columns[0]), len(d.columns[1]), len(d.columns[2]))
	p := &picture{Height: tallest*(nodeHeight+nodeGap) + nodeGap, More: distinct(d.more)}
	start := [3]int{}
	for c, column := range d.columns {
		start[c] = len(p.Nodes)
		top := nodeGap + (tallest-len(column))*(nodeHeight+nodeGap)/2
		for i, n := range column {
			n.X, n.Y = c*(nodeWidth+columnGap), top+i*(nodeHeight+nodeGap)
			p.Nodes = append(p.Nodes, n)
		}
	}
	for _, l := range d.lines {
		from, to := p.Nodes[start[l.column]+l.from], p.Nodes[start[l.column+1]+l.to]
		p.Edges = append(p.Edges, edge{from.X + nodeWidth, from.Y + nodeHeight/2, to.X, to.Y + nodeHeight/2, l.state})
	}
	return p
}

// distinct is how many different keys there are.
func distinct(keys []string) int {
	slices.Sort(keys)
	return len(slices.Compact(keys))
}

// neighbourhood is the picture around one identity, nil when nothing uses it.
func (v roll) neighbourhood(i nhi.Identity) *picture {
	d := new(drawing)
	v.drawIdentity(d, i)
	if len(d.columns[1]) == 0 {
		return nil
	}
	return d.lay()
}

// overviewPicture is the picture around the worst identities that something uses.
func (v roll) overviewPicture() *picture {
	d := new(drawing)
	drawn := 0
	for _, i := range v.identities {
		if drawn == maximumNodes/2 {
			break
		}
		if len(i.Uses) > 0 || i.Agent != nil && i.Agent.Job != "" {
			v.drawIdentity(d, *i)
			drawn++
		}
	}
	if drawn == 0 {
		return nil
	}
	return d.lay()
}

func (v roll) drawIdentity(d *drawing, i nhi.Identity) {
	from := d.put(0, string(i.ID), node{
		Class: "identity", Kind: brief(v.kindAndHome(i), longestNote), Title: brief(nameOf(i), longestTitle), Note: brief(v.identityNote(i), longestNote),
		Href: view("map", "id", plain(string(i.ID))), State: string(v.worst(i.ID)),
	})
	for _, u := range i.Uses {
		v.drawUse(d, from, i, u)
	}
	if i.Agent != nil && i.Agent.Job != "" {
		v.drawAgent(d, from, i)
	}
}

// longestTitle is how much of a name fits into a box, in characters.
const longestTitle = 26

// longestNote is how much of a note fits below a name, in characters.
const longestNote = 42

// identityNote says who answers for an identity, and how old it is where that counts.
func (v roll) identityNote(i nhi.Identity) string {
	owner := ownerPhrase(i.Owner)
	if i.Owner.Status == nhi.OwnerInferred {
		owner = firstOwner(plain(i.Owner.Technical.Value)) + "?"
	}
	age := ageCell(i, v.now)
	switch {
	case isLeaked(i, v.now):
		return "leaked · " + owner
	case !isStored(i):
		return owner
	case age.Order > 0:
		return age.Text + " days old · " + owner
	}
	return "age unknown · " + owner
}

// drawUse adds one job and what it acts on.
func (v roll) drawUse(d *drawing, from int, i nhi.Identity, u nhi.Use) {
	state := ""
	if len(u.Untrusted) > 0 {
		state = stateBad
	}
	home := u.Location.Repository // jobs and environments of two repositories are two, whatever they are called
	job := d.put(1, home+"\x00"+u.Workflow+"\x00"+u.Job, v.jobNode(u.Workflow, u.Job, u.Events, u.Location, state))
	d.join(0, from, job, state)
	if u.Environment != "" {
		d.join(1, job, d.put(2, "environment\x00"+home+"\x00"+u.Environment, node{
			Class: "environment", Kind: brief(v.inOrganization("Environment", home), longestNote), Title: brief(plain(u.Environment), longestTitle),
		}), "")
	}
	if u.Action != nil && !u.Action.FirstParty {
		n := node{Class: "action", Kind: "Third-party action", Title: brief(plain(u.Action.Raw), longestTitle)}
		if u.Action.Mutable() {
			n.Kind, n.State = "Action, not pinned", stateWarn
		}
		d.join(1, job, d.put(2, "action\x00"+u.Action.Raw, n), n.State)
	}
	if i.Credential.Service != "" {
		service := node{Class: "service", Kind: "Service", Title: brief(plain(i.Credential.Service), longestTitle)}
		d.join(1, job, d.put(2, "service\x00"+i.Credential.Service, service), "")
	}
}

// drawAgent adds an agent's job and the secrets within its reach.
func (v roll) drawAgent(d *drawing, from int, i nhi.Identity) {
	a := *i.Agent
	state := ""
	if slices.ContainsFunc(a.Triggers, func(t nhi.Trigger) bool { return t.Untrusted }) {
		state = stateBad
	}
	job := d.put(1, a.Location.Repository+"\x00"+a.Location.Path+"\x00"+a.Job, v.jobNode(a.Location.Path, a.Job, eventsOf(a), a.Location, state))
	d.join(0, from, job, state)
	for _, s := range a.Secrets {
		d.join(1, job, d.put(2, "secret\x00"+s, node{Class: "secret", Kind: "Secret in reach", Title: brief(plain(s), longestTitle)}), "")
	}
}

func eventsOf(a nhi.Agent) []string {
	var events []string
	for _, t := range a.Triggers {
		events = append(events, t.Event)
	}
	return events
}

func (v roll) jobNode(workflow, job string, events []string, at nhi.Location, state string) node {
	file := plain(workflow[strings.LastIndex(workflow, "/")+1:])
	n := node{
		Class: "job", Kind: brief(plain(workflow), longestNote), Title: brief(plain(cmp.Or(job, "every job")), longestTitle),
		Href: v.links.line(at), State: state,
	}
	if len(events) > 0 {
		n.Note = brief(plain("on "+strings.Join(events, ", ")), longestNote)
	}
	if at.Repository != "" {
		n.Kind = brief(v.inOrganization(file, at.Repository), longestNote)
	}
	if state == stateBad {
		n.Kind = brief("strangers can start it · "+file, longestNote)
	}
	return n
}

// inOrganization is a word and the repository it is about, which stands without the organisation that all are of.
func (v roll) inOrganization(word, repository string) string {
	if repository == "" {
		return word
	}
	return word + " · " + plain(strings.Replace(repository, v.report.Target.Name+"/", "", 1))
}

// kindAndHome says what an identity is and, in the report of an organisation, whose.
func (v roll) kindAndHome(i nhi.Identity) string {
	kind := kindOf(i)
	if v.report.Target.Kind != "organization" {
		return kind
	}
	return v.inOrganization(kind, i.Scope)
}
