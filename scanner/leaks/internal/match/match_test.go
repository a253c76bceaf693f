package match

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// expressions have what rules have: prefixes, alternatives, cases, assertions, open ends, matches that
// overlap, and no anchor at all.
var expressions = []string{
	`(?i)[\w.-]{0,20}?(?:key|token|secret)(?:[ \t\w.-]{0,10})[\s'"]{0,3}(?:=|:)[\s'"]{0,3}([\w.=-]{6,20}|[a-z0-9][a-z0-9+/]{7,}={0,3})(?:['"\s;]|\\[nr]|$)`,
	`\b(sk_[a-z]{4,8})\b`,
	`(?i)-----BEGIN[ A-Z]{0,20}KEY-----[\s\S-]{8,}?KEY-----`,
	`\bcurl\b.*-u ?(\w+:\w+)`,
	`abc[a-c]*`,
	`(?:xox[ab]-)?\d{3}-[a-f]+`,
	`^head[a-z]+`,
	`tail[a-z]+$`,
	`(?m)^line[a-z]+$`,
	`é?kéy[^a]{0,3}`,
	`aaa`,
	`key.{0,4}key`,
	`[0-9]{5}`,
	`(?:-[a-z]{0,3}(?:user|pass)|aaa[a-c]?)[:=](?:"[^"]*"|\S+)`,
	`eyJ[a-z]{2,}\.ey[a-z]{2,}`,
	`[a-z]{1,30}@host|\bcurl-[a-z]+`,
	`(?s)kind: x.{0,40}?data: y|data: y.{0,40}?kind: x`,
}

// keywords gates some of those without an anchor.
var keywords = map[string][]string{`[0-9]{5}`: {"xox", "line"}, `é?kéy[^a]{0,3}`: {"é"}}

func rulesOf(expressions []string) []Rule {
	var rules []Rule
	for _, e := range expressions {
		rules = append(rules, Rule{Expression: lazyregexp.Of(e), Keywords: keywords[e]})
	}
	return rules
}

// keep carries the matched texts, so that a stale outcome shows.
func keep(text []byte, rule int, matches [][]int, from, to int) (any, int, int) {
	if rule < 0 {
		return string(text[from:to]), from, to
	}
	var all []string
	for _, m := range matches {
		all = append(all, string(text[m[0]:m[1]]))
	}
	return strings.Join(all, "|"), from, to
}

// runs finds the things of an Extra, runs of plus signs; twoMore gives two more bytes on each side.
func runs(text []byte, from, to int, yield func(from, to int)) {
	for ; from > 0 && text[from-1] == '+'; from-- {
	}
	for ; to < len(text) && text[to] == '+'; to++ {
	}
	for i := from; i < to; i++ {
		start := i
		for i < to && text[i] == '+' {
			i++
		}
		if i-start >= 3 {
			yield(start, i)
		}
	}
}

func twoMore(text []byte, from, to int) (start, end int) { return from - 2, to + 2 }

func found(state *State, text []byte) (all []string) {
	for _, r := range state.Records {
		if r.Rule < 0 {
			all = append(all, fmt.Sprintf("extra %d %v", max(r.From, 0), r.Outcome))
		}
		for _, m := range r.Matches {
			all = append(all, fmt.Sprintf("%d %d-%d %s", r.Rule, m[0], m[1], text[m[0]:m[1]]))
		}
		if len(r.Matches) > 0 {
			want, _, _ := keep(text, r.Rule, r.Matches, r.From, r.To)
			if r.Outcome != want {
				all = append(all, fmt.Sprintf("stale %q", r.Outcome))
			}
		}
	}
	slices.Sort(all)
	return all
}

func reference(text []byte) (all []string) {
	low := strings.ToLower(string(text))
	for rule, e := range expressions {
		if list := keywords[e]; list != nil && !slices.ContainsFunc(list, func(k string) bool { return strings.Contains(low, k) }) {
			continue
		}
		for _, m := range regexp.MustCompile(e).FindAllIndex(text, -1) {
			all = append(all, fmt.Sprintf("%d %d-%d %s", rule, m[0], m[1], text[m[0]:m[1]]))
		}
	}
	slices.Sort(all)
	return all
}

var pieces = []string{
	"key", "KEY", "token = ", "secret: ", "\n", "\n", " ", " ", "=", ":", "'", `"`, ";", "\\n", "abcdef", "abcabc", "aaa", "a1b2c3d4", "0123456789", "12345",
	"sk_", "sk_abcd", "sk_abcdefgh", "x", "-----BEGIN RSA KEY-----", "-----END KEY-----", "KEY-----", "curl ", "-u user:pass", "xoxa-", "123-abc",
	"head", "headword", "tail", "tailword", "line", "lineword", "é", "kéy", "ſecret = abcdefgh", "\u212aey: abcdefgh ", "\u017fk_abcd", "to\u212aen=abcdefgh;", "x\u017fk_abcdef ", "\xff", "\xc3", "\xe2\x84", "eyJab", ".eyab", "kind: x", "@host", "curl-", "data: y", "+++", "+", strings.Repeat("b", 150), strings.Repeat("long/", 60), "======",
}

func draw(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, label), "")
}

func TestScanFindsWhatRegexpFinds(t *testing.T) {
	s := New(rulesOf(expressions), keep, nil, nil).NewScanner()
	total := 0
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(draw(t, "text"))
		got, want := found(s.Scan(text), text), reference(text)
		total += len(want)
		if !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s\nin %q", strings.Join(got, "\n"), strings.Join(want, "\n"), text)
		}
	})
	if total == 0 {
		t.Error("nothing was ever found")
	}
}

// edit makes a text from copies of another and new pieces.
func edit(old []byte, random *rand.Rand) (text []byte, copies []Copy) {
	for range 1 + random.IntN(5) {
		if len(old) > 0 && random.IntN(8) > 0 {
			from := random.IntN(len(old))
			if random.IntN(3) == 0 {
				from = 0
			}
			length := random.IntN(len(old) - from + 1)
			if random.IntN(2) == 0 {
				length = len(old) - from
			}
			copies = append(copies, Copy{from, len(text), length})
			text = append(text, old[from:from+length]...)
		}
		for range random.IntN(3) {
			text = append(text, pieces[random.IntN(len(pieces))]...)
		}
	}
	return text[:min(len(text), 3000)], slices.DeleteFunc(copies, func(c Copy) bool { return c.To+c.Length > 3000 })
}

func TestRescanIsScan(t *testing.T) {
	m := New(rulesOf(expressions), keep, &Extra{runs, twoMore, 2}, nil)
	total := 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		s := m.NewScanner()
		text := []byte(draw(t, "text"))
		state := s.Scan(text)
		for range 8 {
			next, copies := edit(text, random)
			rescanned := s.Rescan(next, state, copies)
			got, want := found(rescanned, next), found(m.NewScanner().Scan(next), next)
			total += len(want)
			if !slices.Equal(got, want) {
				t.Fatalf("got\n%s\nwant\n%s\nin %q\nfrom %q\nby %v", strings.Join(got, "\n"), strings.Join(want, "\n"), next, text, copies)
			}
			text, state = next, rescanned
		}
	})
	if total == 0 {
		t.Error("nothing was ever found")
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte("secret = abcdefgh\n"), []byte("-----BEGIN KEY-----"))
	m := New(rulesOf(expressions), keep, &Extra{runs, twoMore, 2}, nil)
	plain := New(rulesOf(expressions), keep, nil, nil)
	f.Fuzz(func(t *testing.T, text, more []byte) {
		if got, want := found(plain.NewScanner().Scan(text), text), reference(text); !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		s := m.NewScanner()
		middle := len(text) / 2
		next := slices.Concat(text[:middle], more, text[middle:])
		copies := []Copy{{0, 0, middle}, {middle, middle + len(more), len(text) - middle}}
		if got, want := found(s.Rescan(next, s.Scan(text), copies), next), found(s.Scan(next), next); !slices.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestKnownAnchors(t *testing.T) {
	known := Read(Describe(expressions))
	if len(known) != len(expressions) {
		t.Errorf("%d of %d expressions are known", len(known), len(expressions))
	}
	fresh, told := New(rulesOf(expressions), keep, nil, nil), New(rulesOf(expressions), keep, nil, known)
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(draw(t, "text"))
		if got, want := found(told.NewScanner().Scan(text), text), found(fresh.NewScanner().Scan(text), text); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestRestIsWrittenDown: what follows an anchor is the same expression when it was written down and read.
func TestRestIsWrittenDown(t *testing.T) {
	for _, e := range append(slices.Clone(expressions), "(?s)key.\\n[^\t]*\t(?-s:.)(?i)Ω", "(?m:^)token(?U:a+)(?i:K)\\x{7f}$") {
		for i, a := range Read(Describe([]string{e}))[hashOfText(e)] {
			fresh := findAnchors(e)[i]
			if got, want := a.program(e).String(), fresh.program(e).String(); got != want {
				t.Errorf("%s: %s is\n%s\nwant\n%s", e, a.written, got, want)
			}
		}
	}
}

func TestAnchors(t *testing.T) {
	for expression, want := range map[string]string{
		`(?i)[\w.-]{0,50}?(?:access|auth|(?-i:[Aa]pi|API)|key)=`: "50 [access= api= auth= key=]",
		`\b(AKIA[A-Z]{4})\b`:                "0 [akia] word",
		`-----BEGIN[A-Z]+KEY`:               "0 [-----beg]",
		`[a-z]*foobar`:                      "",
		`(?:a|b)?c{3}`:                      "",
		`ab`:                                "",
		`[a-z]{3}foobar[a-z]`:               "3 [foobar]",
		`(?i)skl`:                           "0 [skl]",
		`([^a]foo|\bbar)`:                   "4 [foo]0 [bar] word",
		`(?:-[a-z]{0,3}(?:foo|bar)|\bbaz)=`: "4 [bar= foo=]0 [baz=] word",
		`(?:test|live)_pub_[a-f]`:           "0 [live_pub test_pub]",
	} {
		got := ""
		for _, a := range findAnchors(expression) {
			got += fmt.Sprint(a.before, " ", a.literals)
			if a.word {
				got += " word"
			}
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}

// TestHostileTexts has texts that make every anchor read on to their end.
func TestHostileTexts(t *testing.T) {
	m := New(rulesOf(expressions), keep, nil, nil)
	for _, text := range []string{
		strings.Repeat("curl ", 200_000),
		strings.Repeat("-----BEGIN KEY-----", 50_000)[:900_000],
		strings.Repeat("-----BEGIN KEY----- ", 2),
		"key=" + strings.Repeat("a", 1<<20),
		strings.Repeat("key=", 100_000),
		strings.Repeat("abc", 100_000),
	} {
		s := m.NewScanner()
		state := s.Scan([]byte(text))
		read := 0
		for _, n := range s.work {
			read += n
		}
		if limit := len(expressions) * ((maximumRereads+2)*len(text) + freeReads); read > limit {
			t.Errorf("%.20q…: read %d bytes of %d", text, read, len(text))
		}
		if state.length != len(text) {
			t.Error("another length")
		}
	}
}

func BenchmarkScan(b *testing.B) {
	text := bytes.Repeat([]byte("func (r *reader) find(ctx context.Context, path string, text []byte) []hit {\n\tkey := tokens[path] // the key of the token\n\treturn nil\n}\n"), 1000)
	s := New(rulesOf(expressions), keep, nil, nil).NewScanner()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.Scan(text)
	}
}

// TestFarAnchors has many anchors in a line that is long for each of them: what automata remember of each other must be what
// they would come to alone.
func TestFarAnchors(t *testing.T) {
	expression := `curl\b(?:.*|.*(?:[\r\n]{1,2}.*){1,5})[ \t\n](?:-u|--user)[ =](\w+:\w+)`
	program, err := newProgram(findAnchors(expression)[0].rest, true)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for turn := range 40 {
		var b strings.Builder
		var anchors []int
		for b.Len() < 10*farAway {
			switch n := random.IntN(200); {
			case n < 20:
				anchors = append(anchors, b.Len())
				b.WriteString("curl ")
			case n == 20:
				b.WriteString(" -u me:you ")
			case n == 21:
				b.WriteString("\n")
			case n == 22 && turn > 20:
				b.WriteString("é")
			default:
				b.WriteString(strings.Repeat("x ", random.IntN(20)))
			}
		}
		text := []byte(b.String())
		together, alone := newAutomaton(program), newAutomaton(program)
		read := 0
		for _, at := range anchors {
			match, reach, n := together.runFar(text, at, turn+1)
			wantMatch, wantReach := alone.run(text[at:])
			if match != wantMatch || reach != wantReach {
				t.Fatalf("at %d of %d: %v, %d bytes; want %v, %d", at, len(text), match, reach, wantMatch, wantReach)
			}
			read += n
		}
		if limit := 20 * len(text); read > limit {
			t.Errorf("read %d bytes for a text of %d", read, len(text))
		}
	}
}
