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
	{ID: "table-column", Sort: evidence.Machine, Layout: Columns, keywords: columnKeywords,
		expression: `(?im)(?:^|[,;\t|])[ ]?["'\x60*]{0,2}(?:[\w-]{1,20}[ _.-]){0,2}(?:` + columnNames + `)["'\x60*]{0,2}[ ]{0,20}(?:[,;\t|]|\r?$)`},
	{ID: "sql-insert", Sort: evidence.Machine, Layout: Inserted, keywords: []string{"insert into"},
		expression: `(?i)insert into\s{1,4}[\w.\x60"\[\]]{1,80}\s{0,4}\([^()]{0,600}?(?:` + columnNames + `)[^()]{0,600}\)\s{0,4}values\s{0,4}\(`},
	{ID: "sql-copy", Sort: evidence.Machine, Layout: Copied, keywords: []string{"from stdin"},
		expression: `(?i)copy[ ][\w.\x60"]{1,80}[ ]?\([^()]{0,600}?(?:` + columnNames + `)[^()]{0,600}\)[ ]from[ ]stdin`},
	{ID: "key-bytes", Sort: evidence.Machine, Layout: Bytes, keywords: []string{"key", "secret", "psk"}, accepts: isKeyBytes,
		expression: `(?i)(?:` + byteNames + `)\w{0,16}[ \t]{0,4}(?:\[[^\]\r\n]{0,24}\][ \t]{0,4})?(?::[^=\r\n"']{0,30})?=[^"'\r\n=]{0,40}?(?:[{\[(]\s{0,40}(?:\([a-z0-9_ ]{1,16}\)[ ]?)?(?:0x[0-9a-f]{1,2}|[0-9]{1,3})\s{0,8},|["'](?:\\x[0-9a-f]{2}){4})`},
}

// The names of columns with credentials, and of lists of bytes that are keys.
const (
	columnNames = `passw(?:or)?d|passwort|kennwort|passphrase|pwd|pass|secret|api[ _-]?key|(?:access|secret|auth|private|licen[sc]e)[ _-]?key|(?:access|auth|api|bearer)[ _-]?token|token|snmp[ _-]?community|psk`
	byteNames   = `(?:aes|hmac|des|enc|encrypt(?:ion)?|decrypt(?:ion)?|sign(?:ing)?|master|secret|session|private|cipher|crypt|jwt|auth|api|shared|device|root|cookie|token|app|symmetric|firmware|wifi|network)_?key|secret|[a-z0-9]_?psk`
)

var columnKeywords = []string{"passw", "kennwort", "passphrase", "pwd", "pass", "secret", "key", "token", "community", "psk"}

var columnName = lazyregexp.New(`(?i)(?:^|[ _.-])(?:` + columnNames + `)$`)

// IsCredentialColumn tells whether what stands in a column of this name may be credentials.
func IsCredentialColumn(name string) bool { return columnName().MatchString(name) }
