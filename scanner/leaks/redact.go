package leaks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// minimumRedacted is the length from which a value is masked wherever it occurs, in bytes. A shorter one,
// or one that is a word, would mask what is no value, and make places unfit for use.
const minimumRedacted = 8

// redactor masks values in text that is not a value itself: paths, authors, reasons, names.
type redactor struct {
	reader *detect.Reader
	known  *strings.Replacer
	done   map[string]string
}

// newRedactor knows the values that were found. Those it does not know it finds by the rules.
func newRedactor(e *detect.Engine, values map[string]bool) *redactor {
	var sorted []string
	for value := range values {
		if len(value) >= minimumRedacted && evidence.Unmistakable(value) {
			sorted = append(sorted, value)
		}
	}
	slices.SortFunc(sorted, longestFirst)
	var pairs []string
	for _, value := range sorted {
		pairs = append(pairs, value, mask(value))
	}
	return &redactor{reader: e.Reader(), known: strings.NewReplacer(pairs...), done: map[string]string{}}
}

// mask is what stands for a value inside other text. It is one part of a path.
func mask(value string) string {
	return strings.NewReplacer("/", "_", "\n", " ", "\r", " ").Replace(classify.Preview(value))
}

// mayHoldValue tells whether the rules could find anything in a text: a value has a digit among ten
// characters or more without a space. What every report is full of is no value: commit ids, alone or as what an action
// is pinned to, dates and line numbers.
func mayHoldValue(s string) bool {
	if at := strings.LastIndexByte(s, '@'); isObjectID(s[at+1:]) {
		s = s[:max(at, 0)]
	}
	run, digit := 0, false
	for i := 0; i < len(s); i++ {
		if n := dateOrLine(s, i); n > 0 {
			run, i = run+n, i+n-1
			continue
		}
		switch c := s[i]; {
		case c <= ' ':
			run, digit = 0, false
			continue
		case isDigit(c):
			digit = true
		}
		if run++; run >= 10 && digit {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// dateOrLine is the length of a date, or of the number of a line behind a place, at i; 0 for neither.
func dateOrLine(s string, i int) (length int) {
	if !isDigit(s[i]) || i > 0 && s[i-1] != ':' && s[i-1] > ' ' {
		return 0
	}
	end := i
	for end < len(s) && (isDigit(s[end]) || s[end] == '-') {
		end++
	}
	if end < len(s) && s[end] > ' ' && strings.IndexByte(":,;)}", s[end]) < 0 {
		return 0
	}
	if _, err := time.Parse(time.DateOnly, s[i:end]); err == nil || strings.IndexByte(s[i:end], '-') < 0 {
		return end - i
	}
	return 0
}

// isObjectID tells the hexadecimal names of git objects.
func isObjectID(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// maximumDone is how many texts a redactor remembers: what a report repeats stands close together, and an organisation's has
// half a million different ones.
const maximumDone = 10_000

// text gives s without the values in it.
func (r *redactor) text(ctx context.Context, s string) string {
	if masked, ok := r.done[s]; ok {
		return masked
	}
	masked := r.known.Replace(s)
	if mayHoldValue(masked) {
		masked = r.unknown(masked)
	}
	if len(r.done) == maximumDone {
		clear(r.done)
	}
	r.done[s] = masked
	return masked
}

// unknown gives a text without what the rules take for a value in it. Several may take parts of the same for one.
func (r *redactor) unknown(text string) string {
	var values []string
	for _, h := range r.reader.Find([]byte(text)) {
		if d := r.reader.Detector(&h); d != nil && !maySecret(d, &h) || h.Depth == 0 && !evidence.Unmistakable(h.Secret) {
			continue
		}
		values = append(values, h.Secret)
	}
	slices.SortFunc(values, longestFirst)
	masked := text
	for i, value := range values {
		switch {
		case slices.ContainsFunc(values[:i], func(longer string) bool { return strings.Contains(longer, value) }):
		case strings.Contains(masked, value):
			masked = strings.ReplaceAll(masked, value, mask(value))
		default:
			return mask(text) // encoded, or a part of it is masked: what else of the text shows it is not known
		}
	}
	return masked
}

func longestFirst(a, b string) int {
	return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
}
