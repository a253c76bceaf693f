package classify

import (
	"net/url"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// address is what may be told of a URL that may hold a password.
type address struct {
	scheme, host, user, database string
	secrets                      []string
}

var (
	safeHost = lazyregexp.New(`^[0-9A-Za-z](?:[0-9A-Za-z.-]{0,251}[0-9A-Za-z])?$|^[0-9A-Fa-f:.]{2,45}$`)
	safeWord = lazyregexp.New(`^[\pL\pN_][\pL\pN_.$ -]{0,62}$`)
	inScheme = lazyregexp.New(`^(?:jdbc:)?([A-Za-z][0-9A-Za-z+.-]{1,20})://`)
)

// parseAddress reads a value that is a URL. Where it cannot be told for sure which part of
// it is the password, it gives the scheme alone.
func parseAddress(value string) (address, bool) {
	value = strings.Trim(value, "\"'`")
	found := inScheme().FindStringSubmatch(value)
	if found == nil {
		return address{}, false
	}
	a := address{scheme: strings.ToLower(found[1])}
	u, err := url.Parse(strings.TrimPrefix(value, "jdbc:"))
	if err != nil || hasStrayUser(u) {
		return a, true
	}
	if u.User != nil {
		password, hasPassword := u.User.Password()
		a.secrets = append(a.secrets, password)
		if hasPassword {
			a.user = u.User.Username()
		} else { // a lone user is often a token
			a.secrets = append(a.secrets, u.User.Username())
		}
	}
	for name, values := range u.Query() {
		if strings.EqualFold(name, "user") && len(values) == 1 {
			a.user = values[0]
			continue
		}
		a.secrets = append(a.secrets, values...)
	}
	first, _, several := strings.Cut(u.Host, ",") // a replica set has several hosts
	if a.host = u.Hostname(); several {
		a.host, _, _ = strings.Cut(first, ":")
	}
	a.database, _, _ = strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return a, true
}

// hasStrayUser says that an @ stands where a password with an unescaped / ? # or @ would
// leave it, so that what looks like the host may be a part of the password.
func hasStrayUser(u *url.URL) bool {
	return u.Opaque != "" || u.Host == "" || strings.Contains(u.EscapedPath()+u.RawQuery+u.EscapedFragment(), "@")
}

// describe adds what the URL says of the place where the credential is valid.
func (a address) describe(c *nhi.Credential) {
	if c.Kind == "" {
		return
	}
	if safeHost().MatchString(a.host) {
		prove(c, "host", a.host, a.secrets...)
	}
	if _, known := table().schemes[a.scheme]; !known {
		return
	}
	prove(c, "scheme", a.scheme, a.secrets...)
	proveWord(c, "user", a.user, a.secrets...)
	proveWord(c, "database", a.database, a.secrets...)
}

// hostOf is the host of a URL, "" when there is none that may be shown.
func hostOf(text string) string {
	a, ok := parseAddress(text)
	if !ok || !safeHost().MatchString(a.host) {
		return ""
	}
	for _, secret := range a.secrets {
		if tells(a.host, secret) {
			return ""
		}
	}
	return a.host
}

// readHost reads the host of an address that is a secret as a whole.
func readHost(_, value string, c *nhi.Credential) { prove(c, "host", hostOf(value)) }

// slackID is the form of the ids that Slack gives to workspaces, apps and users.
var slackID = lazyregexp.New(`^[ABTUW][0-9A-Z]{7,12}$`)

// readSlackWebhook reads the workspace and the app of an incoming webhook:
// hooks.slack.com/services/T…/B…/secret.
func readSlackWebhook(text, _ string, c *nhi.Credential) {
	parts := strings.Split(text, "/")
	secret := parts[len(parts)-1]
	prove(c, "host", parts[0], secret)
	for i, name := range []string{"slack workspace", "slack webhook"} {
		if at := i + 2; at < len(parts)-1 && slackID().MatchString(parts[at]) {
			prove(c, name, parts[at], secret)
		}
	}
}

var digits = lazyregexp.New(`^[0-9]{6,22}$`)

// readSlackToken reads the ids that Slack's tokens carry before their secret part.
func readSlackToken(text, _ string, c *nhi.Credential) {
	parts := strings.Split(text, "-")
	secret := parts[len(parts)-1]
	names := map[string][]string{
		"xoxb": {"slack workspace number", "slack bot number"},
		"xoxp": {"slack workspace number", "slack user number"},
		"xapp": {"", "slack app"},
	}[parts[0]]
	for i, name := range names {
		if at := i + 1; name != "" && at < len(parts)-1 && (digits().MatchString(parts[at]) || slackID().MatchString(parts[at])) {
			prove(c, name, parts[at], secret)
		}
	}
}

// readDiscordWebhook reads the id of a webhook: discord.com/api/webhooks/<id>/<secret>.
func readDiscordWebhook(text, _ string, c *nhi.Credential) {
	parts := strings.Split(text, "/")
	prove(c, "discord webhook id", parts[len(parts)-2], parts[len(parts)-1])
}

// readSQLServer reads the place and the user of a connection string.
func readSQLServer(_, value string, c *nhi.Credential) {
	secrets := []string{setting(value, "Password"), setting(value, "Pwd")}
	for _, key := range []string{"Server", "Data Source"} {
		host, _, _ := strings.Cut(strings.TrimPrefix(setting(value, key), "tcp:"), ",")
		if safeHost().MatchString(host) {
			prove(c, "host", host, secrets...)
		}
	}
	for _, p := range []struct{ key, name string }{{"User Id", "user"}, {"Uid", "user"}, {"Database", "database"}, {"Initial Catalog", "database"}} {
		proveWord(c, p.name, setting(value, p.key), secrets...)
	}
}
