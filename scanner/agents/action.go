package agents

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

func (s *step) readAction(p *product, found *settings) {
	with := s.node.get("with")
	in := p.inputs
	for _, name := range in.prompts {
		s.prompt(with.get(name), found)
	}
	for _, name := range in.arguments {
		s.prompt(with.get(name), found)
		s.flags(p, with.get(name), found)
	}
	for _, name := range in.tools {
		found.tools(with.get(name).elements())
	}
	s.values(with, in.open, nhi.SettingOpenTrigger, found)
	s.values(with, in.unsafe, nhi.SettingUnsafeSandbox, found)
	s.values(with, in.output, nhi.SettingFullOutput, found)
	s.givenSettings(p, with, found)
	for _, name := range in.version {
		v := with.get(name)
		given := strings.TrimSpace(v.string())
		// What an expression gives stands elsewhere, as in a variable of the repository.
		if !strings.HasPrefix(given, "${{") && !exactVersion().MatchString(given) && !commitVersion().MatchString(given) {
			found.add(nhi.SettingUnpinnedCLI, name, s.place(v))
		}
	}
	s.modelAccess(in, with, found)
	for _, name := range in.tokens {
		if v := with.get(name); ownToken().MatchString(v.string()) && !jobToken().MatchString(v.string()) {
			found.add(nhi.SettingOwnToken, name, v.offset)
		}
	}
}

var (
	commitVersion = lazyregexp.New(`^\s*[0-9a-f]{40}\s*$`)
	// ownToken matches a secret, jobToken that of the run.
	ownToken = lazyregexp.New(`(?i)\$\{\{[^}]*\bsecrets\b`)
	jobToken = lazyregexp.New(`(?i)^\s*\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}\s*$`)
)

// place is where a value is, or the step for one that is not given.
func (s *step) place(n *node) int {
	if n == nil {
		return s.node.offset
	}
	return n.offset
}

// values reports the inputs that have one of their values.
func (s *step) values(with *node, inputs map[string][]string, setting nhi.AgentSettingName, found *settings) {
	for _, m := range with.entries() {
		given := strings.TrimSpace(m.value.string())
		listed := slices.ContainsFunc(inputs[strings.ToLower(m.name)], func(v string) bool {
			return strings.EqualFold(v, given) || v == "*" && slices.Contains(splitRules(given), "*")
		})
		if listed {
			found.add(setting, strings.ToLower(m.name), m.value.offset)
		}
	}
}

// prompt reports a text for the model in which strangers write, by itself or through a variable.
func (s *step) prompt(n *node, found *settings) {
	if n.string() == "" {
		return
	}
	if match := strangersText().FindString(n.text); match != "" {
		found.found = append(found.found, nhi.AgentSetting{Name: nhi.SettingUntrustedPrompt, Detail: property(match), Location: s.find(n.offset, match)})
		return
	}
	for _, use := range variableUse().FindAllStringSubmatch(n.text, -1) {
		if value := s.variable(use[1] + use[2]); strangersText().MatchString(value.string()) {
			found.found = append(found.found, nhi.AgentSetting{Name: nhi.SettingUntrustedPrompt, Detail: property(strangersText().FindString(value.text)), Location: s.find(n.offset, use[0])})
			return
		}
	}
}

var variableUse = lazyregexp.New(`\$\{\{\s*env\.([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)`)

// eventProperty matches the paths that GitHub's events have; any other word could be a value.
var eventProperty = lazyregexp.New(`^github\.(?:head_ref|event(?:\.(?:issue|comment|pull_request|review|discussion|head|head_commit|commits|workflow_run|author|committer|user|release|` +
	`milestone|label|pages|title|body|message|ref|name|email|page_name|head_ref|head_branch|display_title|\*))*)$`)

// property is the path that an expression reads, where it is one that GitHub has.
func property(path string) string {
	if path = strings.ToLower(path); eventProperty().MatchString(path) {
		return path
	}
	return "github.event"
}

// variable is what the innermost `env` sets a variable to.
func (s *step) variable(name string) *node {
	for i := len(s.scopes) - 1; i >= 0; i-- {
		if v := s.scopes[i].get(name); v != nil {
			return v
		}
	}
	return nil
}

// flags reports what the flags of an agent's command widen.
func (s *step) flags(p *product, n *node, found *settings) {
	script := commands(n.string())
	unsafe := unsafeFlags().FindString(script)
	if short := shortUnsafeFlags[p.name]; unsafe == "" && short != nil {
		if match := short().FindStringSubmatch(script); match != nil {
			unsafe = match[1]
		}
	}
	if unsafe != "" {
		found.found = append(found.found, nhi.AgentSetting{Name: nhi.SettingUnsafeSandbox, Detail: unsafe, Location: s.find(n.offset, unsafe)})
	}
	for _, match := range toolFlags().FindAllStringSubmatch(script, -1) {
		rules := &node{scalar: true, text: strings.Trim(match[1], `"'`), offset: n.offset}
		before := len(found.found)
		found.tools([]*node{rules})
		if len(found.found) > before {
			found.found[before].Location = s.find(n.offset, match[0])
			return
		}
	}
}

// givenSettings reads the configuration that an action is given as JSON in an input.
func (s *step) givenSettings(p *product, with *node, found *settings) {
	limited := false
	for _, name := range p.inputs.settings {
		n := with.get(name)
		if n.string() == "" {
			continue
		}
		inner := s.nested(n)
		limited = limited || inner == nil || inner.get("coreTools") != nil || inner.get("tools", "core") != nil || inner.get("tools", "allowed") != nil
		check := claudeSettings
		if p.inputs.unlimited {
			check = geminiSettings
		}
		found.found = append(found.found, check(s.text, inner)...)
	}
	if p.inputs.unlimited && !limited {
		found.add(nhi.SettingBroadTools, "no list of tools", s.node.offset)
	}
}

// nested parses JSON in an input; nil when it is a path or holds expressions that break it.
func (s *step) nested(n *node) *node {
	if !strings.HasPrefix(strings.TrimSpace(n.string()), "{") {
		return nil
	}
	root, err := formatJSON.parse([]byte(n.text))
	if err != nil {
		return nil
	}
	region := &region{data: s.data, at: n.offset, end: min(n.offset+4*len(n.text)+maximumNameBytes, len(s.data))}
	region.place(root)
	return root
}

// region is where in the file a value stands whose text was parsed by itself.
type region struct {
	data    []byte
	at, end int
}

// place gives the nodes of the parsed text, which have the order of the file, their places in
// it. What is written otherwise there, escaped or folded, gets the place of what stands before it.
func (r *region) place(n *node) {
	if n == nil {
		return
	}
	n.offset = r.at
	if n.scalar && n.text != "" {
		n.offset = r.next(n.text)
	}
	for i := range n.members {
		n.members[i].at = r.next(n.members[i].name)
		r.place(n.members[i].value)
	}
	for _, item := range n.items {
		r.place(item)
	}
}

func (r *region) next(fragment string) int {
	if i := bytes.Index(r.data[r.at:r.end], []byte(fragment)); i >= 0 {
		found := r.at + i
		r.at = found + len(fragment)
		return found
	}
	return r.at
}

// serversGiven reads the MCP servers that an action is given as JSON.
func (s *step) serversGiven() []nhi.MCPServer {
	var read []nhi.MCPServer
	for _, name := range []string{"mcp_config", "mcp-config", "mcp_servers", "settings", "settings_json"} {
		if inner := s.nested(s.node.get("with", name)); inner != nil {
			servers := inner.get("mcpServers")
			if servers == nil {
				servers = inner.get("mcp_servers")
			}
			read = append(read, s.text.servers(servers)...)
		}
	}
	return read
}

// modelAccess reports how an action is given access to its model.
func (s *step) modelAccess(in inputs, with *node, found *settings) {
	for _, name := range in.keys {
		if v := with.get(name); strings.TrimSpace(v.string()) != "" {
			found.add(nhi.SettingStaticModelKey, name, v.offset)
		}
	}
	for _, name := range in.keyless {
		if v := with.get(name); v.string() != "" && !v.is("false") {
			found.add(nhi.SettingKeylessModel, name, v.offset)
		}
	}
}

// literalKeys finds a model key or token written out in an input or variable of the step.
func (s *step) literalKeys(p *product) []nhi.InlineCredential {
	names := slices.Concat(p.inputs.keys, p.inputs.tokens)
	found := s.text.literalsIn(keep(s.node.get("with"), names), "input")
	return append(found, s.text.literalsIn(keep(s.node.get("env"), p.keys), "variable")...)
}

// keep is an object with only the members of those names.
func keep(n *node, names []string) *node {
	kept := &node{}
	for _, m := range n.entries() {
		if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, m.name) }) {
			kept.members = append(kept.members, m)
		}
	}
	return kept
}
