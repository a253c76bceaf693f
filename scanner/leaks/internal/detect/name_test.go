package detect

import (
	"strings"
	"testing"
)

func TestAssignedName(t *testing.T) {
	for _, test := range []struct{ before, want string }{
		{"STRIPE_SECRET_KEY=", "STRIPE_SECRET_KEY"},
		{"export STRIPE_KEY=", "STRIPE_KEY"},
		{"export STRIPE_KEY='", "STRIPE_KEY"},
		{"  api_key: ", "api_key"},
		{"  api_key: \"", "api_key"},
		{"  - API_KEY=", "API_KEY"},
		{`"apiKey": "`, "apiKey"},
		{`{"a": 1, "apiKey":"`, "apiKey"},
		{`'api-key' => '`, "api-key"},
		{`const stripeKey = "`, "stripeKey"},
		{"let token = `", "token"},
		{`const stripeKey: string = "`, "stripeKey"},
		{`var token string = "`, "token"},
		{`	token := "`, "token"},
		{`let key: &'static str = "`, "key"},
		{`$apiKey = '`, "apiKey"},
		{`self.client.api_key = "`, "api_key"},
		{`this->apiKey = "`, "apiKey"},
		{`process.env.STRIPE_KEY = "`, "STRIPE_KEY"},
		{`process.env["STRIPE_KEY"] = "`, "STRIPE_KEY"},
		{`os.environ['TOKEN'] = '`, "TOKEN"},
		{`token = os.getenv("TOKEN", "`, "TOKEN"},
		{`os.Setenv("TOKEN", "`, "TOKEN"},
		{`define('AUTH_KEY', '`, "AUTH_KEY"},
		{`client = Client(api_key="`, "api_key"},
		{`key = b"`, "key"},
		{`token = f'`, "token"},
		{`key ?= `, "key"},
		{`<add key="ApiKey" value="`, "ApiKey"},
		{`<password>`, "password"},
		{`<string name="token">`, "token"},
		{`<item type="string" name="shop.token" translatable="false">`, "token"},
		{`<strong class="token">`, "strong"},
		{`private const val CLIENT_SECRET = "`, "CLIENT_SECRET"},
		{`static const char API_KEY[] = "`, "API_KEY"},
		{`#define SHOP_API_KEY L"`, "SHOP_API_KEY"},
		{`curl --token `, "token"},
		{`curl --token=`, "token"},
		{`java -Dapi.key=`, "key"},
		{`ENV TOKEN `, "TOKEN"},
		{`ENV TOKEN=`, "TOKEN"},
		{`https://api.example.com/?x=1&api_key=`, "api_key"},
		{`url = "https://api.example.com/?api_key=`, "api_key"},
		{`-H "Authorization: Bearer `, "Authorization"},
		{`"Authorization": "Bearer `, "Authorization"},
		{`DATABASE_URL=postgres://user:`, "DATABASE_URL"},
		{`DATABASE_URL="postgres://user:`, "DATABASE_URL"},
		{"- name: STRIPE_KEY\n  value: ", "STRIPE_KEY"},
		{"- name: \"STRIPE_KEY\"\r\n  value: \"", "STRIPE_KEY"},
		{"private_key = \"\"\"\n", "private_key"},
		{"PRIVATE_KEY=\n", "PRIVATE_KEY"},
		{"key: |\n  ", "key"},
		{"\tSecret string `json:\"client_secret,omitempty\" required:\"true\" default:\"", "client_secret"},
		{"\tSecret string `env:\"APP_SECRET\" envDefault:\"", "APP_SECRET"},
		{"\tClientSecret *string `default:\"", "ClientSecret"},
		{"SECRETKEY = (\n    b\"", "SECRETKEY"},
		{"    \"lyrics_api_key\": (\n        \"", "lyrics_api_key"},
		{"", ""},
		{"see ", ""},
		{"don't use ", ""},
		{"1234 = ", ""},
		{"(", ""},
		{strings.Repeat("x", 200) + " = ", ""},
	} {
		if got := assignedName(test.before); got != test.want {
			t.Errorf("assignedName(%.60q) = %q, want %q", test.before, got, test.want)
		}
	}
}

// FuzzAssignedName: a name is short, made of name characters, and stands in the text.
func FuzzAssignedName(f *testing.F) {
	for _, seed := range []string{`a = "`, "x: ", `"k": "`, "name: X\nvalue: ", `f("X", "`, "'\\", "<a>", "ENV A "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, before string) {
		name := assignedName(before)
		if len(name) > maximumName || !strings.Contains(before, name) {
			t.Errorf("assignedName(%q) = %q", before, name)
		}
		if strings.ContainsAny(name, " \t\r\n\"'`<>(){}[]=:;,/\\\x00") {
			t.Errorf("assignedName(%q) = %q has characters that no name has", before, name)
		}
	})
}

func TestCommentIn(t *testing.T) {
	for _, test := range []struct {
		line string
		want Comment
	}{
		{"x = 1", Comment{}},
		{"x = 1 # gitleaks:allow", Comment{Suppressed: true, Reason: "gitleaks:allow"}},
		{"x = 1 // rollcall:ignore test vector of RFC 7519", Comment{Suppressed: true, Reason: "test vector of RFC 7519"}},
		{"x = 1 /* rollcall:ignore: sandbox key */ + y", Comment{Suppressed: true, Reason: "sandbox key"}},
		{"<!-- rollcall:ignore sandbox -->", Comment{Suppressed: true, Reason: "sandbox"}},
		{"x = 1 # rollcall:ignore", Comment{Unreasoned: true, Reason: "gitleaks:allow"}},
		{"x = 1 # rollcall:ignore -- !\r", Comment{Unreasoned: true, Reason: "gitleaks:allow"}},
		{"x = 1 # rollcall:ignore\nreason on the next line", Comment{Unreasoned: true, Reason: "gitleaks:allow"}},
		{"x = 1 # gitleaks:allow rollcall:ignore", Comment{Unreasoned: true, Suppressed: true, Reason: "gitleaks:allow"}},
	} {
		if got := commentIn([]byte(test.line)); got != test.want {
			t.Errorf("commentIn(%q) = %+v, want %+v", test.line, got, test.want)
		}
	}
	long := commentIn([]byte("rollcall:ignore " + strings.Repeat("é", 300)))
	if len(long.Reason) > maximumReason || !strings.HasSuffix(long.Reason, "é") {
		t.Errorf("a long reason is cut to %q", long.Reason)
	}
}
