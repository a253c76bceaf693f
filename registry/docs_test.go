package registry

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func readDocs(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n# (\\S+)\n(.*?)```")

// Every example in the documentation decodes, as the file it says it is.
func TestDocumentedExamplesDecode(t *testing.T) {
	docs := readDocs(t)
	blocks := yamlBlock.FindAllStringSubmatch(docs, -1)
	if all := strings.Count(docs, "```yaml"); len(blocks) != all || all == 0 {
		t.Fatalf("%d of %d examples say which file they are", len(blocks), all)
	}
	for _, block := range blocks {
		path, text := block[1], block[2]
		declared, err := Load(fstest.MapFS{path: {Data: []byte(text)}}, Options{})
		if err != nil {
			t.Errorf("the example of %s: %v", path, err)
		}
		if declared.Config.Path == "" && len(declared.Entries) == 0 {
			t.Errorf("the example of %s was not read", path)
		}
	}
}

var allowedKeys = regexp.MustCompile(`(?:allowed: |of keys: )(.+)$`)

// Every key that the decoders know stands in the documentation with its full name.
func TestEveryKeyIsDocumented(t *testing.T) {
	docs := readDocs(t)
	levels := []struct{ prefix, path, text string }{
		{"", ConfigPaths[0], "qqqqqqqq: 1"},
		{"policies.<id>.", ConfigPaths[0], "policies: {a: {qqqqqqqq: 1}}"},
		{"", ConfigPaths[0], "exceptions: [1]"},
		{"score.", ConfigPaths[0], "score: {qqqqqqqq: 1}"},
		{"scan.", ConfigPaths[0], "scan: {qqqqqqqq: 1}"},
		{"", Path, "[{match: {name: a}, qqqqqqqq: 1}]"},
		{"match.", Path, "[{match: {qqqqqqqq: 1}}]"},
		{"owners.", Path, "[{match: {name: a}, owners: {qqqqqqqq: 1}}]"},
		{"privilege.", Path, "[{match: {name: a}, privilege: {qqqqqqqq: 1}}]"},
		{"rotation.", Path, "[{match: {name: a}, rotation: {qqqqqqqq: 1}}]"},
		{"vendor.", Path, "[{match: {name: a}, vendor: 1}]"},
		{"attested.", Path, "[{match: {name: a}, attested: 1}]"},
		{"agent.", Path, "[{match: {name: a}, agent: {qqqqqqqq: 1}}]"},
	}
	for _, level := range levels {
		_, err := Load(fstest.MapFS{level.path: {Data: []byte(level.text)}}, Options{})
		m := allowedKeys.FindStringSubmatch(errorText(err))
		if m == nil {
			t.Fatalf("%s: no keys in %q", level.text, errorText(err))
		}
		for key := range strings.SplitSeq(m[1], ", ") {
			if !strings.Contains(docs, "`"+level.prefix+key) {
				t.Errorf("`%s%s` is not in docs/configuration.md", level.prefix, key)
			}
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
