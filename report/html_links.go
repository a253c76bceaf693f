package report

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// links builds addresses of a repository's pages. Its zero value builds none.
type links struct {
	base   *url.URL // nil: the target has no page that can be linked safely
	commit string
}

// newLinks takes a target's address only when it is plain https without user information, and
// only of a host whose pages are laid out as GitHub's.
func newLinks(t nhi.Target) links {
	base, err := url.Parse(strings.TrimSuffix(t.URL, ".git"))
	if err != nil || base.Scheme != "https" || base.Host == "" || base.User != nil || base.Opaque != "" || base.RawQuery != "" || base.Fragment != "" {
		return links{}
	}
	for _, other := range []string{"gitlab", "bitbucket", "codeberg", "sourcehut", "sr.ht", "dev.azure"} {
		if strings.Contains(base.Hostname(), other) {
			return links{}
		}
	}
	l := links{base: base}
	if isCommit(t.Commit) {
		l.commit = t.Commit
	}
	return l
}

// isCommit tells whether s is a whole object name.
func isCommit(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// page is the address of a page of the repository, "" when there is none to link.
func (l links) page(path ...string) string {
	if l.base == nil {
		return ""
	}
	u := *l.base
	u.Path = strings.TrimSuffix(u.Path, "/") + "/" + strings.Join(path, "/")
	u.RawPath = ""
	return u.String()
}

// line is the address of a place as the scanned commit has it.
func (l links) line(at nhi.Location) string { return l.lineAt(l.commit, at) }

// lineAt is the address of a place in a commit.
func (l links) lineAt(commit string, at nhi.Location) string {
	if l.base == nil || !isCommit(commit) || !isClean(at.Path) {
		return ""
	}
	address := l.page("blob", commit, at.Path)
	if at.Line > 0 {
		address += "#L" + strconv.Itoa(at.Line)
	}
	return address
}

// commitPage is the address of a commit.
func (l links) commitPage(commit string) string {
	if !isCommit(commit) {
		return ""
	}
	return l.page("commit", commit)
}

// isClean tells whether a path names a file below the root and nothing else, so that no browser
// resolves it to another page.
func isClean(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return !strings.ContainsAny(path, "\\\x00\n\r\t")
}

// safeLink passes an https address and drops any other.
func safeLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return u.String()
}

// view is the address of a view of the dashboard with its filters, given as name, value, name, value…
func view(name string, filters ...string) string {
	address := "#" + name
	for i := 0; i+1 < len(filters); i += 2 {
		sign := "&"
		if i == 0 {
			sign = "?"
		}
		address += sign + url.QueryEscape(filters[i]) + "=" + url.QueryEscape(filters[i+1])
	}
	return address
}

// source is the address of a fact's source, when the source is a place in a file such as ".github/CODEOWNERS:3".
func (l links) source(source string) string {
	path, line, found := strings.Cut(source, ":")
	n, err := strconv.Atoi(line)
	if !found || err != nil || n < 1 || !strings.ContainsAny(path, "./") {
		return ""
	}
	return l.line(nhi.Location{Path: path, Line: n})
}
