package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
)

const (
	// compressFrom is the number of rows above which the page's data is compressed.
	compressFrom = 5000
	// panelsPerBlock is how many details the script decodes at once when one is opened.
	panelsPerBlock = 200
)

// dataBlock is data for the script, in an element that browsers do not run.
type dataBlock struct {
	ID      string
	Content template.JS // JSON with every < escaped, or a JSON string of base64 of gzip of that
}

// blocks is everything the script needs: the tables, and the details in pieces that stay
// packed until somebody opens one.
func (v roll) blocks(tables ...table) ([]dataBlock, error) {
	pack := len(v.identities)+len(v.findings) > compressFrom
	var out []dataBlock
	add := func(id string, content []byte, err error) error {
		if err != nil {
			return fmt.Errorf("encode %s for the dashboard: %w", id, err)
		}
		block, err := newBlock(id, content, pack)
		out = append(out, block)
		return err
	}
	for _, t := range tables {
		content, err := t.encode()
		if err := add("data-"+t.Name, content, err); err != nil {
			return nil, err
		}
	}
	if err := addPanels("identity", len(v.identities), v.identityPanel, add); err != nil {
		return nil, err
	}
	return out, addPanels("finding", len(v.findings), v.findingPanel, add)
}

// addPanels adds the details of n rows.
func addPanels(name string, n int, open func(int) panel, add func(string, []byte, error) error) error {
	for start := 0; start < n; start += panelsPerBlock {
		panels := make([]panel, 0, panelsPerBlock)
		for i := start; i < min(start+panelsPerBlock, n); i++ {
			panels = append(panels, open(i))
		}
		content, err := json.Marshal(panels)
		if err := add(name+"-"+strconv.Itoa(start/panelsPerBlock), content, err); err != nil {
			return err
		}
	}
	return nil
}

// newBlock takes what json.Marshal wrote, which has <, > and & escaped.
func newBlock(id string, content []byte, pack bool) (dataBlock, error) {
	if !pack {
		return dataBlock{id, template.JS(content)}, nil
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(content); err != nil {
		return dataBlock{}, err
	}
	if err := w.Close(); err != nil {
		return dataBlock{}, err
	}
	return dataBlock{id, template.JS(`"` + base64.StdEncoding.EncodeToString(packed.Bytes()) + `"`)}, nil
}
