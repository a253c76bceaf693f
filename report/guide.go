package report

import "strings"

// guide is what a policy's page tells whoever has to mend a finding: why, how, and what the policy does not see. Left out are
// the title and the table of facts, which stand beside it wherever it is shown, and the inputs that show a policy's author
// what breaks it: they are on the page itself. Of a page that is written otherwise nothing is left out.
func guide(page string) string {
	var kept []string
	facts, examples, fenced := false, false, false
	for line := range strings.Lines(strings.ReplaceAll(page, "\r\n", "\n")) {
		line = strings.TrimRight(line, "\n")
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "```") {
			fenced = !fenced
		}
		if mark := comment(text); mark != "" && !fenced {
			facts = mark == "facts"
			continue
		}
		if strings.HasPrefix(text, "#") && !fenced {
			facts, examples = false, exampleHeadings[text]
			if strings.HasPrefix(text, "# ") {
				continue
			}
		}
		if examples || facts && !strings.HasPrefix(text, "More: ") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// exampleHeadings begin the parts of a page that hold a policy's inputs.
var exampleHeadings = map[string]bool{"## Breaks it": true, "## Does not": true}

// comment is the text of a line that is a comment and nothing else, "" for any other.
func comment(line string) string {
	text, opened := strings.CutPrefix(line, "<!--")
	text, closed := strings.CutSuffix(text, "-->")
	if !opened || !closed {
		return ""
	}
	return strings.TrimSpace(text)
}
