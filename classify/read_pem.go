package classify

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// largestBlock is how many bytes of DER are parsed: room for a 32768-bit RSA key.
const largestBlock = 20 << 10

// readPEM reads the first key or certificate of a PEM file: a private key before a certificate.
func readPEM(_, value string, c *nhi.Credential) {
	rest := []byte(strings.ReplaceAll(value, `\n`, "\n"))
	for range 8 { // a chain of certificates and a key
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return
		}
		if len(block.Bytes) > largestBlock || c.Public == strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		readBlock(block, c)
		return
	}
}

func readBlock(block *pem.Block, c *nhi.Credential) {
	switch {
	case block.Type == "CERTIFICATE":
		readCertificate(block.Bytes, c)
	case block.Type == "OPENSSH PRIVATE KEY":
		readOpenSSH(block.Bytes, c)
	case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		prove(c, "encrypted", "yes")
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		prove(c, "encrypted", "no")
		readPrivateKey(block, c)
	}
}

// readCertificate reads who an X.509 certificate is for, who issued it and until when.
func readCertificate(der []byte, c *nhi.Credential) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return
	}
	prove(c, "subject", cert.Subject.CommonName)
	prove(c, "issuer", cmpName(cert.Issuer))
	prove(c, "serial", cert.SerialNumber.Text(16))
	names := len(cert.DNSNames) + len(cert.EmailAddresses) + len(cert.IPAddresses) + len(cert.URIs)
	prove(c, "alternative names", strconv.Itoa(names))
	c.IssuedAt, c.ExpiresAt = cert.NotBefore.UTC(), cert.NotAfter.UTC()
}

// cmpName is the common name, or the organisation of issuers that have none.
func cmpName(n pkix.Name) string {
	if n.CommonName == "" && len(n.Organization) > 0 {
		return n.Organization[0]
	}
	return n.CommonName
}

// The beginnings of the private key structures of RFC 8017, RFC 5915 and RFC 5208. They are
// read here, and not by crypto/x509, because that checks the key too, which takes long for
// a hostile one.
type (
	pkcs1Key struct {
		Version  int
		N        *big.Int
		E        int
		Rest     asn1.RawValue
		Ignored1 asn1.RawValue `asn1:"optional"`
		Ignored2 asn1.RawValue `asn1:"optional"`
		Ignored3 asn1.RawValue `asn1:"optional"`
		Ignored4 asn1.RawValue `asn1:"optional"`
		Ignored5 asn1.RawValue `asn1:"optional"`
		Ignored6 asn1.RawValue `asn1:"optional"`
	}
	ecKey struct {
		Version    int
		PrivateKey []byte
		Curve      asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
		PublicKey  asn1.BitString        `asn1:"optional,explicit,tag:1"`
	}
	pkcs8Key struct {
		Version    int
		Algorithm  pkix.AlgorithmIdentifier
		PrivateKey []byte
		Attributes asn1.RawValue `asn1:"optional,tag:0"`
		PublicKey  asn1.RawValue `asn1:"optional,tag:1"`
	}
)

// keyTypes are the algorithms and curves of private keys by their object identifier.
var keyTypes = map[string]struct{ algorithm, bits string }{
	"1.2.840.10045.3.1.7": {"ECDSA", "256"},
	"1.3.132.0.33":        {"ECDSA", "224"},
	"1.3.132.0.34":        {"ECDSA", "384"},
	"1.3.132.0.35":        {"ECDSA", "521"},
	"1.3.132.0.10":        {"ECDSA", "256"},
	"1.3.101.110":         {"X25519", "256"},
	"1.3.101.111":         {"X448", "448"},
	"1.3.101.112":         {"Ed25519", "256"},
	"1.3.101.113":         {"Ed448", "456"},
}

const (
	oidRSA = "1.2.840.113549.1.1.1"
	oidEC  = "1.2.840.10045.2.1"
)

func readPrivateKey(block *pem.Block, c *nhi.Credential) {
	switch block.Type {
	case "RSA PRIVATE KEY":
		readRSA(block.Bytes, c)
	case "EC PRIVATE KEY":
		var k ecKey
		if _, err := asn1.Unmarshal(block.Bytes, &k); err == nil {
			proveKey(c, k.Curve.String())
		}
	case "PRIVATE KEY":
		var k pkcs8Key
		if _, err := asn1.Unmarshal(block.Bytes, &k); err != nil {
			return
		}
		switch k.Algorithm.Algorithm.String() {
		case oidRSA:
			readRSA(k.PrivateKey, c)
		case oidEC:
			var curve asn1.ObjectIdentifier
			if _, err := asn1.Unmarshal(k.Algorithm.Parameters.FullBytes, &curve); err == nil {
				proveKey(c, curve.String())
			}
		default:
			proveKey(c, k.Algorithm.Algorithm.String())
		}
	}
}

func proveKey(c *nhi.Credential, oid string) {
	if t, known := keyTypes[oid]; known {
		prove(c, "algorithm", t.algorithm)
		prove(c, "bits", t.bits)
	}
}

func readRSA(der []byte, c *nhi.Credential) {
	var k pkcs1Key
	if _, err := asn1.Unmarshal(der, &k); err != nil || k.N.Sign() <= 0 {
		return
	}
	prove(c, "algorithm", "RSA")
	prove(c, "bits", strconv.Itoa(k.N.BitLen()))
	proveFingerprint(c, k.N, k.E)
}
