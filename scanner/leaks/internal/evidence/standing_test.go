package evidence

import (
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestStanding: what only its name speaks for is a literal of its own, or a setting's in a longer one. · stands for the value.
func TestStanding(t *testing.T) {
	machine, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "Mea"+"dow44-71x"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a parameter's default", "core.py", "def set_password(self, password, ·):", Password, "password", "encryptAlgo='MD5'", nhi.DoubtWords},
		{"between two literals", "a.tsx", "secret: data.uri.split(\"secret=·&\")[0]", Machine, "secret", ")[1]?.split2FA(", nhi.DoubtWords},
		{"a literal", "a.py", "API_KEY = b'·'", Machine, "API_KEY", machine, ""},
		{"a lifetime before it", "a.rs", "const API_KEY: &'static [u8; 40] = b\"·\";", Machine, "API_KEY", machine, ""},
		{"an apostrophe before it", "a.go", "// don't tell\nx := f(isn't, \"·\")", Machine, "api_key", machine, ""},
		{"a parameter of an address", "a.py", "f'https://api.northquay.io/{id}?apikey=·&v=1'", Machine, "apikey", machine, ""},
		{"a connection string", "a.cs", "\"Server=db;Password=·;\"", Password, "Password", password, ""},
		{"JSON in a literal", "a.cs", "\"{ \\\"SecretKey\\\":\\\"·\\\" }\"", Machine, "SecretKey", machine, ""},
		{"quotes in a literal", "a.gradle", "field 'String', 'API_KEY', '\"·\"'", Machine, "API_KEY", machine, ""},
		{"settings in a text", "plugins.conf.json", "\"credentials\": \"dns_key = ·\\ndns_user = x\"", Machine, "dns_api_key", machine, nhi.DoubtWords},
		{"a word among others", "a.yml", "note: 'the token ·, which is old'", Machine, "token", machine, nhi.DoubtWords},
		{"a shell's expansion", "a.zsh", "cp -R ${PWD:·} .", Password, "PWD", "h}/**/*.dSYM7", nhi.DoubtWords},
		{"an option of a shell", "a.sh", "getopt --long password:·", Password, "password", "Mea" + "dow44", nhi.DoubtWords},
		{"a shell's assignment", "a.sh", "export API_KEY=·", Machine, "API_KEY", machine, ""},
		{"a flag", "a.sh", "influx write --token ·", Machine, "token", machine, ""},
		{"one of a row", "a.sql", "INSERT INTO c VALUES ('37670004','secret','·')", Machine, "secret", machine, nhi.DoubtWeak},
		{"a row of a setting", "a.sql", "INSERT INTO settings VALUES ('api_key','·')", Machine, "api_key", machine, ""},
		{"data", "docker/john.json", "\"secret_key\": \"·\"", Machine, "api_key", machine, nhi.DoubtWeak},
		{"settings", "appsettings.json", "\"secret_key\": \"·\"", Machine, "api_key", machine, ""},
		{"a comment of JSX", "a.tsx", "  {/* password=\"·\" */}", Machine, "password", machine, nhi.DoubtTest},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestOpenToAll: what is meant to be seen, sealed, or for a sandbox. · stands for the value.
func TestOpenToAll(t *testing.T) {
	machine, hex := "q7Fz0LbX"+"2mNc8RtVw3Ke", "5adf183f94b3436b"+"a78d67f506965998"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"for an application's binary", "a.xml", "<string name=\"facebook_client_token\">·</string>", Machine, "facebook_client_token", hex, nhi.DoubtDigest},
		{"a client's token", "a.xml", "<string name=\"client_token\">·</string>", Machine, "client_token", hex, ""},
		{"the salt of a password", "a.py", "'pwd_salt': '·'", Machine, "pwd_salt", hex, nhi.DoubtWeak},
		{"a salt beside a program's secret", "config.exs", "signing_salt: \"·\"", Machine, "signing_salt", machine, nhi.DoubtWeak},
		{"what a page asks people with", "a.py", "RECAPTCHA_KEY = \"·\"", Machine, "RECAPTCHA_KEY", "6LcYcN0SAAAAAB" + machine, nhi.DoubtDigest},
		{"what its answers are read with", "a.py", "RECAPTCHA_SECRET_KEY = \"·\"", Machine, "RECAPTCHA_SECRET_KEY", "6LcYcN0SAAAAAB" + machine, ""},
		{"a shared folder", "A.java", "\"https://drive.google.com/drive/folders/0Bx?resourcekey=·\"", Machine, "resourcekey", machine, nhi.DoubtDigest},
		{"an application's settings", "agconnect-services.json", "\"client_secret\":\"·\"", Machine, "client_secret", machine, nhi.DoubtDigest},
		{"a key of everybody's", "src/a.py", "api_key = '·'\nurl = 'https://jnn-pa.googleapis.com/x'", Machine, "api_key", machine, nhi.DoubtDigest},
		{"a token of a repository", "a.py", "repo_token = '·'", Machine, "repo_token", machine, ""},
		{"the salt of a program", "a.py", "'auth_salt': '·'", Machine, "auth_salt", hex, ""},
		{"a link to share", "a.yml", "roadmap: 'https://my.northquay.io/list#share-token=·'", Machine, "share-token", machine, nhi.DoubtDigest},
		{"a constant of a protocol", "sig.go", "// Secret is the unique secret signature.\nconst Secret = \"·\"", Machine, "Secret", hex, nhi.DoubtDigest},
		{"sealed for a build", "build.yaml", "- kmsKeyName: projects/x\n  secretEnv:\n    TX_TOKEN: ·", Machine, "TX_TOKEN", machine, nhi.DoubtDigest},
		{"a sandbox", "A.cs", "\"{\\\"IsSandbox\\\":true,\\\"SecretKey\\\":\\\"·\\\"}\"", Machine, "SecretKey", machine, nhi.DoubtTest},
		{"not production", "A.cs", "\"\\\"PrivateKey\\\":\\\"·\\\"\" +\n\"\\\"IsProduction\\\" : \\\"false\\\"\"", Machine, "PrivateKey", machine, nhi.DoubtTest},
		{"production", "A.cs", "\"{\\\"IsSandbox\\\":false,\\\"SecretKey\\\":\\\"·\\\"}\"", Machine, "SecretKey", machine, ""},
		{"a video that is not live", "a.py", "is_live = False\nAPI_KEY = '·'", Machine, "API_KEY", machine, ""},
		{"ciphers", "haproxy.cfg", "ciphers EECDH:!MD5:!PSK:·", Password, "PSK", "!RSAPSK:!aDH:!EDH-DSS-DES-CBC3-SHA", nhi.DoubtWords},
		{"a password of parts", "a.cfg", "psk=·", Password, "psk", "Mea" + "dow:44-Harbour7", ""},
		{"a system's property", "a.bat", "-Dproxy.pass=·", Password, "pass", "-Dproxy.nonProxyHosts=", nhi.DoubtWords},
		{"how a file is opened", "a.rb", "FileSystem.open(path, nil, '·')", Placed, "", "r:UTF-8", nhi.DoubtWords},
		{"a short argument", "a.rb", "login('app', '·')", Placed, "", "Mea" + "w4x", nhi.DoubtWeak},
		{"a short password in settings", "a.conf", "login app '·'", Placed, "", "Mea" + "w4x", ""},
		{"a number and its type", "a.x", "TOO_MANY_SECRETS = ·", Machine, "TOO_MANY_SECRETS", "1381_u32", nhi.DoubtWeak},
		{"what searches a manual", "config.yaml", "docs_search_api_key: ·\ndocs_search_index_name: x", Machine, "docs_search_api_key", hex, nhi.DoubtDigest},
		{"what a manual shows", "cli.yaml", "The file must look like this:\n\n[another.host]\nkey = A\nsecret = ·", Machine, "secret", machine, nhi.DoubtExample},
		{"a manual's page", "src/site/es/xdoc/configuration.xml", "<property name=\"password\" value=\"·\"/>", Password, "password", "Mea" + "dow44-71x", nhi.DoubtTest},
		{"an expression of Razor", "a.cshtml", "<a SetPassword>·</a>", Password, "SetPassword", "@Localizer[\"Create7\"]", nhi.DoubtTemplate},
		{"an example in a comment", "server.yml", "# the token, e.g. ·", Issued, "", "af7" + hex, nhi.DoubtExample},
		{"a page that shows requests", "howto.twig", "<pre><code>\n\"access\": \"x\",\n\"refresh_token\": \"·\"", Machine, "refresh_token", machine, nhi.DoubtTest},
		{"behind what a page shows", "login.twig", "<pre>x</pre>\n\"refresh_token\": \"·\"", Machine, "refresh_token", machine, ""},
		{"an example's function", "api.erl", "setting_example() ->\n    #{<<\"secret\">> => <<\"·\">>}.", Machine, "secret", machine, nhi.DoubtTest},
		{"a preview", "A.kt", "@Preview\nfun Card() {\n    val token = \"·\"", Machine, "token", machine, nhi.DoubtTest},
		{"tests in Rust", "a.rs", "#[cfg(test)]\n#[allow(x)]\nmod tests {\n    let k = r#\"\nMIIE\n\"#;\n    let token = \"·\";", Machine, "token", machine, nhi.DoubtTest},
		{"behind tests in Rust", "a.rs", "#[cfg(test)]\nmod tests {\n}\nconst token: &str = \"·\";", Machine, "token", machine, ""},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestTrialPaths: parts of a path that say that what is there is for trying out, wherever they stand.
func TestTrialPaths(t *testing.T) {
	machine, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "Mea"+"dow44-71x"
	pem := "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3"
	for _, tt := range []struct {
		path  string
		sort  Sort
		name  string
		value string
		want  nhi.Doubt
	}{
		{"testprovider/data/p.sh", Machine, "encryption_key", machine, nhi.DoubtTest},
		{"testimony/data/p.sh", Machine, "encryption_key", machine, ""},
		{"Shop.SampleData/Reset.env", Password, "password", password, nhi.DoubtTest},
		{"SampleContent/Reset.env", Password, "password", password, nhi.DoubtTest},
		{"app/DemoSeederCommand.php", Machine, "secret", machine, nhi.DoubtTest},
		{"app/DebugPushView.kt", Machine, "secret", machine, nhi.DoubtTest},
		{"app/DebtView.kt", Machine, "secret", machine, ""},
		{"manifests/quick-start/cred.yaml", Block, "", pem, nhi.DoubtTest},
		{"docker/hana/config.json", Password, "master_password", password, nhi.DoubtTest},
		{"docker/Dockerfile", Password, "DB_PASSWORD", password, ""},
		{"docker/compose/s3.conf", Machine, "accessKey", machine, nhi.DoubtTest},
		{".ci/docker-compose-file/app.conf", Machine, "secret_key", machine, nhi.DoubtTest},
		{"docker-compose.yml", Machine, "SMS_API_KEY", machine, ""},
		{"docker-compose.dev.yml", Machine, "SMS_API_KEY", machine, nhi.DoubtTest},
		{"docker-compose.ci.db.yml", Machine, "SMS_API_KEY", machine, nhi.DoubtTest},
	} {
		check(t, tt.path, tt.path, tt.name+" = \"·\"", tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestSecondWitness: what is neither drawn by chance nor made up for a password, and what only looks so. · stands for the value.
func TestSecondWitness(t *testing.T) {
	machine, hex := "q7Fz0LbX"+"2mNc8RtVw3Ke", "5adf183f94b3436b"+"a78d67f506965998"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a selector", "a.rb", "tooltip.bind(shared, '·')", Placed, "", ".fr-qi-helper > a.fr-btn", nhi.DoubtWords},
		{"names with dashes", "a.csv", "name,password\nx,·", Machine, "password", "Aruba-Poe-Priority", nhi.DoubtWords},
		{"a key of a registry", ".npmrc", "//npm.northquay.io/:_authToken=·", Placed, "", "6e8d1eae-8d40-4c25-" + "bcf8-4633959afc71", ""},
		{"a word with others before it", "a.sh", "smbclient //x -U 'a%·'", Placed, "", "Plate" + "Solve-Ring", ""},
		{"a text for people", "config/locales/x.en.yml", "subject: Secret password ·", Placed, "", "Cha" + "nged4!", nhi.DoubtWords},
		{"how a password is shown", "a.xml", "app:passwordToggleTint=\"·\"", Password, "passwordToggleTint", "Mea" + "dow44-71x", nhi.DoubtWeak},
		{"a colour of Android's", "a.xml", "android:password=\"·\"", Password, "password", "?android:textColorHint2", nhi.DoubtWords},
		{"a hash under a password's name", "A.java", "String PASSWORD = \"·\"", Password, "PASSWORD", hex, nhi.DoubtDigest},
		{"a hash without its first zero", "A.java", "String PASSWORD = \"·\"", Password, "PASSWORD", hex[1:], nhi.DoubtDigest},
		{"a file that is not for production", "cm.yaml", "# secret data -- do not use in production\ndata:\n  key: |\n    ·", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", nhi.DoubtTest},
		{"a file for production", "cm.yaml", "# never use this in a test\ndata:\n  key: |\n    ·", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", ""},
		{"drawn for a password", "a.env", "DB_PASSWORD=·", Password, "DB_PASSWORD", hex, ""},
		{"a comment above settings", "config.yaml", "# These are test-only values\na: x\nsecret: ·", Machine, "secret", machine, nhi.DoubtTest},
		{"a comment above others", "config.yaml", "# These are test-only values\na: x\n\nsecret: ·", Machine, "secret", machine, ""},
		{"beside a database of the machine's", "Makefile", "url: jdbc://localhost:5432/x\nsecret-key: ·", Machine, "secret-key", machine, nhi.DoubtTest},
		{"beside a database", "Makefile", "url: jdbc://db.northquay.io:5432/x\nsecret-key: ·", Machine, "secret-key", machine, ""},
		{"a service's key beside a database of the machine's", "Makefile", "url: jdbc://localhost:5432/x\nsms_api_key: ·", Machine, "sms_api_key", machine, ""},
		{"a key for what a pipeline starts", ".github/workflows/a.yml", "KMS: \"my-store-key:·\"", Machine, "my-store-key", machine, nhi.DoubtTest},
		{"what fills a database", "prisma/populate.ts", "const rawToken = \"·\"", Machine, "rawToken", machine, nhi.DoubtTest},
		{"built for tests", "internal/service.go", "//go:build e2etest\n\npackage x\n\nvar token = \"·\"", Machine, "token", machine, nhi.DoubtTest},
		{"built for a system", "internal/service.go", "//go:build linux\n\npackage x\n\nvar token = \"·\"", Machine, "token", machine, ""},
		{"settings of tests from end to end", ".github/ci/e2econfig/users.yaml", "apikey: ·", Machine, "apikey", machine, nhi.DoubtTest},
		{"a mode for tests", "src/dkim.rs", "#[cfg(feature = \"test_mode\")]\nconst RSA: &str = \"·\";", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", nhi.DoubtTest},
		{"a factory's key", "database/factories/PrivateKeyFactory.php", "'private_key' => '·'", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", nhi.DoubtTest},
		{"a variable", "base.twig", "payload = {password: a, password2: ·};", Password, "password2", "newPw2", nhi.DoubtWords},
		{"a field's type", "Client.xml", "<psk type=\"·\"/>", Password, "psk", "Base64Field", nhi.DoubtWords},
		{"a licence of an editor", "a.js", "DEFAULTS.key = '·'", Machine, "key", machine, nhi.DoubtWeak},
		{"a key on a server", "a.go", "defaults.key = \"·\"", Machine, "key", machine, ""},
		{"a project's name", "sonar.properties", "sonar.projectKey=·", Machine, "projectKey", machine, nhi.DoubtDigest},
		{"what asks a manual", "docs.ts", "const base: InkeepBaseSettings = {\n apiKey: '·',\n integrationId: 'x'", Machine, "apiKey", hex, nhi.DoubtDigest},
		{"what searches a manual", "docs.html", "docsearch({\n apiKey: '·',\n indexName: 'x'", Machine, "apiKey", hex, nhi.DoubtDigest},
		{"what searches a site's manual", "docusaurus.config.js", "algolia: {\n appId: 'X1',\n apiKey: '·',\n indexName: 'x'\n}", Machine, "apiKey", hex, nhi.DoubtDigest},
		{"what writes to an index", "index.js", "algolia: {\n appId: 'X1',\n apiKey: '·'\n},\nother: {indexName: 'x'}", Machine, "apiKey", machine, ""},
		{"a kit for tests", "server/testkit/src/lib.rs", "const COOKIE_SECRET: &str = \"·\";", Machine, "COOKIE_SECRET", machine, nhi.DoubtTest},
		{"an IDE's settings", "Properties/launchSettings.json", "\"SSHPASSWORD\": \"·\",\n\"X\": \"root@127.0.0.1:21622\"", Password, "SSHPASSWORD", "opD3" + "i2282D", nhi.DoubtTest},
		{"an example in a program's manual", "a.rb", "introduced 'x'\n```ruby\nkey_content \"·\"", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", nhi.DoubtExample},
		{"behind an example", "a.rb", "```ruby\nx\n```\n\n\n\n\ntoken = \"·\"", Machine, "token", machine, ""},
		{"what is held for a key", "a.tsx", "const privateKeyDataHolder =\n\t\"·\"", Block, "", "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3", nhi.DoubtTest},
	} {
		check(t, tt.note, tt.path, tt.text, tt.sort, tt.name, tt.value, tt.want)
	}
}

// TestTables: tables are in files for tables, and not in what a program reads.
func TestTables(t *testing.T) {
	for path, want := range map[string]nhi.Doubt{"dictionary.nokia": nhi.DoubtWeak, "logins.csv": "", "hosts.conf": nhi.DoubtWeak} {
		c := Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "password", Path: path, Tabled: true}
		if got := Weigh(c); got.Doubt != want {
			t.Errorf("%s: %q, want %q: %+v", path, got.Doubt, want, got.Features)
		}
	}
}
