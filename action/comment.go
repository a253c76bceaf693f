package action

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// CommentLimit is the most that GitHub takes as a comment, in characters; fewer bytes are never more.
const CommentLimit = 65_000

// SummaryLimit is the most that GitHub takes as the summary of one step, in bytes.
const SummaryLimit = 1 << 20

// CommentMark begins the comment that one job keeps on a pull request, so that its next run finds and replaces it, and no
// other job's does. The parts that tell jobs apart (workflow, job, place in a matrix) are strangers' text: the mark
// has a digest of them.
func CommentMark(parts ...string) string {
	return fmt.Sprintf("<!-- rollcall %.6x -->\n", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))
}

// Fit shortens Markdown, at the end of a line, to what GitHub takes.
func Fit(markdown string, limit int) string {
	const note = "\n\n_The rest did not fit: see the dashboard or the JSON report._\n"
	if len(markdown) <= limit {
		return markdown
	}
	cut := markdown[:limit-len(note)]
	return cut[:strings.LastIndexByte(cut, '\n')+1] + note
}
