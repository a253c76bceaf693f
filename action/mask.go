package action

import (
	"io"
	"strings"

	"github.com/sethvargo/go-githubactions"
)

// minimumMasked is the shortest line that is masked, in bytes: a shorter one would blank half the log.
const minimumMasked = 8

// Mask tells the runner to hide values in the log, a line at a time, which is how it compares.
func Mask(w io.Writer, values ...string) {
	commands := silent(w)
	for _, value := range values {
		for line := range strings.Lines(value) {
			if line = strings.TrimSpace(line); len(line) >= minimumMasked {
				commands.AddMask(line)
			}
		}
	}
}

// Note writes what a reader of the log should know as a notice.
func Note(w io.Writer, text string) { silent(w).Noticef("%s", text) }

// Fail writes why a run could not be done as an error.
func Fail(w io.Writer, text string) {
	silent(w).WithFieldsMap(map[string]string{"title": "Rollcall"}).Errorf("%s", text)
}

// silent gives the commands of the runner on w, and no access to the environment.
func silent(w io.Writer) *githubactions.Action {
	return githubactions.New(githubactions.WithWriter(w), githubactions.WithGetenv(func(string) string { return "" }))
}
