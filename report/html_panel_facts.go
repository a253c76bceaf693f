package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// facts lists what is known of an identity, and what is not, with its provenance.
func (v roll) facts(i nhi.Identity) []fact {
	return slices.Concat(
		v.plainFacts(i),
		[]fact{
			sourced(v, "Status", i.Status, statusCell(i.Status)),
			sourced(v, "Owner", i.Owner.Technical, textCell(i.Owner.Technical)),
			sourced(v, "Business owner", i.Owner.Business, textCell(i.Owner.Business)),
			sourced(v, "Purpose", i.Purpose, textCell(i.Purpose)),
			sourced(v, "Environment", i.Environment, textCell(i.Environment)),
			sourced(v, "Criticality", i.Criticality, textCell(i.Criticality)),
			sourced(v, "Permission level", i.Privilege.Level, levelCell(i.Privilege)),
			sourced(v, "Reach", i.Privilege.Resources, textCell(i.Privilege.Resources)),
			sourced(v, "Environment protected", i.Privilege.Protected, boolCell(i.Privilege.Protected)),
			sourced(v, "Created", i.Times.Created, timeCell(i.Times.Created)),
			sourced(v, "First seen", i.Times.FirstSeen, timeCell(i.Times.FirstSeen)),
			sourced(v, "Last used", i.Times.LastUsed, timeCell(i.Times.LastUsed)),
			sourced(v, "Rotated", i.Times.Rotated, timeCell(i.Times.Rotated)),
			sourced(v, "Expires", i.Times.Expires, expiryCell(i.Times.Expires, v.now)),
			sourced(v, "Maximum age", i.Rotation.MaximumDays, daysCell(i.Rotation.MaximumDays)),
			sourced(v, "Rotation procedure", i.Rotation.Procedure, textCell(i.Rotation.Procedure)),
			sourced(v, "Attested", i.Attestation, attestationCell(i.Attestation)),
			sourced(v, "In the registry", i.Registered, boolCell(i.Registered)),
			sourced(v, "All consumers read", i.UsesKnown, boolCell(i.UsesKnown)),
		},
		v.credentialFacts(i.Credential),
	)
}

// plainFacts are the parts of an identity's name, which need no evidence.
func (v roll) plainFacts(i nhi.Identity) []fact {
	facts := []fact{{Label: "ID", Value: entry{Text: plain(string(i.ID)), Code: true}}}
	if i.Lifetime != "" {
		facts = append(facts, fact{Label: "Lifetime", Value: entry{Text: plain(string(i.Lifetime))}})
	}
	if i.Store != "" {
		facts = append(facts, fact{Label: "Kept in", Value: entry{Text: plain(i.Store)}})
	}
	if len(i.Environments) > 0 {
		facts = append(facts, fact{Label: "GitHub environments", Value: entry{Text: plain(strings.Join(i.Environments, ", "))}})
	}
	if page := safeLink(i.URL); page != "" {
		facts = append(facts, fact{Label: "Changed at", Value: entry{Text: page, Href: page}})
	}
	facts = append(facts, told("Held by", i.Holder, func(login string) cell { return cell{Text: plain(login)} })...)
	if i.RepositoryState != "" {
		facts = append(facts, fact{Label: "Repository", Value: entry{Text: plain(string(i.RepositoryState)), State: stateWarn}})
	}
	if i.Privilege.Wildcard {
		facts = append(facts, fact{Label: "Subject", Value: entry{Text: "open: contains a wildcard", State: stateBad}})
	}
	if p := permissionList(i.Privilege.Permissions); p != "" {
		facts = append(facts, fact{Label: "Permissions", Value: entry{Text: p, Code: true}})
	}
	return facts
}

// permissionList is granted permissions in order.
func permissionList(granted map[string]string) string {
	parts := make([]string, 0, len(granted))
	for _, name := range slices.Sorted(maps.Keys(granted)) {
		parts = append(parts, name+": "+granted[name])
	}
	return plain(strings.Join(parts, ", "))
}

// sourced is a fact, as a cell shows it, with where it comes from.
func sourced[T any](v roll, label string, of nhi.Fact[T], c cell) fact {
	f := fact{Label: label, Value: entry{Text: c.Text, State: c.State}, Evidence: cmp.Or(of.Evidence, nhi.EvidenceAbsent).String()}
	if of.Evidence == nhi.EvidenceInferred && f.Value.State == "" {
		f.Value.State = stateUnknown
	}
	if of.Source != "" {
		f.Source = &entry{Text: plain(of.Source), Href: v.links.source(of.Source)}
	}
	return f
}

func boolCell(f nhi.Fact[bool]) cell {
	return known(f, func(yes bool) cell {
		if yes {
			return cell{Text: "yes"}
		}
		return cell{Text: "no", State: stateWarn}
	})
}

func daysCell(f nhi.Fact[int]) cell {
	return known(f, func(n int) cell { return cell{Text: many(n, "day", "days")} })
}

func attestationCell(f nhi.Fact[nhi.Attestation]) cell {
	return known(f, func(a nhi.Attestation) cell {
		text := "by " + a.By + " on " + date(a.On)
		if until := date(a.Until); until != "" {
			text += ", until " + until
		}
		return cell{Text: plain(text)}
	})
}

// credentialFacts are what the name or the value of a credential says about it.
func (v roll) credentialFacts(c nhi.Credential) []fact {
	source := &entry{Text: "catalogue, by " + cmp.Or(plain(string(c.By)), "nothing") + ", confidence " + cmp.Or(plain(string(c.Confidence)), "unknown")}
	facts := []fact{{Label: "Service", Value: entry{Text: serviceCell(c).Text, State: serviceCell(c).State}, Evidence: "derived", Source: source}}
	add := func(label, text, state string) {
		if text != "" {
			facts = append(facts, fact{Label: label, Value: entry{Text: plain(text), State: state}, Evidence: "derived", Source: source})
		}
	}
	if c.Service == "" {
		facts[0].Evidence, facts[0].Source = "absent", nil
		source = nil
	}
	add("Category", c.Category.Title(), categoryCell(c.Category).State)
	add("Mode", string(c.Livemode), "")
	add("Secrecy", c.Secrecy(), stateQuiet)
	add("Without a stored key", strings.TrimSpace(string(c.Keyless.Support)+" "+c.Keyless.How), "")
	add("Checksum", c.Checksum, "")
	add("Issued", date(c.IssuedAt), "")
	add("Value expires", date(c.ExpiresAt), "")
	if c.NeverExpires {
		add("Value expires", "never", stateWarn)
	}
	for _, p := range c.Proves {
		add(title(p.Name), p.Value, "")
	}
	return facts
}
