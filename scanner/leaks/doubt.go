package leaks

import (
	"encoding/hex"
	"strings"

	"github.com/rollcall-dev/rollcall/classify"
	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// Sensitivity is how much has to speak for a credential until it is listed.
type Sensitivity string

// The sensitivities.
const (
	SensitivityDefault Sensitivity = "default" // what is probably no credential is counted
	SensitivityHigh    Sensitivity = "high"    // and here it is listed, too
)

// opinion is what is thought of an exposure.
type opinion struct {
	evidence.Verdict
	candidate  evidence.Candidate
	credential nhi.Credential
	parts      []*exposed // the ids that belong to this secret
	whole      *exposed   // the secret that this id belongs to, or what tells of the same value
	company    nhi.Doubt  // why what stands beside it takes it back, "" if nothing does
	certain    bool       // another rule is sure of the same value
	recent     bool       // it would not be listed, if a commit had brought it earlier
}

// passwordName matches what a person may have chosen, for rules that do not tell passwords from keys.
var passwordName = lazyregexp.New(`(?i)(pass(w(or)?d|phrase|code)?|passwd|pwd|pw|pass_?wort)(s|[_-]?(value|text|str|plain|raw|[0-9]+))?$`)

// connectName matches the name of a database behind a password of Oracle's programs.
var connectName = lazyregexp.New(`@[A-Za-z][\w.]*$`)

// genericRule is gitleaks' rule for whatever is assigned to a name that sounds like a credential's.
const genericRule = "generic-api-key"

// sourcegraphRule is gitleaks' rule for that service, which takes any SHA-1 in a file that names it, too.
const sourcegraphRule = "sourcegraph-access-token"

// sortOf says as what a rule finds things.
func sortOf(rule, value, name string, c nhi.Credential) evidence.Sort {
	if d := rules.ByID(rule); d != nil {
		if d.ID == "flag-password" && !passwordName().MatchString(name) {
			return evidence.Machine // a token, or the name of something
		}
		if d.Split && hasProvidersForm(c) {
			return evidence.Issued
		}
		if d.Sort == evidence.Machine && passwordName().MatchString(name) {
			return evidence.Password
		}
		return d.Sort
	}
	switch {
	case rule == genericRule && passwordName().MatchString(name):
		return evidence.Password
	case rule == genericRule, rule == "curl-auth-header", rule == sourcegraphRule && !strings.HasPrefix(value, "sgp_"):
		return evidence.Machine
	case rule == "curl-auth-user", rule == "kubernetes-secret-yaml", strings.HasSuffix(rule, "-password") && rules.IsDefault(rule):
		return evidence.Placed
	case rule == "private-key", strings.HasPrefix(rule, "jwt"), strings.HasPrefix(rule, "pkcs12"):
		return evidence.Block
	case !rules.IsDefault(rule):
		return evidence.Declared
	case hasProvidersForm(c):
		return evidence.Issued
	}
	return evidence.Named
}

// opinionOf weighs an exposure at the place that it names.
func opinionOf(e *exposed) *opinion {
	o := candidateOf(e)
	o.Verdict = evidence.Weigh(o.candidate)
	return o
}

// candidateOf says as what an exposure is to be weighed.
func candidateOf(e *exposed) *opinion {
	h := e.place().Hit
	assignedTo := h.Name
	if d := rules.ByID(e.rule); d != nil && d.ByName || e.rule == genericRule && !evidence.IsCredentialName(h.Name) {
		assignedTo = h.NameInMatch()
	}
	o := &opinion{credential: classify.Value(rules.Whole(e.rule, e.secret), classify.Hint{Name: h.Name, Rule: e.rule, Path: e.path})}
	o.candidate = evidence.Candidate{Sort: evidence.Block, Path: e.path} // a file known by its name
	if e.secret != "" {
		if assignedTo == "" && e.rule == sourcegraphRule && !strings.HasPrefix(e.secret, "sgp_") {
			assignedTo = "digest"
		}
		o.candidate = evidence.Candidate{
			Sort: sortOf(e.rule, e.secret, assignedTo, o.credential), Value: judgedPart(e.rule, rules.Whole(e.rule, e.secret)), Name: assignedTo, Line: h.Line, Path: e.path,
			Quoted: h.Quoted(), Told: told(e.rule), Checksum: o.credential.Checksum, Test: o.credential.Livemode == "test",
			Bearer: e.rule == "authorization-header", Packed: e.place().Packed, Tabled: e.rule == "table-column",
		}
	}
	return o
}

// told tells the rules that find what sentences tell.
func told(rule string) bool {
	d := rules.ByID(rule)
	return d != nil && d.Told
}

// judgedPart is the part of a value that is secret.
func judgedPart(rule, value string) string {
	switch rule {
	case "curl-auth-user":
		_, password, found := strings.Cut(value, ":")
		if found {
			return strings.Trim(password, `"'`)
		}
	case "basic-authorization", "registry-authorization":
		_, password, _ := strings.Cut(rules.DecodedText(value), ":")
		return password
	case "database-command-password":
		value, _, _ = strings.Cut(value, "@//")           // sqlplus user/password@//host/service
		value = connectName().ReplaceAllString(value, "") // sqlplus user/password@NAME
	case "key-bytes":
		return hex.EncodeToString(rules.BytesOf(value))
	}
	return strings.TrimPrefix(rules.Unescaped(value), "{noop}") // as Spring writes a password that is not hashed
}

// confidence is how sure it is that an exposure is a credential: a provider's form is, a name and
// randomness are less, and what there is a doubt of is hardly.
func (o *opinion) confidence(testData bool) nhi.Confidence {
	switch {
	case o.credential.Checksum == "valid":
		return nhi.ConfidenceHigh
	case o.Doubt != "", o.company != "":
		return nhi.ConfidenceLow
	case o.certain:
		return nhi.ConfidenceHigh
	case o.candidate.Sort == evidence.Issued && testData, o.candidate.Sort == evidence.Machine, o.candidate.Sort == evidence.Password, o.candidate.Sort == evidence.Placed && (o.Score < sure || o.isArgument()):
		return nhi.ConfidenceMedium
	}
	return nhi.ConfidenceHigh
}

// isArgument tells a literal of a program that is known by its place among others.
func (o *opinion) isArgument() bool { return o.candidate.Quoted && evidence.IsCode(o.candidate.Path) }

// sure is the score from which what is known by its place is a credential for certain.
const sure = 7

// masked tells whether what was found may be a real value, and must not be told anywhere.
func (o *opinion) masked() bool {
	switch o.Doubt {
	case nhi.DoubtPlaceholder, nhi.DoubtTemplate, nhi.DoubtWords, nhi.DoubtWeak, nhi.DoubtDigest, nhi.DoubtExample:
		return false
	}
	return true
}

// maySecret tells whether what a detector found in a text without a file may be a real value.
func maySecret(d *rules.Detector, h *detect.Hit) bool {
	return !d.PartOnly && opinionOf(&exposed{key: key{rule: d.ID, secret: h.Secret}, files: []occurrence{{h, -1}}}).masked()
}

// hasProvidersForm tells whether the value itself shows who issued it. A private key and an
// unsigned token have a form, too, but anybody can make one.
func hasProvidersForm(c nhi.Credential) bool {
	return c.By == "value" && c.Service != "" && c.Category != "" && c.Category != nhi.CategoryUnknown && c.Category != nhi.CategorySigning
}
