package classify

import (
	"cmp"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// longestValue is how many bytes of a value are examined.
const longestValue = 64 << 10

// evidence is what each source says of a value's service; each may be nil.
type evidence struct {
	value, url, rule, name, file *Service
}

// Value classifies a credential by its value first, then by the scheme of a URL, then by
// the detector's rule, then by name, then by the file that holds it; a service's own evidence goes before that of a bucket
// such as "Generic API key". Facts that the value proves are given whoever names the service.
// At most the first 64 KiB are examined. A value that nothing recognises gives a Credential
// without a Service.
func Value(value string, hint Hint) nhi.Credential {
	value = examined(value)
	words := split(hint.Name)
	name := find(words, hint.Path != "")
	seen := evidence{rule: table().rules[hint.Rule], name: name.token.service, file: serviceOfFile(hint.Path)}

	m := recognise(value, seen)
	if m.form != nil {
		seen.value = m.form.service
		if seen.name != nil && m.form.reads == "jwt" && seen.name.Kind == nhi.KindSigningKey {
			seen.name, name = nil, named{} // a token is none of the keys that sign
		}
	}
	address, isAddress := parseAddress(value)
	if isAddress {
		seen.url = table().schemes[address.scheme]
	}
	c := seen.credential(name)
	c.Environment = environment(words, name.words)
	if m.form != nil {
		m.describe(&c, value)
	}
	if isAddress && m.form == nil {
		address.describe(&c)
	}
	return c
}

// examined is the part of a value that is looked at, without the blanks around it.
func examined(value string) string {
	return strings.TrimSpace(value[:min(len(value), longestValue)])
}

// credential names the service by the strongest evidence.
func (e evidence) credential(name named) nhi.Credential {
	byName := name.credential()
	byName.Public = false // a name says what a value is for; a value found is what it is
	in := []struct {
		service    *Service
		by         nhi.Recognition
		confidence nhi.Confidence
	}{
		{e.value, nhi.RecognisedByValue, nhi.ConfidenceHigh},
		{e.url, nhi.RecognisedByURL, nhi.ConfidenceHigh},
		{e.rule, nhi.RecognisedByRule, nhi.ConfidenceMedium},
		{e.name, nhi.RecognisedByName, byName.Confidence},
		{e.file, nhi.RecognisedByFile, nhi.ConfidenceMedium},
	}
	for _, fallback := range []bool{false, true} {
		for _, i := range in {
			if i.service == nil || i.service.Fallback != fallback {
				continue
			}
			if i.by == "name" {
				return byName
			}
			c := i.service.credential()
			c.By, c.Confidence = i.by, i.confidence
			if i.service == e.name {
				c.Livemode = byName.Livemode
			}
			return c
		}
	}
	return nhi.Credential{}
}

// describe adds what the form and the reader of its facts say.
func (m match) describe(c *nhi.Credential, value string) {
	f := m.form
	c.Public = f.public
	c.Confidence = nhi.ConfidenceHigh // that it is a credential, whoever names its service
	c.Livemode = cmp.Or(f.mode, c.Livemode)
	if f.service.Name == c.Service || f.service.Fallback {
		c.Kind = cmp.Or(f.kind, f.service.Kind)
	}
	if f.sort != "" {
		prove(c, "type", f.sort)
	}
	if f.reads != "" {
		readers[f.reads](m.text, value, c)
	}
	if c.Checksum == "invalid" {
		c.Confidence = nhi.ConfidenceLow
	}
}
