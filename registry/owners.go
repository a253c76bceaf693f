package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// OWNERS is the form in which Kubernetes and those who use its tools name who approves and who reviews the changes of
// a folder and what lies in it: a YAML file called OWNERS in each folder that has owners of its own, and OWNERS_ALIASES
// beside the first, which names groups. It is looked for where the repository's top has one.
const (
	ownersName  = "OWNERS"
	aliasesName = "OWNERS_ALIASES"
)

// Bounds on OWNERS.
const (
	maxOwnersFiles  = 10_000
	maxOwnersSize   = 256 << 10 // bytes a file
	maxOwnersFilter = 250       // bytes of an expression
	maxFilterCost   = 5000      // of an expression, as cost counts
	maxFilters      = 1000      // in all files
	maxOwnersBytes  = 32 << 20  // in all files
	maxOwnersNames  = 1_000_000 // in all files, those of a group wherever it stands
)

// maxNamed is how many owners of one path are named: of more, nobody answers.
const maxNamed = 100

// folderOwners is who owns the files of the folders of a repository, by folder; "." is its top.
type folderOwners map[string]ownersFile

// ownersFile is one OWNERS.
type ownersFile struct {
	parts []ownersPart
	alone bool // the owners of the folders above own nothing here
}

// ownersPart is who owns the files of a folder, or those of them that a filter matches.
type ownersPart struct {
	files                *regexp.Regexp // of their paths below the folder; nil: all
	approvers, reviewers ownersList
}

// ownersList is the names under one key, and its line.
type ownersList struct {
	names []string
	line  int
}

// ownersForm tells Kubernetes' OWNERS from other files of that name.
var ownersForm = lazyregexp.New(`(?m)^(approvers|reviewers|filters|options):`)

// notOwned is the folders with other people's files, and their OWNERS.
var notOwned = []string{"vendor", "node_modules", "third_party"}

// ownersReader reads the OWNERS of a repository.
type ownersReader struct {
	fsys    fs.FS
	aliases map[string][]string // in lower case
	found   folderOwners
	gaps    []nhi.Gap
	more    int // gaps beyond maxGaps

	bytes, names, filters int // that were read
}

// full tells whether the files hold more than is read.
func (r *ownersReader) full() bool {
	return r.bytes > maxOwnersBytes || r.names > maxOwnersNames || r.filters > maxFilters
}

// loadOwners reads the repository's OWNERS. What cannot be understood of them is left out, and a gap.
func loadOwners(fsys fs.FS) (folderOwners, []nhi.Gap) {
	r := &ownersReader{fsys: fsys, found: folderOwners{}, aliases: map[string][]string{}}
	if r.document(ownersName) == nil {
		return nil, r.gaps
	}
	r.readAliases()
	files := 0
	// The function returns no error but those that steer the walk: of folders that cannot be read the sources tell.
	_ = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && slices.Contains(notOwned, entry.Name()):
			return fs.SkipDir
		case entry.Name() != ownersName || entry.IsDir():
			return nil
		}
		if files++; files > maxOwnersFiles || r.full() {
			return fs.SkipAll
		}
		r.read(name)
		return nil
	})
	if r.full() {
		r.gaps = append(r.gaps, ownersGap(ownersName, 0, nhi.GapTooLarge, "the OWNERS files of the repository name too many owners or filters: not all were read"))
	}
	if files > maxOwnersFiles {
		r.gap(ownersName, 0, nhi.GapTooLarge, fmt.Sprintf("only the first %d OWNERS files were read", maxOwnersFiles))
	}
	if r.more > 0 {
		r.gaps = append(r.gaps, ownersGap(ownersName, 0, nhi.GapUnparsable, fmt.Sprintf("%d more OWNERS files or names in them are not valid, or too many", r.more)))
	}
	return r.found, r.gaps
}

func (r *ownersReader) gap(name string, line int, reason nhi.GapReason, detail string) {
	if len(r.gaps) == maxGaps {
		r.more++
		return
	}
	r.gaps = append(r.gaps, ownersGap(name, line, reason, detail))
}

// document is the mapping of a file; nil, where it is none or of another form. What is wrong with one of this form is a gap.
func (r *ownersReader) document(name string) *yaml.Node {
	data, err := repository.ReadFile(r.fsys, name, maxOwnersSize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, repository.ErrTooLarge):
		r.gap(name, 0, nhi.GapTooLarge, fmt.Sprintf("the file is larger than %d KiB: whom it names is not known", maxOwnersSize>>10))
		return nil
	case err != nil:
		r.gap(name, 0, nhi.GapUnreadable, "the file cannot be read: whom it names is not known")
		return nil
	case path.Base(name) == ownersName && !ownersForm().Match(data):
		return nil
	}
	r.bytes += len(data)
	var found problems
	root, syntax := parseDocument(data)
	switch {
	case syntax != nil:
		found.add(nhi.Location{Line: syntax.line}, "%s", syntax.message)
	case root != nil && plain(root, 0, &decoder{path: name, problems: &found}) && root.Kind == yaml.MappingNode:
		return root
	}
	if len(found.list) > 0 {
		r.gap(name, found.list[0].Location.Line, nhi.GapUnparsable, "whom the file names is not known: "+found.list[0].Message)
	}
	return nil
}

// valueOf is what a mapping has under a key; nil where it has none.
func valueOf(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; mapping.Kind == yaml.MappingNode && i < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func (r *ownersReader) readAliases() {
	root := r.document(aliasesName)
	if root == nil {
		return
	}
	groups := valueOf(root, "aliases")
	if groups == nil || groups.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(groups.Content); i += 2 {
		alias := strings.ToLower(groups.Content[i].Value)
		for _, member := range groups.Content[i+1].Content {
			r.aliases[alias] = append(r.aliases[alias], r.owner(aliasesName, member)...)
		}
	}
}

// owner is the account or address that an entry names; none, and a gap, where it is neither.
func (r *ownersReader) owner(name string, entry *yaml.Node) []string {
	owner := strings.TrimPrefix(entry.Value, "@")
	if !strings.Contains(owner, "@") {
		owner = "@" + owner
	}
	if entry.Kind != yaml.ScalarNode || !validOwners([]string{owner}) {
		r.gap(name, entry.Line, nhi.GapUnparsable, "this is not the name of an account")
		return nil
	}
	return []string{owner}
}

func (r *ownersReader) read(name string) {
	root := r.document(name)
	if root == nil {
		return
	}
	file := ownersFile{parts: []ownersPart{r.part(name, root)}}
	if options := valueOf(root, "options"); options != nil {
		alone := valueOf(options, "no_parent_owners")
		file.alone = alone != nil && alone.Value == "true"
	}
	if filters := valueOf(root, "filters"); filters != nil && filters.Kind == yaml.MappingNode {
		for i := 0; i < len(filters.Content); i += 2 {
			key := filters.Content[i]
			if r.filters++; r.full() {
				break
			}
			files, ok := compileFilter(key.Value)
			if !ok {
				r.gap(name, key.Line, nhi.GapUnparsable, "this filter is not a valid expression")
				continue
			}
			part := r.part(name, filters.Content[i+1])
			part.files = files
			file.parts = append(file.parts, part)
		}
	}
	r.found[path.Dir(name)] = file
}

// compileFilter compiles a filter, if it is one and no burden: what is repeated counts as often.
func compileFilter(text string) (*regexp.Regexp, bool) {
	if len(text) > maxOwnersFilter {
		return nil, false
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil || cost(parsed) > maxFilterCost {
		return nil, false
	}
	compiled, err := regexp.Compile(text)
	return compiled, err == nil
}

// cost is about how many steps an expression compiles to.
func cost(expression *syntax.Regexp) int {
	sum := 1 + len(expression.Rune)
	for _, sub := range expression.Sub {
		sum += cost(sub)
	}
	if expression.Op == syntax.OpRepeat {
		sum *= max(1, expression.Min, expression.Max)
	}
	return sum
}

func (r *ownersReader) part(name string, mapping *yaml.Node) ownersPart {
	return ownersPart{approvers: r.list(name, mapping, "approvers"), reviewers: r.list(name, mapping, "reviewers")}
}

// list is the names under a key, those of groups in their place, each once.
func (r *ownersReader) list(name string, mapping *yaml.Node, key string) ownersList {
	value := valueOf(mapping, key)
	if value == nil || value.Kind != yaml.SequenceNode {
		return ownersList{}
	}
	list := ownersList{line: value.Line}
	for _, entry := range value.Content {
		members, isAlias := r.aliases[strings.ToLower(entry.Value)]
		if !isAlias {
			members = r.owner(name, entry)
		}
		for _, member := range members {
			r.names++
			switch {
			case r.full() || slices.Contains(list.names, member):
			case len(list.names) == maxNamed:
				r.gap(name, value.Line, nhi.GapTooLarge, tooManyOwners)
				return list
			default:
				list.names = append(list.names, member)
			}
		}
		if r.full() {
			break
		}
	}
	return list
}

// tooManyOwners is the gap of a list that names more than maxNamed.
var tooManyOwners = fmt.Sprintf("more than %d owners are named: the others are left out", maxNamed)

// ownersOf returns who approves changes of a path by the nearest OWNERS that says so, else who reviews them, and the place
// that says so.
func (f folderOwners) ownersOf(name string) (owners []string, source string) {
	for _, of := range []func(ownersPart) ownersList{
		func(p ownersPart) ownersList { return p.approvers },
		func(p ownersPart) ownersList { return p.reviewers },
	} {
		for folder := path.Dir(name); len(f) > 0; folder = path.Dir(folder) {
			file := f[folder]
			if owners, line := file.named(strings.TrimPrefix(name, folder+"/"), of); len(owners) > 0 {
				return owners, fmt.Sprintf("%s:%d", path.Join(folder, ownersName), line)
			}
			if file.alone || folder == "." || folder == "/" {
				break
			}
		}
	}
	return nil, ""
}

// named is the names of all parts that are about a path below the file's folder, and the line of the first.
func (o ownersFile) named(below string, of func(ownersPart) ownersList) (owners []string, line int) {
	for _, part := range o.parts {
		list := of(part)
		if len(list.names) == 0 || part.files != nil && !part.files.MatchString(below) {
			continue
		}
		if line == 0 {
			line = list.line
		}
		for _, name := range list.names {
			if len(owners) < maxNamed && !slices.Contains(owners, name) {
				owners = append(owners, name)
			}
		}
	}
	return owners, line
}
