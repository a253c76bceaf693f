package inventory

import (
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// Build returns the identities of target, sorted by ID. It is pure: now is the time of the
// scan, and the order of what was seen does not matter.
func Build(target nhi.Target, seen nhi.Observations, declared registry.Declarations, now time.Time) []nhi.Identity {
	return nil
}
