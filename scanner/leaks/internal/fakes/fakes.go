package fakes

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"slices"
	"strings"
)

// Alphanumeric is the letters and digits of ASCII.
const Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Noise is n characters that look random and follow from the seed.
func Noise(seed string, alphabet string, n int) string {
	var b strings.Builder
	for block := 0; b.Len() < n; block++ {
		for _, c := range sha256.Sum256(fmt.Append(nil, seed, block)) {
			if b.Len() < n {
				b.WriteByte(alphabet[int(c)%len(alphabet)])
			}
		}
	}
	return b.String()
}

// StripeKey makes up a secret key of Stripe's.
func StripeKey(seed string) string { return "sk" + "_live_" + Noise(seed, Alphanumeric, 24) }

// GitHubToken makes up a personal access token of GitHub's, with its checksum.
func GitHubToken(seed string) string {
	body := Noise(seed, Alphanumeric, 30)
	return "gh" + "p_" + body + checksum(body)
}

// checksum is what GitHub's tokens end in: the CRC-32 of what stands before it, in base 62.
func checksum(body string) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	text := ""
	for sum := crc32.ChecksumIEEE([]byte(body)); len(text) < 6; sum /= 62 {
		text = string(digits[sum%62]) + text
	}
	return text
}

// AWSKey makes up the id of an access key of AWS's.
func AWSKey(seed string) string {
	return "AK" + "IA" + Noise(seed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)
}

// SlackToken makes up a bot's token of Slack's.
func SlackToken(seed string) string {
	return "xo" + "xb-" + "1" + Noise(seed, "0123456789", 11) + "-2" + Noise(seed+"2", "0123456789", 11) + "-" + Noise(seed+"3", Alphanumeric, 24)
}

// PrivateKey makes up what looks like an RSA key, as PEM.
func PrivateKey(seed string) string {
	var b strings.Builder
	b.WriteString("-----BEGIN RSA PRIVATE" + " KEY-----\n")
	for line := range 8 {
		b.WriteString(Noise(fmt.Sprint(seed, line), Alphanumeric+"+/", 64) + "\n")
	}
	b.WriteString("-----END RSA PRIVATE" + " KEY-----\n")
	return b.String()
}

// Lines is a source of lines: credentials in many dresses, and what lies around them.
func Lines(seed string) []string {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	all := []string{
		"", "", "// a comment about keys and tokens", "func main() {", "}", "import os", "key:", "password =",
		"STRIPE=" + StripeKey(seed), "token: " + GitHubToken(seed), `"slack": "` + SlackToken(seed) + `",`, "aws_access_key_id = " + AWSKey(seed),
		`api_key = "` + Noise(seed, Alphanumeric, 32) + `"`, "secret=" + Noise(seed, "0123456789abcdef", 40), `"` + Noise(seed+"x", Alphanumeric, 30) + `"`,
		"encoded: " + b64("token = "+GitHubToken(seed+"b")), "twice: " + b64(b64(StripeKey(seed+"c")+" ")), hex.EncodeToString([]byte("stripe " + StripeKey(seed+"h"))),
		"%73%65cret=" + Noise(seed+"p", Alphanumeric, 40), "commit " + Noise(seed, "0123456789abcdef", 40), "kind: Secret", "data:", "  password: " + b64(Noise(seed, Alphanumeric, 20)),
		"curl -u user:" + Noise(seed, Alphanumeric, 20) + " https://api.example.com", "\ttrailing \r", "x = " + GitHubToken(seed) + " # gitleaks:allow",
	}
	return append(all, strings.Split(strings.TrimSpace(PrivateKey(seed)), "\n")...)
}

// Edited makes another version of lines of text.
func Edited(text []string, pool []string, random *rand.Rand) []string {
	text = slices.Clone(text)
	for range 1 + random.IntN(3) {
		at := random.IntN(len(text))
		switch random.IntN(5) {
		case 0:
			text = slices.Delete(text, at, min(at+1+random.IntN(4), len(text)-1))
		case 1:
			text[at] = pool[random.IntN(len(pool))]
		case 2:
			to := random.IntN(len(text))
			text = slices.Insert(text, to, text[at:min(at+random.IntN(12), len(text))]...)
		case 3:
			middle := len(text[at]) / 2
			text[at] = text[at][:middle] + pool[random.IntN(len(pool))] + text[at][middle:]
		default:
			text = slices.Insert(text, at, pool[random.IntN(len(pool))])
		}
	}
	return text
}
