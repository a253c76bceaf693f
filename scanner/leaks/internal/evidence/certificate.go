package evidence

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighKey asks whom a private key belongs to: what its file is called, and what the certificate beside it says.
func (v *weighing) weighKey() {
	switch {
	case v.shipsAuthority():
		v.add("it is shipped with its certificate, which is one to trust others by", 1, "")
	case isSampleKey(v.Path) || keyForTrials().MatchString(path.Base(v.Path)) || keyFolder().MatchString(v.Path):
		v.add("its name says it is for tests", -certain, nhi.DoubtTest)
	case madeUpOwner(v.Value):
		v.add("its name says it is for tests", -certain, nhi.DoubtTest)
	case v.Text != "" && certifiesNobody(v.Text), v.Certificate != "" && !IsLogin(v.Path) && certifiesNobody(v.Certificate):
		v.add("its certificate is for the machine itself, or for tests", -certain, nhi.DoubtTest)
	}
}

// shipped matches the folders of what an application for Android has packed as it is.
var shipped = lazyregexp.New(`(^|/)src/(\w*[mM]ain|release)/(assets|res/raw)/`)

// shipsAuthority tells whether an application ships a private key with its certificate, and that is an authority's: whoever has the
// one that devices were told to trust is trusted by them, whatever name stands in it.
func (v *weighing) shipsAuthority() bool {
	return v.isKey() && shipped().MatchString(v.Path) && certifiesAuthority(v.Certificate, v.Value)
}

// certifiesAuthority tells whether a certificate is an authority's, and that of this private key.
func certifiesAuthority(certificate, key string) bool {
	block, _ := pem.Decode([]byte(certificate))
	armoured, _ := pem.Decode([]byte(key))
	if block == nil || armoured == nil {
		return false
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil || !parsed.IsCA {
		return false
	}
	public, ok := parsed.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(publicHalf(armoured.Bytes))
}

// publicHalf is the public half of a private key in any of the three forms it is kept in, nil for what is none.
func publicHalf(der []byte) crypto.PublicKey {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		if signer, ok := key.(crypto.Signer); ok {
			return signer.Public()
		}
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key.Public()
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key.Public()
	}
	return nil
}

var (
	keyForTrials = lazyregexp.New(`(?i)self[_-]?signed|(^|[_-])(local|expired)[_-]|^(test|dummy|fake|mock|demo|sample|dev|local)[_-]?(key|cert|ca|root|server|client|rsa|ec|ssl|tls|crt)s?[._-]`)
	keyFolder    = lazyregexp.New(`(?i)(^|/)(dev|develop|development|test|local|localhost|self-?signed|demo|sample|dummy|fake)[_-]?(certs?|certificates?|keys?|ssl|tls|pki)/`)
	// innerDomain matches the domains of names that only the machines of one network know, such as a cluster's (RFC 6762, appendix G).
	innerDomain = lazyregexp.New(`\.(local|internal|localhost)\.?$`)
	// nobody matches the names of machines that are everywhere or nowhere.
	nobody = lazyregexp.New(`(?i)^(([\w*-]+\.)*(localhost|localdomain|test|invalid|example)|([\w*-]+\.)*example\.(com|org|net)|127\.0\.0\.1|::1|(test|dummy|fake|snake-?oil|self-?signed|demo|example)\b.*|(my[ _-]?)?(server|client|ca|root[ _-]?ca|broker|node|peer|proxy|agent|worker|user|admin|default|certificate|cert|hostname|host|common[ _-]?name|unknown|none)[ _-]?\d*)$`)
)

// manyCertificates is how many certificates of a file are read.
const manyCertificates = 4

// certifiesNobody tells whether the certificates in a text are only for the machine itself or for tests.
func certifiesNobody(text string) bool {
	rest := []byte(text)
	if !strings.Contains(text, "-----BEGIN CERTIFICATE-----") {
		return false
	}
	found := false
	for range manyCertificates {
		at := strings.Index(string(rest), "-----BEGIN CERTIFICATE-----")
		if at < 0 {
			break
		}
		block, behind := pem.Decode(rest[at:])
		if block == nil {
			break
		}
		rest = behind
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil || !isNobodys(certificate) {
			return false
		}
		found = true
	}
	return found
}

// certifiesHost tells whether a text has a certificate for a host that can be reached by its name.
func certifiesHost(text string) bool {
	_, from, found := strings.Cut(text, "-----BEGIN CERTIFICATE-----")
	if !found {
		return false
	}
	block, _ := pem.Decode([]byte("-----BEGIN CERTIFICATE-----" + from))
	if block == nil {
		return false
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	return err == nil && !isNobodys(certificate) && slices.ContainsFunc(append(certificate.DNSNames, certificate.Subject.CommonName), func(name string) bool {
		return hostForm().MatchString(name) && !innerDomain().MatchString(name)
	})
}

// isNobodys tells whether every name that a certificate is for is one of machines that are everywhere or nowhere, or who gave it out says so.
func isNobodys(certificate *x509.Certificate) bool {
	issuer := certificate.Issuer
	for _, name := range slices.Concat([]string{certificate.Subject.CommonName, issuer.CommonName}, issuer.Organization, issuer.OrganizationalUnit) {
		if slices.ContainsFunc(nameWords(name), func(word string) bool { return sampleWords[word] }) {
			return true
		}
	}
	names := certificate.DNSNames
	if len(names) == 0 && len(certificate.IPAddresses) == 0 {
		names = []string{certificate.Subject.CommonName}
	}
	for _, name := range names {
		if !nobody().MatchString(name) {
			return false
		}
	}
	for _, ip := range certificate.IPAddresses {
		if !ip.IsLoopback() && !ip.IsUnspecified() {
			return false
		}
	}
	return true
}

// madeUpOwner tells whether the name in a key for OpenPGP says that nobody has it: Server Test Key <test@…>.
func madeUpOwner(value string) bool {
	if !strings.HasPrefix(value, "-----BEGIN PGP PRIVATE KEY") {
		return false
	}
	body := keyBody(value)
	packets, _ := base64.StdEncoding.DecodeString(body[:len(body)/4*4]) // the checksum behind it ends what can be decoded
	for i := 0; i+2 < len(packets); i++ {
		if end := i + 2 + int(packets[i+1]); (packets[i] == oldUserID || packets[i] == newUserID) && end <= len(packets) {
			if name := string(packets[i+2 : end]); strings.Contains(name, " ") && utf8.ValidString(name) && slices.ContainsFunc(nameWords(name), func(w string) bool { return sampleWords[w] }) {
				return true
			}
		}
	}
	return false
}

// The first bytes of an OpenPGP packet with a user's name, of the old format and of the new one (RFC 9580, section 5.11).
const (
	oldUserID = 0xB4
	newUserID = 0xCD
)

// shortestPublic is how long the public half of a key is at least, in base64.
const shortestPublic = 40

// isPublicHalf tells the base64 of a certificate, or of the public half of a key: both are meant to be seen.
func isPublicHalf(value string) bool {
	if !strings.HasPrefix(value, "M") || len(value) < shortestPublic {
		return false
	}
	der, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return false
	}
	_, spki := x509.ParsePKIXPublicKey(der)
	_, pkcs1 := x509.ParsePKCS1PublicKey(der)
	_, certificate := x509.ParseCertificate(der)
	return spki == nil || pkcs1 == nil || certificate == nil
}
