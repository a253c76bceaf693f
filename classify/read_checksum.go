package classify

import (
	"hash/crc32"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// GitHub and npm tokens end in six characters that check the thirty before them.
const (
	checkedLength  = 30
	checksumLength = 6
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checksum is the CRC-32 (IEEE) of text in base 62, with leading zeros to six digits, as in
// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/.
func checksum(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	digits := [checksumLength]byte{}
	for i := checksumLength - 1; i >= 0; i-- {
		digits[i] = base62[sum%62]
		sum /= 62
	}
	return string(digits[:])
}

// checkToken says whether the part of a token behind its prefix has the right checksum.
func checkToken(body string) string {
	if len(body) != checkedLength+checksumLength {
		return ""
	}
	if checksum(body[:checkedLength]) == body[checkedLength:] {
		return "valid"
	}
	return "invalid"
}

func readNPM(text, _ string, c *nhi.Credential) {
	c.Checksum = checkToken(strings.TrimPrefix(text, "npm_"))
}

// githubTypes are the sorts of GitHub tokens by their prefix.
var githubTypes = map[string]string{
	"ghp": "personal access token (classic)",
	"gho": "OAuth access token",
	"ghu": "GitHub App user access token",
	"ghr": "GitHub App refresh token",
	"ghs": "GitHub App installation access token",
}

// readGitHub reads a token's sort and checksum. The form of installation tokens that is
// ghs_<app id>_<JWT> says which app; GitHub asks not to rely on what its JWT holds.
// Fine-grained tokens have a checksum too, but its scheme is not published.
func readGitHub(text, _ string, c *nhi.Credential) {
	kind, body, _ := strings.Cut(text, "_")
	if kind == "github" {
		prove(c, "type", "fine-grained personal access token")
		return
	}
	prove(c, "type", githubTypes[kind])
	if app, _, isNew := strings.Cut(body, "_"); isNew {
		prove(c, "github app id", app)
		return
	}
	c.Checksum = checkToken(body)
}
