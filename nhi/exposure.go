package nhi

import "time"

// Presence says where in time an exposed value still is.
type Presence string

// Presences, most visible first.
const (
	PresenceHead     Presence = "head"     // in the commit that HEAD names, or in a plain folder's file
	PresenceWorktree Presence = "worktree" // in the working tree only, not committed
	PresenceBranch   Presence = "branch"   // in the tip of another ref
	PresenceHistory  Presence = "history"  // only in older commits: removed, but still readable
)

// Exposure is a credential's value found at a place where it should not be.
type Exposure struct {
	Rule       string       `json:"rule"` // the detector's rule, e.g. "stripe-access-token"
	Location   Location     `json:"location"`
	Again      []Location   `json:"again,omitempty"`      // where else the same file has it now, the first of them
	Commit     string       `json:"commit,omitempty"`     // the oldest commit that holds it here; "" when uncommitted
	Author     string       `json:"author,omitempty"`     // of that commit: name <email>
	Date       time.Time    `json:"date,omitzero"`        // of that commit, UTC
	Cut        bool         `json:"cut,omitempty"`        // a shallow clone ends at that commit: the value may be older, and somebody else's
	Recent     bool         `json:"recent,omitempty"`     // in a published project, of which old ones like it are not listed: a commit of HEAD's last ninety days brought it
	RemovedIn  string       `json:"removed_in,omitempty"` // with PresenceHistory, where known
	Presence   Presence     `json:"presence"`
	WasInHead  bool         `json:"was_in_head,omitempty"` // with PresenceBranch or PresenceHistory: a commit that HEAD descends from held it
	Ref        string       `json:"ref,omitempty"`         // where it is not only HEAD's past: a ref that holds Commit, e.g. "refs/pull/7/head"; branches come before tags, and those before proposals
	TestData   bool         `json:"test_data,omitempty"`   // the path is that of tests, fixtures, examples, documentation or vendored code
	Name       string       `json:"name,omitempty"`        // the name the value is assigned to, e.g. STRIPE_SECRET_KEY
	Preview    string       `json:"preview,omitempty"`     // provider prefix, dots, at most the last two characters
	ValueClass int          `json:"value_class"`           // equal for equal values, within one report; 0: nothing says which others equal it
	Credential Credential   `json:"credential"`
	Confidence Confidence   `json:"confidence"`
	Doubt      Doubt        `json:"doubt,omitempty"`    // why it is probably no credential; such exposures are listed at high sensitivity only, but for lone ids
	Parts      []Part       `json:"parts,omitempty"`    // of a credential in several parts, the others, such as the id of a key
	Features   []Feature    `json:"features,omitempty"` // on request: what speaks for and against its being a credential
	Suppressed *Suppression `json:"suppressed,omitempty"`
	Platform   *Alert       `json:"platform,omitempty"` // what the platform says of it
	Of         ID           `json:"of,omitempty"`       // the identity whose value it is, where the source knows it: StoredSecret.ID of a variable
	Joined     string       `json:"joined,omitempty"`   // why it is taken for a value of the named secret it is listed under (inferred)
}

// AlertState is how far somebody has dealt with an alert.
type AlertState string

// States of an alert. AlertStates lists them.
const (
	AlertOpen     AlertState = "open"
	AlertResolved AlertState = "resolved"
)

// AlertStates lists them.
var AlertStates = []AlertState{AlertOpen, AlertResolved}

// Validity is what its issuer says of an exposed value, asked by the platform.
type Validity string

// Validities. Validities lists them.
const (
	ValidityActive   Validity = "active"   // it still opens something
	ValidityInactive Validity = "inactive" // it opens nothing any more
	ValidityUnknown  Validity = "unknown"  // the issuer was not asked, or did not say
)

// Validities lists them, the worst first.
var Validities = []Validity{ValidityActive, ValidityUnknown, ValidityInactive}

// Alert is what GitHub's secret scanning, or its store of variables, says of an exposure.
type Alert struct {
	Place    string     `json:"place,omitempty"`    // in words, where no file shows it: "variable DEPLOY_TOKEN of acme/app"
	URL      string     `json:"url,omitempty"`      // the page where a person deals with it
	State    AlertState `json:"state,omitempty"`    // how far somebody has dealt with it
	Validity Validity   `json:"validity,omitempty"` // what the issuer says of the value
	Public   bool       `json:"public,omitempty"`   // the value was seen in public
	Bypassed bool       `json:"bypassed,omitempty"` // somebody pushed it past push protection
	Created  time.Time  `json:"created,omitzero"`   // when GitHub raised it
}

// Part is where another part of the same credential stands, and what it is.
type Part struct {
	What     string   `json:"what"` // e.g. "key id", "client id"
	Location Location `json:"location"`
	Preview  string   `json:"preview,omitempty"` // masked like Exposure.Preview
}

// Feature is one thing that speaks for or against a value's being a credential.
type Feature struct {
	Name   string `json:"name"`   // for the reader, e.g. "looks random"; never a part of the value
	Weight int    `json:"weight"` // positive: for, negative: against; 0: of note only
}

// SuppressionKind is what asks that something found does not count.
type SuppressionKind string

// Kinds of suppression. SuppressionKinds lists them.
const (
	SuppressedByComment       SuppressionKind = "comment"       // in the source
	SuppressedByBaseline      SuppressionKind = "baseline"      // .gitleaksignore
	SuppressedByConfiguration SuppressionKind = "configuration" // scan.exclude
	SuppressedByException     SuppressionKind = "exception"
)

// SuppressionKinds lists them.
var SuppressionKinds = []SuppressionKind{SuppressedByComment, SuppressedByBaseline, SuppressedByConfiguration, SuppressedByException}

// Suppression says that, and why, something found does not count.
type Suppression struct {
	Kind    SuppressionKind `json:"kind"` // what asks for it
	Reason  string          `json:"reason,omitempty"`
	Owner   string          `json:"owner,omitempty"`  // with "exception"
	Expires time.Time       `json:"expires,omitzero"` // with "exception"
}

// Livemode says which of a service's two worlds a credential belongs to.
type Livemode string

// Modes of a credential. Livemodes lists them.
const (
	LivemodeLive Livemode = "live" // real customers, real money
	LivemodeTest Livemode = "test" // a sandbox
)

// Livemodes lists them.
var Livemodes = []Livemode{LivemodeLive, LivemodeTest}

// Recognition is what told which service a credential belongs to.
type Recognition string

// Recognitions. Recognitions lists them.
const (
	RecognisedByValue    Recognition = "value"    // the value's form
	RecognisedByURL      Recognition = "url"      // the address that it is part of
	RecognisedByRule     Recognition = "rule"     // the detector's rule
	RecognisedByName     Recognition = "name"     // the name that it has
	RecognisedByFile     Recognition = "file"     // the file that it is in
	RecognisedByPlatform Recognition = "platform" // the platform, which keeps it
)

// Recognitions lists them, the most telling first.
var Recognitions = []Recognition{RecognisedByValue, RecognisedByURL, RecognisedByRule, RecognisedByName, RecognisedByFile, RecognisedByPlatform}

// Credential is what a credential's name or value says about it, offline.
type Credential struct {
	Service      string      `json:"service,omitempty"` // the catalogue's name, e.g. "Stripe"; "" when not recognised
	Category     Category    `json:"category,omitempty"`
	Kind         Kind        `json:"kind,omitempty"`
	RotationDays int         `json:"rotation_days,omitempty"` // the service's recommended maximum age
	Keyless      Keyless     `json:"keyless,omitzero"`
	Livemode     Livemode    `json:"livemode,omitempty"` // where the value or name says so
	Public       bool        `json:"public,omitempty"`   // public by design (a publishable key): not a secret
	Environment  Environment `json:"environment,omitempty"`
	Confidence   Confidence  `json:"confidence,omitempty"`
	By           Recognition `json:"by,omitempty"`       // what recognised it
	Checksum     string      `json:"checksum,omitempty"` // "valid" or "invalid" where the form has one
	IssuedAt     time.Time   `json:"issued_at,omitzero"`
	ExpiresAt    time.Time   `json:"expires_at,omitzero"`
	NeverExpires bool        `json:"never_expires,omitempty"` // the value's form has an expiry, and this one has none
	Proves       []Proof     `json:"proves,omitempty"`        // e.g. {"aws account", "123456789012"}
}

// Secrecy says why a credential is no secret: it is published on purpose, or a setting or an identifier as far as its
// name and use say. It is "" of a secret.
func (c Credential) Secrecy() string {
	switch {
	case !c.Public:
		return ""
	case c.Confidence != ConfidenceHigh:
		return "no secret: a setting or an identifier"
	}
	return "public by design"
}

// KeylessSupport says whether a service can be used without a stored key.
type KeylessSupport string

// Support for keyless use. KeylessSupports lists it.
const (
	KeylessYes     KeylessSupport = "yes"
	KeylessPartial KeylessSupport = "partial"
	KeylessNo      KeylessSupport = "no"
)

// KeylessSupports lists it, the best first.
var KeylessSupports = []KeylessSupport{KeylessYes, KeylessPartial, KeylessNo}

// Keyless is how a service can be used without a stored key.
type Keyless struct {
	Support KeylessSupport `json:"support,omitempty"` // whether it can
	How     string         `json:"how,omitempty"`     // e.g. "aws-actions/configure-aws-credentials + IAM OIDC provider"
}

// Proof is one thing that a credential's value says about its issuer or holder. Never a secret itself.
type Proof struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}
