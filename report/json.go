package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// writeJSON writes the report's published contract: nhi.Report, indented, fields in the order in which the types
// declare them. It goes out member by member, and lists element by element: that of a large organisation is
// hundreds of megabytes, which need not be in memory at once.
func writeJSON(w io.Writer, r nhi.Report, _ Options) error {
	buffered := bufio.NewWriterSize(w, 64<<10)
	out := jsonWriter{to: buffered}
	out.members(reflect.ValueOf(published(r)))
	out.text("\n")
	if out.err != nil {
		return out.err
	}
	return buffered.Flush()
}

// jsonWriter writes JSON as json.MarshalIndent would, and uses its buffers again.
type jsonWriter struct {
	to       *bufio.Writer
	compact  bytes.Buffer
	indented []byte
	err      error // the first; nothing is written after it
}

// members writes a struct whose fields are named in their json tags.
func (w *jsonWriter) members(v reflect.Value) {
	between := "{\n  "
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if option == "omitempty" && v.Field(i).IsZero() {
			continue
		}
		w.text(between + `"` + name + `": `)
		w.member(v.Field(i))
		between = ",\n  "
	}
	w.text("\n}")
}

func (w *jsonWriter) member(v reflect.Value) {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		w.value(v.Interface(), "  ")
		return
	}
	between := "[\n    "
	for i := range v.Len() {
		w.text(between)
		w.value(v.Index(i).Addr().Interface(), "    ")
		between = ",\n    "
	}
	w.text("\n  ]")
}

func (w *jsonWriter) value(v any, indent string) {
	if w.err != nil {
		return
	}
	w.compact.Reset()
	if w.err = json.NewEncoder(&w.compact).Encode(v); w.err != nil {
		return
	}
	compact := bytes.TrimSuffix(w.compact.Bytes(), []byte("\n")) // which an encoder adds
	w.indented = appendIndented(w.indented[:0], compact, "\n"+indent)
	_, w.err = w.to.Write(inertJSON(w.indented))
}

// appendIndented appends JSON as encoding/json made it, without spaces, in the form that json.Indent gives it. That would
// check every byte anew, which took half of the time of a report. A line begins with newline.
func appendIndented(out, compact []byte, newline string) []byte {
	depth := 0
	line := func() {
		out = append(out, newline...)
		for range depth {
			out = append(out, "  "...)
		}
	}
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		switch c {
		case '}', ']':
			depth--
			line()
		case '"':
			end := endOfString(compact, i)
			out = append(out, compact[i:end]...)
			i = end
		}
		out = append(out, c)
		switch c {
		case '{', '[':
			if closing := c + 2; compact[i+1] == closing {
				out = append(out, closing)
				i++
				continue
			}
			depth++
			line()
		case ',':
			line()
		case ':':
			out = append(out, ' ')
		}
	}
	return out
}

// endOfString is where the quote stands that ends the string which begins at start.
func endOfString(compact []byte, start int) int {
	for i := start + 1; ; i++ {
		switch compact[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
}

func (w *jsonWriter) text(text string) {
	if w.err == nil {
		_, w.err = w.to.WriteString(text)
	}
}

// published is the report with empty lists for absent ones, so that a reader in any language may range over them without a
// check, as the schema has no null; and of the policies' pages with what the other formats show of them.
func published(r nhi.Report) nhi.Report {
	r.Findings = orEmpty(r.Findings)
	r.Identities = orEmpty(r.Identities)
	r.Workflows = orEmpty(r.Workflows)
	r.Policies = append([]nhi.Policy{}, r.Policies...)
	for i := range r.Policies {
		r.Policies[i].Help = guide(r.Policies[i].Help)
	}
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
//
// What needs no rewriting, as nearly everything, is given back as it is.
func inertJSON(encoded []byte) []byte {
	var out []byte
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
	if copied > 0 {
		encoded = append(out, encoded[copied:]...)
	}
	if command := []byte("##["); bytes.Contains(encoded, command) {
		return bytes.ReplaceAll(encoded, command, []byte(`#\u0023[`))
	}
	return encoded
}

func appendEscaped(out []byte, r rune) []byte {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}
