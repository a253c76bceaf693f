package report

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

// sarifResult is a finding as a result. GitHub shows the message's first sentence as the
// alert's title and tells alerts apart by rule, path and primaryLocationLineHash, so the
// fingerprint goes there: it does not change when lines move or an age in the message grows.
func sarifResult(f nhi.Finding, rule int, places places) *sarif.Result {
	related := relatedLocations(f.Related)
	result := sarif.NewRuleResult(plain(f.Policy)).WithRuleIndex(rule).
		WithLevel(sarifLevel(f.Severity, f.Mode)).
		WithMessage(sarif.NewTextMessage(resultMessage(f, related))).
		WithLocations([]*sarif.Location{places.of(f)}).
		WithRelatedLocations(related)
	if f.Fingerprint != "" {
		result.WithPartialFingerPrints(map[string]any{"primaryLocationLineHash": plain(f.Fingerprint)})
	}
	if f.Suppressed != nil {
		result.AddSuppression(sarifSuppression(*f.Suppressed))
	}
	result.Properties = sarif.Properties{"identity": plain(string(f.Identity)), "severity": string(f.Severity), "mode": string(f.Mode)}
	return result
}

// resultMessage is the title, what is wrong, the fix, and links to the related places.
func resultMessage(f nhi.Finding, related []*sarif.Location) string {
	parts := []string{sentence(unlinked(f.Title)), sentence(unlinked(f.Message)), sentence(unlinked(f.Fix))}
	if len(related) > 0 {
		var links []string
		for i, l := range related[:min(len(related), relatedLinks)] {
			links = append(links, fmt.Sprintf("[%s](%d)", linkText(f.Related[i]), *l.Id))
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
func linkText(l nhi.Location) string {
	return strings.NewReplacer("[", "(", "]", ")").Replace(shorten(position(l), 200))
}

func relatedLocations(related []nhi.Location) []*sarif.Location {
	var locations []*sarif.Location
	for i, l := range related[:min(len(related), sarifLocations-1)] {
		locations = append(locations, sarifLocation(l).WithId(i+1).WithDescriptionText(position(l)))
	}
	return locations
}

func sarifSuppression(s nhi.Suppression) *sarif.Suppression {
	kind := "external"
	if s.Kind == "comment" {
		kind = "inSource"
	}
	reason := plain(s.Reason)
	if s.Owner != "" {
		reason += " (" + plain(s.Owner) + ")"
	}
	if !s.Expires.IsZero() {
		reason += " until " + s.Expires.UTC().Format("2006-01-02")
	}
	suppression := sarif.NewSuppression(kind).WithStatus("accepted")
	if reason = strings.TrimSpace(reason); reason != "" {
		suppression.WithJustifcation(shorten(reason, messageText))
	}
	return suppression
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
	if len(r.Workflows) > 0 {
		return nhi.Location{Path: r.Workflows[0].Path, Line: 1}
	}
	return registry
}

// of returns the finding's place, else the first use or exposure of its identity.
func (p places) of(f nhi.Finding) *sarif.Location {
	if f.Location != nil && f.Location.Path != "" {
		return sarifLocation(*f.Location)
	}
	identity, found := p.identities[f.Identity]
	switch {
	case !found:
	case len(identity.Uses) > 0 && identity.Uses[0].Location.Path != "":
		return sarifLocation(identity.Uses[0].Location)
	case len(identity.Exposures) > 0 && identity.Exposures[0].Location.Path != "":
		return sarifLocation(identity.Exposures[0].Location)
	case identity.Agent != nil && identity.Agent.Location.Path != "":
		return sarifLocation(identity.Agent.Location)
	}
	return sarifLocation(p.fallback)
}

// sarifLocation names a place by a relative URI. A whole file is its first line, since code
// scanning needs one. Columns are bytes in nhi and characters here: they are the same up to the
// line's first character beyond ASCII.
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
