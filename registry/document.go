package registry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// Bounds on a declaration file. A file over one of them is an error.
const (
	maxFileSize = 1 << 20 // bytes
	maxDepth    = 16      // nested lists and mappings
)

// readDocument reads the one YAML document of a file. It returns nil without an error when
// the file does not exist, is empty, or is wrong; in the last case problems say how.
func readDocument(fsys fs.FS, path string, problems *problems) (*yaml.Node, error) {
	data, err := repository.ReadFile(fsys, path, maxFileSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, repository.ErrTooLarge):
		problems.add(nhi.Location{Path: path}, "the file is larger than %d KiB", maxFileSize>>10)
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	}
	root, syntax := parseDocument(data)
	if syntax != nil {
		problems.add(nhi.Location{Path: path, Line: syntax.line}, "%s", syntax.message)
		return nil, nil
	}
	if root == nil || !plain(root, 0, &decoder{path: path, problems: problems}) {
		return nil, nil
	}
	return root, nil
}

// syntaxError is why a file is not one YAML document.
type syntaxError struct {
	line    int
	message string
}

// parseDocument returns the top node of the only document in data, nil when there is nothing in it.
func parseDocument(data []byte) (root *yaml.Node, syntax *syntaxError) {
	// The parser is somebody else's and the file a stranger's: a panic in it is their
	// file's fault, not the end of the scan.
	defer func() {
		if recover() != nil {
			root, syntax = nil, &syntaxError{message: "not valid YAML"}
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, next yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, asSyntaxError(err)
	}
	switch err := decoder.Decode(&next); {
	case err == nil:
		return nil, &syntaxError{line: next.Line, message: "more than one YAML document; only one is allowed"}
	case !errors.Is(err, io.EOF):
		return nil, asSyntaxError(err)
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, nil
	}
	if top := document.Content[0]; !isNull(top) {
		return top, nil
	}
	return nil, nil
}

var yamlErrorLine = lazyregexp.New(`^yaml: line (\d+): (.*)$`)

// asSyntaxError turns the parser's error into ours, nil for the end of an empty file.
func asSyntaxError(err error) *syntaxError {
	if errors.Is(err, io.EOF) {
		return nil
	}
	if strings.Contains(err.Error(), "unknown anchor") {
		return &syntaxError{message: "not valid YAML: an alias has no anchor"} // the parser's text would quote the name
	}
	message := err.Error()
	if strings.Contains(message, "cannot start any token") {
		message += ": put a value that begins with @ or ` in quotes, and indent by spaces"
	}
	m := yamlErrorLine().FindStringSubmatch(message)
	if m == nil {
		return &syntaxError{message: "not valid YAML: " + strings.TrimPrefix(message, "yaml: ")}
	}
	line, _ := strconv.Atoi(m[1])
	return &syntaxError{line: line, message: "not valid YAML: " + m[2]}
}

// plain reports what YAML can do and a declaration does not need: aliases, which can
// make a small file huge, tags, keys that are no text, keys given twice, and deep nesting.
func plain(n *yaml.Node, depth int, d *decoder) bool {
	switch {
	case depth > maxDepth:
		d.wrong(n, "nested too deeply: %d levels are allowed", maxDepth)
		return false
	case n.Kind == yaml.AliasNode:
		d.wrong(n, "an alias; aliases are not allowed: write the value again")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		d.wrong(n, "a tag; tags are not allowed")
		return false
	}
	ok := n.Kind != yaml.MappingNode || plainKeys(n, d)
	for _, child := range n.Content {
		ok = plain(child, depth+1, d) && ok
	}
	return ok
}

func plainKeys(n *yaml.Node, d *decoder) bool {
	ok := true
	seen := map[string]int{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch line, again := seen[key.Value]; {
		case key.Kind == yaml.AliasNode: // reported by plain
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge":
			d.wrong(key, "not a plain key; a key is one word")
			ok = false
		case again:
			d.wrong(key, "the key is given twice; it is on line %d as well", line)
			ok = false
		}
		seen[key.Value] = key.Line
	}
	return ok
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }
