package registry

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// maxText is the longest text that a declaration may hold, in bytes.
const maxText = 1000

// decoder reads values out of YAML nodes and notes what is wrong with them. After a
// problem it returns the zero value: the caller goes on, so that all problems are found.
type decoder struct {
	path     string
	problems *problems
}

func (d *decoder) at(n *yaml.Node) nhi.Location {
	return nhi.Location{Path: d.path, Line: n.Line, Column: n.Column}
}

func (d *decoder) wrong(n *yaml.Node, format string, args ...any) {
	d.problems.add(d.at(n), format, args...)
}

// field is one key of a mapping and how its value is read.
type field struct {
	key  string
	read func(value *yaml.Node)
}

// mapping reads the fields of a mapping. A key that is none of them is a problem.
func (d *decoder) mapping(n *yaml.Node, what string, fields ...field) {
	if n.Kind != yaml.MappingNode {
		d.wrong(n, "%s must be a mapping of keys: %s", what, strings.Join(keysOf(fields), ", "))
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		k := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		switch {
		case k < 0:
			d.wrong(key, "unknown key in %s%s", what, advise(key.Value, keysOf(fields)))
		case isNull(value):
			d.wrong(key, "%s has no value; give it one or leave the key out", fields[k].key)
		default:
			fields[k].read(value)
		}
	}
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// list reads each item of a list.
func (d *decoder) list(n *yaml.Node, what string, read func(item *yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		d.wrong(n, "%s must be a list", what)
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// text reads one line of text; line breaks become spaces. What could steer a terminal is refused.
func (d *decoder) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		d.wrong(n, "%s must be text; put a number, a date or a yes in quotes", what)
		return ""
	}
	return d.line(n, what, strings.Join(strings.Fields(n.Value), " "))
}

// name reads what something is called, in which every space counts: a path may hold two in a row.
func (d *decoder) name(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		return d.text(n, what)
	}
	return d.line(n, what, strings.TrimSpace(n.Value))
}

// person reads who answers for something. In the entries that reports offer to be pasted NAME stands for one; left as it is, it is nobody.
func (d *decoder) person(n *yaml.Node, what string) string {
	text := d.text(n, what)
	if text[strings.LastIndexAny(text, "@/: ")+1:] == "NAME" {
		d.wrong(n, "%s is the placeholder NAME; write in its place who it is", what)
		return ""
	}
	return text
}

// line is a text if it may stand in a declaration, else "".
func (d *decoder) line(n *yaml.Node, what, text string) string {
	switch {
	case text == "":
		d.wrong(n, "%s is empty", what)
	case len(text) > maxText:
		d.wrong(n, "%s is too long: %d bytes are allowed", what, maxText)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		d.wrong(n, "%s holds an invisible character", what)
	default:
		return text
	}
	return ""
}

// texts reads a list of texts; it is never nil, so that an empty list is told from none.
func (d *decoder) texts(n *yaml.Node, what string) []string {
	texts := []string{}
	d.list(n, what, func(item *yaml.Node) {
		if t := d.text(item, "an item of "+what); t != "" {
			texts = append(texts, t)
		}
	})
	return texts
}

// oneOf reads one of the allowed words.
func oneOf[T ~string](d *decoder, n *yaml.Node, what string, allowed []T) T {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	if n.Kind == yaml.ScalarNode && slices.Contains(words, n.Value) {
		return T(n.Value)
	}
	d.wrong(n, "unknown %s%s", what, advise(n.Value, words))
	return ""
}

// day reads a date such as 2026-12-31, in UTC.
func (d *decoder) day(n *yaml.Node, what string) time.Time {
	if n.Kind == yaml.ScalarNode {
		if t, err := time.Parse(time.DateOnly, n.Value); err == nil && t.Year() >= 1970 {
			return t
		}
	}
	d.wrong(n, "%s must be a date written as 2026-12-31", what)
	return time.Time{}
}

// integer reads a whole number from least to most.
func (d *decoder) integer(n *yaml.Node, what string, least, most int) int {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!int" {
		if i, err := strconv.Atoi(n.Value); err == nil && i >= least && i <= most {
			return i
		}
	}
	if least == most {
		d.wrong(n, "%s must be %d", what, least)
		return 0
	}
	d.wrong(n, "%s must be a whole number from %d to %d", what, least, most)
	return 0
}

func (d *decoder) boolean(n *yaml.Node, what string) bool {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!bool" {
		if b, err := strconv.ParseBool(n.Value); err == nil {
			return b
		}
	}
	d.wrong(n, "%s must be true or false", what)
	return false
}

// number reads a number from least to most, with or without a fraction.
func (d *decoder) number(n *yaml.Node, what string, least, most float64) float64 {
	if n.Kind == yaml.ScalarNode && (n.Tag == "!!int" || n.Tag == "!!float") {
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && f >= least && f <= most {
			return f
		}
	}
	d.wrong(n, "%s must be a number from %g to %g", what, least, most)
	return math.NaN()
}

// value reads any value: a parameter's form is known to its policy only.
func (d *decoder) value(n *yaml.Node, what string) any {
	switch {
	case n.Kind == yaml.MappingNode:
		values := make(map[string]any, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			values[n.Content[i].Value] = d.value(n.Content[i+1], what)
		}
		return values
	case n.Kind == yaml.SequenceNode:
		values := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			values = append(values, d.value(item, what))
		}
		return values
	case n.Tag == "!!bool":
		return d.boolean(n, what)
	case n.Tag == "!!int":
		return d.integer(n, what, -maxInteger, maxInteger)
	case n.Tag == "!!float":
		return d.number(n, what, -maxInteger, maxInteger)
	case n.Tag == "!!timestamp":
		return n.Value // parameters know no dates; a policy parses the text
	}
	return d.text(n, what)
}

// maxInteger is the largest whole number that JSON and Rego carry exactly.
const maxInteger = 1 << 53
