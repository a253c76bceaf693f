package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Every report that people read says that something was found and is not listed.
func TestNotListed(t *testing.T) {
	for count, want := range map[int64]string{0: "", 1: "1 more value is probably no credential (placeholders 1)",
		1200: "1,200 more values are probably no credentials (placeholders 1,200)"} {
		r := nhi.Report{
			SchemaVersion: nhi.SchemaVersion,
			Counts:        []nhi.ScanCount{{Unit: "placeholders", Count: count, Hidden: true}, {Unit: "files", Count: 7}},
		}
		for _, format := range []string{"text", "markdown", "html"} {
			var page bytes.Buffer
			if err := Write(&page, format, r, Options{Width: 200}); err != nil {
				t.Fatal(err)
			}
			if said := strings.Contains(page.String(), "more value"); said != (want != "") || !strings.Contains(page.String(), want) {
				t.Errorf("%s of %d: want %q", format, count, want)
			}
		}
	}
}
