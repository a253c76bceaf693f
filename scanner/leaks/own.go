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
	// byName says that the match begins in the name that the value is assigned to.
	byName bool
	rank   int // among the detectors: of two that find the same value the lower one counts
}

// The pieces of an assignment: what may stand between the name and the value. They are cut for
// speed: no piece can match an arbitrary run of text.
const (
	// name = value, "name": "value", name["x"] := value, name[] = value, name || value, ${name:-value}
	assignment = `[\\"'\x60]{0,3}[\])]{0,2}(?:\[\w{0,6}\])?[ \t]*(?:=>|:=|\?=|\+=|\|\|=?|\?\?=?|={1,3}|!={1,2}|:-?|[ \t]or[ \t])`
	// name: Type = "value", name type = "value", Name { get; set; } = "value"
	typed = `(?:\??(?:[ \t]*:|[ \t])[ \t]*[&*]?[\w.<>\[\]?' |]{1,30}|[ \t]*\{[^{}\r\n"']{0,40}\}[ \t]*)=[ \t]*`
	// f("name", "value"), setName("value"), NAME "value"
	called = `(?:["']?[ \t]*,[ \t]*|\([ \t]*|[ \t]+)`
	// name: x, value: y, on one line or two; name="x" value="y"
	entry = `["']?,?\s+-?\s?["']?value["']?[ \t]*[:=][ \t]*`
	// what is asked for first: name = get("x") or "value"
	otherwise = `(?:[\w.$]+(?:\([^()\r\n]{0,40}\)|\[[^\[\]\r\n]{0,40}\])?[ \t]+(?:\|\||or|\?\?)[ \t]+)?`
	// what may stand before an opening quote
	prefixed = `(?:[rbfuL@$]{1,2}|&|(?:new[ \t])?\(?(?:\[\]byte|bytes|str|string|some|secretstr|secret|buffer\.from|b64decode|base64\.b64decode|strdup|text|_t|char\[\]|password|[a-z.]{0,20}securestring)\()?`
	// name: | and the value on the next line
	blockScalar = `["']?[ \t]*:[ \t]*[|>][+-]?[ \t]*\r?\n[ \t]+`
)

// quoted is a value in quotes, of at least so many characters.
func quoted(least string) string {
	return prefixed + `(?:\\{1,2}"([^"\\\r\n]{` + least + `,})\\{1,2}"|"((?:[^"\\\r\n]|\\.){` + least + `,})"|'((?:[^'\\\r\n]|\\.){` + least + `,})'|\x60([^\x60\r\n]{` + least + `,})\x60)`
}

const (
	bare    = `(?:([^\s"'\x60<>(){}\[\];,&\\|$]{4,})(?:[\s"'\x60<;,&)}\]\\]|$)|([^\s"'\x60<>]{6,})(?:\s|$))`
	element = `["']?(?:[ \t]+[a-z]+="[^"<>\r\n]*")?>\s*(?:</key>\s*<string>)?([^<>\r\n]{3,})</`
)

// assigned is the expression for a value with one of the names.
func assigned(names string) string {
	return `(?i)(?:` + names + `)(?:(?:` + assignment + `\s*` + otherwise + `|` + typed + `|` + called + `|` + entry + `)` + quoted("3") + `|(?:` + assignment + `[ \t]*|` + entry + `|` + blockScalar + `)` + bare + `|` + element + `)`
}

// assignedKey is that for keys, whose values have no blanks: there are many names that end in key.
const assignedKey = `(?i)` + keyNames + `(?:(?:` + assignment + `\s*` + otherwise + `|\??[ \t]*:[ \t]*[&*]?[\w.<>\[\]?' |]{1,30}=[ \t]*|` + called + `|` + entry + `)` + prefixed + `\\{0,2}(?:["'\x60]([^\s"'\x60\\<>(){}]{8,})\\{0,2}["'\x60]|'([^'\r\n]{50,90})')|(?:` + assignment + `[ \t]*|` + entry + `)([A-Za-z0-9+/=_-]{16,})(?:[\s"'\x60<;,&)}\]\\]|$)|` + element + `)`

// The names of what is looked for, as far as an expression can tell them; evidence knows more.
const (
	passwordNames = `passw(?:or)?ds?[\w.-]*|passphrase[\w.-]*|passcode|passwort|pwd|pass|requirepass|masterauth|psk|[_.-]pw|[a-z]pw`
	secretNames   = `secret[\w.-]*|token[\w.-]*|credentials?|(?:otp|totp|mfa)(?:_|-|)seed|[_.-]salt|[_.-]pat`
	keyNames      = `[a-z0-9][_. -]?key(?:s|[_.-](?:base|value|prod|production|live|dev|staging|[0-9]))?`
)

// ownDetectors is what is looked for besides gitleaks' rules. Where two find the same value, the earlier
// one counts.
var ownDetectors = []detector{
	{id: "github-app-installation-token", sort: evidence.Issued, keywords: []string{"ghs_"},
		expression: `\b(ghs_[0-9]{1,20}_eyJ[A-Za-z0-9._-]{36,})`},
	{id: "nats-seed", sort: evidence.Issued, keywords: []string{"sua", "saa", "soa", "sna", "sca", "sxa"},
		expression: `\b(S(?:UA|AA|OA|NA|CA|XA)[A-Z2-7]{55})\b`, accepts: isNATSSeed},
	{id: "jwk-private-key", sort: evidence.Block, keywords: []string{"kty"},
		expression: `\bkty\\{0,2}["']?\s*(?::|=>)\s*\\{0,2}["']\w{2,4}\\{0,2}["'][^{}]*?\b[dk]\\{0,2}["']?\s*(?::|=>)\s*\\{0,2}["']([A-Za-z0-9_-]{20,})\\{0,2}["']|["'][dk](?:["']|\\["'])\s*:\s*\\{0,2}["']([A-Za-z0-9_-]{20,})\\{0,2}["'][^{}]*?["']kty`, accepts: isKeyMaterial},
	{id: "putty-private-key", sort: evidence.Block, keywords: []string{"private-lines:"},
		expression: `Private-Lines: [0-9]{1,3}\r?\n((?:[A-Za-z0-9+/=]{8,}\r?\n)+)`},
	{id: "otp-seed", sort: evidence.Placed, keywords: []string{"otpauth://"},
		expression: `(?i)otpauth://[th]otp/[^\s"'<>]*?[?&]secret=([A-Z2-7]{8,})`},
	{id: "aws-secret-access-key", sort: evidence.Issued, keywords: []string{"secret", "akia", "asia"},
		expression: `(?i)(?:aws[\w.-]*secret[\w.-]*|secret[_.-]?(?:access)?[_.-]?key(?:[_.-]?id)?)(?:["'\]]{0,2}[ \t]*(?:=>|:=|={1,3}|:|,)\s*|[ \t]+)[\\"'\x60]{0,3}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)|(?:AKIA|ASIA)[A-Z2-7]{16}[\s"',:;|]{1,12}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`, accepts: isAWSSecret},
	{id: "twilio-auth-token", sort: evidence.Issued, keywords: []string{"ac"},
		expression: `\bAC[0-9a-f]{32}\b(?:[^\r\n]*\r?\n){0,2}[^\r\n]*?\b([0-9a-f]{32})\b`, accepts: notAllDigits},
	{id: "url-password", sort: evidence.Placed, keywords: []string{"://"},
		expression: `(?i)[a-z][a-z0-9+.-]{1,24}://[^\s/:@"'\x60<>?#\\]*:([^\s/@"'\x60<>]{3,})@[\w.\[$%{(-]`},
	{id: "oracle-url-password", sort: evidence.Placed, keywords: []string{"jdbc:oracle:"},
		expression: `(?i)jdbc:oracle:\w{1,8}:[\w$#.-]+/([^\s/@"'<>]{3,})@`},
	{id: "authorization-header", sort: evidence.Placed, keywords: []string{"bearer", "authorization"},
		expression: `(?i)(?:bearer["']?[ \t]+["']?|authorization["']?[ \t]*[:=,][ \t]*["']?(?:token|apikey|key)[ \t]+(?:token=\\?["']?)?)([A-Za-z0-9._~+/-]{10,}={0,2})`},
	{id: "basic-authorization", sort: evidence.Placed, keywords: []string{"basic "},
		expression: `(?i)\bbasic[ \t]+([A-Za-z0-9+/]{8,}={0,2})(?:[^A-Za-z0-9+/=]|$)`, accepts: isUserAndPassword},
	{id: "registry-authorization", sort: evidence.Placed, keywords: []string{`"auth"`, `\"auth\"`, "_auth"},
		expression: `(?:"auth\\{0,2}"\s*:\s*\\{0,2}"|_auth[ \t]*=[ \t]*["']?)([A-Za-z0-9+/]{8,}={0,2})`, accepts: isUserAndPassword},
	{id: "npmrc-auth-token", sort: evidence.Machine, keywords: []string{"_authtoken", "_password"},
		expression: `(?i):_(?:authToken|password)[ \t=]+["']?([^\s"'$]{8,})`},
	{id: "sql-password", sort: evidence.Placed, keywords: []string{"identified"},
		expression: `(?i)identified\s+(?:with\s+[\w'"]+\s+)?(?:by|as)\s+(?:password\s+)?\\{0,2}(?:'([^'\r\n]{3,}?)\\{0,2}'|"([^"\r\n]{3,}?)\\{0,2}"|([^\s'";,()\\]{4,}))`},
	{id: "secure-string", sort: evidence.Placed, keywords: []string{"convertto-securestring"},
		expression: `(?i)convertto-securestring\s+(?:-(?:asplaintext|force)\s+){0,2}(?:-string\s+)?(?:'([^'\r\n]{3,})'|"([^"\r\n]{3,})")|(?:"([^"\r\n]{3,60})"|'([^'\r\n]{3,60})')[ \t]{0,3}\|[ \t]{0,3}convertto-securestring`},
	{id: "netrc-password", sort: evidence.Placed, keywords: []string{"machine"},
		expression: `\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S{3,})`},
	{id: "pgpass-password", sort: evidence.Placed, keywords: []string{":5432:", ":*:"},
		expression: `(?m)^[\w.*-]{1,80}:(?:5432|\*):[\w*-]+:[\w*.-]+:([^\s:]{3,})$`},
	{id: "piped-password", sort: evidence.Placed, keywords: []string{"echo", "printf"}, expression: piped},
	{id: "database-command-password", sort: evidence.Placed, keywords: []string{"mysql", "mariadb", "mongo", "redis-cli", "sqlcmd", "bcp", "isql", "osql", "sqlplus", "expdp", "impdp", "rman", "ldap", "rabbitmqctl"},
		expression: databaseCommand, accepts: notAnOption},
	{id: "login-command-password", sort: evidence.Placed, keywords: []string{"login"}, expression: loginCommand, accepts: notAnOption},
	{id: "web-command-password", sort: evidence.Placed, keywords: []string{"curl", "wget", "httpie", "xh"}, expression: webCommand, accepts: notAnOption},
	{id: "command-password", sort: evidence.Placed, keywords: []string{"sshpass", "snmp", "gpg", "smbclient", "rpcclient", "winexe", "cifs", "zip", "7z", "rar", "htpasswd", "rdp", "cmdkey", "runas", "schtasks", "psexec", "useradd", "usermod", "openssl", "net", "expect"},
		expression: otherCommand, accepts: notAnOption},
	{id: "archive-command-password", sort: evidence.Placed, keywords: []string{"zip", "7z", "rar"}, expression: archiveCommand, accepts: notAnOption},
	{id: "flag-password", sort: evidence.Placed, keywords: []string{"-pass", "-token", "-secret", "-api-key", "-apikey", "-storepass", "-keypass", "-access-key"},
		expression: `(?i)[\s"'(\[,]-(?:[a-z-]{0,20}-)?(?:password|passwd|passphrase|token|secret|api-key|apikey|secret-key|storepass|keypass|srcstorepass|deststorepass)(?:[ \t]+|=|["'],[ \t]*)(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]-][^\s"'\x60<>(){}\[\]]{2,}))`, accepts: notAnOption},
	{id: "openssl-password", sort: evidence.Placed, keywords: []string{"pass:"},
		expression: `(?i)-(?:pass|passin|passout|k)[ \t]+["']?pass:([^\s"'\x60$]{3,})`},
	{id: "positional-password", sort: evidence.Placed, keywords: positionalKeywords, expression: positional},
	{id: "call-password", sort: evidence.Placed, keywords: []string{"tochararray", "cookieparser(", "userpwd", ".connect(", "@tcp(", "@unix("},
		expression: `(?i)(?:"([^"\r\n]{3,80})"\.tochararray\(|cookieparser\([ \t]*["']([^"'\r\n]{3,})["']|userpwd[ \t]*,[ \t]*["'][^"':\r\n]{1,60}:([^"'\r\n]{3,})["']|\.connect\([ \t]*["'][\w$#]+/([^"'/@\s]{3,60})@|[\w.-]{1,40}:([^\s:@/"'\x60]{3,80})@(?:tcp|unix)\()`},
	{id: "terraform-variable-default", sort: evidence.Password, keywords: []string{"variable"},
		expression: `(?i)variable[ \t]+"[\w-]{0,40}(?:password|passwd|secret|token|api_?key|private_?key)[\w-]{0,20}"[ \t]*\{[^{}]*?\bdefault[ \t]*=[ \t]*"([^"\r\n]{3,})"`},
	{id: "directive-password", sort: evidence.Placed, keywords: []string{"requirepass", "masterauth", "auth-pass", "insecure-password", "rootpw", "bindpassword", "setenv", "password", "secret", "stats"},
		expression: `(?i)(?:requirepass|masterauth|auth-pass[ \t]+\S+|insecure-password|rootpw[ \t]+--plaintext|bindpassword|setenv[ \t]+\w{0,30}(?:password|secret|token|_key)|(?:password|secret)[ \t]+(?:0|password|string)|stats[ \t]+auth[ \t]+[\w.-]+:)[ \t]*["']?([^\s"']{4,})`},
	{id: "directive-secret", sort: evidence.Password, keywords: []string{"passw", "bindpw", "rootpw", "secret", "token", "_key", "_pass"},
		expression: `(?im)^[ \t]{0,12}(?:(?:env|arg|set|setx|setenv)[ \t]{1,4})?[\w.-]{0,30}(?:password|passwd|bindpw|rootpw|secret|token)[ \t]+([^\s"'\x60<>(){}\[\]=:]{6,})[ \t]*\r?$`},
	{id: "client-id", sort: evidence.Machine, keywords: []string{"client"}, partOnly: true,
		expression: `(?i)(?:clientid|client_id|client-id|client\.id|client id)["'\]]{0,2}[ \t]*(?:=>|:=|={1,3}|:)\s*["'\x60]?([A-Za-z0-9._@-]{8,120})`},
	{id: "twilio-account-sid", sort: evidence.Issued, keywords: []string{"ac"}, partOnly: true,
		expression: `\b(AC[0-9a-f]{32})\b`},
	{id: "assigned-key", sort: evidence.Machine, byName: true, keywords: []string{"key"},
		expression: assignedKey},
	{id: "assigned-password", sort: evidence.Password, byName: true, keywords: []string{"pass", "pwd", "pw", "masterauth"}, expression: assigned(passwordNames)},
	{id: "assigned-secret", sort: evidence.Machine, byName: true, keywords: []string{"key", "secret", "token", "credential", "seed", "salt"}, expression: assigned(secretNames)},
}

// Places of a password among the arguments of calls.
const (
	argument = `\s*(?:"[^"\r\n]*"|'[^'\r\n]*'|[^"',\r\n;{}]*?)[\w.()]*,`
	last     = `\s*(?:some\()?(?:"((?:[^"\\\r\n]|\\.){3,})"|'((?:[^'\\\r\n]|\\.){3,})'|\x60([^\x60\r\n]{3,})\x60)`
	// Functions whose second or third argument is a password.
	second = `http(?:basic|digest)auth|setbasicauth|setcredentials|basicauth|basic_auth|credentials?(?:::new)?|sqlcredential|networkcredential|usernamepassword[a-z]{0,30}|passwordauthentication|plaincredentials|userpassword|newstaticcredentials|ldapbind|ldap_bind|ldap\.bind|simple_bind_s|\.bind|\.login|\.authenticate|\.auth|\.signin|\.log_in|auth=|auth =|(?:jwt|jsonwebtoken)\.(?:sign|verify|encode|decode)|signwith|createhmac|hmac\.new|createcipher(?:iv)?|hash_hmac|pgp_sym_(?:en|de)crypt|aes_(?:en|de)crypt|cryptojs\.(?:aes|des)\.(?:en|de)crypt|x509certificate2?|load_pkcs12|loadkeystore|\.setuser|userpass|\.type|\.fill|sendkeys|send_keys|setpassword|set_password|add_user|createuser|create_user|createsuperuser|create_superuser|user_password`
	third  = `mysqli_connect|mysqli|mysql_connect|pg_connect|pdo|getconnection|mysqldb\.connect|pymysql\.connect|mysql\.connector\.connect|dbi->connect|sequelize|plainauth|imap_open|ftp_login|ssh2_auth_password|ldap_bind|dbconnect|oci_connect|sqlsrv_connect|odbc_connect|\.open|cx_oracle\.connect|oracledb\.connect`
	fourth = `mysql_real_connect|ssh2_auth_pubkey_file`
)

const positional = `(?i)(?:(?:` + second + `)[ \t]*[( ]` + argument + last + `|(?:` + third + `)[ \t]*\(` + argument + argument + last + `|(?:` + fourth + `)[ \t]*\(` + argument + argument + argument + last + `)`

// positionalKeywords are pieces of these names.
var positionalKeywords = []string{"auth", "cred", "bind", "login", "sign", "hmac", "cipher", "crypt", "certificate", "pkcs12", "keystore", "user", "pass", "jwt.", "jsonwebtoken.", ".type", ".fill", "keys", "mysql", "connect", "pdo", "sequelize", "imap_open", ".open"}

// Where programs take a password on their command lines.
const (
	databaseCommand = `(?i)\b(?:(?:mysql(?:dump|admin|import|check|show)?|mariadb(?:-dump|-admin)?)[ \t][^\r\n|;&<>{}()]*?[ \t](?:-p|password[ \t]+)` +
		`|mongo(?:sh|dump|restore|export|import)?[ \t][^\r\n|;&<>{}()]*?[ \t]-p[ \t]*` +
		`|redis-cli[ \t][^\r\n|;&<>{}()]*?-a[ \t]+` +
		`|(?:sqlcmd|bcp|isql|osql)[ \t][^\r\n|;&<>{}()]*?[ \t]-P[ \t]*` +
		`|(?:sqlplus|expdp|impdp|rman)[ \t][^\r\n|;&<>{}()]*?[\w$#]+/` +
		`|ldap(?:search|modify|add|delete|passwd|whoami)[ \t][^\r\n|;&<>{}()]*?-w[ \t]+` +
		`|rabbitmqctl[ \t]+(?:add_user|change_password)[ \t]+[\w.-]+[ \t]+` +
		`)` + commandValue
	loginCommand = `(?i)\b(?:docker|podman|buildah|skopeo|helm|oras|az|oc|ibmcloud|nerdctl|heroku|rancher|argocd)[ \t]+(?:registry[ \t]+|acr[ \t]+)?login[ \t][^\r\n|;&<>{}()]*?-p[ \t]+` + commandValue
	webCommand   = `(?i)\b(?:curl|wget|httpie|xh)[ \t][^\r\n|;<>{}]*?(?:-u|--user|--proxy-user|-a)[ \t=]*["']?[\w.@+-]+:` + commandValue
	otherCommand = `(?i)\b(?:sshpass[ \t]+(?:-e[ \t]+)?-p[ \t]*` +
		`|(?:snmp(?:walk|get|set|bulkwalk)|gpg)[ \t][^\r\n|;&<>{}()]*?(?:-a|--passphrase)[ \t]+` +
		`|(?:smbclient|rpcclient|winexe|mount\.cifs)[ \t][^\r\n|;&<>{}()]*?-U[ \t]*["']?[\w.\\/-]+%` +
		`|htpasswd[ \t]+(?:-[a-zA-Z]{1,4}[ \t]+){0,3}-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}[ \t]+(?:-[a-zA-Z]{1,4}[ \t]+){0,3}\S+[ \t]+[\w.-]+[ \t]+` +
		`|(?:xfreerdp|wfreerdp|cmdkey|runas|schtasks|psexec)[ \t][^\r\n|;&<>{}()]*?[/-](?:p|pass|rp)[:= ][ \t]*` +
		`|(?:useradd|usermod)[ \t][^\r\n|;&<>{}()]*?-p[ \t]+` +
		`|openssl[ \t][^\r\n|;&<>{}()]*?[ \t]-(?:k|K|pass)[ \t]+(?:pass:)?` +
		`|net[ \t]+use[ \t][^\r\n]{0,100}?/user:[\w.\\@-]+[ \t]+` +
		`|expect[ \t][^\r\n|;&<>{}()]*?send[ \t]+\\?["']?` +
		`)` + commandValue
	archiveCommand = `(?i)\b(?:zip|7z|7za|rar|unzip|unrar)[ \t]+(?:[a-z][ \t]+)?(?:-[a-z]{1,4}[ \t]+){0,2}-p[ \t]*` + commandValue
	commandValue   = `(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]|;&\\-][^\s"'\x60<>(){}\[\]|;&\\]{2,}))`
)

// piped is a password that is written to another program's input.
const piped = `(?i)echo[ \t]+(?:-[ne]{1,2}[ \t]+)?(?:"([^"\r\n]{3,60}?)(?:\\n)?"|'([^'\r\n]{3,60}?)(?:\\n)?'|([^\s"'\x60$|;&]{3,60}))[ \t]*\|[ \t]*(?:sudo[ \t][^\r\n|]*?-S|(?:sudo[ \t]+)?(?:passwd|chpasswd|kinit|smbpasswd)\b|[^\r\n|]*?--password-stdin|[^\r\n|]*?--stdin)`

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

// catalogueDetectors are the forms of the catalogue that no rule of gitleaks finds, one detector a service.
func catalogueDetectors() []detector {
	var all []detector
	for _, e := range classify.Expressions() {
		if e.Source == "gitleaks" && !passedOver[e.Keyword] {
			continue
		}
		id := "catalogue-" + e.Name
		if last := len(all) - 1; last >= 0 && all[last].id == id {
			all[last].expression += "|" + e.Pattern
			all[last].keywords = append(all[last].keywords, e.Keyword)
			continue
		}
		all = append(all, detector{id: id, expression: e.Pattern, keywords: []string{e.Keyword}, sort: evidence.Named})
	}
	return all
}

// passedOver are keywords of forms that gitleaks has a rule for, which asks for more than the form.
var passedOver = wordsOf(`ltai aqvn nfp_ access-production- access- flwseck_test- xoxe.xox hooks.slack.com/ key- sntrys_ dt0 sdk- api- sk-proj- sk-svcacct-
	sk_live_ rk_live_ sk_prod_ rk_prod_ npm_ dop_v1_ sk-admin- sk-ant-api03- sk-ant-admin01- hvs. hvb. a3- dp. atatt3 pat tfp_ eaa`)

func wordsOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// longestOwn is the longest value that a detector of our own gives, in bytes, but for blocks of key material.
const longestOwn = 2000

// takes tells whether what a detector's expression found is worth a judgement.
func (d *detector) takes(value string) bool {
	if len(value) > longestOwn && d.sort != evidence.Block {
		return false
	}
	if (d.sort == evidence.Password || d.sort == evidence.Machine) && evidence.IsProse(value) {
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

// nameInMatch is the name in front of an assignment that a detector of ours found by that name: it is a
// part of the match, and may begin before it.
func nameInMatch(h *hit) string {
	at := strings.Index(h.line, h.match)
	if at < 0 {
		return h.name
	}
	from, to := at, at
	for from > 0 && isNameByte(h.line[from-1]) {
		from--
	}
	for to < len(h.line) && isNameByte(h.line[to]) {
		to++
	}
	name := h.line[from:to]
	if to < len(h.line) && h.line[to] == '(' { // a call on it: password.equals("x")
		if called := strings.LastIndexByte(name, '.'); called > at-from {
			name = name[:called]
		}
	}
	return tidy(strings.Trim(name, ".-"))
}

func isNameByte(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.'
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
