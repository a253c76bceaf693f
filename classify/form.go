package classify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// element is one piece of a form: a literal text, one of several texts, or characters of a class.
type element struct {
	literal string
	options []string
	class   string // the inside of a regular expression's brackets
	sample  string // the class's name, of which tests generate characters
	min     int
	max     int // -1 without limit
}

// classes are the character classes of the notation, as the inside of regular expression brackets.
var classes = map[string]string{
	"digit":  `0-9`,
	"hex":    `0-9a-f`,
	"HEX":    `0-9A-F`,
	"xdigit": `0-9A-Fa-f`,
	"lower":  `a-z`,
	"alpha":  `A-Za-z`,
	"alnum":  `0-9A-Za-z`,
	"lownum": `0-9a-z`,
	"UPNUM":  `0-9A-Z`,
	"base32": `A-Z2-7`,
	"base64": `0-9A-Za-z+/`,
	"bech32": `02-9AC-HJ-NP-Z`,
	"word":   `0-9A-Za-z_`,
	"crc":    `0-9A-Za-z`, // six characters that check the ones before them
	"space":  `\s`,
	"not":    `^\r\n`, // anything but the characters that follow, on one line
}

// parseForm reads the notation of the catalogue:
//
//	text           itself
//	{class:n}      n characters of a class; {class:n-m} and {class:n+} for ranges
//	{class+/=:n}   the same, where + / = are allowed besides
//	{a|b}          a or b
//	{uuid}         8-4-4-4-12 hexadecimal digits
//	{}             nothing
func parseForm(notation string) ([]element, error) {
	elements := make([]element, 0, 4)
	literal := func(text string) {
		if last := len(elements) - 1; last >= 0 && elements[last].literal != "" {
			elements[last].literal += text
		} else if text != "" {
			elements = append(elements, element{literal: text})
		}
	}
	for notation != "" {
		text, rest, braced := strings.Cut(notation, "{")
		literal(text)
		if !braced {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("a brace is not closed in %q", notation)
		}
		notation = after
		switch {
		case inside == "":
		case inside == "uuid":
			elements = append(elements, uuid()...)
		case strings.Contains(inside, "|"):
			elements = append(elements, element{options: strings.Split(inside, "|")})
		default:
			e, err := parseClass(inside)
			if err != nil {
				return nil, err
			}
			elements = append(elements, e)
		}
	}
	return elements, nil
}

func uuid() []element {
	group := func(n int) element { return element{class: classes["hex"], sample: "hex", min: n, max: n} }
	dash := element{literal: "-"}
	return []element{group(8), dash, group(4), dash, group(4), dash, group(4), dash, group(12)}
}

// parseClass reads what stands between the braces of {class:count}.
func parseClass(inside string) (element, error) {
	at := strings.LastIndexByte(inside, ':')
	if at < 0 {
		return element{}, fmt.Errorf("{%s} has no count", inside)
	}
	name, count := inside[:at], inside[at+1:]
	end := strings.IndexFunc(name, func(r rune) bool { return !isAlnum(r) })
	if end < 0 {
		end = len(name)
	}
	class, known := classes[name[:end]]
	if !known {
		return element{}, fmt.Errorf("{%s} names no class", inside)
	}
	e := element{class: class, sample: name[:end]}
	for _, r := range name[end:] {
		e.class += `\` + string(r)
	}
	low, high, ranged := strings.Cut(count, "-")
	open := strings.HasSuffix(low, "+")
	var err error
	if e.min, err = strconv.Atoi(strings.TrimSuffix(low, "+")); err != nil {
		return element{}, fmt.Errorf("{%s} has no count", inside)
	}
	switch e.max = e.min; {
	case open:
		e.max = -1
	case ranged:
		if e.max, err = strconv.Atoi(high); err != nil {
			return element{}, fmt.Errorf("{%s} has no count", inside)
		}
	}
	return e, nil
}

// pattern is the regular expression of a form. Its first group is the value; what stands
// after it only says that the value ends there. It is anchored when the form's beginning is known from
// the place of its key.
func pattern(elements []element, anchored bool) string {
	var b strings.Builder
	if anchored {
		b.WriteByte('^')
	} else if isBounded(elements[0]) {
		b.WriteString(`(?:^|[^0-9A-Za-z_])`)
	}
	b.WriteByte('(')
	for _, e := range elements {
		switch {
		case e.literal != "":
			b.WriteString(regexp.QuoteMeta(e.literal))
		case e.options != nil:
			quoted := make([]string, len(e.options))
			for i, o := range e.options {
				quoted[i] = regexp.QuoteMeta(o)
			}
			b.WriteString("(?:" + strings.Join(quoted, "|") + ")")
		default:
			fmt.Fprintf(&b, "[%s]%s", e.class, e.count())
		}
	}
	b.WriteByte(')')
	b.WriteString(after(elements[len(elements)-1]))
	return b.String()
}

func (e element) count() string {
	switch {
	case e.max < 0:
		return fmt.Sprintf("{%d,}", e.min)
	case e.max == e.min:
		return fmt.Sprintf("{%d}", e.min)
	}
	return fmt.Sprintf("{%d,%d}", e.min, e.max)
}

// isBounded says that a value which begins with first may not begin in the middle of a word.
func isBounded(first element) bool {
	return first.literal == "" || isAlnum(rune(first.literal[0]))
}

// after keeps a value from ending in the middle of a longer one.
func after(last element) string {
	switch {
	case strings.HasPrefix(last.class, "^"):
		return ""
	case last.class != "":
		return `(?:[^_` + last.class + classes["alnum"] + `]|$)`
	case last.literal != "" && !isAlnum(rune(last.literal[len(last.literal)-1])):
		return ""
	}
	return `(?:[^0-9A-Za-z_]|$)`
}

// key is the longest text that every value of the form contains, and how many bytes stand
// before it, -1 when that is not fixed.
func key(elements []element) (text string, lead int) {
	before := 0
	for _, e := range elements {
		if len(e.literal) > len(text) {
			text, lead = e.literal, before
		}
		if n := e.length(); n < 0 {
			before = -1
		} else if before >= 0 {
			before += n
		}
	}
	return text, lead
}

// length is how many bytes an element has, -1 when that is not fixed.
func (e element) length() int {
	switch {
	case e.literal != "":
		return len(e.literal)
	case e.options != nil:
		for _, o := range e.options {
			if len(o) != len(e.options[0]) {
				return -1
			}
		}
		return len(e.options[0])
	case e.min == e.max:
		return e.min
	}
	return -1
}

// prefix is the text that every value of the form begins with.
func prefix(elements []element) string { return elements[0].literal }

func isAlnum(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}
