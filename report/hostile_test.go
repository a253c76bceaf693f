package report

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// hostileTexts are what strangers may put into names, messages and paths.
var hostileTexts = map[string]string{
	"escape sequence":   "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
	"C1 sequence":       "\u009b31m\u009d0;title\u009c",
	"workflow command":  "::error::x",
	"command on a line": "a\n::stop-commands::x\r\n  ::add-mask::a",
	"wrapped command":   strings.Repeat("word ", 30) + "::error::x " + strings.Repeat("::warning::y ", 40),
	"old command":       "x ##[add-mask]a",
	"without script":    "</noscript><script>alert(1)</script>",
	"script":            "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
	"table":             "a | b || c \\| d",
	"code":              "``` `a` ```",
	"link":              "[click](https://evil.example) ![x](https://evil.example/x.png) <https://evil.example>",
	"mention":           "@acme/everyone #1 acme/shop#2 https://evil.example www.evil.example",
	"right to left":     "a\u202eb\u2066c\u200f\u061c",
	"invisible":         "a\u200bb\u00adc\ufeffd\U000e0041e\u3164f\u2028g",
	"long":              strings.Repeat("A", 10_000),
	"long words":        strings.Repeat("ab ", 4_000),
	"invalid UTF-8":     "a\xff\xfe\xc3(",
	"null":              "a\x00b",
	"formula":           "=HYPERLINK(\"https://evil.example\",\"x\")",
	"wide":              strings.Repeat("漢字", 100),
	"combining":         "e" + strings.Repeat("\u0301", 500),
	"percent":           "%s%d%n{0}{{x}}",
	"path":              "../../etc/passwd",
	"address":           "https://evil.example/a:b",
}

// hostileReport is the sample with one text in place of every name, message and path.
func hostileReport(text string) nhi.Report {
	r := sampleReport()
	replaceStrings(reflect.ValueOf(&r).Elem(), text)
	r.SchemaVersion = nhi.SchemaVersion
	return r
}

// replaceStrings sets every string below v that a stranger can choose. Named string types are
// words of nhi, and stay.
func replaceStrings(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if t := v.Type(); t == reflect.TypeFor[string]() || t == reflect.TypeFor[nhi.ID]() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			replaceStrings(v.Elem(), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			replaceStrings(v.Index(i), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				replaceStrings(v.Field(i), text)
			}
		}
	}
}

// TestHostileText puts each text everywhere and looks at what each format makes of it.
func TestHostileText(t *testing.T) {
	sarifSchema := compileSchema(t, "testdata/sarif-2.1.0.json")
	reportSchema := compileSchema(t, schemaFile)
	for name, text := range hostileTexts {
		r := hostileReport(text)
		for _, f := range Formats() {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				out := string(written(t, f.Name, r, Options{Width: 80}))
				checkInert(t, f.Name, out)
				switch f.Name {
				case "text":
					checkText(t, out)
				case "markdown":
					checkMarkdown(t, out)
				case "csv":
					checkCSV(t, out)
				case "json":
					if err := validate(t, reportSchema, []byte(out)); err != nil {
						t.Error(err)
					}
				case "sarif":
					if err := validate(t, sarifSchema, []byte(out)); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
}

// checkInert holds for every format: shown in a terminal or a CI log, it does nothing.
func checkInert(t *testing.T, format, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Error("not UTF-8")
	}
	for _, r := range out {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			t.Errorf("holds %U", r)
			break
		}
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a workflow command: %s", line)
		}
	}
	if format != "html" && strings.Contains(out, "##[") {
		t.Error("an old workflow command")
	}
}

func checkText(t *testing.T, out string) {
	t.Helper()
	for line := range strings.Lines(out) {
		if n := columns(strings.TrimRight(line, "\n")); n > 40+longestPlace {
			t.Errorf("a line of %d columns", n)
		}
	}
	if len(out) > 1<<20 {
		t.Errorf("%d bytes", len(out))
	}
}

func checkMarkdown(t *testing.T, out string) {
	t.Helper()
	unescaped := regexp.MustCompile(`\\.`).ReplaceAllString(out, "")
	for _, markup := range []string{"<script", "<img", "](", "://evil", "@acme", " #1", "www.evil", "`"} {
		if strings.Contains(unescaped, markup) {
			t.Errorf("holds %s", markup)
		}
	}
	cells := 0
	for line := range strings.Lines(unescaped) {
		n := strings.Count(line, "|")
		switch {
		case n == 0:
			cells = 0
		case cells == 0:
			cells = n
		case n != cells:
			t.Errorf("a table's row has %d bars, not %d: %s", n, cells, line)
		}
	}
	if len(out) > markdownBytes {
		t.Errorf("%d bytes", len(out))
	}
}

func checkCSV(t *testing.T, out string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + len(sampleReport().Identities); len(rows) != want || strings.Count(out, "\n") != want {
		t.Errorf("%d rows and %d lines, not %d", len(rows), strings.Count(out, "\n"), want)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a formula: %s", cell)
			}
		}
	}
}

// TestJSONKeepsHostileText: what is neutral to look at still reads back as it was.
func TestJSONKeepsHostileText(t *testing.T) {
	for name, text := range hostileTexts {
		var got struct{ Target nhi.Target }
		if err := json.Unmarshal(written(t, "json", hostileReport(text), Options{}), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := strings.ToValidUTF8(text, "\ufffd"); name != "invalid UTF-8" && got.Target.Name != want {
			t.Errorf("%s: got %q", name, got.Target.Name)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"config/production.js", "config/production.js"},
		{"naïve 漢字 🔑", "naïve 漢字 🔑"},
		{"a\nb\tc\r", `a\nb\tc\r`},
		{"\x1b[31m", `\x1b[31m`},
		{"a\u202eb", `a\u202eb`},
		{"\u009b0m", `\u009b0m`},
		{"\x00\x7f", `\x00\x7f`},
		{"a\xffb", `a\xffb`},
		{"\U000e0041", `\U000e0041`},
		{"a\u00a0b", `a\u00a0b`},
		{"##[error]x", `##\[error]x`},
		{"::error::x", "::error::x"}, // only a line can begin with it
		{"\ufffd", "\ufffd"},
	} {
		if got := plain(test.in); got != test.want {
			t.Errorf("plain(%q) = %s, not %s", test.in, got, test.want)
		}
	}
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 1, "漢字": 4, "한글": 4, "🔑": 2, "█░": 2, "…": 1} {
		if got := columns(text); got != want {
			t.Errorf("columns(%q) = %d, not %d", text, got, want)
		}
	}
	for _, test := range []struct {
		text string
		n    int
		want string
	}{{"abcdef", 4, "abc…"}, {"abc", 3, "abc"}, {"漢字漢字", 4, "漢…"}, {"abc", 0, ""}, {"abc", 1, "…"}} {
		if got := shorten(test.text, test.n); got != test.want {
			t.Errorf("shorten(%q, %d) = %q, not %q", test.text, test.n, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		text string
		n    int
		want string
	}{
		{"one two three", 7, "one two|three"},
		{"one", 7, "one"},
		{"", 7, ""},
		{"abcdefghij kl", 4, "abcdefghij|kl"}, // an ID is there to be copied
		{"漢字漢字", 4, "漢字漢字"},
		{"漢", 1, "漢"},
		{"a " + strings.Repeat("b", longestPlace+1), 4, "a|" + strings.Repeat("b", longestPlace) + "|b"},
	} {
		if got := strings.Join(wrap(test.text, test.n), "|"); got != test.want {
			t.Errorf("wrap(%q, %d) = %q, not %q", test.text, test.n, got, test.want)
		}
	}
}
