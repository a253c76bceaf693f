package classify

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
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"github.com/rollcall-dev/rollcall/nhi"
)

// proofs are a credential's proofs by name, with " | " between several of one name.
func proofs(c nhi.Credential) map[string]string {
	m := map[string]string{}
	for _, p := range c.Proves {
		if m[p.Name] != "" {
			m[p.Name] += " | "
		}
		m[p.Name] += p.Value
	}
	return m
}

func wantProofs(t *testing.T, c nhi.Credential, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, proofs(c)); diff != "" {
		t.Errorf("proofs (-want +got):\n%s", diff)
	}
}

func wantTime(t *testing.T, what string, got time.Time, want string) {
	t.Helper()
	if got.IsZero() && want == "" {
		return
	}
	if got.Format(time.RFC3339) != want {
		t.Errorf("%s is %s, want %s", what, got.Format(time.RFC3339), want)
	}
}

// TestChecksum uses the example of GitHub's announcement of the format, and two computed
// with Python's zlib.
func TestChecksum(t *testing.T) {
	for token, want := range map[string]string{
		"ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17":                    "valid",
		"ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq18":                    "invalid",
		"gho_" + strings.Repeat("a", 30) + "1yLcDB":                             "valid",
		"npm_" + "0123456789ABCDEFGHIJabcdefghij" + "4Us3aw":                    "valid",
		"npm_" + "0123456789ABCDEFGHIJabcdefghik" + "4Us3aw":                    "invalid",
		"github_pat_" + strings.Repeat("a", 22) + "_" + strings.Repeat("b", 59): "",
	} {
		c := Value(token, Hint{})
		if c.Checksum != want {
			t.Errorf("%s…: checksum %q, want %q", token[:4], c.Checksum, want)
		}
		if low := c.Confidence == nhi.ConfidenceLow; low != (want == "invalid") {
			t.Errorf("%s…: confidence %s with checksum %q", token[:4], c.Confidence, want)
		}
	}
}

func TestGitHubTokens(t *testing.T) {
	tests := []struct {
		notation, service, sort string
		kind                    nhi.Kind
	}{
		{"ghp_{alnum:30}{crc:6}", "GitHub PAT (classic)", "personal access token (classic)", nhi.KindPATClassic},
		{"github_pat_{alnum:22}_{alnum:59}", "GitHub fine-grained PAT", "fine-grained personal access token", nhi.KindPATFine},
		{"gho_{alnum:30}{crc:6}", "GitHub OAuth / user-to-server", "OAuth access token", nhi.KindOAuthToken},
		{"ghu_{alnum:30}{crc:6}", "GitHub OAuth / user-to-server", "GitHub App user access token", nhi.KindOAuthToken},
		{"ghr_{alnum:76}", "GitHub OAuth / user-to-server", "GitHub App refresh token", nhi.KindOAuthToken},
		{"ghs_{alnum:30}{crc:6}", "GitHub App private key / installation token", "GitHub App installation access token", nhi.KindAppInstallation},
	}
	for _, tt := range tests {
		c := Value(generate(t, tt.notation), Hint{})
		if c.Service != tt.service || c.Kind != tt.kind || c.Confidence != nhi.ConfidenceHigh {
			t.Errorf("%s is %q, %s, %s", tt.notation, c.Service, c.Kind, c.Confidence)
		}
		wantProofs(t, c, map[string]string{"type": tt.sort})
	}
	c := Value("ghs_12345_"+exampleJWT(), Hint{})
	if c.Kind != nhi.KindAppInstallation || c.Checksum != "" || !c.ExpiresAt.IsZero() {
		t.Errorf("an installation token of the new form: %+v", c)
	}
	wantProofs(t, c, map[string]string{"type": "GitHub App installation access token", "github app id": "12345"})
}

// TestAWSAccount uses the pair of key and account that was published with the method:
// https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489.
func TestAWSAccount(t *testing.T) {
	c := Value("ASIA"+"Y34FZKBOKMUTVV7A", Hint{})
	wantProofs(t, c, map[string]string{"type": "temporary access key (STS)", "aws account": "609629065308"})
	if c.Kind != nhi.KindIAMRole {
		t.Errorf("kind %s", c.Kind)
	}
	old := Value("AKIA"+"IOSFODNN7EXAMPLE", Hint{})
	wantProofs(t, old, map[string]string{"type": "access key"})
}

// TestGitLabRoutable uses tokens made by the pseudo code of GitLab's design document, in Python.
func TestGitLabRoutable(t *testing.T) {
	const payload = "YzoxCm86MnMKdTo3cHMAAQIDBAUGBwgJCgsMDQ4PEA"
	for _, end := range []string{".16" + "0ciqz7w", ".01.16" + "0lncnzi"} {
		c := Value("glpat-"+payload+end, Hint{})
		if c.Checksum != "valid" {
			t.Errorf("%s: checksum %q", end, c.Checksum)
		}
		wantProofs(t, c, map[string]string{"gitlab cell": "1", "gitlab organization": "100", "gitlab user": "10000"})
	}
	if c := Value("glpat-"+payload+".16"+"0000000", Hint{}); c.Checksum != "invalid" || c.Confidence != nhi.ConfidenceLow {
		t.Errorf("a wrong checksum is %q with confidence %s", c.Checksum, c.Confidence)
	}
}

// exampleJWT is the example of RFC 7519, section 3.1.
func exampleJWT() string {
	return "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
		".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
		".dBjftJeZ4CVP-" + "mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
}

func makeJWT(header, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload)) + "." + encode([]byte("signature that is secret"))
}

func TestJWT(t *testing.T) {
	tests := []struct {
		name, token   string
		service       string
		issued, until string
		never, public bool
		confidence    nhi.Confidence
		proofs        map[string]string
	}{
		{name: "RFC 7519", token: exampleJWT(), service: "JSON Web Token", until: "2011-03-22T18:43:00Z", confidence: nhi.ConfidenceHigh,
			proofs: map[string]string{"issuer": "joe", "algorithm": "HS256"}},
		{name: "all claims", service: "JSON Web Token", issued: "2020-01-01T00:00:00Z", until: "2021-01-01T00:00:00Z", confidence: nhi.ConfidenceHigh,
			token:  makeJWT(`{"alg":"RS256","kid":"k-1"}`, `{"iss":"https://id.example","sub":"robot","aud":["a","b"],"azp":"c","iat":1577836800,"nbf":1577836800.5,"exp":1609459200}`),
			proofs: map[string]string{"issuer": "https://id.example", "subject": "robot", "audience": "a | b", "authorized party": "c", "algorithm": "RS256", "key id": "k-1", "not before": "2020-01-01T00:00:00Z"}},
		{name: "no expiry", service: "JSON Web Token", never: true, confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"none"}`, `{"aud":"x"}`), proofs: map[string]string{"audience": "x", "algorithm": "none"}},
		{name: "an expiry that is no time", service: "JSON Web Token", confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"none"}`, `{"exp":1e300}`), proofs: map[string]string{"algorithm": "none"}},
		{name: "Supabase anon", service: "Supabase", never: true, public: true, confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"HS256"}`, `{"iss":"supabase","role":"anon"}`), proofs: map[string]string{"issuer": "supabase", "role": "anon", "algorithm": "HS256"}},
		{name: "Supabase service role", service: "Supabase", never: true, confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"HS256"}`, `{"iss":"supabase","role":"service_role"}`), proofs: map[string]string{"issuer": "supabase", "role": "service_role", "algorithm": "HS256"}},
		{name: "not JSON inside", service: "JSON Web Token", confidence: nhi.ConfidenceLow,
			token: makeJWT(`{"alg":"HS256"}`, `{"iss":`), proofs: map[string]string{}},
		{name: "control characters", service: "JSON Web Token", never: true, confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"HS256"}`, `{"iss":"a\u001b[31m","sub":{"deep":[1]},"aud":["ok","b\n"]}`), proofs: map[string]string{"algorithm": "HS256", "audience": "ok"}},
		{name: "a token in a claim", service: "JSON Web Token", never: true, confidence: nhi.ConfidenceHigh,
			token: makeJWT(`{"alg":"HS256"}`, `{"iss":"`+exampleJWT()+`","sub":"`+generate(t, "ghp_{alnum:36}")+`"}`), proofs: map[string]string{"algorithm": "HS256"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Value(tt.token, Hint{})
			if c.Service != tt.service || c.NeverExpires != tt.never || c.Public != tt.public || c.Confidence != tt.confidence {
				t.Errorf("service %q, never expires %v, public %v, confidence %s", c.Service, c.NeverExpires, c.Public, c.Confidence)
			}
			wantTime(t, "issued", c.IssuedAt, tt.issued)
			wantTime(t, "expiry", c.ExpiresAt, tt.until)
			wantProofs(t, c, tt.proofs)
		})
	}
}

// TestAzureSAS uses the example of learn.microsoft.com/rest/api/storageservices/create-service-sas.
func TestAzureSAS(t *testing.T) {
	const start = "https://myaccount.blob.core.windows.net/sascontainer/sasblob.txt?sp=rw&st=2023-05-24T01:13:55Z&se="
	const end = "&sip=198.51.100.10-198.51.100.20&spr=https&sv=2022-11-02&sr=b&"
	want := map[string]string{
		"azure storage account": "myaccount", "type": "shared access signature", "permissions": "rw", "resource": "b",
		"protocol": "https", "allowed ip": "198.51.100.10-198.51.100.20", "version": "2022-11-02",
	}
	c := Value(start+"2023-05-24T09:13:55Z"+end+generate(t, "sig={alnum:43}%3D"), Hint{})
	if c.Service != "Azure Storage key / SAS" || c.NeverExpires {
		t.Errorf("service %q, never expires %v", c.Service, c.NeverExpires)
	}
	wantTime(t, "issued", c.IssuedAt, "2023-05-24T01:13:55Z")
	wantTime(t, "expiry", c.ExpiresAt, "2023-05-24T09:13:55Z")
	wantProofs(t, c, want)

	bare := Value("sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&"+generate(t, "sig={alnum:43}%3D"), Hint{Name: "SAS_TOKEN"})
	if !bare.NeverExpires {
		t.Error("a signature without se and si does not count as one that never expires")
	}
	wantProofs(t, bare, map[string]string{"type": "shared access signature", "version": "2022-11-02", "services": "b", "resource types": "sco", "permissions": "rwdlac"})
}

func TestConnectionStrings(t *testing.T) {
	storage := Value("DefaultEndpointsProtocol=https;AccountName=acme;"+generate(t, "AccountKey={base64:86}==")+";EndpointSuffix=core.windows.net", Hint{})
	wantProofs(t, storage, map[string]string{"type": "account key", "azure storage account": "acme"})

	bus := Value("Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey="+generate(t, "{base64:43}="), Hint{})
	wantProofs(t, bus, map[string]string{"host": "acme.servicebus.windows.net", "shared access policy": "Root"})

	sql := Value("Server=tcp:db.example.com,1433;Initial Catalog=shop;User ID=robot;Password=hunter2hunter2;", Hint{})
	if sql.Service != "SQL Server / Azure SQL" || sql.Kind != nhi.KindDBCredential {
		t.Errorf("service %q, kind %s", sql.Service, sql.Kind)
	}
	wantProofs(t, sql, map[string]string{"host": "db.example.com", "user": "robot", "database": "shop"})
}

func TestDatabaseURLs(t *testing.T) {
	tests := []struct {
		value, service string
		proofs         map[string]string
	}{
		{"postgres://robot:hunter2@db.example.com:5432/shop?sslmode=require", "PostgreSQL",
			map[string]string{"scheme": "postgres", "host": "db.example.com", "user": "robot", "database": "shop"}},
		{`"mongodb+srv://robot:hunter2@a.example.net,b.example.net/shop"`, "MongoDB / Atlas",
			map[string]string{"scheme": "mongodb+srv", "host": "a.example.net", "user": "robot", "database": "shop"}},
		{"jdbc:mysql://db.example.com/shop?user=robot&password=hunter2", "MySQL / MariaDB",
			map[string]string{"scheme": "mysql", "host": "db.example.com", "user": "robot", "database": "shop"}},
		{"redis://only-a-token@cache.example.com", "Redis / Valkey", map[string]string{"scheme": "redis", "host": "cache.example.com"}},
		// where the password is not escaped, the host may be a part of it
		{"postgres://robot:hunt/er2hunter2@db.example.com/shop", "PostgreSQL", map[string]string{"scheme": "postgres"}},
		{"postgres://robot:12345/6@db.example.com/shop", "PostgreSQL", map[string]string{"scheme": "postgres"}},
		{"postgres://robot:a@hunter2/x@db.example.com/shop", "PostgreSQL", map[string]string{"scheme": "postgres"}},
		{"postgres://robot:robot@db.example.com/robot", "PostgreSQL", map[string]string{"scheme": "postgres", "host": "db.example.com"}},
		{"smtp://robot:hunter2@mail.example.com:587", "Generic SMTP", map[string]string{"scheme": "smtp", "host": "mail.example.com", "user": "robot"}},
	}
	for _, tt := range tests {
		c := Value(tt.value, Hint{})
		if c.Service != tt.service || c.By != "url" {
			t.Errorf("%s: service %q by %q", tt.value, c.Service, c.By)
		}
		wantProofs(t, c, tt.proofs)
	}
}

func TestWebhooksAndSlack(t *testing.T) {
	slack := Value("https://hooks."+"slack.com/services/T00000000/B00000000/"+generate(t, "{alnum:24}"), Hint{})
	if slack.Kind != nhi.KindWebhook {
		t.Errorf("kind %s", slack.Kind)
	}
	wantProofs(t, slack, map[string]string{"host": "hooks.slack.com", "slack workspace": "T00000000", "slack webhook": "B00000000"})
	const id = "123456789" + "012345678"
	wantProofs(t, Value("https://discord"+".com/api/webhooks/"+id+"/"+generate(t, "{word-:68}"), Hint{}),
		map[string]string{"discord webhook id": id})
	wantProofs(t, Value("xoxb-"+"123456789012-210987654321-"+generate(t, "{alnum:24}"), Hint{}),
		map[string]string{"slack workspace number": "123456789012", "slack bot number": "210987654321"})
	wantProofs(t, Value("xapp-"+"1-A0123456789-1234567890123-"+generate(t, "{hex:64}"), Hint{}),
		map[string]string{"slack app": "A0123456789"})
}

func TestServiceAccount(t *testing.T) {
	file := `{"type": "service_account", "project_id": "acme-prod", "private_key_id": "` + strings.Repeat("0123456789", 4) + `",
	 "private_key": "-----BEGIN ` + `PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "client_email": "robot@acme-prod.iam.gserviceaccount.com", "client_id": "123456789012345678901"}`
	c := Value(file, Hint{})
	if c.Service != "Google Cloud service account key" || c.Kind != nhi.KindServiceAccount || !c.NeverExpires {
		t.Errorf("service %q, kind %s, never expires %v", c.Service, c.Kind, c.NeverExpires)
	}
	wantProofs(t, c, map[string]string{
		"gcp project": "acme-prod", "service account": "robot@acme-prod.iam.gserviceaccount.com",
		"key id": strings.Repeat("0123456789", 4), "client id": "123456789012345678901",
	})
}

// certificate was made by: openssl req -x509 -newkey ec -subj /CN=rollcall.test/O=Example
// -set_serial 0x1234abcd -days 365 -addext subjectAltName=DNS:a.test,DNS:b.test,IP:192.0.2.1.
const certificate = `-----BEGIN CERTIFICATE-----
MIIBujCCAWCgAwIBAgIEEjSrzTAKBggqhkjOPQQDAjAqMRYwFAYDVQQDDA1yb2xs
Y2FsbC50ZXN0MRAwDgYDVQQKDAdFeGFtcGxlMB4XDTI2MTEyMjA4MzYyOFoXDTI3
MTEyMjA4MzYyOFowKjEWMBQGA1UEAwwNcm9sbGNhbGwudGVzdDEQMA4GA1UECgwH
RXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOjcy0wntGavbB8lVnr9
NXcCHbK4zPySkCrUzw7Mcxdjt9dS9Rtzh5SGsraWr7g6a7jXk3dVJLCFI5V7k8eh
k72jdDByMB0GA1UdDgQWBBT36OnDhiAR6nCRvUYIIKtNLTGggTAfBgNVHSMEGDAW
gBT36OnDhiAR6nCRvUYIIKtNLTGggTAPBgNVHRMBAf8EBTADAQH/MB8GA1UdEQQY
MBaCBmEudGVzdIIGYi50ZXN0hwTAAAIBMAoGCCqGSM49BAMCA0gAMEUCIDhBDQdr
tk90NgCzq/It3Y7kn1jvD3S+hXZKI9TPFLryAiEAhd2jWfvWMxwpja4SN1J4/P0N
cNhp4oGCWjKpGGAcykI=
-----END CERTIFICATE-----
`

func TestCertificate(t *testing.T) {
	c := Value(certificate, Hint{})
	if c.Kind != nhi.KindCertificate || !c.Public {
		t.Errorf("kind %s, public %v", c.Kind, c.Public)
	}
	wantTime(t, "issued", c.IssuedAt, "2026-11-22T08:36:28Z")
	wantTime(t, "expiry", c.ExpiresAt, "2027-11-22T08:36:28Z")
	wantProofs(t, c, map[string]string{"subject": "rollcall.test", "issuer": "rollcall.test", "serial": "1234abcd", "alternative names": "3"})
}

func TestPrivateKeys(t *testing.T) {
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	check(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	check(t, err)
	edPublic, err := ssh.NewPublicKey(edKey.Public())
	check(t, err)
	rsaPublic, err := ssh.NewPublicKey(rsaKey.Public())
	check(t, err)
	edSSH, err := ssh.MarshalPrivateKey(edKey, "robot")
	check(t, err)
	edLocked, err := ssh.MarshalPrivateKeyWithPassphrase(edKey, "robot", []byte("passphrase"))
	check(t, err)
	ecDER, err := x509.MarshalECPrivateKey(ecKey)
	check(t, err)
	edDER, err := x509.MarshalPKCS8PrivateKey(edKey)
	check(t, err)
	rsaDER, err := x509.MarshalPKCS8PrivateKey(rsaKey)
	check(t, err)
	edPrint, rsaPrint := ssh.FingerprintSHA256(edPublic), ssh.FingerprintSHA256(rsaPublic)
	tests := []struct {
		name    string
		block   *pem.Block
		service string
		proofs  map[string]string
	}{
		{"OpenSSH", edSSH, "GitHub deploy key / SSH key", map[string]string{"encrypted": "no", "algorithm": "ssh-ed25519", "fingerprint": edPrint}},
		{"OpenSSH with passphrase", edLocked, "GitHub deploy key / SSH key", map[string]string{"encrypted": "yes", "algorithm": "ssh-ed25519", "fingerprint": edPrint}},
		{"PKCS 1", &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}, "TLS private key / certificate",
			map[string]string{"encrypted": "no", "algorithm": "RSA", "bits": "2048", "fingerprint": rsaPrint}},
		{"PKCS 8 RSA", &pem.Block{Type: "PRIVATE KEY", Bytes: rsaDER}, "TLS private key / certificate",
			map[string]string{"encrypted": "no", "algorithm": "RSA", "bits": "2048", "fingerprint": rsaPrint}},
		{"PKCS 8 Ed25519", &pem.Block{Type: "PRIVATE KEY", Bytes: edDER}, "TLS private key / certificate",
			map[string]string{"encrypted": "no", "algorithm": "Ed25519", "bits": "256"}},
		{"SEC 1", &pem.Block{Type: "EC PRIVATE KEY", Bytes: ecDER}, "TLS private key / certificate",
			map[string]string{"encrypted": "no", "algorithm": "ECDSA", "bits": "384"}},
		{"encrypted PKCS 8", &pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: edDER}, "TLS private key / certificate", map[string]string{"encrypted": "yes"}},
		{"not DER", &pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("no key at all")}, "TLS private key / certificate", map[string]string{"encrypted": "no"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := string(pem.EncodeToMemory(tt.block))
			for _, value := range []string{text, strings.ReplaceAll(text, "\n", `\n`), certificate + text} {
				c := Value(value, Hint{})
				if c.Service != tt.service || c.Public {
					t.Errorf("service %q, public %v", c.Service, c.Public)
				}
				wantProofs(t, c, tt.proofs)
			}
			if got := Preview(text); got != tt.block.Type {
				t.Errorf("preview %q", got)
			}
		})
	}
	c := Value(string(pem.EncodeToMemory(tests[2].block)), Hint{Name: "DEPLOY_KEY", Rule: "private-key"})
	if c.Service != "GitHub deploy key / SSH key" || len(c.Proves) == 0 {
		t.Errorf("the name does not decide whose key it is: %q", c.Service)
	}
}

// TestSSHPublicKey compares with what ssh-keygen -l said of the key.
func TestSSHPublicKey(t *testing.T) {
	c := Value("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC1HjMPY0TF8hegH1zSEH9aHRWbUavDPrZsx4qbHlHwe deploy@example\n", Hint{})
	if !c.Public {
		t.Error("a public key counts as a secret")
	}
	wantProofs(t, c, map[string]string{"algorithm": "ssh-ed25519", "fingerprint": "SHA256:cq/psb+kyY+tbPXjj8Y1aH0ZsxoExeGGPrzggyZcrCQ", "comment": "deploy@example"})
}

// macaroon writes a version 2 macaroon as libmacaroons' doc/format.txt describes it.
func macaroon(location, identifier string, caveats ...string) string {
	field := func(b []byte, kind byte, value string) []byte {
		return append(binary.AppendUvarint(append(b, kind), uint64(len(value))), value...)
	}
	b := field([]byte{2}, 1, location)
	b = append(field(b, 2, identifier), 0)
	for _, caveat := range caveats {
		b = append(field(b, 2, caveat), 0)
	}
	b = field(append(b, 0), 6, strings.Repeat("\x7f\xe3", 16))
	return base64.RawURLEncoding.EncodeToString(b)
}

func TestPyPI(t *testing.T) {
	const id = "24b62aa3-0000-4057-8dcb-000000000000"
	tests := []struct {
		name, location, mode, until string
		caveats                     []string
		proofs                      map[string]string
	}{
		{"projects", "pypi.org", "", "", []string{`[1,["acme","acme-cli"]]`, `[2,["114e5730-0000-435b-abcd-000000000000"]]`},
			map[string]string{"host": "pypi.org", "pypi projects": "acme, acme-cli", "scope": "projects"}},
		{"user", "pypi.org", "", "", []string{`[3,"9f2a0000-0000-0000-0000-000000000000"]`}, map[string]string{"host": "pypi.org", "scope": "user"}},
		{"expiry", "pypi.org", "", "2021-01-01T00:00:00Z", []string{`[0,1609459200,1577836800]`}, map[string]string{"host": "pypi.org", "scope": "unrestricted"}},
		{"first version", "test.pypi.org", "test", "", []string{`{"version": 1, "permissions": "user"}`}, map[string]string{"host": "test.pypi.org", "scope": "user"}},
		{"first version, projects", "pypi.org", "", "", []string{`{"version": 1, "permissions": {"projects": ["acme"]}}`}, map[string]string{"host": "pypi.org", "pypi projects": "acme"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Value("pypi-"+macaroon(tt.location, id, tt.caveats...), Hint{})
			if c.Service != "PyPI" || string(c.Livemode) != tt.mode || c.NeverExpires != (tt.until == "") {
				t.Errorf("service %q, mode %q, never expires %v", c.Service, c.Livemode, c.NeverExpires)
			}
			wantTime(t, "expiry", c.ExpiresAt, tt.until)
			wantProofs(t, c, tt.proofs)
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
