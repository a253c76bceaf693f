package report

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// links builds addresses of a repository's pages. Its zero value builds none.
type links struct {
	base         *url.URL // nil: the target has no page that can be linked safely
	commit       string
	organization string // the target, where it is one: its own pages hold no files
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
	if t.Kind == "organization" {
		l.organization = t.Name
	}
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

// plainRepository is a name of a repository that needs no escape in an address.
var plainRepository = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_.-]+$`)

// in is the links of another repository on the same host: the zero value for what is no such name.
func (l links) in(repository string) links {
	if l.base == nil || !plainRepository().MatchString(repository) || !isClean(repository) {
		return links{}
	}
	base := *l.base
	base.Path = "/" + repository
	return links{base: &base, commit: defaultBranch}
}

// defaultBranch names the newest commit of a repository of which no commit is known.
const defaultBranch = "HEAD"

// line is the address of a place as the scanned commit has it, or, in another repository, its default branch.
func (l links) line(at nhi.Location) string {
	if at.Repository != "" {
		l = l.in(at.Repository)
	}
	return l.at(l.commit, at)
}

// lineAt is the address of a place in a commit.
func (l links) lineAt(commit string, at nhi.Location) string {
	if at.Repository != "" {
		l = l.in(at.Repository)
	}
	if !isCommit(commit) {
		return ""
	}
	return l.at(commit, at)
}

// at is the address of a place in a revision; of what is in an archive, the archive's.
func (l links) at(revision string, at nhi.Location) string {
	if l.base == nil || l.organization != "" || revision == "" || !isClean(at.Path) {
		return ""
	}
	file, _, packed := strings.Cut(at.Path, "!")
	address := l.page("blob", revision, file)
	if at.Line > 0 && !packed {
		address += "#L" + strconv.Itoa(at.Line)
	}
	return address
}

// messages are the paths under which is told what stands in no file but in a message: a commit's, or a tag's.
var messages = map[string]bool{"commit message": true, "tag message": true}

// exposed is the address of an exposed value: in the commit that holds it, where the scanned one does no more.
func (l links) exposed(e nhi.Exposure) string {
	switch {
	case messages[e.Location.Path] && e.Commit != "":
		if e.Location.Repository != "" {
			l = l.in(e.Location.Repository)
		}
		return l.commitPage(e.Commit)
	case isPast(e):
		return l.lineAt(e.Commit, e.Location)
	}
	return l.line(e.Location)
}

// finding is the address of a place of a finding about an identity, which may be where a value was.
func (l links) finding(f nhi.Finding, at nhi.Location, about *nhi.Identity) string {
	if e := exposureAt(f, at, about); e != nil {
		return l.exposed(*e)
	}
	return l.line(at)
}

// commitPage is the address of a commit of the target.
func (l links) commitPage(commit string) string {
	if !isCommit(commit) || l.organization != "" {
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
	if !found || err != nil || n < 1 || !strings.ContainsAny(path, "./") || strings.Contains(path, " ") { // words
		return ""
	}
	at := nhi.Location{Path: path, Line: n}
	if parts := strings.SplitN(path, "/", 3); l.organization != "" && len(parts) == 3 && strings.EqualFold(parts[0], l.organization) {
		at.Repository, at.Path = parts[0]+"/"+parts[1], parts[2]
	}
	return l.line(at)
}
