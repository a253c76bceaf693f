package classify

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// wantSafe checks what must hold for the answer to any name or value.
func wantSafe(t *testing.T, c nhi.Credential) string {
	t.Helper()
	for _, p := range c.Proves {
		if len(p.Value) > longestProof+len(dots) || p.Value == "" || !plain(p.Value) {
			t.Errorf("proof %q is %q", p.Name, p.Value)
		}
	}
	if len(c.Proves) > mostProofs {
		t.Errorf("%d proofs", len(c.Proves))
	}
	if c.Service != "" && (c.Category == "" || c.Kind == "" || c.By == "" || c.Confidence == "") {
		t.Errorf("incomplete: %+v", c)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func FuzzName(f *testing.F) {
	for _, s := range table().services {
		f.Add(s.nameExample)
	}
	f.Add("prod_LIVE_test_stripe2Key\xff")
	f.Fuzz(func(t *testing.T, name string) {
		c := Name(name)
		wantSafe(t, c)
		if again := Name(strings.ToUpper(strings.Join(split(name), "_"))); again.Service != c.Service {
			t.Errorf("%q is %q, and %q in capitals", name, c.Service, again.Service)
		}
	})
}

// FuzzValue hides a secret in values of every form that carries facts, with a text from the
// fuzzer around and within it, and looks for a piece of the secret in what is told.
func FuzzValue(f *testing.F) {
	for _, form := range table().forms {
		f.Add(generate(f, form.notation), form.service.nameExample, uint8(0))
	}
	for shape := range uint8(len(shapes)) {
		f.Add("robot", "DATABASE_URL", shape)
		f.Add("a/b?c#d@e", "", shape)
	}
	f.Fuzz(func(t *testing.T, text, name string, shape uint8) {
		wantSafe(t, Value(text, Hint{Name: name, Rule: text, Path: name}))
		if preview := Preview(text); !utf8.ValidString(preview) || !plain(preview) || len(preview) > 300 {
			t.Errorf("preview %q", preview)
		}
		if tells(text+name, hidden) {
			return
		}
		value := shapes[int(shape)%len(shapes)](text)
		if told := wantSafe(t, Value(value, Hint{Name: name})); tells(told, hidden) {
			t.Errorf("of %q it tells %s", value, told)
		}
		if preview := Preview(value); tells(preview, hidden) {
			t.Errorf("of %q the preview is %q", value, preview)
		}
	})
}

// hidden is what must not be told, put together so that no scanner takes it for real.
const hidden = "q7Zr9XwTb4" + "LkYv2MhDsGc8" + "PnJf5E"

// shapes put the secret where a value of the shape has it.
var shapes = []func(text string) string{
	func(s string) string { return "postgres://" + s + ":" + hidden + "@db.example.com/" + s },
	func(s string) string { return "postgres://robot:" + s + hidden + "@db.example.com/" + s },
	func(s string) string { return "postgres://robot:" + hidden + s + "@db.example.com/shop" },
	func(s string) string { return "redis://:" + hidden + "@" + s + "/0" },
	func(s string) string { return "https://" + hidden + "@" + s },
	func(s string) string { return "https://example.com/" + s + "?token=" + hidden },
	func(s string) string { return "jdbc:mysql://h/d?user=" + s + "&password=" + hidden },
	func(s string) string { return "Server=h;User Id=" + s + ";Password=" + hidden + ";Database=" + s },
	func(s string) string {
		return "AccountName=" + s + ";AccountKey=" + strings.Repeat(hidden, 4)[:86] + "=="
	},
	func(s string) string {
		return "Endpoint=sb://" + s + "/;SharedAccessKeyName=" + s + ";SharedAccessKey=" + hidden
	},
	func(s string) string {
		return "https://a.blob.core.windows.net/c?sv=" + s + "&sp=r&sig=" + hidden + hidden
	},
	func(s string) string { return "https://hooks.slack.com/services/T" + s + "/B00000000/" + hidden },
	func(s string) string {
		return "https://discord.com/api/webhooks/123456789012345678/" + strings.Repeat(hidden, 3) + s
	},
	func(s string) string { return "xox" + "b-123456789012-123456789012-" + hidden },
	func(s string) string { return "ghp_" + hidden + "abcdefgh" + s },
	func(s string) string {
		return makeHeader() + base64.RawURLEncoding.EncodeToString([]byte(s)) + "." + hidden
	},
	func(s string) string {
		raw, _ := json.Marshal(map[string]string{"type": "service_account", "project_id": s, "client_email": s, "private_key": hidden})
		return string(raw)
	},
	func(s string) string {
		return "-----BEGIN " + "PRIVATE KEY-----\n" + s + "\n" + hidden + "\n-----END PRIVATE KEY-----"
	},
	func(s string) string { return "pypi-AgEIcHlwaS5vcmc" + strings.Repeat(hidden, 3) + s },
	func(s string) string { return "glpat-" + hidden + s + ".160ciqz7w" },
}

func makeHeader() string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "."
}
