package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// writeJSON writes the report's published contract: nhi.Report, indented, fields in the order
// in which the types declare them.
func writeJSON(w io.Writer, r nhi.Report, _ Options) error {
	encoded, err := json.MarshalIndent(withLists(r), "", "  ")
	if err != nil {
		return err
	}
	if _, err := w.Write(inertJSON(encoded)); err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

// withLists turns the report's absent lists into empty ones, so that a reader in any language
// may range over them without a check: the schema has no null.
func withLists(r nhi.Report) nhi.Report {
	r.Findings = orEmpty(r.Findings)
	r.Identities = orEmpty(r.Identities)
	r.Workflows = orEmpty(r.Workflows)
	r.Policies = orEmpty(r.Policies)
	r.Unknowns = orEmpty(r.Unknowns)
	r.Exceptions = orEmpty(r.Exceptions)
	r.Gaps = orEmpty(r.Gaps)
	r.Counts = orEmpty(r.Counts)
	r.Score.Dimensions = orEmpty(r.Score.Dimensions)
	r.Score.Caps = orEmpty(r.Score.Caps)
	r.Score.Grants = orEmpty(r.Score.Grants)
	r.Score.Recommendations = append([]nhi.Recommendation{}, r.Score.Recommendations...)
	for i := range r.Score.Recommendations {
		rec := &r.Score.Recommendations[i]
		rec.Identities, rec.Steps = orEmpty(rec.Identities), orEmpty(rec.Steps)
	}
	return r
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// inertJSON rewrites encoded JSON so that it does nothing to a terminal or CI log that shows
// it: what encoding/json leaves as it is, though plain would not, becomes an escape of the same
// value. Outside strings JSON is ASCII without any of it, so no parsing is needed.
func inertJSON(encoded []byte) []byte {
	out := make([]byte, 0, len(encoded)+len(encoded)/64)
	copied := 0
	for i := 0; i < len(encoded); {
		r, size := rune(encoded[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(encoded[i:])
		}
		if r == 0x7f || r >= utf8.RuneSelf && !printable(r) {
			out = appendEscaped(append(out, encoded[copied:i]...), r)
			copied = i + size
		}
		i += size
	}
	out = append(out, encoded[copied:]...)
	return bytes.ReplaceAll(out, []byte("##["), []byte(`#\u0023[`))
}

func appendEscaped(out []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
