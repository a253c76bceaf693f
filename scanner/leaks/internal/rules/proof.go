package rules

import (
	"encoding/base32"
	"encoding/base64"
	"math"
	"slices"
	"strings"
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
