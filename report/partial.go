package report

import (
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Partial tells whether a report is of less than its target: of an organisation of which repositories could not
// be read. Code scanning would close the alerts on what it lacks.
func Partial(r nhi.Report) bool {
	if r.Platform == nil {
		return false
	}
	for _, o := range r.Platform.Organizations {
		if o.RepositoriesRead < o.RepositoriesKnown {
			return true
		}
	}
	return false
}

// category is the name under which code scanning keeps a report's alerts: those that the next report of the same
// category does not have are closed. A pull request's range, the index and a part are not the whole, and have others.
func category(r nhi.Report) string {
	parts := []string{"rollcall", plain(r.Target.Name)}
	switch {
	case r.Target.Base != "":
		parts = append(parts, "pull-request")
	case r.Target.Staged:
		parts = append(parts, "staged")
	case Partial(r):
		parts = append(parts, "partial")
	}
	return strings.Join(parts, "/") + "/"
}
