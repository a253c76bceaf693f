package evidence

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// token is one that is not signed, with such claims.
func token(claims string) string {
	return "ey" + base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`))[2:] + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".q7Fz0LbX2mNc8RtVw3Ke"
}

// TestDevelopment: what is for those who write a program, and what only looks so. · stands for the value.
func TestDevelopment(t *testing.T) {
	machine, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "Mea"+"dow44-71x"
	pem := "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a signing key of developers", "config/dev.exs", "secret_key_base: \"·\"", Machine, "secret_key_base", machine, nhi.DoubtTest},
		{"a signing key of production", "config/prod.exs", "secret_key_base: \"·\"", Machine, "secret_key_base", machine, ""},
		{"a key in developers' settings", "config/dev.exs", "jwt_key: \"\"\"\n·", Block, "jwt_key", pem, nhi.DoubtTest},
		{"a provider's key in developers' settings", "appsettings.Development.json", "\"SmsApiKey\": \"·\"", Machine, "SmsApiKey", machine, ""},
		{"a password for the machine itself", "application-dev.yml", "url: jdbc:mysql://localhost:3306/x\npassword: ·", Password, "password", "mead" + "ow4471", nhi.DoubtTest},
		{"a password for a host that all developers use", "application-dev.yml", "url: jdbc:mysql://db-dev.northquay.io/x\npassword: ·", Password, "password", "Mead" + "ow4471", ""},
		{"an account to throw away", "mail.config.json", "\"UserName\": \"a.b@ethereal.email\",\n\"Password\": \"·\"", Password, "Password", machine, nhi.DoubtTest},
		{"a factory of records", "lib/factory.ex", "secret: \"·\"", Machine, "secret", machine, nhi.DoubtTest},
		{"the factory of a program", "lib/client_factory.ex", "secret: \"·\"", Machine, "secret", machine, ""},
		{"data to begin with", "priv/repo/seeds.exs", "secret_first: \"·\"", Machine, "secret_first", machine, nhi.DoubtTest},
		{"the first user's password", "db/seeds.rb", "password: \"·\"", Password, "password", password, nhi.DoubtTest},
		{"a password that production begins with", "db/seeds-prod.rb", "password: \"·\"", Password, "password", password, ""},
		{"a list of tests", "site.py", "_TESTS = [\n    {\n        'key': '·'", Machine, "key", machine, nhi.DoubtTest},
		{"a list", "site.py", "_SITES = [\n    {\n        'key': '·'", Machine, "key", machine, ""},
		{"a record that is made up", "user.ts", "export const mockUser: User = {\n  token: '·'", Machine, "token", machine, nhi.DoubtTest},
		{"a function that makes things up", "user.go", "func fakeUser(t int) User {\n\ttoken := \"·\"", Machine, "token", machine, nhi.DoubtTest},
		{"a function that tests a connection", "db.go", "func testConnection(host string) error {\n\tpassword := \"·\"", Password, "password", password, ""},
		{"a pipeline's database", ".gitlab-ci.yml", "sqlcmd -S mssql -U sa -P ·", Placed, "", "Micro" + "lith-12345x", nhi.DoubtTest},
		{"a database that a pipeline changes", ".gitlab-ci.yml", "sqlcmd -S db.northquay.io -U sa -P ·", Placed, "", "Micro" + "lith-12345x", ""},
		{"a token of an hour", "a.ts", "token = '·'", Block, "token", token(`{"iat":1700000000,"exp":1700003600}`), nhi.DoubtWeak},
		{"a token of a year", "a.ts", "token = '·'", Block, "token", token(`{"iat":1700000000,"exp":1731536000}`), ""},
		{"a session that was recorded", "a.postman_collection.json", "\"value\": \"Bearer ·\"", Block, "value", token(`{"exp":1731536000}`), nhi.DoubtTest},
		{"a request to the machine itself", "a.http", "POST http://localhost:9095/x\nX-Access-Token: ·", Block, "token", token(`{"exp":1731536000}`), nhi.DoubtTest},
		{"a request to a service", "a.http", "POST https://api.northquay.io/x\nX-Access-Token: ·", Block, "token", token(`{"exp":1731536000}`), ""},
		{"a token without end in a recording", "a.postman_collection.json", "\"value\": \"Bearer ·\"", Block, "value", token(`{"sub":"svc"}`), ""},
		{"a token of the machine itself", "a.ts", "token = '·'", Block, "token", token(`{"sub":"shop@localhost","iat":1700000000}`), nhi.DoubtExample},
		{"a text that is an example", "A.java", "    static final String ANSWER_EXAMPLE = START + \"{\" +\n            \"   \\\"deviceSecret\\\":\\\"·\\\"\" +", Machine, "deviceSecret", machine, nhi.DoubtTest},
		{"a text", "A.java", "    static final String ANSWER = START + \"{\" +\n            \"   \\\"deviceSecret\\\":\\\"·\\\"\" +", Machine, "deviceSecret", machine, ""},
		{"the description of an interface", "A.java", "    @Operation(summary = \"Provision\",\n            description = \"as follows: \" +\n                    \"\\\"deviceSecret\\\": \\\"·\\\"\" +", Machine, "deviceSecret", machine, nhi.DoubtExample},
		{"a shop that a simulator plays", "Shop.storekit", "\"privateKey\" : \"·\"", Machine, "privateKey", machine, nhi.DoubtTest},
		{"a stub's answer", "App/Stubbed Responses/login.js", "password: '·'", Password, "password", password, nhi.DoubtTest},
		{"where browsers log in", "a.py", "_KEY = '·'\nurl = 'https://identitytoolkit.googleapis.com/v1/accounts'", Issued, "_KEY", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", nhi.DoubtDigest},
		{"where only Google's own applications go", "a.kt", "_KEY = '·'\nurl = 'https://mapsmobilesdks-pa.googleapis.com/'", Issued, "_KEY", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", nhi.DoubtDigest},
		{"containers for a while", "deploy/dockerephemeral/federation/jwk.pem", "·", Block, "", pem, nhi.DoubtTest},
		{"a program that tests itself", "screen/SelfTest.tsx", "secret = '·'", Machine, "secret", machine, nhi.DoubtTest},
		{"a flag", "a.kt", "CAP_HAS_PASSWORD = \"·\"", Password, "CAP_HAS_PASSWORD", machine, nhi.DoubtWeak},
		{"where maps are", "a.py", "_KEY = '·'\nurl = 'https://maps.googleapis.com/v1/tiles'", Issued, "_KEY", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", ""},
		{"a token without end", "a.ts", "token = '·'", Block, "token", token(`{"iat":1700000000}`), ""},
		{"what says it is for development", "a.yml", "key: ·", Machine, "SigningKey", "app-dev-only-do-not-use-32+chars-min", nhi.DoubtPlaceholder},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestIdentifier: what tells things apart, and opens nothing. · stands for the value.
func TestIdentifier(t *testing.T) {
	machine := "q7Fz0LbX" + "2mNc8RtVw3Ke"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"one of a series", "a.js", "tab('editor1');tab('editor2');tab('·')", Placed, "", "editor3", nhi.DoubtWords},
		{"a word with a number", "a.js", "login('admin', '·')", Placed, "", "editor3", nhi.DoubtWords},
		{"what people make up", "a.js", "login('admin', '·')", Placed, "", "Edi" + "Torial3", ""},
		{"a piece of a licence", "a.conf", "licence.key.1=10f8-04ee\nlicence.key.2=cc27-05c6\nlicence.key.3=·", Machine, "3", "ef55-f2d4-78be-27c0", nhi.DoubtWeak},
		{"one of several keys", "a.env", "API_KEY_1=x\nAPI_KEY_2=y\nAPI_KEY_3=·", Machine, "API_KEY_3", machine, ""},
		{"a method with its object", "a.js", "onClick={this.tab.bind(this, '·')}", Placed, "", "editor3", nhi.DoubtWords},
		{"a directory's user", "a.js", "client.bind('cn=app', '·')", Placed, "", "Edi" + "Torial3", ""},
		{"a page", "a.py", "\"https://chat.northquay.io/widget/live.html?key=·\"", Machine, "key", machine, nhi.DoubtDigest},
		{"the ID of a key that signs", "a.yml", "appimagetool --sign-key=·", Machine, "sign-key", "9F3A7C21" + "E5B8D604", nhi.DoubtDigest},
		{"what copies an application's data", "app/build.gradle", "googleAndroidBackupAPIKey: \"·\"", Machine, "googleAndroidBackupAPIKey", machine, nhi.DoubtDigest},
		{"a widget on a site", "a.ts", "websiteToken: '·'", Machine, "websiteToken", machine, nhi.DoubtDigest},
		{"what counts visitors", "a.ts", "POSTHOG_TOKEN = '·'", Machine, "POSTHOG_TOKEN", machine, nhi.DoubtDigest},
		{"what browsers send measurements with", "a.toml", "client_token = \"·\"", Machine, "client_token", "pub" + "5e1b7fa90c3d42688b17e2f4a6d09c35", nhi.DoubtDigest},
		{"an application's key to a shop", "a.swift", "configure(withAPIKey: \"·\")", Machine, "withAPIKey", "appl_" + "KwZbTqRmYdHsLxVnGpCfJtNaEuQ", nhi.DoubtDigest},
		{"an alphabet in a call", "Base.java", "char[] ALPHABET = \"·\".toCharArray();", Placed, "", "ybnd" + "rfg8ejkm" + "cpqxot1u" + "wisza345h769", nhi.DoubtWords},
		{"a key for copies of what applications keep", "res/values/keys.xml", "<string name=\"backup_api_key\">·</string>", Machine, "backup_api_key", "AEdPqr" + "EAAA" + "AIq7Fz0L" + "bX2mNc8RtVw3KeYh6JfGs5DqXe7aUo0Ii1", nhi.DoubtDigest},
		{"an alphabet", "a.py", "_SECRET = '·'", Machine, "_SECRET", "k7Rq2Zx" + "Lw9TbVf" + "Yp4MnCs" + "Gd0HjXe8KuA", nhi.DoubtWords},
		{"an application's identifier to fall back on", "a.ts", "export const HUBSPOT_CLIENT_ID = env.HUBSPOT_CLIENT_ID || '·'", Named, "", "7c1e9a52-3f0b-4d86-a1c4-e95b72d60f38", nhi.DoubtDigest},
		{"an interface", "a.py", "\"https://api.northquay.io/v1/live?key=·\"", Machine, "key", machine, ""},
		{"an expression", "a.ts", "const TOKEN = '·'", Machine, "TOKEN", "[A-Za-z0-9._~+/-]+=*", nhi.DoubtWords},
		{"where a shell is", "a.sh", "docker run -v \"$PWD:·\" x", Password, "PWD", "/src/:ro", nhi.DoubtWords},
		{"where a shell is, or elsewhere", "cases.txt", "A|he${PWD:-·}xx", Password, "PWD", "yyz7-kk" + "2q", nhi.DoubtWords},
		{"a version of words", "a.rs", "const CONTEXT = \"·\"", Password, "PASSWORD_KDF", "zente-paste-password-v1", nhi.DoubtWords},
		{"the name of a setting", "a.ts", "const KEY = \"·\"", Machine, "KEY", "ensu.chatDbKey", nhi.DoubtWords},
		{"a form's id", "a.ts", "hubspotFormId = '·'", Named, "hubspotFormId", "fc39aa98-4285-" + "4322-9514-52da978baae8", nhi.DoubtDigest},
		{"an algorithm", "A.java", "encoders.put(\"·\", x)", Password, "password", "SHA-256", nhi.DoubtWords},
		{"cut off", "a.yml", "api-key: ·", Machine, "api-key", "sk-47aa124781be4bfb95244cc62f6xxxx", nhi.DoubtPlaceholder},
		{"sealed for a service", ".github/codecov.yml", "token: ·", Machine, "token", "secret:v1::tXC7VwEIKYjNU8HRgRv2" + "GdKOSCt5Uzp", nhi.DoubtTemplate},
		{"a hash in an update", "a.sql", "UPDATE users SET password='·'", Password, "password", "ba3253876aed6bc22d4a" + "6ff53d8406c6ad864195", nhi.DoubtDigest},
		{"a library", "a.js", "token = load('·')", Machine, "token", "mtoken_gm3000_pcsc.dll", nhi.DoubtWords},
		{"folders", "a.go", "const DNSKey = \"·\"", Machine, "DNSKey", "State:/Network/Service/FF457792-79C0-4A25-8392-D875BBEACCA6/DNS", nhi.DoubtWords},
		{"base64 with slashes", "a.go", "const apiKey = \"·\"", Machine, "apiKey", "q7Fz/0LbX2mNc8Rt/Vw3KeJf6Gs5", ""},
		{"its key's name", "a.py", "_DEVICE_ID_KEY = '·'", Machine, "_DEVICE_ID_KEY", "we2_device_id", nhi.DoubtPlaceholder},
		{"a public key's armour", "root-pub.pem", "-----BEGIN ROOT PUBLIC KEY-----\n·\n-----END", Machine, "", machine, nhi.DoubtDigest},
		{"behind a certificate", "a.env", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nkey=·", Machine, "api_key", machine, ""},
		{"an address that ends", "a.js", "'https://cdn.northquay.io/5df1?e=1576142006&token=·'", Machine, "token", machine, nhi.DoubtWeak},
		{"an address that does not", "a.js", "'https://cdn.northquay.io/5df1?v=3&token=·'", Machine, "token", machine, ""},
		{"a drawing", "a.pos", strings.Repeat("x:1,", 9000) + "token:'·'", Machine, "token", machine, nhi.DoubtForeign},
		{"the name of a table's key", "a.cs", "table.PrimaryKey(\"·\")", Machine, "PrimaryKey", "PK_Abp" + "AuditLogs", nhi.DoubtWords},
		{"the name of a browser's entry", "a.js", "const STORE_KEY = '·'", Machine, "STORE_KEY", "cdio-queue-spark-v1", nhi.DoubtWords},
		{"an alias", "a.yml", "password: ·", Password, "password", "*docker-hub-password", nhi.DoubtTemplate},
		{"an installer's property", "a.wxs", "Value=\"·\"", Password, "Value", "[#A.exe]|[SERVICE_PASSWORD]", nhi.DoubtTemplate},
		{"the name of the user, and a word", "a.ts", "handle: 'Meadow1.net',\npassword: '·'", Password, "password", "Meadow1-pass", nhi.DoubtPlaceholder},
		{"an answer in a comment", "a.go", "// {\"href\":\"https://api.northquay.io/v1?token=·\"}", Machine, "token", machine, nhi.DoubtTest},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestAdmission: what comments say of the value beside them. · stands for the value.
func TestAdmission(t *testing.T) {
	machine, google := "q7Fz0LbX"+"2mNc8RtVw3Ke", "AI"+"za"+"Kx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7a"
	for _, tt := range []struct {
		note, text string
		sort       Sort
		value      string
		want       nhi.Doubt
	}{
		{"public", "// Public API key of the player\nconst apiKey = \"·\"", Issued, google, nhi.DoubtDigest},
		{"of what its place shows", "const (\n\t// The DSN is safe to be public.\n\tdsn = \"https://a:·@errors.northquay.io/1\"", Placed, machine, ""},
		{"of a provider's key", "# for testing only, safe to commit\nkey = \"·\"", Issued, machine, ""},
		{"of a private key", "# not a secret\nkey = \"·\"", Block, machine, ""},
		{"public, and safe", "apiKey: \"·\" # This is a public key only for pushing, it's safe here", Machine, machine, nhi.DoubtDigest},
		{"behind the value", "apiKey = \"·\" // not a secret", Machine, machine, nhi.DoubtDigest},
		{"for tests", "// only used for testing\napiKey = \"·\"", Machine, machine, nhi.DoubtTest},
		{"of production", "// used in production since May\napiKey = \"·\"", Machine, machine, ""},
		{"to be tested", "// TODO test with another key\napiKey = \"·\"", Machine, machine, ""},
		{"of another line", "// Public API key of the player\nplayer = x\napiKey = \"·\"", Machine, machine, ""},
		{"that it is a secret", "// This is a secret, keep it private\napiKey = \"·\"", Machine, machine, ""},
	} {
		check(t, tt.note, "a.go", tt.text, tt.sort, "apiKey", tt.value, tt.want)
	}
}

// TestAdmissionInAChange: whoever proposes a value does not judge it, but is told that his comment was read.
func TestAdmissionInAChange(t *testing.T) {
	machine := "q7Fz0LbX" + "2mNc8RtVw3Ke"
	text := "// only used for testing\napiKey = \"" + machine + "\""
	at := strings.Index(text, machine)
	c := Candidate{Sort: Machine, Value: machine, Name: "apiKey", Path: "a.go", Quoted: true, Line: lineAt(text, at), Text: text, At: at, Proposed: true}
	got := Weigh(c)
	if got.Doubt != "" || got.Features[len(got.Features)-1].Weight != 0 || !strings.Contains(got.Features[len(got.Features)-1].Name, "a comment says") {
		t.Errorf("%q: %+v", got.Doubt, got.Features)
	}
}

// TestCertificate: a key is for what the certificate beside it is for.
func TestCertificate(t *testing.T) {
	pemKey := "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3"
	for _, tt := range []struct {
		note, path string
		names      []string
		want       nhi.Doubt
	}{
		{"of the machine itself", "tls/server.pem", []string{"localhost", "foo.localhost"}, nhi.DoubtTest},
		{"of documentation", "tls/server.pem", []string{"www.example.com"}, nhi.DoubtTest},
		{"of a service", "tls/server.pem", []string{"api.northquay.io"}, ""},
		{"of a service and the machine itself", "tls/server.pem", []string{"localhost", "api.northquay.io"}, ""},
		{"without one", "tls/server.pem", nil, ""},
		{"a test's name", "tls/testkey.pem", nil, nhi.DoubtTest},
		{"a developers' folder", "etc/dev-cert/server.pem", nil, nhi.DoubtTest},
	} {
		c := Candidate{Sort: Block, Value: pemKey, Path: tt.path, Certificate: certificateFor(t, tt.names)}
		if got := Weigh(c); got.Doubt != tt.want {
			t.Errorf("%s: %q, want %q: %+v", tt.note, got.Doubt, tt.want, got.Features)
		}
	}
	for authority, want := range map[string]nhi.Doubt{"Let's Encrypt": "", "Northquay Test Certificate Authority": nhi.DoubtTest} {
		c := Candidate{Sort: Block, Value: pemKey, Path: "tls/server.pem", Certificate: certificateBy(t, authority, []string{"api.northquay.io"})}
		if got := Weigh(c); got.Doubt != want {
			t.Errorf("given out by %s: %q, want %q: %+v", authority, got.Doubt, want, got.Features)
		}
	}
	for host, want := range map[string]nhi.Doubt{"api.northquay.io": "", "shop.default.svc.cluster.local": nhi.DoubtTest, "shop.internal": nhi.DoubtTest} {
		c := Candidate{Sort: Block, Value: pemKey, Path: "tls/server.pem", Text: pemKey, Certificate: certificateFor(t, []string{host}), Published: true}
		if got := Weigh(c); got.Doubt != want {
			t.Errorf("at a published head, for %s: %q, want %q: %+v", host, got.Doubt, want, got.Features)
		}
	}
}

// certificateFor makes a certificate for such names, none for none.
func certificateFor(t *testing.T, names []string) string { return certificateBy(t, "", names) }

// certificateBy is one that an authority of that name gave out.
func certificateBy(t *testing.T, authority string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names}
	der, err := x509.CreateCertificate(rand.Reader, form, &x509.Certificate{Subject: pkix.Name{Organization: []string{authority}}}, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// check weighs a value at its place in a text, and wants that doubt.
func check(t *testing.T, note, path, text string, sort Sort, name, value string, want nhi.Doubt) {
	t.Helper()
	text = strings.Replace(text, "·", value, 1)
	at := strings.LastIndex(text, value)
	c := Candidate{Sort: sort, Value: value, Name: name, Path: path, Quoted: strings.ContainsAny(text[max(at-1, 0):at], "\"'`"), Line: lineAt(text, at), Text: text, At: at}
	if got := Weigh(c); got.Doubt != want {
		t.Errorf("%s: %q, want %q: %+v", note, got.Doubt, want, got.Features)
	}
}
