package rules

import "github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"

// keyForms are keys and tokens whose form says what they are.
var keyForms = []Detector{
	{ID: "github-app-installation-token", Sort: evidence.Issued, keywords: []string{"ghs_"},
		expression: `\b(ghs_[0-9]{1,20}_eyJ[A-Za-z0-9._-]{36,})`},
	{ID: "nats-seed", Sort: evidence.Block, keywords: []string{"sua", "saa", "soa", "sna", "sca", "sxa"},
		expression: `\b(S(?:UA|AA|OA|NA|CA|XA)[A-Z2-7]{55})\b`, accepts: isNATSSeed},
	{ID: "jwk-private-key", Sort: evidence.Block, keywords: []string{"kty"},
		expression: `\bkty\\{0,2}["']?\s*(?::|=>)\s*\\{0,2}["']?\w{2,4}\\{0,2}["']?[^{}]*?\b[dk]\\{0,2}["']?\s*(?::|=>)\s*\\{0,2}["']?([A-Za-z0-9_-]{20,})\\{0,2}(?:["'\s]|$)|["'][dk](?:["']|\\["'])\s*:\s*\\{0,2}["']([A-Za-z0-9_-]{20,})\\{0,2}["'][^{}]*?["']kty`, accepts: isKeyMaterial},
	{ID: "putty-private-key", Sort: evidence.Block, keywords: []string{"private-lines:"},
		expression: `Private-Lines: [0-9]{1,3}\r?\n((?:[A-Za-z0-9+/=]{8,}\r?\n)+)`},
	{ID: "rails-master-key", Sort: evidence.Block, path: `(^|/)config/(master|credentials/[\w-]+)\.key$`},
	{ID: "otp-seed", Sort: evidence.Placed, keywords: []string{"otpauth://", "otp"},
		expression: `(?i)otpauth://[th]otp/[^\s"'<>]*?[?&]secret=([A-Z2-7]{8,})|\b[th]otp(?:\.new|\.from_secret|::new)?\([ \t]*["'](?-i:([A-Z2-7]{16,64}))["']`},
	{ID: "aws-secret-access-key", Sort: evidence.Issued, keywords: []string{"secret", "akia", "asia"},
		expression: `(?i)(?:aws[\w.-]*secret[\w.-]*|secret[_.-]?access[_.-]?key(?:[_.-]?id)?)(?:["'\]]{0,2}[ \t]*(?:=>|:=|={1,3}|:|,)\s*|[ \t]+)[\\"'\x60]{0,3}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)|(?:AKIA|ASIA)[A-Z2-7]{16}[\s"',:;|]{1,12}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`, accepts: IsAWSSecret},
	{ID: "s3-secret-key", Sort: evidence.Machine, keywords: []string{"secret"},
		expression: `(?i)secret[_.-]?key(?:[_.-]?id)?(?:["'\]]{0,2}[ \t]*(?:=>|:=|={1,3}|:|,)\s*|[ \t]+)[\\"'\x60]{0,3}([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)`, accepts: IsAWSSecret},
	{ID: "twilio-auth-token", Sort: evidence.Issued, keywords: []string{"ac"},
		expression: `\bAC[0-9a-f]{32}\b(?:[^\r\n]*\r?\n){0,2}?[^\r\n]*?\b([0-9a-f]{32})\b`, accepts: notAllDigits},
	{ID: "client-id", Sort: evidence.Machine, keywords: []string{"client"}, PartOnly: true,
		expression: `(?i)(?:clientid|client_id|client-id|client\.id|client id)["'\]]{0,2}[ \t]*(?:=>|:=|={1,3}|:)\s*["'\x60]?([A-Za-z0-9._@-]{8,120})`},
	{ID: "twilio-account-sid", Sort: evidence.Issued, keywords: []string{"ac"}, PartOnly: true,
		expression: `\b(AC[0-9a-f]{32})\b`},
}
