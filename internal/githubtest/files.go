package githubtest

import (
	"encoding/base64"
	"strings"
)

// file is what the repository's files say at the path of the request.
func (w *World) file(x exchange) (any, bool) {
	r := w.byName[x.parameters["owner"]+"/"+x.parameters["repo"]]
	if r == nil {
		return nil, false
	}
	switch x.endpoint.shape {
	case "/repos/{owner}/{repo}/contents/{path}":
		return r.contents(strings.Trim(x.parameters["path"], "/"))
	case "/repos/{owner}/{repo}/git/trees/{tree_sha}":
		return r.tree(x.parameters["tree_sha"], x.URL.Query().Get("recursive") != "")
	case "/repos/{owner}/{repo}/git/blobs/{file_sha}":
		return r.blob(x.parameters["file_sha"])
	}
	return nil, false
}

// maximumContent is the size above which the contents endpoint gives no content.
const maximumContent = 1 << 20

func (r *Repository) contents(name string) (any, bool) {
	if content, ok := r.files[name]; ok {
		return r.contentsFile(name, content), true
	}
	var listed []Fields
	for _, entry := range r.entries(name) {
		path := strings.TrimPrefix(name+"/"+entry, "/")
		kind := "dir"
		content, isFile := r.files[path]
		if isFile {
			kind = "file"
		}
		listed = append(listed, Fields{"type": kind, "name": entry, "path": path, "size": len(content), "sha": objectID("blob", content)})
	}
	return listed, len(listed) > 0
}

func (r *Repository) contentsFile(name, content string) Fields {
	file := Fields{"type": "file", "name": name[strings.LastIndex(name, "/")+1:], "path": name, "size": len(content), "sha": objectID("blob", content)}
	if len(content) > maximumContent {
		return with(file, Fields{"encoding": "none", "content": ""})
	}
	return with(file, Fields{"encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(content))})
}

func (r *Repository) blob(sha string) (any, bool) {
	for _, name := range r.sortedNames() {
		if content := r.files[name]; objectID("blob", content) == sha {
			encoded := base64.StdEncoding.EncodeToString([]byte(content))
			return Fields{"sha": sha, "size": len(content), "encoding": "base64", "content": encoded}, true
		}
	}
	return nil, false
}

// tree lists the root, whichever commit or branch is named.
func (r *Repository) tree(sha string, recursive bool) (any, bool) {
	var entries []Fields
	for _, name := range r.sortedNames() {
		if recursive || !strings.Contains(name, "/") {
			content := r.files[name]
			entries = append(entries, Fields{"path": name, "mode": "100644", "type": "blob", "sha": objectID("blob", content), "size": len(content)})
		}
	}
	return Fields{"sha": objectID("tree", sha), "truncated": false, "tree": entries}, len(r.files) > 0
}

// repositoryPath is the path of the repository with the id; "" when there is none.
func (w *World) repositoryPath(id string) string {
	for _, r := range w.byName {
		if text(r.fields["id"]) == id {
			return r.path()
		}
	}
	return ""
}
