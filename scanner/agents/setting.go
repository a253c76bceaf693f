package agents

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// settings gathers the settings of one agent.
type settings struct {
	*text
	found []nhi.AgentSetting
}

func (s *settings) add(name nhi.AgentSettingName, detail string, offset int) {
	s.found = append(s.found, nhi.AgentSetting{Name: name, Detail: detail, Location: s.at(offset)})
}

// inOrder is the settings in the order of the file.
func (s *settings) inOrder() []nhi.AgentSetting {
	nhi.Sort(s.found, func(a, b nhi.AgentSetting) int {
		return cmp.Or(cmp.Compare(a.Location.Line, b.Location.Line), cmp.Compare(a.Location.Column, b.Location.Column))
	})
	return s.found
}

// broadShell matches the rules by which an agent may run any command: the shell itself, or
// a program that runs what it is told.
var broadShell = lazyregexp.New(`(?i)^(?:\*|(?:bash|shell|terminal|run_shell_command|shelltool|runCommands|execute)` +
	`(?:\((?:\*|:\*|\*:\*|(bash|sh|zsh|eval|exec|xargs|find|env|sudo|python3?|node|npx|deno|perl|ruby|curl|wget|docker|ssh)(?:\s*:?\s*\*))?\))?)$`)

// tools reports the rules among those that let an agent run any command.
func (s *settings) tools(rules []*node) {
	for _, rule := range rules {
		for _, part := range splitRules(rule.string()) {
			match := broadShell().FindStringSubmatch(part)
			if match == nil {
				continue
			}
			detail := "any command"
			if match[1] != "" {
				detail = strings.ToLower(match[1])
			} else if part == "*" {
				detail = "any tool"
			}
			s.add(nhi.SettingBroadTools, detail, s.within(rule, part))
			break
		}
	}
}

// within is where a part of a text is written, or the text where that cannot be told.
func (s *settings) within(n *node, part string) int {
	end := min(n.offset+len(n.text)+2, len(s.data))
	if i := strings.Index(string(s.data[n.offset:end]), part); i >= 0 && part != "*" {
		return n.offset + i
	}
	return n.offset
}

// splitRules splits a list of rules at commas and white space outside parentheses.
func splitRules(list string) []string {
	depth := 0
	return strings.FieldsFunc(list, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		return depth <= 0 && strings.ContainsRune(",\n\r\t \"'[]", r)
	})
}

func claudeSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	if mode := root.get("permissions", "defaultMode"); mode.is("bypassPermissions") {
		s.add(nhi.SettingUnsafeSandbox, "bypassPermissions", mode.offset)
	}
	if sandbox := root.get("sandbox", "enabled"); sandbox.is("false") {
		s.add(nhi.SettingUnsafeSandbox, "sandbox off", sandbox.offset)
	}
	s.tools(root.get("permissions", "allow").elements())
	if all := root.get("enableAllProjectMcpServers"); all.is("true") {
		s.add(nhi.SettingAllServers, "", all.offset)
	}
	if scrub := root.get("env", scrubVariable); scrub.is("0") || scrub.is("false") {
		s.add(nhi.SettingScrubOff, "", scrub.offset)
	}
	if hooks := root.get("hooks"); len(hooks.entries()) > 0 {
		s.add(nhi.SettingHooks, "", hooks.offset)
	}
	return s.found
}

func subagentSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	if mode := root.get("permissionMode"); mode.is("bypassPermissions") {
		s.add(nhi.SettingUnsafeSandbox, "bypassPermissions", mode.offset)
	}
	s.tools(root.get("tools").elements())
	return s.found
}

func customAgentSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	s.tools(root.get("tools").elements())
	return s.found
}

func agenticSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	if strict := root.get("strict"); strict.is("false") {
		s.add(nhi.SettingStrictOff, "", strict.offset)
	}
	if bash := root.get("tools", "bash"); bash != nil {
		for _, rule := range bash.elements() {
			if rule.is("*") || rule.is(":*") || rule.is("true") {
				s.add(nhi.SettingBroadTools, "any command", rule.offset)
			}
		}
	}
	if roles := root.get("roles"); slices.ContainsFunc(roles.elements(), func(n *node) bool { return n.is("all") }) {
		s.add(nhi.SettingOpenTrigger, "roles", roles.offset)
	}
	return s.found
}

func cursorSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	s.tools(root.get("permissions", "allow").elements())
	return s.found
}

func geminiSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	for _, keys := range [][]string{{"sandbox"}, {"tools", "sandbox"}} {
		if sandbox := root.get(keys...); sandbox.is("false") {
			s.add(nhi.SettingUnsafeSandbox, "sandbox off", sandbox.offset)
		}
	}
	for _, keys := range [][]string{{"approvalMode"}, {"tools", "approvalMode"}, {"general", "defaultApprovalMode"}} {
		if mode := root.get(keys...); mode.is("yolo") {
			s.add(nhi.SettingUnsafeSandbox, "yolo", mode.offset)
		}
	}
	for _, keys := range [][]string{{"coreTools"}, {"allowedTools"}, {"tools", "core"}, {"tools", "allowed"}} {
		s.tools(root.get(keys...).elements())
	}
	return s.found
}

func codexSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	s.codexMode(root)
	for _, profile := range root.get("profiles").entries() {
		s.codexMode(profile.value)
	}
	if inherit := root.get("shell_environment_policy", "ignore_default_excludes"); inherit.is("true") {
		s.add(nhi.SettingScrubOff, "ignore_default_excludes", inherit.offset)
	}
	return s.found
}

func (s *settings) codexMode(n *node) {
	if mode := n.get("sandbox_mode"); mode.is("danger-full-access") {
		s.add(nhi.SettingUnsafeSandbox, "danger-full-access", mode.offset)
	}
	if approval := n.get("approval_policy"); approval.is("never") && !n.get("sandbox_mode").is("read-only") {
		s.add(nhi.SettingBroadTools, "approval never", approval.offset)
	}
}

func openCodeSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	permission := root.get("permission")
	if permission.is("allow") {
		s.add(nhi.SettingBroadTools, "any tool", permission.offset)
	}
	bash := permission.get("bash")
	if everything := bash.get("*"); everything != nil {
		bash = everything
	}
	if bash.is("allow") {
		s.add(nhi.SettingBroadTools, "any command", bash.offset)
	}
	return s.found
}

func ampSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	if all := root.get("amp.dangerouslyAllowAll"); all.is("true") {
		s.add(nhi.SettingUnsafeSandbox, "dangerouslyAllowAll", all.offset)
	}
	return s.found
}

func aiderSettings(t *text, root *node) []nhi.AgentSetting {
	s := &settings{text: t}
	if yes := root.get("yes-always"); yes.is("true") {
		s.add(nhi.SettingBroadTools, "yes-always", yes.offset)
	}
	return s.found
}
