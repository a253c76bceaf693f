package classify

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"

	"github.com/rollcall-dev/rollcall/nhi"
)

// awsTypes are the sorts of AWS credentials by the prefix of their id, as in
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids.
var awsTypes = map[string]string{
	"AKIA": "access key",
	"ASIA": "temporary access key (STS)",
	"ABIA": "STS service bearer token",
	"ACCA": "context-specific credential",
}

// readAWSKeyID reads the account that an access key belongs to from the key's id: bits 7 to
// 46 of its base 32 part. Ids issued before 2019 hold no account; their fifth character is I or J.
func readAWSKeyID(text, _ string, c *nhi.Credential) {
	prove(c, "type", awsTypes[text[:4]])
	if text[4] == 'I' || text[4] == 'J' {
		return
	}
	raw, err := base32.StdEncoding.DecodeString(text[4:])
	if err != nil {
		return
	}
	const mask = 0x7fffffffff80
	first := binary.BigEndian.Uint64(raw) >> 16 // the first six bytes
	prove(c, "aws account", fmt.Sprintf("%012d", first&mask>>7))
}
