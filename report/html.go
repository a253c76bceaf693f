package report

import (
	"bufio"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
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
	style, script := dashboardFile("dashboard.css"), dashboardFile("dashboard.js")
	return assets{
		page:   template.Must(template.New("").Funcs(dashboardFuncs).ParseFS(dashboardFiles, "dashboard/*.html")),
		style:  template.CSS(style),
		script: template.JS(script),
		security: "default-src 'none'; script-src " + contentHash(script) + "; style-src " + contentHash(style) +
			"; img-src data:; base-uri 'none'; form-action 'none'",
	}
})

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
