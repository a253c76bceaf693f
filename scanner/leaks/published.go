package leaks

import (
	"context"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// longestLicence is how much of a licence is read, or of a README, in bytes: the licence of the GPL has 35 kB.
const longestLicence = 128 << 10

// fewestCommits is how many commits a project has at least that somebody keeps.
const fewestCommits = 30

// unreadFor is how long before HEAD, in seconds, a commit brought what nobody need have read yet: ninety days, as long as a key is usually kept.
const unreadFor = 90 * 24 * 60 * 60

// published tells whether a project is for everybody to use, and kept: what is committed of it stands under an open licence, it says
// something to those who do not work on it, and it has a past: of a folder without one, nothing says that anybody has read it. What such a
// project has at its head has been read by many.
func (c *scan) published(ctx context.Context) bool {
	head := c.repo.Target().Commit
	return head != "" && !c.opts.Private && c.isForEverybody() && c.repo.MayHaveCommits(ctx, head, fewestCommits)
}

// recentIn gives the values of which nothing but commits just before HEAD say that a published project has them: it may not have been read by
// many. Where a value stood before, under another name or elsewhere, it is as old as there; of what was there when a clone begins, nobody knows.
func (c *scan) recentIn(opinions map[*exposed]*opinion) map[string]bool {
	recent := map[string]bool{}
	if !c.public || c.history == nil {
		return recent
	}
	head := c.history.Find([]string{c.repo.Target().Commit})
	if len(head) == 0 {
		return recent
	}
	since := c.history.Commits[head[0]].Order - unreadFor
	for e := range opinions {
		if len(e.head)+len(e.brought)+len(e.earlier) == 0 {
			continue // it is in no commit
		}
		known, isKnown := recent[e.secret]
		recent[e.secret] = (known || !isKnown) && c.isSince(e, since)
	}
	return recent
}

// isSince tells whether all that is known of a value came with commits that were written after a time, by their authors' clocks: one wrong
// clock moves the place of all commits after it. None of them is where a clone begins.
func (c *scan) isSince(e *exposed, since int64) bool {
	if len(e.earlier) > 0 || len(e.brought) == 0 {
		return false
	}
	first := c.history.Commits[e.brought[0].commit]
	return first.Date.Unix() >= since && !(first.Root && c.repo.Target().Shallow)
}

// isForEverybody tells whether an open licence is committed, and something for strangers.
func (c *scan) isForEverybody() bool {
	licences, readmes, strangers := []string{}, []string{}, false
	for name := range c.head.each {
		switch at := strings.LastIndexByte(name, '/'); {
		case at >= 0 && name[:at] == "LICENSES": // as REUSE has it
			licences = append(licences, name)
		case at >= 0 && !strings.HasPrefix(name, ".github/") && name[:at] != "docs":
		case evidence.IsLicence(name):
			licences = append(licences, name)
		case at < 0 && evidence.IsReadme(name):
			readmes = append(readmes, name)
		case !strangers:
			strangers = evidence.IsForStrangers(name)
		}
	}
	return (c.anyOf(licences, evidence.IsOpen) || c.anyOf(readmes, evidence.TellsOpenLicence)) && (strangers || c.anyOf(readmes, evidence.Invites))
}

// anyOf tells whether something holds of the text of one of the files.
func (c *scan) anyOf(names []string, holds func(text string) bool) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		text, err := repository.ReadFile(c.repo.FS(), name, longestLicence)
		return err == nil && holds(string(text))
	})
}
