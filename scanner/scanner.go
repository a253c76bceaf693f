// Package scanner runs the sources side by side and gathers what they observe.
package scanner

import (
	"cmp"
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Source looks at one part of the world.
type Source interface {
	// Name is the source's name in gaps and counts: one lower-case word.
	Name() string
	// Observe returns what it saw, in a fixed order. What it could not see is a Gap in the
	// observations; an error means that it could not work at all, or that ctx has ended.
	Observe(ctx context.Context) (nhi.Observations, error)
}

// Observe runs all sources and merges their observations in the order of sources,
// so that the result does not depend on which finished first. The first error ends the others.
func Observe(ctx context.Context, sources ...Source) (nhi.Observations, error) {
	seen := make([]nhi.Observations, len(sources))
	group, ctx := errgroup.WithContext(ctx)
	for i, source := range sources {
		group.Go(func() (err error) {
			seen[i], err = source.Observe(ctx)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nhi.Observations{}, err
	}
	return merge(seen), nil
}

func merge(all []nhi.Observations) nhi.Observations {
	var sum nhi.Observations
	for _, o := range all {
		sum.Add(o)
	}
	nhi.Sort(sum.Gaps, func(a, b nhi.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Reason, b.Reason))
	})
	return sum
}
