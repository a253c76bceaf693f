package leaks

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestOwnDetectors: a credential of each kind is found where it stands, and the trap beside it is not listed. @ stands
// for a person's password, # for 32 random characters, % for forty.
func TestOwnDetectors(t *testing.T) {
	password, key, longKey := "Mea"+"dow44-71x", fakes.Noise("own", fakes.Alphanumeric, 32), fakes.Noise("own", fakes.Alphanumeric, 40)
	digits := fakes.Noise("own", "0123456789abcdef", 42)
	rapid := digits[:10] + "msh" + digits[10:25] + "p1" + digits[25:30] + "jsn" + digits[30:]
	basic := base64.StdEncoding.EncodeToString([]byte("svc:" + password))
	fill := strings.NewReplacer("@", password, "#", key, "%", longKey, "~", basic, "·", "@", "^", byteList("own"), "°", rapid)
	for _, tt := range []struct{ rule, path, secret, trap string }{
		{"assigned-password", "a.go", `password := "@"`, `password := getPassword()`},
		{"assigned-password", "notes", `pass "@"`, `clientv3: pass "@" on "TestDialTimeout"`},
		{"assigned-password", "c.yaml", "db_password: @", "db_password: ${DB_PASSWORD}"},
		{"assigned-password", "c.xml", "<password>@</password>", "<password>changeme</password>"},
		{"assigned-password", "d.xml", `<Access_Password_1_ ua="na" group="Ext_1/Features">@</Access_Password_1_>`, `<Access_Password_1_ group="Ext_1/Call_Features" />`},
		{"assigned-password", "e.xml", `<sip:Password value="@"/>`, `<sip:Password group="@"/>`},
		{"assigned-password", "f.jsx", `<Password defaultValue="@" />`, `<Password placeholder="@" />`},
		{"assigned-password", "g.xml", `<login password="@"/>`, `<password hint="@" min="8"/>`},
		{"assigned-password", "g.go", `	password string = "@"`, `	x := "<password hint=\"@\"/>"`},
		{"generic-api-key", "h.xml", `<Secret key="#"/>`, `<Secret group="#"/>`},
		{"assigned-password", "d.yaml", "- name: DB_PASSWORD\n  value: @", "- name: DB_PASSWORD\n  valueFrom: x"},
		{"url-password", "a.py", `"postgres://app:@·db.corp.io/x"`, `"postgres://user:password·localhost/x"`},
		{"authorization-header", "a.js", `h = "Bearer %"`, `h = "Bearer " + token`},
		{"basic-authorization", "a.js", `x("Basic ~")`, `x("Basic authentication")`},
		{"sql-password", "a.sql", "CREATE USER a IDENTIFIED BY '@';", "CREATE USER a IDENTIFIED BY 'password';"},
		{"sql-password", "b.sql", "CREATE USER a\n  IDENTIFIED BY @;", "-- an issue identified by cppcheck-" + "2x, as identified by @anna3"},
		{"archive-command-password", "a.sh", "unzip -P @ a.zip", "unzip -p protoc-3.20.3-$os.zip && unzip -p lib2.jar META-INF/MANIFEST.MF"},
		{"archive-command-password", "b.sh", "7z x -p@ a.7z", "7z x -pkgdir a.7z"},
		{"command-password", "Makefile", "gpg --batch --passphrase @ -d a.gpg", "gpg --detach-sign -a release-2x7.tar.gz"},
		{"command-password", "a.sh", "sshpass -p @ ssh u", "sshpass -p $PW ssh u"},
		{"database-command-password", "c.c", `"redis-cli -h db -a @ ping"`, `"usage: redis-cli [-h host] [-p port] [-a ` + "authpw7" + `] cmd"`},
		{"database-command-password", "b.sh", "mysql -u root -p@ shop", "mysql -u root -p shop"},
		{"secure-string", "a.ps1", `ConvertTo-SecureString "@" -AsPlainText`, `ConvertTo-SecureString $pw -AsPlainText`},
		{"positional-password", "hot.js", `c.login("app", "@")`, `$(document).bind('keydown', 'shift+left', next2)`},
		{"assigned-password", "keys.go", `password := "super-` + "Mea" + "dow44" + `"`, `password := "ctrl+shift+f12"`},
		{"catalogue-rapidapi", "a.cljs", `#js {:X-Host "movies.northquay.io" :X-Kind "°"}`, `{:X-Kind "msh-1p1-jsn"}`},
		{"split-literal", "a.dart", "const _secretKey = '#'\n    '%';", "const _secretKey = 'northquay-releases-of-'\n    '2026-for-everybody-2';\nconst _publicKey = '#'\n    '%';"},
		{"split-literal", "a.js", `const clientSecret = "#" + "%";`, `const clientSecretName = "#" + "%"; const page_token = "#" + suffix;`},
		{"split-literal", "a.py", "API_KEY = (\n    '#'\n    '%'\n)", "API_KEYS = (\n    '#',\n    'a',\n)[1:]"},
		{"split-literal", "a.c", "char *api_secret = \"#\"\n\t\"%\";", "char *api_secrets[] = {\"#\",\n\t\"%\"};"},
		{"tag-default", "a.go", "\tClientSecret string `json:\"client_secret\" required:\"true\" default:\"#\"`", "\tClientID string `json:\"client_id\" default:\"#\"`\n\tTokenURL string `json:\"token_url\" default:\"https://x.io/#\"`\n\tSecret string `default:\"changeme123\"`"},
		{"tag-default", "b.go", "\tKey string `env:\"SMS_API_KEY,notEmpty\" envDefault:\"#\"`", "\tKey string `env:\"SMS_API_KEY\" envDefault:\"$DEFAULT_API_KEY\"`\n\tCacheKey string `default:\"#\"`"},
		{"tag-default", "c.go", "\tPassword *string `default:\"@\" yaml:\"password\"`", "\tPassword string `yaml:\"password\" validate:\"required,min=8\"`"},
		{"catalogue-azure-storage-key-sas", "a.yaml", "url: https://a.blob.core.windows.net/c?sv=2023-11-03&sp=rl&sig=%AbC%3D", "url: https://pictures.corp.io/1.png?se=2027-01-01&sig=%AbC%3D"},
		{"positional-password", "A.java", `getConnection(url, "app", "@")`, `getConnection(url, "app", pw)`},
		{"netrc-password", ".netrc", "machine x.io login u password @", "machine x.io login u password changeme"},
		{"otp-seed", "x.txt", "otpauth://totp/a?secret=JBSW" + "Y3DPEHPK", "otpauth://totp/a?issuer=x"},
		{"assigned-secret", "consts.nim", "const\n  consumerSecret* = \"#\"", "const\n  consumerSecret* = getEnv(\"SHOP_SECRET\")"},
		{"table-column", "a.csv", "user,password,x\nanna,@,1", "user,password,x\nanna,changeme,1"},
		{"table-column", "b.tsv", "name\tapi_key\na\t#", "name\tapi_key\na\tYOUR_KEY"},
		{"sql-insert", "a.sql", "INSERT INTO u (id, secret) VALUES (1, 'x'), (f(2), '#');", "INSERT INTO u (id, secret) VALUES (?, ?);"},
		{"sql-copy", "b.sql", "COPY u (id, password) FROM stdin;\n1\t@\n", "COPY u (id, password) FROM stdin;\n1\t\\N\n"},
		{"key-bytes", "a.c", "uint8_t aes_key[] = { ^ };", "uint8_t public_key[] = { ^ };"},
		{"told-password", "runbook.md", "The password of the pump is `@`.", "The password of the pump is kept in vault-2."},
		{"told-password", "handover.txt", "log in as anna / @", "log in as anna / $PASSWORD1"},
		{"told-password", "settings.txt", "shop_login anna / @", "{DesignInstance local:CardHeaderV2ViewModelOfStart}"},
		{"daemon-password", "ipsec.secrets", `1.2.3.4 : PSK "@"`, ": RSA host.key"},
		{"header-setting", "nginx.conf", "proxy_set_header X-Api-Key #;", "proxy_set_header X-Api-Key $http_x_api_key;"},
		{"server-key", "switch.cfg", "radius server a\n key 0 #\n", "radius server a\n key $KEY\n"},
		{"constructed-key", "a.cs", `new AzureKeyCredential("#")`, `new AzureKeyCredential(key)`},
		{"encoded-authorization", "b.js", `btoa("anna:@")`, `btoa("user:password")`},
		{"ably-key", "c.js", `new Ably.Rest("a1B2c3.d4E5f6:#")`, `new Ably.Rest(key)`},
		{"directive-password", "redis.conf", "requirepass @", "requirepass foobared"},
	} {
		w := &work{TB: t, dir: t.TempDir()}
		w.write("app/"+tt.path, fill.Replace(tt.secret)+"\n")
		w.write("traps/"+tt.path, fill.Replace(tt.trap)+"\n")
		o := w.observe(Options{})
		if len(o.Exposures) != 1 || o.Exposures[0].Rule != tt.rule || !strings.HasPrefix(o.Exposures[0].Location.Path, "app/") {
			t.Errorf("%s in %s: got\n%s", tt.rule, tt.path, brief(o))
		}
	}
}

// byteList is sixteen bytes as programs list them.
func byteList(seed string) string {
	var list []string
	for _, c := range []byte(fakes.Noise(seed, fakes.Alphanumeric, 16)) {
		list = append(list, fmt.Sprintf("0x%02x", c^0x95))
	}
	return strings.Join(list, ", ")
}

// TestWrappedLiterals: a value in what a library wraps literals with, in a function that returns nothing else, and in a section of
// characters has the name that it is given. What such functions are called with, and what they return otherwise, is no value.
func TestWrappedLiterals(t *testing.T) {
	key := fakes.Noise("wrapped", fakes.Alphanumeric, 32)
	for _, tt := range []struct{ path, line, trap, name string }{
		{"a.cpp", `d->clientSecret = QLatin1String("~");`, `d->clientSecret = QLatin1String(kClientSecret);`, "clientSecret"},
		{"b.cpp", `m_apiKey(QStringLiteral("~")),`, `m_apiKey(QStringLiteral("api_key")),`, "m_apiKey"},
		{"c.cpp", `const QString secret = QString::fromLatin1("~");`, `const QString secret = QString::fromLatin1(text);`, "secret"},
		{"d.h", `inline const char* lastfmApiSharedSecret() { return "~"; }`, `inline const char* lastfmApiSharedSecret() { return settings("secret"); }`, "lastfmApiSharedSecret"},
		{"e.kt", `fun clientSecret(): String = "~"`, `fun clientSecret(): String = "client_secret"`, "clientSecret"},
		{"f.rs", "fn api_key() -> &'static str {\n    \"~\"\n}", "fn api_key() -> &'static str {\n    \"api_key\"\n}", "api_key"},
		{"h.h", `@define LASTFM_SHARED_SECRET    wxT( "~" )`, `@define LASTFM_SHARED_SECRET    wxT( "LASTFM_SHARED_SECRET" )`, "LASTFM_SHARED_SECRET"},
		{"i.vala", "const string apiClientSecret = \"~\";\nconst string apiRedirectUri  = \"http://localhost\";", "http PUT localhost:8080/ secret=x", "apiClientSecret"},
		{"g.xml", "<secret-access-key><![CDATA[~]]></secret-access-key>", "<secret-access-key><![CDATA[your-secret]]></secret-access-key>", "secret-access-key"},
	} {
		w := &work{TB: t, dir: t.TempDir()}
		w.write("app/"+tt.path, strings.NewReplacer("~", key, "@", "#").Replace(tt.line)+"\n")
		w.write("traps/"+tt.path, strings.ReplaceAll(tt.trap, "@", "#")+"\n")
		o := w.observe(Options{})
		if got := brief(o); len(o.Exposures) != 1 || !strings.HasPrefix(got, "app/") || !strings.HasSuffix(got, " "+tt.name+"\n") {
			t.Errorf("%s: got\n%s", tt.path, got)
		}
	}
}

// TestTwoParts: an id and its secret are one exposure, and the id alone is told as one.
func TestTwoParts(t *testing.T) {
	id, secret := fakes.AWSKey("parts"), fakes.Noise("parts", fakes.Alphanumeric+"/+", 40)
	w := &work{TB: t, dir: t.TempDir()}
	w.write("pair.ini", "aws_access_key_id = "+id+"\naws_secret_access_key = "+secret+"\n")
	w.write("alone.ini", "aws_access_key_id = "+fakes.AWSKey("alone")+"\n")
	w.write(".circleci/config.yml", "AWS_ACCESS_KEY_ID: "+fakes.AWSKey("pipeline")+"\n")
	w.write("app_test.go", `k := "`+fakes.AWSKey("test")+`"`+"\n")
	o := w.observe(Options{})
	var got []string
	for _, e := range o.Exposures {
		got = append(got, e.Location.Path+" "+string(e.Doubt)+" "+e.Credential.Service)
		for _, p := range e.Parts {
			got = append(got, "  "+p.What)
			equal(t, "line of the id", p.Location.Line, 1)
		}
	}
	equal(t, "exposures", strings.Join(got, "\n"), "alone.ini lone_id AWS IAM access key\npair.ini  AWS IAM access key\n  key id")
}

// TestKeyAndSecret: the key that says which application it is and the secret that proves it are one exposure, where their names say so.
func TestKeyAndSecret(t *testing.T) {
	value := func(seed string) string { return fakes.Noise(seed, fakes.Alphanumeric, 32) }
	w := &work{TB: t, dir: t.TempDir()}
	w.write("pair.py", "SHOP_CONSUMER_KEY = '"+value("k")+"'\nSHOP_CONSUMER_SECRET = '"+value("s")+"'\n")
	w.write("shared.py", "musicApiKey = '"+value("m")+"'\nmusicSharedSecret = '"+value("n")+"'\n")
	w.write("short.c", "static const char *music_api_key = \""+value("c")+"\";\nstatic const char *music_secret = \""+value("d")+"\";\n")
	w.write("sec.swift", "static let appkey = \""+value("v")+"\"\nstatic let appsec = \""+value("w")+"\"\n")
	w.write("others.py", "PAY_API_KEY = '"+value("p")+"'\nMAIL_API_SECRET = '"+value("q")+"'\n")
	w.write("kinds.py", "SHOP_API_KEY = '"+value("x")+"'\nSHOP_CLIENT_SECRET = '"+value("y")+"'\n")
	w.write("made_up.py", "SHOP_API_KEY = '"+value("z")+"'\nSHOP_API_SECRET = 'your-api-secret-here'\n")
	var got []string
	for _, e := range w.observe(Options{}).Exposures {
		got = append(got, fmt.Sprintf("%s:%d", e.Location.Path, e.Location.Line))
		for _, p := range e.Parts {
			got = append(got, fmt.Sprintf("  %s :%d", p.What, p.Location.Line))
		}
	}
	want := []string{"kinds.py:1", "kinds.py:2", "made_up.py:1", "others.py:1", "others.py:2", "pair.py:2", "  key :1", "sec.swift:2", "  key :1", "shared.py:2", "  key :1", "short.c:2", "  key :1"}
	equal(t, "exposures", got, want)
}

// TestStatementsOfATest: the statements of a regression test, whose expected output lies beside them, and statements that have none.
func TestStatementsOfATest(t *testing.T) {
	encode := base64.RawURLEncoding.EncodeToString
	signed := func(seed string) string {
		return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(`{"sub":"orders","role":"admin"}`)) + "." + fakes.Noise(seed, fakes.Alphanumeric, 43)
	}
	for _, w := range []*work{newWork(t), {TB: t, dir: t.TempDir()}} {
		w.write("ext/expected/basic.out", "SELECT session('"+signed("a")+"');\n")
		w.write("ext/sql/basic.sql", "SELECT session('"+signed("a")+"');\n")
		equal(t, "with an expected output", brief(w.observe(Options{})), "")
		w.write("ext/sql/start.sql", "SELECT session('"+signed("b")+"');\n")
		if o := w.observe(Options{}); len(o.Exposures) != 1 || o.Exposures[0].Location.Path != "ext/sql/start.sql" {
			t.Errorf("without: got\n%s", brief(o))
		}
	}
}

// TestHiddenIsCounted: what is not listed is counted by why, and listed at high sensitivity.
func TestHiddenIsCounted(t *testing.T) {
	w := &work{TB: t, dir: t.TempDir()}
	w.write("a.yml", "password: changeme123\n")
	w.write("b_test.py", `password = "Mea`+`dow44-71x"`+"\n")
	hidden := map[string]int64{}
	o := w.observe(Options{})
	for _, c := range o.Counts {
		if c.Hidden {
			hidden[c.Unit] = c.Count
		}
	}
	equal(t, "counts", hidden, map[string]int64{"placeholders": 1, "test values": 1})
	equal(t, "listed", len(o.Exposures), 0)
	o = w.observe(Options{Sensitivity: SensitivityHigh, Explain: true})
	var doubts []nhi.Doubt
	for _, e := range o.Exposures {
		doubts = append(doubts, e.Doubt)
		if len(e.Features) == 0 {
			t.Errorf("%s explains nothing", e.Rule)
		}
	}
	equal(t, "doubts", doubts, []nhi.Doubt{nhi.DoubtPlaceholder, nhi.DoubtTest})
}

// TestArguments: what a program has among a call's arguments is less sure than an address with a host.
func TestArguments(t *testing.T) {
	password := "Mea" + "dow44-71x"
	w := &work{TB: t, dir: t.TempDir()}
	w.write("a.js", `client.login("app", "`+password+`")`+"\n")
	w.write("b.js", `db = "postgres://app:`+password+`x@db.northquay.io/x"`+"\n")
	var got []string
	for _, e := range w.observe(Options{}).Exposures {
		got = append(got, e.Location.Path+" "+string(e.Confidence))
	}
	equal(t, "confidence", strings.Join(got, ", "), "a.js medium, b.js high")
}
