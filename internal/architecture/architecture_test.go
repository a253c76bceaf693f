// Package architecture holds the tests that keep the house in shape: which package may
// import which, which folder owns which third-party module, that exported names are
// documented, and that the process (exit, environment, clock) stays a parameter.
package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/rollcall-dev/rollcall"

// mayImport is the drawing in docs/architecture.md: each package and what it may import of ours.
// A package that is not listed here may not exist.
var mayImport = map[string][]string{
	"nhi":               {},
	"repository":        {"nhi", "repository/pack"},
	"repository/pack":   {},
	"classify":          {"nhi"},
	"scanner":           {"nhi"},
	"scanner/leaks":     {"nhi", "repository", "repository/pack", "classify"},
	"scanner/workflows": {"nhi", "repository"},
	"scanner/agents":    {"nhi", "repository"},
	"scanner/editors":   {"nhi", "repository"},
	"scanner/github":    {"nhi", "repository", "classify"},
	"registry":          {"nhi", "repository"},
	"inventory":         {"nhi", "classify", "registry"},
	"policies":          {"nhi"},
	"score":             {"nhi"},
	"report":            {"nhi"},
	"cmd/rollcall": {"nhi", "repository", "classify", "scanner", "scanner/leaks", "scanner/workflows", "scanner/agents", "scanner/editors", "scanner/github",
		"registry", "inventory", "policies", "score", "baseline", "report", "action"},
	"baseline":                  {"nhi"},
	"action":                    {"nhi"},
	"internal/architecture":     {},
	"internal/samples":          {},
	"internal/githubtest":       {},
	"internal/githubtest/serve": {"internal/githubtest"},
	"internal/lazyregexp":       {},
	"internal/samples/build":    {"internal/samples"},
}

// beneath is the same for the packages that a room has beneath it: which of their like they may import. The room itself
// may import them all.
var beneath = map[string][]string{
	"scanner/leaks/internal/archive":     {},
	"scanner/leaks/internal/history":     {},
	"scanner/leaks/internal/state":       {"history"},
	"scanner/leaks/internal/match":       {},
	"scanner/leaks/internal/evidence":    {},
	"scanner/leaks/internal/rules":       {"match", "evidence"},
	"scanner/leaks/internal/detect":      {"rules", "match", "evidence"},
	"scanner/leaks/internal/fakes":       {}, // only tests import it
	"scanner/github/internal/api":        {},
	"scanner/github/internal/checkpoint": {},
}

// testsMayImport widens mayImport for files that only tests compile.
var testsMayImport = map[string][]string{
	"cmd/rollcall":   {"internal/samples", "internal/githubtest"},
	"scanner/github": {"internal/githubtest"},
}

// owners says which folder a third-party module belongs to; nobody else may import it.
var owners = map[string][]string{
	"github.com/zricethezav/gitleaks/v8":    {"scanner/leaks"},
	"github.com/rhysd/actionlint":           {"scanner/workflows"},
	"gopkg.in/yaml.v3":                      {"scanner/workflows", "scanner/agents", "registry"},
	"github.com/pelletier/go-toml/v2":       {"scanner/agents", "scanner/leaks"},
	"github.com/tailscale/hujson":           {"scanner/agents"},
	"golang.org/x/crypto":                   {"classify"},
	"github.com/open-policy-agent/opa":      {"policies"},
	"github.com/sethvargo/go-githubactions": {"action"},
	"github.com/google/go-github/v60":       {"scanner/github"},
	"github.com/getkin/kin-openapi":         {"internal/githubtest"},
	"github.com/vektah/gqlparser/v2":        {"internal/githubtest"},
	"github.com/owenrumney/go-sarif/v2":     {"report"},
	"github.com/spf13/cobra":                {"cmd/rollcall"},
	"github.com/spf13/pflag":                {"cmd/rollcall"},
	"golang.org/x/term":                     {"cmd/rollcall"},
	"github.com/agnivade/levenshtein":       {"cmd/rollcall"},
	"github.com/rogpeppe/go-internal":       {"internal/samples"},
	"golang.org/x/sync":                     {"scanner", "scanner/github", "scanner/leaks", "repository", "repository/pack", "policies"},
}

// testModules are third-party modules that only tests may import, anywhere.
var testModules = []string{
	"github.com/google/go-cmp",
	"github.com/rogpeppe/go-internal",
	"github.com/santhosh-tekuri/jsonschema/v6",
	"pgregory.net/rapid",
}

// file is one Go source file of the module.
type file struct {
	folder string // slash-separated, relative to the module's root
	name   string
	test   bool
	syntax *ast.File
}

func TestImportsPointOneWay(t *testing.T) {
	for _, f := range sources(t) {
		room := roomOf(f.folder)
		allowed, known := mayImport[room]
		if !known {
			t.Errorf("%s/%s: package is not in the drawing; add it to mayImport and to docs/architecture.md", f.folder, f.name)
			continue
		}
		allowed = append(slices.Clone(allowed), "internal/lazyregexp")
		if f.test {
			allowed = append(slices.Clone(allowed), testsMayImport[room]...)
		}
		for _, imported := range imports(t, f) {
			ours, isOurs := strings.CutPrefix(imported, module+"/")
			if isOurs && roomOf(ours) != room && !slices.Contains(allowed, ours) {
				t.Errorf("%s/%s imports %s: not allowed for %s", f.folder, f.name, ours, room)
			}
		}
	}
}

func TestImportsBeneathARoomPointOneWay(t *testing.T) {
	for _, f := range sources(t) {
		room := roomOf(f.folder)
		allowed, known := beneath[f.folder]
		if room != f.folder && !known {
			t.Errorf("%s/%s: package is not in the drawing; add it to beneath and to docs/architecture.md", f.folder, f.name)
		}
		for _, imported := range imports(t, f) {
			sibling, inside := strings.CutPrefix(imported, module+"/"+room+"/internal/")
			switch {
			case !inside, module+"/"+f.folder == imported:
			case sibling == "fakes":
				if !f.test {
					t.Errorf("%s/%s imports %s, which is for tests", f.folder, f.name, imported)
				}
			case room != f.folder && !slices.Contains(allowed, sibling):
				t.Errorf("%s/%s imports %s: not allowed", f.folder, f.name, imported)
			}
		}
	}
}

func TestThirdPartyModulesHaveOneOwner(t *testing.T) {
	for _, f := range sources(t) {
		for _, imported := range imports(t, f) {
			if !strings.Contains(strings.Split(imported, "/")[0], ".") || strings.HasPrefix(imported, module) {
				continue
			}
			if f.test && slices.ContainsFunc(testModules, func(m string) bool { return within(imported, m) }) {
				continue
			}
			if !owned(imported, roomOf(f.folder)) {
				t.Errorf("%s/%s imports %s, which does not belong to this folder", f.folder, f.name, imported)
			}
		}
	}
}

func owned(imported, room string) bool {
	for m, rooms := range owners {
		if within(imported, m) && slices.Contains(rooms, room) {
			return true
		}
	}
	return false
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, decl := range f.syntax.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s/%s: exported %s has no doc comment", f.folder, f.name, name)
			}
		}
	}
}

// undocumented lists the exported names that decl declares without a comment.
func undocumented(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		// What Error, Unwrap and String mean is said by the interfaces they satisfy.
		conventional := d.Recv != nil && slices.Contains([]string{"Error", "Unwrap", "String"}, d.Name.Name)
		if d.Name.IsExported() && d.Doc == nil && receiverExported(d) && !conventional {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				// A comment on the group speaks for its members.
				for _, n := range s.Names {
					if n.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						names = append(names, n.Name)
					}
				}
			}
		}
		return names
	}
	return nil
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if generic, ok := typ.(*ast.IndexExpr); ok {
		typ = generic.X
	}
	name, ok := typ.(*ast.Ident)
	return !ok || name.IsExported()
}

// The process is a parameter: only a command may end it or ask it for its environment or the time.
func TestProcessIsAParameter(t *testing.T) {
	forbidden := map[string][]string{
		"os":   {"Exit", "Getenv", "LookupEnv", "Environ", "Args", "Stdin", "Stdout", "Stderr"},
		"time": {"Now", "Since", "Until"},
		"log":  {"Fatal", "Fatalf", "Fatalln", "Print", "Printf", "Println"},
	}
	for _, f := range sources(t) {
		if f.test || f.syntax.Name.Name == "main" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Obj == nil && slices.Contains(forbidden[pkg.Name], selector.Sel.Name) {
				t.Errorf("%s/%s uses %s.%s: take it as a parameter", f.folder, f.name, pkg.Name, selector.Sel.Name)
			}
			return true
		})
	}
}

// A test that is skipped says nothing; a test that sleeps is slow or flaky.
func TestTestsNeitherSkipNorSleep(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && f.folder != "internal/architecture" {
				if slices.Contains([]string{"Skip", "Skipf", "SkipNow", "Sleep"}, s.Sel.Name) {
					t.Errorf("%s/%s uses %s", f.folder, f.name, s.Sel.Name)
				}
			}
			return true
		})
	}
}

// within tells whether the import path belongs to the module.
func within(imported, module string) bool {
	return imported == module || strings.HasPrefix(imported, module+"/")
}

// roomOf is the listed package that a folder belongs to: a room's internal packages are the room's.
func roomOf(folder string) string {
	if room, _, inside := strings.Cut(folder, "/internal/"); inside && room != "" {
		return room
	}
	return folder
}

func imports(t *testing.T, f file) []string {
	var paths []string
	for _, spec := range f.syntax.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// sources parses every Go file of the module; nested modules and test data are not part of it.
func sources(t *testing.T) []file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []file
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipForeign(root, name, entry)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		files = append(files, file{filepath.ToSlash(folder), entry.Name(), strings.HasSuffix(name, "_test.go"), syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("found %d Go files only: the walk is wrong", len(files))
	}
	return files
}

func skipForeign(root, name string, entry fs.DirEntry) error {
	if name == root {
		return nil
	}
	base := entry.Name()
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}
