package leaks

import (
	"path"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// privateKeyRule is gitleaks' rule for private keys in PEM's armour.
const privateKeyRule = "private-key"

// holdBackKeyrings takes back the private keys that lie in one folder with another one which is for tests: whoever made
// that one for a server that nobody can reach made theirs for its clients.
func holdBackKeyrings(opinions map[*exposed]*opinion) {
	tried := map[string]bool{}
	for e, o := range opinions {
		if o.isKeyFile(e) && o.Doubt == nhi.DoubtTest && !evidence.IsTest(e.path) {
			tried[path.Dir(e.path)] = true
		}
	}
	for e, o := range opinions {
		if o.isKeyFile(e) && o.Doubt == "" && tried[path.Dir(e.path)] {
			o.company = nhi.DoubtTest
			o.Features = append(o.Features, nhi.Feature{Name: "a key beside it is for tests"})
		}
	}
}

// isKeyFile tells a private key that is a file of its own, and nobody's way in.
func (o *opinion) isKeyFile(e *exposed) bool {
	return e.rule == privateKeyRule && e.secret != "" && !evidence.IsCode(e.path) && !evidence.IsLogin(e.path) && !e.place().Packed
}
