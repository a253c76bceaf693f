package repository

import (
	"net/url"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// scpRemote is git's short form of an ssh address: [user@]host:path.
var scpRemote = lazyregexp.New(`^(?:[^@/\s]*@)?([A-Za-z0-9._-]+):([^\s:][^\s]*)$`)

// parseRemote reads a remote's address: the owner/name it stands for, "" unless its path
// has exactly these two parts, and an address without user, password, query or fragment,
// "" when it is not a web or ssh address.
func parseRemote(remote string) (name, address string) {
	remote = strings.TrimSpace(remote)
	host, path := "", ""
	if u, err := url.Parse(remote); err == nil && u.Host != "" {
		switch u.Scheme {
		case "http", "https", "ssh", "git", "git+ssh":
			host, path = u.Hostname(), u.Path
		}
	} else if m := scpRemote().FindStringSubmatch(remote); m != nil && !strings.Contains(remote, "://") {
		host, path = m[1], m[2]
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if host == "" || path == "" {
		return "", ""
	}
	clean := url.URL{Scheme: "https", Host: strings.ToLower(host), Path: "/" + path}
	if owner, repo, ok := strings.Cut(path, "/"); ok && isName(owner) && isName(repo) {
		name = owner + "/" + repo
	}
	return name, clean.String()
}

var ownerOrRepo = lazyregexp.New(`^[A-Za-z0-9._-]{1,100}$`)

func isName(s string) bool { return ownerOrRepo().MatchString(s) && s != "." && s != ".." }
