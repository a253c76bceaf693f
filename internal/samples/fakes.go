package samples

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
)

// Alphabets of the credentials that are made up here.
const (
	digits    = "0123456789"
	hex       = digits + "abcdef"
	base32    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	lowerNum  = digits + "abcdefghijklmnopqrstuvwxyz"
	alnum     = lowerNum + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base64URL = alnum + "-_"
	base64Std = alnum + "+/"
	base62    = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// kinds makes a credential of each kind from a seed. They have the right form and belong to nobody.
// The parts of a prefix are joined at run time, so that no scanner takes this file for a leak.
var kinds = map[string]func(seed string) string{
	"aws-key-id":     func(s string) string { return "AK" + "IA" + noise(s, base32, 16) },
	"aws-secret-key": func(s string) string { return noise(s, base64Std, 40) },
	"github-pat":     func(s string) string { return withChecksum("gh"+"p_", noise(s, alnum, 30)) },
	"github-fine":    func(s string) string { return "github" + "_pat_" + noise(s, alnum, 22) + "_" + noise(s+"2", alnum, 59) },
	"stripe-live":    func(s string) string { return "sk" + "_live_" + noise(s, alnum, 24) },
	"stripe-test":    func(s string) string { return "sk" + "_test_" + noise(s, alnum, 24) },
	"slack-bot": func(s string) string {
		return "xo" + "xb-" + "1" + noise(s, digits, 11) + "-2" + noise(s+"2", digits, 11) + "-" + noise(s+"3", alnum, 24)
	},
	"slack-webhook": func(s string) string {
		return "https://hooks.slack" + ".com/services/T" + noise(s, base32, 8) + "/B" + noise(s+"2", base32, 10) + "/" + noise(s+"3", alnum, 24)
	},
	"npm":      func(s string) string { return withChecksum("np"+"m_", noise(s, alnum, 30)) },
	"pypi":     func(s string) string { return "py" + "pi-AgEIcHlwaS5vcmc" + noise(s, base64URL, 90) },
	"gcp-key":  func(s string) string { return "AI" + "za" + noise(s, alnum, 35) },
	"sendgrid": func(s string) string { return "SG" + "." + noise(s, alnum, 22) + "." + noise(s+"2", alnum, 43) },
	"gitlab":   func(s string) string { return "gl" + "pat-" + noise(s, alnum, 20) },
	"openai": func(s string) string {
		return "sk-" + "proj-" + noise(s, alnum, 74) + "T3Blbk" + "FJ" + noise(s+"2", alnum, 74)
	},
	"anthropic": func(s string) string { return "sk-" + "ant-api03-" + noise(s, alnum, 93) + "AA" },
	"vault":     func(s string) string { return "hv" + "s." + noise(s, alnum, 95) },
	"digitalocean": func(s string) string {
		return "dop" + "_v1_" + noise(s, hex, 64)
	},
	"jwt":         jwt,
	"private-key": privateKey,
}

// Kinds names every kind of credential that Fake can make, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// Fake makes a credential of a kind that looks real and belongs to nobody. The same seed gives the same value.
func Fake(kind, seed string) (string, error) {
	make, ok := kinds[kind]
	if !ok {
		return "", fmt.Errorf("unknown kind of credential %q", kind)
	}
	return make(kind + "/" + seed), nil
}

// noise is n characters of the alphabet that look random and follow from the seed.
func noise(seed, alphabet string, n int) string {
	var b strings.Builder
	for block := uint64(0); b.Len() < n; block++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(seed), block))
		for _, c := range sum {
			// Bytes that would favour the alphabet's beginning are dropped.
			if int(c) < 256/len(alphabet)*len(alphabet) && b.Len() < n {
				b.WriteByte(alphabet[int(c)%len(alphabet)])
			}
		}
	}
	return b.String()
}

// withChecksum appends the CRC32 in base 62 that GitHub and npm tokens end with.
func withChecksum(prefix, body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	tail := make([]byte, 6)
	for i := len(tail) - 1; i >= 0; i-- {
		tail[i] = base62[sum%62]
		sum /= 62
	}
	return prefix + body + string(tail)
}

// jwt is signed by nobody, issued on 2024-01-01 and without an expiry.
func jwt(seed string) string {
	encode := base64.RawURLEncoding.EncodeToString
	header := encode([]byte(`{"alg":"HS256","typ":"JWT"}`))
	claims := encode([]byte(`{"iss":"https://issuer.example.test","sub":"deploy-bot","iat":1704067200}`))
	return header + "." + claims + "." + noise(seed, base64URL, 43)
}

// privateKey has the armour of a PEM key around noise.
func privateKey(seed string) string {
	var b strings.Builder
	b.WriteString("-----BEGIN RSA PRIVATE" + " KEY-----\n")
	for line := range 12 {
		b.WriteString(noise(fmt.Sprint(seed, line), base64Std, 64) + "\n")
	}
	b.WriteString("-----END RSA PRIVATE" + " KEY-----")
	return b.String()
}
