package report

import (
	"strings"
)

// prose is one block of a policy's page. The page may come from a stranger, so it is taken apart
// into texts, which html/template escapes, and never into markup.
type prose struct {
	Form  string // "heading", "paragraph", "quote", "code", "list", "numbers", "table"
	Spans []phrase
	Items [][]phrase
	Rows  [][][]phrase // of a table; the first is its head
	Code  string
}

// phrase is a run of text in a block.
type phrase struct {
	Form string // "", "code", "strong", "link"
	Text string
	Href string
}

// parseProse reads the part of Markdown that policies' pages use: headings, paragraphs, quotes, fenced
// code, lists, tables, and in them code, strong and https links. Anything else stays as it is written.
func parseProse(text string) []prose {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var out []prose
	for len(lines) > 0 {
		var block prose
		block, lines = nextProse(lines)
		if block.Form != "" {
			out = append(out, block)
		}
	}
	return out
}

func nextProse(lines []string) (prose, []string) {
	line := strings.TrimSpace(lines[0])
	switch {
	case line == "":
		return prose{}, lines[1:]
	case strings.HasPrefix(line, "```"):
		return fenced(lines[1:])
	case strings.HasPrefix(line, "#"):
		return prose{Form: "heading", Spans: phrases(strings.TrimLeft(line, "# "))}, lines[1:]
	case strings.HasPrefix(line, "|"):
		return tabular(lines)
	case strings.HasPrefix(line, ">"):
		return quoted(lines)
	case itemText(line) != "":
		return list(lines)
	}
	return paragraph(lines)
}

// quoted is the lines that begin with >.
func quoted(lines []string) (prose, []string) {
	var text []string
	for i, line := range lines {
		said, inside := strings.CutPrefix(strings.TrimSpace(line), ">")
		if !inside {
			return prose{Form: "quote", Spans: phrases(strings.Join(text, " "))}, lines[i:]
		}
		text = append(text, strings.TrimSpace(said))
	}
	return prose{Form: "quote", Spans: phrases(strings.Join(text, " "))}, nil
}

func fenced(lines []string) (prose, []string) {
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			return prose{Form: "code", Code: plainLines(strings.Join(lines[:i], "\n"))}, lines[i+1:]
		}
	}
	return prose{Form: "code", Code: plainLines(strings.Join(lines, "\n"))}, nil
}

func tabular(lines []string) (prose, []string) {
	block := prose{Form: "table"}
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			return block, lines[i:]
		}
		if strings.Trim(line, "|-: ") == "" {
			continue
		}
		var row [][]phrase
		for _, text := range strings.Split(strings.Trim(line, "|"), "|") {
			row = append(row, phrases(strings.TrimSpace(text)))
		}
		block.Rows = append(block.Rows, row)
	}
	return block, nil
}

// itemText is the text of a list's item, "" when the line is none.
func itemText(line string) string {
	for _, mark := range []string{"- ", "* ", "+ "} {
		if text, ok := strings.CutPrefix(line, mark); ok {
			return text
		}
	}
	number, text, ok := strings.Cut(line, ". ")
	if ok && number != "" && strings.Trim(number, "0123456789") == "" {
		return text
	}
	return ""
}

func list(lines []string) (prose, []string) {
	block := prose{Form: "list"}
	if first := strings.TrimSpace(lines[0]); first[0] >= '0' && first[0] <= '9' {
		block.Form = "numbers"
	}
	var items []string
	rest := lines
	for len(rest) > 0 {
		line := strings.TrimSpace(rest[0])
		text := itemText(line)
		switch {
		case text != "":
			items = append(items, text)
		case line != "" && rest[0] != line: // indented: goes on
			items[len(items)-1] += " " + line
		default:
			return block.with(items), rest
		}
		rest = rest[1:]
	}
	return block.with(items), nil
}

func (p prose) with(items []string) prose {
	for _, text := range items {
		p.Items = append(p.Items, phrases(text))
	}
	return p
}

func paragraph(lines []string) (prose, []string) {
	var text []string
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		if i > 0 && endsParagraph(trimmed) {
			return prose{Form: "paragraph", Spans: phrases(strings.Join(text, " "))}, lines[i:]
		}
		text = append(text, trimmed)
	}
	return prose{Form: "paragraph", Spans: phrases(strings.Join(text, " "))}, nil
}

// endsParagraph tells whether a line belongs to something else than the paragraph before it.
func endsParagraph(line string) bool {
	for _, mark := range []string{"```", "#", "|", ">"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return line == "" || itemText(line) != ""
}

// phrases takes a line apart at code, strong and links.
func phrases(text string) []phrase {
	var out []phrase
	start := 0
	for i := 0; i < len(text); {
		s, length := phraseAt(text[i:])
		if length == 0 {
			i++
			continue
		}
		if i > start {
			out = append(out, phrase{Text: plain(text[start:i])})
		}
		out = append(out, s)
		i += length
		start = i
	}
	if start < len(text) {
		out = append(out, phrase{Text: plain(text[start:])})
	}
	return out
}

// phraseAt reads the phrase that text begins with; length 0: it begins with none.
func phraseAt(text string) (s phrase, length int) {
	switch {
	case strings.HasPrefix(text, "`"):
		if end := strings.Index(text[1:], "`"); end > 0 {
			return phrase{Form: "code", Text: plain(text[1 : 1+end])}, end + 2
		}
	case strings.HasPrefix(text, "**"):
		if end := strings.Index(text[2:], "**"); end > 0 {
			return phrase{Form: "strong", Text: plain(text[2 : 2+end])}, end + 4
		}
	case strings.HasPrefix(text, "["):
		return linkAt(text)
	}
	return phrase{}, 0
}

func linkAt(text string) (s phrase, length int) {
	middle := strings.Index(text, "](")
	if middle < 2 {
		return phrase{}, 0
	}
	end := strings.Index(text[middle:], ")")
	if end < 0 || strings.ContainsAny(text[1:middle], "[]") {
		return phrase{}, 0
	}
	s = phrase{Text: plain(text[1:middle]), Href: safeLink(text[middle+2 : middle+end])}
	if s.Href != "" {
		s.Form = "link"
	}
	return s, middle + end + 1
}
