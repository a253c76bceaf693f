package leaks

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// ignoreFile is gitleaks' list of findings to pass over.
const ignoreFile = ".gitleaksignore"

const maximumIgnoreSize = 4 << 20 // bytes

// baseline is the fingerprints of ignoreFile, path:rule:line or commit:path:rule:line, each with
// the line of the file it is on, and those of Options.Ignored, with ignoredByOption.
type baseline map[string]int

const ignoredByOption = -1

// with adds the fingerprints of Options.Ignored.
func (b baseline) with(ignored []string) baseline {
	if len(ignored) == 0 {
		return b
	}
	all := maps.Clone(b)
	if all == nil {
		all = baseline{}
	}
	for _, fingerprint := range ignored {
		if all[fingerprint] == 0 {
			all[fingerprint] = ignoredByOption
		}
	}
	return all
}

// place says where a fingerprint stands.
func (baseline) place(number int) string {
	if number == ignoredByOption {
		return "a baseline of gitleaks"
	}
	return ignoreFile + ":" + strconv.Itoa(number)
}

// loadBaseline reads ignoreFile. A line that is no fingerprint is a gap: it suppresses nothing.
func loadBaseline(fsys fs.FS) (baseline, []nhi.Gap) {
	data, err := repository.ReadFile(fsys, ignoreFile, maximumIgnoreSize)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, []nhi.Gap{{Source: name, Scope: ignoreFile, Reason: nhi.GapUnreadable, Detail: "The file could not be read: nothing in it is suppressed."}}
	}
	list := baseline{}
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
func (b baseline) match(o occurrence, rule, path string, commit string) int {
	fingerprint := fmt.Sprintf("%s:%s:%d", path, rule, o.StartLine)
	if number := b[fingerprint]; number != 0 {
		return number
	}
	return b[commit+":"+fingerprint]
}

// suppression tells what says that an exposure is meant: comments on all its lines, the list of what is
// ignored naming one of its occurrences, or the configuration. The comments of a proposal do not.
func (c *scan) suppression(ctx context.Context, e *exposed, x nhi.Exposure, redact *redactor) *nhi.Suppression {
	commented := e.commented()
	if commented && !c.opts.Proposed {
		return &nhi.Suppression{Kind: "comment", Reason: redact.text(ctx, e.shown()[0].Comment.Reason)}
	}
	for _, o := range slices.Concat(e.head, e.files, e.brought) {
		id := ""
		if o.commit >= 0 {
			id = c.history.Commits[o.commit].ID
		}
		if line := c.baseline.match(o, e.rule, e.path, id); line != 0 {
			return &nhi.Suppression{Kind: "baseline", Reason: c.baseline.place(line)}
		}
	}
	if c.opts.Exclude != nil && c.opts.Exclude(e.path) {
		return &nhi.Suppression{Kind: "configuration", Reason: "scan.exclude names the path"}
	}
	if commented {
		c.silenced = append(c.silenced, Silenced{
			Location: x.Location, Reason: redact.text(ctx, e.shown()[0].Comment.Reason), Known: slices.Contains(c.hushed, e), Confidence: x.Confidence,
		})
	}
	return nil
}

// commented tells whether comments on all the lines of an exposure ask that it does not count.
func (e *exposed) commented() bool {
	return !slices.ContainsFunc(e.shown(), func(o occurrence) bool { return !o.Comment.Suppressed })
}

// Silenced is a credential that comments on its lines ask not to count.
type Silenced struct {
	Location   nhi.Location
	Reason     string // the comment's
	Known      bool   // the value was there before, and counted; else the proposal adds it
	Confidence nhi.Confidence
}

// Silenced lists, with Options.Proposed, what the comments of the range that was last observed would suppress once
// it is merged: one of each line, sorted by place.
func (s *Source) Silenced() []Silenced { return s.silenced }

// orderSilenced sorts what is silenced and keeps one of each line, the graver one.
func (c *scan) orderSilenced() {
	slices.SortFunc(c.silenced, func(a, b Silenced) int {
		x, y := a.Location, b.Location
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Line, y.Line), cmp.Compare(b.rank(), a.rank()), cmp.Compare(x.Column, y.Column))
	})
	c.silenced = slices.CompactFunc(c.silenced, func(a, b Silenced) bool {
		return a.Location.Path == b.Location.Path && a.Location.Line == b.Location.Line
	})
}

// rank is greater where silencing matters more.
func (s Silenced) rank() int {
	rank := 0
	if s.Known {
		rank = 2
	}
	if s.Confidence != nhi.ConfidenceLow {
		rank++
	}
	return rank
}

// noteHushed notes what counted before and does not any more at the head, because of comments.
func (g *gathering) noteHushed(counted map[key]bool) {
	if !g.opts.Proposed {
		return
	}
	for k, e := range g.all {
		if counted[k] && len(e.head) > 0 && e.commented() {
			g.hushed = append(g.hushed, e)
		}
	}
}
