package report

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

// sarifResult is a finding as a result. GitHub shows the message's first sentence as the
// alert's title and tells alerts apart by rule, path and primaryLocationLineHash, so the
// fingerprint goes there: it does not change when lines move or an age in the message grows.
func sarifResult(f nhi.Finding, rule int, places places) *sarif.Result {
	exposure := exposureOf(f, places.identities[f.Identity])
	beside := besides(f, exposure)
	related := relatedLocations(beside)
	place, own := places.of(f)
	result := sarif.NewRuleResult(plain(f.Policy)).WithRuleIndex(rule).
		WithLevel(sarifLevel(f.Severity, f.Mode)).
		WithMessage(sarif.NewTextMessage(resultMessage(f, beside, related, own))).
		WithLocations([]*sarif.Location{place}).
		WithRelatedLocations(related)
	if f.Fingerprint != "" {
		result.WithPartialFingerPrints(map[string]any{"primaryLocationLineHash": plain(f.Fingerprint)})
	}
	result.Properties = resultProperties(f, exposure)
	return result
}

// resultProperties are what SARIF has no place for: whose it is, how it is judged and, of a leaked credential, why it is
// taken for one.
func resultProperties(f nhi.Finding, e *nhi.Exposure) sarif.Properties {
	p := sarif.Properties{"identity": plain(string(f.Identity)), "severity": string(f.Severity), "mode": string(f.Mode)}
	if e == nil {
		return p
	}
	if e.Confidence != "" {
		p["confidence"] = plain(string(e.Confidence)) // of this detection; the rule's precision is the policy's
	}
	if e.Doubt != "" {
		p["doubt"] = plain(string(e.Doubt))
	}
	if len(e.Features) > 0 {
		weights := map[string]int{}
		for _, feature := range e.Features {
			weights[plain(feature.Name)] += feature.Weight
		}
		p["features"] = weights
	}
	return p
}

// beside is a further place of a finding, and what stands there: "" for more of the same.
type beside struct {
	at   nhi.Location
	what string
}

// besides are the further places of a finding: where the same is, and where the other parts of the credential are.
func besides(f nhi.Finding, e *nhi.Exposure) []beside {
	var all []beside
	for _, at := range f.Related {
		all = append(all, beside{at: at})
	}
	if e != nil {
		for _, p := range e.Parts {
			all = append(all, beside{p.Location, plain(p.What)})
		}
	}
	return all
}

// resultMessage is the title, what is wrong, the fix, and links to the related places. Where the finding is in a
// file of another repository, to which no result may point, it says where; own tells that the result points to its place.
func resultMessage(f nhi.Finding, places []beside, related []*sarif.Location, own bool) string {
	parts := []string{sentence(unlinked(f.Title)), sentence(unlinked(f.Message)), sentence(unlinked(f.Fix))}
	if f.Location != nil && f.Location.Path != "" && !own {
		parts = append(parts, sentence("It is at "+unlinked(position(*f.Location))))
	}
	if len(related) > 0 {
		var links []string
		for _, l := range related[:min(len(related), relatedLinks)] {
			links = append(links, fmt.Sprintf("[%s](%d)", linkText(places[*l.Id-1]), *l.Id))
		}
		if rest := len(places) + f.Unlisted - len(links); rest > 0 {
			links = append(links, many(rest, "more place", "more places"))
		}
		parts = append(parts, "See also "+strings.Join(links, ", ")+".")
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// relatedLinks is how many related places a message links to; all are in relatedLocations.
const relatedLinks = 5

// messageText is the longest title, message or fix that goes into a result, in columns; real
// ones are a few hundred.
const messageText = 2_000

// unlinked keeps a stranger's text from making a link: SARIF messages may hold [text](target).
func unlinked(text string) string {
	return shorten(strings.ReplaceAll(plain(text), "](", "] ("), messageText)
}

// linkText names a place within the brackets of a link, which its path must not close.
func linkText(b beside) string {
	return strings.NewReplacer("[", "(", "]", ")").Replace(shorten(b.text(), 200))
}

// text names a place, and what is there.
func (b beside) text() string {
	if b.what == "" {
		return position(b.at)
	}
	return "its " + b.what + " at " + position(b.at)
}

func relatedLocations(places []beside) []*sarif.Location {
	var locations []*sarif.Location
	for i, b := range places[:min(len(places), sarifLocations-1)] {
		if b.at.Repository != "" {
			continue // of that name there may be another file here
		}
		locations = append(locations, sarifLocation(b.at).WithId(i+1).WithDescriptionText(b.text()))
	}
	return locations
}

// places finds a place for each finding: code scanning shows no alert without a file.
type places struct {
	identities map[nhi.ID]*nhi.Identity
	fallback   nhi.Location
}

func newPlaces(r nhi.Report) places {
	return places{identityIndex(r.Identities), fallbackPlace(r)}
}

// fallbackPlace is where findings go that no file shows: the registry, in which they can be
// answered, else the first workflow. Where there is neither, it is the registry to be.
func fallbackPlace(r nhi.Report) nhi.Location {
	registry := nhi.Location{Path: registryFile, Line: 1}
	for _, identity := range r.Identities {
		if strings.HasPrefix(identity.Registered.Source, registryFile) {
			return registry
		}
	}
	for _, w := range r.Workflows {
		if w.Repository == "" {
			return nhi.Location{Path: w.Path, Line: 1}
		}
	}
	return registry
}

// of returns the finding's place; else the first of its identity in a file of the target: a use, an exposure, its
// configuration, its entry in the registry; else the place for all others. own tells that it is the finding's.
func (p places) of(f nhi.Finding) (place *sarif.Location, own bool) {
	if f.Location != nil && isHere(*f.Location) {
		return sarifLocation(*f.Location), true
	}
	if identity, found := p.identities[f.Identity]; found {
		if at, shown := shownHere(*identity); shown {
			return sarifLocation(at), false
		}
	}
	return sarifLocation(p.fallback), false
}

// isHere tells whether a place is a file of the target: no result may point to a file of another repository, since
// there may be one of that name here.
func isHere(l nhi.Location) bool { return l.Path != "" && l.Repository == "" }

// shownHere is the place in a file of the target that shows an identity best, if there is one.
func shownHere(i nhi.Identity) (at nhi.Location, shown bool) {
	for _, u := range i.Uses {
		if isHere(u.Location) {
			return u.Location, true
		}
	}
	for _, e := range i.Exposures {
		if isHere(e.Location) {
			return e.Location, true
		}
	}
	if i.Agent != nil && isHere(i.Agent.Location) {
		return i.Agent.Location, true
	}
	line, found := strings.CutPrefix(i.Registered.Source, registryFile+":")
	n, err := strconv.Atoi(line)
	return nhi.Location{Path: registryFile, Line: n}, found && err == nil && n > 0
}

// sarifLocation names a place by a relative URI. A whole file is its first line, since code
// scanning needs one.
func sarifLocation(l nhi.Location) *sarif.Location {
	region := sarif.NewRegion().WithStartLine(max(l.Line, 1))
	if l.Line > 0 && l.Column > 0 {
		region.WithStartColumn(l.Column)
	}
	artifact := sarif.NewSimpleArtifactLocation(relativeURI(l.Path)).WithUriBaseId(sourceRoot)
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(artifact).WithRegion(region))
}

// relativeURI percent-encodes a slash-separated path that stays below the root. A colon is
// encoded too, for in the first segment it would make a scheme of what stands before it.
func relativeURI(p string) string {
	clean := strings.TrimPrefix(path.Clean("/"+p), "/")
	segments := strings.Split(clean, "/")
	for i, segment := range segments {
		segments[i] = strings.ReplaceAll(url.PathEscape(segment), ":", "%3A")
	}
	return strings.Join(segments, "/")
}
