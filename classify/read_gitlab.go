package classify

import (
	"encoding/base64"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// readGitLab reads a routable token's payload, which names the cell, organisation, project,
// group and user that it is for, see
// https://docs.gitlab.com/development/secure_coding_guidelines/ and the design document "Routable Tokens".
func readGitLab(text, _ string, c *nhi.Credential) {
	body, _, _ := strings.Cut(strings.TrimPrefix(text, "glpat-"), ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		kind, id, ok := strings.Cut(line, ":")
		name := gitlabIDs[kind]
		if !ok || name == "" || !lowerAlnum(id) {
			return // what follows is random
		}
		prove(c, name, id)
	}
}

var gitlabIDs = map[string]string{
	"c": "gitlab cell", "o": "gitlab organization", "g": "gitlab group", "p": "gitlab project", "u": "gitlab user",
}

func lowerAlnum(s string) bool {
	return s != "" && len(s) <= 13 && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}
