package leaks

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// ignoreFile is gitleaks' list of findings to pass over.
const ignoreFile = ".gitleaksignore"

const maximumIgnoreSize = 4 << 20 // bytes

// ignored is the fingerprints of ignoreFile, path:rule:line or commit:path:rule:line, each with
// the line of the file it is on, and those of Options.Ignored, with ignoredByOption.
type ignored map[string]int

const ignoredByOption = -1

// with adds the fingerprints of Options.Ignored.
func (list ignored) with(fingerprints []string) ignored {
	if len(fingerprints) == 0 {
		return list
	}
	all := maps.Clone(list)
	if all == nil {
		all = ignored{}
	}
	for _, fingerprint := range fingerprints {
		if all[fingerprint] == 0 {
			all[fingerprint] = ignoredByOption
		}
	}
	return all
}

// place says where a fingerprint stands.
func (ignored) place(number int) string {
	if number == ignoredByOption {
		return "a baseline of gitleaks"
	}
	return ignoreFile + ":" + strconv.Itoa(number)
}

// loadIgnored reads ignoreFile. A line that is no fingerprint is a gap: it suppresses nothing.
func loadIgnored(fsys fs.FS) (ignored, []nhi.Gap) {
	data, err := repository.ReadFile(fsys, ignoreFile, maximumIgnoreSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, []nhi.Gap{{Source: name, Scope: ignoreFile, Reason: nhi.GapUnreadable, Detail: "The file could not be read: nothing in it is suppressed."}}
	}
	list := ignored{}
	var gaps []nhi.Gap
	scanner := bufio.NewScanner(bytes.NewReader(data))
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\uFEFF"))
		if line == "" || line[0] == '#' {
			continue
		}
		if parts := strings.Count(line, ":") + 1; parts != 3 && parts != 4 {
			gaps = append(gaps, nhi.Gap{Source: name, Scope: ignoreFile, Reason: nhi.GapUnparsable,
				Detail:   "A line is not a fingerprint (path:rule:line or commit:path:rule:line): it suppresses nothing.",
				Location: &nhi.Location{Path: ignoreFile, Line: number}})
			continue
		}
		list[strings.ReplaceAll(line, "\\", "/")] = number
	}
	if scanner.Err() != nil {
		gaps = append(gaps, nhi.Gap{Source: name, Scope: ignoreFile, Reason: nhi.GapUnparsable, Detail: "A line is too long: the file was read up to it."})
	}
	return list, gaps
}

// match gives where an occurrence is named, for place; 0 when it is nowhere.
func (list ignored) match(o occurrence, rule, path string, commit string) int {
	fingerprint := fmt.Sprintf("%s:%s:%d", path, rule, o.StartLine)
	if number := list[fingerprint]; number != 0 {
		return number
	}
	return list[commit+":"+fingerprint]
}
