package match

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// awkward is expressions that tell apart what is easily mixed up: preference, assertions, groups, and characters beyond ASCII.
var awkward = []string{
	`a+?b|a+`, `(a|ab)(c|bcd)(d*)`, `(?i)key[ =:]{1,3}([a-z0-9]{4,12})(?:\s|$)`, `\bcurl\b(?:.*|.*(?:[\r\n]{1,2}.*){1,5})[ \t\n](?:-u|--user)[ =](\w+:\w+)`,
	`\bcurl\b(?:.*?|.*?(?:[\r\n]{1,2}.*?){1,5})[ \t\n](?:-u|--user)[ =](\w+:\w+)`, `(?m)^key$`, `^key|key$`, `\Bey\B`, `k.{2,5}y`, `[^a-z]{3}key`, `(?s)u.*?r`, `(?i)ſ?s+k`,
	`(?:a|b)*?c`, `((a)|(b))+c`, `"(:[^"]{3,}|[^:"]{3,}:|[^:"]{3,}:[^"]{3,})"`, `[\w.-]{0,5}?(?:key|token)[\w.-]{0,4}=([a-z]{3,})(?:[\x60'"\s;]|\\[nr]|$)`, `x(?:é|k)y`,
}

func TestBackwardFindsWhatRegexpFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"a", "b", "c", "d", "ab", "key", "Key", "token", "curl", " ", " ", "\n", "\r\n", "=", ":", "-u", " --user ", "u:r", "\"", "'", ";", "é", "ſ", "\u212a", "\xe2\x80", "\xff", "€", "xyz", "123", "_"}
	shared := &places{}
	for _, expression := range append(awkward, expressions...) {
		b, reference := newBackward(expression, shared), regexp.MustCompile(expression)
		if b == nil {
			if strings.Contains(expression, "é") || strings.Contains(expression, "ſ") {
				continue // tells characters beyond ASCII apart
			}
			t.Fatal("there is no automaton for", expression)
		}
		for range 3000 {
			var text strings.Builder
			for range random.IntN(40) {
				text.WriteString(words[random.IntN(len(words))])
			}
			checkBackward(t, b, reference, text.String())
		}
		if b.failed > 0 {
			t.Errorf("%s: gave up %d times", expression, b.failed)
		}
	}
}

func checkBackward(t *testing.T, b *backward, reference *regexp.Regexp, text string) {
	t.Helper()
	matches, ok := b.findAll([]byte(text), 1000)
	if want := reference.FindAllStringIndex(text, 1000); ok && !cmp.Equal(want, matches) {
		t.Fatalf("%s in %q: found %v, want %v", reference, text, matches, want)
	} else if !ok && !reference.MatchString("") {
		t.Fatalf("%s in %q: gave up", reference, text)
	}
	groups, ok := b.groups([]byte(text))
	if want := reference.FindStringSubmatchIndex(text); ok && !cmp.Equal(want, groups) {
		t.Fatalf("%s in %q: groups %v, want %v", reference, text, groups, want)
	}
}

// TestBackwardIsBounded has an expression with more sets than there may be.
func TestBackwardIsBounded(t *testing.T) {
	b := newBackward(`(?:a|b){0,14}a(?:a|b){300}c`, &places{})
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 1<<20)
	for i := range text {
		text[i] = "ab"[random.IntN(2)]
		if i%400 == 399 {
			text[i] = 'c'
		}
	}
	for range maximumFailed + 1 {
		b.findAll(text, 1)
		if size := len(b.sets) * 8 * (b.words + b.count); size > 2*maximumSets {
			t.Fatalf("holds %d bytes", size)
		}
	}
}

func BenchmarkBackward(b *testing.B) {
	expression := `\bcurl\b(?:.*|.*(?:[\r\n]{1,2}.*){1,5})[ \t\n](?:-u|--user)[ =](\w+:\w+)`
	text := []byte(strings.Repeat("a text that is one line with curl in it, and no user ", 20000))
	b.SetBytes(int64(len(text)))
	automaton := newBackward(expression, &places{})
	for b.Loop() {
		automaton.findAll(text, 1)
	}
}
