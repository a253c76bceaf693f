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

// published tells whether a project is for everybody to use, and kept: what is committed of it stands under an open licence, it says
// something to those who do not work on it, and it has a past: of a folder without one, nothing says that anybody has read it. What such a
// project has at its head has been read by many.
func (c *scan) published(ctx context.Context) bool {
	head := c.repo.Target().Commit
	return head != "" && !c.opts.Private && c.isForEverybody() && c.repo.MayHaveCommits(ctx, head, fewestCommits)
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
