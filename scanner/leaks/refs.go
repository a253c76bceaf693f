package leaks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// nameRefs names, for what HEAD has not and never had or another ref still has, a ref that holds the commit that
// brought it: without that, nobody finds it.
func (g *gathering) nameRefs() error {
	if g.history == nil || g.added() {
		return nil
	}
	var elsewhere []*exposed
	for _, e := range g.all {
		if len(e.head) == 0 && len(e.files) == 0 && len(e.brought) > 0 && (e.branch || !e.wasInHead) {
			elsewhere = append(elsewhere, e)
		}
	}
	if len(elsewhere) == 0 {
		return nil
	}
	refs, err := g.repo.Refs(g.ctx)
	if err != nil {
		return err
	}
	refs = slices.Clone(refs)
	slices.SortStableFunc(refs, func(a, b repository.Ref) int { return cmp.Compare(refRank(a.Name), refRank(b.Name)) })
	numbers := g.history.Numbers()
	for group := range slices.Chunk(elsewhere, groupLength) {
		nameRefs(g.history, group, refs, numbers)
	}
	return nil
}

// refRank puts the repository's own refs before those that its host keeps for what strangers propose.
func refRank(name string) int {
	for rank, prefix := range []string{"refs/heads/", "refs/remotes/origin/", "refs/tags/"} {
		if strings.HasPrefix(name, prefix) {
			return rank
		}
	}
	if nhi.IsProposal(name) {
		return 4
	}
	return 3
}

// nameRefs gives each value of a group the first ref that holds its commit, and, where a ref still has the value,
// that could have it.
func nameRefs(h *history.History, group []*exposed, refs []repository.Ref, numbers map[string]int) {
	could, descends := live(h, group), descending(h, group)
	var named uint64
	name := func(of []uint64, among uint64) {
		for _, ref := range refs {
			commit, known := numbers[ref.Object]
			if !known {
				continue
			}
			for i, e := range group {
				if bit := uint64(1) << i; of[commit]&descends[commit]&among&^named&bit != 0 {
					named |= bit
					e.ref = ref.Name
				}
			}
		}
	}
	var still uint64
	for i, e := range group {
		if e.branch {
			still |= 1 << i
		}
	}
	name(could, still)
	name(descends, ^uint64(0))
}

// descending tells for each commit which values' first commit it descends from, a bit for each.
func descending(h *history.History, group []*exposed) []uint64 {
	descends := make([]uint64, len(h.Commits))
	for i, e := range group {
		descends[e.brought[0].commit] |= 1 << i
	}
	for i := range h.Commits {
		for _, parent := range h.Commits[i].Parents {
			descends[i] |= descends[parent]
		}
	}
	return descends
}
