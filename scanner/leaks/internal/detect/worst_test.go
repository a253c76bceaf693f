package detect

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// specimen makes texts that an expression matches, or nearly does.
type specimen struct {
	random *rand.Rand
	much   bool // as many repetitions as may be, else as few
}

// maximumRepeats bounds the repetitions of what may be repeated without end.
const maximumRepeats = 40

func (s *specimen) of(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(s.member(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpCapture:
		return s.of(re.Sub[0])
	case syntax.OpConcat:
		text := ""
		for _, sub := range re.Sub {
			text += s.of(sub)
		}
		return text
	case syntax.OpAlternate:
		return s.of(re.Sub[s.random.IntN(len(re.Sub))])
	case syntax.OpStar:
		return s.repeated(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		return s.repeated(re.Sub[0], 1, -1)
	case syntax.OpQuest:
		return s.repeated(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		return s.repeated(re.Sub[0], re.Min, re.Max)
	}
	return ""
}

func (s *specimen) repeated(re *syntax.Regexp, least, most int) string {
	n := least
	if s.much {
		if n = most; n < 0 {
			n = max(least, maximumRepeats)
		}
	}
	text := ""
	for range n {
		text += s.of(re)
	}
	return text
}

// member is a character of a class, ASCII if there is one.
func (s *specimen) member(ranges []rune) rune {
	var all []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= min(ranges[i+1], '~'); r++ {
			if r >= ' ' || r == '\t' {
				all = append(all, r)
			}
		}
	}
	if len(all) == 0 {
		return ranges[0]
	}
	return all[s.random.IntN(len(all))]
}

// worstTexts are units that, repeated, make a rule work most: its matches, long and short, and what lacks their last
// character.
func worstTexts(t *testing.T, expression string, random *rand.Rand) (units []string) {
	t.Helper()
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	for _, much := range []bool{false, true} {
		if match := (&specimen{random, much}).of(parsed); match != "" {
			units = append(units, match+" ", match[:len(match)-1])
		}
	}
	return units
}

// TestWorstTextOfEachRule repeats for each rule what makes it work most. Work is counted as the bytes that automata
// and expressions read: it must be in proportion to the text, whatever the text.
func TestWorstTextOfEachRule(t *testing.T) {
	_, e, _ := defaults(t)
	const length, rereads = 16 << 10, 60
	scanner, most := e.encoded.NewScanner(), 0
	for i := range e.rules {
		expression := e.rules[i].Regex.String()
		for _, unit := range worstTexts(t, expression, rand.New(rand.NewPCG(uint64(i), 0))) {
			scanner.Scan([]byte(strings.Repeat(unit, length/len(unit)+1)[:length]))
			if scanner.Read() > rereads*length {
				t.Errorf("%.60s: %d bytes of text take %d, for %.60q…", expression, length, scanner.Read(), unit)
			}
			most = max(most, scanner.Read())
		}
	}
	if t.Logf("at most %.1f times the text", float64(most)/length); most < length {
		t.Error("no text made a rule work: the test proves nothing")
	}
}

// TestTooManyHits: of a text that is nothing but credentials the first are given, and that there are more.
func TestTooManyHits(t *testing.T) {
	_, e, _ := defaults(t)
	var text strings.Builder
	for i := range 5100 {
		text.WriteString(fakes.AWSKey(fmt.Sprint("many", i)) + "\n")
	}
	hits, err := newReader(e).FindFirst([]byte(text.String()))
	if !errors.Is(err, ErrTooMany) || len(hits) < 1000 || len(hits) > 5000 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}
