package rules

import "github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"

// calls are passwords among the arguments of calls and statements.
var calls = []Detector{
	{ID: "sql-password", Sort: evidence.Placed, keywords: []string{"identified"},
		expression: `(?i)identified\s+` + identifiedBy + `\\{0,2}(?:'([^'\r\n]{3,}?)\\{0,2}'|"([^"\r\n]{3,}?)\\{0,2}")|\b(?:user|role|grant|link)\b[^;]{0,80}?\sidentified\s+` + identifiedBy + `([^\s'";,()\\]{4,})`},
	{ID: "secure-string", Sort: evidence.Placed, keywords: []string{"convertto-securestring"},
		expression: `(?i)convertto-securestring\s+(?:-(?:asplaintext|force)\s+){0,2}(?:-string\s+)?\(?(?:'([^'\r\n]{3,})'|"([^"\r\n]{3,})")|(?:"([^"\r\n]{3,60})"|'([^'\r\n]{3,60})')[ \t]{0,3}\|[ \t]{0,3}convertto-securestring`},
	{ID: "positional-password", Sort: evidence.Placed, keywords: positionalKeywords, expression: positional},
	{ID: "call-password", Sort: evidence.Placed, keywords: []string{"tochararray", "cookieparser(", "hmacshakeyfor(", "auth(", "userpwd", ".connect(", "@tcp(", "@unix("},
		expression: `(?i)(?:"([^"\r\n]{3,80})"\.tochararray\(|cookieparser\([ \t]*["']([^"'\r\n]{3,})["']|hmacshakeyfor\([ \t]*(?:[\w.:]{0,40}\()?["']([^"'\r\n]{16,})["']|[.:]auth\([ \t]*["']([^"'\r\n]{6,})["']\)|userpwd[ \t]*,[ \t]*["'][^"':\r\n]{1,60}:([^"'\r\n]{3,})["']|\.connect\([ \t]*["'][\w$#]+/([^"'/@\s]{3,60})@|[\w.-]{1,40}:([^\s:@/"'\x60]{3,80})@(?:tcp|unix)\()`},
	{ID: "encoded-authorization", Sort: evidence.Placed, keywords: []string{"btoa(", "encode"},
		expression: `(?i)(?:btoa|b64encode|base64_encode|base64encode|encode64|encodetostring|encodebytes)\([ ]?(?:b|u8|\[\]byte\()?["'][\w.@+-]{1,60}:([^"'\r\n]{3,80})["']`},
	{ID: "constructed-key", Sort: evidence.Machine, keywords: []string{"key", "token", "fernet("},
		expression: `(?i)(?:(?:keycred|key_cred|tokencred|token_cred|keyauth|key_auth|tokenauth|token_auth|keystrategy|tokenstrategy|keyprovider|tokenprovider)\w{0,12}(?:::new|\.new)?\(\s{0,20}["']([^"'\s]{16,100})["']|fernet(?:::new|\.new)?\([ ]?b?["']([\w-]{43}=)["'])`},
	{ID: "ably-key", Sort: evidence.Named, keywords: []string{"ably"},
		expression: `(?i)ably[\w. ="':({]{1,40}["']([\w-]{6}\.[\w-]{6}:[\w-]{20,50})["']`},
	{ID: "discord-bot-token", Sort: evidence.Named, keywords: []string{"login(", "run(", "bot "},
		expression: `(?i)(?:login\(|run\(|["'\x60]bot )[ ]?["'\x60]?(?-i:([MNO][A-Za-z0-9_-]{22,27}\.[\w-]{6}\.[\w-]{27,40}))["'\x60]`},
	{ID: "azure-account-key", Sort: evidence.Placed, keywords: []string{"fs.azure.account.key"},
		expression: `fs\.azure\.account\.key[\w.-]{0,80}["']?[ \t]*[,=: ][ \t]*["']?([A-Za-z0-9+/]{86}==)`},
}

// identifiedBy is what stands before a password in SQL. One without quotes counts in a statement alone: issues are identified by
// people, too.
const identifiedBy = `(?:with\s+[\w'"]+\s+)?(?:by|as)\s+(?:password\s+)?`

// Places of a password among the arguments of calls.
const (
	argument = `\s*(?:"[^"\r\n]*"|'[^'\r\n]*'|\{[^{}\r\n]*\}|(?:[^"',\r\n;{}()]|\([^"'\r\n;{}()]{0,80}\))*?)(?:[\w.]|\([^"'\r\n;{}()]{0,40}\))*,`
	last     = `\s*(?:some\(|\[\]byte\(|b)?(?:"((?:[^"\\\r\n]|\\.){3,})"|'((?:[^'\\\r\n]|\\.){3,})'|\x60([^\x60\r\n]{3,})\x60)`
	// Functions whose second or third argument is a password.
	second = `http(?:basic|digest)auth(?:entication|enticator)?|userinfo|::authenticate|setbasicauth|setcredentials|basicauth|basic_auth|credentials?(?:::new|\.basic)?|username_pw_set|wifi\.begin|sqlcredential|networkcredential|usernamepassword[a-z]{0,30}|passwordauthentication|plaincredentials|userpassword|newstaticcredentials|ldapbind|ldap_bind|ldap\.bind|simple_bind_s|\.bind|[.>]login|\.authenticate|[.>]auth|\.signin|\.log_in|auth=|auth =|(?:jwt|jsonwebtoken)\.(?:sign|verify|encode|decode)|signwith|createhmac|hmac\.new|createcipher(?:iv)?|hash_hmac|pgp_sym_(?:en|de)crypt|aes_(?:en|de)crypt|cryptojs\.(?:aes|des)\.(?:en|de)crypt|x509certificate2?|load_pkcs12|loadkeystore|\.setuser|userpass|\.type|\.fill|sendkeys|send_keys|setpassword|set_password|add_user|createuser|create_user|createsuperuser|create_superuser|user_password|create_?account|add_?account|req_auth_bearer_token`
	third  = `omniauth|mosquitto_username_pw_set|sql\.newinstance|mysqli_connect|mysqli|mysql_connect|pg_connect|pdo|getconnection|mysqldb\.connect|pymysql\.connect|mysql\.connector\.connect|dbi->connect|sequelize|plainauth|imap_open|ftp_login|ssh2_auth_password|ldap_bind|dbconnect|oci_connect|sqlsrv_connect|odbc_connect|\.open|cx_oracle\.connect|oracledb\.connect|req_auth_basic|clientsecretcredential|ftplib\.ftp|ftplib\.ftp_tls`
	fourth = `->credentials|mysql_real_connect|ssh2_auth_pubkey_file`
)

const positional = `(?i)(?:(?:` + fourth + `)[ \t]*\(` + argument + argument + argument + last + `|(?:` + second + `)[ \t]*[( ]` + argument + last + `|(?:` + third + `)[ \t]*[( ]` + argument + argument + last + `)`

// positionalKeywords are pieces of these names.
var positionalKeywords = []string{"auth", "cred", "bind", "login", "sign", "hmac", "cipher", "crypt", "certificate", "pkcs12", "keystore", "user", "pass", "jwt.", "jsonwebtoken.", ".type", ".fill", "keys", "mysql", "connect", "pdo", "sequelize", "_pw_set", "wifi.begin", "omniauth", "sql.newinstance", "imap_open", ".open", "account", "ftplib."}
