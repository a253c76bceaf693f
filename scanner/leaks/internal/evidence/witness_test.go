package evidence

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestTrial: what the path says is for trying a program out, by who made the value. · stands for the value.
func TestTrial(t *testing.T) {
	machine, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "Mea"+"dow44-71x"
	pem := "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3"
	for _, tt := range []struct {
		path, text string
		sort       Sort
		name       string
		value      string
		want       nhi.Doubt
	}{
		{"dev/tls/node-key.pem", "·", Block, "", pem, nhi.DoubtTest},
		{"docker/ci-config/signing.key", "·", Block, "", pem, nhi.DoubtTest},
		{".github/workflows/root.key", "·", Block, "", pem, nhi.DoubtTest},
		{"deploy/prod/dev-portal/node-key.pem", "·", Block, "", pem, ""},
		{"ci/id_ed25519", "·", Block, "", pem, ""},
		{"src/delivery/node-key.pem", "·", Block, "", pem, ""},
		{"docker-compose.yml", "DB_PASSWORD: ·", Password, "DB_PASSWORD", password, nhi.DoubtTest},
		{"docker-compose.prod.yml", "DB_PASSWORD: ·", Password, "DB_PASSWORD", password, ""},
		{"config/app.dev.yml", "signing_key: ·", Machine, "signing_key", machine, nhi.DoubtTest},
		{"config/app.dev.yml", "sms_api_key: ·", Machine, "sms_api_key", machine, ""},
		{"config/app.dev.yml", "url: jdbc:db://db.northquay.io\npassword: ·", Password, "password", password, ""},
		{"a.http", "Authorization: Bearer ·", Placed, "Authorization", machine, nhi.DoubtTest},
		{"a.http", "GET https://admin:·@northquay.io", Placed, "", machine, ""},
		{"a.http", "GET /x?token=·", Machine, "token", machine, nhi.DoubtTest},
	} {
		check(t, tt.path, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestWitnesses: of a value that only its name speaks for, and of what goes out to everybody. · stands for the value.
func TestWitnesses(t *testing.T) {
	machine, hex, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "5adf183f94b3436b"+"a78d67f506965998", "VOkJxbRl1"+"RmTxUk/WvJxBt"
	const uuid = "6e8d1eae-8d40-4c25-bcf8-4633959afc71"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a name, and no password", "a.xml", "<password>·</password>", Password, "password", "northquay-rocks", nhi.DoubtWords},
		{"a person's password", "a.xml", "<password>·</password>", Password, "password", "Northquay" + "-Rocks7", ""},
		{"digits of hexadecimal under an ordinary name", "a.go", "source_key: \"·\"", Machine, "source_key", hex, nhi.DoubtDigest},
		{"digits of hexadecimal under a key's name", "a.go", "api_key: \"·\"", Machine, "api_key", hex, ""},
		{"letters and digits under an ordinary name", "a.go", "source_key: \"·\"", Machine, "source_key", machine, ""},
		{"what a map finds by", "keys.json", "{\n  \"·\": \"Security key of a token\"", Machine, "token", machine, nhi.DoubtWords},
		{"an identifier in a program", "a.ts", "token: \"·\"", Machine, "token", uuid, nhi.DoubtDigest},
		{"a key in settings", "a.yml", "api_key: ·", Machine, "api_key", uuid, ""},
		{"a client's secret in a program", "a.py", "'ClientSecret': '·',", Machine, "ClientSecret", uuid, ""},
		{"a service's key in a program", "a.py", "headers={'X-API-Key': '·'}", Machine, "X-API-Key", uuid, ""},
		{"the id of a key in a program", "a.py", "'api_key_id': '·',", Machine, "api_key_id", uuid, nhi.DoubtWeak},
		{"a key that finds something in a program", "a.py", "row_key = '·'", Machine, "row_key", uuid, nhi.DoubtWeak},
		{"a key of 256 bits, in bytes", "a.py", "HKEY = b\"·\"", Machine, "HKEY", hex + hex[16:] + hex[:16], ""},
		{"the same digits as a text", "a.py", "HKEY = \"·\"", Machine, "HKEY", hex + hex[16:] + hex[:16], nhi.DoubtDigest},
		{"fewer digits, in bytes", "a.py", "HKEY = b\"·\"", Machine, "HKEY", hex, nhi.DoubtDigest},
		{"a key above a docstring", "a.py", "api_key = '·'\n\"\"\"\nFallback key if the engine fails to get one from the site\n\"\"\"", Machine, "api_key", machine, ""},
		{"a key below a docstring", "a.py", "\"\"\"\nHandling of the licence to get the real key of a video\n\"\"\"\napi_key = '·'", Machine, "api_key", machine, ""},
		{"a key within a text", "a.py", "text = \"\"\"\nUse the key that you were given for this server alone\napi_key = '·'\n\"\"\"", Machine, "api_key", machine, nhi.DoubtTest},
		{"what the program reveals", "a.go", "encryptedClientSecret = \"·\"\n\nsecret: obscure.MustReveal(encryptedClientSecret),", Machine, "encryptedClientSecret", machine, ""},
		{"what the program decrypts", "a.go", "encryptedClientSecret = \"·\"\n\nsecret: vault.Decrypt(key, encryptedClientSecret),", Machine, "encryptedClientSecret", machine, nhi.DoubtWeak},
		{"a former key", "a.py", "# MAP_API_KEY = '·'\nMAP_API_KEY = '" + hex[16:] + hex[:16] + "'", Machine, "MAP_API_KEY", hex, ""},
		{"a key in a comment beside a word", "a.py", "# MAP_API_KEY = '·'\nMAP_API_KEY = 'northquay-maps'", Machine, "MAP_API_KEY", hex, nhi.DoubtTest},
		{"a key in a comment beside a form of another length", "a.py", "# MAP_API_KEY = '·'\nMAP_API_KEY = '" + hex[:20] + "'", Machine, "MAP_API_KEY", hex, nhi.DoubtTest},
		{"an example of a key beside it in use", "a.py", "# For example:\n#   'MAP_API_KEY': '·'\nMAP_API_KEY = '" + hex[16:] + hex[:16] + "'", Machine, "MAP_API_KEY", hex, nhi.DoubtExample},
		{"an ordinary secret in a program", "a.py", "secret = '·'", Machine, "secret", uuid, nhi.DoubtDigest},
		{"a token for coverage", "codecov.yml", "token: ·", Machine, "token", uuid, ""},
		{"sealed", "secrets.ejson", "\"api_key\": \"·\"", Machine, "api_key", "EJ[1:" + machine + machine + ":" + machine + ":" + machine + "]", nhi.DoubtDigest},
		{"where errors go", "a.go", "dsn = \"https://" + hex + ":·@errors.northquay.io/17\"", Placed, "dsn", hex, nhi.DoubtDigest},
		{"a healthcheck", "a.yml", "test: curl -u admin:· http://localhost:9200", Placed, "", machine, nhi.DoubtTest},
		{"what a field shows", "a.php", "'placeholder' =>\n  'mongodb://app:·@db.northquay.io'", Placed, "", machine, nhi.DoubtExample},
		{"rules for a password", "a.php", "'password' => ['required', '·']", Password, "password", "min:16", nhi.DoubtWords},
		{"a directive of C", "a.h", "#define API_KEY \"·\"", Machine, "API_KEY", machine, ""},
		{"parameters", "A.java", "void key(PrivateKey key, @Nullable String keyPassword, · chain)", Password, "keyPassword", "X509Certificate2", nhi.DoubtWords},
		{"an array of PHP", "a.php", "'api_key' => '·',", Machine, "api_key", machine, ""},
		{"a comment", "a.yml", "# api_key: ·", Machine, "api_key", machine, nhi.DoubtTest},
		{"a message that a program shows", "A.java", "    \"securityToken\" : \"·\",", Machine, "securityToken", machine, nhi.DoubtTest},
		{"a record of a program", "a.py", "    \"securityToken\" : \"·\",", Machine, "securityToken", machine, ""},
		{"a standard's example", "src/rfc5769/check.c", "upwd = \"·\"", Password, "upwd", password, nhi.DoubtTest},
		{"with whose key it is signed", "Makefile", "SIGNING_KEY=·", Machine, "SIGNING_KEY", strings.ToUpper(hex) + "8D8149E4", nhi.DoubtDigest},
		{"a key to sign with", "Makefile", "SIGNING_KEY=·", Machine, "SIGNING_KEY", machine, ""},
		{"the public half of a storage's key", "fuzzy_check.conf", "algorithm = \"mumhash\";\nencryption_key = \"·\";", Machine, "encryption_key", machine, nhi.DoubtDigest},
		{"what Algolia's program sends", "a.ts", "'x-algolia-agent': 'Browser',\n'x-algolia-api-key': '·'", Named, "x-algolia-api-key", hex, nhi.DoubtDigest},
		{"a label of GitHub's", "a.json", "\"Secret\": \"·\"", Machine, "Secret", "LA_" + "kwDOCsUTCM7x" + "Qm2LTRpw", nhi.DoubtDigest},
		{"a site's name at Gigya", "a.go", "api_key: \"·\"", Machine, "api_key", "3_" + machine + machine + machine + "q", nhi.DoubtDigest},
		{"a hash with its name", "a.xml", "<secret>·</secret>", Machine, "secret", "{SHA-256}" + hex + hex, nhi.DoubtDigest},
		{"settings of those who write it", "a.py", "class Development(Config):\n    API_KEY = \"·\"", Machine, "API_KEY", machine, nhi.DoubtTest},
		{"settings of production", "a.py", "class Production(Config):\n    API_KEY = \"·\"", Machine, "API_KEY", machine, ""},
		{"an annotation's example", "A.groovy", "@ExampleObject(value = '''[{\n\"authToken\": \"·\"", Machine, "authToken", machine, nhi.DoubtExample},
		{"a demonstration's", "a.php", "'DEMO_TOKEN' => '·'", Machine, "DEMO_TOKEN", machine, nhi.DoubtTest},
		{"an address in base64", "a.php", "'claim_token' => '·'", Machine, "claim_token", base64.StdEncoding.EncodeToString([]byte("https://bridge.northquay.io/claim/Q7F0")), nhi.DoubtPlaceholder},
		{"one of the columns", "a.ts", "select(['user.email', 'user.password', '·'])", Password, "password", "user.plexId", nhi.DoubtWords},
		{"a kit for tests", "server/testkit/src/lib.rs", "set_password(id, \"·\")", Placed, "", machine, nhi.DoubtTest},
		{"a provider's own form in a sandbox", "sandbox/Startup.cs", "SetClientSecret(\"·\")", Named, "", "GOC" + "SPX-" + machine + machine[:8], ""},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestOwner: the name in a key for OpenPGP may say that nobody has it.
func TestOwner(t *testing.T) {
	for owner, want := range map[string]bool{"Northquay Server Test Key <no-reply@northquay.io>": true, "Northquay Releases <releases@northquay.io>": false} {
		packets := append([]byte(strings.Repeat("\x9d\x07\xf1", 40)), oldUserID, byte(len(owner)))
		packets = append(packets, owner...)
		armoured := "-----BEGIN PGP PRIVATE" + " KEY BLOCK-----\n\n" + base64.StdEncoding.EncodeToString(append(packets, strings.Repeat("\x88\x12", 20)...)) + "\n=q7Fz\n-----END PGP PRIVATE" + " KEY BLOCK-----\n"
		if got := madeUpOwner(armoured); got != want {
			t.Errorf("%s: %v, want %v", owner, got, want)
		}
	}
}

// TestPublicHalf: the public half of a key is told by what it is, under whatever name.
func TestPublicHalf(t *testing.T) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.StdEncoding.EncodeToString
	certificate := strings.Join(strings.Split(certificateFor(t, []string{"api.northquay.io"}), "\n")[1:], "")
	certificate, _, _ = strings.Cut(certificate, "-")
	for value, want := range map[string]bool{encode(public): true, certificate: true, encode(secret): false, "MFkw": false, strings.Repeat("Mq7F", 12): false} {
		if got := isPublicHalf(value); got != want {
			t.Errorf("%.8s…: %v, want %v", value, got, want)
		}
	}
}
