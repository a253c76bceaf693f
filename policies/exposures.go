package policies

import (
	"cmp"
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

var presenceOrder = []nhi.Presence{nhi.PresenceHead, nhi.PresenceWorktree, nhi.PresenceBranch, nhi.PresenceHistory}

func (d *derivation) exposures(all []nhi.Exposure) []exposureFacts {
	counted := slices.DeleteFunc(slices.Clone(all), func(e nhi.Exposure) bool { return e.Suppressed != nil || e.Credential.Public })
	nhi.Sort(counted, func(a, b nhi.Exposure) int {
		return cmp.Or(
			cmp.Compare(visibility(a), visibility(b)), cmp.Compare(confidenceRank(b.Confidence), confidenceRank(a.Confidence)),
			cmp.Compare(a.Location.Repository, b.Location.Repository), cmp.Compare(a.Location.Path, b.Location.Path), cmp.Compare(a.Location.Line, b.Location.Line),
			cmp.Compare(a.Location.Column, b.Location.Column), cmp.Compare(a.Rule, b.Rule))
	})
	var facts []exposureFacts
	for _, e := range counted {
		facts = append(facts, d.exposure(e))
	}
	return facts
}

// visibility is the rank of where in time a value still is, 0 for HEAD. Of what is past, that which HEAD once had comes first.
func visibility(e nhi.Exposure) int {
	rank := 2 * slices.Index(presenceOrder, e.Presence)
	if !e.WasInHead {
		rank++
	}
	return rank
}

// confidenceRank puts the surer higher.
func confidenceRank(c nhi.Confidence) int {
	return slices.Index([]nhi.Confidence{nhi.ConfidenceLow, nhi.ConfidenceMedium, nhi.ConfidenceHigh}, c)
}

func (d *derivation) exposure(e nhi.Exposure) exposureFacts {
	c := e.Credential
	found, _ := nhi.RuleWords(e.Rule)
	f := exposureFacts{
		Rule: e.Rule, Found: found, At: placeOf(e.Location), Presence: e.Presence, Commit: e.Commit, Ref: e.Ref, Name: e.Name, Preview: e.Preview,
		Service: c.Service, Issuer: issuerOf(c), SelfMade: selfMade(e), Symmetric: c.Symmetric(), Kind: c.Kind, Livemode: c.Livemode, Confidence: e.Confidence, Checksum: c.Checksum,
		Issued: issued(e), Expired: !c.ExpiresAt.IsZero() && c.ExpiresAt.Before(d.now), TestData: e.TestData, Doubt: e.Doubt, Proposed: nhi.IsProposal(e.Ref),
		Alert: d.alert(e.Platform),
	}
	for _, l := range e.Again {
		f.Again = append(f.Again, placeOf(l))
	}
	if !e.Date.IsZero() && !e.Cut {
		days := d.since(e.Date)
		f.Days = &days
	}
	return f
}

// exposed says since when a value can be read, by the oldest commit or alert that has it, or that nobody knows: where a history was
// not read, or ends, it may be longer. Of what is nowhere exposed there is nothing to know.
func exposed(f *identityFacts) {
	first := 0
	for _, e := range f.Exposures {
		days := e.Days
		if e.Alert != nil && e.Alert.Days != nil && (days == nil || *e.Alert.Days > *days) {
			days = e.Alert.Days
		}
		if days == nil {
			f.Unknown["exposed_days"] = nhi.ReasonNotCollected
			return
		}
		first = max(first, *days)
	}
	if len(f.Exposures) > 0 {
		f.ExposedDays = &first
	}
}

// issued tells whether an exposed value's own form shows that a known provider issued it.
// A private key or an unsigned token has a form too, but anybody can make one.
func issued(e nhi.Exposure) bool {
	c := e.Credential
	if c.Checksum != "" {
		return c.Checksum == "valid"
	}
	madeByProvider := c.Service != "" && c.Category != "" && c.Category != nhi.CategoryUnknown && c.Category != nhi.CategorySigning
	return c.By == "value" && madeByProvider && e.Confidence != nhi.ConfidenceLow
}
