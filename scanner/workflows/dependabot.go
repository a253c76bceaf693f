package workflows

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/nhi"
)

// dependabotFiles are where Dependabot looks for its configuration.
var dependabotFiles = []string{".github/dependabot.yml", ".github/dependabot.yaml"}

// maximumRegistries is how many uses of secrets one configuration can have.
const maximumRegistries = 1000

// readDependabot reads which secrets of its store Dependabot is given for private registries.
func (s *scan) readDependabot() {
	for _, file := range dependabotFiles {
		if _, err := fs.Stat(s.fsys, file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		data, ok := s.read(file)
		if !ok {
			continue
		}
		f := newFile(file, data, s.options.Owner)
		if f.readYAML() {
			s.seen.Registries = append(s.seen.Registries, f.registries()...)
		}
		s.report(f.trouble)
	}
}

func (f *file) registries() []nhi.PrivateRegistry {
	var found []nhi.PrivateRegistry
	eachPair(lookup(f.root, "registries"), func(name, registry *yaml.Node) {
		eachPair(registry, func(key, value *yaml.Node) {
			for _, r := range f.dependabotSecrets(value) {
				r.Name, r.Type, r.Key = scalarOf(name), scalarOf(lookup(registry, "type")), scalarOf(key)
				found = append(found, r)
			}
		})
	})
	if len(found) > maximumRegistries {
		f.trouble.add(nhi.GapTooLarge, nhi.Location{Path: f.path}, fmt.Sprintf("only the first %d uses of secrets were recorded", maximumRegistries))
		found = found[:maximumRegistries]
	}
	return found
}

// dependabotSecrets lists the secrets that a text names.
func (f *file) dependabotSecrets(value *yaml.Node) []nhi.PrivateRegistry {
	if value.Kind != yaml.ScalarNode {
		return nil
	}
	var found []nhi.PrivateRegistry
	for _, r := range f.references(&actionlint.String{Value: value.Value, Pos: &actionlint.Pos{Line: value.Line, Col: value.Column}}, false) {
		if r.context != string(nhi.UseOfSecrets) {
			continue
		}
		from := sourceOf(reference{context: r.context, path: r.path})
		if from.name == "" || from.name == "*" {
			f.trouble.add(nhi.GapUnparsable, f.at(value.Line, value.Column), "which secret is meant cannot be told")
			continue
		}
		place := f.inside(value.Line, value.Column, value.Value, []int{r.offset})[0]
		found = append(found, nhi.PrivateRegistry{Secret: strings.ToUpper(from.name), Location: place})
	}
	return found
}
