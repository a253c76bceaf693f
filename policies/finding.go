package policies

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Bounds on what a policy may say, in characters and items.
const (
	maximumFindings = 10_000 // of one policy, unless it judges so much that
	findingsEach    = 10     // for each thing it judges are more
	maximumMessage  = 400
	maximumName     = 200
	maximumPath     = 4096
	maximumRelated  = 50
	maximumItems    = 50
	maximumDepth    = 5
)

// statement is one element of a policy's `findings`, as the policy writes it.
type statement struct {
	Identity nhi.ID          `json:"identity"` // "" only for a policy about exceptions or the inventory
	Message  string          `json:"message"`
	Fix      string          `json:"fix"`
	Severity nhi.Severity    `json:"severity"` // "" for the policy's own
	Advisory bool            `json:"advisory"` // does not fail the check, though the policy is enforced
	Key      string          `json:"key"`      // tells findings of one identity apart, whatever line they are on
	At       *place          `json:"at"`       // nil: where the identity is best shown
	Related  []place         `json:"related"`
	Evidence json.RawMessage `json:"evidence"` // an object; see outcome.evidenceOf
	Several  *severally      `json:"several"`  // how to say it of several, in a policy about settings; nil: one by one
	Together *together       `json:"together"` // what it says with others of one job; nil: alone
}

// decodeStatements reads a policy's result strictly: a finding that is not what it should
// be is an error of the policy, not a finding less.
func decodeStatements(result any) ([]statement, error) {
	list, ok := result.([]any)
	if !ok {
		return nil, fmt.Errorf("findings is not a set")
	}
	statements := make([]statement, 0, len(list))
	for i, element := range list {
		encoded, err := json.Marshal(element)
		if err != nil {
			return nil, err
		}
		d := json.NewDecoder(bytes.NewReader(encoded))
		d.DisallowUnknownFields()
		var s statement
		if err := d.Decode(&s); err != nil {
			return nil, fmt.Errorf("finding %d is malformed: %s", i+1, malformation(err))
		}
		statements = append(statements, s)
	}
	return statements, nil
}

// malformation says what is wrong with a finding in the words of who writes policies.
func malformation(err error) string {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "":
		return fmt.Sprintf("it is a %s, not an object with identity and message", wrong.Value)
	case errors.As(err, &wrong):
		return fmt.Sprintf("%s is a %s", wrong.Field, wrong.Value)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// finding makes a finding of a statement about an identity, nil for one about exceptions
// or the inventory, with what only the host may give.
func (c *configured) finding(s statement, about *judged) (nhi.Finding, error) {
	if strings.TrimSpace(s.Message) == "" {
		return nhi.Finding{}, fmt.Errorf("a finding has no message")
	}
	severity, err := c.severityOf(s)
	if err != nil {
		return nhi.Finding{}, err
	}
	f := nhi.Finding{
		Fingerprint: fingerprint(c.ID, s.Identity, s.Key),
		Policy:      c.ID, Title: c.result.Title, Severity: severity, Confidence: c.result.Confidence,
		Mode: c.modeOf(s), Categories: c.result.Categories, Identity: s.Identity,
		Message: clean(inNumber(s.Message), maximumMessage), Fix: clean(inNumber(s.Fix), maximumMessage),
	}
	if about != nil {
		f.Identity = about.id // the same text, which is in memory already
		s.At = cmp.Or(s.At, about.at)
	}
	if s.At != nil && s.At.Path != "" { // no file shows a secret that GitHub keeps
		l, err := location(*s.At)
		if err != nil {
			return nhi.Finding{}, err
		}
		f.Location = &l
	}
	if len(s.Related) > 0 {
		f.Related, f.Unlisted, err = relatedOf(f).of(s.Related)
	}
	return f, err
}

// related gathers the further places of a finding, each once: an env above the steps is a use of each. No more than maximumRelated are
// listed; the others are counted.
type related struct {
	met      map[nhi.Location]bool
	listed   []nhi.Location
	unlisted int
}

func relatedOf(f nhi.Finding) *related {
	r := &related{met: map[nhi.Location]bool{}, listed: slices.Clone(f.Related), unlisted: f.Unlisted}
	if f.Location != nil {
		r.met[*f.Location] = true
	}
	for _, l := range f.Related {
		r.met[l] = true
	}
	return r
}

// of adds the places that a policy gives, but for those that no file shows.
func (r *related) of(places []place) ([]nhi.Location, int, error) {
	for _, p := range places {
		if p.Path == "" {
			continue
		}
		l, err := location(p)
		if err != nil {
			return nil, 0, err
		}
		r.add(l)
	}
	return r.listed, r.unlisted, nil
}

func (r *related) add(l nhi.Location) {
	switch {
	case r.met[l]:
		return
	case len(r.listed) < maximumRelated:
		r.listed = append(r.listed, l)
	default:
		r.unlisted++
	}
	r.met[l] = true
}

// join adds the places of another finding. Of those that it does not list itself nobody knows whether they are others.
func (r *related) join(f nhi.Finding) {
	if f.Location != nil {
		r.add(*f.Location)
	}
	for _, l := range f.Related {
		r.add(l)
	}
	r.unlisted = max(r.unlisted, f.Unlisted)
}

// one matches what a policy counts, where it is one: a policy writes "%d days".
var one = lazyregexp.New(`(^|[^0-9.,:/-])1 (other |stored )?(day|place|use|job|repositorie|credential)s\b`)

// inNumber puts what is counted into the singular where it is one.
func inNumber(text string) string {
	if !strings.Contains(text, "1 ") { // nearly always
		return text
	}
	return strings.ReplaceAll(one().ReplaceAllString(text, "${1}1 ${2}${3}"), "1 repositorie", "1 repository")
}

// severityOf is what the configuration sets, else what the finding asks for within the METADATA.
func (c *configured) severityOf(s statement) (nhi.Severity, error) {
	switch {
	case c.setting.Severity != "" || s.Severity == "":
		return c.result.Severity, nil
	case s.Severity == c.metadata.Severity || slices.Contains(c.metadata.Severities, s.Severity):
		return s.Severity, nil
	}
	return "", fmt.Errorf("severity %q of a finding is not among the METADATA's custom.severities", s.Severity)
}

// modeOf is what the configuration sets, else the policy's own, which a finding may lower.
func (c *configured) modeOf(s statement) nhi.Mode {
	if s.Advisory && c.setting.Mode == "" {
		return nhi.ModeAdvisory
	}
	return c.result.Mode
}

var repositoryName = lazyregexp.New(`^[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}$`)

// location accepts places inside a repository only.
func location(p place) (nhi.Location, error) {
	if len(p.Path) > maximumPath || !fs.ValidPath(p.Path) || p.Line < 0 || p.Column < 0 ||
		p.Repository != "" && !repositoryName().MatchString(p.Repository) {
		return nhi.Location{}, fmt.Errorf("a finding's place is not one in the repository")
	}
	return nhi.Location(p), nil
}

// fingerprint tells the same finding in another scan: no message, line or number of days is in it.
func fingerprint(policy string, identity nhi.ID, key string) string {
	h := sha256.New()
	for _, part := range []string{"rollcall finding 1", policy, string(identity), key} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// merge joins findings with the same fingerprint: the worst, and of these the first in
// place, stays; the places of the others become related ones.
func merge(findings []nhi.Finding) []nhi.Finding {
	nhi.Sort(findings, compareFindings)
	at := map[string]int{}
	several := map[int]*related{}
	var merged []nhi.Finding
	for _, f := range findings {
		i, seen := at[f.Fingerprint]
		if !seen {
			at[f.Fingerprint] = len(merged)
			merged = append(merged, f)
			continue
		}
		if several[i] == nil {
			several[i] = relatedOf(merged[i])
		}
		several[i].join(f)
	}
	for i, r := range several {
		merged[i].Related, merged[i].Unlisted = r.listed, r.unlisted
	}
	return merged
}

// compareFindings orders findings: the worst first, then by policy, identity and place.
func compareFindings(a, b nhi.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
		cmp.Compare(a.Policy, b.Policy),
		cmp.Compare(a.Identity, b.Identity),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
		cmp.Compare(a.Message, b.Message),
	)
}

func compareLocations(a, b *nhi.Location) int {
	var zero nhi.Location
	a, b = cmp.Or(a, &zero), cmp.Or(b, &zero)
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// clean makes s fit for any output: names come from strangers. What is not printable,
// line breaks and marks that reverse the direction of text among it, is written as an
// escape; what is too long is cut.
func clean(s string, limit int) string {
	if len(s) <= limit && isClean(s) {
		return s
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > limit {
			b.WriteRune('…')
			break
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isClean tells of what nearly all texts are, printable ASCII, that there is nothing to escape.
func isClean(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// decodeEvidence reads and cleans a finding's evidence; it is nil where there is none.
func decodeEvidence(text json.RawMessage) (map[string]any, error) {
	var evidence map[string]any
	if len(text) > 0 {
		if err := json.Unmarshal(text, &evidence); err != nil {
			var wrong *json.UnmarshalTypeError
			if errors.As(err, &wrong) {
				return nil, fmt.Errorf("evidence of a finding is a %s, not an object", wrong.Value)
			}
			return nil, err
		}
	}
	if len(evidence) == 0 {
		return nil, nil
	}
	return cleanValue(evidence, 0).(map[string]any), nil
}

func cleanValue(v any, depth int) any {
	if depth > maximumDepth {
		return "…"
	}
	switch v := v.(type) {
	case string:
		return clean(v, maximumMessage)
	case float64:
		if whole := int(v); float64(whole) == v {
			return whole
		}
	case []any:
		list := []any{}
		for _, e := range v[:min(len(v), maximumItems)] {
			list = append(list, cleanValue(e, depth+1))
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if len(object) == maximumItems {
				break
			}
			object[clean(key, maximumName)] = cleanValue(v[key], depth+1)
		}
		return object
	}
	return v
}
