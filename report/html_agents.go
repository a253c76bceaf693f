package report

import (
	"cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// agentCard is one agent as the page shows it.
type agentCard struct {
	Name, Vendor, Form string
	Key, Href          string
	Place              entry
	Declared           entry
	Worst              entry
	Facts              []fact
	Triggers, Secrets  []entry
	Permissions        []entry
	Settings           []agentSetting
	Servers            []serverRow
	Inline             []entry
}

type agentSetting struct {
	Name, Detail string
	Place        entry
}

type serverRow struct {
	Name, Runs string
	Transport  entry
	Pinned     entry
	Inline     entry
	Place      entry
}

// agentsListed is how many agents have a card; the inventory has them all.
const agentsListed = 100

// agentCards is the agents, worst first, and how many there are in all.
func (v roll) agentCards() (cards []agentCard, total int) {
	for _, i := range v.identities {
		if i.Kind != nhi.KindAgent {
			continue
		}
		total++
		if total <= agentsListed {
			cards = append(cards, v.agentCard(*i))
		}
	}
	return cards, total
}

func (v roll) agentCard(i nhi.Identity) agentCard {
	c := agentCard{
		Name: nameOf(i), Key: plain(string(i.ID)), Href: view("agents", "id", plain(string(i.ID))),
		Worst: badge(severityCell(v.worst(i.ID)), "No finding"), Declared: entry{Text: "Not declared", State: stateBad},
		Facts: []fact{
			sourced(v, "Owner", i.Owner.Technical, textCell(i.Owner.Technical)),
			sourced(v, "Sponsor", i.Owner.Business, textCell(i.Owner.Business)),
			sourced(v, "Expiry", i.Times.Expires, expiryCell(i.Times.Expires, v.now)),
			sourced(v, "Permission", i.Privilege.Level, levelCell(i.Privilege)),
		},
	}
	if i.Agent == nil {
		return c
	}
	return v.fillAgent(c, *i.Agent)
}

func (v roll) fillAgent(c agentCard, a nhi.Agent) agentCard {
	c.Name, c.Vendor = cmp.Or(plain(a.Product), c.Name), plain(cmp.Or(a.Vendor, "Unknown vendor"))
	c.Form = map[nhi.AgentForm]string{nhi.AgentInWorkflow: "Runs in a workflow", nhi.AgentInConfig: "Configuration file"}[a.Form]
	c.Place = v.place(&a.Location)
	if a.Job != "" {
		c.Form += ", job " + plain(a.Job)
	}
	if a.Declared {
		c.Declared = entry{Text: "Declared", State: stateOK}
	}
	c.Triggers = triggerEntries(a)
	for _, s := range a.Secrets {
		c.Secrets = append(c.Secrets, entry{Text: plain(s), Href: view("inventory", "q", plain(s)), Code: true})
	}
	c.Permissions = permissionEntries(a)
	for _, s := range a.Settings {
		c.Settings = append(c.Settings, agentSetting{title(s.Name), plain(s.Detail), v.place(&s.Location)})
	}
	for _, s := range a.Servers {
		c.Servers = append(c.Servers, v.serverRow(s))
	}
	for _, n := range a.Inline {
		c.Inline = append(c.Inline, entry{Text: plain(n.Name) + " at " + position(n.Location), State: stateBad, Href: v.links.line(n.Location)})
	}
	return c
}

func triggerEntries(a nhi.Agent) []entry {
	if a.Form == nhi.AgentInConfig && len(a.Triggers) == 0 {
		return []entry{{Text: "whoever opens the repository with the tool", State: stateQuiet}}
	}
	var out []entry
	for _, t := range a.Triggers {
		e := entry{Text: plain(t.Event)}
		if t.Untrusted {
			e.Text, e.State = e.Text+": strangers can fire it", stateBad
		}
		out = append(out, e)
	}
	return out
}

// permissionEntries are the workflow token's permissions in the agent's job. Undeclared ones depend on
// the repository's settings, which is not the same as none.
func permissionEntries(a nhi.Agent) []entry {
	switch {
	case a.Form != nhi.AgentInWorkflow:
		return nil
	case a.Permissions == nil:
		return []entry{{Text: "not declared: the repository's default", State: stateUnknown}}
	case a.Permissions.All != "":
		e := entry{Text: plain(a.Permissions.All)}
		if a.Permissions.All == "write-all" {
			e.State = stateBad
		}
		return []entry{e}
	case len(a.Permissions.Scopes) == 0:
		return []entry{{Text: "none", State: stateOK}}
	}
	var out []entry
	for scope, level := range a.Permissions.Scopes {
		e := entry{Text: plain(scope + ": " + level)}
		if level == "write" {
			e.State = stateWarn
		}
		out = append(out, e)
	}
	nhi.Sort(out, func(a, b entry) int { return cmp.Compare(a.Text, b.Text) })
	return out
}

func (v roll) serverRow(s nhi.MCPServer) serverRow {
	row := serverRow{
		Name: plain(s.Name), Runs: plain(cmp.Or(s.Package, s.Host, "unknown")), Transport: entry{Text: plain(string(s.Transport))},
		Place: v.place(&s.Location),
	}
	if s.Plaintext {
		row.Transport = entry{Text: "http without TLS", State: stateBad}
	}
	switch {
	case s.Transport == nhi.TransportHTTP:
		row.Pinned = entry{Text: "remote", State: stateQuiet}
	case s.Pinned:
		row.Pinned = entry{Text: "Pinned", State: stateOK}
	default:
		row.Pinned = entry{Text: "Not pinned", State: stateWarn}
	}
	row.Inline = entry{Text: "none", State: stateQuiet}
	if n := len(s.Inline); n > 0 {
		row.Inline = entry{Text: many(n, "literal", "literals"), State: stateBad}
	}
	return row
}

// agentSection is an agent's settings and servers in the panel of its identity.
func agentSection(i nhi.Identity, l links) section {
	s := section{Heading: "Agent", Head: []textItem{"What", "Detail", "Place"}}
	if i.Agent == nil {
		return s
	}
	add := func(what, detail, state string, at nhi.Location) {
		s.Rows = append(s.Rows, []entry{{Text: what, State: state}, {Text: plain(detail)}, {Text: position(at), Href: l.line(at), Code: true}})
	}
	add("Configured", cmp.Or(i.Agent.Vendor, "unknown vendor")+" "+i.Agent.Product, "", i.Agent.Location)
	for _, x := range i.Agent.Settings {
		add(title(x.Name), x.Detail, stateWarn, x.Location)
	}
	for _, x := range i.Agent.Servers {
		add("MCP server", x.Name+" "+cmp.Or(x.Package, x.Host), "", x.Location)
	}
	for _, x := range i.Agent.Inline {
		add("Inline credential", x.Name, stateBad, x.Location)
	}
	return limited(s)
}
