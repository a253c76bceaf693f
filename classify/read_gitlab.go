package classify

import (
	"encoding/base64"
	"hash/crc32"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// gitlabIDs are the keys of the lines in a routable token's payload.
var gitlabIDs = map[string]string{
	"c": "gitlab cell", "o": "gitlab organization", "g": "gitlab group", "p": "gitlab project", "u": "gitlab user",
}

const gitlabChecksum = 7 // characters

// readGitLab reads a routable token: a payload that names the cell, organisation, project,
// group and user that it is for, then ".", the payload's length and a CRC-32 of all that in
// base 36. See https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/.
func readGitLab(text, _ string, c *nhi.Credential) {
	body, check := text[:len(text)-gitlabChecksum], text[len(text)-gitlabChecksum:]
	sum := strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(body))), 36)
	c.Checksum = "invalid"
	if strings.Repeat("0", gitlabChecksum-len(sum))+sum == check {
		c.Checksum = "valid"
	}
	payload, _, _ := strings.Cut(strings.TrimPrefix(body, "glpat-"), ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || len(raw) == 0 {
		return
	}
	random := int(raw[len(raw)-1]) + 1 // random bytes follow the lines, and their number them
	if random > len(raw) {
		return
	}
	routing, secret := string(raw[:len(raw)-random]), string(raw[len(raw)-random:])
	for line := range strings.SplitSeq(routing, "\n") {
		key, id, _ := strings.Cut(line, ":")
		number, err := strconv.ParseUint(id, 36, 63)
		if name := gitlabIDs[key]; name != "" && err == nil {
			prove(c, name, strconv.FormatUint(number, 10), secret)
		}
	}
}
