package policies

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

func agentOf(a *nhi.Agent) *agentFacts {
	if a == nil {
		return nil
	}
	f := &agentFacts{
		Vendor: a.Vendor, Product: a.Product, Form: a.Form, At: placeOf(a.Location), Job: a.Job,
		Permissions: permissionsOf(a.Permissions), Secrets: a.Secrets, Untrusted: untrusted(a.Triggers), Declared: a.Declared,
		Sponsor: a.Sponsor, NotAllowed: notAllowed(a),
	}
	for _, s := range a.Settings {
		f.Settings = append(f.Settings, settingFacts{Name: s.Name, Detail: s.Detail, At: placeOf(s.Location)})
	}
	for _, in := range a.Inline {
		f.Inline = append(f.Inline, inlineFacts{Name: in.Name, At: placeOf(in.Location)})
	}
	for _, s := range a.Servers {
		f.Servers = append(f.Servers, serverFacts{
			Name: s.Name, Transport: s.Transport, Package: s.Package, Host: s.Host,
			Pinned: s.Pinned, Plaintext: s.Plaintext, At: placeOf(s.Location),
		})
		for _, in := range s.Inline {
			f.Inline = append(f.Inline, inlineFacts{Name: in.Name, Server: s.Name, At: placeOf(in.Location)})
		}
	}
	return f
}

// notAllowed are the secrets in an agent's reach that its declared list does not name.
func notAllowed(a *nhi.Agent) []string {
	if a.AllowedSecrets == nil {
		return nil
	}
	var outside []string
	for _, secret := range a.Secrets {
		if !slices.ContainsFunc(a.AllowedSecrets, func(pattern string) bool { return matchPattern(pattern, secret) }) {
			outside = append(outside, secret)
		}
	}
	return outside
}
