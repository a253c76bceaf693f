package policies

import (
	_ "embed"
	"encoding/json"
	"hash/crc32"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// packJSON is what the built-in policies say of themselves, so that a scan parses only those that have something
// to judge; TestPackIsDescribed writes it with -update. A policy that is missing there, or that is another one by
// now, is parsed at the start, which takes longer.
//
//go:embed pack.json
var packJSON []byte

// description is what a policy's METADATA and rules say of it.
type description struct {
	Checksum    uint32   `json:"checksum"` // of its source
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Passes      bool     `json:"passes,omitempty"` // it has the rule `passes`
	Needs       needs    `json:"needs,omitempty"`
	Metadata    metadata `json:"metadata"`
}

// readDescriptions gives the descriptions by the policies' IDs, none where data is not what it should be.
func readDescriptions(data []byte) map[string]description {
	var all map[string]description
	if json.Unmarshal(data, &all) != nil {
		return nil
	}
	return all
}

// description is that of a built-in policy with this source.
func (p *policy) description(source string) description {
	return description{Checksum: checksum(source), Title: p.Title, Description: p.Description, Passes: p.hasPasses, Needs: p.needs, Metadata: p.metadata}
}

// policy makes the policy with this source, if it is the one that is described.
func (d description) policy(id, file, source string) (p *policy, ok bool) {
	if d.Title == "" || d.Checksum != checksum(source) {
		return nil, false
	}
	module := sync.OnceValues(func() (*ast.Module, error) { return parseWith(file, source, false) })
	p = &policy{metadata: d.Metadata, module: module, file: file, pkg: packagePath(id), hasPasses: d.Passes, needs: d.Needs}
	p.tell(d.Title, d.Description)
	return p, true
}

func checksum(source string) uint32 { return crc32.ChecksumIEEE([]byte(source)) }
