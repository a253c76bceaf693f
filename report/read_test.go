package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestReadWhatWasWritten(t *testing.T) {
	for name, r := range map[string]nhi.Report{"sample": sampleReport(), "empty": emptyReport(), "clean": cleanReport()} {
		encoded := written(t, "json", r, Options{})
		got, err := Read(bytes.NewReader(encoded))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(published(r), got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if again := written(t, "json", got, Options{}); !bytes.Equal(encoded, again) {
			t.Errorf("%s is written otherwise after reading", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	valid := string(written(t, "json", sampleReport(), Options{}))
	change := func(old, replacement string) string {
		if !strings.Contains(valid, old) {
			t.Fatalf("the sample has no %s", old)
		}
		return strings.Replace(valid, old, replacement, 1)
	}
	for _, test := range []struct{ name, file, want string }{
		{"nothing", "", "it ends too early"},
		{"half", valid[:len(valid)/2], "it ends too early"},
		{"not JSON", "# Report", "line 1 is not valid JSON"},
		{"a list", "[]", "the report must not be of type array"},
		{"text after the report", valid + "{}", "is not valid JSON"},
		{"no version", "{}", "it has no schema_version"},
		{"a version that is no text", `{"schema_version": 1}`, "it has no schema_version"},
		{"a version alone", `{"schema_version": "1"}`, "it is not whole: it lacks tool, target, generated_at, score, findings, identities,"},
		{"no findings", change(`"findings": [`, `"findings": null, "x": [`), "it is not whole: it lacks findings"},
		{
			"another version", change(`"schema_version": "1"`, `"schema_version": "9\u001b[31m"`),
			`its schema_version is "9\\x1b[31m" and this version of Rollcall reads "1"`,
		},
		{"an unknown field", change(`"fingerprint":`, `"finger\u001bprint":`), `unknown field`},
		{"a wrong type", change(`"findings": [`, `"findings": "sk_live_secret", "x": [`), "findings must not be of type string"},
		{"a number for a text", change(`"policy": "leaked_credential"`, `"policy": 123456789`), "findings.policy must not be of type number"},
		{"a date that is none", change(`"2026-11-22T09:30:00Z"`, `"sk_live_secret"`), "a value is not of its field's form"},
		{
			"an unknown severity",
			change("\"severity\": \"critical\",\n      \"confidence\"", `"severity": "dreadful", "confidence"`),
			"findings[0].severity is none of",
		},
		{
			"an unknown severity of a fix",
			change("\"severity\": \"critical\",\n        \"gain\"", `"severity": "dreadful", "gain"`),
			"score.recommendations[0].severity is none of",
		},
		{"an unknown mode", change(`"mode": "enforced"`, `"mode": "forced"`), "findings[0].mode is none of"},
	} {
		_, err := Read(strings.NewReader(test.file))
		var refused *ReadError
		if !errors.As(err, &refused) {
			t.Errorf("%s: got %v", test.name, err)
			continue
		}
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %q, not %q", test.name, err, test.want)
		}
		if said := err.Error() + refused.Hint(); strings.ContainsAny(said, "\x1b\n") || strings.Contains(said, "sk_live") || strings.Contains(said, "12345") {
			t.Errorf("%s: the error quotes the file: %q", test.name, said)
		}
	}
}

// spaces is an endless file of spaces.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadIsBounded(t *testing.T) {
	var refused *ReadError
	if _, err := Read(spaces{}); !errors.As(err, &refused) || !strings.Contains(err.Error(), "larger than 256 MiB") || !strings.Contains(refused.Hint(), "--history") {
		t.Errorf("got %v, or nothing says what to do without", err)
	}
	deep := strings.Repeat("[", 1_000_000)
	if _, err := Read(strings.NewReader(`{"schema_version":"1","gaps":` + deep)); err == nil {
		t.Error("a report a million lists deep is taken")
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("disk unplugged")
	reader := io.MultiReader(strings.NewReader("{"), &failingReader{broken})
	if _, err := Read(reader); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failingReader struct{ err error }

func (r *failingReader) Read([]byte) (int, error) { return 0, r.err }

// FuzzRead: what Read takes can be written in every format and, as JSON, read back the same.
func FuzzRead(f *testing.F) {
	for _, r := range []nhi.Report{sampleReport(), emptyReport(), {SchemaVersion: nhi.SchemaVersion}} {
		f.Add(written(f, "json", r, Options{}))
	}
	f.Add([]byte(`{"schema_version":"1","findings":[{"severity":"high","mode":"off","related":[{"path":"\u0000/../.."}]}]}`))
	f.Add([]byte(`{"schema_version":"1","score":{"rated":true,"value":1e308,"dimensions":[{"score":-1e308}]},"tool":{"url":"http://[::1"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(bytes.NewReader(data))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b\n\u202e") {
				t.Errorf("the error acts on a terminal: %q", err)
			}
			return
		}
		for _, format := range Formats() {
			out := string(written(t, format.Name, r, Options{Width: 60}))
			checkInert(t, format.Name, out)
		}
		first := written(t, "json", r, Options{})
		again, err := Read(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if !bytes.Equal(first, written(t, "json", again, Options{})) {
			t.Error("reading and writing changes the report")
		}
	})
}

// largeReport has n identities, each used, some exposed, and a finding each.
func largeReport(n int) nhi.Report {
	r := sampleReport()
	identities, findings := r.Identities, r.Findings
	r.Identities, r.Findings = nil, nil
	for i := range n {
		identity := identities[i%len(identities)]
		identity.ID = nhi.ID(fmt.Sprintf("%s-%d", identity.ID, i))
		finding := findings[i%len(findings)]
		finding.Identity, finding.Fingerprint = identity.ID, fmt.Sprintf("%s-%d", finding.Fingerprint, i)
		r.Identities, r.Findings = append(r.Identities, identity), append(r.Findings, finding)
	}
	return r
}

func BenchmarkWrite(b *testing.B) {
	r := largeReport(10_000)
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, f.Name, r, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	encoded := written(b, "json", largeReport(10_000), Options{})
	b.SetBytes(int64(len(encoded)))
	for b.Loop() {
		if _, err := Read(bytes.NewReader(encoded)); err != nil {
			b.Fatal(err)
		}
	}
}
