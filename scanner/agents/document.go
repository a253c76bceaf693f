package agents

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/tailscale/hujson"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// node is a value of a JSON, TOML or YAML file and where it begins. A nil node is an absent value.
type node struct {
	offset  int
	text    string // of a scalar
	scalar  bool
	quoted  bool // a scalar that is a text, not a number or the like
	members []member
	items   []*node
}

// member is one entry of an object.
type member struct {
	name  string
	at    int // where the name is
	value *node
}

// get follows names from an object; the last of equal names counts, as in JSON.
func (n *node) get(names ...string) *node {
	for _, name := range names {
		if n == nil {
			return nil
		}
		var next *node
		for _, m := range n.members {
			if strings.EqualFold(m.name, name) {
				next = m.value
			}
		}
		n = next
	}
	return n
}

// string is a scalar's text, "" for anything else.
func (n *node) string() string {
	if n == nil || !n.scalar {
		return ""
	}
	return n.text
}

func (n *node) is(text string) bool { return strings.EqualFold(strings.TrimSpace(n.string()), text) }

// entries are an object's members, none for anything else.
func (n *node) entries() []member {
	if n == nil {
		return nil
	}
	return n.members
}

// elements are an array's items, or the scalar itself: many settings take one or several.
func (n *node) elements() []*node {
	switch {
	case n == nil:
		return nil
	case n.scalar:
		return []*node{n}
	}
	return n.items
}

// parseError is why a file could not be parsed; its detail is none of the file's text.
type parseError struct {
	line, column int
	detail       string
	ours         bool // the source of workflows has no such bound
}

// format is a language of configuration files.
type format int

const (
	formatJSON format = iota // with comments and trailing commas, as the agents accept
	formatTOML
	formatYAML
	formatFrontMatter // YAML between two lines of --- at the head of a Markdown file
)

func (f format) parse(data []byte) (root *node, err *parseError) {
	defer func() {
		if recover() != nil { // the parsers are given strangers' files
			root, err = nil, &parseError{detail: "the parser failed on it"}
		}
	}()
	if err := unfit(data); err != nil {
		return nil, err
	}
	switch f {
	case formatJSON:
		return parseJSON(data)
	case formatTOML:
		return parseTOML(data)
	case formatFrontMatter:
		return parseFrontMatter(data)
	}
	return parseYAML(data)
}

// maximumBrackets bounds how deep the recursive parsers can go.
const maximumBrackets = 20_000

// unfit tells what no parser should be given.
func unfit(data []byte) *parseError {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			return &parseError{line: 1 + bytes.Count(data[:i], []byte("\n")), detail: "not UTF-8 text"}
		}
		i += size
	}
	if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) > maximumBrackets {
		return &parseError{detail: "too many elements", ours: true}
	}
	return nil
}

var (
	lineColumnPattern = lazyregexp.New(`line (\d+)(?:, column (\d+))?`)
	byteOrderMark     = []byte("\ufeff")
)

// positionOf reads the place from a parser's message, which may quote the file and is
// therefore not passed on.
func positionOf(err error, detail string) *parseError {
	e := &parseError{detail: detail}
	if match := lineColumnPattern().FindStringSubmatch(err.Error()); match != nil {
		e.line, _ = strconv.Atoi(match[1])
		e.column, _ = strconv.Atoi(match[2])
	}
	return e
}

func parseJSON(data []byte) (*node, *parseError) {
	shift := 0
	if bytes.HasPrefix(data, byteOrderMark) {
		shift = len(byteOrderMark)
	}
	if len(bytes.TrimSpace(data[shift:])) == 0 {
		return nil, nil
	}
	value, err := hujson.Parse(data[shift:])
	if err != nil {
		return nil, positionOf(err, "not valid JSON")
	}
	return fromJSON(&value, shift), nil
}

func fromJSON(value *hujson.Value, shift int) *node {
	n := &node{offset: value.StartOffset + shift}
	switch v := value.Value.(type) {
	case *hujson.Object:
		for i := range v.Members {
			m := &v.Members[i]
			key, _ := m.Name.Value.(hujson.Literal)
			n.members = append(n.members, member{key.String(), m.Name.StartOffset + shift, fromJSON(&m.Value, shift)})
		}
	case *hujson.Array:
		for i := range v.Elements {
			n.items = append(n.items, fromJSON(&v.Elements[i], shift))
		}
	case hujson.Literal:
		n.scalar, n.quoted, n.text = true, v.Kind() == '"', v.String()
	}
	return n
}

func parseTOML(data []byte) (*node, *parseError) {
	var parser unstable.Parser
	parser.Reset(data)
	root := &node{}
	table := root
	for parser.NextExpression() {
		expression := parser.Expression()
		switch expression.Kind {
		case unstable.Table:
			table = root.grow(expression.Key(), false)
		case unstable.ArrayTable:
			table = root.grow(expression.Key(), true)
		case unstable.KeyValue:
			table.set(expression)
		}
	}
	if err := parser.Error(); err != nil {
		e := &parseError{detail: "not valid TOML"}
		var at *unstable.ParserError
		if errors.As(err, &at) && len(at.Highlight) > 0 {
			start := parser.Shape(parser.Range(at.Highlight)).Start
			e.line, e.column = start.Line, start.Column
		}
		return nil, e
	}
	return root, nil
}

// grow finds or makes the table of a header. An array's tables are kept one after the other
// in the object of their name: what is looked for in them is looked for in all.
func (n *node) grow(key unstable.Iterator, array bool) *node {
	for key.Next() {
		part := key.Node()
		next := n.get(string(part.Data))
		if next == nil || array && key.IsLast() {
			next = &node{offset: int(part.Raw.Offset)}
			n.members = append(n.members, member{string(part.Data), int(part.Raw.Offset), next})
		}
		n = next
	}
	return n
}

func (n *node) set(expression *unstable.Node) {
	key := expression.Key()
	for key.Next() {
		part := key.Node()
		if key.IsLast() {
			n.members = append(n.members, member{string(part.Data), int(part.Raw.Offset), fromTOML(expression.Value(), int(part.Raw.Offset))})
			return
		}
		next := n.get(string(part.Data))
		if next == nil {
			next = &node{offset: int(part.Raw.Offset)}
			n.members = append(n.members, member{string(part.Data), int(part.Raw.Offset), next})
		}
		n = next
	}
}

func fromTOML(value *unstable.Node, fallback int) *node {
	n := &node{offset: int(value.Raw.Offset)}
	if n.offset == 0 {
		n.offset = fallback
	}
	switch value.Kind {
	case unstable.InlineTable:
		for children := value.Children(); children.Next(); {
			n.set(children.Node())
		}
	case unstable.Array:
		for children := value.Children(); children.Next(); {
			n.items = append(n.items, fromTOML(children.Node(), n.offset))
		}
	default:
		n.scalar, n.quoted, n.text = true, value.Kind == unstable.String, string(value.Data)
	}
	return n
}

// parseFrontMatter reads the YAML at the head of a Markdown file; nil when there is none.
func parseFrontMatter(data []byte) (*node, *parseError) {
	body := bytes.TrimPrefix(data, byteOrderMark)
	if !bytes.HasPrefix(body, []byte("---\n")) && !bytes.HasPrefix(body, []byte("---\r\n")) {
		return nil, nil
	}
	end := bytes.Index(body, []byte("\n---"))
	if end < 0 {
		return nil, &parseError{line: 1, detail: "the front matter does not end"}
	}
	head := data[:len(data)-len(body)+end+1]
	root, err := parseYAML(head)
	if err != nil {
		if plain := plainFrontMatter(head); plain != nil {
			return plain, nil
		}
	}
	return root, err
}

// plainFrontMatter reads front matter that is no YAML since a text has a colon in it, as the agents that take such files
// do: each line a name and its text. It is nil where a line is anything else.
func plainFrontMatter(head []byte) *node {
	n := &node{}
	for offset := 0; offset < len(head); {
		line, _, _ := bytes.Cut(head[offset:], []byte("\n"))
		at := offset
		offset += len(line) + 1
		text := strings.TrimRight(string(line), "\r \t")
		if text == "" || at == 0 { // the line that opens it
			continue
		}
		match := plainEntry().FindStringSubmatchIndex(text)
		if match == nil || unfit(line) != nil {
			return nil
		}
		begin := max(match[4], match[3]+1) // behind the colon, where there is no text
		value := &node{offset: at + begin, scalar: true, quoted: true, text: strings.Trim(text[begin:], `"'`)}
		n.members = append(n.members, member{text[:match[3]], at, value})
	}
	return n
}

var plainEntry = lazyregexp.New(`^([A-Za-z][\w-]*):\s*(\S.*)?$`)

// The limits on YAML, with every alias expanded.
const (
	maximumDepth = 64
	maximumNodes = 200_000
	textPerNode  = 64 // bytes of text that count as one more node
)

func parseYAML(data []byte) (root *node, err *parseError) {
	defer func() {
		if recover() != nil {
			root, err = nil, &parseError{detail: "the YAML parser failed on it"}
		}
	}()
	if err := unfit(data); err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, positionOf(err, "not valid YAML")
	}
	reader := &yamlReader{places: newCharacters(data)}
	root = reader.read(&document, 0)
	if reader.excess {
		return nil, &parseError{line: reader.line, detail: "nested too deeply, or too many elements with its aliases expanded"}
	}
	return root, nil
}

// yamlReader expands aliases within the limits.
type yamlReader struct {
	places *characters
	nodes  int
	excess bool
	line   int
}

func (r *yamlReader) read(y *yaml.Node, depth int) *node {
	if r.nodes += 1 + len(y.Value)/textPerNode; r.nodes > maximumNodes || depth > maximumDepth {
		if !r.excess {
			r.excess, r.line = true, y.Line
		}
		return nil
	}
	n := &node{offset: r.places.offset(y.Line, y.Column)}
	switch y.Kind {
	case yaml.DocumentNode:
		if len(y.Content) > 0 {
			return r.read(y.Content[0], depth+1)
		}
		return nil
	case yaml.AliasNode:
		return r.read(y.Alias, depth+1)
	case yaml.MappingNode:
		for i := 0; i+1 < len(y.Content) && !r.excess; i += 2 {
			key := y.Content[i]
			n.members = append(n.members, member{key.Value, r.places.offset(key.Line, key.Column), r.read(y.Content[i+1], depth+1)})
		}
	case yaml.SequenceNode:
		for i := 0; i < len(y.Content) && !r.excess; i++ {
			n.items = append(n.items, r.read(y.Content[i], depth+1))
		}
	default:
		n.scalar, n.quoted, n.text = true, y.Tag == "!!str", y.Value
	}
	return n
}
