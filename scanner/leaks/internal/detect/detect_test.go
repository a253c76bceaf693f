package detect

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/detect/codec"
	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// defaults are the rules, the engine, and gitleaks' own detector as its command line sets it up.
func defaults(t testing.TB) (*Ruleset, *Engine, *detect.Detector) {
	t.Helper()
	rules.Silence()
	rules, e, unusable, err := Load(fstest.MapFS{})
	if err != nil || unusable != nil {
		t.Fatal(err, unusable)
	}
	reference, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		t.Fatal(err)
	}
	reference.MaxDecodeDepth = DecodeDepth
	reference.IgnoreGitleaksAllow = true
	return rules, e, reference
}

// ours and theirs are what was found, in a common form.
func ours(rules *Ruleset, path string, hits []Hit) []string {
	var all []string
	for _, h := range rules.Judge(hits, path) {
		if rules.own[h.Rule] != nil {
			continue
		}
		all = append(all, fmt.Sprintf("%s line %d %q", rules.rules[h.Rule].ID, h.StartLine, h.Secret))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func theirs(d *detect.Detector, path, text string) []string {
	var all []string
	for _, f := range d.Detect(detect.Fragment{Raw: text, FilePath: path}) {
		all = append(all, fmt.Sprintf("%s line %d %q", f.RuleID, f.StartLine+1, f.Secret))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestSameAsGitleaks compares on random mixtures with gitleaks looking at the whole text.
func TestSameAsGitleaks(t *testing.T) {
	rules, e, reference := defaults(t)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		pool := append(fakes.Lines(fmt.Sprint(rapid.IntRange(0, 50).Draw(t, "seed"))), fakes.PrivateKey("whole"))
		picked := rapid.SliceOfN(rapid.SampledFrom(pool), 1, 40).Draw(t, "lines")
		text := strings.Join(picked, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "newline"))
		path := rapid.SampledFrom([]string{"a.txt", "deploy/secret.yaml", "go.sum", "main.tf", "x.php"}).Draw(t, "path")
		got := ours(rules, path, newReader(e).Find([]byte(text)))
		want := theirs(reference, path, text)
		found += len(want)
		got, want = withoutDecodedKeys(got, text), withoutDecodedKeys(want, text)
		got = slices.DeleteFunc(got, func(finding string) bool { return undecodedByGitleaks(finding, text) })
		if !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s\nin\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), text)
		}
	})
	if found == 0 {
		t.Error("nothing was ever found: the test proves nothing")
	}
}

// withoutDecodedKeys leaves out a private key with something inside it decoded. gitleaks lists it
// once more beside the key as it is written; we do so only where little of it lies around what was decoded.
func withoutDecodedKeys(findings []string, text string) []string {
	return slices.DeleteFunc(slices.Clone(findings), func(finding string) bool {
		_, quoted, _ := strings.Cut(finding, ` "`)
		value, err := strconv.Unquote(`"` + quoted)
		return err == nil && strings.HasPrefix(finding, "private-key ") && !strings.Contains(text, value)
	})
}

// undecodedByGitleaks tells whether a value stands in the text as base64 without a digit or a sign, which gitleaks takes for a word.
func undecodedByGitleaks(finding, text string) bool {
	_, quoted, _ := strings.Cut(finding, ` "`)
	value, err := strconv.Unquote(`"` + quoted)
	encoded := base64.StdEncoding.EncodeToString([]byte(value))
	return err == nil && strings.Contains(text, encoded) && !strings.ContainsAny(encoded, "0123456789+/")
}

// TestVersionsAreReadAsIfAlone edits a file again and again: reading only what is new must find
// what reading each version from scratch finds.
func TestVersionsAreReadAsIfAlone(t *testing.T) {
	rules, e, _ := defaults(t)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for round := range 4 {
		pool := fakes.Lines(fmt.Sprint("round", round))
		history := newReader(e)
		var text []string
		for range 200 {
			text = append(text, fmt.Sprintf("plain line %d", random.IntN(1000)))
		}
		for version := range 40 {
			at := random.IntN(len(text))
			switch random.IntN(4) {
			case 0:
				text = slices.Delete(text, at, min(at+1+random.IntN(3), len(text)))
			case 1:
				text[at] = pool[random.IntN(len(pool))]
			default:
				text = slices.Insert(text, at, pool[random.IntN(len(pool))], fmt.Sprint("line ", version))
			}
			content := []byte(strings.Join(text, "\n"))
			path := fmt.Sprintf("file%d.txt", random.IntN(2))
			got := ours(rules, path, history.Find(content))
			want := ours(rules, path, newReader(e).Find(content))
			found += len(want)
			if !slices.Equal(got, want) {
				t.Fatalf("round %d, version %d: got\n%s\nwant\n%s", round, version, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
	if found == 0 {
		t.Error("nothing was ever found: the test proves nothing")
	}
}

// decodable tells whether there is anything in a text that is decoded.
func decodable(text string) (found bool) {
	findEncoded([]byte(text), 0, len(text), func(int, int) { found = true })
	return found
}

// TestDecodable holds the short cut against gitleaks' decoder: what it decodes must never be passed over.
// TestLongMatches keeps little of a match that is long.
func TestLongMatches(t *testing.T) {
	_, engine, _ := defaults(t)
	text := "curl https://example.com " + strings.Repeat("and more ", 20_000) + " -u deploy:" + fakes.Noise("long", fakes.Alphanumeric, 20) + " x\n"
	found := false
	for _, h := range engine.Reader().Find([]byte(text)) {
		if size := len(h.match) + len(h.Line); size > 2*(len(h.Secret)+2*maximumContext) {
			t.Errorf("%d bytes are kept for a value of %d", size, len(h.Secret))
		}
		found = found || h.to-h.from > longMatch
	}
	if !found {
		t.Error("the match was not found")
	}
}

func TestDecodable(t *testing.T) {
	_, _, reference := defaults(t)
	random := rand.New(rand.NewPCG(3, 4))
	decoded := 0
	for range 3000 {
		text := fakes.Noise(fmt.Sprint(random.Uint64()), " \n=:/+-_%\\uU0123456789abcdefABCDEFxyzXYZ", random.IntN(120))
		if random.IntN(2) == 0 {
			plain := "key=" + fakes.StripeKey(fmt.Sprint(random.Uint64()))
			text += []string{base64.StdEncoding.EncodeToString([]byte(plain)), base64.RawURLEncoding.EncodeToString([]byte(plain)), hex.EncodeToString([]byte(plain))}[random.IntN(3)]
		}
		if decodable(text) {
			continue
		}
		for _, f := range reference.Detect(detect.Fragment{Raw: text}) {
			if len(f.Tags) > 0 {
				decoded++
				t.Errorf("%s is found in %q only by decoding", f.RuleID, text)
			}
		}
	}
	for _, text := range []string{base64.StdEncoding.EncodeToString([]byte("stripe=" + fakes.StripeKey("a"))), hex.EncodeToString([]byte(fakes.StripeKey("b"))), "%41", `\u0041`, `\\u0041`, "U+0041 "} {
		if !decodable(text) {
			t.Errorf("%q is passed over", text)
		}
	}
	for _, text := range []string{"", "short", "aVeryLongIdentifierInTheCode", strings.Repeat("=", 50), "100% sure", "camelCaseNameOfAFunction()"} {
		if decodable(text) {
			t.Errorf("%q is decoded in vain", text)
		}
	}
}

// FuzzUnwrap wants what gitleaks' decoder gives, turn by turn.
func FuzzUnwrap(f *testing.F) {
	for _, line := range fakes.Lines("unwrap") {
		f.Add([]byte(line + " %41%z4% \\\\u0041\\U0042 U+0043 U+0044xU+0045"))
	}
	f.Add([]byte(strings.Repeat("ab", 20) + "zzzzzzzzzzzzzzzzzzzz==="))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, u, reference := text, &unwrapper{}, codec.NewDecoder()
		want, segments := string(text), []*codec.EncodedSegment(nil)
		for turn := range DecodeDepth {
			var any bool
			got, any = u.unwrap(nil, got)
			want, segments = reference.Decode(want, segments)
			if string(got) != want || any != (len(segments) > 0) {
				t.Fatalf("turn %d: got %q, want %q", turn, got, want)
			}
		}
	})
}

// TestUnwrapMixtures is FuzzUnwrap on random mixtures.
func TestUnwrapMixtures(t *testing.T) {
	pieces := []string{"%", "%4", "%41", "\\", "u0041", "U0042", "U", "U+", "U+0043", "+", " ", "\n", "=", "==", "abc", "x", "-_", "0123456789abcdef", "deadbeefdeadbeefdeadbeefdeadbeef", "é", "\xff"}
	pieces = append(pieces, fakes.Lines("mixture")...)
	any := 0
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "pieces"), "")
		want, segments := codec.NewDecoder().Decode(text, nil)
		got, decoded := (&unwrapper{}).unwrap(nil, []byte(text))
		any += len(segments)
		if string(got) != want || decoded != (len(segments) > 0) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
	if any == 0 {
		t.Error("nothing was ever decoded")
	}
}

func TestPositions(t *testing.T) {
	rules, e, _ := defaults(t)
	token := fakes.GitHubToken("position")
	encoded := base64.StdEncoding.EncodeToString([]byte("token is " + token + "   "))
	for _, test := range []struct {
		name, content string
		line, column  int
	}{
		{"alone", token, 1, 1},
		{"first line", "t = " + token + "\n", 1, 5},
		{"second line", "a\nt = " + token + "\nb\n", 2, 5},
		{"no final newline", "a\nb\n" + token, 3, 1},
		{"CRLF", "a\r\nb\r\nt = " + token + "\r\n", 3, 5},
		{"after é", "é = " + token + "\n", 1, 5},
		{"UTF-8 mark", "\xEF\xBB\xBFt = " + token + "\n", 1, 5},
		{"UTF-16 little", "\xFF\xFE" + utf16Text("a\nt = "+token+"\n", 0), 2, 5},
		{"UTF-16 big", "\xFE\xFF" + utf16Text("a\nt = "+token+"\n", 1), 2, 5},
		{"base64", "a\nx: " + encoded + "\n", 2, 4},
		{"far down", strings.Repeat("line\n", 70000) + "t = " + token + "\n", 70001, 5},
		{"far right", strings.Repeat("x, ", 200000) + token + " y", 1, 600001},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, ok := Readable([]byte(test.content))
			if !ok {
				t.Fatal("taken for binary")
			}
			kept := rules.Judge(newReader(e).Find(text), "a")
			if len(kept) != 1 {
				t.Fatalf("%d hits", len(kept))
			}
			equal(t, "place", []int{kept[0].ValueLine, kept[0].Column}, []int{test.line, test.column})
			equal(t, "value", kept[0].Secret, token)
		})
	}
}

func utf16Text(s string, big int) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		pair := [2]byte{}
		pair[big] = c
		b.Write(pair[:])
	}
	return b.String()
}

func TestReadable(t *testing.T) {
	for _, test := range []struct {
		content, text string
		ok            bool
	}{
		{"", "", true},
		{"text", "text", true},
		{"a\x00b", "a\x00b", true},
		{"a\x00\x01b", "a\x00\x01b", false},
		{"\x00\x00", "\x00\x00", false},
		{"name\x00\x00\x00key = 1\n\x00\x00\x00\x00", "name\x00\x00\x00key = 1\n\x00\x00\x00\x00", true},
		{"a\x00b\x00c\x00\xe4\x00", "abcä", true},
		{"\x00a\x00b\x00c\x20\xac", "abc€", true},
		{strings.Repeat("x", sniffLength) + "\x00", strings.Repeat("x", sniffLength) + "\x00", true},
		{"\xFF\xFE\x3D\xD8\x00\xDE", "😀", true},
		{"\xFF\xFE\x3D\xD8", "\uFFFD", true},
		{"\xFF\xFEa", "", true},
	} {
		text, ok := Readable([]byte(test.content))
		if string(text) != test.text || ok != test.ok {
			t.Errorf("readable(%.20q) = %.20q, %v", test.content, text, ok)
		}
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
