package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/nhi"
)

// registryFile is where an organisation declares what only a person can know.
const registryFile = ".rollcall/registry.yaml"

// openFindings returns the findings that count, the worst first.
func openFindings(r nhi.Report) []nhi.Finding {
	var open []nhi.Finding
	for _, f := range r.Findings {
		if f.Counts() {
			open = append(open, f)
		}
	}
	slices.SortStableFunc(open, leaksIn(r.Identities).worstFirst)
	return open
}

// leaks is the identities of a report by ID: findings of leaked credentials are ordered by what they hold.
type leaks map[nhi.ID]*nhi.Identity

func leaksIn(identities []nhi.Identity) leaks { return identityIndex(identities) }

// worstFirst orders findings by severity, then enforced before advisory, then policy, then, of leaked credentials, by
// how sure and how near they are, then identity and place.
func (l leaks) worstFirst(a, b nhi.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
		cmp.Compare(slices.Index(nhi.Modes, a.Mode), slices.Index(nhi.Modes, b.Mode)),
		cmp.Compare(a.Policy, b.Policy),
		cmp.Compare(l.distance(a), l.distance(b)),
		cmp.Compare(a.Identity, b.Identity),
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}

// distance puts what is proved before what is at HEAD, that before other refs, these before the past and what is only
// proposed last; of each, what the detection is surer of.
func (l leaks) distance(f nhi.Finding) int {
	e := exposureOf(f, l[f.Identity])
	if e == nil {
		return 0
	}
	sure := 1 + slices.Index([]nhi.Confidence{nhi.ConfidenceHigh, nhi.ConfidenceMedium, nhi.ConfidenceLow}, e.Confidence)
	switch {
	case e.Platform != nil && e.Platform.Validity == "active":
		return sure
	case e.Credential.Checksum == "valid":
		return 10 + sure
	case nhi.IsProposal(e.Ref):
		return 100 + sure
	}
	return 20 + 10*slices.Index([]nhi.Presence{nhi.PresenceHead, nhi.PresenceWorktree, nhi.PresenceBranch, nhi.PresenceHistory}, e.Presence) + sure
}

// compareLocations orders by repository, path, line and column; no place comes last.
func compareLocations(a, b *nhi.Location) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// findingGroup is what one policy found at one severity and mode.
type findingGroup struct {
	policy, title string
	severity      nhi.Severity
	mode          nhi.Mode
	findings      []nhi.Finding
}

// groupFindings gathers findings, sorted by worstFirst, by policy.
func groupFindings(findings []nhi.Finding) []findingGroup {
	var groups []findingGroup
	for _, f := range findings {
		last := len(groups) - 1
		if last < 0 || groups[last].policy != f.Policy || groups[last].severity != f.Severity || groups[last].mode != f.Mode {
			groups = append(groups, findingGroup{policy: f.Policy, title: f.Title, severity: f.Severity, mode: f.Mode})
			last++
		}
		groups[last].findings = append(groups[last].findings, f)
	}
	return groups
}

// tally is a number of something.
type tally struct {
	name  string
	count int
}

// bySeverity counts findings, the worst severity first, leaving out those with none.
func bySeverity(findings []nhi.Finding) []tally {
	var sums []tally
	for _, severity := range slices.Backward(nhi.Severities) {
		n := 0
		for _, f := range findings {
			if f.Severity == severity {
				n++
			}
		}
		if n > 0 {
			sums = append(sums, tally{string(severity), n})
		}
	}
	return sums
}

// byKind counts identities in the order of nhi.Kinds, then any other kind.
func byKind(identities []nhi.Identity) []tally {
	counts := map[nhi.Kind]int{}
	for _, identity := range identities {
		counts[identity.Kind]++
	}
	var sums []tally
	for _, kind := range nhi.Kinds {
		if n := counts[nhi.Kind(kind.Name)]; n > 0 {
			sums = append(sums, tally{kind.Title, n})
			delete(counts, nhi.Kind(kind.Name))
		}
	}
	known := len(sums)
	for kind, n := range counts {
		sums = append(sums, tally{string(kind), n})
	}
	slices.SortFunc(sums[known:], func(a, b tally) int { return cmp.Compare(a.name, b.name) })
	return sums
}

func enforcedCount(findings []nhi.Finding) (n int) {
	for _, f := range findings {
		if f.Mode == nhi.ModeEnforced {
			n++
		}
	}
	return n
}

// unknownGroup is a policy that could not decide for want of one fact, and about which identities.
type unknownGroup struct {
	policy, fact string
	reason       nhi.AbsentReason
	identities   []nhi.ID
}

// groupUnknowns gathers the undecided by reason, policy and fact: by reason in the order of
// absenceAdvice, then the largest group first.
func groupUnknowns(unknowns []nhi.Unknown) []unknownGroup {
	type key struct {
		policy, fact string
		reason       nhi.AbsentReason
	}
	index := map[key]int{}
	var groups []unknownGroup
	for _, u := range unknowns {
		k := key{u.Policy, u.Fact, u.Reason}
		i, seen := index[k]
		if !seen {
			i, index[k] = len(groups), len(groups)
			groups = append(groups, unknownGroup{policy: u.Policy, fact: u.Fact, reason: u.Reason})
		}
		groups[i].identities = append(groups[i].identities, u.Identity)
	}
	slices.SortStableFunc(groups, func(a, b unknownGroup) int {
		return cmp.Or(
			cmp.Compare(adviceRank(a.reason), adviceRank(b.reason)), cmp.Compare(a.reason, b.reason),
			cmp.Compare(len(b.identities), len(a.identities)),
			cmp.Compare(a.policy, b.policy), cmp.Compare(a.fact, b.fact),
		)
	})
	return groups
}

// absenceAdvice says why facts are not known and what would make them known, those first about
// which a reader can do most.
var absenceAdvice = []struct {
	reason nhi.AbsentReason
	advice string
}{
	{nhi.ReasonNotDeclared, "Only a person can know: declare it in " + registryFile + "."},
	{nhi.ReasonNotPermitted, "The token may not read it: grant the permission that the gaps name."},
	{nhi.ReasonUnset, "The platform records it, and it is not set: set it."},
	{nhi.ReasonNotCollected, "No file says it: ask GitHub with --repository or --organization, or declare it in " + registryFile + "."},
	{nhi.ReasonNotSupported, "The platform does not record it: declare it in " + registryFile + "."},
}

func adviceRank(reason nhi.AbsentReason) int {
	for i, a := range absenceAdvice {
		if a.reason == reason {
			return i
		}
	}
	return len(absenceAdvice)
}

// absenceStep is what to do about a fact's absence, "" for a reason this version does not know.
func absenceStep(reason nhi.AbsentReason) string {
	if rank := adviceRank(reason); rank < len(absenceAdvice) {
		return absenceAdvice[rank].advice
	}
	return ""
}

// unknownSentence says it all in one sentence or two.
func unknownSentence(g unknownGroup) string {
	return strings.TrimSpace(fmt.Sprintf("%s could not decide about %s: it needs %s. %s",
		g.policy, quantity(len(g.identities), "identities"), g.fact, absenceStep(g.reason)))
}

// gapAdvice says what a reader can do about a gap. What is unsupported tells it itself.
var gapAdvice = map[nhi.GapReason]string{
	nhi.GapUnreadable:   "make it readable, or accept that it was not scanned",
	nhi.GapUnparsable:   "correct its syntax",
	nhi.GapTooLarge:     "check by hand that it holds no credential",
	nhi.GapNotPermitted: "grant the permission",
	nhi.GapShallow:      "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 in actions/checkout",
	nhi.GapMissing:      "fetch again, and check the clone with git fsck",
	nhi.GapTimeout:      "scan again, with more time or on a quieter machine",
	nhi.GapRateLimited:  "scan again later with the same checkpoint file; it goes on where it was",
	nhi.GapBudget:       "raise --max-requests, or scan again with the same checkpoint file",
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
}

// gapStep is the next step for a gap: the permission to grant where one is missing.
func gapStep(g nhi.Gap) string {
	if g.Permission != "" {
		return "grant " + g.Permission
	}
	if g.Reason == nhi.GapUndecided && g.Source == "leaks" {
		return "take each value of the history for one that a branch still has"
	}
	if advice, known := gapAdviceAPI[g.Reason]; known && g.Source == "github" {
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

// position writes a location the way editors and terminals recognise: path:line:column. A file of
// another repository than the target's begins with that repository, as in `uses:`.
func position(l nhi.Location) string {
	s := plain(l.Path)
	if l.Repository != "" {
		s = plain(l.Repository + "/" + l.Path)
	}
	if l.Line > 0 {
		s += ":" + strconv.Itoa(l.Line)
		if l.Column > 0 {
			s += ":" + strconv.Itoa(l.Column)
		}
	}
	return s
}

// identityIndex finds identities by id, for what refers to them.
func identityIndex(identities []nhi.Identity) map[nhi.ID]*nhi.Identity {
	index := make(map[nhi.ID]*nhi.Identity, len(identities))
	for i := range identities {
		index[identities[i].ID] = &identities[i]
	}
	return index
}

// ownerPhrase says who answers for an identity, and how that is known when nobody declared it.
func ownerPhrase(o nhi.Owner) string {
	name := shorten(plain(o.Technical.Value), 40)
	switch {
	case name == "" || o.Status == nhi.OwnerNone:
		return "no owner"
	case o.Status == nhi.OwnerConfirmed:
		return name
	}
	return name + " (" + plain(string(o.Status)) + ")"
}

// scanned says how much was read, e.g. "8,312 commits". Where several sources count the same
// unit, the largest count stands for all; what there was none of is not worth a word.
func scanned(counts []nhi.ScanCount) []string {
	var units []string
	most := map[string]int64{}
	for _, c := range counts {
		if c.Hidden {
			continue
		}
		if _, seen := most[c.Unit]; !seen {
			units = append(units, c.Unit)
		}
		most[c.Unit] = max(most[c.Unit], c.Count)
	}
	var phrases []string
	for _, unit := range units {
		if most[unit] == 0 {
			continue
		}
		if unit == "bytes" {
			phrases = append(phrases, byteSize(most[unit]))
			continue
		}
		phrases = append(phrases, quantity(most[unit], plain(unit)))
	}
	return phrases
}

// notListed says how much looks like a credential at first sight only, by why, and how to see it; "" when there is none.
func notListed(counts []nhi.ScanCount) string {
	n, kinds := int64(0), []string{}
	for _, c := range counts {
		if c.Hidden && c.Count > 0 {
			n += c.Count
			kinds = append(kinds, plain(c.Unit)+" "+grouped(c.Count))
		}
	}
	why := strings.Join(kinds, ", ")
	switch n {
	case 0:
		return ""
	case 1:
		return "1 more value is probably no credential (" + why + "): --sensitivity high lists it."
	}
	return grouped(n) + " more values are probably no credentials (" + why + "): --sensitivity high lists them."
}

// quantity writes a count with its plural noun, in the singular when it is one.
func quantity[N int | int64](n N, plural string) string {
	if n == 1 {
		plural = singular(plural)
	}
	return grouped(int64(n)) + " " + plural
}

func singular(plural string) string {
	if stem, found := strings.CutSuffix(plural, "ies"); found {
		return stem + "y"
	}
	return strings.TrimSuffix(plural, "s")
}

// grouped writes a number with its digits in groups of three: 8,312.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func byteSize(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	size, unit := float64(n), 0
	for size >= 1024 && unit < len(units)-1 {
		size, unit = size/1024, unit+1
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", size, units[unit])
}

// roundingError is far below a tenth of a point and above what sums of floats lose.
const roundingError = 1e-9

// number writes a score with at most one decimal. It rounds down, so that no score looks like
// one that has the next grade.
func number(v float64) string {
	return strconv.FormatFloat(tenths(v)/10, 'f', -1, 64)
}

func tenths(v float64) float64 { return math.Floor(v*10 + roundingError) }

// gain writes what a recommendation gains, rounded down like the score it adds to.
func gain(points float64) string {
	if points < 0.1 {
		return "<0.1"
	}
	return fmt.Sprintf("+%.1f", tenths(points)/10)
}

// scorePhrase says the score in words.
func scorePhrase(s nhi.Score) string {
	if !s.Rated {
		return "not rated: no identity was found"
	}
	phrase := "score " + number(s.Value) + " of 100, grade " + plain(s.Grade)
	if s.Provisional {
		phrase += ", provisional"
	}
	return phrase
}

// knownPhrase says how sure the score is.
func knownPhrase(s nhi.Score) string {
	return fmt.Sprintf("%s%% of what counts is known: the score lies between %s and %s.", number(100*s.Coverage), number(s.Low), number(s.High))
}

// sentenceCase raises a word's first letter.
func sentenceCase(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// midSentence lowers a title's first letter, unless its first word has a capital inside (CI, GitHub).
func midSentence(title string) string {
	first, size := utf8.DecodeRuneInString(title)
	word, _, _ := strings.Cut(title, " ")
	if size == 0 || strings.ToLower(word[size:]) != word[size:] {
		return title
	}
	return string(unicode.ToLower(first)) + title[size:]
}
