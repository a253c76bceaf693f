package leaks

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// freshKeys are keys in every armour, made now: what is found must not hang on the looks of one.
func freshKeys(t *testing.T) map[string]string {
	t.Helper()
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	add := func(name string, block *pem.Block, err error) {
		if err != nil {
			t.Fatal(err)
		}
		keys[name] = string(pem.EncodeToMemory(block))
	}
	for name, key := range map[string]any{"ed25519": ed, "ecdsa": ec, "rsa": rs} {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		add("pkcs8-"+name, &pem.Block{Type: "PRIVATE KEY", Bytes: der}, err)
	}
	add("openssh-ed25519", openSSH("none", "none", "", "ssh-ed25519", ed.Public().(ed25519.PublicKey), ed), nil)
	add("openssh-rsa", openSSH("none", "none", "", "ssh-rsa", rs.N.Bytes(), x509.MarshalPKCS1PrivateKey(rs)), nil)
	add("openssh-encrypted", openSSH("aes256-ctr", "bcrypt", "0123456789abcdef\x00\x00\x00\x18", "ssh-ed25519", ed.Public().(ed25519.PublicKey), ed), nil)
	der, err := x509.MarshalECPrivateKey(ec)
	add("ec", &pem.Block{Type: "EC PRIVATE KEY", Bytes: der}, err)
	add("rsa", &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rs)}, nil)
	keys["pgp"] = "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n" + base64.StdEncoding.EncodeToString(der) + "\n=aB3d\n-----END PGP " + "PRIVATE KEY BLOCK-----\n"
	return keys
}

// openSSH is a key in the format of OpenSSH's PROTOCOL.key, as ssh-keygen writes it.
func openSSH(cipher, kdf, options, algorithm string, public, private []byte) *pem.Block {
	text := func(out []byte, s string) []byte {
		return append(binary.BigEndian.AppendUint32(out, uint32(len(s))), s...)
	}
	body := []byte("openssh-key-v1\x00")
	body = text(text(text(body, cipher), kdf), options)
	body = binary.BigEndian.AppendUint32(body, 1)
	half := text(text(nil, algorithm), string(public))
	check := string(public[:4])
	section := text(append([]byte(check+check), half...), string(private))
	section = text(section, "me@laptop")
	return &pem.Block{Type: "OPENSSH " + "PRIVATE KEY", Bytes: text(text(body, string(half)), string(section))}
}

// TestFreshKeysAreFound: a private key is listed whatever its format begins with, in a file of its own, in a
// literal and indented.
func TestFreshKeysAreFound(t *testing.T) {
	for kind, key := range freshKeys(t) {
		w := &work{TB: t, dir: t.TempDir()}
		w.write("deploy/"+kind, key)
		w.write("app/main.py", `KEY = "`+strings.ReplaceAll(key, "\n", `\n`)+"\"\n")
		w.write("k8s/secret.yml", "key: |\n  "+strings.ReplaceAll(key, "\n", "\n  ")+"\n")
		listed := map[string]bool{}
		for _, e := range w.observe(Options{}).Exposures {
			listed[e.Location.Path] = e.Doubt == "" && e.Confidence == nhi.ConfidenceHigh
		}
		equal(t, kind, listed, map[string]bool{"deploy/" + kind: true, "app/main.py": true, "k8s/secret.yml": true})
	}
}

// TestArmourWithoutKey: what only has the form of a key is none.
func TestArmourWithoutKey(t *testing.T) {
	begin, end := "-----BEGIN RSA "+"PRIVATE KEY-----\n", "-----END RSA "+"PRIVATE KEY-----\n"
	for name, body := range map[string]string{
		"cut": "MIIEpAIBAAKCAQEA\n...\n" + fakes.Noise("cut", fakes.Alphanumeric, 64) + "\n", "repeated": strings.Repeat("MIIE", 40) + "\n", "one letter": strings.Repeat("A", 80) + "\n",
	} {
		w := &work{TB: t, dir: t.TempDir()}
		w.write("deploy/key.pem", begin+body+end)
		if o := w.observe(Options{}); len(o.Exposures) != 0 {
			t.Errorf("%s: got %s", name, brief(o))
		}
	}
}
