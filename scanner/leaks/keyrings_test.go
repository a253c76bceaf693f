package leaks

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestKeyrings: a key beside one whose certificate is for the machine itself is for tests, too; what somebody logs in with is not.
func TestKeyrings(t *testing.T) {
	w := &work{TB: t, dir: t.TempDir()}
	for folder, host := range map[string]string{"etc/local": "localhost", "etc/served": "api.northquay.io"} {
		certificate, key := certified(t, host)
		w.write(folder+"/cert.pem", certificate)
		w.write(folder+"/key.pem", key)
		certificate, key = certified(t, "device.northquay.io")
		w.write(folder+"/client-cert.pem", certificate)
		w.write(folder+"/client-key.pem", key)
		_, login := certified(t, host)
		w.write(folder+"/id_ed25519", login)
	}
	o := w.observe(Options{})
	listed := map[string]bool{}
	for _, e := range o.Exposures {
		listed[e.Location.Path] = true
	}
	for path, want := range map[string]bool{"etc/local/key.pem": false, "etc/local/client-key.pem": false, "etc/local/id_ed25519": true, "etc/served/key.pem": true, "etc/served/client-key.pem": true} {
		if listed[path] != want {
			t.Errorf("%s is listed: %v, want %v", path, listed[path], want)
		}
	}
	if hiddenAs(o, "test values") != 2 {
		t.Errorf("got\n%s", brief(o))
	}
}

// TestKeyringsOfAChange: whoever brings a key cannot take it back by a key for tests that he puts beside it.
func TestKeyringsOfAChange(t *testing.T) {
	w := newWork(t)
	w.write("a.txt", "a")
	w.commit()
	for file, host := range map[string]string{"etc/": "localhost", "etc/client-": "device.northquay.io"} {
		certificate, key := certified(t, host)
		w.write(file+"cert.pem", certificate)
		w.write(file+"key.pem", key)
	}
	w.git("add", "-A")
	equal(t, "staged keys", where(w.staged(repository.Options{})), "etc/client-key.pem worktree")
}

// certified makes a key and a certificate for it.
func certified(t *testing.T, host string) (certificate, key string) {
	t.Helper()
	return certifiedAs(t, host, false)
}

// certifiedAs makes a key and a certificate for it, which is an authority's or not.
func certifiedAs(t *testing.T, host string, authority bool) (certificate, key string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{host}, IsCA: authority, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, form, form, public, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE" + " KEY", Bytes: secret}))
}

// TestShippedAuthority: an application for Android that has the key of an authority among its assets gives it to everybody, whatever the
// certificate is for. One that is no authority's, another key's, or in a test is for the machine itself.
func TestShippedAuthority(t *testing.T) {
	authority, key := certifiedAs(t, "localhost", true)
	server, serverKey := certifiedAs(t, "localhost", false)
	_, anotherKey := certifiedAs(t, "localhost", true)
	w := newWork(t)
	w.publish()
	for folder, pair := range map[string][2]string{
		"app/src/main/assets": {authority, key}, "a/src/main/res/raw": {server, serverKey}, "b/src/main/assets": {authority, anotherKey}, "c/src/test/assets": {authority, key}, "d/src/main/resources": {authority, key},
	} {
		w.write(folder+"/localhost-24.crt", pair[0])
		w.write(folder+"/localhost-24.key", pair[1])
	}
	w.commit()
	equal(t, "listed", where(w.observe(Options{})), "app/src/main/assets/localhost-24.key head")
}

// TestFormerKey: a key in a comment beside the one in use is listed, from the files and from history alike.
func TestFormerKey(t *testing.T) {
	w := newWork(t)
	w.write("maps.py", "# MAP_API_KEY = '"+fakes.Noise("old", "0123456789abcdef", 32)+"'\nMAP_API_KEY = '"+fakes.Noise("new", "0123456789abcdef", 32)+"'\n")
	w.write("tiles.py", "# TILE_API_KEY = '"+fakes.Noise("tiles", "0123456789abcdef", 32)+"'\nTILE_API_KEY = env('TILES')\n")
	w.commit()
	equal(t, "listed", where(w.observe(Options{})), "maps.py head\nmaps.py head")
}
