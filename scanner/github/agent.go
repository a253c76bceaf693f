package github

import (
	"context"
	"encoding/json"

	"github.com/rollcall-dev/rollcall/nhi"
)

// agentItem is how GitHub's coding agent is set for a repository.
type agentItem struct {
	Servers            json.RawMessage `json:"mcp_configuration"` // null or {"mcpServers": {…}}
	Firewall           *bool           `json:"is_firewall_enabled"`
	Automations        *bool           `json:"is_automations_enabled"`
	AutomationsGuarded *bool           `json:"require_write_access_for_automation_triggers"`
}

// agentFile is the name under which the agent's servers are handed to who understands them: the file
// in which the same agent on the command line keeps them.
const agentFile = ".copilot/mcp-config.json"

// codingAgent reads how GitHub's coding agent is set. It becomes an agent of the inventory where
// the settings give it tool servers or take limits away.
func (r *reader) codingAgent(ctx context.Context) {
	item, ok := one[agentItem](ctx, r, repoAgent)
	if !ok {
		return
	}
	agent := nhi.Agent{Vendor: "GitHub", Product: "Copilot coding agent", Form: "config", Location: nhi.Location{Repository: r.elsewhere(r.target)}}
	if item.Firewall != nil && !*item.Firewall {
		agent.Settings = append(agent.Settings, nhi.AgentSetting{Name: "unsafe_sandbox", Detail: "firewall off", Location: agent.Location})
	}
	if item.Automations != nil && *item.Automations && item.AutomationsGuarded != nil && !*item.AutomationsGuarded {
		agent.Settings = append(agent.Settings, nhi.AgentSetting{Name: "open_trigger", Detail: "automations without write access", Location: agent.Location})
	}
	agent.Servers, agent.Inline = r.agentServers(ctx, item.Servers, agent.Location)
	if len(agent.Settings)+len(agent.Servers) > 0 {
		r.Agents = append(r.Agents, agent)
	}
}

// agentServers understands the servers as the agents' own source does.
func (r *reader) agentServers(ctx context.Context, configuration json.RawMessage, at nhi.Location) ([]nhi.MCPServer, []nhi.InlineCredential) {
	if r.options.Files == nil || len(configuration) == 0 || string(configuration) == "null" {
		return nil, nil
	}
	seen, err := r.options.Files(ctx, r.target, memory{agentFile: configuration})
	if err != nil {
		r.refuse(repoAgent, "tool servers", err)
		return nil, nil
	}
	for _, gap := range seen.Gaps {
		gap.Scope, gap.Location = r.target+": "+repoAgent.Title, nil
		r.Gaps = append(r.Gaps, gap)
	}
	var servers []nhi.MCPServer
	var inline []nhi.InlineCredential
	for _, a := range seen.Agents {
		servers, inline = append(servers, a.Servers...), append(inline, a.Inline...)
	}
	for i := range servers {
		servers[i].Location = at
		for j := range servers[i].Inline {
			servers[i].Inline[j].Location = at
		}
	}
	for i := range inline {
		inline[i].Location = at
	}
	return servers, inline
}
