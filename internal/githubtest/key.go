package githubtest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"testing"
)

const keyType = "ssh-ed25519"

// PublicKey is a public key as GitHub lists it; equal numbers give equal keys. Nobody has the private half.
func PublicKey(number int) string {
	key := make(ed25519.PublicKey, ed25519.PublicKeySize)
	binary.BigEndian.PutUint64(key, uint64(number))
	return listed(key)
}

// KeyPair makes a key as ssh-keygen does: the file of the private half, and the public half as GitHub lists it.
func KeyPair(t testing.TB) (private, public string) {
	t.Helper()
	half, whole, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	check := bytes.Repeat([]byte{7}, 8) // twice the same number
	secret := append(check, fields([]byte(keyType), half, whole, []byte("ci@example"))...)
	for pad := byte(1); len(secret)%8 != 0; pad++ {
		secret = append(secret, pad)
	}
	body := append([]byte("openssh-key-v1\x00"), fields([]byte("none"), []byte("none"), nil)...)
	body = binary.BigEndian.AppendUint32(body, 1) // key in the file
	body = append(body, fields(wire(half), secret)...)
	return string(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH " + "PRIVATE KEY", Bytes: body})), listed(half)
}

func listed(key ed25519.PublicKey) string {
	return keyType + " " + base64.StdEncoding.EncodeToString(wire(key))
}

// wire is a public key in the form of RFC 8709.
func wire(key ed25519.PublicKey) []byte { return fields([]byte(keyType), key) }

// fields writes strings of bytes as SSH does, each after its length.
func fields(all ...[]byte) []byte {
	var written []byte
	for _, field := range all {
		written = append(binary.BigEndian.AppendUint32(written, uint32(len(field))), field...)
	}
	return written
}
