package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/nhi"
)

//go:embed dashboard
var dashboardFiles embed.FS

// writeHTML writes the report as one self-contained page: it loads nothing, and a content security
// policy keeps it so whatever the report's names hold.
func writeHTML(w io.Writer, r nhi.Report, _ Options) error {
	assets := dashboardAssets()
	page, err := newDashboard(r)
	if err != nil {
		return err
	}
	page.Style, page.Script, page.Security = assets.style, assets.script, assets.security
	buffered := bufio.NewWriterSize(w, 64<<10)
	if err := assets.page.ExecuteTemplate(buffered, "page.html", page); err != nil {
		return fmt.Errorf("write the dashboard: %w", err)
	}
	return buffered.Flush()
}

// assets is what every dashboard has in common.
type assets struct {
	page     *template.Template
	style    template.CSS
	script   template.JS
	security string // the content security policy
}

// dashboardAssets parses the embedded files when the first dashboard is written, so that no other
// command pays for them.
var dashboardAssets = sync.OnceValue(func() assets {
	style, script := dashboardFile("dashboard.css"), dashboardScript()
	return assets{
		page:   template.Must(template.New("").Funcs(dashboardFuncs).ParseFS(dashboardFiles, "dashboard/*.html")),
		style:  template.CSS(style),
		script: template.JS(script),
		security: "default-src 'none'; script-src " + contentHash(script) + "; style-src " + contentHash(style) +
			"; img-src data:; base-uri 'none'; form-action 'none'",
	}
})

// scriptParts are the script's files in the order in which they are joined: what is declared at the top of one is known to
// those after it.
var scriptParts = []string{
	"address", "elements", "data", "rows", "cells", "markdown", "grid", "panel", "map", "policies", "page",
}

// dashboardScript is the page's one script, in a scope of its own.
func dashboardScript() string {
	var script strings.Builder
	script.WriteString(`"use strict";
// The page is complete without this script. It adds filters over all rows, details and the map of a
// chosen identity. It loads nothing and never turns data into markup: every text becomes a text node.
(() => {
`)
	for _, part := range scriptParts {
		script.WriteString(dashboardFile("script/" + part + ".js"))
		script.WriteByte('\n')
	}
	script.WriteString("})();\n")
	return script.String()
}

// dashboardFile reads an embedded file, which exists or the program was not built.
func dashboardFile(name string) string {
	content, err := dashboardFiles.ReadFile("dashboard/" + name)
	if err != nil {
		panic(err)
	}
	return string(content)
}

// contentHash is the source expression that allows exactly this inline content.
func contentHash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
