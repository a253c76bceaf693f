package leaks

import (
	"context"
	"slices"
	"sync"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// commits is the history that an Observe reads, for others who wait for it.
type commits struct {
	once sync.Once
	read chan struct{} // closed when it is read, or will not be
	all  *history.History
}

// tell ends the waiting for a history, nil for none.
func (c *commits) tell(all *history.History) {
	c.once.Do(func() {
		c.all = all
		close(c.read)
	})
}

// Between lists the commits that one commit has and an older one of the same line has not, parents before their children. It
// waits for the first Observe to read the history. It is not ok where that is not read, or where the older one is none of the
// other's ancestors.
func (s *Source) Between(ctx context.Context, older, newer string) (ids []string, ok bool) {
	select {
	case <-s.commits.read:
	case <-ctx.Done():
		return nil, false
	}
	h := s.commits.all
	if h == nil || h.Cut {
		return nil, false
	}
	from, to := h.Find([]string{older}), h.Find([]string{newer})
	if len(from) == 0 || len(to) == 0 {
		return nil, false
	}
	before, after := h.Ancestors(from), h.Ancestors(to)
	if !after[from[0]] {
		return nil, false
	}
	for i := range h.Commits {
		if after[i] && !before[i] {
			ids = append(ids, h.Commits[i].ID)
		}
	}
	return slices.Clip(ids), true
}
