package classify

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// The fields of a version 2 macaroon, see
// https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt.
const (
	macaroonVersion    = 2
	macaroonEnd        = 0
	macaroonLocation   = 1
	macaroonIdentifier = 2
	macaroonSignature  = 6
	mostFields         = 64
)

// readPyPI reads the index that issued an API token and what its caveats restrict it to, as
// in https://github.com/pypi/warehouse/blob/main/warehouse/macaroons/caveats/__init__.py.
func readPyPI(text, _ string, c *nhi.Credential) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(text, "pypi-"))
	if err != nil || len(raw) == 0 || raw[0] != macaroonVersion {
		return
	}
	restricted := false
	raw = raw[1:]
	for range mostFields {
		var kind uint64
		var value []byte
		var ok bool
		if kind, value, raw, ok = macaroonField(raw); !ok || kind == macaroonSignature {
			break
		}
		switch kind {
		case macaroonLocation:
			prove(c, "host", string(value))
		case macaroonIdentifier:
			restricted = readCaveat(value, c) || restricted
		}
	}
	if !restricted {
		prove(c, "scope", "unrestricted")
	}
	c.NeverExpires = c.ExpiresAt.IsZero()
}

// macaroonField reads one field: its type, its length and its bytes; an end has no length.
func macaroonField(raw []byte) (kind uint64, value, rest []byte, ok bool) {
	kind, n := binary.Uvarint(raw)
	if n <= 0 {
		return 0, nil, nil, false
	}
	raw = raw[n:]
	if kind == macaroonEnd {
		return kind, nil, raw, true
	}
	length, n := binary.Uvarint(raw)
	if n <= 0 || length > uint64(len(raw)-n) {
		return 0, nil, nil, false
	}
	return kind, raw[n : n+int(length)], raw[n+int(length):], true
}

// The sorts of PyPI's caveats.
const (
	caveatExpiration = iota
	caveatProjectName
	caveatProjectID
	caveatUser
	caveatPublisher
)

// readCaveat reads one caveat, which is a JSON list whose first member is its sort, or an
// object of the first version. It says whether the caveat restricts the token.
func readCaveat(raw []byte, c *nhi.Credential) bool {
	var first struct {
		Permissions json.RawMessage `json:"permissions"`
	}
	if json.Unmarshal(raw, &first) == nil && first.Permissions != nil {
		return readPermissions(first.Permissions, c)
	}
	var list []json.RawMessage
	var sort int
	if json.Unmarshal(raw, &list) != nil || len(list) < 2 || json.Unmarshal(list[0], &sort) != nil {
		return false
	}
	switch sort {
	case caveatExpiration:
		var until json.Number
		if json.Unmarshal(list[1], &until) == nil {
			c.ExpiresAt, _ = numericDate(until)
		}
		return false
	case caveatProjectName:
		var projects []string
		if json.Unmarshal(list[1], &projects) == nil {
			prove(c, "pypi projects", strings.Join(projects, ", "))
		}
	case caveatProjectID:
		prove(c, "scope", "projects")
	case caveatUser:
		prove(c, "scope", "user")
	case caveatPublisher:
		prove(c, "scope", "trusted publisher")
	}
	return true
}

// readPermissions reads a caveat of the first version: "user", or the projects it allows.
func readPermissions(raw json.RawMessage, c *nhi.Credential) bool {
	var scope struct {
		Projects []string `json:"projects"`
	}
	if json.Unmarshal(raw, &scope) == nil {
		prove(c, "pypi projects", strings.Join(scope.Projects, ", "))
		return true
	}
	prove(c, "scope", "user")
	return true
}
