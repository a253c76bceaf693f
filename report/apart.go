package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// toldApart gives exposed values of one name, which is their rule's and their file's, a name each: with the line that they
// are in or, where that is past, the commit that brought them. Other identities stay as they are.
func toldApart(identities []nhi.Identity) []nhi.Identity {
	named := map[string]int{}
	for i := range identities {
		if exposedPath(identities[i]) != "" {
			named[identities[i].Name]++
		}
	}
	copied := false
	for i := range identities {
		if named[identities[i].Name] < 2 || exposedPath(identities[i]) == "" {
			continue
		}
		if !copied {
			identities, copied = slices.Clone(identities), true
		}
		identities[i].Name += placeInFile(identities[i].Exposures[0])
	}
	return identities
}

// placeInFile tells an exposure from others in its file: ":12:8", or " at 1a2b3c4d5".
func placeInFile(e nhi.Exposure) string {
	if past := e.Presence == nhi.PresenceHistory || e.Presence == nhi.PresenceBranch; past && e.Commit != "" {
		return " at " + e.Commit[:min(len(e.Commit), 9)]
	}
	return ":" + strconv.Itoa(e.Location.Line) + ":" + strconv.Itoa(e.Location.Column)
}

// exposedPath is the path that the name of an exposed value holds: "API key in config.js", and what placeInFile adds.
func exposedPath(i nhi.Identity) string {
	for _, e := range i.Exposures {
		_, rest, found := strings.Cut(i.Name, " in "+e.Location.Path)
		if found && (rest == "" || rest[0] == ':' || strings.HasPrefix(rest, " at ")) {
			return e.Location.Path
		}
	}
	return ""
}
