package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
)

// codeOwnersPaths are where GitHub looks for CODEOWNERS; the first that exists counts.
var codeOwnersPaths = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// maxCodeOwners is the size over which GitHub does not load CODEOWNERS, in bytes.
const maxCodeOwners = 3 << 20

// maxGaps is how many skipped lines of CODEOWNERS are reported one by one.
const maxGaps = 20

// ownerRule is one line of CODEOWNERS: who owns the paths that match. No owners: nobody does.
type ownerRule struct {
	pattern pathPattern
	owners  []string
	line    int
}

// CodeOwners is a CODEOWNERS file. Its rules are found by what a path must have to match. The zero value owns nothing.
type CodeOwners struct {
	path  string
	rules []ownerRule

	rooted   map[string][]int // rules that begin with literal segments, by these
	anywhere map[string][]int // rules for a literal segment at any depth, by it
	other    []int
}

// loadCodeOwners reads CODEOWNERS. Lines that GitHub would skip are skipped, and gaps.
func loadCodeOwners(fsys fs.FS) (CodeOwners, []nhi.Gap, error) {
	for _, path := range codeOwnersPaths {
		data, err := repository.ReadFile(fsys, path, maxCodeOwners)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case errors.Is(err, repository.ErrTooLarge):
			gap := ownersGap(path, 0, nhi.GapTooLarge, "CODEOWNERS is larger than 3 MB; GitHub does not load it either")
			return CodeOwners{}, []nhi.Gap{gap}, nil
		case err != nil:
			return CodeOwners{}, []nhi.Gap{ownersGap(path, 0, nhi.GapUnreadable, "CODEOWNERS cannot be read")}, nil
		}
		owners, gaps := ParseCodeOwners(path, string(data))
		return owners, gaps, nil
	}
	return CodeOwners{}, nil, nil
}

func ownersGap(path string, line int, reason nhi.GapReason, detail string) nhi.Gap {
	return nhi.Gap{
		Source: "registry", Scope: path, Reason: reason, Detail: detail,
		Location: &nhi.Location{Path: path, Line: line},
	}
}

// ParseCodeOwners reads the text of the CODEOWNERS file at path. Lines that GitHub would skip are skipped, and gaps.
func ParseCodeOwners(path, text string) (CodeOwners, []nhi.Gap) {
	c := CodeOwners{path: path, rooted: map[string][]int{}, anywhere: map[string][]int{}}
	var gaps []nhi.Gap
	skipped, crowds, number := 0, 0, 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		pattern, owners := splitOwners(line)
		if pattern == "" {
			continue
		}
		compiled, ok := compilePath(pattern)
		// A leading # cannot be escaped on GitHub.
		if !ok || !validOwners(owners) || strings.HasPrefix(strings.TrimSpace(line), `\#`) {
			if skipped++; skipped <= maxGaps {
				gaps = append(gaps, ownersGap(path, number, nhi.GapUnparsable, "GitHub skips this line: its pattern or one of its owners is not valid"))
			}
			continue
		}
		if len(owners) > maxNamed {
			owners = slices.Clone(owners[:maxNamed])
			if crowds++; crowds <= maxGaps {
				gaps = append(gaps, ownersGap(path, number, nhi.GapTooLarge, tooManyOwners))
			}
		}
		c.add(ownerRule{pattern: compiled, owners: owners, line: number})
	}
	if skipped > maxGaps {
		gaps = append(gaps, ownersGap(path, 0, nhi.GapUnparsable, fmt.Sprintf("%d more lines are not valid", skipped-maxGaps)))
	}
	if crowds > maxGaps {
		gaps = append(gaps, ownersGap(path, 0, nhi.GapTooLarge, fmt.Sprintf("%d more lines name more than %d owners", crowds-maxGaps, maxNamed)))
	}
	return c, gaps
}

// splitOwners splits a line into its pattern, in which a backslash makes the next character
// part of it, and its owners. A # begins a comment where a word could begin.
func splitOwners(line string) (pattern string, owners []string) {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "#") {
		return "", nil
	}
	var b strings.Builder
	i := 0
	for ; i < len(line) && line[i] != ' ' && line[i] != '\t'; i++ {
		if line[i] == '\\' && i+1 < len(line) {
			i++
		}
		b.WriteByte(line[i])
	}
	for _, word := range strings.Fields(line[i:]) {
		if strings.HasPrefix(word, "#") {
			break
		}
		owners = append(owners, word)
	}
	return b.String(), owners
}

// ownerForm is what GitHub takes for an owner. The accounts that a company manages end in an underscore and its short name.
var ownerForm = lazyregexp.New(`^(@[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?(/[A-Za-z0-9_.-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+)$`)

// maxOwner is the longest owner: a name, a slash and a team, or an address. In bytes.
const maxOwner = 255

func validOwners(owners []string) bool {
	for _, o := range owners {
		printable := !strings.ContainsFunc(o, func(r rune) bool { return !unicode.IsPrint(r) })
		if len(o) > maxOwner || !printable || !ownerForm().MatchString(o) {
			return false
		}
	}
	return true
}

func (c *CodeOwners) add(rule ownerRule) {
	i := len(c.rules)
	c.rules = append(c.rules, rule)
	s := rule.pattern.segments
	literal := 0
	for literal < len(s) && isLiteral(s[literal]) {
		literal++
	}
	switch {
	case literal > 0:
		prefix := strings.Join(s[:literal], "/")
		c.rooted[prefix] = append(c.rooted[prefix], i)
	case len(s) > 1 && s[0] == "**" && isLiteral(s[1]):
		c.anywhere[s[1]] = append(c.anywhere[s[1]], i)
	default:
		c.other = append(c.other, i)
	}
}

func isLiteral(segment string) bool { return !strings.ContainsAny(segment, "*?") }

// find is the last rule that matches the path, nil when none does.
func (c *CodeOwners) find(path string) *ownerRule {
	segments := strings.Split(path, "/")
	best := c.last(c.other, segments, -1)
	end := 0 // of the segments so far
	for _, s := range segments {
		end += len(s)
		best = c.last(c.rooted[path[:end]], segments, best)
		best = c.last(c.anywhere[s], segments, best)
		end++
	}
	if best < 0 {
		return nil
	}
	return &c.rules[best]
}

// last is the last of the candidates after best that matches, best when none does.
func (c *CodeOwners) last(candidates []int, segments []string, best int) int {
	for i := len(candidates) - 1; i >= 0 && candidates[i] > best; i-- {
		if c.rules[candidates[i]].pattern.match(segments) {
			return candidates[i]
		}
	}
	return best
}

// OwnersOf returns who owns a path, and the place of the line that says so, e.g.
// ".github/CODEOWNERS:3". No owners and a place: the line says that nobody does.
func (c CodeOwners) OwnersOf(path string) (owners []string, source string) {
	rule := c.find(path)
	if rule == nil {
		return nil, ""
	}
	return rule.owners, fmt.Sprintf("%s:%d", c.path, rule.line)
}

// OwnersOf returns who owns a path of the scanned repository according to its CODEOWNERS (see CodeOwners.OwnersOf) or,
// where no line of that matches, to its OWNERS.
func (d Declarations) OwnersOf(path string) (owners []string, source string) {
	if owners, source = d.owners.OwnersOf(path); source != "" {
		return owners, source
	}
	return d.folders.ownersOf(path)
}
