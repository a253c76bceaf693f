package inventory

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// joinAlerts makes one of an exposure that the files show and the platform's alert about it, so that one leak does
// not count as two. Exposures are in order; what the platform alone saw stays as it is.
func joinAlerts(own string, exposures []nhi.Exposure) []nhi.Exposure {
	isAlert := func(e nhi.Exposure) bool { return e.Platform != nil && e.Of == "" && e.Location.Path != "" }
	if !slices.ContainsFunc(exposures, isAlert) {
		return exposures
	}
	places := map[file][]int{} // of what the files show
	for i, e := range exposures {
		if e.Platform == nil {
			places[fileOf(own, e)] = append(places[fileOf(own, e)], i)
		}
	}
	alerts := map[int]*nhi.Alert{} // by the exposure that they are about
	joined := map[int]bool{}       // the alerts' own exposures
	for i, e := range exposures {
		if !isAlert(e) {
			continue
		}
		if same := sameLeak(exposures, places[fileOf(own, e)], alerts, e); same >= 0 {
			alerts[same], joined[i] = e.Platform, true
		}
	}
	kept := make([]nhi.Exposure, 0, len(exposures)-len(joined))
	for i, e := range exposures {
		if alerts[i] != nil {
			e.Platform = alerts[i]
		}
		if !joined[i] {
			kept = append(kept, e)
		}
	}
	return kept
}

func fileOf(own string, e nhi.Exposure) file {
	if e.Location.Repository == "" {
		return file{fold(own), e.Location.Path}
	}
	return file{fold(e.Location.Repository), e.Location.Path}
}

// sameLeak finds the exposure in a file that an alert is about: at its line, or in its commit, and of its sort.
// -1: none, or one that another alert is about already.
func sameLeak(exposures []nhi.Exposure, candidates []int, alerts map[int]*nhi.Alert, alert nhi.Exposure) int {
	best, score := -1, 0
	for _, i := range candidates {
		if alerts[i] != nil {
			continue
		}
		if s := likeness(exposures[i], alert); s > score {
			best, score = i, s
		}
	}
	return best
}

// likeness is how surely an exposure and an alert at the same file are about one value; 0: nothing says so.
func likeness(e, alert nhi.Exposure) int {
	commit := e.Commit != "" && e.Commit == alert.Commit
	line := e.Location.Line > 0 && e.Location.Line == alert.Location.Line
	sort := sameSort(e.Credential, alert.Credential)
	switch {
	case sort == no || !commit && !line:
		return 0
	case commit && line && sort == yes:
		return 5
	case commit && line:
		return 4
	case line && sort == yes:
		return 3
	case sort == yes:
		return 2
	case line:
		return 1
	}
	return 0
}

// sameSort tells whether two credentials may be one: of the same service, or, where one of them does not say, perhaps.
func sameSort(a, b nhi.Credential) answer {
	switch {
	case a.Service == "" || b.Service == "":
		return perhaps
	case fold(a.Service) == fold(b.Service):
		return yes
	case a.Kind != "" && a.Kind == b.Kind && a.Category == b.Category:
		return perhaps
	}
	return no
}
