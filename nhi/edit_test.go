package nhi_test

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestEditorOf: people are called by their login or address; machines and what is no address are nobody.
func TestEditorOf(t *testing.T) {
	for _, c := range []struct{ name, address, want string }{
		{"Bob", "bob@example.com", "bob@example.com"},
		{"Bob", "123+bob-b@users.noreply.github.com", "@bob-b"},
		{"Bob", "Bob@users.noreply.github.com", "@Bob"},
		{"Bob", "123+Bob@Users.NoReply.GitHub.com", "@Bob"},
		{"Abbott", "abbot@example.com", "abbot@example.com"},
		{"dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", ""},
		{"Renovate Bot", "renovate@whitesourcesoftware.com", ""},
		{"GitHub", "noreply@github.com", ""},
		{"github-actions", "actions@github.com", ""},
		{"Acme", "acme-ci@example.com", ""},
		{"Bob", "bob", ""},
		{"Bob", "@example.com", ""},
		{"Bob", "bob@example.com, eve@example.com", ""},
		{"Bob", "bob@exa\u202emple.com", ""},
		{"Bob", strings.Repeat("b", 100) + "@example.com", ""},
	} {
		if got := nhi.EditorOf(c.name, c.address); got != c.want {
			t.Errorf("%s <%s> is %q, want %q", c.name, c.address, got, c.want)
		}
	}
}
