package rules

import "github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"

// assignments are values with the name of a credential.
var assignments = []Detector{
	{ID: "terraform-variable-default", Sort: evidence.Password, keywords: []string{"variable"},
		expression: `(?i)variable[ \t]+"[\w-]{0,40}(?:password|passwd|secret|token|api_?key|private_?key)[\w-]{0,20}"[ \t]*\{[^{}]*?\bdefault[ \t]*=[ \t]*"([^"\r\n]{3,})"`},
	{ID: "directive-password", Sort: evidence.Placed, keywords: []string{"requirepass", "masterauth", "auth-pass", "insecure-password", "rootpw", "bindpassword", "setenv", "password", "secret", "stats", "snmp-server", "tacacs-server", "radius-server"},
		expression: `(?i)(?:requirepass|masterauth|auth-pass[ \t]+\S+|insecure-password|rootpw[ \t]+--plaintext|bindpassword|setenv[ \t]+\w{0,30}(?:password|secret|token|_key)|(?:password|secret)[ \t]+(?:0|password|string)|stats[ \t]+auth[ \t]+[\w.-]+:|snmp-server[ \t]+community|neighbor[ \t]+\S+[ \t]+password(?:[ \t]+[07])?[ \t]|(?:tacacs|radius)-server[ \t](?:[^\r\n]{0,60}[ \t])?key(?:[ \t]+[07])?[ \t])[ \t]*["']?([^\s"']{4,})`},
	{ID: "directive-secret", Sort: evidence.Password, keywords: []string{"passw", "bindpw", "rootpw", "secret", "token", "_key", "_pass"},
		expression: `(?im)^[ \t]{0,12}(?:(?:env|arg|set|setx|setenv)[ \t]{1,4})?[\w.-]{0,30}(?:password|passwd|bindpw|rootpw|secret|token)[ \t]+([^\s"'\x60<>(){}\[\]=:]{6,})[ \t]*\r?$`},
	{ID: "daemon-password", Sort: evidence.Placed, keywords: []string{"register", "psk", "eap", "xauth", ":587", ":465", ":25", " on ", "community", "com2sec", "createuser", "cache_peer", "user=", "user ", "setuser", "cleartext"},
		expression: daemonPassword},
	{ID: "header-setting", Sort: evidence.Machine, keywords: []string{"header", "_param", "setenv"},
		expression: `(?i)(?:set-header|add-header|set_header|add_header|requestheader[ \t]+(?:set|add)|fastcgi_param|uwsgi_param|setenv)[ \t]+["']?[\w-]*(?:key|token|secret|auth|password|verify|signature)[\w-]*["']?[ \t]+["']?([^\s"';$%{}<>()]{12,})`},
	{ID: "server-key", Sort: evidence.Machine, keywords: []string{"key"},
		expression: `[^\n]\n(?:[ ]{1,4}key|key[ ]=)[ ](?:[067][ ])?"?([^\s"'=:;,(){}\[\]]{8,64})"?[ \t\r]*(?:\n|$)`},
	{ID: "nested-key", Sort: evidence.Machine, keywords: []string{`"key"`},
		expression: `(?i)"(?:jwt|token|auth|bearer|signing|encryption)[a-z]{0,20}"\s*:\s*\{[^{}]{0,300}?"key"\s*:\s*"([^"\s]{16,})"`},
	{ID: "generated-password", Sort: evidence.Placed, keywords: []string{"random_password"},
		expression: `"random_password"[^}]{0,800}?"result"\s*:\s*"((?:[^"\\\r\n]|\\.){6,})"`},
	{ID: "value-for-key", Sort: evidence.Placed, keywords: []string{"forkey:", "forhttpheaderfield:"},
		expression: `(?i)(?:setobject|setvalue|setstring|addvalue):[ \t]*@"([^"\r\n]{8,})"[ \t,]+for(?:key|httpheaderfield):[ \t]*@?"[\w-]{0,30}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)"`},
	// A value in several literals, one behind the other: 'abc' 'def', "abc" + "def". Such are cut to hide them.
	// What is on the next line is indented: a text at its beginning is another one.
	{ID: "split-literal", Sort: evidence.Machine, ByName: true, Split: true, keywords: []string{"secret", "token", "key", "passw"}, accepts: areDrawnPieces,
		expression: splitLiteral},
	// A field of Go whose tag says what it is where nothing is set: Secret string `json:"secret" default:"…"`.
	{ID: "tag-default", Sort: evidence.Machine, ByName: true, keywords: []string{`default:"`},
		expression: `(?i)(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|key)\w*(?:[ \t]+\*?string[ \t]+\x60|(?:,[\w-]{0,20}){0,3}")[^\x60\r\n]{0,300}?default:"([^"\\\x60\r\n]{6,})"`},
	{ID: "assigned-key", Sort: evidence.Machine, ByName: true, keywords: []string{"key"},
		expression: assignedKey},
	{ID: "assigned-password", Sort: evidence.Password, ByName: true, keywords: []string{"pass", "pwd", "pw", "masterauth", "authtok", "psk", "community", "kennwort", "mdp", "contrase", "senha", "wachtwoord", "haslo", "heslo", "senord", "sifre"}, expression: assigned(passwordNames)},
	{ID: "assigned-secret", Sort: evidence.Machine, ByName: true, keywords: []string{"key", "secret", "token", "credential", "seed", "salt", "pepper", "_auth", "_pat", "jeton", "appsec", "app_sec", "app-sec"}, expression: assigned(secretNames)},
}

// The pieces of an assignment: what may stand between the name and the value. They are cut for
// speed: no piece can match an arbitrary run of text.
const (
	// name = value, "name": "value", name["x"] := value, name[] = value, name* = value, name || value, ${name:-value}
	assignment = `[\\"'\x60]{0,3}\*?[\])]{0,2}(?:\[\w{0,6}\])?(?:,[ ]?(?:_|err))?[ \t]*(?:=>|<-|:=|\?=|\+=|\|\|=?|\?\?=?|={1,3}|!={1,2}|:-?)`
	// name: Type = "value", name type = "value", Name { get; set; } = "value"
	typed = `(?:\??(?:[ \t]*:|[ \t])[ \t]*[&*]?[\w.<>\[\]?' |]{1,30}|[ \t]*\{[^{}\r\n"']{0,40}\}[ \t]*)=[ \t]*`
	// f("name", "value"), setName("value"), NAME "value", "name" -> "value"
	called = `(?:["']?[ \t]*(?:,|->)[ \t]*|[({][ \t]*|[ \t]+)`
	// name: x, value: y, on one line or two; name="x" value="y"; "name": {"value": "y"
	entry = `(?:["']?,?\s+-?\s?["']?value["']?|["'][ \t]*:[ \t]*\{\s{0,20}["']value["'])[ \t]*[:=][ \t]*`
	// name or "value"
	alternative = `[ \t]+or[ \t]+`
	// name() { return "value"; }, fun name() = "value"
	returned = `\(\)[ \t]{0,4}(?:(?:const|noexcept|:[ \t]{0,4}\w{1,20}\??|->[ \t]{0,4}[\w&' ]{1,20})[ \t]{0,4}){0,2}(?:\{\s{0,20}(?:return[ \t]{1,4})?|=[ \t]{0,4})`
	// what is asked for first: name = get("x") or "value"
	otherwise = `(?:[\w.$]+(?:\([^()\r\n]{0,40}\)|\[[^\[\]\r\n]{0,40}\])?[ \t]+(?:\|\||or|\?\?)[ \t]+)?`
	// what may stand before an opening quote
	prefixed = `(?:[rbfuLn@$]{1,2}|&|(?:(?:new|await)[ \t])?\(?(?:[\w.:]{0,24}(?:hash(?:sync|pw|password)?|fromhex|decodestring|frombase64string|unhexlify|mustdecode\w{0,8}|decode|decode64|from(?:latin1|utf8))|&?hex!|base64\.get(?:url)?decoder\(\)\.decode|\[\]byte|bytes|str|string|sensitive|some|secretstr|secret|buffer\.from|strdup|text|_t|qlatin1string(?:view)?|qstringliteral|qstring|qbytearray(?:literal)?|cfstr|wxt|char\[\]|password|[a-z.]{0,20}securestring)\([ ]?)?`
	// NAME PIC X(12) VALUE 'value'
	picture = `[ \t]+PIC(?:TURE)?[ \t]+X[^\s]{0,8}[ \t]+VALUE[ \t]+`
	// name: | and the value on the next line
	blockScalar = `["']?[ \t]*:[ \t]*[|>][+-]?[ \t]*\r?\n[ \t]+`
)

// quoted is a value in quotes, of at least so many characters.
func quoted(least string) string {
	return prefixed + `(?:["']?\\{1,2}"([^"\\\r\n]{` + least + `,})\\{1,2}"|'"([^"'\r\n]{` + least + `,})"'|"((?:[^"\\\r\n]|\\.){` + least + `,})"|'((?:[^'\\\r\n]|\\.){` + least + `,})'|\x60([^\x60\r\n]{` + least + `,})\x60)`
}

const (
	bare    = `(?:((?:[^\s"'\x60<>(){}\[\];,&\\|$]|\$[0-9!@#%^*.]|&(?:amp|lt|gt|quot);){4,})(?:[\s"'\x60<;,&)}\]\\]|$)|([^\s"'\x60<>]{6,})(?:\s|$))`
	element = `(?:["']?(?:[ \t]+[a-z]+="[^"<>\r\n]*"){0,2}>(?:\s{0,40}<(?:value|string)>)?|</key>\s*<string>)\s*(?:<!\[CDATA\[([^\]<>\r\n]{3,})\]\]>|([^<>\r\n]{3,}))</`
)

// assigned is the expression for a value with one of the names.
func assigned(names string) string {
	return `(?i)(?:` + names + `)(?:` + element + `|(?:` + assignment + `\s*` + otherwise + `|` + alternative + `|` + typed + `|` + entry + `|` + called + `|` + picture + `|` + returned + `)` + quoted("3") + `|(?:` + assignment + `[ \t]*(?:[&!][\w!]{1,20}[ \t]+)?|` + entry + `|` + blockScalar + `|` + picture + `)` + bare + `)`
}

// assignedKey is that for keys, whose values have no blanks: there are many names that end in key.
const assignedKey = `(?i)` + keyNames + `(?:(?:` + assignment + `\s*` + otherwise + `|\??[ \t]*:[ \t]*[&*]?[\w.<>\[\]?' |]{1,30}=[ \t]*|` + entry + `|` + called + `|` + returned + `)` + prefixed + `["']?\\{0,2}(?:["'\x60]([^\s"'\x60\\<>(){}]{8,})\\{0,2}["'\x60]|'([^'\r\n]{50,90})')|(?:` + assignment + `[ \t]*|` + entry + `)([A-Za-z0-9+/=_-]{16,})(?:[\s"'\x60<;,&)}\]\\]|$)|` + element + `)`

// splitLiteral is the expression for what Whole puts together.
const (
	piece        = `[^\s"'\\\x60]{8,}`
	between      = `[ \t]{0,8}(?:[+.&\\][ \t]{0,8})?(?:\r?\n[ \t]{1,40}(?:[+.&][ \t]{0,8})?)?@?[bru]?`
	splitLiteral = `(?i)(?:secret|token|key|passw(?:or)?d)\w{0,20}["']?\]?(?:[ \t]{0,8}:?[ \t]{0,8}[\w.*&<>\[\]]{1,30})?[ \t]{0,8}(?:=>|:=|=|:)\s{0,8}\(?\s{0,40}@?[bru]?(?:"(` + piece + `(?:"` + between + `"` + piece + `)+)"|'(` + piece + `(?:'` + between + `'` + piece + `)+)')`
)

// The names of what is looked for, as far as an expression can tell them; evidence knows more.
const (
	passwordNames = `passw(?:or)?ds?[\w.-]*|passphrase[\w.-]*|passcode|passwort|kennwort|mot_?de_?passe|[_.-]mdp|\bmdp[_.-]\w+|contrase[^\s=:"']{1,2}a[\w.-]*|senha|wachtwoord|haslo[\w.-]*|heslo|senord|sifre|pwd|pass|requirepass|masterauth|authtok|psk|snmp[_-]?community|[_.-]pw|[a-z]pw`
	secretNames   = `jeton[\w.-]*|secret[\w.-]*|token[\w.-]*|credentials?|(?:otp|totp|mfa)(?:_|-|)seed|[_.-]salt|[_.-]pat|pepper|[a-z0-9]_auth|appsec|app_sec|app-sec`
	keyNames      = `(?:[a-z0-9][_.-]?|(?:api|access|secret|auth|private|licen[sc]e|account|encryption|signing|master)[ ])key(?:s|[_.-](?:base|value|prod|production|live|dev|staging|[0-9]))?`
)

// daemonPassword is where daemons are told passwords by position: SIP registrations, IPsec's secrets, Postfix' maps, Redis' users,
// SNMP, Squid's peers, TURN's users and TACACS+.
const daemonPassword = `(?im)(?:register[ \t]*=>[ \t]*[\w.+-]+:([^\s"'@:/]{4,})[@:]` +
	`|:[ \t]{0,4}(?:psk|eap|xauth)[ \t]+"([^"\r\n]{4,})"` +
	`|\]?:(?:25|465|587)[ \t]+[\w.+@-]+:([^\s"']{4,})(?:\s|$)` +
	`|(?:setuser|^user)[ ][\w.-]+[ ]on[ ][^\r\n>]*>([^\s"'<>]{4,})` +
	`|(?:r[ow]community6?|trapcommunity|com2sec[ \t]+\S+[ \t]+\S+)[ \t]+"?([^\s"']{4,})` +
	`|createuser[ \t]+\S+[ \t]+(?:md5|sha[0-9-]{0,4})[ \t]+"?([^\s"']{6,})` +
	`|cache_peer[ \t][^\r\n]*[ \t]login=[\w.-]+:([^\s"']{4,})` +
	`|^user=[\w.-]+:([^\s"':@/]{4,})\r?$` +
	`|login[ ]?=[ ]?cleartext[ ]"?([^\s"']{4,})` + `)`
