package evidence

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestPublished: what is asked more of values that everybody can read, and what is asked of no others. · stands for the value.
func TestPublished(t *testing.T) {
	machine, password := "q7Fz0LbX"+"2mNc8RtVw3Ke", "Mea"+"dow44-71x"
	pem := "-----BEGIN PRIVATE" + " KEY-----MIIEKx9dkQ2mPz4LrT8vBn3WcYh6JfGs5DqXe7aUo0Ii1Mm9Nn8Bb7Vv6Cc5Xx4Zz3"
	made := "kJ" + "9p!Bq4" + "Zt7_wX2m"
	identifier := "5adf183f-94b3" + "-436b-a78d-67f506965998"
	long := "qab" + "chuPYL7931$" + "ePDEQ3~_$"
	for _, tt := range []struct {
		note, path, text string
		sort             Sort
		name, value      string
		want             nhi.Doubt
	}{
		{"a password that somebody made up", "conf.yml", "password: ·", Password, "password", password, nhi.DoubtWeak},
		{"a password by its place", "a.py", "connect('db', 'app', '·')", Placed, "", password, nhi.DoubtWeak},
		{"a password for a host", "conf.py", "password = '·'\nhost = 'mail.northquay.io'", Password, "password", password, nhi.DoubtWeak},
		{"a program's password for a service", "conf.py", "api_password = '·'\nhost = 'https://mail.northquay.io'", Password, "api_password", password, ""},
		{"a setting for a host", "conf.yml", "password: ·\nhost: mail.northquay.io", Password, "password", password, nhi.DoubtWeak},
		{"a password beside a manual's address", "conf.yml", "password: ·\n# https://docs.northquay.io/mail", Password, "password", password, nhi.DoubtWeak},
		{"a password in production", "conf/prod.yml", "password: ·", Password, "password", password, ""},
		{"a secret that was drawn", "a.py", "api_secret = '·'", Machine, "api_secret", machine, ""},
		{"a secret of all kinds of characters", "a.js", "url: 'https://api.northquay.io',\nsecret: '·'", Machine, "secret", long, nhi.DoubtWeak},
		{"a client's secret of all kinds of characters", "a.js", "url: 'https://api.northquay.io',\nclient_secret: '·'", Machine, "client_secret", long, ""},
		{"a secret of letters and digits", "a.js", "url: 'https://api.northquay.io',\nsecret: '·'", Machine, "secret", machine, ""},
		{"a secret in a setting", "a.yml", "url: https://api.northquay.io\nsecret: ·", Machine, "secret", machine, nhi.DoubtWeak},
		{"a name that says nothing", "a.py", "source_key = '·'", Machine, "source_key", machine, nhi.DoubtWeak},
		{"a key in a service's address", "a.py", "'https://tiles.northquay.io/style.json?key=·'", Machine, "key", machine, ""},
		{"a program that is tried out", "a.js", "secret: '·',\nserver: 'https://localhost:5001'", Machine, "secret", machine, nhi.DoubtTest},
		{"an address to come back to", "a.js", "secret: '·',\nredirect: 'https://localhost:5001',\nissuer: 'https://login.northquay.io'", Machine, "secret", machine, ""},
		{"a key in a program", "a.go", "var key = `·", Block, "key", pem, nhi.DoubtTest},
		{"a key in a file of its own", "etc/node.pem", "·", Block, "", pem, nhi.DoubtTest},
		{"a key that somebody logs in with", "ops/id_ed25519", "·", Block, "", pem, ""},
		{"a key in production", "etc/prod/node.pem", "·", Block, "", pem, ""},
		{"a key to a certificate for a host", "etc/node.pem", "·\n" + certificateFor(t, []string{"api.northquay.io"}), Block, "", pem, ""},
		{"a key of an account", "play.json", "\"client_email\": \"play@northquay.io\",\n\"private_key\": \"·\"", Block, "private_key", pem, ""},
		{"a password of hexadecimal digits", "a.properties", "adminPassword=·", Password, "adminPassword", "5adf183f94b3436ba78d67f506965998", nhi.DoubtDigest},
		{"what is compared with", "a.go", "if secret == \"·\"", Machine, "secret", machine, nhi.DoubtWeak},
		{"what is sent", "a.go", "send(\"https://api.northquay.io\", secret, \"·\")", Machine, "secret", machine, ""},
		{"an example's", "a.yml", "url: https://example.com/in\n\n\nclient_secret: ·", Machine, "client_secret", machine, nhi.DoubtExample},
		{"a container's", "tools/docker/root/app.yml", "apikey: ·", Machine, "apikey", machine, nhi.DoubtTest},
		{"a script that starts a container", "setup.sh", "docker run -e X=$secret_key minio\nsecret_key=·", Machine, "secret_key", machine, nhi.DoubtTest},
		{"a program for a pipeline", "lib/ci/matrix.ts", "api_key: '·'", Machine, "api_key", machine, nhi.DoubtTest},
		{"a collection of Postman's", "postman-settings.json", "{\"_postman_id\": 1,\n\"token\": \"·\"", Machine, "token", machine, nhi.DoubtTest},
		{"an application's key of Google", "strings.xml", "<string name=\"maps\">·</string>", Machine, "maps", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", ""},
		{"bytes of a format", "A.java", "HMAC_KEY = {(byte) 0x30, (byte) 0xa5, (byte) 0x50, 1}", Machine, "HMAC_KEY", "30a5500fed9701fa6defdb610841900febb8e430881f7ad816826264ec09bad7", nhi.DoubtWeak},
		{"in what a long line encodes", "a.yml", "\"secret\": \"" + strings.Repeat("ZGVm", 200) + "\"", Machine, "secret", machine, nhi.DoubtWeak},
		{"what every build begins with", "config/config.exs", "secret_key_base: \"·\"", Machine, "secret_key_base", machine, nhi.DoubtWeak},
		{"what somebody issued, in every build", "config/config.exs", "client_secret: \"·\"", Machine, "client_secret", machine, ""},
		{"what a program falls back on", "config/runtime.exs", "secret_key_base: \"·\"", Machine, "secret_key_base", machine, nhi.DoubtWeak},
		{"what a deployment is told", "docker.env", "APP_ENV=production\nAPP_KEY=·", Machine, "APP_KEY", machine, ""},
		{"what developers are told", "docker.env", "APP_ENV=staging\nAPP_KEY=·", Machine, "APP_KEY", machine, nhi.DoubtWeak},
		{"a salt", "config/ids.php", "'salt' => '·'", Machine, "salt", machine, nhi.DoubtWeak},
		{"a salt in production", "prod/wp-config.php", "define('AUTH_SALT', '·')", Machine, "AUTH_SALT", machine, ""},
		{"a list of changes", "changelog/12.2.0/1325", "Password: ·\nhttps://shop.northquay.io", Password, "Password", password, nhi.DoubtTest},
		{"a site's reference", "website/cue/reference/sources/a.cue", "client_secret: \"·\"", Machine, "client_secret", machine, nhi.DoubtTest},
		{"a site", "website/config.cue", "client_secret: \"·\"\nurl: \"https://media.northquay.io\"", Machine, "client_secret", machine, ""},
		{"an order that is played", "apps/web/scripts/dev/order.ts", "checkout_token: \"·\"", Machine, "checkout_token", machine, nhi.DoubtTest},
		{"a server for searches", "a.py", "root = 'https://search-new.northquay.io'\ntoken = '·'", Machine, "token", machine, nhi.DoubtDigest},
		{"a program's settings for the machine itself", "a.dart", "\"server\": \"127.0.0.1\",\n\"password\": \"·\"", Machine, "password", machine, nhi.DoubtTest},
		{"what reports errors", "Info.plist", "<key>bugsnag</key>\n<key>apiKey</key>\n<string>·</string>", Machine, "apiKey", machine, nhi.DoubtDigest},
		{"what a comment says is made up", "a.py", "connect(api_secret='·')  # noqa: mock", Machine, "api_secret", machine, nhi.DoubtPlaceholder},
		{"what a comment explains", "a.py", "connect(api_secret='·')  # of the shop", Machine, "api_secret", machine, ""},
		{"what a runner locks its certificates with", ".github/workflows/ci.yml", "keychain-password: ·", Password, "keychain-password", password, nhi.DoubtWeak},
		{"what everybody may try", "a.conf", "https://demo.northquay.io\npassword: ·", Password, "password", password, nhi.DoubtWeak},
		{"a header that is commented out", "values.yaml", "url: https://api.northquay.io\n# header: Bearer ·", Placed, "", machine, nhi.DoubtExample},
		{"a container of tags", "prod/site.yml", "url: https://www.northquay.io\ngoogle_tag_manager_auth: ·\ngoogle_tag_manager_id: GTM-K7", Machine, "google_tag_manager_auth", machine, nhi.DoubtDigest},
		{"what measures use", "a.rs", "SEGMENT_API_KEY = \"·\"", Machine, "SEGMENT_API_KEY", machine, nhi.DoubtDigest},
		{"what an editor needs", ".vs/config/host.config", "<add sessionKey=\"·\" />", Machine, "sessionKey", machine, nhi.DoubtWeak},
		{"a part of a page that is shown", "src/Token.story.tsx", "token: '·'", Machine, "token", machine, nhi.DoubtTest},
		{"a request that is tried", "backend/shop.rest", "https://northquay.io\nX-JWT: ·", Block, "", token(`{"sub":"svc"}`), nhi.DoubtTest},
		{"what writes to a collection of events", "cmd/serve.go", "WriteKey: \"·\",\nEndpoint: \"https://in.northquay.io\",", Machine, "WriteKey", machine, nhi.DoubtWeak},
		{"a debug build", "app/build.gradle", "signingConfigs {\n    debug {\n        storePassword '·'", Password, "storePassword", made, nhi.DoubtTest},
		{"a release", "app/build.gradle", "signingConfigs {\n    release {\n        storePassword '·'", Password, "storePassword", made, ""},
		{"a browser that tries a program", "front/cypress/cypress.config.js", "email: 'tony@northquay.io',\nurl: 'https://northquay.io',\npassword: '·'", Password, "password", password, nhi.DoubtTest},
		{"a recorded answer", "Stubbed/login.json", "\"access_token\": \"·\"", Machine, "access_token", machine, nhi.DoubtTest},
		{"what a page shows of another site", "a.py", "'https://player.northquay.io/embed/12.js?api_key=·'", Machine, "api_key", machine, nhi.DoubtDigest},
		{"a name of what anybody gives", "a.py", "api_key = '·'", Machine, "api_key", machine, nhi.DoubtWeak},
		{"beside a manual's address only", "a.py", "api_key = '·'\n# https://www.gnu.org/licenses/\n# https://developers.northquay.io/keys", Machine, "api_key", machine, nhi.DoubtWeak},
		{"what shows whether a change is tested", "codecov.yml", "token: ·", Machine, "token", machine, nhi.DoubtWeak},
		{"the same in a pipeline", ".github/workflows/ci.yml", "uses: codecov/codecov-action@v4\nwith:\n  token: ·", Machine, "token", machine, nhi.DoubtWeak},
		{"what a pipeline signs in with", ".github/workflows/ci.yml", "uses: acme/deploy@v4\nwith:\n  token: ·", Machine, "token", machine, ""},
		{"a key of Google's for nothing", "a.java", "attest(\"·\")", Issued, "", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", nhi.DoubtWeak},
		{"a key of Google's for a service", "a.java", "get(\"https://www.googleapis.com/blogger/v3/blogs?key=·\")", Issued, "", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", ""},
		{"what a program makes for itself", "a.py", "url = 'https://api.northquay.io'\nJWT_SIGNING_KEY = '·'", Machine, "JWT_SIGNING_KEY", machine, nhi.DoubtWeak},
		{"what it signs with", "a.py", "url = 'https://api.northquay.io'\njwt_secret = '·'", Machine, "jwt_secret", machine, nhi.DoubtWeak},
		{"an application's", "a.py", "url = 'https://api.northquay.io'\napp_secret = '·'", Machine, "app_secret", machine, ""},
		{"who somebody is", "a.py", "url = 'https://api.northquay.io'\nCONSUMER_KEY = '·'", Machine, "CONSUMER_KEY", machine, nhi.DoubtWeak},
		{"what a tool uploads with", "frontend/sentry.properties", "defaults.project=shop\nauth.token=·", Machine, "token", machine, ""},
		{"what a program and its users agree on", "app.yml", "url: https://api.northquay.io\ntoken: ·", Machine, "token", machine, nhi.DoubtWeak},
		{"what a program falls back on for a service", "a.go", "const url = \"https://api.northquay.io\"\n\nvar defaultConfigs = config.Config{\n\tNodeSecret: \"·\",", Machine, "NodeSecret", machine, nhi.DoubtWeak},
		{"what a program talks to a service in cipher with", "a.py", "'decryptKey': '·',\n'url': 'https://api.northquay.io'", Password, "decryptKey", made, nhi.DoubtWeak},
		{"beside what a program is written with", "a.go", "import (\n\tapi \"shop.northquay.io/api\"\n\t\"code.northquay.io/lib\"\n)\n\nvar API_KEY = \"·\"", Machine, "API_KEY", machine, nhi.DoubtWeak},
		{"beside what a program is written with, and a service", "a.go", "import (\n\t\"code.northquay.io/lib\"\n)\n\nvar host, API_KEY = \"api.northquay.io\", \"·\"", Machine, "API_KEY", machine, ""},
		{"a password for a host of examples", "a.kt", "var host = \"example.northquay.io\",\nvar password = \"·\"", Password, "password", password, nhi.DoubtWeak},
		{"a container's address", "docker-compose.yml", "  URL: \"postgres://app:·@db:5432\"", Placed, "", machine, nhi.DoubtTest},
		{"an address in a network of its own", "app.env", "URL=postgres://app:·@db/shop", Placed, "", machine, nhi.DoubtTest},
		{"an address at a host", "docker-compose.yml", "  URL: \"postgres://app:·@db.northquay.io:5432\"", Placed, "", machine, ""},
		{"a key in what others made small", "lib/maps.js", "load(\"·\")" + strings.Repeat(";a=b", 300), Issued, "", "AI" + "zaSyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0g", nhi.DoubtForeign},
		{"a key put together", "a.py", "url = 'https://api.northquay.io'\napi_key = '·'", Machine, "api_key", "v1.q7-" + "fz0lbx2mnc8rtvw3ke", nhi.DoubtWeak},
		{"a key in encoded bytes", "a.py", "url = 'https://api.northquay.io'\napi_key = '·'", Machine, "api_key", machine + "_x-Q=", ""},
		{"a key in a script", "scrape.sh", "curl https://api.northquay.io\nAPI_KEY=·", Machine, "API_KEY", machine, ""},
		{"a shape under a name of something else", "a.py", "HUBSPOT_FORM = '·'", Named, "HUBSPOT_FORM", identifier, nhi.DoubtWeak},
		{"a shape under a name of its kind", "a.py", "HUBSPOT_API_KEY = '·'", Named, "HUBSPOT_API_KEY", identifier, ""},
		{"a key far from a service", "app.yml", "url: https://api.northquay.io\n" + strings.Repeat("a: b\n", 9) + "api_key: ·", Machine, "api_key", machine, nhi.DoubtWeak},
		{"a key in a Starlark program", "app.star", "api_key = \"·\"" + strings.Repeat("\nx = 1", 9) + "\nurl = \"https://api.northquay.io\"", Machine, "api_key", machine, ""},
		{"which project somebody is of", "a.py", "url = 'https://api.northquay.io'\nproject_key = '·'", Machine, "project_key", machine, nhi.DoubtWeak},
		{"what use is counted with", "a.py", "url = 'https://api.northquay.io'\nANALYTICS_API_SECRET = '·'", Machine, "ANALYTICS_API_SECRET", machine, nhi.DoubtWeak},
		{"what a program hides", "a.cpp", "url = \"https://api.northquay.io\";\nkSecretKeyB64 = \"·\";", Machine, "kSecretKeyB64", base64.StdEncoding.EncodeToString([]byte(machine + "Qx4Zz3")), ""},
		{"what it logs in with", "a.cpp", "url = \"https://api.northquay.io\";\n\n\n\nkApiPassword = \"·\";", Password, "kApiPassword", made, ""},
		{"what its users log in with", "a.cpp", "url = \"https://api.northquay.io\";\n\n\n\nkDefaultPassword = \"·\";", Password, "kDefaultPassword", made, nhi.DoubtWeak},
		{"a token of a session", "a.go", "url := \"https://api.northquay.io\"\ntoken := \"·\"", Block, "", token(`{"iat":1700000000,"exp":1702000000}`), nhi.DoubtWeak},
		{"a token for ten years", "a.go", "url := \"https://api.northquay.io\"\napiToken := \"·\"", Block, "apiToken", token(`{"role":"service","iat":1700000000,"exp":2015360000}`), ""},
		{"a token that nothing says is sent", "a.go", "url := \"https://api.northquay.io\"\nwant := \"·\"", Block, "want", token(`{"role":"service","iat":1700000000,"exp":2015360000}`), nhi.DoubtWeak},
		{"a token in a setting", "a.yml", "url: https://api.northquay.io\napi_token: ·", Block, "api_token", token(`{"role":"service"}`), nhi.DoubtWeak},
		{"a token without an end", "a.go", "url := \"https://api.northquay.io\"\naccessToken := \"·\"", Block, "accessToken", token(`{"sub":"svc","scope":"read","iat":1700000000}`), ""},
		{"a token of a link", "a.go", "url := \"https://api.northquay.io/a.png?token=·\"", Block, "", token(`{"sub":"svc","iat":1700000000}`), nhi.DoubtWeak},
		{"a signed list", "app.json", "\"signed\": \"·\"", Block, "signed", token(`{"timestamp":"2026-01-02","messages":[]}`), nhi.DoubtWeak},
		{"a header that is tried", ".dredd/dredd.yml", "url: https://api.northquay.io\nheader: Bearer ·", Placed, "", machine, nhi.DoubtTest},
		{"a customer's number in an address", "lib/constants.dart", "'https://app.northquay.io/buy?account_key=·'", Machine, "account_key", machine, nhi.DoubtWeak},
		{"a token in an address", "lib/constants.dart", "'https://app.northquay.io/buy?token=·'", Machine, "token", machine, nhi.DoubtWeak},
		{"a service's token in an address", "lib/constants.dart", "'https://app.northquay.io/buy?access_token=·'", Machine, "access_token", machine, ""},
		{"a kind of way to log in", "lib/constants.dart", "url = 'https://app.northquay.io';\nkGatewayOAuth = '·'", Machine, "kGatewayOAuth", machine, nhi.DoubtWeak},
		{"what a form is sent with", "a.py", "_API_TOKEN = '·'\nurl = 'https://www.northquay.io'\npost({'csrfmiddlewaretoken': self._API_TOKEN})", Machine, "_API_TOKEN", machine, nhi.DoubtWeak},
		{"what another form is sent with", "a.py", "_API_TOKEN = '·'\nurl = 'https://www.northquay.io'\npost({'csrf': self.form, 'auth': self._API_TOKEN})", Machine, "_API_TOKEN", machine, ""},
		{"AWS's secret beside its identifier", "a.py", "'access_key': 'AKIA" + "QZ7LMNPX2RTV4WYB',\n'secret_key': '·'", Machine, "secret_key", machine, ""},
		{"a secret key beside its identifier", "a.yml", "cloud:\n  secretId: AKIDq7Fz0LbX2mNc8Rt\n  secretKey: ·", Machine, "secretKey", machine, ""},
		{"a pair beside an example's address", "a.yml", "  app-id: wxa93c1f04be27d58a\n  app-secret: ·\n  notify-url: http://www.example.com/paid", Machine, "app-secret", machine, ""},
		{"a secret key beside what stands for one", "a.yml", "cloud:\n  secretId: 11111111\n  secretKey: ·", Machine, "secretKey", machine, nhi.DoubtWeak},
		{"a program's own secret key beside an identifier", "a.yml", "SHOP_CLIENT_ID=90317742168\nSECRET_KEY=·", Machine, "SECRET_KEY", machine, nhi.DoubtWeak},
		{"what a program signs with beside an identifier", "a.yml", "app_id: 90317742168\njwt_secret: ·", Machine, "jwt_secret", machine, nhi.DoubtWeak},
		{"an application's secret beside its number", "a.yml", "  app-id: wxa93c1f04be27d58a\n  app-secret: ·", Machine, "app-secret", machine, ""},
		{"an application's secret beside its package", "a.yml", "  app-id: com.northquay.shop2\n  app-secret: ·", Machine, "app-secret", machine, nhi.DoubtWeak},
		{"an application's secret beside its name", "a.yml", "  app-id: shop-web-v2\n  app-secret: ·", Machine, "app-secret", machine, nhi.DoubtWeak},
		{"a client's key beside its identifier", "a.js", "let DRIVE_CLIENT_ID = \"90317742168-x7.apps.northquay.com\";\nlet DRIVE_CLIENT_KEY = \"·\";", Machine, "DRIVE_CLIENT_KEY", machine, ""},
		{"a client's key beside another client", "a.js", "let DRIVE_CLIENT_ID = \"90317742168-x7\";\nlet SHOP_CLIENT_KEY = \"·\";", Machine, "SHOP_CLIENT_KEY", machine, nhi.DoubtWeak},
		{"the two halves of a client", "a.ts", "private _apiCredentials = {\n  key: \"d41f0b7c92e6a85314bd7f60\",\n  secret: \"·\",\n};", Machine, "secret", machine, ""},
		{"the two halves of a cookie", "a.ts", "private _cookie = {\n  key: \"d41f0b7c92e6a85314bd7f60\",\n  secret: \"·\",\n};", Machine, "secret", machine, nhi.DoubtWeak},
		{"what a function hands over for a service", "a.c", "url = \"https://api.northquay.io\";\n  *auth_key = strdup(\"d41f0b7c92e6a85314bd7f60\");\n  *auth_secret = strdup(\"·\");", Machine, "auth_secret", machine, ""},
		{"what a program logs its users in with", "a.c", "url = \"https://api.northquay.io\";\n  *auth_secret = strdup(\"·\");", Machine, "auth_secret", machine, nhi.DoubtWeak},
		{"what a site searches with", "a.py", "url = 'https://jw7fda7qti-2.algolianet.com/1/indexes'\nAPI_KEY = '·'", Machine, "API_KEY", machine, nhi.DoubtDigest},
		{"a password of everybody's account", "a.ts", "url: 'https://app.northquay.io',\npassword: '·'", Password, "password", "0$" + "NorthDemo", nhi.DoubtWeak},
		{"settings for developers", "app.toml", "\n# This configuration is intended for development environment.\nurl = \"https://api.northquay.io\"\napi_key = \"·\"", Machine, "api_key", machine, nhi.DoubtTest},
		{"settings for a local client", "a.js", "Local: {\n  id: '1.apps.northquay.io',\n  host: 'https://login.northquay.io',\n  secret: '·'", Machine, "secret", machine, nhi.DoubtTest},
		{"what use is counted with, by its file", "src/analytics.rs", "const URL: &str = \"https://in.northquay.io\";\nconst CLIENT_SECRET: &str = \"·\";", Machine, "CLIENT_SECRET", machine, nhi.DoubtWeak},
		{"a report of errors", "install.sh", "echo 'Sending problem report'\nBEARER_TOKEN=\"·\"\nHOST=\"https://in.northquay.io\"", Machine, "BEARER_TOKEN", machine, nhi.DoubtDigest},
		{"what visitors of a site get", "a.py", "url = 'https://api.northquay.io'\napi_key = '·'  # extracted from the React frontend", Machine, "api_key", machine, nhi.DoubtDigest},
		{"what its keepers call public", "a.ts", "\n// Its keys are essentially public information, so one is here.\nconst HOST = 'https://api.northquay.io';\nconst API_KEY = '·'", Machine, "API_KEY", machine, nhi.DoubtDigest},
		{"what its keepers explain", "a.ts", "\n// Its keys are for the shop's own account.\nconst HOST = 'https://api.northquay.io';\nconst API_KEY = '·'", Machine, "API_KEY", machine, ""},
		{"what a cipher is told", "a.go", "url := \"https://api.northquay.io\"\nAPI_KEY := \"·\" // for AES", Machine, "API_KEY", machine, nhi.DoubtWeak},
		{"a call in a comment", "a.go", "url := \"https://api.northquay.io\"\nAPI_KEY := \"·\" // vault.decrypt(KEY)", Machine, "API_KEY", machine, ""},
		{"a key cut short", "V3_models.sql", "('chat', 'https://api.northquay.io', '{\"apiKey\":\"·\"}'),\n('draw', 'https://api.northquay.io', '{\"apiKey\":\"·q7\"}'),", Machine, "apiKey", machine, nhi.DoubtPlaceholder},
		{"a part of a page", "mail.html", "<script src='https://x.northquay.io/b.js'></script><script>window.API_key='·'</script>", Machine, "API_key", machine, nhi.DoubtDigest},
		{"a key that says it is for pages", "a.py", "url = 'https://api.northquay.io'\napi_key = '·'", Machine, "api_key", "q2-html5-" + machine, nhi.DoubtDigest},
		{"a secret of words", "a.go", "url: \"https://api.northquay.io\",\nsecret: \"·\"", Machine, "secret", "northQ" + "uay-disk-app", nhi.DoubtWeak},
		{"what is switched off", "config.yml", "login:\n  enable: False\n  host: https://login.northquay.io\n  client_secret: ·", Machine, "client_secret", machine, nhi.DoubtExample},
		{"what is switched on", "config.yml", "login:\n  enable: True\n  host: https://login.northquay.io\n  client_secret: ·", Machine, "client_secret", machine, ""},
		{"a network without value", "conf/simnet/node.conf", "url=https://api.northquay.io\nlsptoken=·", Machine, "lsptoken", machine, nhi.DoubtTest},
		{"a service on the machine itself", ".env", "SHOP_URL=http://localhost:4000\nHUB_URL=https://hub.northquay.io\nSHOP_CLIENT_SECRET=·", Machine, "SHOP_CLIENT_SECRET", machine, nhi.DoubtTest},
		{"a service that comes back to the machine itself", "defaults.sql", "('shop_callback', '\"http://127.0.0.1:8339/on/shop\"'),\n('shop_url', '\"https://shop.northquay.io\"'),\n('shop_secret', '\"·\"'),", Machine, "shop_secret", machine, nhi.DoubtTest},
		{"another one on the machine itself", ".env", "SHOP_URL=http://localhost:4000\nHUB_URL=https://hub.northquay.io\nHUB_CLIENT_SECRET=·", Machine, "HUB_CLIENT_SECRET", machine, ""},
		{"what is shown in a frame", "a.ts", "baseUri: 'https://widget.northquay.io',\nbaseQuery: {\n  apiKey: '·'", Machine, "apiKey", machine, nhi.DoubtDigest},
		{"what use is counted with, by a class's file", "TelemetryClient.cs", "Root = \"api.northquay.io\";\nApiKey = \"·\"", Machine, "ApiKey", machine, nhi.DoubtWeak},
		{"a service's sandbox", "config.json", "\"url\": \"https://api-stg.northquay.io\",\n\"clientSecret\": \"·\"", Machine, "clientSecret", machine, nhi.DoubtTest},
		{"a client that comes back to the machine itself", "app.yml", "host: https://login.northquay.io\nredirect-uri: http://localhost:80/back\nclient-secret: ·", Machine, "client-secret", machine, nhi.DoubtTest},
		{"a password that a document tells", "README.md", "$ sqlplus sys/·@shop", Placed, "", "Shop" + "doc_db1", nhi.DoubtExample},
		{"a key that a setting has encoded", "values.yaml", "host: https://api.northquay.io\nsslKey: ·", Block, "sslKey", pem, nhi.DoubtTest},
		{"a key of age", "config/age.key", "·", Issued, "", "AGE-SECRET" + "-KEY-1KPX96F2HJUN69SL3LNWNDWUPF7LFCER6T5TWDYVUVX3XKZ4LQ", nhi.DoubtTest},
		{"a container beside", "prometheus.yml", "client_secret: \"·\"\ntoken_url: \"http://shop:2342/token\"", Machine, "client_secret", machine, nhi.DoubtTest},
		{"a service beside", "prometheus.yml", "client_secret: \"·\"\ntoken_url: \"http://shop.northquay.io:2342/token\"", Machine, "client_secret", machine, ""},
	} {
		line, _, _ := strings.Cut(tt.text, "\n")
		c := Candidate{
			Sort: tt.sort, Name: tt.name, Path: tt.path, Value: tt.value, Quoted: !strings.Contains(tt.text, ": ·"),
			Text: strings.ReplaceAll(tt.text, "·", tt.value), At: max(strings.Index(tt.text, "·"), 0), Line: strings.ReplaceAll(line, "·", tt.value),
		}
		if got := Weigh(c); got.Doubt != "" {
			t.Errorf("%s, of anybody: doubt %q of %v", tt.note, got.Doubt, got.Features)
		}
		c.Published = true
		if got := Weigh(c); got.Doubt != tt.want || got.Open != (tt.want != "") {
			t.Errorf("%s: doubt %q (of what is open: %v), want %q: %v", tt.note, got.Doubt, got.Open, tt.want, got.Features)
		}
	}
}

// TestLicence: what makes a project everybody's.
func TestLicence(t *testing.T) {
	for name, want := range map[string]bool{"LICENSE": true, "LICENSE.md": true, "MIT-LICENSE": true, "COPYING": true, "LICENSE_RELEASE": true, "UNLICENSE": true, "license_test.go": false, "licenses.json.go.bak/x": false} {
		if got := IsLicence(name); got != want {
			t.Errorf("%s is a licence: %v, want %v", name, got, want)
		}
	}
	for text, want := range map[string]bool{"The MIT License (MIT)": true, "                Apache License\n": true, "Proprietary and confidential. All rights reserved.": false} {
		if got := IsOpen(text); got != want {
			t.Errorf("%q is open: %v, want %v", text, got, want)
		}
	}
	for readme, want := range map[string]bool{
		"# Shop\n\n## License\n\nShop is under the Apache License 2.0.\n":                        true,
		"# Shop\n\nLicence\n-------\n\nGPLv3, see COPYING\n":                                     true,
		"[![License: MIT](https://img.shields.io/badge/License-MIT-blue.svg)]":                   true,
		"# Shop\n\n## License\n\nAll rights reserved.\n":                                         false,
		"# Laden\n\n## Lizenz\n\nNur mit Zustimmung.\n":                                          false,
		"# Shop\n\n## Driver\n\nIt uses a driver under the Apache License.\n":                    false,
		"# Shop\n\n## License key\n\nAsk Ann, mit freundlichen Grüßen.\n":                        false,
		"# Shop\n\n## Licensing server" + strings.Repeat("\n", 20) + "The driver is under GPL\n": false,
	} {
		if got := TellsOpenLicence(readme); got != want {
			t.Errorf("%q tells an open licence: %v, want %v", readme, got, want)
		}
	}
	for readme, want := range map[string]bool{"We gladly accept contributions!": true, "[![build](https://ci)]": true, "# Shop\n\nInternal. Run make.\n": false} {
		if got := Invites(readme); got != want {
			t.Errorf("%q invites: %v, want %v", readme, got, want)
		}
	}
	for name, want := range map[string]bool{"CONTRIBUTING.md": true, ".github/SECURITY.md": true, ".github/ISSUE_TEMPLATE/bug.yml": true, "docs/contributing.rst": true, "security/keys.go": false, "news.py": false, "README.md": false} {
		if got := IsForStrangers(name); got != want {
			t.Errorf("%s is for strangers: %v, want %v", name, got, want)
		}
	}
}

// TestSpecimen: a token with a right checksum is one, but not beside the expression of those who look for such.
func TestSpecimen(t *testing.T) {
	value := "gh" + "p_q7Fz0LbX2mNc8RtVw3KeYh6JfGs5DqXe7aUo"
	for text, want := range map[string]nhi.Doubt{
		"\"gh" + "p_[a-zA-Z0-9]{36}\",\nSingle(\"" + value + "\"),": nhi.DoubtTest,
		"\"a token\",\nSingle(\"" + value + "\"),":                  "",
	} {
		c := Candidate{Sort: Issued, Path: "src/secrets.rs", Value: value, Quoted: true, Checksum: "valid", Text: text, At: strings.Index(text, value)}
		if got := Weigh(c); got.Doubt != want {
			t.Errorf("doubt %q, want %q: %v", got.Doubt, want, got.Features)
		}
	}
}
