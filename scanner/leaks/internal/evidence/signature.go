package evidence

import (
	"regexp"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighSignature asks whether an address is signed for Azure's storage, and for longer than somebody needs to read it here.
func (v *weighing) weighSignature() {
	signed := signedFor(v.Line)
	switch {
	case !storageAddress().MatchString(v.Line):
		v.add("its address is signed, but not for Azure's storage", -certain, nhi.DoubtDigest)
	case signed > 0 && signed <= day*time.Second:
		v.add("it was valid for a day at most", -certain, nhi.DoubtWeak)
	}
}

// signedFor is how long a signed address of Azure's storage can be used, 0 where it does not say from when until when.
func signedFor(line string) time.Duration {
	var times [2]time.Time
	for i, parameter := range []func() *regexp.Regexp{signedFrom, signedUntil} {
		m := parameter().FindStringSubmatch(line)
		if m == nil {
			return 0
		}
		at, err := time.Parse(time.RFC3339, strings.ReplaceAll(strings.ToUpper(m[1]), "%3A", ":"))
		if err != nil {
			return 0
		}
		times[i] = at
	}
	return times[1].Sub(times[0])
}

// signedFrom and signedUntil match the parameters for it: st=2026-01-02T03:04:05Z.
var (
	signedFrom  = lazyregexp.New(`(?i)[?&;"']st=(\d{4}-\d\d-\d\dt[\d:%a]{8,12}z)`)
	signedUntil = lazyregexp.New(`(?i)[?&;"']se=(\d{4}-\d\d-\d\dt[\d:%a]{8,12}z)`)
)

// storageAddress matches what Azure's storage signs beside the signature: the version of its form.
var storageAddress = lazyregexp.New(`(?i)\bsv(=|%3d)20\d\d-`)
