package rules

import (
	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// Layout says how values stand behind what a detector's expression matches, where they do not stand in the match itself.
type Layout int

// The layouts.
const (
	InMatch  Layout = iota
	Columns         // in the rows below a header, which the match is in
	Inserted        // in the rows that a statement inserts, which begin behind the match
	Copied          // in the rows of a dump of PostgreSQL, which begin on the line behind the match
	Bytes           // as a list of bytes, with which the match ends
)

// layouts are values that have a name by their place in a table or a list.
var layouts = []Detector{
	{ID: "table-column", Sort: evidence.Machine, Layout: Columns, keywords: []string{"passw", "kennwort", "passphrase", "pwd", "pass", "secret", "key", "token", "community", "psk"},
		expression: `(?i)(?:passw(?:or)?d|passwort|kennwort|passphrase|pwd|pass|(?:api|access|auth|private|secret|licen[sc]e)[ _-]key|apikey|secretkey|accesskey|(?:api|access|auth|bearer)[ _-]token|client[ _-]secret|enable[ _-]secret|snmp[ _-]community|(?:[,;\t|]["']?|[|][ ])(?:token|secret|psk))["'\x60*]{0,2}[ ]*(?:[,;\t|]|\r?\n)`},
	{ID: "sql-insert", Sort: evidence.Machine, Layout: Inserted, keywords: []string{"insert into"},
		expression: `(?i)insert into\s+[\w.\x60"\[\]]+\s*\([^()]*?(?:` + columnNames + `)[^()]*\)\s*values\s*\(`},
	{ID: "sql-copy", Sort: evidence.Machine, Layout: Copied, keywords: []string{"from stdin"},
		expression: `(?i)copy[ ][\w.\x60"]+[ ]?\([^()]*?(?:` + columnNames + `)[^()]*\)[ ]from[ ]stdin`},
	{ID: "key-bytes", Sort: evidence.Machine, Layout: Bytes, keywords: []string{"key", "secret", "psk"}, accepts: isKeyBytes,
		expression: `(?i)[a-z0-9_](?:key|secret|psk)\w*[ \t]*(?:\[[^\]\r\n]*\][ \t]*)?(?::[^=\r\n"']*)?=[^"'\r\n=]*?(?:[{\[(]\s*(?:\([a-z0-9_ ]+\)[ ]?)?(?:0x[0-9a-f]{1,2}|[0-9]{1,3})\s*,|["'](?:\\x[0-9a-f]{2}){4})`},
}

// The names of columns with credentials, and of lists of bytes that are keys.
const (
	columnNames = `passw(?:or)?d|passwort|kennwort|passphrase|pwd|pass|secret|api[ _-]?key|(?:access|secret|auth|private|licen[sc]e)[ _-]?key|(?:access|auth|api|bearer)[ _-]?token|token|snmp[ _-]?community|psk`
	byteNames   = `(?:aes|hmac|des|enc|encrypt(?:ion)?|decrypt(?:ion)?|sign(?:ing)?|master|secret|session|private|cipher|crypt|jwt|auth|api|shared|device|root|cookie|token|app|symmetric|firmware|wifi|network)_?key|secret|psk`
)

var columnName = lazyregexp.New(`(?i)(?:^|[ _.-])(?:` + columnNames + `)$`)

// IsCredentialColumn tells whether what stands in a column of this name may be credentials.
func IsCredentialColumn(name string) bool { return columnName().MatchString(name) }

var byteName = lazyregexp.New(`(?i)` + byteNames)

// IsKeyName tells whether a list of bytes of this name is a key, and not only something that has one.
func IsKeyName(name string) bool { return byteName().MatchString(name) }
