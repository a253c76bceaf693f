package rules

import "github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"

// addresses are passwords in addresses, headers, and the files that tools keep them in.
var addresses = []Detector{
	{ID: "url-password", Sort: evidence.Placed, keywords: []string{"://"},
		expression: `(?i)[a-z][a-z0-9+.-]{1,24}://[^\s/:@"'\x60<>?#\\]*:([^\s/@"'\x60<>]{3,})@[\w.\[$%{(-]`},
	{ID: "oracle-url-password", Sort: evidence.Placed, keywords: []string{"jdbc:oracle:"},
		expression: `(?i)jdbc:oracle:\w{1,8}:[\w$#.-]+/([^\s/@"'<>]{3,})@`},
	{ID: "telegram-bot-address", Sort: evidence.Issued, keywords: []string{"api.telegram.org/bot"},
		expression: `api\.telegram\.org/bot([0-9]{8,10}:[A-Za-z0-9_-]{35})`},
	{ID: "authorization-header", Sort: evidence.Placed, keywords: []string{"bearer", "authorization"},
		expression: `(?i)(?:bearer["']?[ \t]+["']?(?:["'][ \t]*[+.,][ \t]*["'])?|bearer["'][ \t]*,[ \t]*["']|bearer_?auth\([ \t]*["']|authorization["']?\]?[ \t]*[:=,][ \t]*["']?(?:token|apikey|api-key|key|geniekey|ssws|bot|sso-key)[ \t]+(?:token=\\?["']?)?)([A-Za-z0-9._~+/-]{10,}={0,2})`},
	{ID: "basic-authorization", Sort: evidence.Placed, keywords: []string{"basic "},
		expression: `(?i)\bbasic[ \t]+([A-Za-z0-9+/]{8,}={0,2})(?:[^A-Za-z0-9+/=]|$)`, accepts: isUserAndPassword},
	{ID: "registry-authorization", Sort: evidence.Placed, keywords: []string{`"auth"`, `\"auth\"`, "_auth"},
		expression: `(?:"auth\\{0,2}"\s*:\s*\\{0,2}"|_auth[ \t]*=[ \t]*["']?)([A-Za-z0-9+/]{8,}={0,2})`, accepts: isUserAndPassword},
	{ID: "npmrc-auth-token", Sort: evidence.Placed, keywords: []string{"_authtoken", "_password"},
		expression: `(?i):_(?:authToken|password)[ \t=]+["']?([^\s"'$]{8,})`},
	{ID: "netrc-password", Sort: evidence.Placed, keywords: []string{"machine"},
		expression: `\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S{3,})`},
	{ID: "pgpass-password", Sort: evidence.Placed, keywords: []string{":5432:", ":*:"},
		expression: `(?m)^[\w.*-]{1,80}:(?:5432|\*):[\w*-]+:[\w*.-]+:([^\s:]{3,})$`},
}
