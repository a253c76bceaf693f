package classify

import (
	"encoding/json"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// readServiceAccount reads whose key a Google Cloud service account's JSON file holds, as in
// https://cloud.google.com/iam/docs/keys-create-delete.
func readServiceAccount(_, value string, c *nhi.Credential) {
	start, end := strings.IndexByte(value, '{'), strings.LastIndexByte(value, '}')
	if start < 0 || end < start {
		return
	}
	var file struct {
		Project    text `json:"project_id"`
		Email      text `json:"client_email"`
		KeyID      text `json:"private_key_id"`
		ClientID   text `json:"client_id"`
		PrivateKey text `json:"private_key"`
		Universe   text `json:"universe_domain"`
	}
	if json.Unmarshal([]byte(value[start:end+1]), &file) != nil {
		return
	}
	for _, p := range []struct {
		name  string
		value text
	}{
		{"gcp project", file.Project}, {"service account", file.Email}, {"key id", file.KeyID},
		{"client id", file.ClientID}, {"universe", file.Universe},
	} {
		prove(c, p.name, string(p.value), string(file.PrivateKey))
	}
	c.NeverExpires = file.PrivateKey != "" // unless an organisation policy limits it, which the file does not say
}
