package rules

import (
	"encoding/base32"
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// isNATSSeed checks the CRC-16 at the end of an NKEY seed
// (https://docs.nats.io/using-nats/developer/connecting/nkey).
func isNATSSeed(value string) bool {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(value)
	if err != nil || len(raw) < 4 {
		return false
	}
	body, sum := raw[:len(raw)-2], raw[len(raw)-2:]
	return xmodem(body) == uint16(sum[0])|uint16(sum[1])<<8
}

// xmodem is the CRC-16 with the polynomial 0x1021 and no start value.
func xmodem(data []byte) uint16 {
	crc := uint16(0)
	for _, b := range data {
		crc ^= uint16(b) << 8
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

// isKeyMaterial tells whether a value is base64url of as many bytes as a key has.
func isKeyMaterial(value string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	return err == nil && len(raw) >= 16
}

// isUserAndPassword tells whether a value is base64 of a user's name, a colon and a password.
func isUserAndPassword(value string) bool {
	user, password, found := strings.Cut(DecodedText(value), ":")
	return found && user != "" && len(password) >= 3
}

// DecodedText decodes base64, padded or not, of printable text.
func DecodedText(value string) string {
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil {
		return ""
	}
	for _, c := range raw {
		if c < ' ' || c > '~' {
			return ""
		}
	}
	return string(raw)
}

// IsAWSSecret tells forty random characters from forty hexadecimal digits, a path or words.
func IsAWSSecret(value string) bool {
	return strings.ContainsAny(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strings.ContainsAny(value, "abcdefghijklmnopqrstuvwxyz") &&
		strings.ContainsAny(value, "0123456789") && Entropy(value) > 3.8
}

// Entropy is Shannon's, in bits a character, as gitleaks counts it: characters are runes, and their
// number is taken in bytes.
func Entropy(s string) float64 {
	counts := map[rune]int{}
	for _, c := range s {
		counts[c]++
	}
	each := slices.Sorted(func(yield func(int) bool) { // in a fixed order, for a fixed sum
		for _, n := range counts {
			if !yield(n) {
				return
			}
		}
	})
	bits := 0.0
	for _, n := range each {
		share := float64(n) / float64(len(s))
		bits -= share * math.Log2(share)
	}
	return bits
}

// pieceEnd matches what stands between two pieces of a value that is cut over several literals.
var pieceEnd = lazyregexp.New(`["'][ \t]*[+.&\\]?[ \t]*(?:\r?\n[ \t]*[+.&]?[ \t]*)?@?[bru]?["']`)

// Whole is what a rule found, put together where it is cut over several literals.
func Whole(rule, found string) string {
	if d := ByID(rule); d != nil && d.Split {
		return pieceEnd().ReplaceAllString(found, "")
	}
	return found
}

// Pieces are the literals that what a rule found is cut over, nil where it is not.
func Pieces(rule, found string) []string {
	if d := ByID(rule); d != nil && d.Split {
		return pieceEnd().Split(found, -1)
	}
	return nil
}

// areDrawnPieces tells whether a machine drew each piece of a value that is cut over several literals: what people join are words.
func areDrawnPieces(literals string) bool {
	pieces := pieceEnd().Split(literals, -1)
	return len(pieces) > 1 && !slices.ContainsFunc(pieces, func(piece string) bool { return !evidence.LooksRandom(piece) })
}

// Keys have so many bytes; tables of numbers have other lengths, or are in order.
const (
	shortestKey = 16
	longestKey  = 64
)

// isKeyBytes tells whether the bytes that a list gives look like those of a key: nearly all different, and in no order.
func isKeyBytes(list string) bool {
	key := BytesOf(list)
	if len(key) < shortestKey || len(key) > longestKey {
		return false
	}
	different, rising := map[byte]bool{}, 0
	for i, b := range key {
		different[b] = true
		if i > 0 && b > key[i-1] {
			rising++
		}
	}
	return len(different)*3 >= min(len(key), 48)*2 && rising*5 < len(key)*4
}

var byteForm = lazyregexp.New(`(?i)\\x([0-9a-f]{2})|0x([0-9a-f]{1,2})|-?[0-9]{1,3}`)

// BytesOf gives the bytes that a list such as 0x1f, 200, -3 or \x1f\xc8 stands for, nil when a number is none.
func BytesOf(list string) []byte {
	var all []byte
	for _, m := range byteForm().FindAllStringSubmatch(list, -1) {
		digits, base := m[1]+m[2], 16
		if digits == "" {
			digits, base = m[0], 10
		}
		n, err := strconv.ParseInt(digits, base, 16)
		if err != nil || n < -128 || n > 255 {
			return nil
		}
		all = append(all, byte(n))
	}
	return all
}

var escape = lazyregexp.New(`(?i)\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|&#([0-9]{2,3});|&#x([0-9a-f]{2});|&(?:amp|lt|gt|quot|apos);`)

var entities = map[string]string{"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": `"`, "&apos;": "'"}

// Unescaped gives a literal with its escapes of ASCII resolved, as they are written in a program or in XML. One that has
// others, too, is a text in a language, and left as it is.
func Unescaped(literal string) string {
	if !strings.ContainsAny(literal, `\&`) {
		return literal
	}
	resolved := escape().ReplaceAllStringFunc(literal, func(s string) string {
		if entity, ok := entities[strings.ToLower(s)]; ok {
			return entity
		}
		m := escape().FindStringSubmatch(s)
		digits, base := m[1]+m[2]+m[4], 16
		if digits == "" {
			digits, base = m[3], 10
		}
		n, err := strconv.ParseUint(digits, base, 8)
		if err != nil || n < ' ' || n > '~' {
			return s
		}
		return string(rune(n))
	})
	if escape().MatchString(resolved) {
		return literal
	}
	return resolved
}
