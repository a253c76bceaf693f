package leaks

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
	slices.SortFunc(sorted, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
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
// characters or more without a space. Commit ids, which every report is full of, are no values.
func mayHoldValue(s string) bool {
	if isObjectID(s) {
		return false
	}
	run, digit := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ':
			run, digit = 0, false
			continue
		case '0' <= c && c <= '9':
			digit = true
		}
		if run++; run >= 10 && digit {
			return true
		}
	}
	return false
}

// isObjectID tells the hexadecimal names of git objects.
func isObjectID(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// text gives s without the values in it.
func (r *redactor) text(ctx context.Context, s string) string {
	if masked, ok := r.done[s]; ok {
		return masked
	}
	masked := r.known.Replace(s)
	if !mayHoldValue(masked) {
		r.done[s] = masked
		return masked
	}
	for _, h := range r.reader.Find([]byte(masked)) {
		if d := r.reader.Detector(&h); d != nil && !maySecret(d, &h) || h.Depth == 0 && !evidence.Unmistakable(h.Secret) {
			continue
		}
		if i := strings.Index(masked, h.Secret); i >= 0 {
			masked = strings.ReplaceAll(masked, h.Secret, mask(h.Secret))
		} else {
			masked = mask(masked) // an encoded value: its form is not known well enough to keep the rest
		}
	}
	r.done[s] = masked
	return masked
}
