package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Format is a form in which a report can be written.
type Format struct {
	Name      string // as given to --format, e.g. "sarif"
	Extension string // of a file in this format, without the dot
	Title     string // one line for help

	write func(io.Writer, nhi.Report, Options) error
}

// Formats returns every format, in the order in which help lists them. Help, validation and
// tests are derived from it; adding a format is its file and one line here.
func Formats() []Format {
	return []Format{
		{"text", "txt", "a summary for a terminal or a CI log", writeText},
		{"json", "json", "the whole report, as docs/report.schema.json describes it", writeJSON},
		{"sarif", "sarif", "findings for code scanning, as SARIF 2.1.0", writeSARIF},
		{"html", "html", "a dashboard in one file, for a browser", writeHTML},
		{"markdown", "md", "a page for a job summary or a pull request's comment", writeMarkdown},
		{"csv", "csv", "the inventory for a spreadsheet, one identity a row", writeCSV},
	}
}

// Options is how a report is presented. It changes the looks of the text format only, never
// what the other formats hold.
type Options struct {
	Color   bool // colour the text with ANSI escape sequences
	Width   int  // the terminal's width in columns; 0 means 100
	ASCII   bool // draw bars and marks with ASCII characters only
	Verbose bool // show every finding, gap and undecided policy rather than the first few
}

// Write writes r to w in the format of that name. An unknown name is an *UnknownFormatError;
// any other error is w's own.
func Write(w io.Writer, format string, r nhi.Report, o Options) error {
	for _, f := range Formats() {
		if f.Name != format {
			continue
		}
		out := bufio.NewWriter(w)
		if err := f.write(out, r, o); err != nil {
			return fmt.Errorf("write the report as %s: %w", f.Name, err)
		}
		return out.Flush()
	}
	return &UnknownFormatError{Name: format}
}

// UnknownFormatError says that no format has this name.
type UnknownFormatError struct{ Name string }

func (e *UnknownFormatError) Error() string {
	return fmt.Sprintf("unknown report format %q", shorten(plain(e.Name), 40))
}

// Hint names the formats there are.
func (e *UnknownFormatError) Hint() string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return "use one of " + strings.Join(names, ", ")
}
