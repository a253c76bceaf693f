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
		if declared.Config.Path == "" && len(declared.Entries)+len(declared.folders) == 0 || len(declared.Gaps) > 0 {
			t.Errorf("the example of %s was not read", path)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
