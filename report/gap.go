package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// gapAdvice says what a reader can do about a gap. What is unsupported tells it itself.
var gapAdvice = map[nhi.GapReason]string{
	nhi.GapUnreadable:   "make it readable, or accept that it was not scanned",
	nhi.GapUnparsable:   "correct its syntax, or accept that it was not read",
	nhi.GapTooLarge:     "check by hand that it holds no credential",
	nhi.GapNotPermitted: "grant the permission",
	nhi.GapShallow:      "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in actions/checkout",
	nhi.GapMissing:      "fetch again, and check the clone with git fsck",
	nhi.GapTimeout:      "scan again, with more time or on a quieter machine",
	nhi.GapRateLimited:  "scan again later; with --checkpoint FILE the scan of an organisation goes on where it was",
	nhi.GapBudget:       "raise --max-requests; with --checkpoint FILE the next scan of an organisation goes on where it was",
	nhi.GapInterrupted:  "scan again to the end",
	nhi.GapUndecided:    "correct the policy: see rollcall policy test",
	nhi.GapSkippedRule:  "correct the rule",
}

// gapAdviceAPI is gapAdvice for what GitHub's API did not tell, where that is another one.
var gapAdviceAPI = map[nhi.GapReason]string{
	nhi.GapUnreadable: "scan again",
	nhi.GapUnparsable: "scan again; where it stays so, report it",
	nhi.GapMissing:    "", // what is gone is gone; a shard says itself what happened
	nhi.GapTimeout:    "scan again",
	nhi.GapTooLarge:   "look at it on GitHub itself",
}

// gapAdviceWorkflows is gapAdvice for workflows: GitHub's syntax grows faster than any parser of it.
var gapAdviceWorkflows = map[nhi.GapReason]string{
	nhi.GapUnparsable: "correct its syntax, or, where GitHub takes it, it uses syntax that this version does not know",
	nhi.GapTooLarge:   "split it, or look by hand at what it uses",
}

// gapAdviceAgents and gapAdviceRegistry are gapAdvice for files that are not searched for credentials there.
var (
	gapAdviceAgents   = map[nhi.GapReason]string{nhi.GapTooLarge: "look at it by hand"}
	gapAdviceRegistry = map[nhi.GapReason]string{nhi.GapTooLarge: "shorten it"}
)

// gapAdviceRepository is gapAdvice for a whole clone or folder that lacks something, which says itself what to do.
var gapAdviceRepository = map[nhi.GapReason]string{nhi.GapMissing: ""}

// gapStep is the next step for a gap: the permission to grant where one is missing.
func gapStep(g nhi.Gap) string {
	if g.Permission != "" {
		return "grant " + g.Permission
	}
	if g.Reason == nhi.GapUndecided && g.Source == "leaks" {
		return "take each value of the history for one that a branch still has"
	}
	own := map[string]map[nhi.GapReason]string{
		"github": gapAdviceAPI, "workflows": gapAdviceWorkflows, "repository": gapAdviceRepository, "agents": gapAdviceAgents, "registry": gapAdviceRegistry,
	}[g.Source]
	if advice, known := own[g.Reason]; known {
		return advice
	}
	return gapAdvice[g.Reason]
}

// gapPlace is where a gap is: its place in a file, else its scope.
func gapPlace(g nhi.Gap) string {
	if g.Location != nil {
		return position(*g.Location)
	}
	return plain(g.Scope)
}

// gapGroup is some gaps of one source, of which one sentence says all but the place.
type gapGroup struct {
	first nhi.Gap
	also  []nhi.Gap
}

// groupGaps gathers gaps that say the same of several places, in the order of the first of each.
func groupGaps(gaps []nhi.Gap) []gapGroup {
	type likeness struct{ source, permission, reason, detail string }
	var groups []gapGroup
	number := map[likeness]int{}
	for _, g := range gaps {
		like := likeness{g.Source, g.Permission, string(g.Reason), withoutNames(g.Detail)}
		n, seen := number[like]
		if !seen {
			number[like] = len(groups)
			groups = append(groups, gapGroup{first: g})
			continue
		}
		groups[n].also = append(groups[n].also, g)
	}
	return groups
}

// withoutNames is a text without the names of objects, which differ from place to place.
func withoutNames(text string) string {
	fields := strings.Fields(text)
	for i, word := range fields {
		if name := strings.Trim(word, ".,:;()"); len(name) >= shortestObject && strings.Trim(name, "0123456789abcdef") == "" {
			fields[i] = ""
		}
	}
	return strings.Join(fields, " ")
}

// shortestObject is the least that names an object of git, in digits.
const shortestObject = 12

// sentence says what was not seen, what to do about it, and at most n other places of which that is true too.
func (g gapGroup) sentence(n int) string {
	if len(g.also) == 0 {
		return gapSentence(g.first)
	}
	places, rest := g.others(n)
	if len(places) == 0 {
		return fmt.Sprintf("%s And %s more like it.", gapSentence(g.first), thousands(rest))
	}
	said := gapSentence(g.first) + " Also " + strings.Join(places, ", ")
	if rest > 0 {
		said += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return said + "."
}

// others names at most n of the other places, and says how many gaps are not told with them. Where not all have room,
// those of one folder are one place: "12 in testdata".
func (g gapGroup) others(n int) (places []string, rest int) {
	rest = len(g.also)
	for _, of := range g.folders(rest > n) {
		place := gapPlace(of.first)
		if folder := path.Dir(of.first.Scope); len(of.also) > 0 {
			place = fmt.Sprintf("%s in %s", thousands(1+len(of.also)), cmp.Or(strings.TrimPrefix(plain(folder), "."), "the root"))
		}
		if len(places) < n && place != gapPlace(g.first) && !slices.Contains(places, place) {
			places = append(places, shorten(place, longestPlace))
			rest -= 1 + len(of.also)
		}
	}
	return places, rest
}

// folders are the other places, and where that is asked for, files of one folder together.
func (g gapGroup) folders(together bool) []gapGroup {
	var all []gapGroup
	number := map[string]int{}
	for _, gap := range g.also {
		folder := path.Dir(gap.Scope)
		n, seen := number[folder]
		if file := gap.Source == "leaks" && gap.Location == nil; !together || !file || !seen {
			number[folder] = len(all)
			all = append(all, gapGroup{first: gap})
			continue
		}
		all[n].also = append(all[n].also, gap)
	}
	return all
}

func gapSentence(g nhi.Gap) string {
	sentence := gapPlace(g) + ": " + cmp.Or(g.Detail, gapTitle(g.Reason))
	if step := gapStep(g); step != "" {
		sentence = strings.TrimSuffix(sentence, ".") + "; " + step
	}
	return strings.TrimSuffix(sentence, ".") + "."
}

func gapTitle(reason nhi.GapReason) string {
	return strings.ReplaceAll(string(reason), "_", " ")
}
