package rules

import (
	"flag"
	"os"
	"testing"
	"testing/fstest"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

var update = flag.Bool("update", false, "write the anchors of the default rules")

func TestAnchorsAreKnown(t *testing.T) {
	cfg, err := Load(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	var expressions []string
	for _, id := range cfg.Order {
		// One that finds a credential in what is written of it is left out: the file is scanned like any other.
		if e := cfg.Rules[id].Regex; e != nil && !e.Regexp().MatchString(match.Describe([]string{e.String()})) {
			expressions = append(expressions, e.String())
		}
	}
	want := match.Describe(expressions)
	if *update {
		if err := os.WriteFile("anchors.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if anchors != want {
		t.Error("anchors.tsv is not what the rules make: go test ./scanner/leaks/internal/rules -run TestAnchorsAreKnown -update")
	}
}
