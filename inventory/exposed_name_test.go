package inventory

import (
	"cmp"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// What a file does not name is called by its service or in words, never by a rule's id; the ID has the rule then.
func TestExposedNames(t *testing.T) {
	for _, test := range []struct {
		exposure nhi.Exposure
		want     string
	}{
		{nhi.Exposure{Rule: "curl-auth-user"}, "name and password in a curl command in a.sh"},
		{nhi.Exposure{Rule: "aws-access-token", Credential: nhi.Credential{Service: "AWS IAM access key"}}, "AWS IAM access key in a.sh"},
		{nhi.Exposure{Rule: "npm-access-token", Credential: nhi.Credential{Service: "npm"}}, "npm credential in a.sh"},
		{nhi.Exposure{Rule: "private-key", Credential: nhi.Credential{Service: "TLS private key / certificate"}}, "private key in a.sh"},
		{nhi.Exposure{Rule: "our-own-rule"}, "our own rule in a.sh"},
		{nhi.Exposure{Rule: "curl-auth-user", Name: "PASSWORD"}, "PASSWORD in a.sh"},
	} {
		test.exposure.Location.Path = "a.sh"
		built := build(nhi.Observations{Exposures: []nhi.Exposure{test.exposure}}, registry.Declarations{})
		id := nhi.ID("git:acme/shop:exposed-credential:a.sh#" + cmp.Or(test.exposure.Name, test.exposure.Rule))
		if got := built[id].Name; got != test.want {
			t.Errorf("%s: %q, want %q", test.exposure.Rule, got, test.want)
		}
	}
}

// An ID is copied into YAML: it holds no quotes.
func TestSlug(t *testing.T) {
	if got := slug("Program with a model's key"); got != "program-with-a-models-key" {
		t.Error(got)
	}
}
