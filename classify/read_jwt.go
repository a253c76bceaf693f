package classify

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// claims are the parts of a JSON Web Token that say who issued it, to whom and for how long
// (RFC 7519).
type claims struct {
	Issuer    text        `json:"iss"`
	Subject   text        `json:"sub"`
	Audience  texts       `json:"aud"`
	Party     text        `json:"azp"`
	Role      text        `json:"role"`
	IssuedAt  json.Number `json:"iat"`
	NotBefore json.Number `json:"nbf"`
	Expires   json.Number `json:"exp"`
}

// text is a JSON string; anything else reads as "".
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*t = text(s)
	}
	return nil
}

// texts is a JSON string or a list of them.
type texts []text

func (t *texts) UnmarshalJSON(raw []byte) error {
	var list []text
	if json.Unmarshal(raw, &list) == nil {
		*t = list
		return nil
	}
	var one text
	if err := json.Unmarshal(raw, &one); err != nil {
		return err
	}
	*t = texts{one}
	return nil
}

// readJWT reads what a JSON Web Token says of itself. Nothing is verified: that needs the
// issuer's key.
func readJWT(token, _ string, c *nhi.Credential) {
	parts := strings.Split(token, ".")
	signature := parts[2]
	var header struct {
		Algorithm text `json:"alg"`
		KeyID     text `json:"kid"`
	}
	var body claims
	if !decodePart(parts[0], &header) || !decodePart(parts[1], &body) {
		c.Confidence = nhi.ConfidenceLow
		return
	}
	for _, p := range []struct {
		name  string
		value text
	}{
		{"issuer", body.Issuer}, {"subject", body.Subject}, {"authorized party", body.Party},
		{"role", body.Role}, {"algorithm", header.Algorithm}, {"key id", header.KeyID},
	} {
		prove(c, p.name, string(p.value), signature)
	}
	for _, audience := range body.Audience[:min(len(body.Audience), 4)] {
		prove(c, "audience", string(audience), signature)
	}
	c.IssuedAt, _ = numericDate(body.IssuedAt)
	if notBefore, ok := numericDate(body.NotBefore); ok {
		prove(c, "not before", notBefore.Format(time.RFC3339))
	}
	expires, ok := numericDate(body.Expires)
	c.ExpiresAt, c.NeverExpires = expires, !ok && body.Expires == ""
	issuedBy(string(body.Issuer), string(body.Role), c)
}

func decodePart(part string, into any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// numericDate reads seconds since 1970, whole or not; what lies outside the years 1970 to
// 9999 is none.
func numericDate(n json.Number) (time.Time, bool) {
	seconds, err := n.Float64()
	const year9999 = 253402300799
	if err != nil || seconds < 0 || seconds > year9999 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}

// issuers are the services whose tokens can be told by what their issuer holds.
var issuers = []struct{ part, service string }{
	{"https://token.actions.githubusercontent.com", "GitHub Actions token"},
	{"supabase", "Supabase"},
	{".auth0.com", "Auth0"},
	{".okta.com", "Okta"},
	{"https://accounts.google.com", "Google OAuth client secret"},
	{"kubernetes/serviceaccount", "Kubernetes kubeconfig / SA token"},
	{"https://sts.windows.net/", "Azure service principal secret"},
	{"https://login.microsoftonline.com/", "Azure service principal secret"},
}

// issuedBy names the service by the token's issuer. Supabase's key with the role "anon" is
// made to be published; row level security is what protects the data.
func issuedBy(issuer, role string, c *nhi.Credential) {
	for _, i := range issuers {
		if !strings.Contains(issuer, i.part) {
			continue
		}
		s := serviceNamed(i.service)
		c.Service, c.Category, c.RotationDays, c.Keyless = s.Name, s.Category, s.RotationDays, s.Keyless
		c.By, c.Confidence = nhi.RecognisedByValue, nhi.ConfidenceHigh
		c.Kind = nhi.KindOAuthToken
		c.Public = s.Name == "Supabase" && role == "anon"
		if s.Name == "GitHub Actions token" {
			c.Kind = s.Kind
		}
		return
	}
}
