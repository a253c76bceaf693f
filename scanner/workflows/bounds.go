package workflows

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// The limits on a file's structure, far above what GitHub runs: a matrix has at most 256
// jobs and a file 512 KiB.
const (
	maximumDepth = 64
	maximumNodes = 200_000 // with every alias expanded
	textPerNode  = 64      // bytes of text that count as one more node
)

// notYAML is why a file is not read further.
type notYAML struct {
	line   int
	detail string
}

var (
	errDepth  = errors.New("nested too deeply")
	errNodes  = errors.New("too many elements, its aliases expanded")
	errCyclic = errors.New("an alias contains itself")
)

// parseYAML parses a file and makes sure that walking its tree with every alias followed
// ends soon. It returns nil for a file without content.
func parseYAML(data []byte) (root *yaml.Node, err *notYAML) {
	defer func() {
		if recover() != nil { // the parser is given strangers' files
			root, err = nil, &notYAML{detail: "the YAML parser failed on it"}
		}
	}()
	if line := badByte(data); line > 0 {
		return nil, &notYAML{line, "not UTF-8 text"}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, &notYAML{errorLine(err, data), "not valid YAML"}
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) && !(err == nil && empty(&second)) {
		return nil, &notYAML{second.Line, "more than one YAML document"}
	}
	size := measure{sizes: map[*yaml.Node]int{}}
	if _, err := size.of(document.Content[0], 0); err != nil {
		return nil, &notYAML{size.line, err.Error()}
	}
	return document.Content[0], nil
}

func empty(document *yaml.Node) bool {
	return len(document.Content) == 1 && document.Content[0].Tag == "!!null"
}

// badByte is the first line that is not UTF-8 or holds a NUL, which YAML forbids; 0 when there is none.
func badByte(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			return 1 + bytes.Count(data[:i], []byte("\n"))
		}
		i += size
	}
	return 0
}

var (
	linePattern   = lazyregexp.New(`line (\d+)`)
	anchorPattern = lazyregexp.New(`unknown anchor '(.*)' referenced`)
)

// errorLine reads the line from the YAML parser's message, which may quote the file and is
// therefore not passed on.
func errorLine(err error, data []byte) int {
	if match := linePattern().FindStringSubmatch(err.Error()); match != nil {
		line, _ := strconv.Atoi(match[1])
		return line
	}
	if match := anchorPattern().FindStringSubmatch(err.Error()); match != nil { // has no line
		before, _, _ := bytes.Cut(data, []byte("*"+match[1]))
		return 1 + bytes.Count(before, []byte("\n"))
	}
	return 0
}

// measure counts nodes with aliases expanded, each anchored node once.
type measure struct {
	sizes map[*yaml.Node]int // of collections; 0 while being counted
	line  int                // where the limit was passed
}

func (m *measure) of(node *yaml.Node, depth int) (int, error) {
	m.line = node.Line
	if depth > maximumDepth {
		return 0, errDepth
	}
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind == yaml.ScalarNode {
		return 1 + len(node.Value)/textPerNode, nil
	}
	if size, counted := m.sizes[node]; counted {
		if size == 0 {
			return 0, errCyclic
		}
		return size, nil
	}
	m.sizes[node] = 0
	size := 1
	for _, child := range node.Content {
		n, err := m.of(child, depth+1)
		if err != nil {
			return 0, err
		}
		if size += n; size > maximumNodes {
			m.line = child.Line
			return 0, errNodes
		}
	}
	m.sizes[node] = size
	return size, nil
}
