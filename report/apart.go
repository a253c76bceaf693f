package report

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// toldApart gives exposed values that nameOf would call the same a name each: with the folder, of files of one name, and
// of one file with the line and, where that is past, the commit that brought them. Other identities stay as they are.
func toldApart(identities []nhi.Identity) []nhi.Identity {
	called, named := map[string]int{}, map[string]int{}
	for _, i := range identities {
		if exposedPath(i) != "" {
			called[nameOf(i)]++
			named[i.Name]++
		}
	}
	told := identities
	for n, i := range identities {
		in, name := exposedPath(i), i.Name
		if in == "" {
			continue
		}
		if folder := path.Dir(in); named[i.Name] < called[nameOf(i)] && folder != "." {
			name += " (" + folder + ")"
		}
		if named[i.Name] > 1 {
			name += placeInFile(i.Exposures[0])
		}
		if name == i.Name {
			continue
		}
		if &told[0] == &identities[0] {
			told = slices.Clone(identities) // where needed: an organisation's are large
		}
		told[n].Name = name
	}
	return told
}

// placeInFile tells an exposure from others in its file: " at 12:8", or " at 1a2b3c4d5:12:8".
func placeInFile(e nhi.Exposure) string {
	place := strconv.Itoa(e.Location.Line) + ":" + strconv.Itoa(e.Location.Column)
	if past := e.Presence == nhi.PresenceHistory || e.Presence == nhi.PresenceBranch; past && e.Commit != "" {
		place = e.Commit[:min(len(e.Commit), 9)] + ":" + place
	}
	return " at " + place
}

// exposedPath is the path that the name of an exposed value holds: "API key in src/config.js", and what toldApart adds.
func exposedPath(i nhi.Identity) string {
	for _, e := range i.Exposures {
		_, rest, found := strings.Cut(i.Name, " in "+e.Location.Path)
		if found && (rest == "" || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, " at ")) {
			return e.Location.Path
		}
	}
	return ""
}
