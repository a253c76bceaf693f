package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// position writes a location the way editors and terminals recognise: path:line:column. A file of
// another repository than the target's begins with that repository, as in `uses:`.
func position(l nhi.Location) string {
	s := plain(l.Path)
	if l.Repository != "" {
		s = plain(l.Repository + "/" + l.Path)
	}
	if l.Line > 0 {
		s += ":" + strconv.Itoa(l.Line)
		if l.Column > 0 {
			s += ":" + strconv.Itoa(l.Column)
		}
	}
	return s
}

// ownerPhrase says who answers for an identity, and how that is known when nobody declared it.
func ownerPhrase(o nhi.Owner) string {
	name := shorten(firstOwner(plain(o.Technical.Value)), 50)
	switch {
	case name == "" || o.Status == nhi.OwnerNone:
		return "no owner"
	case o.Status == nhi.OwnerConfirmed:
		return name
	}
	return name + " (" + plain(string(o.Status)) + ")"
}

// firstOwner is the first of several owners, and how many more there are.
func firstOwner(owners string) string {
	first, rest, several := strings.Cut(owners, ", ")
	if !several {
		return first
	}
	return fmt.Sprintf("%s and %d more", first, 1+strings.Count(rest, ", "))
}

// quantity writes a count with its plural noun, in the singular when it is one.
func quantity[N int | int64](n N, plural string) string {
	if n == 1 {
		plural = singular(plural)
	}
	return grouped(int64(n)) + " " + plural
}

// moreOf says how many more there are: "3 more findings".
func moreOf(n int, plural string) string {
	return strings.Replace(quantity(n, plural), " ", " more ", 1)
}

// someOf names the first n of a list, with a separator between them, and counts the others.
func someOf(list []string, n int, separator string) string {
	if rest := len(list) - n; rest > 0 {
		return strings.Join(list[:n], separator) + fmt.Sprintf(" and %s more", thousands(rest))
	}
	return strings.Join(list, separator)
}

// singular is of a noun at the end, as in "composite actions", or of the first word, as in "binaries not searched".
func singular(plural string) string {
	if first, rest, found := strings.Cut(plural, " "); found && !strings.HasSuffix(plural, "s") {
		return singular(first) + " " + rest
	}
	if stem, found := strings.CutSuffix(plural, "ies"); found {
		return stem + "y"
	}
	return strings.TrimSuffix(plural, "s")
}

// grouped writes a number with its digits in groups of three: 8,312.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func byteSize(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	size, unit := float64(n), 0
	for size >= 1024 && unit < len(units)-1 {
		size, unit = size/1024, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", size, units[unit])
}

// number writes a score with at most one decimal. It rounds down, so that no score looks like
// one that has the next grade.
func number(v float64) string {
	return strconv.FormatFloat(nhi.RoundDown(v, 10), 'f', -1, 64)
}

// gain writes what a recommendation gains, rounded down like the score it adds to.
func gain(points float64) string {
	if points < 0.1 {
		return "<0.1"
	}
	return fmt.Sprintf("+%.1f", nhi.RoundDown(points, 10))
}

// scorePhrase says the score in words: what is proved, and in brackets what is possible.
func scorePhrase(r nhi.Report) string {
	s := r.Score
	switch {
	case !s.Rated && len(r.Identities) == 0:
		return "not rated: no identity was found"
	case !s.Rated:
		return "not rated: " + quantity(len(r.Identities), "identities") + ", of which nothing is to be rated"
	}
	phrase := "score " + number(s.Value) + " of 100"
	if number(s.High) != number(s.Value) {
		phrase += " (up to " + number(s.High) + ")"
	}
	phrase += ", grade " + plain(s.Grade)
	if s.Provisional {
		phrase += ", provisional"
	}
	return phrase
}

// knownPhrase says how much is known, and which of the points that a score lacks it lacks for want of evidence alone.
func knownPhrase(s nhi.Score) string {
	phrase := fmt.Sprintf("%s%% of what counts is known.", number(100*s.Coverage))
	unknown, lost := missingPoints(s)
	if unknown != "" {
		phrase += fmt.Sprintf(" Of the %s points that are missing, %s are for want of evidence: what nobody could see earns nothing until it is shown,"+
			" which is no verdict on it. Were it all known and good, the score would be %s", number(100-nhi.RoundDown(s.Value, 10)), unknown, number(s.High))
		if lost != "" {
			phrase += "; the other " + lost + " are for what is known to be missing or wrong"
		}
		phrase += "."
	}
	return phrase
}

// missingPoints are the points that a score lacks: those for want of evidence, and those for what is known; "" for none.
func missingPoints(s nhi.Score) (unknown, lost string) {
	value, possible := nhi.RoundDown(s.Value, 10), nhi.RoundDown(s.High, 10) // as they are shown, so that the figures add up
	points := func(between float64) string {
		if number(between) == "0" {
			return ""
		}
		return number(between)
	}
	return points(possible - value), points(100 - possible)
}

// stepParts parts a step from the entry that it gives for a file, as in "Add to FILE: - {match: …}"; of most there is none.
func stepParts(step string) (words, entry string) {
	words, entry, found := strings.Cut(step, ": - {")
	if !found {
		return step, ""
	}
	return words + ":", "- {" + entry
}

// sentenceCase raises a word's first letter.
func sentenceCase(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// midSentence lowers a title's first letter, unless its first word has a capital inside (CI, GitHub).
func midSentence(title string) string {
	first, size := utf8.DecodeRuneInString(title)
	word, _, _ := strings.Cut(title, " ")
	if size == 0 || strings.ToLower(word[size:]) != word[size:] {
		return title
	}
	return string(unicode.ToLower(first)) + title[size:]
}

// kindOf is what sort of identity it is. The token that workflows get by default stands for the settings of a repository or an
// organisation, and for no workflow.
func kindOf(i nhi.Identity) string {
	if i.Settings != nil {
		return defaultToken
	}
	return plain(i.Kind.Title())
}

const defaultToken = "Default workflow token"
