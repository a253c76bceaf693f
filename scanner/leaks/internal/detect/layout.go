package detect

import (
	"bytes"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// How far the rows of a table are read, whatever its length.
const (
	maximumRows  = 200
	maximumTable = 16 << 10 // bytes
)

// cell is a value that has its name by its place.
type cell struct {
	part
	name string
}

// layouts read the cells that a match leads to, and tell where they stopped.
var layouts = map[rules.Layout]func(text []byte, from, to int) (cells []cell, end int){
	rules.Columns: readColumns, rules.Inserted: readInserted, rules.Copied: readCopied, rules.Bytes: readBytes,
}

// judgeLayout is judge for a detector whose values do not stand in its match.
func (e *Engine) judgeLayout(text []byte, rule int, matches [][]int, from, to int) (outcome any, lo, hi int) {
	lo, hi = from, to
	read := layouts[e.own[rule].Layout]
	var hits []Hit
	for _, m := range matches {
		cells, end := read(text, m[0], m[1])
		for _, c := range cells {
			if h, ok := e.weighCell(text, rule, c); ok {
				hits = append(hits, h.moved(-from))
			}
		}
		before, after := reachOfContext(text, m[0], max(end, m[1]))
		lo, hi = min(lo, before), max(hi, after)
	}
	return outcomeOf(hits), lo, hi
}

// weighCell judges a cell's value as weigh does that of a match.
func (e *Engine) weighCell(text []byte, rule int, c cell) (Hit, bool) {
	value, line := string(text[c.from:c.to]), string(around(text, c.from, c.to, maximumContext))
	r := &e.rules[rule]
	if !e.own[rule].Takes(value) || allowed(e.global, value, value, line) || allowed(r.Allowlists, value, value, line) {
		return Hit{}, false
	}
	h := Hit{Rule: r.ID, Secret: value, match: value, Line: kept(line, value)}
	h.locate(text, c.from, c.to)
	h.Name = tidy(strings.ReplaceAll(c.name, " ", "_"))
	return h, true
}

// readColumns reads the rows below a header: of CSV with whatever separator, or of Markdown.
func readColumns(text []byte, from, to int) (cells []cell, end int) {
	header := part{lineStartNear(text, from, maximumContext), lineEndNear(text, from, maximumContext)}
	if bytes.ContainsAny(text[header.from:header.to], "(){}[]<>=") {
		return nil, header.to // code
	}
	separator := separatorOf(text[header.from:header.to])
	if separator == 0 || header.to == len(text) {
		return nil, header.to
	}
	titles := splitRow(text, header, separator)
	if followsRow(text, header, separator, len(titles)) {
		return nil, header.to
	}
	return readRows(text, header.to+1, namesOf(text, titles), separator)
}

// fewestTold is how many cells a row has that cannot be a sentence with a comma.
const fewestTold = 3

// followsRow tells whether the line above is a row of the same table, so that this one is no header but a row, too.
func followsRow(text []byte, row part, separator byte, cells int) bool {
	if row.from == 0 || text[row.from-1] != '\n' || cells < fewestTold && separator != '\t' {
		return false
	}
	above := part{lineStartNear(text, row.from-1, maximumContext), row.from - 1}
	return len(splitRow(text, above, separator)) == cells && len(bytes.TrimSpace(text[above.from:above.to])) >= cells
}

// separatorOf is what stands between the cells of a row, 0 where nothing does.
func separatorOf(row []byte) (separator byte) {
	most := 0
	for _, c := range []byte(",;\t|") {
		if n := bytes.Count(row, []byte{c}); n > most {
			separator, most = c, n
		}
	}
	return separator
}

// columnTitle matches what stands in a header: words, and not code.
var columnTitle = lazyregexp.New(`^[\pL\pN_][\pL\pN _./&#%-]{0,39}$`)

// namesOf gives the titles of a header's cells, nil when it is none: a name may be empty, but not be code.
func namesOf(text []byte, titles []part) []string {
	names := make([]string, len(titles))
	titled := 0
	for i, t := range titles {
		names[i] = string(text[t.from:t.to])
		if names[i] != "" && !columnTitle().MatchString(names[i]) {
			return nil
		}
		if names[i] != "" {
			titled++
		}
	}
	if titled < 2 {
		return nil
	}
	return names
}

// readRows reads rows, one a line, until one has another number of cells.
func readRows(text []byte, at int, names []string, separator byte) (cells []cell, end int) {
	limit := min(at+maximumTable, len(text))
	for row := 0; row < maximumRows && len(names) > 0 && at < limit; row++ {
		line := part{at, lineEnd(text[:limit], at)}
		if at = line.to + 1; underline(text[line.from:line.to]) {
			continue
		}
		values := splitRow(text, line, separator)
		if len(values) != len(names) {
			break
		}
		for i, v := range values {
			if v.length() > 0 && rules.IsCredentialColumn(names[i]) {
				cells = append(cells, cell{v, names[i]})
			}
		}
	}
	return cells, min(at, len(text))
}

// underline tells the row between a header of Markdown and its body.
func underline(row []byte) bool {
	return len(row) > 0 && bytes.IndexByte(row, '-') >= 0 && len(bytes.Trim(row, "|:- \t\r+")) == 0
}

// splitRow cuts a row into its cells, without blanks and quotes around them. A separator between quotes is none.
func splitRow(text []byte, row part, separator byte) (cells []part) {
	from, quoted := row.from, false
	for i := row.from; i <= row.to; i++ {
		switch {
		case i < row.to && text[i] == '"':
			quoted = !quoted
		case i == row.to || text[i] == separator && !quoted:
			cells = append(cells, unquoted(text, part{from, i}))
			from = i + 1
		}
	}
	return cells
}

func unquoted(text []byte, p part) part {
	p = trimmed(text, p)
	for p.length() >= 2 && text[p.from] == text[p.to-1] && bytes.IndexByte([]byte("\"'`*"), text[p.from]) >= 0 {
		p.from, p.to = p.from+1, p.to-1
	}
	return p
}

// columnList is the names between the first parentheses of a statement.
func columnList(text []byte, from, to int) (names []string, end int) {
	open := bytes.IndexByte(text[from:to], '(')
	if open < 0 {
		return nil, to
	}
	length := bytes.IndexByte(text[from+open:to], ')')
	if length < 0 {
		return nil, to
	}
	for name := range strings.SplitSeq(string(text[from+open+1:from+open+length]), ",") {
		names = append(names, strings.Trim(name, " \t\r\n`\"[]"))
	}
	return names, from + open + length + 1
}

// readCopied reads the rows that PostgreSQL dumps, which tabulators separate.
func readCopied(text []byte, from, to int) (cells []cell, end int) {
	names, _ := columnList(text, from, to)
	return readRows(text, min(lineEnd(text, to)+1, len(text)), names, '\t')
}

// readInserted reads the rows behind VALUES, of which the match holds the first parenthesis.
func readInserted(text []byte, from, to int) (cells []cell, end int) {
	names, _ := columnList(text, from, to)
	limit := min(to+maximumTable, len(text))
	at := to
	for row := 0; row < maximumRows; row++ {
		values, next := readTuple(text[:limit], at)
		if len(values) != len(names) {
			return cells, next
		}
		for i, v := range values {
			if v.length() > 0 && rules.IsCredentialColumn(names[i]) {
				cells = append(cells, cell{v, names[i]})
			}
		}
		if at = nextTuple(text[:limit], next); at < 0 {
			return cells, next
		}
	}
	return cells, at
}

// readTuple reads the values up to a closing parenthesis. Only those between quotes have a length.
func readTuple(text []byte, at int) (values []part, end int) {
	var value part
	depth := 0
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case c == '\'' || c == '"':
			value.from = at + 1
			if at = closingQuote(text, at); depth == 0 {
				value.to = at
			}
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
			value = part{} // of a call
		case c == ',' && depth == 0, c == ')':
			if values = append(values, value); c == ')' {
				return values, at + 1
			}
			value = part{}
		}
	}
	return nil, len(text)
}

// closingQuote is where a text ends that begins with a quote; one that is doubled, or behind a backslash, ends none.
func closingQuote(text []byte, open int) int {
	for at := open + 1; at < len(text); at++ {
		switch {
		case text[at] == '\\':
			at++
		case text[at] == text[open] && at+1 < len(text) && text[at+1] == text[open]:
			at++
		case text[at] == text[open]:
			return at
		}
	}
	return len(text)
}

// nextTuple is where the values of the next row begin, -1 where none follows.
func nextTuple(text []byte, at int) int {
	rest := bytes.TrimLeft(text[at:], " \t\r\n")
	if len(rest) == 0 || rest[0] != ',' {
		return -1
	}
	if rest = bytes.TrimLeft(rest[1:], " \t\r\n"); len(rest) == 0 || rest[0] != '(' {
		return -1
	}
	return len(text) - len(rest) + 1
}

var (
	// firstByte matches the first of a list of bytes, at the end of what leads to it.
	firstByte = lazyregexp.New(`(?i)(?:\([a-z0-9_ ]{1,16}\) ?)?(?:0x[0-9a-f]{1,2}|[0-9]{1,3})\s{0,8},$|(?:\\x[0-9a-f]{2}){4}$`)
	// listed matches a list of bytes.
	listed = lazyregexp.New(`(?i)^(?:(?:\([a-z0-9_ ]{1,16}\)\s?)?(?:0x[0-9a-f]{1,2}|-?[0-9]{1,3})(?:u8|u)?(?:\s*,\s*|\s*[}\])]))+|^(?:\\x[0-9a-f]{2})+`)
)

// longestList is how much is read of a list of bytes: a key of 64 with its spaces and casts.
const longestList = 2 << 10

// readBytes reads the list of bytes that a match ends with the first of.
func readBytes(text []byte, from, to int) (cells []cell, end int) {
	first := firstByte().FindIndex(text[from:to])
	name := nameAround(text, from)
	if first == nil || !rules.IsKeyName(name) {
		return nil, to
	}
	start := from + first[0]
	list := listed().Find(text[start:min(start+longestList, len(text))])
	return []cell{{part{start, start + len(bytes.TrimRight(list, " \t\r\n,}])"))}, name}}, start + len(list)
}

// nameAround is the name that a place lies in.
func nameAround(text []byte, at int) string {
	from, to := at, at
	for from > 0 && at-from < maximumName && isNameByte(text[from-1]) {
		from--
	}
	for to < len(text) && to-at < maximumName && isNameByte(text[to]) {
		to++
	}
	return string(text[from:to])
}
