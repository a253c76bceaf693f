package evidence

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestWeigh: what a reader would say of values in their places.
func TestWeigh(t *testing.T) {
	const config, code, test = "config/production.yml", "src/app/main.go", "src/app/main_test.go"
	for _, tt := range []struct {
		note string
		c    Candidate
		want nhi.Doubt
	}{
		{"a person's password", Candidate{Sort: Password, Value: "Falcon" + "2019!", Name: "db_password", Path: config}, ""},
		{"a word with a number", Candidate{Sort: Password, Value: "meadow" + "4471", Name: "DB_PASS", Path: config}, nhi.DoubtWords},
		{"in a test", Candidate{Sort: Password, Value: "Falcon" + "2019!", Name: "password", Path: test, Quoted: true}, nhi.DoubtTest},
		{"in a locale", Candidate{Sort: Password, Value: "Passwort eingeben", Name: "password", Path: "locales/de.json", Quoted: true}, nhi.DoubtWords},
		{"an ordinary word", Candidate{Sort: Password, Value: "required", Name: "password", Path: config}, nhi.DoubtWords},
		{"a sentence", Candidate{Sort: Password, Value: "must have at least 8 letters", Name: "password", Path: code, Quoted: true}, nhi.DoubtWords},
		{"everybody's example", Candidate{Sort: Password, Value: "hunter2", Name: "password", Path: config}, nhi.DoubtPlaceholder},
		{"a placeholder", Candidate{Sort: Password, Value: "change" + "me123", Name: "password", Path: config}, nhi.DoubtPlaceholder},
		{"a placeholder in other letters", Candidate{Sort: Password, Value: "P@ssw0rd", Name: "password", Path: config}, nhi.DoubtPlaceholder},
		{"the keyboard", Candidate{Sort: Password, Value: "1q2w3e4r5t", Name: "password", Path: config}, nhi.DoubtPlaceholder},
		{"its own name", Candidate{Sort: Password, Value: "db_password", Name: "DB_PASSWORD", Path: config}, nhi.DoubtPlaceholder},
		{"a template", Candidate{Sort: Password, Value: "x-${DB_PASSWORD}", Name: "password", Path: config}, nhi.DoubtTemplate},
		{"a bcrypt hash", Candidate{Sort: Password, Value: "$2b$12$" + strings.Repeat("aZ4k", 13), Name: "password", Path: config}, nhi.DoubtDigest},
		{"encrypted", Candidate{Sort: Password, Value: "ENC(G8s+kf9x)", Name: "password", Path: config}, nhi.DoubtDigest},
		{"a type", Candidate{Sort: Password, Value: "SecretStr", Name: "password", Path: code}, nhi.DoubtWords},
		{"of something else", Candidate{Sort: Password, Value: "Falcon2019!", Name: "password_hint", Path: config}, nhi.DoubtWeak},
		{"random", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "apiKey", Path: code, Quoted: true}, ""},
		{"words for a key", Candidate{Sort: Machine, Value: "user-session-cache", Name: "mirror_key", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a public key", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "publishable_key", Path: code, Quoted: true}, nhi.DoubtDigest},
		{"in a lock file", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "token", Path: "package-lock.json", Quoted: true}, nhi.DoubtForeign},
		{"a provider's form", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: code}, ""},
		{"a provider's form in a test", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: test}, nhi.DoubtTest},
		{"a provider's form in a note", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: "docs/notes.txt"}, ""},
		{"a provider's form in a document", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: "docs/guide.md"}, nhi.DoubtTest},
		{"the field of a program", Candidate{Sort: Issued, Value: "s.Auto" + "AllocatedIPv4Address", Path: code}, nhi.DoubtWords},
		{"a provider's form, made up", Candidate{Sort: Issued, Value: "xk_" + strings.Repeat("x", 20), Path: code}, nhi.DoubtPlaceholder},
		{"a provider's form, counting", Candidate{Sort: Issued, Value: "xk_" + "1234567890abcdefghij", Path: code}, nhi.DoubtPlaceholder},
		{"a wrong checksum", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: code, Checksum: "invalid"}, nhi.DoubtPlaceholder},
		{"a right checksum in a test", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: test, Checksum: "valid"}, ""},
		{"a private key", Candidate{Sort: Block, Path: "deploy/id_rsa", Value: "q7Fz0LbX2mNc8RtVw3Ke"}, ""},
		{"a private key in testdata", Candidate{Sort: Block, Path: "testdata/key.pem", Value: "q7Fz0LbX2mNc8RtVw3Ke"}, nhi.DoubtTest},
		{"in an address", Candidate{Sort: Placed, Value: "Kx9dkQ2m", Path: code, Line: "postgres://app:…@db.corp.io/x"}, ""},
		{"in an example's address", Candidate{Sort: Placed, Value: "Kx9dkQ2m", Path: code, Line: "postgres://app:…@db.example.com/x"}, nhi.DoubtExample},
		{"another language", Candidate{Sort: Password, Value: "Aktuální heslo", Name: "currentPassword", Path: code, Quoted: true}, nhi.DoubtWords},
		{"another script", Candidate{Sort: Machine, Value: "アクセストークン", Name: "accessToken", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a password with an accent", Candidate{Sort: Password, Value: "Fälcon" + "2019!", Name: "password", Path: config}, ""},
		{"a translation", Candidate{Sort: Machine, Value: "Langzeit-Zugriffstoken", Name: "Access Token", Path: "src/lang/de-DE.json", Quoted: true}, nhi.DoubtWords},
		{"a translation with a digit", Candidate{Sort: Machine, Value: "S3-toegangssleutel", Name: "s3-access-key", Path: "i18n/nl-NL.i18n.json", Quoted: true}, nhi.DoubtWords},
		{"a translation with escapes", Candidate{Sort: Password, Value: `Ung\u00FCltige`, Name: "badCredentials", Path: "messages_de.properties"}, nhi.DoubtWords},
		{"a random value among translations", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "apiKey", Path: "i18n/nl-NL.i18n.yml", Quoted: true}, ""},
		{"the end of a universal identifier", Candidate{Sort: Issued, Value: "EAAA" + "-4D33-B776-5944DEE755AC", Path: code, Line: `"id": "4F156368-EAAA` + `-4D33-B776-5944DEE755AC"`}, nhi.DoubtDigest},
		{"what looks like that end", Candidate{Sort: Issued, Value: "EAAA" + "-4D33-B776-5944DEE755AC", Path: code, Line: `"token": "EAAA` + `-4D33-B776-5944DEE755AC"`}, ""},
		{"a part of a list of names", Candidate{Sort: Machine, Value: "TVDB" + "_API_KEY", Name: "TMDB_API_KEY", Path: code, Quoted: true}, nhi.DoubtWords},
		{"the digest of nothing", Candidate{Sort: Machine, Value: "d41d8cd98f00b204" + "e9800998ecf8427e", Name: "DEDYN_TOKEN", Path: code, Quoted: true}, nhi.DoubtExample},
		{"what stands in a keychain", Candidate{Sort: Password, Value: "@keychain:" + "AC_PASSWORD7x", Name: "appleIdPassword", Path: code, Quoted: true}, nhi.DoubtTemplate},
		{"a nonce of a protocol", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "websocket_key", Path: code, Quoted: true}, nhi.DoubtWeak},
		{"a form's", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "CSRFP_TOKEN", Path: code, Quoted: true}, nhi.DoubtWeak},
		{"a user without a password", Candidate{Sort: Machine, Value: base64.StdEncoding.EncodeToString([]byte("k9qdkevm_6iyg0a8l0q:")), Name: "TOKEN_AUTH", Path: code, Quoted: true}, nhi.DoubtPlaceholder},
		{"a text, encoded", Candidate{Sort: Machine, Value: base64.StdEncoding.EncodeToString([]byte("ThinQ2.0 SERVICE")), Name: "V2_API_KEY", Path: code, Quoted: true}, nhi.DoubtPlaceholder},
		{"a key of Google's that is too long", Candidate{Sort: Machine, Value: "AIza" + "SyB_Z8l3nwUxZhMJykiDUJy6bSHXXlwcY0gQ7", Name: "key", Path: code, Quoted: true}, nhi.DoubtPlaceholder},
		{"in the folder of a library in an archive", Candidate{Sort: Block, Path: "build/php/mongodb-1.6.0.tgz!mongodb-1.6.0/scripts/ssl/client.pem", Value: "q7Fz0LbX2mNc8RtVw3Ke"}, nhi.DoubtForeign},
		{"the name of a style", Candidate{Sort: Issued, Value: "md-" + "assist-chip-container", Path: code}, nhi.DoubtPlaceholder},
		{"the name of a numbered style", Candidate{Sort: Issued, Value: "md-" + "assist-chip-shadow-40", Path: code}, nhi.DoubtPlaceholder},
		{"a universal identifier in a provider's form", Candidate{Sort: Issued, Value: "EAAA" + "7F15-6E3B-4D33-B776-5944DEE755AC", Path: "data/ids.txt"}, nhi.DoubtDigest},
		{"a key of age", Candidate{Sort: Issued, Value: "AGE-SECRET" + "-KEY-1KPX96F2HJUN69SL3LNWNDWUPF7LFCER6T5TWDYVUVX3XKZ4LQ", Path: "deploy/sops/keys.txt"}, ""},
		{"a page's token", Candidate{Sort: Machine, Value: "eyJvZmZzZXQi" + "OjUwfQx7Kd", Name: "page_token", Path: code, Quoted: true}, nhi.DoubtWeak},
		{"a token of one's page", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "page_access_token", Path: code, Quoted: true}, ""},
		{"a captcha's key for pages", Candidate{Sort: Machine, Value: "6LzPBG6b" + "t8dkErf3Cjdpm", Name: "sitekey", Path: code, Quoted: true}, nhi.DoubtDigest},
		{"an algorithm", Candidate{Sort: Machine, Value: "PBKDF2WithHmacSHA256", Name: "secretKey", Path: code, Quoted: true}, nhi.DoubtWords},
		{"settings of a pipeline's tests", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "APP_KEY", Path: ".env.testing-ci"}, nhi.DoubtTest},
		{"a directive", Candidate{Sort: Password, Value: "grpc_pass", Name: "proxyPass", Path: code, Quoted: true}, nhi.DoubtWords},
		{"an expression", Candidate{Sort: Placed, Value: "(?:pass|token)x", Path: code}, nhi.DoubtWords},
		{"signs alone", Candidate{Sort: Placed, Value: "/:@-._~!$&", Path: code, Quoted: true}, nhi.DoubtWords},
		{"an encoding", Candidate{Sort: Placed, Value: "utf-8", Path: code, Quoted: true}, nhi.DoubtWords},
		{"an encoding with a mark", Candidate{Sort: Placed, Value: "utf-8-sig", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a password that begins like an encoding", Candidate{Sort: Placed, Value: "utf-8" + "Zq7!x", Path: code, Quoted: true}, ""},
		{"an option", Candidate{Sort: Password, Value: "-Zsbom", Name: "pass", Path: code}, nhi.DoubtWords},
		{"the user's name", Candidate{Sort: Placed, Value: "larkshop", Path: "db/user.sql", Line: "CREATE USER 'larkshop'@'%' IDENTIFIED BY 'larkshop'"}, nhi.DoubtPlaceholder},
		{"a part of the user's name", Candidate{Sort: Placed, Value: "Falcon" + "2019!", Path: "db/user.sql", Line: "CREATE USER 'Falcon2019!app'@'%' IDENTIFIED BY 'Falcon2019!'"}, ""},
		{"a service container", Candidate{Sort: Password, Value: "Forge" + "2291", Name: "SA_PASSWORD", Path: ".github/workflows/db.yml"}, nhi.DoubtTest},
		{"a handshake", Candidate{Sort: Machine, Value: "6D69KGBOr4Re" + "+Nj6zx9aQA==", Name: "key", Line: `.header("sec-websocket-key", "…")`, Path: code, Quoted: true}, nhi.DoubtDigest},
		{"a form inside base64", Candidate{Sort: Issued, Value: "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Line: "ssh-rsa " + strings.Repeat("AAAAB3NzaC1yc2E", 3) + "xk_" + "q7Fz0LbX2mNc8RtVw3Ke", Path: code}, nhi.DoubtWeak},
		{"a concatenation", Candidate{Sort: Named, Value: `Endpoint=x;Key=" + secret`, Path: code}, nhi.DoubtTemplate},
		{"a form of the catalogue in a test", Candidate{Sort: Named, Value: "base64:" + "q7Fz0LbX2mNc8RtVw3Ke", Path: test}, nhi.DoubtTest},
		{"a trust store", Candidate{Sort: Block, Path: "config/client-truststore.p12"}, nhi.DoubtDigest},
		{"a fingerprint", Candidate{Sort: Machine, Value: strings.Repeat("9DC85822", 2) + "9FC7DD38854AE2D88D81803C", Name: "REPO_GPGKEY", Path: config}, nhi.DoubtDigest},
		{"a host", Candidate{Sort: Password, Value: "garasikita.pw", Name: "pw", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a controller's method", Candidate{Sort: Password, Value: "SettingsController@passwordUpdate", Name: "password", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a back reference", Candidate{Sort: Placed, Value: `"cf:\1:\2"`, Path: "db/up.sql", Quoted: true}, nhi.DoubtWords},
		{"an alias of YAML", Candidate{Sort: Password, Value: "*uaa_db_passwd", Name: "password", Path: config}, nhi.DoubtTemplate},
		{"a path of a picture", Candidate{Sort: Machine, Value: "Purple62/v4/08/080a0430-c2cc/mzl.pbcpzqyg.jpg", Name: "assetToken", Path: code, Quoted: true}, nhi.DoubtWords},
		{"what a build fetches", Candidate{Sort: Machine, Value: "jjwt-api:0.11.5", Name: "token", Path: "a.gradle"}, nhi.DoubtWords},
		{"whose it is, and what", Candidate{Sort: Password, Value: "my" + "gardenpassword", Name: "POSTGRES_PASSWORD", Path: "a.env"}, nhi.DoubtPlaceholder},
		{"words in a provider's form", Candidate{Sort: Named, Value: "hooks.slack.com/services/some/random/characters", Path: code}, nhi.DoubtPlaceholder},
		{"a passphrase of words", Candidate{Sort: Password, Value: "gneiss band hammer 42", Name: "BORG_PASSPHRASE", Path: "a.sh", Quoted: true}, ""},
		{"encrypted, says its element", Candidate{Sort: Password, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "Pass", Line: `<Pass encoding="crypt">…</Pass>`, Path: "a.xml"}, nhi.DoubtDigest},
		{"a schedule is no comment", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3Ke", Name: "token", Line: "*/5 * * * * /usr/bin/php /srv/cron.php --token=…", Path: "crontab"}, ""},
		{"a container of a pipeline", Candidate{Sort: Password, Value: "Falcon" + "2019!", Name: "password", Path: "ci/pod/ldap/a.sh"}, nhi.DoubtTest},
		{"the values of a chart's test", Candidate{Sort: Block, Value: "q7Fz0LbX2mNc8RtVw3Ke", Path: "charts/a/ci/tls-values.yaml"}, nhi.DoubtTest},
		{"words in the armour of a key", Candidate{Sort: Block, Path: "deploy/id_rsa", Value: "-----BEGIN RSA PRIVATE" + " KEY-----\nthis is\na made up key\nthat goes on\nand on\nover many lines\n-----END RSA PRIVATE" + " KEY-----"}, nhi.DoubtPlaceholder},
		{"a key store", Candidate{Sort: Issued, Path: "Shop/Shop.pfx"}, ""},
		{"the key to a strong name", Candidate{Sort: Issued, Path: "Shop/Shop.snk.pfx"}, nhi.DoubtDigest},
		{"a key store to try a package out", Candidate{Sort: Issued, Path: "Shop/Shop_TemporaryKey.pfx"}, nhi.DoubtTest},
		{"encrypted for a file of settings", Candidate{Sort: Machine, Value: "encrypted:" + "BIZr7Fz0LbX2mNc8RtVw3KeQx4Zz3Kd9", Name: "CHAT_TOKEN", Path: ".env"}, nhi.DoubtDigest},
		{"encrypted with a cipher that is named", Candidate{Sort: Password, Value: "AES-256-GCM:" + "q7Fz0LbX2mNc8RtVw3Ke", Name: "password", Path: config}, nhi.DoubtDigest},
		{"encrypted, in brackets", Candidate{Sort: Password, Value: "enc[" + "q7Fz0LbX2mNc8RtVw3Ke]", Name: "password", Path: config}, nhi.DoubtDigest},
		{"a password that speaks of it", Candidate{Sort: Password, Value: "Encrypt" + "3d-Meadow!7", Name: "password", Path: config}, ""},
		{"a coin", Candidate{Sort: Machine, Value: "eip155:1/erc20:0x" + "4Dd7b2D193948926D02f9B1fE9e1daa0718270ED", Name: "EvmToken", Path: code, Quoted: true}, nhi.DoubtDigest},
		{"an account of a chain", Candidate{Sort: Machine, Value: "eip155:1:0x" + "4Dd7b2D193948926D02f9B1fE9e1daa0718270ED", Name: "token", Path: code, Quoted: true}, nhi.DoubtDigest},
		{"a key of words, encoded", Candidate{Sort: Machine, Value: base64.StdEncoding.EncodeToString([]byte("asdlkfjahsdlkfjhasldkjfh")), Name: "token", Path: code, Quoted: true}, nhi.DoubtPlaceholder},
		{"keys of one row", Candidate{Sort: Machine, Value: "asdlkfjahsd" + "lkfjhasldkjfh", Name: "token", Path: code, Quoted: true}, nhi.DoubtPlaceholder},
		{"letters of all rows", Candidate{Sort: Machine, Value: "qzmxkvwbjth" + "xqpgzcvwmrkd", Name: "token", Path: code, Quoted: true}, ""},
		{"a random key, encoded", Candidate{Sort: Machine, Value: base64.StdEncoding.EncodeToString([]byte("q7Fz0LbX" + "2mNc8RtVw3KeQx4Z")), Name: "token", Path: code, Quoted: true}, ""},
		{"the first of two passes", Candidate{Sort: Password, Value: "Falcon" + "2019!", Name: "firstPass", Path: code, Quoted: true}, nhi.DoubtWeak},
		{"how a file of records is opened", Candidate{Sort: Password, Value: "wb,recfm=fb,lrecl=1", Name: "FOPW", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a picture of a font", Candidate{Sort: Password, Value: `\uf14E`, Name: "TEXTBOX_PASSWORD", Path: code, Quoted: true}, nhi.DoubtWords},
		{"a picture", Candidate{Sort: Machine, Value: "U+3299", Name: "SECRET", Path: code, Quoted: true}, nhi.DoubtWords},
		{"letters of another encoding", Candidate{Sort: Password, Value: `\xA5\xD1\xA5\xB9`, Name: "K_PASS", Path: code, Quoted: true}, nhi.DoubtWords},
		{"what a program compares", Candidate{Sort: Password, Value: "C_hasmouse=1", Name: "HasLo", Path: "src/userio.adb"}, nhi.DoubtWords},
		{"a password with such a sign", Candidate{Sort: Password, Value: "C_hasmouse=1", Name: "password", Path: "src/userio.adb", Quoted: true}, ""},
		{"a number in a provider's form", Candidate{Sort: Issued, Value: "EAA" + strings.Repeat("B3E1D0F7A9C5", 8), Path: "notes/a.txt"}, nhi.DoubtDigest},
		{"an address signed for hours", Candidate{Sort: Issued, Value: "sig=" + "aBBKDW8Xx4Zz3Kd9q7Fz0LbX2mNc8RtVw3KeQx4Zz3Kd%3D", Line: "https://shop.blob.core.windows.net/c?sv=2024-11-04&st=2026-01-02T03:04:05Z&se=2026-01-02T11%3A04%3A05Z&sig=…", Path: config}, nhi.DoubtWeak},
		{"an address signed for years", Candidate{Sort: Issued, Value: "sig=" + "aBBKDW8Xx4Zz3Kd9q7Fz0LbX2mNc8RtVw3KeQx4Zz3Kd%3D", Line: "https://shop.blob.core.windows.net/c?sv=2024-11-04&st=2026-01-02T03:04:05Z&se=2029-01-02T11%3A04%3A05Z&sig=…", Path: config}, ""},
		{"what every page sends what it counts with", Candidate{Sort: Machine, Value: "q7Fz0LbX" + "2mNc8RtVw3KeQx4Z", Name: "rudderstackWriteKey", Path: code, Quoted: true}, nhi.DoubtDigest},
		{"a rule of one's own", Candidate{Sort: Declared, Value: "changeme", Path: test}, ""},
	} {
		if got := Weigh(tt.c); got.Doubt != tt.want {
			t.Errorf("%s: %q, want %q: %+v", tt.note, got.Doubt, tt.want, got.Features)
		}
	}
}

func TestNameMeaning(t *testing.T) {
	for name, want := range map[string]meaning{
		"password": secret, "DB_PASSWORD": secret, "dbPassword": secret, "spring.datasource.password": secret, "API_KEY_PROD": secret, "clientSecret2": secret,
		"passwordField": other, "token_url": other, "secretName": other, "passwordHash": other, "isPassword": other, "publicKey": public, "RECAPTCHA_WEBSITE_KEY": public, "": unknown, "cache_key": other, "mirror_key": unknown, "FAKE_PASSWORD": standIn, "testToken": forTests, "DB_PASSWORD_TEST": secret, "csrf_token": other, "VALKEYSHA256": other, "MINISIGN_PUBKEY": public, "recaptchaSiteKey": public,
		"KNAPSACK_PRO_TEST_SUITE_TOKEN_RSPEC": secret, "TESTRAIL_API_KEY": secret, "testRailApiKey": secret, "BUILDKITE_TEST_ENGINE_TOKEN": secret, "TEST_SUITE_TOKEN": forTests, "TEST_USER_TOKEN": forTests, "APP_TEST_TOKEN": forTests,
		"signKey": secret, "sign_key": secret, "signing_key": secret, "signKeyId": other, "_secretKeyA": secret, "accessKeyB": secret, "secret_part_1": secret, "grade_a": unknown, "TOKEN_A": unknown, "TOKENA": unknown, "secretKeyAlias": other,
		"firstPass": other, "second_pass": other, "TWO_PASS": other, "2pass": other, "userPass": secret, "db2_pass": secret, "pass2": secret, "firstPassword": secret,
	} {
		if got := nameMeaning(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestIsTest(t *testing.T) {
	for path, want := range map[string]bool{
		"testdata/key.pem": true, "src/__tests__/a.js": true, "docs/config.rst": true, "README.md": true, "http/README.webdav": true, "api/fuzzer/a.go": true, "fuzzy/a.go": false, "config.example": true, "a/b.min.js": true,
		"caddytest/a.key": true, "src/dockerTest/resources/a.p12": true, "t/unit/a.py": true, "intTest/a.kt": true, "testFixtures/a.rb": true, "docs_src/a.py": true,
		"e2e/a.ts": true, ".github/workflows/e2e.yml": true, "src/Code.stories.tsx": true, "src/key/tests.rs": true, "sdk/testing.go": true, "lib/mbedtls-2.4.2/x509.c": true, "app/557.af84.js.gz": true, "src/history.tsx": false, "deploy/a.localhost.key": true, "i18n/x.json": true, "attest/main.go": false, "app/de.json": true, "db.yml": false, "tests.go": false,
		"app/settings_test.py": true, "app/test_settings.py": true, "pay_test.go": true, "examples/a/b.py": true, "src/test/java/AbcTest.java": true,
		"Godeps/_workspace/src/x/server.key": true, "vendor/github.com/a/b.go": true, "web/node_modules/a/b.js": true, "go.sum": true,
		"config/production.yml": false, "latest/keys.env": false, "contest/main.go": false, "src/vendors.ts": false, ".env": false, "app/credentials.txt": false,
	} {
		if got := IsTest(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// FuzzWeigh: whatever the value, there is a verdict, and no feature tells a part of it.
func FuzzWeigh(f *testing.F) {
	f.Add("Falcon2019!", "password", "password: x", "a.yml", 3, "", false)
	f.Add("${X}", "", "", "", 0, "", false)
	f.Add("q7Fz0LbX2mNc8RtVw3Ke", "\xffencrypted_key", "# x", "a.py", 3, "reveal(\xffencrypted_key)\n# \xffencrypted_key = '", true)
	f.Add("q7Fz0LbX2mNc8RtVw3Ke", "cl\xe9_key", " ", "a.py", 3, "cl\xe9_key[12] = \"", true)
	f.Fuzz(func(t *testing.T, value, name, line, path string, sort int, before string, published bool) {
		c := Candidate{Sort: Sort(((sort % 7) + 7) % 7), Value: value, Name: name, Line: line, Path: path, Published: published, Tested: len(before)%2 == 1}
		if before != "" {
			c.Text, c.At = before+value+line, len(before)
		}
		c.AsksForFile()
		v := Weigh(c)
		sum := 0
		for _, feature := range v.Features {
			sum += feature.Weight
			if len(value) > 30 && strings.Contains(feature.Name, value) {
				t.Errorf("%q tells the value", feature.Name)
			}
		}
		if sum != v.Score || v.Doubt == "" && v.Score < enough {
			t.Errorf("score %d, sum %d, doubt %q", v.Score, sum, v.Doubt)
		}
	})
}

func BenchmarkWeigh(b *testing.B) {
	c := Candidate{Sort: Password, Value: "Falcon" + "2019!", Name: "db_password", Line: "db_password: x", Path: "config/production.yml"}
	for b.Loop() {
		Weigh(c)
	}
}
