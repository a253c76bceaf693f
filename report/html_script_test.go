package report

import (
	"io/fs"
	"strings"
	"testing"
)

// TestScriptIsWhole: every file of the script is joined into it, once, and none ends the element it stands in.
func TestScriptIsWhole(t *testing.T) {
	files, err := fs.Glob(dashboardFiles, "dashboard/script/*.js")
	if err != nil || len(files) != len(scriptParts) {
		t.Fatalf("%d files, %d parts: %v", len(files), len(scriptParts), err)
	}
	script := dashboardScript()
	for _, file := range files {
		content, err := dashboardFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(script, string(content)); n != 1 {
			t.Errorf("%s is in the script %d times", file, n)
		}
	}
	if strings.Contains(strings.ToLower(script), "</script") || strings.Contains(script, "<!--") {
		t.Error("the script would end before its end")
	}
}
