package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// csvColumns is the inventory as a table: each column's heading and how to fill it.
var csvColumns = []struct {
	heading string
	value   func(nhi.Identity) string
}{
	{"id", func(i nhi.Identity) string { return string(i.ID) }},
	{"kind", func(i nhi.Identity) string { return string(i.Kind) }},
	{"name", func(i nhi.Identity) string { return i.Name }},
	{"system", func(i nhi.Identity) string { return i.System }},
	{"scope", func(i nhi.Identity) string { return i.Scope }},
	{"store", func(i nhi.Identity) string { return i.Store }},
	{"service", func(i nhi.Identity) string { return i.Credential.Service }},
	{"category", func(i nhi.Identity) string { return string(i.Credential.Category) }},
	{"lifetime", func(i nhi.Identity) string { return string(i.Lifetime) }},
	{"status", func(i nhi.Identity) string { return factText(i.Status) }},
	{"owner_status", func(i nhi.Identity) string { return string(i.Owner.Status) }},
	{"technical_owner", func(i nhi.Identity) string { return factText(i.Owner.Technical) }},
	{"business_owner", func(i nhi.Identity) string { return factText(i.Owner.Business) }},
	{"purpose", func(i nhi.Identity) string { return factText(i.Purpose) }},
	{"environment", func(i nhi.Identity) string { return factText(i.Environment) }},
	{"criticality", func(i nhi.Identity) string { return factText(i.Criticality) }},
	{"permission", func(i nhi.Identity) string { return factText(i.Privilege.Level) }},
	{"created", func(i nhi.Identity) string { return dateText(i.Times.Created) }},
	{"first_seen", func(i nhi.Identity) string { return dateText(i.Times.FirstSeen) }},
	{"last_used", func(i nhi.Identity) string { return dateText(i.Times.LastUsed) }},
	{"rotated", func(i nhi.Identity) string { return dateText(i.Times.Rotated) }},
	{"expires", func(i nhi.Identity) string { return dateText(i.Times.Expires) }},
	{"registered", func(i nhi.Identity) string { return strconv.FormatBool(i.Registered.Known() && i.Registered.Value) }},
	{"uses", func(i nhi.Identity) string { return strconv.Itoa(len(i.Uses)) }},
	{"exposures", func(i nhi.Identity) string { return strconv.Itoa(len(i.Exposures)) }},
	{"held_by", func(i nhi.Identity) string { return factText(i.Holder) }},
	{"github_environment", func(i nhi.Identity) string { return strings.Join(i.Environments, " ") }},
	{"defined", definedText},
	{"page", func(i nhi.Identity) string { return i.URL }},
}

// writeCSV writes the inventory, one identity a row, with the number of its open findings.
func writeCSV(w io.Writer, r nhi.Report, _ Options) error {
	out := csv.NewWriter(w)
	var heading []string
	for _, column := range csvColumns {
		heading = append(heading, column.heading)
	}
	if err := out.Write(append(heading, "findings", "highest_severity")); err != nil {
		return err
	}
	findings := map[nhi.ID][]nhi.Finding{}
	for _, f := range openFindings(r) {
		findings[f.Identity] = append(findings[f.Identity], f)
	}
	for _, identity := range r.Identities {
		if err := out.Write(csvRow(identity, findings[identity.ID])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvRow fills a row; findings are the identity's, the worst first.
func csvRow(identity nhi.Identity, findings []nhi.Finding) []string {
	var row []string
	for _, column := range csvColumns {
		row = append(row, csvCell(column.value(identity)))
	}
	highest := ""
	if len(findings) > 0 {
		highest = string(findings[0].Severity)
	}
	return append(row, strconv.Itoa(len(findings)), highest)
}

// csvCell keeps a stranger's text from being a formula in a spreadsheet, or a workflow command
// at the start of a line, by an apostrophe in front. See OWASP's page on CSV injection.
func csvCell(s string) string {
	s = plain(s)
	if strings.HasPrefix(s, "::") || s != "" && strings.ContainsAny(s[:1], "=+-@'") {
		return "'" + s
	}
	return s
}

// definedText says whether a store has a secret: "true", "false", or "" where it is not known.
func definedText(i nhi.Identity) string {
	if i.Stored == nil || !i.Stored.Defined.Known() {
		return ""
	}
	return strconv.FormatBool(i.Stored.Defined.Value)
}

// factText is a fact's value, "" when it is not known.
func factText[T ~string](f nhi.Fact[T]) string {
	if !f.Known() {
		return ""
	}
	return string(f.Value)
}

func dateText(f nhi.Fact[time.Time]) string {
	if !f.Known() || f.Value.IsZero() {
		return ""
	}
	return f.Value.UTC().Format(time.DateOnly)
}
