package classify

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// safeComment is the usual form of a public key's comment: robot@host.
var safeComment = lazyregexp.New(`^[0-9A-Za-z_.+-]{1,64}(?:@[0-9A-Za-z_.-]{1,64})?$`)

// readSSHPublic reads a public key's type, its fingerprint as GitHub shows it, and its comment.
func readSSHPublic(text, value string, c *nhi.Credential) {
	_, encoded, _ := strings.Cut(text, " ")
	blob, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return
	}
	if comment, ok := strings.CutPrefix(value, text+" "); proveSSH(c, blob) && ok && safeComment().MatchString(comment) {
		prove(c, "comment", comment)
	}
}

// openSSHMagic begins the private keys of OpenSSH, see
// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key.
var openSSHMagic = []byte("openssh-key-v1\x00")

// readOpenSSH reads the public half of an OpenSSH private key, which is there in the clear
// even when the private half is encrypted.
func readOpenSSH(raw []byte, c *nhi.Credential) {
	body, ok := bytes.CutPrefix(raw, openSSHMagic)
	if !ok {
		return
	}
	var key struct {
		Cipher, KDF, Options string
		Count                uint32
		Public               []byte
		Private              []byte
		Padding              []byte `ssh:"rest"`
	}
	if ssh.Unmarshal(body, &key) != nil || key.Count != 1 {
		return
	}
	encrypted := "yes"
	if key.Cipher == "none" {
		encrypted = "no"
	}
	prove(c, "encrypted", encrypted)
	proveSSH(c, key.Public)
}

// proveSSH proves the type and the fingerprint of a public key in SSH's wire format, and says
// whether it is one.
func proveSSH(c *nhi.Credential, blob []byte) bool {
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return false
	}
	prove(c, "algorithm", key.Type())
	prove(c, "fingerprint", ssh.FingerprintSHA256(key))
	return true
}

// proveFingerprint proves the SSH fingerprint of an RSA key, by which GitHub lists deploy keys.
func proveFingerprint(c *nhi.Credential, n *big.Int, e int) {
	key, err := ssh.NewPublicKey(&rsa.PublicKey{N: n, E: e})
	if err == nil {
		prove(c, "fingerprint", ssh.FingerprintSHA256(key))
	}
}
