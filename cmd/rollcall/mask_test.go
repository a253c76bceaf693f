package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestMaskedReachesEveryText(t *testing.T) {
	hide := func(s string) string { return strings.ReplaceAll(s, "VALUE", "…") }
	report := func(text string) nhi.Report {
		return nhi.Report{
			Target:      nhi.Target{Ref: "refs/heads/" + text},
			GeneratedAt: asOf,
			Identities: []nhi.Identity{{
				ID: nhi.ID("x:" + text), Purpose: nhi.Declared(text, "registry"),
				Exposures: []nhi.Exposure{{Date: asOf, Suppressed: &nhi.Suppression{Reason: text}}},
				Privilege: nhi.Privilege{Permissions: map[string]string{text: text}},
			}},
			Findings: []nhi.Finding{{Identity: nhi.ID("x:" + text), Evidence: map[string]any{text: []any{text, 1.5, map[string]any{"a": text}}}}},
			Policies: []nhi.Policy{{ID: "custom.x", Custom: true, Title: text}},
		}
	}
	if diff := cmp.Diff(report("…"), masked(report("VALUE"), hide)); diff != "" {
		t.Error(diff)
	}
	ours := nhi.Report{Policies: []nhi.Policy{{Help: "VALUE"}}}
	if got := masked(ours, hide).Policies[0].Help; got != "VALUE" {
		t.Errorf("a built-in page is changed: %s", got)
	}
}

// The words that an ID begins with make no credential of the path and the name in it, in whatever field it stands.
func TestIDsAreMaskedByTheirParts(t *testing.T) {
	hide := func(s string) string {
		if strings.Contains(s, "credential:") {
			return "…"
		}
		return strings.ReplaceAll(s, "VALUE", "…")
	}
	report := func(name string) nhi.Report {
		id := nhi.ID("git:acme/shop:exposed-credential:a:b/" + name + ".env#KEY")
		return nhi.Report{
			Identities: []nhi.Identity{{ID: id, Links: []nhi.Link{{To: id}}}},
			Findings:   []nhi.Finding{{Identity: id}},
		}
	}
	if diff := cmp.Diff(report("…"), masked(report("VALUE"), hide)); diff != "" {
		t.Error(diff)
	}
}

// What many findings share they share afterwards, too, if there was nothing to mask in it; what is masked of it is so for each.
func TestSharedMapsAreKept(t *testing.T) {
	hide := func(s string) string { return strings.ReplaceAll(s, "VALUE", "…") }
	fine, leaky := map[string]any{"level": "write", "days": 3}, map[string]any{"name": "VALUE", "more": []any{"VALUE"}}
	got := masked(nhi.Report{Findings: []nhi.Finding{{Evidence: fine}, {Evidence: leaky}, {Evidence: fine}, {Evidence: leaky}}}, hide).Findings
	fine["shared"] = true
	if got[0].Evidence["shared"] != true || got[2].Evidence["shared"] != true {
		t.Errorf("%v and %v are copies", got[0].Evidence, got[2].Evidence)
	}
	for _, f := range []nhi.Finding{got[1], got[3]} {
		if diff := cmp.Diff(map[string]any{"name": "…", "more": []any{"…"}}, f.Evidence); diff != "" {
			t.Error(diff)
		}
	}
}
