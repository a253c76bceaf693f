package score

import (
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// leak is what an identity's exposures amount to.
type leak struct {
	open     bool      // a value is readable and was not rotated since
	doubtful bool      // open, and nothing but uncertain detections says so
	stray    bool      // open, unproved, and nowhere but in proposals, which anybody can make
	weight   int       // of its worst open exposure: the more, the sooner it is to be dealt with
	live     bool      // open, committed, and by its form a real, live value
	expired  bool      // nothing but values that have expired or work no more, still in the files, and no other trace of the identity
	since    time.Time // of the first open exposure; zero when it is not committed
}

// reason says it for the reader.
func (l leak) reason() string {
	text := "leaked and not rotated since"
	if l.doubtful {
		text = "perhaps leaked and not rotated since"
	}
	if l.since.IsZero() {
		return text
	}
	return text + " " + day(l.since)
}

// exposedOnly tells whether an identity is known from its leaked value alone: not from GitHub, and no job uses it. What
// silences the value of another does not end that.
func exposedOnly(id nhi.Identity) bool {
	return id.System == "git" && len(id.Exposures) > 0 && len(id.Uses) == 0 && id.Kind != nhi.KindCISecret
}

func leakOf(id nhi.Identity, now time.Time) leak {
	l := leak{doubtful: true, stray: true}
	anyExpired := false
	for i, e := range id.Exposures {
		switch {
		case !e.Exposes():
		case e.Spent(now):
			anyExpired = anyExpired || e.Presence != nhi.PresenceHistory
		case !rotatedSince(id, e, now):
			if !l.open || e.Date.Before(l.since) {
				l.since = id.Exposures[i].Date
			}
			l.open = true
			l.doubtful = l.doubtful && (e.Doubtful() || id.Unproved(e))
			l.live = l.live || live(e)
			l.stray = l.stray && nhi.IsProposal(e.Ref) && !live(e)
			l.weight = max(l.weight, weight(e))
		}
	}
	l.doubtful, l.stray = l.doubtful && l.open, l.stray && l.open
	l.expired = anyExpired && !l.open && exposedOnly(id)
	return l
}

// weight orders exposures: what is proved comes first, then what HEAD has, other refs have and the past has; of these,
// what the detection is sure of.
func weight(e nhi.Exposure) int {
	w := 1 + slices.Index([]nhi.Confidence{nhi.ConfidenceLow, nhi.ConfidenceMedium, nhi.ConfidenceHigh}, e.Confidence)
	if at := slices.Index([]nhi.Presence{nhi.PresenceHistory, nhi.PresenceBranch, nhi.PresenceWorktree, nhi.PresenceHead}, e.Presence); !nhi.IsProposal(e.Ref) {
		w += 10 * (2 + at)
	}
	if live(e) {
		w += 100
	}
	return w
}

// validity is what the platform found when it tried the value: "active", "inactive", or nothing.
func validity(e nhi.Exposure) nhi.Validity {
	if e.Platform == nil {
		return ""
	}
	return e.Platform.Validity
}

// live tells whether, a real value that works is in the hands of
// whoever can read the repository. Only the value's own form is proof, a live-mode prefix
// or a checksum that holds, or that GitHub tried it and it worked. Old commits are as readable as the newest.
func live(e nhi.Exposure) bool {
	if validity(e) == nhi.ValidityActive {
		return true
	}
	proved := e.Credential.Livemode == "live" || e.Credential.Checksum == "valid"
	return proved && !e.Doubtful() && e.Credential.Livemode != "test" && e.Presence != nhi.PresenceWorktree
}

// rotatedSince tells whether the identity got a new value after the exposure. A value that
// is not committed yet has no date, so nothing can be after it. A declared rotation names
// a day and counts until that day's end.
func rotatedSince(id nhi.Identity, e nhi.Exposure, now time.Time) bool {
	rotated, ok := past(id.Times.Rotated, now)
	if !ok || e.Date.IsZero() {
		return false
	}
	if id.Times.Rotated.Evidence == nhi.EvidenceDeclared {
		rotated = nhi.Date(rotated).Add(24 * time.Hour)
	}
	return rotated.After(e.Date)
}
