package rules

import "github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"

// commands are passwords on command lines.
var commands = []Detector{
	{ID: "piped-password", Sort: evidence.Placed, keywords: []string{"echo", "printf"}, expression: piped},
	{ID: "database-command-password", Sort: evidence.Placed, keywords: []string{"mysql", "mariadb", "mongo", "redis-cli", "sqlcmd", "bcp", "isql", "osql", "sqlplus", "expdp", "impdp", "rman", "ldap", "rabbitmqctl"},
		expression: databaseCommand, accepts: notAnOption},
	{ID: "login-command-password", Sort: evidence.Placed, keywords: []string{"login"}, expression: loginCommand, accepts: notAnOption},
	{ID: "web-command-password", Sort: evidence.Placed, keywords: []string{"curl", "wget", "httpie", "xh"}, expression: webCommand, accepts: notAnOption},
	{ID: "command-password", Sort: evidence.Placed, keywords: []string{"sshpass", "snmp", "gpg", "smbclient", "rpcclient", "winexe", "cifs", "zip", "7z", "rar", "htpasswd", "rdp", "cmdkey", "runas", "schtasks", "psexec", "useradd", "usermod", "openssl", "net", "expect", "lftp", "ipmitool"},
		expression: otherCommand, accepts: notAnOption},
	{ID: "archive-command-password", Sort: evidence.Placed, keywords: []string{"zip", "7z", "rar"}, expression: archiveCommand, accepts: notAnOption},
	{ID: "flag-password", Sort: evidence.Placed, keywords: []string{"-pass", "-token", "-secret", "-api-key", "-apikey", "-storepass", "-keypass", "-access-key"},
		expression: `(?i)[\s"'(\[,]-(?:[a-z-]{0,20}-)?(?:password|passwd|passphrase|token|secret|api-key|apikey|secret-key|storepass|keypass|srcstorepass|deststorepass)(?:[ \t]+|=|["'],[ \t]*)(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]-][^\s"'\x60<>(){}\[\]]{2,}))`, accepts: notAnOption},
	{ID: "openssl-password", Sort: evidence.Placed, keywords: []string{"pass:"},
		expression: `(?i)-(?:pass|passin|passout|k)[ \t]+["']?pass:([^\s"'\x60$]{3,})`},
}

// Where programs take a password on their command lines.
const (
	databaseCommand = `(?i)\b(?:(?:mysql(?:dump|admin|import|check|show)?|mariadb(?:-dump|-admin)?)[ \t][^\r\n|;&<>{}()]*?[ \t](?:-p|password[ \t]+)` +
		`|mongo(?:sh|dump|restore|export|import)?[ \t][^\r\n|;&<>{}()]*?[ \t]-p[ \t]*` +
		`|redis-cli[ \t](?:[^\r\n|;&<>{}()]*?[ \t])?-a[ \t]+` +
		`|(?:sqlcmd|bcp|isql|osql)[ \t][^\r\n|;&<>{}()]*?[ \t]-P[ \t]*` +
		`|(?:sqlplus|expdp|impdp|rman)[ \t][^\r\n|;&<>{}()]*?[\w$#]+/` +
		`|ldap(?:search|modify|add|delete|passwd|whoami)[ \t][^\r\n|;&<>{}()]*?-w[ \t]+` +
		`|rabbitmqctl[ \t]+(?:add_user|change_password)[ \t]+[\w.-]+[ \t]+` +
		`)` + commandValue
	loginCommand = `(?i)\b(?:docker|podman|buildah|skopeo|helm|oras|az|oc|ibmcloud|nerdctl|heroku|rancher|argocd)[ \t]+(?:registry[ \t]+|acr[ \t]+)?login[ \t][^\r\n|;&<>{}()]*?-p[ \t]+` + commandValue
	webCommand   = `(?i)\b(?:curl|wget|httpie|xh)[ \t][^\r\n|;<>{}]*?(?:-u|--user|--proxy-user|-a)[ \t=]*["']?[\w.@+-]+:` + commandValue
	otherCommand = `(?i)\b(?:sshpass[ \t]+(?:-e[ \t]+)?-p[ \t]*` +
		`|snmp(?:walk|get|set|bulkwalk)[ \t][^\r\n|;&<>{}()]*?-a[ \t]+` +
		`|gpg[ \t][^\r\n|;&<>{}()]*?--passphrase[ \t=]+` +
		`|(?:smbclient|rpcclient|winexe|mount\.cifs)[ \t][^\r\n|;&<>{}()]*?-U[ \t]*["']?[\w.\\/-]+%` +
		`|htpasswd[ \t]+(?:-[a-zA-Z]{1,4}[ \t]+){0,3}-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}[ \t]+(?:-[a-zA-Z]{1,4}[ \t]+){0,3}\S+[ \t]+[\w.-]+[ \t]+` +
		`|(?:xfreerdp|wfreerdp|cmdkey|runas|schtasks|psexec)[ \t][^\r\n|;&<>{}()]*?[/-](?:p|pass|rp)[:= ][ \t]*` +
		`|(?:useradd|usermod)[ \t][^\r\n|;&<>{}()]*?-p[ \t]+` +
		`|ipmitool[ \t][^\r\n|;&<>{}()]*?[ \t](?-i:-P)[ \t]+` +
		`|openssl[ \t][^\r\n|;&<>{}()]*?[ \t]-(?:k|K|pass)[ \t]+(?:pass:)?` +
		`|net[ \t]+use[ \t][^\r\n]{0,100}?/user:[\w.\\@-]+[ \t]+` +
		`|net[ \t]+user[ \t]+[\w.-]+[ \t]+` +
		`|lftp[ \t][^\r\n|;&<>{}()]*?-u[ \t]+[\w.@-]+,` +
		`|expect[ \t][^\r\n|;&<>{}()]*?send[ \t]+(?:--[ \t]+)?\\?["']` +
		`|expect[ \t][^\r\n]{0,40}passw[^\r\n]{0,20}\r?\n[ \t]*send[ \t]+(?:--[ \t]+)?` +
		`)` + commandValue
	// archiveCommand knows that -p writes to the standard output for unzip, and is an option of zip without a value.
	archiveCommand = `(?i)(?:\b(?:zip|unzip)[ \t]+(?:-[a-z]{1,4}[ \t]+){0,2}(?-i:-[a-zA-Z]{0,4}P)[ \t]*|\b(?:7z|7za|rar|unrar)[ \t]+(?:[a-z][ \t]+)?(?:-[a-z]{1,4}[ \t]+){0,2}-p[ \t]*)` + commandValue
	commandValue   = `(?:"([^"\r\n]{3,})"|'([^'\r\n]{3,})'|([^\s"'\x60$<>(){}\[\]|;&\\-][^\s"'\x60<>(){}\[\]|;&\\]{2,}))`
)

// piped is a password that is written to another program's input.
const piped = `(?i)echo[ \t]+(?:-[ne]{1,2}[ \t]+)?(?:"([^"\r\n]{3,60}?)(?:\\n)?"|'([^'\r\n]{3,60}?)(?:\\n)?'|([^\s"'\x60$|;&]{3,60}))[ \t]*\|[ \t]*(?:sudo[ \t][^\r\n|]*?-S|(?:sudo[ \t]+)?(?:passwd|chpasswd|kinit|smbpasswd)\b|[^\r\n|]*?--password-stdin|[^\r\n|]*?--stdin)`
