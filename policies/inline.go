package policies

import "github.com/rollcall-dev/rollcall/nhi"

// fileLine is a line of a file.
type fileLine struct {
	repository, path string
	line             int
}

// recognised collects where the files as they are hold a value that detectors surely know
// or a person has marked: the columns for each line.
func recognised(identities []nhi.Identity) map[fileLine][]int {
	columns := map[fileLine][]int{}
	for _, identity := range identities {
		for _, e := range identity.Exposures {
			stands := e.Presence == nhi.PresenceHead || e.Presence == nhi.PresenceWorktree
			if stands && (e.Suppressed != nil || e.Confidence != nhi.ConfidenceLow) {
				at := fileLine{e.Location.Repository, e.Location.Path, e.Location.Line}
				columns[at] = append(columns[at], e.Location.Column)
			}
		}
	}
	return columns
}

// markRecognised tells of each literal whether a recognised value is its own: the literal
// that begins last before the value, as a line may hold several.
func (d *derivation) markRecognised(inline []inlineFacts) {
	for i, in := range inline {
		for _, column := range d.recognised[fileLine{in.At.Repository, in.At.Path, in.At.Line}] {
			if in.At.Column <= column && !anotherBetween(inline, in.At, column) {
				inline[i].Recognised = true
			}
		}
	}
}

func anotherBetween(inline []inlineFacts, at place, column int) bool {
	for _, other := range inline {
		if other.At.Repository == at.Repository && other.At.Path == at.Path && other.At.Line == at.Line && other.At.Column > at.Column && other.At.Column <= column {
			return true
		}
	}
	return false
}
