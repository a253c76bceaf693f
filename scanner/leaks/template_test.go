package leaks

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// Alphabets of the made-up values, by the name that templates call them.
var alphabets = map[string]string{
	"alnum":  fakes.Alphanumeric,
	"hex":    "0123456789abcdef",
	"HEX":    "0123456789ABCDEF",
	"lower":  "abcdefghijklmnopqrstuvwxyz",
	"upper":  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"lownum": "abcdefghijklmnopqrstuvwxyz0123456789",
	"upnum":  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
	"digits": "0123456789",
	"base32": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	"base64": fakes.Alphanumeric + "+/",
	"url":    fakes.Alphanumeric + "-_",
	"sym":    fakes.Alphanumeric + "!@%^*-_=+",
}

var (
	hole = regexp.MustCompile(`⟦([^⟦⟧]*)⟧`)
	term = regexp.MustCompile(`"[^"]*"|[^\s"]+`)
)

// fillTemplate replaces every ⟦…⟧ of a line. What it makes follows from the path, the line's text
// and the hole's place in it, so that lines can be moved.
func fillTemplate(path, line string) (string, error) {
	var first error
	n := 0
	made := hole.ReplaceAllStringFunc(line, func(s string) string {
		n++
		value, err := fillHole(fmt.Sprint(path, "\x00", line, "\x00", n), hole.FindStringSubmatch(s)[1])
		if first == nil {
			first = err
		}
		return value
	})
	return made, first
}

// fillHole makes the value of one hole: its terms, one after the other.
func fillHole(seed, terms string) (string, error) {
	var b strings.Builder
	for i, text := range term.FindAllString(terms, -1) {
		if text == "b64" { // everything after it, encoded
			rest, err := fillHole(seed+"b64", strings.SplitN(terms, "b64", 2)[1])
			return b.String() + base64.StdEncoding.EncodeToString([]byte(rest)), err
		}
		value, err := makeTerm(fmt.Sprint(seed, "\x00", i), text, b.String())
		if err != nil {
			return "", err
		}
		b.WriteString(value)
	}
	return b.String(), nil
}

// makeTerm makes what a term stands for; before is what the hole has so far.
func makeTerm(seed, text, before string) (string, error) {
	if literal, ok := strings.CutPrefix(text, `"`); ok {
		return strings.TrimSuffix(literal, `"`), nil
	}
	name, args, _ := strings.Cut(text, ":")
	if alphabet, ok := alphabets[name]; ok {
		n, err := strconv.Atoi(args)
		return fakes.Noise(seed, alphabet, n), err
	}
	switch name {
	case "uuid":
		h := fakes.Noise(seed, alphabets["hex"], 30)
		return h[:8] + "-" + h[8:12] + "-4" + h[12:15] + "-a" + h[15:18] + "-" + h[18:30], nil
	case "crc":
		return checksum62(before[strings.LastIndexByte(before, '_')+1:]), nil
	case "jwt":
		return madeJWT(seed, args), nil
	case "nkey":
		return nkeySeed(seed, args), nil
	case "pem":
		return armour(seed, args)
	}
	return "", fmt.Errorf("unknown term %q", text)
}

// checksum62 is the CRC32 in base 62 that GitHub's and npm's tokens end with.
func checksum62(body string) string {
	const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	sum, tail := crc32.ChecksumIEEE([]byte(body)), [6]byte{}
	for i := len(tail) - 1; i >= 0; i-- {
		tail[i] = base62[sum%62]
		sum /= 62
	}
	return string(tail[:])
}

// madeJWT is a token of the role, or of a service account.
func madeJWT(seed, role string) string {
	encode := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"sub":"svc-%s","iss":"https://login.acme-corp.net","iat":1738368000}`, fakes.Noise(seed, alphabets["lower"], 5))
	if role != "" {
		claims = fmt.Sprintf(`{"iss":"supabase","ref":"%s","role":"%s","iat":1738368000,"exp":2053944000}`, fakes.Noise(seed, alphabets["lower"], 20), role)
	}
	return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(claims)) + "." + fakes.Noise(seed, alphabets["url"], 43)
}

// nkeySeed is a NATS seed of the type (user, account, operator), with its checksum.
func nkeySeed(seed, kind string) string {
	types := map[string]byte{"user": 20 << 3, "account": 0, "operator": 14 << 3}
	raw := []byte{18<<3 | types[kind]>>5, types[kind] & 31 << 3}
	raw = append(raw, fakes.Noise(seed, fakes.Alphanumeric, 32)...)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(binary.LittleEndian.AppendUint16(raw, crc16(raw)))
}

// crc16 is the CRC of XMODEM.
func crc16(data []byte) (crc uint16) {
	for _, c := range data {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// How the inside of a PEM block of a type begins.
var pemStarts = map[string]string{
	"RSA-PRIVATE-KEY":       "MII" + "EowIBAAKCAQEA",
	"EC-PRIVATE-KEY":        "MH" + "cCAQEEI",
	"PRIVATE-KEY":           "MII" + "EvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ",
	"OPENSSH-PRIVATE-KEY":   "b3Blb" + "nNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB",
	"PGP-PRIVATE-KEY-BLOCK": "\nlQO" + "YBGXa",
	"PGP-PUBLIC-KEY-BLOCK":  "\nmQE" + "NBGXa",
	"CERTIFICATE":           "MII" + "DdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa",
	"PUBLIC-KEY":            "MII" + "BIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
}

// armour is a PEM block: TYPE:lines, and then the indent of its lines, or n for newlines written as \n.
func armour(seed, args string) (string, error) {
	fields := strings.Split(args, ":")
	start, ok := pemStarts[fields[0]]
	if !ok || len(fields) < 2 {
		return "", fmt.Errorf("unknown PEM block %q", args)
	}
	n, err := strconv.Atoi(fields[1])
	if err != nil {
		return "", err
	}
	kind := strings.ReplaceAll(fields[0], "-", " ")
	lines := []string{"-----BEGIN " + kind + "-----"}
	body := start + fakes.Noise(seed, alphabets["base64"], 64*n-len(start)-2) + "=="
	for len(body) > 64 {
		lines, body = append(lines, body[:64]), body[64:]
	}
	lines = append(lines, body, "-----END "+kind+"-----")
	separator := "\n"
	if len(fields) == 3 && fields[2] == "n" {
		separator = `\n`
	} else if len(fields) == 3 {
		indent, err := strconv.Atoi(fields[2])
		if err != nil {
			return "", err
		}
		separator += strings.Repeat(" ", indent)
	}
	return strings.Join(lines, separator), nil
}

func TestFillTemplate(t *testing.T) {
	for template, want := range map[string]string{
		`a`:                          `^a$`,
		`x=⟦"ab" "c d" hex:4⟧;`:      `^x=abc d[0-9a-f]{4};$`,
		`⟦uuid⟧ ⟦uuid⟧`:              `^[0-9a-f-]{36} [0-9a-f-]{36}$`,
		`⟦b64 "user:" "pw"⟧`:         `^dXNlcjpwdw==$`,
		`⟦"t_" alnum:30 crc⟧`:        `^t_\w{36}$`,
		`⟦nkey:user⟧`:                `^SU[A-D][A-Z2-7]{55}$`,
		`⟦jwt⟧`:                      `^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$`,
		`"⟦pem:PUBLIC-KEY:2:n⟧"`:     `^"-----BEGIN PUBLIC KEY-----\\n\S{64}\\n\S{64}\\n-----END PUBLIC KEY-----"$`,
		`  ⟦pem:EC-PRIVATE-KEY:2:2⟧`: `^  -----BEGIN EC PRIVATE KEY-----\n  \S{64}\n  \S{64}\n  -----END EC PRIVATE KEY-----$`,
	} {
		got, err := fillTemplate("p", template)
		if err != nil || !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s gives %q, %v, want %s", template, got, err, want)
		}
		if again, _ := fillTemplate("p", template); again != got {
			t.Errorf("%s differs from call to call", template)
		}
	}
	if _, err := fillTemplate("p", "⟦nothing:3⟧"); err == nil {
		t.Error("an unknown term is accepted")
	}
	if two, _ := fillTemplate("p", "⟦hex:8⟧ ⟦hex:8⟧"); two[:8] == two[9:] {
		t.Error("two holes of a line are filled with the same")
	}
}
