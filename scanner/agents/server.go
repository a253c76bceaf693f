package agents

import (
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// servers reads the MCP servers of an object (by name) or a list (each with its name).
func (t *text) servers(n *node) []nhi.MCPServer {
	var read []nhi.MCPServer
	for _, m := range n.entries() {
		if s := t.server(m.name, m.at, m.value); s != nil {
			read = append(read, *s)
		}
	}
	if n == nil {
		return read
	}
	for _, item := range n.items {
		if item == nil {
			continue
		}
		if s := t.server(item.get("name").string(), item.offset, item); s != nil {
			read = append(read, *s)
		}
	}
	return read
}

// server reads one server; nil when the entry neither runs a command nor names a URL.
func (t *text) server(name string, at int, n *node) *nhi.MCPServer {
	s := &nhi.MCPServer{Name: serverName(name), Location: t.at(at)}
	command, arguments := commandOf(n)
	switch address := urlOf(n); {
	case command != "":
		s.Transport = nhi.TransportStdio
		s.Package, s.Pinned = packageOf(command, arguments)
	case address.string() != "":
		s.Transport = nhi.TransportHTTP
		s.Host, s.Plaintext = hostOf(address.string())
		if literalInURL(address.string()) {
			s.Inline = append(s.Inline, nhi.InlineCredential{Name: "url", Location: t.at(address.offset)})
		}
	default:
		return nil
	}
	for _, key := range []string{"env", "environment", "headers", "http_headers"} {
		s.Inline = append(s.Inline, t.literalsIn(n.get(key), key)...)
	}
	s.Inline = append(s.Inline, t.literalsIn(n.get("requestOptions", "headers"), "headers")...)
	for _, key := range []string{"bearer_token", "authToken", "token", "apiKey", "api_key"} {
		if v := n.get(key); literal("token", v.string()) {
			s.Inline = append(s.Inline, nhi.InlineCredential{Name: key, Location: t.at(v.offset)})
		}
	}
	s.Inline = append(s.Inline, t.literalsInArguments(arguments)...)
	return s
}

// serverName is a server's name unless it could be a value.
func serverName(name string) string {
	if issuedValue().MatchString(name) {
		return ""
	}
	return clean(name)
}

// commandOf reads what a server runs: a command with its arguments apart, in one list, or in one text.
func commandOf(n *node) (command string, arguments []*node) {
	c := n.get("command")
	if c == nil {
		return "", nil
	}
	if inner := c.get("path"); inner != nil { // Zed
		return inner.string(), c.get("args").elements()
	}
	if !c.scalar {
		if len(c.items) == 0 {
			return "", nil
		}
		return c.items[0].string(), c.items[1:]
	}
	arguments = n.get("args").elements()
	words := strings.Fields(c.text)
	if len(words) < 2 || len(arguments) > 0 {
		return c.text, arguments
	}
	for _, word := range words[1:] {
		arguments = append(arguments, &node{offset: c.offset, text: word, scalar: true, quoted: true})
	}
	return words[0], arguments
}

func urlOf(n *node) *node {
	for _, key := range []string{"url", "serverUrl", "httpUrl", "uri", "endpoint"} {
		if u := n.get(key); u.string() != "" {
			return u
		}
	}
	return nil
}

// runners fetch a package when they start it. Flags are those that stand before the
// package; those in valued take the next argument.
var runners = map[string]struct{ subcommands, flags, valued, named []string }{
	"npx":    {nil, []string{"-y", "--yes", "-q", "--quiet", "--", "--no-install", "--no", "--offline", "--prefer-offline"}, nil, []string{"-p", "--package"}},
	"bunx":   {nil, []string{"-y", "--yes", "--bun", "--"}, nil, []string{"-p", "--package"}},
	"pnpx":   {nil, []string{"-y", "--"}, nil, nil},
	"pnpm":   {[]string{"dlx"}, []string{"-y", "--silent"}, nil, []string{"--package"}},
	"yarn":   {[]string{"dlx"}, []string{"-q"}, nil, []string{"-p"}},
	"npm":    {[]string{"exec", "x"}, []string{"-y", "--yes", "--no", "--offline", "--"}, nil, []string{"--package"}},
	"bun":    {[]string{"x"}, []string{"--bun"}, nil, nil},
	"uvx":    {nil, []string{"-q", "--quiet", "--isolated", "--native-tls"}, []string{"--python", "-p", "--with", "--index-url"}, []string{"--from"}},
	"uv":     {[]string{"tool"}, []string{"run"}, []string{"--python", "--with"}, []string{"--from"}},
	"pipx":   {[]string{"run"}, []string{"--no-cache"}, nil, []string{"--spec"}},
	"docker": {[]string{"run"}, containerFlags, containerValues, nil},
	"podman": {[]string{"run"}, containerFlags, containerValues, nil},
}

var (
	containerFlags  = []string{"-i", "--interactive", "-t", "--tty", "-it", "-ti", "--rm", "--init", "--privileged", "-d", "--detach", "--read-only"}
	containerValues = []string{"-e", "--env", "--env-file", "-v", "--volume", "--mount", "--network", "--net", "-p", "--publish", "--name",
		"-w", "--workdir", "-u", "--user", "--pull", "--entrypoint", "--platform", "--add-host", "-l", "--label", "--memory", "-m", "--cpus", "--cap-add", "--cap-drop", "--security-opt"}
)

// packageOf is what a command runs, and whether its code is pinned.
func packageOf(command string, arguments []*node) (name string, pinned bool) {
	base := strings.TrimSuffix(strings.ToLower(path.Base(strings.ReplaceAll(command, `\`, "/"))), ".exe")
	base = strings.TrimSuffix(base, ".cmd")
	if base == "cmd" && len(arguments) > 1 && strings.EqualFold(arguments[0].string(), "/c") { // Windows runs npx so
		return packageOf(arguments[1].string(), arguments[2:])
	}
	runner, fetches := runners[base]
	if !fetches {
		return programName(base), true
	}
	if base == "bun" && (len(arguments) == 0 || arguments[0].string() != "x") { // a file, or a script of package.json
		return programName(base), true
	}
	if len(runner.subcommands) > 0 && !slices.Contains(runner.subcommands, firstWord(arguments)) { // what is here, or installed
		if base == "uv" {
			if spec := given(arguments, "--with"); spec != "" {
				return packageSpec(spec)
			}
		}
		return programName(base), true
	}
	spec := runnerPackage(runner.subcommands, runner.flags, runner.valued, runner.named, arguments)
	if base == "docker" || base == "podman" {
		return imageSpec(spec)
	}
	name, pinned = packageSpec(spec)
	return name, pinned || name != "" && slices.ContainsFunc(arguments, fetchesNothing)
}

// fetchesNothing tells of an option of npm's by which only what is installed is run.
func fetchesNothing(argument *node) bool {
	return slices.Contains([]string{"--no-install", "--no", "--offline"}, argument.string())
}

// firstWord is the first argument that is no option, "" where there is none.
func firstWord(arguments []*node) string {
	at := slices.IndexFunc(arguments, func(a *node) bool { return !strings.HasPrefix(a.string(), "-") })
	if at < 0 {
		return ""
	}
	return arguments[at].string()
}

// given is the value of an option among arguments, "" without one.
func given(arguments []*node, option string) string {
	for i, a := range arguments {
		name, value, assigned := strings.Cut(a.string(), "=")
		switch {
		case name != option:
		case assigned:
			return value
		case i+1 < len(arguments):
			return arguments[i+1].string()
		}
	}
	return ""
}

// runnerPackage finds the package among a runner's arguments; "" at a flag it does not know,
// since what follows may be that flag's value.
func runnerPackage(subcommands, flags, valued, named []string, arguments []*node) string {
	for i := 0; i < len(arguments); i++ {
		a := arguments[i].string()
		name, value, assigned := strings.Cut(a, "=")
		switch {
		case i == 0 && slices.Contains(subcommands, a), slices.Contains(flags, a):
		case slices.Contains(named, name) && assigned:
			return value
		case slices.Contains(named, a) && i+1 < len(arguments):
			return arguments[i+1].string()
		case slices.Contains(valued, name):
			if !assigned {
				i++
			}
		case strings.HasPrefix(a, "-"):
			return ""
		default:
			return a
		}
	}
	return ""
}

var (
	programPattern = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$`)
	packagePattern = lazyregexp.New(`^((?:@[a-z0-9][\w.-]{0,60}/)?[A-Za-z0-9][\w.-]{0,60})(?:\[[\w,-]{1,40}\])?(?:(?:@|==)(.*))?$`)
	exactVersion   = lazyregexp.New(`^v?\d+\.\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]{1,40})?$`)
	imagePattern   = lazyregexp.New(`^([a-z0-9][\w./-]{0,150}(?::\d{1,5}/[\w./-]{1,100})?)(?::([\w.-]{1,60}))?(@sha256:[0-9a-f]{64})?$`)
)

func programName(base string) string {
	if programPattern().MatchString(base) && !issuedValue().MatchString(base) {
		return base
	}
	return ""
}

// packageSpec reads a package of npm or PyPI: its name, its version where exact or a known word.
func packageSpec(spec string) (name string, pinned bool) {
	if strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../") || strings.HasPrefix(spec, "/") {
		return "", true // code of this repository or machine
	}
	match := packagePattern().FindStringSubmatch(spec)
	if match == nil || issuedValue().MatchString(spec) {
		return "", false
	}
	switch name, version := match[1], match[2]; {
	case exactVersion().MatchString(version):
		return name + "@" + version, true
	case version == "latest", version == "next":
		return name + "@" + version, false
	default:
		return name, false
	}
}

// imageSpec reads a container image.
func imageSpec(spec string) (name string, pinned bool) {
	match := imagePattern().FindStringSubmatch(spec)
	if match == nil || issuedValue().MatchString(spec) {
		return "", false
	}
	if match[3] != "" {
		return match[1] + match[3], true
	}
	if exactVersion().MatchString(match[2]) {
		return match[1] + ":" + match[2], true
	}
	return match[1], false
}
