package detect

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// example makes a text that an expression matches, out of noise.
func example(re *syntax.Regexp, seed string) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		var members []byte
		for i := 0; i < len(re.Rune); i += 2 {
			for r := max(re.Rune[i], '!'); r <= min(re.Rune[i+1], '~'); r++ {
				if alphanumericByte(byte(r)) {
					members = append(members, byte(r))
				}
			}
		}
		if len(members) == 0 {
			return string(re.Rune[:1])
		}
		return fakes.Noise(seed, string(members), 1)
	case syntax.OpRepeat, syntax.OpPlus:
		var b strings.Builder
		for i := range max(re.Min, 1) {
			b.WriteString(example(re.Sub[0], fmt.Sprint(seed, i)))
		}
		return b.String()
	case syntax.OpConcat, syntax.OpCapture:
		var b strings.Builder
		for i, sub := range re.Sub {
			b.WriteString(example(sub, fmt.Sprint(seed, ".", i)))
		}
		return b.String()
	case syntax.OpAlternate:
		return example(re.Sub[len(re.Sub)-1], seed)
	}
	return ""
}

func alphanumericByte(c byte) bool { return strings.IndexByte(fakes.Alphanumeric, c) >= 0 }

// TestCatalogueIsFound: a value of every form of the catalogue that can be told without its name is found. Short ones have several
// tries: one made up may look like no secret to its rule, which asks for entropy or forbids words.
func TestCatalogueIsFound(t *testing.T) {
	rules, e, _ := defaults(t)
	expressions := classify.Expressions()
	if len(expressions) < 200 {
		t.Fatalf("only %d forms are looked for", len(expressions))
	}
	for _, x := range expressions {
		parsed, err := syntax.Parse(x.Pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		value, found := "", false
		for try := 0; try < 3 && !found; try++ {
			value = example(parsed, fmt.Sprint(x.Pattern, try))
			text := "x: \"" + value + "\"\n"
			found = len(rules.Judge(newReader(e).Find([]byte(text)), "app/settings.yml")) > 0
		}
		if !found {
			t.Errorf("%s, %s of %s: %d characters beginning with %.4q are not found", x.Keyword, x.Source, x.Service, len(value), value)
		}
	}
}
