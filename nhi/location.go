package nhi

import "strconv"

// Location is a place in a file, or a whole file when Line is 0. Path is empty for what no file
// shows, such as a variable that GitHub keeps.
type Location struct {
	// Repository is owner/name where the file is not the target's own, as in the scan of an organisation.
	Repository string `json:"repository,omitempty"`
	Path       string `json:"path"`             // slash-separated, relative to the repository's root
	Line       int    `json:"line,omitempty"`   // from 1
	Column     int    `json:"column,omitempty"` // from 1, in Unicode code points of the line, without a byte order mark
}

// String writes a place as path:line, a whole file as its path, and what is in another repository as owner/name/path:line.
func (l Location) String() string {
	name := l.Path
	if l.Repository != "" {
		name = l.Repository + "/" + l.Path
	}
	if l.Line == 0 {
		return name
	}
	return name + ":" + strconv.Itoa(l.Line)
}
