package action

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sethvargo/go-githubactions"

	"github.com/rollcall-dev/rollcall/nhi"
)

// AnnotationsPerLevel is how many annotations of a level GitHub shows of one step.
const AnnotationsPerLevel = 10

// Annotate writes the findings as workflow commands: those of enforced policies as errors, the rest as
// warnings, what is low or less as notices. Of each level the first AnnotationsPerLevel are written; findings
// come worst first. It gives the number that was left out. What a predicate leaves out is not counted.
func Annotate(w io.Writer, r nhi.Report, wanted func(nhi.Finding) bool) (left int) {
	commands := silent(w)
	uses := map[nhi.ID]nhi.Location{}
	for _, identity := range r.Identities {
		if place, ok := placeOf(identity); ok {
			uses[identity.ID] = place
		}
	}
	var written [3]int
	for _, f := range r.Findings {
		if !f.Counts() || !wanted(f) {
			continue
		}
		level := levelOf(f)
		if written[level] == AnnotationsPerLevel {
			left++
			continue
		}
		written[level]++
		place := uses[f.Identity]
		if f.Location != nil {
			place = *f.Location
		}
		write(commands.WithFieldsMap(fields(f, place)), level, message(f))
	}
	return left
}

const (
	levelError = iota
	levelWarning
	levelNotice
)

func levelOf(f nhi.Finding) int {
	switch {
	case f.Mode == nhi.ModeEnforced:
		return levelError
	case f.Severity.Rank() <= nhi.SeverityLow.Rank():
		return levelNotice
	}
	return levelWarning
}

func write(commands *githubactions.Action, level int, text string) {
	switch level {
	case levelError:
		commands.Errorf("%s", text)
	case levelWarning:
		commands.Warningf("%s", text)
	default:
		commands.Noticef("%s", text)
	}
}

// fields places an annotation. A location in another repository has no file here.
func fields(f nhi.Finding, place nhi.Location) map[string]string {
	fields := map[string]string{"title": fmt.Sprintf("%s (%s)", f.Title, f.Policy)}
	if place.Path == "" || place.Repository != "" {
		return fields
	}
	fields["file"] = place.Path
	if place.Line > 0 {
		fields["line"] = strconv.Itoa(place.Line)
	}
	if place.Column > 0 {
		fields["col"] = strconv.Itoa(place.Column)
	}
	return fields
}

func message(f nhi.Finding) string {
	parts := []string{f.Message}
	if f.Fix != "" {
		parts = append(parts, f.Fix)
	}
	return strings.Join(parts, " ")
}

// placeOf is where an identity shows in a file: its first use, else its first exposure.
func placeOf(identity nhi.Identity) (nhi.Location, bool) {
	if len(identity.Uses) > 0 {
		return identity.Uses[0].Location, true
	}
	i := slices.IndexFunc(identity.Exposures, func(e nhi.Exposure) bool { return e.Location.Path != "" && e.Presence == nhi.PresenceHead })
	if i < 0 {
		return nhi.Location{}, false
	}
	return identity.Exposures[i].Location, true
}
