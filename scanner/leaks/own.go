package leaks

import (
	"slices"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// detector is a rule of our own, for what gitleaks' rules do not look for. It has the same form as
// theirs, and its expression begins with a literal text as theirs do.
type detector struct {
	id         string
	expression string
	keywords   []string
	sort       evidence.Sort
	// accepts, if not nil, checks what an expression cannot: a checksum, what is encoded.
	accepts func(value string) bool
	// partOnly says that what is found is the id of a key: part of a finding, never one of its own.
	partOnly bool
	rank     int // among the detectors: of two that find the same value the lower one counts
}

// The pieces of an assignment: what may stand between the name and the value. They are cut for
// speed: no piece can match an arbitrary run of text.
const (
	// name = value, "name": "value", name["x"] := value, name =~ value
	assignment = `[\\"'\x60]{0,3}\]?[ \t]{0,20}(?:=>|:=|\?=|\+=|={1,3}|!={1,2}|:)`
	// name: Type = "value", name type = "value"
	typed = `\??(?:[ \t]{0,3}:|[ \t])[ \t]{0,3}[&*]?[\w.<>\[\]?' |]{1,30}=[ \t]{0,4}`
	// f("name", "value"), setName("value"), NAME "value", name="name" value="value"
	called = `(?:["']?[ \t]{0,2},[ \t]{0,4}|\([ \t]{0,4}|[ \t]{1,8}|["'],?\s{1,40}["']?value["']?[ \t]{0,3}[:=][ \t]{0,3})`
	// what may stand before an opening quote
	prefixed = `(?:[rbfuRBFUL@$]{1,2}|&|Some\(|String\(|new String\(|\(?\[?)?`
)

// The forms of a value, of at least so many characters.
func quoted(least string) string {
	return prefixed + `(?:\\{1,2}"([^"\\\r\n]{` + least + `,})\\{1,2}"|"((?:[^"\\\r\n]|\\.){` + least + `,})"|'((?:[^'\\\r\n]|\\.){` + least + `,})'|\x60([^\x60\r\n]{` + least + `,})\x60)`
}

const (
	bare    = `([^\s"'\x60<>(){}\[\];,&\\|$]{4,})(?:[\s"'\x60<;,&)}\]\\]|$)`
	element = `(?:[ \t][^<>\r\n]{0,60})?>\s{0,20}(?:</key>\s{0,20}<string>)?([^<>\r\n]{3,})</`
	entry   = `["']?,?\s{1,40}-?\s?["']?(?:value|Value)["']?[ \t]{0,3}[:=][ \t]{0,3}`
)

// assigned is the expression for a value with one of the names.
func assigned(names string) string {
	return `(?i)(?:` + names + `)(?:(?:` + assignment + `\s{0,20}|` + typed + `|` + called + `)` + quoted("3") + `|(?:` + assignment + `[ \t]{0,20}|` + entry + `)` + bare + `|` + element + `)`
}

// The names of what is looked for, as far as an expression can tell them; evidence knows more.
const (
	passwordNames = `passw(?:or)?ds?[\w.-]{0,20}|passphrase[\w.-]{0,12}|passcode|passwort|pwd|pass|requirepass|masterauth|[_.-]pw|[a-z]pw`
	secretNames   = `(?:api|access|auth|account|secret|private|encryption|encrypt|signing|sign|master|storage|client|consumer|app|application|session|shared|hmac|jwt|licen[sc]e|service|subscription|primary|secondary|deploy|integration|webhook|crypt|cipher|server|write|admin)[_. -]?(?:key|secret|token|seed)[\w.-]{0,20}|secret[\w.-]{0,20}|token[\w.-]{0,12}|credentials?|(?:otp|totp|mfa|2fa)[_.-]?(?:seed|key|secret)|[_.-]salt|cookie[_.-]?(?:secret|password)|key_base|apikey`
)

// ownDetectors is what is looked for besides gitleaks' rules. Where two find the same value, the earlier
// one counts.
var ownDetectors = []detector{
	{id: "github-app-installation-token", sort: evidence.Issued, keywords: []string{"ghs_"},
		expression: `\b(ghs_[0-9]{1,20}_eyJ[A-Za-z0-9._-]{36,})`},
	{id: "nats-seed", sort: evidence.Issued, keywords: []string{"sua", "saa", "soa", "sna", "sca", "sxa"},
		expression: `\b(S(?:UA|AA|OA|NA|CA|XA)[A-Z2-7]{55})\b`, accepts: isNATSSeed},
	{id: "jwk-private-key", sort: evidence.Block, keywords: []string{"kty"},
		expression: `["']kty["']\s{0,4}:\s{0,4}["']\w{2,4}["'][^{}]*?["'][dk]["']\s{0,4}:\s{0,4}["']([A-Za-z0-9_-]{20,})["']|["'][dk]["']\s{0,4}:\s{0,4}["']([A-Za-z0-9_-]{20,})["'][^{}]*?["']kty["']`, accepts: isKeyMaterial},
	{id: "putty-private-key", sort: evidence.Block, keywords: []string{"private-lines:"},
		expression: `Private-Lines: [0-9]{1,3}\r?\n((?:[A-Za-z0-9+/=]{8,}\r?\n){1,80})`},
	{id: "otp-seed", sort: evidence.Placed, keywords: []string{"otpauth://"},
		expression: `(?i)otpauth://[th]otp/[^\s"'<>]{0,200}?[?&]secret=([A-Z2-7]{8,})`},
	{id: "aws-secret-access-key", sort: evidence.Issued, keywords: []string{"secret", "akia", "asia"},
		expression: `(?i)(?:aws[\w.-]{0,12}secret[\w.-]{0,20}|secret[_.-]?(?:access)?[_.-]?key(?:[_.-]?id)?)(?:["'\]]{0,2}[ \t]{0,20}(?:=>|:=|={1,3}|:|,)\s{0,20}|[ \t]{1,4})[\\"'\x60]{0,3}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)|(?:AKIA|ASIA)[A-Z2-7]{16}[\s"',:;|]{1,12}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`, accepts: isAWSSecret},
	{id: "twilio-auth-token", sort: evidence.Issued, keywords: []string{"ac"},
		expression: `\bAC[0-9a-f]{32}\b(?s:.{1,160}?)\b([0-9a-f]{32})\b`, accepts: notAllDigits},
	{id: "url-password", sort: evidence.Placed, keywords: []string{"://"},
		expression: `(?i)[a-z][a-z0-9+.-]{1,24}://[^\s/:@"'\x60<>?#\\]{0,80}:([^\s/@"'\x60<>]{3,})@[\w.\[$%{(-]`},
	{id: "oracle-url-password", sort: evidence.Placed, keywords: []string{"jdbc:oracle:"},
		expression: `(?i)jdbc:oracle:\w{1,8}:[\w$#.-]{1,40}/([^\s/@"'<>]{3,})@`},
	{id: "authorization-header", sort: evidence.Machine, keywords: []string{"bearer", "authorization"},
		expression: `(?i)(?:bearer["']?[ \t]{1,4}["']?|authorization["']?[ \t]{0,3}[:=,][ \t]{0,3}["']?(?:token|apikey|key)[ \t]{1,3})([A-Za-z0-9._~+/-]{16,}={0,2})`},
	{id: "basic-authorization", sort: evidence.Placed, keywords: []string{"basic "},
		expression: `(?i)\bbasic[ \t]{1,3}([A-Za-z0-9+/]{8,}={0,2})(?:[^A-Za-z0-9+/=]|$)`, accepts: isUserAndPassword},
	{id: "registry-authorization", sort: evidence.Placed, keywords: []string{`"auth"`, `\"auth\"`, "_auth"},
		expression: `(?:"auth\\{0,2}"\s{0,4}:\s{0,4}\\{0,2}"|_auth[ \t]{0,3}=[ \t]{0,3}["']?)([A-Za-z0-9+/]{8,}={0,2})`, accepts: isUserAndPassword},
	{id: "npmrc-auth-token", sort: evidence.Machine, keywords: []string{"_authtoken", "_password"},
		expression: `(?i):_(?:authToken|password)[ \t]{0,3}=[ \t]{0,3}["']?([^\s"'$]{8,})`},
	{id: "sql-password", sort: evidence.Placed, keywords: []string{"identified"},
		expression: `(?i)identified\s{1,4}(?:with\s{1,4}[\w'"]{1,40}\s{1,4})?(?:by|as)\s{1,4}(?:password\s{1,4})?\\{0,2}(?:'([^'\r\n]{3,}?)\\{0,2}'|"([^"\r\n]{3,}?)\\{0,2}")`},
	{id: "secure-string", sort: evidence.Placed, keywords: []string{"convertto-securestring"},
		expression: `(?i)convertto-securestring\s{1,4}(?:-(?:asplaintext|force)\s{1,4}){0,2}(?:-string\s{1,4})?(?:'([^'\r\n]{3,})'|"([^"\r\n]{3,})")`},
	{id: "netrc-password", sort: evidence.Placed, keywords: []string{"machine"},
		expression: `(?:\bmachine\s{1,20}\S{1,100}|\bdefault)\s{1,20}login\s{1,20}\S{1,100}\s{1,20}password\s{1,20}(\S{3,})`},
	{id: "pgpass-password", sort: evidence.Placed, keywords: []string{":5432:", ":*:"},
		expression: `(?m)^[\w.*-]{1,100}:(?:5432|\*):[\w*-]{1,60}:[\w*.-]{1,60}:([^\s:]{3,})$`},
	{id: "command-line-password", sort: evidence.Placed, keywords: []string{"sshpass", "mysql", "mariadb", "mongo", "redis-cli", "docker", "podman", "sqlcmd", "curl", "wget", "smbclient", "ldapsearch", "ldapmodify", "openssl", "chpasswd", "sudo", "rabbitmqctl", "htpasswd", "keytool", "winexe", "xfreerdp", "ncftp", "lftp", "rclone", "snmp", "zip"},
		expression: commandLine, accepts: notAnOption},
	{id: "flag-password", sort: evidence.Placed, keywords: []string{"--pass", "--token", "--secret", "--api-key", "--apikey", "-password", "-passin", "-passout", "-storepass", "-keypass"},
		expression: `(?i)(?:--[a-z-]{0,20}(?:password|passwd|passphrase)|--[a-z-]{0,12}(?:token|secret|api-?key|access-key|secret-key)|[ "']-(?:password|storepass|keypass|srcstorepass|deststorepass))(?:[ \t]{1,3}|=)(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]-][^\s"'\x60<>(){}\[\]]{2,}))`, accepts: notAnOption},
	{id: "openssl-password", sort: evidence.Placed, keywords: []string{"pass:"},
		expression: `(?i)-(?:pass|passin|passout|k)[ \t]{1,3}["']?pass:([^\s"'\x60$]{3,})`},
	{id: "positional-password", sort: evidence.Placed, keywords: []string{"mysqli", "pdo", "getconnection", "mysqldb.connect", "pymysql.connect", "basicauth", "basic_auth", "httpbasicauth", "networkcredential", "plainauth", "login(", "auth(", "usernamepassword", "credentials(", "httpdigestauth", "auth=("},
		expression: `(?i)(?:mysqli_connect|new[ \t]{1,3}mysqli|new[ \t]{1,3}pdo|drivermanager\.getconnection|mysqldb\.connect|pymysql\.connect|http(?:basic|digest)auth|setbasicauth|basic_?auth|networkcredential|usernamepasswordcredentials?|usernamepasswordauthenticationtoken|passwordauthentication|passwordcredentials?|plainauth|\.login|\.auth|auth[ \t]{0,2}=[ \t]{0,2})\((?:[^()"'\r\n]{0,60}["'][^"'\r\n]{0,120}["'][ \t]{0,2},|[ \t]{0,2}[A-Za-z_][\w.]{0,40}[ \t]{0,2},){1,3}[ \t]{0,3}(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})')(?:\.tochararray\(\))?[ \t]{0,2}[,)]`},
	{id: "terraform-variable-default", sort: evidence.Password, keywords: []string{"variable"},
		expression: `(?i)variable[ \t]{1,3}"[\w-]{0,40}(?:password|passwd|secret|token|api_?key|private_?key)[\w-]{0,20}"[ \t]{0,3}\{[^{}]{0,300}?\bdefault[ \t]{0,12}=[ \t]{0,3}"([^"\r\n]{3,})"`},
	{id: "directive-password", sort: evidence.Placed, keywords: []string{"requirepass", "masterauth", "auth-pass"},
		expression: `(?i)(?:requirepass|masterauth|auth-pass[ \t]{1,4}\S{1,60})[ \t]{1,4}["']?([^\s"']{3,})`},
	{id: "client-id", sort: evidence.Machine, keywords: []string{"client"}, partOnly: true,
		expression: `(?i)client[_. -]?id["'\]]{0,2}[ \t]{0,20}(?:=>|:=|={1,3}|:)\s{0,4}["'\x60]?([A-Za-z0-9._@-]{8,120})`},
	{id: "twilio-account-sid", sort: evidence.Issued, keywords: []string{"ac"}, partOnly: true,
		expression: `\b(AC[0-9a-f]{32})\b`},
	{id: "assigned-password", sort: evidence.Password, keywords: []string{"pass", "pwd", "pw", "masterauth"}, expression: assigned(passwordNames)},
	{id: "assigned-secret", sort: evidence.Machine, keywords: []string{"key", "secret", "token", "credential", "seed", "salt"}, expression: assigned(secretNames)},
}

const commandLine = `(?i)\b(?:sshpass[ \t]{1,3}(?:-e[ \t]{1,3})?-p[ \t]{0,3}` +
	`|(?:mysql(?:dump|admin|import|check|show)?|mariadb(?:-dump|-admin)?)[ \t][^\r\n|;&<>]{0,120}?[ \t]-p` +
	`|mongo(?:sh|dump|restore|export|import)?[ \t][^\r\n|;&<>]{0,120}?[ \t]-p[ \t]{0,2}` +
	`|redis-cli[ \t][^\r\n|;&<>]{0,120}?-a[ \t]{1,2}` +
	`|(?:docker|podman|buildah|skopeo|helm)[ \t]{1,3}(?:registry[ \t]{1,3})?login[ \t][^\r\n|;&<>]{0,120}?-p[ \t]{1,2}` +
	`|sqlcmd[ \t][^\r\n|;&<>]{0,120}?-P[ \t]{0,2}` +
	`|(?:curl|wget)[ \t][^\r\n|;<>]{0,160}?(?:-u|--user|--proxy-user)[ \t=]{0,2}["']?[\w.@+-]{1,60}:` +
	`|(?:smbclient|ldapsearch|ldapmodify|ldapadd)[ \t][^\r\n|;&<>]{0,120}?(?:-U[ \t]{0,2}["']?[\w.\\/-]{1,40}%|-w[ \t]{1,2})` +
	`|htpasswd[ \t]{1,3}-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}[ \t]{1,3}[^\r\n|;&<>]{1,100}?[ \t][\w.-]{1,40}[ \t]{1,3}` +
	`|rabbitmqctl[ \t]{1,3}(?:add_user|change_password)[ \t]{1,3}[\w.-]{1,40}[ \t]{1,3}` +
	`)(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]|;&-][^\s"'\x60<>(){}\[\]|;&]{2,}))`

// ownByID finds a detector by its rule's ID.
var ownByID = sync.OnceValue(func() map[string]*detector {
	byID := map[string]*detector{}
	for i, d := range allDetectors() {
		d.rank = i
		byID[d.id] = &d
	}
	return byID
})

// allDetectors lists what is looked for besides gitleaks' rules, what is more specific first.
var allDetectors = sync.OnceValue(func() []detector {
	return append(catalogueDetectors(), ownDetectors...)
})

// withOwn adds the detectors to gitleaks' default rules.
func withOwn(rules []ruleDocument) []ruleDocument {
	for _, d := range allDetectors() {
		rules = append(rules, ruleDocument{ID: d.id, Description: d.id, Regex: d.expression, Keywords: d.keywords})
	}
	return rules
}

// catalogueDetectors are the forms of the catalogue of services, one detector a service.
func catalogueDetectors() []detector {
	var all []detector
	for _, e := range classify.Expressions() {
		all = append(all, detector{id: "catalogue-" + e.Rule, expression: e.Pattern, keywords: e.Keywords, sort: evidence.Issued})
	}
	return all
}

// longestOwn is the longest value that a detector of our own gives, in bytes, but for blocks of key material.
const longestOwn = 2000

// takes tells whether what a detector's expression found is worth a judgement.
func (d *detector) takes(value string) bool {
	if len(value) > longestOwn && d.sort != evidence.Block {
		return false
	}
	return (d.accepts == nil || d.accepts(value)) && !evidence.IsReference(value)
}

// isLiteral tells a value from a name in a program: in its files a value stands in quotes.
func isLiteral(h *hit, path string) bool {
	return h.depth > 0 || !evidence.IsCode(path) || quotedIn(h) != bareValue
}

// quoting is how a value stands in its line.
type quoting int

const (
	bareValue    quoting = iota
	insideQuotes         // a part of what is in quotes
	wholeQuotes          // between two quotes
)

// quotedIn looks at the line of a hit for the quotes around its value.
func quotedIn(h *hit) quoting {
	at := strings.Index(h.line, h.match)
	if at < 0 {
		return insideQuotes // it was decoded
	}
	in := strings.Index(h.match, h.secret)
	if in < 0 {
		return insideQuotes
	}
	from := at + in
	to := from + len(h.secret)
	if from > 0 && to < len(h.line) && h.line[from-1] == h.line[to] && strings.IndexByte("\"'`", h.line[to]) >= 0 {
		return wholeQuotes
	}
	line := h.line[strings.LastIndexByte(h.line[:from], '\n')+1 : from]
	if openQuote(line) >= 0 {
		return insideQuotes
	}
	return bareValue
}

// withoutDoubles drops what a detector of our own found where gitleaks' rules, or a more specific one of
// ours, found a value too.
func (s *ruleset) withoutDoubles(hits []*hit) []*hit {
	var kept []*hit
	for _, h := range hits {
		d := s.own[h.rule]
		double := d != nil && !d.partOnly && slices.ContainsFunc(hits, func(other *hit) bool {
			if other == h || !sameText(h, other) {
				return false
			}
			better := s.own[other.rule]
			if better == nil || other.depth != h.depth {
				return better == nil || other.depth < h.depth
			}
			return better.rank < d.rank && !better.partOnly
		})
		if !double {
			kept = append(kept, h)
		}
	}
	return kept
}

// sameText tells whether two hits' values overlap where they lie.
func sameText(a, b *hit) bool {
	aFrom, aTo := a.extent()
	bFrom, bTo := b.extent()
	return aFrom < bTo && bFrom < aTo
}

// extent is where a hit's value lies, as offsets in the text; that of a decoded one all that was decoded.
func (h *hit) extent() (from, to int) {
	if h.depth > 0 {
		return h.from, h.to
	}
	return h.place, h.place + len(h.secret)
}

func notAnOption(value string) bool { return !strings.HasPrefix(value, "-") }

func notAllDigits(value string) bool { return strings.ContainsAny(value, "abcdef") }
