package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// MaximumBytes is the size of the largest JSON report that Read accepts: 256 MiB, some
// 100,000 identities.
const MaximumBytes = 256 << 20

// ReadError says why something is not a report that this version can use.
type ReadError struct {
	Reason string
	Advice string
}

func (e *ReadError) Error() string { return "read the report: " + e.Reason }

// Hint says what to do about it; "" when there is nothing to say.
func (e *ReadError) Hint() string { return e.Advice }

// Read reads a report that Write wrote as JSON. It is strict: another schema version, a member that is missing, a field
// it does not know, a severity or mode that does not exist, text after the report or more than
// MaximumBytes is a *ReadError; other errors are rd's own.
func Read(rd io.Reader) (nhi.Report, error) {
	data, err := io.ReadAll(io.LimitReader(rd, MaximumBytes+1))
	if err != nil {
		return nhi.Report{}, fmt.Errorf("read the report: %w", err)
	}
	if len(data) > MaximumBytes {
		return nhi.Report{}, &ReadError{
			Reason: fmt.Sprintf("it is larger than %d MiB", MaximumBytes>>20),
			Advice: "let the scan itself write the other formats (--out, --format), and compare without a baseline: --history shows how figures develop",
		}
	}
	if err := checkMembers(data); err != nil {
		return nhi.Report{}, err
	}
	var r nhi.Report
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return nhi.Report{}, explain(data, err)
	}
	if err := checkTerms(r); err != nil {
		return nhi.Report{}, err
	}
	return r, nil
}

// checkMembers looks at the version before anything else, since a report of another version is better named as such
// than by its first unknown field; then at what every report has: {"schema_version":"1"} alone would read as a
// report of which nothing is wrong.
func checkMembers(data []byte) error {
	var members map[string]member
	if err := json.Unmarshal(data, &members); err != nil {
		return explain(data, err)
	}
	version := ""
	if json.Unmarshal(members["schema_version"], &version) != nil || version == "" {
		return &ReadError{Reason: "it has no schema_version", Advice: scanAdvice}
	}
	if version != nhi.SchemaVersion {
		return &ReadError{
			Reason: fmt.Sprintf("its schema_version is %q and this version of Rollcall reads %q", shorten(plain(version), 20), nhi.SchemaVersion),
			Advice: "scan again with this version of Rollcall",
		}
	}
	var missing []string
	for _, name := range requiredMembers() {
		if members[name] == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return &ReadError{Reason: "it is not whole: it lacks " + strings.Join(missing, ", "), Advice: scanAdvice}
	}
	return nil
}

// scanAdvice says where reports come from.
const scanAdvice = "give a file that `rollcall scan --format json` wrote"

// member is the beginning of a member of the report as it stands in the file, nil for null and for what is not there.
type member []byte

// memberBytes is as much of a member as is looked at: findings may be hundreds of megabytes.
const memberBytes = 100

func (m *member) UnmarshalJSON(text []byte) error {
	if string(text) != "null" {
		*m = append(member{}, text[:min(len(text), memberBytes)]...)
	}
	return nil
}

// requiredMembers are the members that every report has.
func requiredMembers() []string {
	var names []string
	report := reflect.TypeFor[nhi.Report]()
	for i := range report.NumField() {
		name, option, _ := strings.Cut(report.Field(i).Tag.Get("json"), ",")
		if option == "" {
			names = append(names, name)
		}
	}
	return names
}

// endOfJSON is what encoding/json says of a document that stops half way; it has no type of its own.
const endOfJSON = "unexpected end of JSON input"

// explain words a decoding error without quoting values of the file.
func explain(data []byte, err error) error {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.As(err, &mistyped):
		kind, _, _ := strings.Cut(mistyped.Value, " ") // "number 12" names the value too
		return &ReadError{
			Reason: fmt.Sprintf("line %d: %s must not be of type %s", lineAt(data, mistyped.Offset), fieldName(mistyped.Field), kind),
			Advice: scanAdvice,
		}
	case err.Error() == endOfJSON:
		return &ReadError{Reason: "it ends too early", Advice: scanAdvice}
	case errors.As(err, &syntax):
		return &ReadError{Reason: fmt.Sprintf("line %d is not valid JSON", lineAt(data, syntax.Offset)), Advice: scanAdvice}
	}
	if _, field, found := strings.Cut(err.Error(), "json: unknown field "); found {
		return &ReadError{Reason: "unknown field " + shorten(plain(field), 60), Advice: "scan again with this version of Rollcall"}
	}
	return &ReadError{Reason: "a value is not of its field's form", Advice: scanAdvice}
}

func fieldName(path string) string {
	if path == "" {
		return "the report"
	}
	return shorten(plain(path), 80)
}

func lineAt(data []byte, offset int64) int {
	end := min(max(offset, 0), int64(len(data)))
	return 1 + bytes.Count(data[:end], []byte("\n"))
}

// checkTerms refuses words that decide what a report says and that this version cannot place:
// a finding of no known severity would otherwise be counted as none.
func checkTerms(r nhi.Report) error {
	for i, f := range r.Findings {
		if f.Severity.Rank() < 0 {
			return &ReadError{Reason: fmt.Sprintf("findings[%d].severity is none of %v", i, nhi.Severities)}
		}
		if !knownMode(f.Mode) {
			return &ReadError{Reason: fmt.Sprintf("findings[%d].mode is none of %v", i, nhi.Modes)}
		}
	}
	for i, p := range r.Policies {
		if p.Severity.Rank() < 0 {
			return &ReadError{Reason: fmt.Sprintf("policies[%d].severity is none of %v", i, nhi.Severities)}
		}
		if !knownMode(p.Mode) {
			return &ReadError{Reason: fmt.Sprintf("policies[%d].mode is none of %v", i, nhi.Modes)}
		}
	}
	for i, rec := range r.Score.Recommendations {
		if rec.Severity != "" && rec.Severity.Rank() < 0 {
			return &ReadError{Reason: fmt.Sprintf("score.recommendations[%d].severity is none of %v", i, nhi.Severities)}
		}
	}
	return nil
}

func knownMode(m nhi.Mode) bool { return slices.Contains(nhi.Modes, m) }
