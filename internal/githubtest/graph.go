package githubtest

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// graph is the world as GraphQL shows it.
func (w *World) graph() node {
	return node{
		"__typename": "Query",
		"rateLimit":  node{"__typename": "RateLimit", "cost": 1, "limit": 5000, "remaining": 4999, "used": 1, "resetAt": start.Format(time.RFC3339)},
		"nodes": resolver(func(arguments map[string]any) any {
			ids, _ := arguments["ids"].([]any)
			found := make([]node, len(ids))
			for i, id := range ids {
				found[i] = w.nodeByID(text(id))
			}
			return found
		}),
		"node":         resolver(func(arguments map[string]any) any { return w.nodeByID(text(arguments["id"])) }),
		"organization": resolver(func(arguments map[string]any) any { return w.organizationNode(text(arguments["login"])) }),
		"repository": resolver(func(arguments map[string]any) any {
			return w.repositoryNode(text(arguments["owner"]) + "/" + text(arguments["name"]))
		}),
	}
}

func (w *World) nodeByID(id string) node {
	if r := w.byNode[id]; r != nil {
		return r.node()
	}
	return nil
}

func (w *World) repositoryNode(fullName string) node {
	if r := w.byName[fullName]; r != nil {
		return r.node()
	}
	return nil
}

func (w *World) organizationNode(login string) node {
	for _, o := range w.owners {
		if o.Login != login {
			continue
		}
		all := make([]node, len(o.repos))
		for i, r := range o.repos {
			all[i] = r.node()
		}
		return node{"__typename": "Organization", "login": login, "repositories": connection("RepositoryConnection", all, nil)}
	}
	return nil
}

// Graph sets fields of the repository that only GraphQL shows.
func (r *Repository) Graph(fields map[string]any) { r.graph = fields }

// node is the repository as GraphQL shows it.
func (r *Repository) node() node {
	n := node{
		"__typename": "Repository", "id": r.fields["node_id"], "databaseId": r.fields["id"],
		"name": r.Name, "nameWithOwner": r.Owner + "/" + r.Name,
		"isArchived": r.fields["archived"] == true, "isPrivate": r.fields["private"], "isDisabled": r.fields["disabled"] == true,
		"visibility":       strings.ToUpper(text(r.fields["visibility"])),
		"defaultBranchRef": node{"__typename": "Ref", "name": r.fields["default_branch"], "target": node{"__typename": "Commit", "history": resolver(r.history)}},
		"deployKeys":       r.counted("DeployKeyConnection", "DeployKey", "keys"),
		"environments":     r.counted("EnvironmentConnection", "Environment", "environments"),
		"rulesets":         connection("RepositoryRulesetConnection", r.rulesetNodes(), nil),
		"collaborators":    resolver(r.collaboratorNodes),
		"object":           resolver(func(arguments map[string]any) any { return r.gitObject(text(arguments["expression"])) }),
	}
	for key, value := range r.graph {
		n[key] = value
	}
	return n
}

// Edited adds a commit that edits the workflows. Login is "" for an address that belongs to no account.
func (r *Repository) Edited(name, email, login string, at time.Time) {
	r.edits = append(r.edits, edit{name, email, login, at})
}

type edit struct {
	name, email, login string
	at                 time.Time
}

// history is the commits that edited the workflows since a moment, the last first.
func (r *Repository) history(arguments map[string]any) any {
	since, _ := time.Parse(time.RFC3339, text(arguments["since"]))
	var all []node
	for _, e := range r.edits {
		oid := sha1.Sum([]byte(e.email + e.at.String()))
		author := node{"__typename": "GitActor", "name": e.name, "email": e.email}
		if e.login != "" {
			author["user"] = node{"__typename": "User", "login": e.login}
		}
		if e.at.After(since) && arguments["path"] == ".github/workflows" {
			all = append(all, node{"__typename": "Commit", "oid": hex.EncodeToString(oid[:]), "authoredDate": e.at.UTC().Format(time.RFC3339), "author": author})
		}
	}
	slices.SortStableFunc(all, func(a, b node) int { return strings.Compare(text(b["authoredDate"]), text(a["authoredDate"])) })
	return connection("CommitHistoryConnection", all, nil)(arguments)
}

// counted is the list of the repository at the end of a REST path, as a connection of named nodes.
func (r *Repository) counted(connectionType, itemType, rest string) resolver {
	list, _ := r.world.at(r.path() + "/" + rest).([]Fields)
	all := make([]node, len(list))
	for i, item := range list {
		all[i] = node{"__typename": itemType, "name": item["name"], "title": item["title"], "readOnly": item["read_only"]}
		if at, ok := item["?deployed"].(time.Time); ok {
			all[i]["latestCompletedDeployment"] = node{"__typename": "Deployment", "createdAt": at.UTC().Format(time.RFC3339)}
		}
	}
	return connection(connectionType, all, nil)
}

// rulesetNodes are the rulesets set at "rulesets/{id}" in REST's form.
func (r *Repository) rulesetNodes() []node {
	list, _ := r.world.at(r.path() + "/rulesets").([]Fields)
	all := make([]node, len(list))
	for i, item := range list {
		detail, _ := r.world.at(fmt.Sprintf("%s/rulesets/%v", r.path(), item["id"])).(Fields)
		actors, _ := detail["bypass_actors"].([]Fields)
		all[i] = node{
			"__typename": "RepositoryRuleset", "name": item["name"], "databaseId": item["id"],
			"enforcement":  strings.ToUpper(text(item["enforcement"])),
			"bypassActors": connection("RepositoryRulesetBypassActorConnection", bypassNodes(actors), nil),
		}
	}
	return all
}

func bypassNodes(actors []Fields) []node {
	all := make([]node, len(actors))
	for i, actor := range actors {
		kind := actor["actor_type"]
		all[i] = node{
			"__typename": "RepositoryRulesetBypassActor", "deployKey": kind == "DeployKey",
			"bypassMode":        strings.ToUpper(text(actor["bypass_mode"])),
			"organizationAdmin": kind == "OrganizationAdmin", "enterpriseOwner": kind == "EnterpriseOwner",
		}
		if kind == "Integration" {
			all[i]["actor"] = node{"__typename": "App", "slug": text(actor["?slug"]), "name": text(actor["?slug"])}
		}
	}
	return all
}

// collaboratorNodes are those of the list "collaborators"; OUTSIDE are the ones that REST shows for
// ?affiliation=outside.
func (r *Repository) collaboratorNodes(arguments map[string]any) any {
	list, _ := r.world.at(r.path() + "/collaborators").([]Fields)
	var people, edges []node
	for _, item := range list {
		if wanted := strings.ToLower(text(arguments["affiliation"])); wanted != "" && wanted != "all" && item["?affiliation"] != wanted {
			continue
		}
		permission := strings.ToUpper(text(item["role_name"]))
		person := node{"__typename": "User", "login": item["login"]}
		people = append(people, person)
		edges = append(edges, node{"__typename": "RepositoryCollaboratorEdge", "permission": permission, "node": person})
	}
	return connection("RepositoryCollaboratorConnection", people, edges)(arguments)
}

// maximumText is the size above which GraphQL cuts a file's text.
const maximumText = 512 << 10

// gitObject is the file or folder that an expression such as "HEAD:.github/workflows" names.
func (r *Repository) gitObject(expression string) any {
	_, name, _ := strings.Cut(expression, ":")
	name = strings.Trim(name, "/")
	if content, ok := r.files[name]; ok {
		return blobNode(content)
	}
	if entries := r.entries(name); len(entries) > 0 {
		return treeNode(r, name, entries)
	}
	return nil
}

func blobNode(content string) node {
	shown := content[:min(len(content), maximumText)]
	return node{"__typename": "Blob", "oid": objectID("blob", content), "byteSize": len(content), "isBinary": strings.Contains(content, "\x00"),
		"isTruncated": len(shown) < len(content), "text": shown}
}

func treeNode(r *Repository, folder string, entries []string) node {
	all := make([]node, len(entries))
	for i, name := range entries {
		path := strings.TrimPrefix(folder+"/"+name, "/")
		content, isFile := r.files[path]
		kind, id := "tree", objectID("tree", path)
		if isFile {
			kind, id = "blob", objectID("blob", content)
		}
		all[i] = node{"__typename": "TreeEntry", "name": name, "type": kind, "oid": id, "path": path,
			"object": resolver(func(map[string]any) any { return r.gitObject("HEAD:" + path) })}
	}
	return node{"__typename": "Tree", "oid": objectID("tree", folder), "entries": all}
}

// entries are the names in a folder, "" being the root.
func (r *Repository) entries(folder string) []string {
	if folder != "" {
		folder += "/"
	}
	var names []string
	for name := range r.files {
		if rest, inside := strings.CutPrefix(name, folder); inside {
			first, _, _ := strings.Cut(rest, "/")
			names = append(names, first)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// objectID is git's name for a file's content; for a folder it is merely unique.
func objectID(kind, content string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "%s %d\x00%s", kind, len(content), content))
	return hex.EncodeToString(sum[:])
}
