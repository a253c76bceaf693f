package leaks

import (
	"strings"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// longestLicence is how much of a licence is read, in bytes: that of the GPL has 35 kB.
const longestLicence = 128 << 10

// published tells whether a project is for everybody to use, and kept: what is committed of it stands under an open licence, and it has
// files for those who do not work on it. What such a project has at its head has been read by many.
func (c *scan) published() bool {
	licences, strangers := []string{}, false
	for name := range c.head.each {
		switch at := strings.LastIndexByte(name, '/'); {
		case at >= 0 && !strings.HasPrefix(name, ".github/") && name[:at] != "docs":
		case evidence.IsLicence(name):
			licences = append(licences, name)
		case !strangers:
			strangers = evidence.IsForStrangers(name)
		}
	}
	if !strangers {
		return false
	}
	for _, name := range licences {
		if text, err := repository.ReadFile(c.repo.FS(), name, longestLicence); err == nil && evidence.IsOpen(string(text)) {
			return true
		}
	}
	return false
}
