package agents

import (
	"net"
	"net/url"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

var (
	// credentialName matches the names of variables, headers and flags that hold a credential.
	credentialName = lazyregexp.New(`(?i)token|secret|passw|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|account[-_]?key|encryption[-_]?key|` +
		`credential|(?:^|[-_])pat$|(?:^|[-_])key$|connection[-_]?string|(?:^|[-_])dsn$|bearer|cookie|^(?:proxy-)?authorization$|webhook[-_]?url`)
	// publicName matches those of the names above that do not.
	publicName = lazyregexp.New(`(?i)max[-_]?tokens?|tokens?[-_]?(?:limit|count|budget|url|endpoint|type)|(?:file|path|dir|url|uri|name|id|helper|command|mode|type|expiry|ttl)$|publishable|public[-_]?key`)
	// issuedValue matches what providers issue, whatever it is assigned to.
	issuedValue = lazyregexp.New(`(?:^|[\s=:"'/])(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|` +
		`xox[abeprs]-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}|[sr]k_live_[A-Za-z0-9]{16,}|` +
		`eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}|ntn_[A-Za-z0-9]{20,}|lin_api_[A-Za-z0-9]{20,}|figd_[A-Za-z0-9_-]{20,}|tvly-[A-Za-z0-9-]{16,}|pat[A-Za-z0-9]{14}\.[a-f0-9]{32,})`)
	// userInfo matches a password in a URL.
	userInfo = lazyregexp.New(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:([^\s/@]+)@`)
	// reference matches what stands for a value kept elsewhere: ${VAR}, $VAR, %VAR%, {env:VAR}, {{ VAR }}, op://….
	reference = lazyregexp.New(`\$\{|\$[A-Za-z_]|%[A-Za-z_][A-Za-z0-9_]*%|\{env:|\{file:|\{\{|^(?:op|vault|secret|keychain|bws|doppler|awssm|gcpsm|env|file)://|^(?:env|input):|^!`)
	// placeholder matches what stands for a value to be filled in.
	placeholder = lazyregexp.New(`(?i)^<.*>$|^\[.*\]$|^\{.*\}$|your[-_ ]|^your|my[-_](?:api|secret|token)|x{4,}|\*{3,}|\.{3}|…|place[-_ ]?holder|change[-_ ]?me|replace|insert|example|dummy|sample|todo|fixme|` +
		`^(?:true|false|null|none|unset|undefined|redacted|test|password|secret|token|key|api[-_]?key|default|local|dev|0+|1234\d*)$`)
	// pathValue matches the path of a file that holds a credential.
	pathValue = lazyregexp.New(`^(?:~|\.{0,2}/|[A-Za-z]:\\)|^[\w./-]+\.(?:json|pem|key|txt|env|ya?ml|toml|crt|p12)$`)
	// flagName matches a command's flag.
	flagName = lazyregexp.New(`^--?[A-Za-z][A-Za-z0-9_-]{0,60}$`)
	// variableName matches the name of a variable, header or flag that may be passed on.
	variableName = lazyregexp.New(`^-{0,2}[A-Za-z_][A-Za-z0-9_.-]{0,60}$`)
)

// minimumCredentialBytes: anything shorter is an option, not a credential.
const minimumCredentialBytes = 6

// literal tells whether a value assigned to a name is a credential written out.
func literal(name, value string) bool {
	value = strings.TrimSpace(value)
	if issuedValue().MatchString(value) && !placeholder().MatchString(value) {
		return true
	}
	if match := userInfo().FindStringSubmatch(value); match != nil {
		return writtenOut(match[1])
	}
	if !credentialName().MatchString(name) || publicName().MatchString(name) {
		return false
	}
	for _, scheme := range []string{"bearer ", "basic ", "token "} {
		if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
			value = strings.TrimSpace(value[len(scheme):])
		}
	}
	return writtenOut(value)
}

func writtenOut(value string) bool {
	return len(value) >= minimumCredentialBytes && !strings.ContainsAny(value, " \t\n") &&
		!reference().MatchString(value) && !placeholder().MatchString(value) && !pathValue().MatchString(value) &&
		!strings.HasPrefix(value, "http://") && !strings.HasPrefix(value, "https://")
}

// nameOf is a name fit to be passed on. What does not look like one may be a value.
func nameOf(name, instead string) string {
	if variableName().MatchString(name) && !issuedValue().MatchString(name) {
		return name
	}
	return instead
}

// literalsIn finds the literals among an object's members: variables or headers.
func (t *text) literalsIn(n *node, instead string) []nhi.InlineCredential {
	var found []nhi.InlineCredential
	for _, m := range n.entries() {
		if m.value != nil && m.value.scalar && literal(m.name, m.value.text) {
			found = append(found, nhi.InlineCredential{Name: nameOf(m.name, instead), Location: t.at(m.value.offset)})
		}
	}
	return found
}

// literalsInArguments finds the literals among a command's arguments: --flag VALUE,
// --flag=VALUE, NAME=VALUE, and values that speak for themselves.
func (t *text) literalsInArguments(arguments []*node) []nhi.InlineCredential {
	var found []nhi.InlineCredential
	flag := ""
	for _, a := range arguments {
		value := a.string()
		name, rest, assigned := strings.Cut(value, "=")
		switch {
		case flagName().MatchString(value):
			flag = value
			continue
		case assigned && variableName().MatchString(name) && literal(strings.TrimLeft(name, "-"), rest):
			found = append(found, nhi.InlineCredential{Name: nameOf(name, "argument"), Location: t.at(a.offset)})
		case literal(strings.TrimLeft(flag, "-"), value), header(value):
			found = append(found, nhi.InlineCredential{Name: nameOf(flag, "argument"), Location: t.at(a.offset)})
		}
		flag = ""
	}
	return found
}

// header tells whether an argument is a header that carries a credential: "Authorization: Bearer …".
func header(argument string) bool {
	name, value, ok := strings.Cut(argument, ":")
	return ok && variableName().MatchString(name) && literal(name, value)
}

// literalInURL tells whether a URL carries a credential: in its user part, its query, or its fragment.
func literalInURL(raw string) bool {
	if literal("", raw) {
		return true
	}
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	for name, values := range u.Query() {
		for _, value := range values {
			if literal(name, value) {
				return true
			}
		}
	}
	return false
}

// hostPattern is a host name or address that may be passed on.
var hostPattern = lazyregexp.New(`^(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}$`)

// hostOf reads the host of a URL, and whether it is another machine reached without TLS.
func hostOf(raw string) (host string, plaintext bool) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "", false
	}
	host = u.Hostname()
	address := net.ParseIP(host)
	if len(host) > 253 || address == nil && !hostPattern().MatchString(host) {
		return "", false
	}
	local := strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") ||
		host == "host.docker.internal" || address != nil && (address.IsLoopback() || address.IsUnspecified())
	return host, (u.Scheme == "http" || u.Scheme == "ws") && !local
}
