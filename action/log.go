package action

import (
	"crypto/rand"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
	text = legible(text)
	if title, titled := fields["title"]; titled {
		fields["title"] = legible(title)
	}
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

// legible shows what would act on the terminal or page that shows a log, and not be seen: controls but line breaks, which
// commands escape, and marks that turn the direction of text.
func legible(text string) string {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	acts := func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
	if strings.IndexFunc(text, acts) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if !acts(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r) // e.g. '\x1b', '\u202e'
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// Unspoken runs print so that the runner takes nothing it writes for a command, and returns its error.
func (l *Log) Unspoken(print func() error) error {
	token := rand.Text()
	fmt.Fprintf(l.w, "::stop-commands::%s\n", token)
	err := print()
	fmt.Fprintf(l.w, "\n::%s::\n", token)
	return err
}
