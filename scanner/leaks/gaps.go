package leaks

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// maximumGaps is how many gaps of one reason are told one by one.
const maximumGaps = 50

func (c *scan) gap(scope string, reason nhi.GapReason, detail string) {
	c.gaps = append(c.gaps, nhi.Gap{Source: name, Scope: scope, Reason: reason, Detail: detail})
}

// tellGaps sorts the gaps, masks what their scopes hold, and sums up those beyond maximumGaps.
func (c *scan) tellGaps(ctx context.Context, redact *redactor) []nhi.Gap {
	slices.SortFunc(c.gaps, func(a, b nhi.Gap) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail), compareLocations(a.Location, b.Location))
	})
	c.gaps = slices.CompactFunc(c.gaps, func(a, b nhi.Gap) bool {
		return a.Scope == b.Scope && a.Reason == b.Reason && a.Detail == b.Detail && compareLocations(a.Location, b.Location) == 0
	})
	count := map[nhi.GapReason]int{}
	var told []nhi.Gap
	for _, gap := range c.gaps {
		if count[gap.Reason]++; count[gap.Reason] > maximumGaps {
			continue
		}
		gap.Scope = redact.text(ctx, strings.ToValidUTF8(gap.Scope, "\uFFFD"))
		told = append(told, gap)
	}
	for _, reason := range []nhi.GapReason{nhi.GapMissing, nhi.GapTooLarge, nhi.GapUnparsable, nhi.GapUnreadable, nhi.GapUnsupported} {
		if more := count[reason] - maximumGaps; more > 0 {
			told = append(told, nhi.Gap{Source: name, Scope: fmt.Sprintf("%d more", more), Reason: reason, Detail: "More of the same; only the first are listed."})
		}
	}
	return told
}

func compareLocations(a, b *nhi.Location) int {
	if a == nil || b == nil {
		return 0
	}
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}
