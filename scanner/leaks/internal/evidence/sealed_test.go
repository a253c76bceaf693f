package evidence

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestSealed: what a program decrypts with a key that only others have, and what it has the key of. · stands for the value.
func TestSealed(t *testing.T) {
	sealed := "QW7+" + "kd9xQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3/Rt2Yp1Lk0="
	for _, tt := range []struct {
		note, path, text string
		name             string
		want             nhi.Doubt
	}{
		{"an argument", "a.star", "API_SECRET = vault.decrypt(\"·\")", "API_SECRET", nhi.DoubtDigest},
		{"an argument of what decrypts texts", "a.rb", "api_secret = Kms.decrypt_text('·')", "api_secret", nhi.DoubtDigest},
		{"an argument beside a key by name", "a.py", "api_secret = decrypt(\"·\", settings.MASTER_KEY)", "api_secret", nhi.DoubtDigest},
		{"an argument beside a cipher and a key", "a.php", "$api_secret = openssl_decrypt('·', 'AES-256-CBC', $masterKey);", "api_secret", nhi.DoubtDigest},
		{"a constant", "a.star", "API_SECRET = \"·\"\n\ndef main():\n    key = vault.decrypt(API_SECRET) or DEV_KEY", "API_SECRET", nhi.DoubtDigest},
		{"a member", "a.ts", "const apiSecret: string = '·'\n\nconst plain = await unseal(this.apiSecret)", "apiSecret", nhi.DoubtDigest},
		{"beside its key", "a.py", "api_secret = decrypt(\"·\", \"q7Fz0LbX2mNc8RtV\")", "api_secret", ""},
		{"its key is in the file", "a.py", "MASTER_KEY = \"q7Fz0LbX2mNc8RtV\"\napi_secret = decrypt(\"·\", MASTER_KEY)", "api_secret", ""},
		{"the file has the function", "a.py", "def decrypt(text):\n    return xor(text)\n\napi_secret = decrypt(\"·\")", "api_secret", ""},
		{"the file has the function, as a value", "a.ts", "const decrypt = (text: string) => atob(text)\nconst apiSecret = decrypt('·')", "apiSecret", ""},
		{"an argument that nothing says to be a key", "a.py", "api_secret = decrypt(\"·\", settings.REGION)", "api_secret", ""},
		{"PHP's variable", "a.php", "$apiSecret = '·';\n$plain = openssl_decrypt($apiSecret, 'AES-256-CBC', $masterKey);", "apiSecret", nhi.DoubtDigest},
		{"it is the key", "a.py", "plain = decrypt(text, secret_key=\"·\")", "secret_key", ""},
		{"it is the second argument", "A.java", "String apiSecret = decrypt(text, \"·\");", "apiSecret", ""},
		{"before one that is commented out", "a.star", "API_SECRET = \"·\"  # vault.decrypt(\"QW7+zzzz\")", "API_SECRET", ""},
		{"its call is commented out", "a.star", "API_SECRET = \"·\"\n# key = vault.decrypt(API_SECRET)", "API_SECRET", ""},
		{"another one is decrypted", "a.star", "API_SECRET = \"·\"\nkey = vault.decrypt(API_SECRET_2)", "API_SECRET", ""},
		{"Rust's default", "a.rs", "let api_secret = env(\"API_SECRET\").unwrap_or(\"·\");", "api_secret", ""},
	} {
		check(t, tt.note, tt.path, tt.text, Machine, tt.name, sealed, tt.want)
	}
	key := "q7Fz0LbX" + "2mNc8RtVw3Ke"
	check(t, "a literal of several lines", "a.conf", "API_SECRET = \"\"\"\n·\n\"\"\"\nkey = vault.decrypt(API_SECRET)", Machine, "API_SECRET", sealed, nhi.DoubtDigest)
	check(t, "beside its secret, which is sealed", "a.star", "API_KEY = \"·\"\nAPI_SECRET = \""+sealed+"\"\nkey = vault.decrypt(API_SECRET)", Machine, "API_KEY", key, nhi.DoubtDigest)
	check(t, "beside its secret, which is sealed in place", "a.star", "API_SECRET = vault.decrypt(\""+sealed+"\")\nAPI_KEY = \"·\"", Machine, "API_KEY", key, nhi.DoubtDigest)
	check(t, "beside another's secret, which is sealed", "a.star", "MAPS_KEY = \"·\"\nSHOP_SECRET = vault.decrypt(\""+sealed+"\")", Machine, "MAPS_KEY", key, "")
	check(t, "beside its secret", "a.star", "API_KEY = \"·\"\nAPI_SECRET = \""+sealed+"\"", Machine, "API_KEY", key, "")
	check(t, "too short for a block", "a.star", "API_SECRET = vault.decrypt(\"·\")", Machine, "API_SECRET", "q7Fz0LbX"+"2mNc8RtVw3Ke", "")
}

// TestHalves: an identifier whose secret was taken out, and one that has it. · stands for the value.
func TestHalves(t *testing.T) {
	id := "q7Fz0LbX" + "2mNc8RtVw3Ke"
	for _, tt := range []struct {
		note, path, text, name string
		want                   nhi.Doubt
	}{
		{"one letter", "a.sql", `INSERT INTO c VALUES (7, '{"bucket":"b","accessKey":"·","accessSecret":"X","public":true}')`, "accessKey", nhi.DoubtDigest},
		{"one letter and the end of base64", "a.yml", "access-key: ·\nsecret-key: X==", "access-key", nhi.DoubtDigest},
		{"nothing", "a.env", "SHOP_ACCESS_KEY=·\nSHOP_SECRET_KEY=\nSHOP_REGION=eu", "SHOP_ACCESS_KEY", nhi.DoubtDigest},
		{"stars", "a.yml", "secret-id: ·\nsecret-key: ******", "secret-id", nhi.DoubtWeak}, // its name alone says as much
		{"a placeholder", "a.yml", "appSecret: your-app-secret\nappKey: ·", "appKey", nhi.DoubtDigest},
		{"its secret", "a.sql", `INSERT INTO c VALUES (7, '{"accessKey":"·","accessSecret":"` + "w3KeYh6J" + `fGs5DqXe7aUo0Ii1"}')`, "accessKey", ""},
		{"another record's", "a.sql", `INSERT INTO c VALUES ('{"accessKey":"·","accessSecret":"` + "w3KeYh6J" + `fGs5DqXe7aUo0Ii1"}'), ('{"accessKey":"a","accessSecret":"X"}')`, "accessKey", ""},
		{"another service's", "a.env", "SHOP_ACCESS_KEY=·\nMAIL_SECRET_KEY=\n", "SHOP_ACCESS_KEY", ""},
		{"a key that needs none", "a.env", "API_KEY=·\nAPI_SECRET=\n", "API_KEY", ""},
		{"far below", "a.env", "SHOP_ACCESS_KEY=·\nA=1\nB=2\nC=3\nSHOP_SECRET_KEY=\n", "SHOP_ACCESS_KEY", ""},
	} {
		check(t, tt.note, tt.path, tt.text, Machine, tt.name, id, tt.want)
	}
}

// TestCommandForTests: what a command line sets for itself. · stands for the value.
func TestCommandForTests(t *testing.T) {
	machine := "q7Fz0LbX" + "2mNc8RtVw3Ke"
	for _, tt := range []struct {
		note, text, name string
		want             nhi.Doubt
	}{
		{"tests", `"test:http": "npm run x && SHOP_NODE_ENV=testing SHOP_API_KEY=· jest --bail"`, "SHOP_API_KEY", nhi.DoubtTest},
		{"tests, said behind it", `"check": "SHOP_API_KEY=· APP_ENV=test jest"`, "SHOP_API_KEY", nhi.DoubtTest},
		{"its own host", `"check": "SHOP_HOST=http://localhost SHOP_PORT=1338 SHOP_API_KEY=· jest"`, "SHOP_API_KEY", nhi.DoubtTest},
		{"development, made by itself", `"dev": "NODE_ENV=development SESSION_SECRET=· node ."`, "SESSION_SECRET", nhi.DoubtTest},
		{"development, given out", `"dev": "NODE_ENV=development GITHUB_CLIENT_SECRET=· node ."`, "GITHUB_CLIENT_SECRET", ""},
		{"another program's host", `"dev": "DB_HOST=localhost MAPS_API_KEY=· node ."`, "MAPS_API_KEY", ""},
		{"where a service sends users back to", `"dev": "SHOP_REDIRECT=http://localhost:3000 SHOP_CLIENT_SECRET=· node ."`, "SHOP_CLIENT_SECRET", ""},
		{"another command for tests", `"all": "NODE_ENV=test jest && MAPS_API_KEY=· node ."`, "MAPS_API_KEY", ""},
		{"production", `"start": "NODE_ENV=production MAPS_API_KEY=· node ."`, "MAPS_API_KEY", ""},
	} {
		check(t, tt.note, "package.json", tt.text, Machine, tt.name, machine, tt.want)
	}
}

// TestExpectedOutput: where PostgreSQL's regression tests have the output of a file of statements, and which files are such outputs.
func TestExpectedOutput(t *testing.T) {
	for path, want := range map[string]string{"ext/sql/basic.sql": "ext/expected/basic.out", "sql/basic.sql": "expected/basic.out", "mysql/basic.sql": "", "ext/sql/basic.txt": "", "basic.sql": ""} {
		if got := ExpectedOutput(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	for path, want := range map[string]bool{"ext/expected/basic.out": true, "expected/basic.out": true, "expected/basic.yml": false, "logs/basic.out": false} {
		if IsTest(path) != want {
			t.Errorf("%s: %v, want %v", path, !want, want)
		}
	}
	c := Candidate{Sort: Block, Value: token(`{"sub":"svc"}`), Path: "ext/sql/basic.sql", Expected: true}
	c.Text = "SELECT f('" + c.Value + "');"
	c.At = len("SELECT f('")
	if got := Weigh(c).Doubt; got != nhi.DoubtTest {
		t.Errorf("a test expects its output: %q", got)
	}
	if c.Expected = false; Weigh(c).Doubt != "" {
		t.Errorf("statements: %q", Weigh(c).Doubt)
	}
}

// TestNamesOfFiles: identifiers and checksums that only their names tell from credentials. · stands for the value.
func TestNamesOfFiles(t *testing.T) {
	hex, id := "5adf183f94b3436b"+"a78d67f506965998", "fc39aa98-4285-"+"4322-9514-52da978baae8"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a checksum of a file", "settings.json", `"js/facebook.js": "·"`, Named, "js", hex, nhi.DoubtDigest},
		{"a checksum of a picture", "a.php", `'img/token-key.png' => '·'`, Machine, "key", hex, nhi.DoubtDigest},
		{"a setting that ends as a file does", "settings.json", `"facebook.auth.key": "·"`, Named, "key", hex, ""},
		{"the name of a file, and no digest", "settings.json", `"js/facebook.js": "·"`, Machine, "api_key", "q7Fz0LbX" + "2mNc8RtVw3Ke", ""},
		{"a form's id, and which form", "a.py", "HUBSPOT_FORM_ID_SELF_HOSTED = \"·\"", Named, "HUBSPOT_FORM_ID_SELF_HOSTED", id, nhi.DoubtDigest},
		{"a form's id of a product", "a.py", "hubspotFormIdSaas = \"·\"", Named, "hubspotFormIdSaas", id, nhi.DoubtDigest},
		{"the secret of an id", "a.py", "HUBSPOT_KEY_ID_SECRET = \"·\"", Named, "HUBSPOT_KEY_ID_SECRET", id, ""},
		{"the token of an id", "a.py", "HUBSPOT_ID_TOKEN_EU = \"·\"", Named, "HUBSPOT_ID_TOKEN_EU", id, ""},
		{"a key", "a.py", "HUBSPOT_API_KEY = \"·\"", Named, "HUBSPOT_API_KEY", id, ""},
		{"a function of samples that says how many", "model.rs", "    pub fn samples() -> [Self; 2] {\n        [\n            Self {\n                token: \"·\".to_owned(),", Machine, "token", "q7Fz0LbX" + "2mNc8RtVw3Ke", nhi.DoubtTest},
		{"a function that says how many", "model.rs", "    pub fn defaults() -> [Self; 2] {\n        [\n            Self {\n                token: \"·\".to_owned(),", Machine, "token", "q7Fz0LbX" + "2mNc8RtVw3Ke", ""},
		{"data to begin with", "ShopDataSeedContributor.cs", "apiKey = \"·\";", Machine, "apiKey", "q7Fz0LbX" + "2mNc8RtVw3Ke", nhi.DoubtTest},
		{"numbers that begin a series", "AutomaticSeedRegressionAlgorithm.cs", "apiKey = \"·\";", Machine, "apiKey", "q7Fz0LbX" + "2mNc8RtVw3Ke", ""},
		{"a bracket in a password", "a.env", "SECRET_KEY='·'", Machine, "SECRET_KEY", "r(m)9nL" + "Gnz$(_q3N4z1k(EFsMCjx08x9VhNVcfdRF", ""},
		{"a command in a shell", "a.env", "SECRET_KEY='·'", Machine, "SECRET_KEY", "$(cat " + "/run/q3N4z1kEFsMCjx08x9VhNVcfdRF)", nhi.DoubtTemplate},
		{"a command that is cut off", "a.env", "SECRET_KEY='·'", Machine, "SECRET_KEY", "q3N4z1kEFsMCj$(cat ", nhi.DoubtTemplate},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}
