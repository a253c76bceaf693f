package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rollcall-dev/rollcall/nhi"
)

// AnnotationsPerLevel is how many annotations of a level GitHub shows of one step.
const AnnotationsPerLevel = 10

// reserved is how many of a level's annotations are kept for what comes after the findings: the verdict, and
// that there are more of them.
var reserved = [levels]int{levelError: 1, levelNotice: 1}

// Annotate writes the findings as annotations: those of enforced policies as errors, the rest as warnings, what
// is low or less as notices. Of each level as many are written as GitHub shows; findings come worst first. It
// gives the number that was left out. What a predicate leaves out is not counted.
func (l *Log) Annotate(r nhi.Report, wanted func(nhi.Finding) bool) (left int) {
	uses := map[nhi.ID]nhi.Location{}
	for _, identity := range r.Identities {
		if place, ok := placeOf(identity); ok {
			uses[identity.ID] = place
		}
	}
	for _, f := range r.Findings {
		if !f.Counts() || !wanted(f) {
			continue
		}
		at := levelOf(f)
		if l.said[at]+reserved[at] >= AnnotationsPerLevel {
			left++
			continue
		}
		place := uses[f.Identity]
		if f.Location != nil {
			place = *f.Location
		}
		l.say(at, fields(f, place), strings.TrimSpace(f.Message+" "+f.Fix))
	}
	return left
}

func levelOf(f nhi.Finding) level {
	switch {
	case f.Mode == nhi.ModeEnforced:
		return levelError
	case f.Severity.Rank() <= nhi.SeverityLow.Rank():
		return levelNotice
	}
	return levelWarning
}

// fields places an annotation. A location in another repository has no file here, and of one whose name would act on the
// terminal that shows the log, the message alone tells.
func fields(f nhi.Finding, place nhi.Location) map[string]string {
	fields := map[string]string{"title": fmt.Sprintf("%s (%s)", f.Title, f.Policy)}
	if place.Path == "" || place.Repository != "" || strings.ContainsFunc(place.Path, unicode.IsControl) {
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
