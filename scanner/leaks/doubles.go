package leaks

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// manifestRule is gitleaks' rule whose value is a whole manifest, with the values in it.
const manifestRule = "kubernetes-secret-yaml"

// shortestDouble is how long a value is at least to be recognised within another, in bytes.
const shortestDouble = 8

// mostCompared bounds how often the manifests of a file are searched for its values. Beyond it all are told.
const mostCompared = 100_000

// foldDoubles lets a value be told once where several rules found it at one place: by two rules for one issuer, as it is written
// and as it is decoded, or alone and with the manifest around it. Nothing is folded into what is past, or doubtful.
func foldDoubles(found []*exposed, opinions map[*exposed]*opinion) {
	byPath := map[string][]*exposed{}
	for _, e := range found {
		if o := opinions[e]; o.Doubt == "" && o.whole == nil && len(e.secret) >= shortestDouble && !isPart(e.rule) {
			byPath[e.path] = append(byPath[e.path], e)
		}
	}
	for _, all := range byPath {
		if len(all) > 1 {
			foldManifests(all, opinions)
			foldPlaces(all, opinions)
		}
	}
}

func isPart(rule string) bool {
	d := rules.ByID(rule)
	return d != nil && d.PartOnly
}

// foldManifests lets the values in a manifest stand for it.
func foldManifests(all []*exposed, opinions map[*exposed]*opinion) {
	manifests := slices.DeleteFunc(slices.Clone(all), func(e *exposed) bool { return e.rule != manifestRule })
	if len(manifests)*len(all) > mostCompared {
		return
	}
	for _, manifest := range manifests {
		for _, e := range all {
			if e.rule != manifestRule && e.rank() <= manifest.rank() && strings.Contains(manifest.secret, e.secret) {
				opinions[e].tellFor(e, opinions[manifest])
			}
		}
	}
}

// foldPlaces lets the most telling of what was found on one line for one value stand for the rest.
func foldPlaces(all []*exposed, opinions map[*exposed]*opinion) {
	type spot struct {
		value      string
		line, rank int
	}
	best := map[spot]*exposed{}
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b *exposed) int {
		x, y := opinions[a], opinions[b]
		return cmp.Or(nhi.CompareBools(!x.telling(), !y.telling()), cmp.Compare(a.place().Depth, b.place().Depth))
	})
	for _, e := range order {
		if opinions[e].whole != nil {
			continue
		}
		at := spot{decodedOnce(e.secret), e.place().ValueLine, e.rank()}
		if first := best[at]; first == nil {
			best[at] = e
		} else if first.rule != e.rule || first.place().Depth != e.place().Depth {
			opinions[first].tellFor(first, opinions[e])
		}
	}
}

// telling tells whether the form of the value says whose it is.
func (o *opinion) telling() bool {
	return hasProvidersForm(o.credential) || o.credential.Checksum == "valid"
}

// tellFor lets an exposure stand for another one of the same value, and be as sure as that.
func (o *opinion) tellFor(e *exposed, of *opinion) {
	of.whole = e
	o.certain = o.certain || of.confidence(evidence.IsTest(e.path)) == nhi.ConfidenceHigh
	o.parts = append(o.parts, of.parts...)
	of.parts = nil
}

// decodedOnce is what a value is as base64, or itself where it is none.
func decodedOnce(value string) string {
	digits := strings.TrimRight(value, "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if text, err := encoding.DecodeString(digits); err == nil && printable(text) {
			return string(text)
		}
	}
	return value
}

func printable(text []byte) bool {
	return len(text) >= shortestDouble && !slices.ContainsFunc(text, func(c byte) bool { return c < ' ' || c > '~' })
}
