package github

import (
	"context"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// The bounds on what is read of one repository's files through the API.
const (
	maximumFiles     = 300
	maximumFileBytes = 1 << 20
	filesInFlight    = 8
)

// codeOwnersPaths are where GitHub looks for CODEOWNERS; the first that exists counts.
var codeOwnersPaths = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// workflowFolder is where GitHub looks for workflows.
const workflowFolder = ".github/workflows"

// files reads those files of a repository that say how its identities are used, when nobody else does.
func (r *reader) files(ctx context.Context) {
	if r.options.Files == nil || r.options.OnDisk {
		return
	}
	type entry struct {
		Path string `json:"path"`
		Type string `json:"type"`
		Size int64  `json:"size"`
	}
	type listing struct {
		Tree      []entry `json:"tree"`
		Truncated bool    `json:"truncated"`
	}
	listed, err := api.One[listing](ctx, r.client, r.path(repoFiles)+"?recursive=1")
	if answered(err, http.StatusConflict) {
		r.Repository.WorkflowsRead = true // the repository is empty
		return
	}
	if err != nil {
		r.refuse(repoFiles, "", err)
		return
	}
	var names []string
	whole := !listed.Truncated
	for _, e := range listed.Tree {
		if e.Type == "blob" && r.wanted(e.Path) {
			names = append(names, e.Path)
		}
	}
	if len(names) > maximumFiles {
		names, whole = names[:maximumFiles], false
	}
	if !whole {
		r.refuse(repoFiles, "", &api.Failure{Kind: api.TooLarge, Detail: "not all files were listed"})
	}
	found := memory{}
	unread := r.fetch(ctx, found, names)
	r.Repository.WorkflowsRead = whole && !slices.ContainsFunc(unread, r.matters)
	r.understand(ctx, found)
}

// dependabotFiles are where GitHub looks for Dependabot's configuration.
var dependabotFiles = []string{".github/dependabot.yml", ".github/dependabot.yaml"}

// wanted tells which files are read: workflows, actions, CODEOWNERS, and what configures Dependabot or agents.
func (r *reader) wanted(name string) bool {
	switch base := path.Base(name); {
	case path.Dir(name) == workflowFolder:
		return strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml") || r.configures(name)
	case base == "action.yml", base == "action.yaml":
		return !strings.Contains("/"+name, "/node_modules/")
	case base == "CODEOWNERS":
		return slices.Contains(codeOwnersPaths, name)
	}
	return slices.Contains(dependabotFiles, name) || r.configures(name)
}

// configures tells whether a file is one that configures agents.
func (r *reader) configures(name string) bool {
	return r.options.Wanted != nil && r.options.Wanted(name)
}

// matters tells whether a file may say which job uses what: any that does not configure agents alone.
func (r *reader) matters(name string) bool { return !r.configures(name) }

// fetch reads files into found, and gives those that it could not read.
func (r *reader) fetch(ctx context.Context, found memory, names []string) (unread []string) {
	contents := make([][]byte, len(names))
	problems := make([]error, len(names))
	var group errgroup.Group
	group.SetLimit(filesInFlight)
	for i, name := range names {
		group.Go(func() error {
			contents[i], problems[i] = r.content(ctx, name)
			return nil
		})
	}
	_ = group.Wait() // each has its own error
	for i, name := range names {
		if problems[i] != nil {
			r.refuse(repoFiles, clean(name), problems[i])
			unread = append(unread, name)
			continue
		}
		found.put(name, contents[i])
	}
	return unread
}

// content reads one file of the default branch.
func (r *reader) content(ctx context.Context, name string) ([]byte, error) {
	type file struct {
		Content  string `json:"content"`
		Encoding string `json:"encoding"`
		Size     int64  `json:"size"`
	}
	at := r.path(repoSettings) + "/contents/" + api.FilePath(name)
	got, err := api.One[file](ctx, r.client, at)
	switch {
	case err != nil:
		return nil, err
	case got.Size > maximumFileBytes:
		return nil, &api.Failure{Kind: api.TooLarge, Path: at}
	case got.Encoding != "base64":
		return nil, &api.Failure{Kind: api.WrongType, Path: at, Detail: "its encoding is not base64"}
	}
	text, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(got.Content, "\n", ""))
	if err != nil {
		return nil, &api.Failure{Kind: api.WrongType, Path: at, Detail: "its content is not base64"}
	}
	return text, nil
}

// understand hands the files to who understands them, and takes what was seen in them.
func (r *reader) understand(ctx context.Context, found memory) {
	for _, name := range codeOwnersPaths {
		if r.refused(name) {
			break // it counts, whatever the next one says
		}
		if content, ok := found[name]; ok {
			r.Repository.CodeOwnersPath, r.CodeOwners = name, string(content)
			break
		}
	}
	if r.options.Files == nil {
		return
	}
	seen, err := r.options.Files(ctx, r.target, found)
	if err != nil {
		r.refuse(repoFiles, "", err)
		r.Repository.WorkflowsRead = false
		return
	}
	if where := r.elsewhere(r.target); where != "" {
		locate(reflect.ValueOf(&seen), where)
		for i := range seen.Workflows {
			seen.Workflows[i].Repository = where
		}
		for i := range seen.Gaps {
			seen.Gaps[i].Scope = where + ": " + seen.Gaps[i].Scope
		}
	}
	r.Add(seen)
}

// refused tells whether a file could not be read.
func (r *reader) refused(name string) bool {
	return slices.ContainsFunc(r.Refusals, func(f refusal) bool { return f.Surface == repoFiles.Title && f.Detail == clean(name) })
}

// locate sets the repository of every nhi.Location within v.
func locate(v reflect.Value, repository string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			locate(v.Elem(), repository)
		}
	case reflect.Slice:
		for i := range v.Len() {
			locate(v.Index(i), repository)
		}
	case reflect.Struct:
		if at, ok := v.Addr().Interface().(*nhi.Location); ok {
			at.Repository = repository
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type().Field(i).Type.PkgPath() != "time" {
				locate(v.Field(i), repository)
			}
		}
	}
}

// sweptFiles takes the files that the sweep brought, and reads the few that it names but did not bring.
func (r *reader) sweptFiles(ctx context.Context, item repositoryItem, s *swept) {
	found, whole := memory{}, true
	var binary []string
	if s.filesRefused() || s.Root == nil && item.Size > 0 { // one that has content has a root
		r.refuse(repoFiles, "", refusedByGitHub)
		whole = false
	}
	add := func(name string, b *blob) {
		switch {
		case b == nil:
		case b.IsBinary && len(binary) < maximumFiles: // GitHub gives no text of what is in UTF-16, say
			binary = append(binary, name)
		case b.IsBinary || b.Text == nil || b.IsTruncated:
			r.refuse(repoFiles, clean(name), &api.Failure{Kind: api.TooLarge})
			whole = false
		default:
			found.put(name, []byte(*b.Text))
		}
	}
	for name, b := range map[string]*blob{
		"CODEOWNERS": s.Owners, "docs/CODEOWNERS": s.OwnersInDocs, ".claude/settings.json": s.Claude, ".codex/config.toml": s.Codex,
		".cursor/mcp.json": s.Cursor, ".gemini/settings.json": s.Gemini, ".vscode/mcp.json": s.VSCode,
	} {
		add(name, b)
	}
	r.addFolder(add, ".github", s.Settings)
	r.addFolder(add, workflowFolder, s.Workflows)
	if s.Actions != nil {
		for _, folder := range s.Actions.Entries {
			if folder.Object != nil {
				r.addFolder(add, ".github/actions/"+folder.Name, &folder.Object.tree)
			}
		}
	}
	names := append(binary, r.further(s, found)...)
	slices.Sort(names)
	unread := r.fetch(ctx, found, slices.Compact(names))
	whole = r.localActions(ctx, found) && whole
	r.Repository.WorkflowsRead = whole && !slices.ContainsFunc(unread, r.matters)
	r.understand(ctx, found)
}

// addFolder adds the wanted files of a folder.
func (r *reader) addFolder(add func(string, *blob), folder string, t *tree) {
	if t == nil {
		return
	}
	for _, e := range t.Entries {
		if name := folder + "/" + e.Name; e.Type == "blob" && e.Object != nil && r.wanted(name) {
			add(name, &e.Object.blob)
		}
	}
}

// further lists the configuration in the root, which was listed but not swept.
func (r *reader) further(s *swept, found memory) []string {
	var names []string
	if s.Root != nil {
		for _, e := range s.Root.Entries {
			if _, have := found[e.Name]; e.Type == "blob" && !have && r.wanted(e.Name) {
				names = append(names, e.Name)
			}
		}
	}
	return names
}

// localAction finds the actions of the same repository that a workflow names.
var localAction = lazyregexp.New(`(?m)^[ \t-]*uses:[ \t]*['"]?\./([A-Za-z0-9._/-]+)`)

// maximumLocalActions bounds the actions outside .github/actions that are read of one repository.
const maximumLocalActions = 20

// localActions reads the actions that workflows name and that the sweep did not bring. One that is
// not there is a mistake of the workflow's, which whoever understands the files tells.
func (r *reader) localActions(ctx context.Context, found memory) bool {
	var folders []string
	for name, content := range found {
		if path.Dir(name) != workflowFolder {
			continue
		}
		for _, match := range localAction().FindAllSubmatch(content, -1) {
			folder := path.Clean(string(match[1]))
			_, yml := found[folder+"/action.yml"]
			_, yaml := found[folder+"/action.yaml"]
			if !yml && !yaml && !strings.HasPrefix(folder, workflowFolder) && fs.ValidPath(folder) {
				folders = append(folders, folder)
			}
		}
	}
	slices.Sort(folders)
	folders = slices.Compact(folders)
	whole := len(folders) <= maximumLocalActions
	if !whole {
		r.refuse(repoFiles, "actions", &api.Failure{Kind: api.TooLarge})
		folders = folders[:maximumLocalActions]
	}
	for _, folder := range folders {
		whole = r.localAction(ctx, found, folder) && whole
	}
	return whole
}

// localAction reads an action's file, which has one of two names.
func (r *reader) localAction(ctx context.Context, found memory, folder string) bool {
	for _, base := range []string{"action.yml", "action.yaml"} {
		name := path.Join(folder, base)
		content, err := r.content(ctx, name)
		switch {
		case err == nil:
			return found.put(name, content)
		case !missing(err):
			r.refuse(repoFiles, clean(name), err)
			return false
		}
	}
	return true
}
