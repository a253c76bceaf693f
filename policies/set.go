package policies

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// pack holds the built-in policies: a folder each, nothing to register.
//
//go:embed */policy.rego */README.md
var pack embed.FS

// Bounds on the user's own policies, and on every policy's run.
const (
	maximumModules    = 500
	maximumModuleSize = 1 << 20
	compileLimit      = 20 * time.Second
	evaluationLimit   = 10 * time.Second // of one policy of the user's, for each batchSize identities
	packPatience      = 12               // times evaluationLimit for a policy of the pack
	stopLimit         = 2 * time.Second  // for a policy to stop once it is told to
)

// pageURL is where a built-in policy's page can be read.
const pageURL = "https://github.com/rollcall-dev/rollcall/blob/main/policies/%s/README.md"

// Set is the built-in pack together with the user's own policies. It is safe for
// concurrent use.
type Set struct {
	policies  []*policy     // sorted by ID
	custom    *ast.Compiler // nil without custom policies
	libraries string        // the rules that custom policies may call

	evaluationLimit, stopLimit time.Duration
	maximumTogether            int
}

// Load reads the built-in pack and the user's policies: every .rego file of custom but
// tests (_test.rego). Custom may be nil. A user's policy has the package custom.<name>
// and gets the ID "custom.<name>"; other packages below custom. are libraries for them.
// A policy that cannot be read, parsed or compiled is an *Error with its position.
func Load(custom fs.FS) (*Set, error) {
	builtin, err := builtinSet()
	if err != nil || custom == nil {
		return builtin, err
	}
	whole := *builtin
	s := &whole
	s.policies = slices.Clone(builtin.policies)
	sources, err := readModules(custom, func(name string) bool { return !isTest(name) })
	if err != nil || len(sources) == 0 {
		return s, err
	}
	if err := s.addCustom(custom, sources); err != nil {
		return nil, err
	}
	nhi.Sort(s.policies, func(a, b *policy) int { return cmp.Compare(a.ID, b.ID) })
	return s, nil
}

// builtinSet is the pack, read once; nothing changes it.
var builtinSet = sync.OnceValues(loadBuiltin)

func loadBuiltin() (*Set, error) {
	s := &Set{evaluationLimit: evaluationLimit, stopLimit: stopLimit, maximumTogether: maximumTogether}
	files, err := fs.Glob(pack, "*/policy.rego")
	if err != nil {
		return nil, err
	}
	described := readDescriptions(packJSON)
	for _, file := range files { // in the order of their IDs
		p, err := loadBuiltinPolicy(file, described)
		if err != nil {
			return nil, err
		}
		s.policies = append(s.policies, p)
	}
	return s, nil
}

// loadBuiltinPolicy gives the policy in a file of the pack. It is parsed only if it is not described.
func loadBuiltinPolicy(file string, described map[string]description) (*policy, error) {
	text, err := pack.ReadFile(file)
	if err != nil {
		return nil, err
	}
	source, id := string(text), path.Dir(file)
	p, ok := described[id].policy(id, file, source)
	if !ok {
		if p, err = parsePolicy(file, source); err != nil {
			return nil, err
		}
	}
	if c := compiledModules()[id]; c.checksum == checksum(source) {
		p.ready = c.data
	}
	p.ID, p.URL, p.compiled = id, fmt.Sprintf(pageURL, id), sync.OnceValues(p.compile)
	if want := packagePath(id); !p.pkg.Equal(want) {
		return nil, &Error{Message: "the package must be " + strings.TrimPrefix(want.String(), "data."), Position: file}
	}
	help, err := pack.ReadFile(path.Join(id, pageName))
	p.Help = string(help)
	return p, err
}

// packagePath is the package that a built-in policy must have.
func packagePath(id string) ast.Ref {
	return ast.Ref{ast.DefaultRootDocument, ast.StringTerm("rollcall"), ast.StringTerm(id)}
}

// parsePolicy parses and describes the policy in file; its ID is the caller's to give.
func parsePolicy(file, source string) (*policy, error) {
	m, err := parse(file, source)
	if err != nil {
		return nil, err
	}
	return describe(m, file)
}

// pageName is the file beside a policy that explains it.
const pageName = "README.md"

// readHelp reads the policy's page, if there is one.
func (p *policy) readHelp(fsys fs.FS) error {
	help, err := readFile(fsys, path.Join(path.Dir(p.file), pageName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	p.Help = help
	return nil
}

func (s *Set) addCustom(fsys fs.FS, sources map[string]string) error {
	modules := map[string]*ast.Module{}
	byID := map[string]string{}
	compares := false // a library does, which any policy may call
	for _, file := range slices.Sorted(maps.Keys(sources)) {
		m, err := parse(file, sources[file])
		if err != nil {
			return err
		}
		if err := checkCustomPackage(m, file); err != nil {
			return err
		}
		modules[file] = m
		if !hasRule(m, "findings") {
			s.libraries += file + "\n" + rulesText(m)
			compares = compares || len(comparisons(m)) > 0
			continue
		}
		p, err := describe(m, file)
		if err != nil {
			return err
		}
		if err := p.readHelp(fsys); err != nil {
			return err
		}
		if err := checkParamRefs(p, m); err != nil {
			return err
		}
		p.ID, p.Custom, p.rules = strings.TrimPrefix(p.pkg.String(), "data."), true, rulesText(m)
		p.across = len(comparisons(m)) > 0
		if other, taken := byID[p.ID]; taken {
			return &Error{Message: fmt.Sprintf("the policy %s is also in %s", p.ID, other), Position: file}
		}
		byID[p.ID] = file
		s.policies = append(s.policies, p)
	}
	for _, p := range s.policies {
		if p.Custom && compares {
			p.across = true
		}
	}
	s.custom = newStrictCompiler(policyCapabilities())
	return compile(s.custom, modules, compileLimit)
}

// checkCustomPackage keeps the user's modules below custom., and policies right below it.
func checkCustomPackage(m *ast.Module, file string) error {
	names := strings.Split(strings.TrimPrefix(m.Package.Path.String(), "data."), ".")
	if names[0] != "custom" || len(names) < 2 {
		return &Error{
			Message:  "a policy of your own needs a package of the form custom.<name>",
			Advice:   "write `package custom." + strings.TrimSuffix(path.Base(file), ".rego") + "`",
			Position: position(m.Package.Location, file),
		}
	}
	if len(names) > 2 && hasRule(m, "findings") {
		return &Error{Message: "a policy's package has the form custom.<name>, without further parts", Position: position(m.Package.Location, file)}
	}
	return nil
}

// readModules reads the .rego files of fsys whose name keep accepts.
func readModules(fsys fs.FS, keep func(name string) bool) (map[string]string, error) {
	sources := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".rego" || !keep(name) {
			return err
		}
		if len(sources) == maximumModules {
			return &Error{Message: fmt.Sprintf("there are more than %d .rego files", maximumModules)}
		}
		sources[name], err = readFile(fsys, name)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) && len(sources) == 0 {
		return nil, nil // no such folder: no policies
	}
	return sources, err
}

// readFile reads a policy's file, up to the limit.
func readFile(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maximumModuleSize+1))
	if err != nil {
		return "", err
	}
	if len(data) > maximumModuleSize {
		return "", &Error{Message: fmt.Sprintf("the file is larger than %d bytes", maximumModuleSize), Position: name}
	}
	return string(data), nil
}

// Policies describes every policy of the set as it is by default, sorted by ID.
func (s *Set) Policies() []nhi.Policy {
	all := make([]nhi.Policy, len(s.policies))
	for i, p := range s.policies {
		all[i] = p.Policy
		all[i].Params = maps.Clone(p.Params)
	}
	return all
}

func (s *Set) ids() []string {
	ids := make([]string, len(s.policies))
	for i, p := range s.policies {
		ids[i] = p.ID
	}
	return ids
}
