package action

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/sethvargo/go-githubactions"
)

// level is how an annotation shows.
type level int

const (
	levelError level = iota
	levelWarning
	levelNotice
	levels
)

// Log speaks to the runner through a step's output. It counts what it says: of each level GitHub shows
// AnnotationsPerLevel of a step, the first ones, and drops the rest.
type Log struct {
	w        io.Writer
	commands *githubactions.Action
	said     [levels]int
}

// NewLog gives the log of a step whose output is w. It has no access to the environment.
func NewLog(w io.Writer) *Log {
	return &Log{w: w, commands: githubactions.New(githubactions.WithWriter(w), githubactions.WithGetenv(func(string) string { return "" }))}
}

// minimumMasked is the shortest line that is masked, in bytes: a shorter one would blank half the log.
const minimumMasked = 8

// Mask tells the runner to hide values in the log, a line at a time, which is how it compares.
func (l *Log) Mask(values ...string) {
	for _, value := range values {
		for line := range strings.Lines(value) {
			if line = strings.TrimSpace(line); len(line) >= minimumMasked {
				l.commands.AddMask(line)
			}
		}
	}
}

// Note writes what a reader of the log should know as a notice.
func (l *Log) Note(text string) { l.say(levelNotice, nil, text) }

// Fail writes why a run fails, or could not be done, as an error.
func (l *Log) Fail(text string) { l.say(levelError, map[string]string{"title": "Rollcall"}, text) }

func (l *Log) say(at level, fields map[string]string, text string) {
	l.said[at]++
	commands := l.commands.WithFieldsMap(fields)
	switch at {
	case levelError:
		commands.Errorf("%s", text)
	case levelWarning:
		commands.Warningf("%s", text)
	default:
		commands.Noticef("%s", text)
	}
}

// Unspoken runs print so that the runner takes nothing it writes for a command, and returns its error.
func (l *Log) Unspoken(print func() error) error {
	token := rand.Text()
	fmt.Fprintf(l.w, "::stop-commands::%s\n", token)
	err := print()
	fmt.Fprintf(l.w, "\n::%s::\n", token)
	return err
}
