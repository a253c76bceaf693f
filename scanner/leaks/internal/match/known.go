package match

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Known is anchors of expressions that were found before, as Describe writes them: finding them is most of
// what a start costs.
type Known map[string][]anchor

// Describe writes down the anchors of expressions, one expression a line: its hash, then for each anchor two columns. The first is
// how many bytes before it a match begins at most, whether a word begins at it, and its literals; the second the expression of
// what follows.
func Describe(expressions []string) string {
	var b strings.Builder
	for _, e := range expressions {
		b.WriteString(hashOfText(e))
		for _, a := range findAnchors(e) {
			fmt.Fprintf(&b, "\t%d,%v", a.before, a.word)
			for _, literal := range a.literals {
				fmt.Fprintf(&b, ",%x", literal)
			}
			b.WriteString("\t" + a.rest.String())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Read reads what Describe wrote. It must be right.
func Read(description string) Known {
	known := Known{}
	for line := range strings.Lines(description) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		var anchors []anchor
		for i := 1; i+1 < len(fields); i += 2 {
			anchors = append(anchors, readAnchor(fields[i], fields[i+1]))
		}
		known[fields[0]] = anchors
	}
	return known
}

func readAnchor(place, rest string) anchor {
	values := strings.Split(place, ",")
	a := anchor{written: rest}
	a.before, _ = strconv.Atoi(values[0])
	a.word = len(values) > 1 && values[1] == "true"
	for _, literal := range values[min(2, len(values)):] {
		text := make([]byte, 0, maximumLiteral)
		for ; len(literal) >= 2; literal = literal[2:] {
			c, _ := strconv.ParseUint(literal[:2], 16, 8)
			text = append(text, byte(c))
		}
		a.literals = append(a.literals, string(text))
	}
	return a
}

// anchors gives an expression's anchors, known or found; of known ones the rest is parsed when it is needed.
func (k Known) anchors(expression string) []anchor {
	if known, ok := k[hashOfText(expression)]; ok {
		return known
	}
	return findAnchors(expression)
}

func hashOfText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}
