package nhi

import "slices"

// Kind is what sort of identity or credential something is.
type Kind string

// The kinds. Kinds lists them all with their titles.
const (
	KindAPIKey          Kind = "api_key"
	KindPATClassic      Kind = "pat_classic"
	KindPATFine         Kind = "pat_fine"
	KindOAuthApp        Kind = "oauth_app"
	KindOAuthToken      Kind = "oauth_token"
	KindGitHubApp       Kind = "github_app"
	KindAppInstallation Kind = "app_installation"
	KindDeployKey       Kind = "deploy_key"
	KindSSHKey          Kind = "ssh_key"
	KindCISecret        Kind = "ci_secret"
	KindSecretParameter Kind = "secret_parameter" // of a reusable workflow, where no job that was read hands it a secret
	KindServiceAccount  Kind = "service_account"
	KindIAMRole         Kind = "iam_role"
	KindIAMUser         Kind = "iam_user"
	KindOIDCTrust       Kind = "oidc_trust"
	KindCertificate     Kind = "certificate"
	KindSigningKey      Kind = "signing_key"
	KindDBCredential    Kind = "db_credential"
	KindPassword        Kind = "password"
	KindWebhook         Kind = "webhook"
	KindAgent           Kind = "agent"
	KindRunner          Kind = "runner"
	KindWorkflowToken   Kind = "workflow_token"
)

// Term is a machine name and the title a reader sees.
type Term struct{ Name, Title string }

// Kinds is every Kind with its title, in the order reports list them.
var Kinds = []Term{
	{string(KindCISecret), "CI secret"},
	{string(KindSecretParameter), "Secret parameter"},
	{string(KindAPIKey), "API key"},
	{string(KindPATClassic), "Personal access token (classic)"},
	{string(KindPATFine), "Personal access token (fine-grained)"},
	{string(KindOAuthApp), "OAuth app"},
	{string(KindOAuthToken), "OAuth token"},
	{string(KindGitHubApp), "GitHub App"},
	{string(KindAppInstallation), "App installation"},
	{string(KindDeployKey), "Deploy key"},
	{string(KindSSHKey), "SSH key"},
	{string(KindServiceAccount), "Service account"},
	{string(KindIAMRole), "IAM role"},
	{string(KindIAMUser), "IAM user"},
	{string(KindOIDCTrust), "OIDC trust"},
	{string(KindCertificate), "Certificate"},
	{string(KindSigningKey), "Signing key"},
	{string(KindDBCredential), "Database credential"},
	{string(KindPassword), "Password"},
	{string(KindWebhook), "Webhook"},
	{string(KindAgent), "AI agent"},
	{string(KindRunner), "Self-hosted runner"},
	{string(KindWorkflowToken), "Workflow token"},
}

// Title is the kind's name for a reader.
func (k Kind) Title() string { return titleOf(Kinds, string(k)) }

// Category is the sort of service a credential belongs to.
type Category string

// The categories. Categories lists them all with their titles.
const (
	CategoryCloud           Category = "cloud"
	CategoryPayment         Category = "payment"
	CategoryDatabase        Category = "database"
	CategoryEmail           Category = "email"
	CategoryMonitoring      Category = "monitoring"
	CategoryAuth            Category = "auth"
	CategoryCICD            Category = "ci-cd"
	CategoryMessaging       Category = "messaging"
	CategoryAI              Category = "ai"
	CategoryVCS             Category = "vcs"
	CategoryPackageRegistry Category = "package-registry"
	CategorySigning         Category = "signing"
	CategorySaaS            Category = "saas"
	CategoryUnknown         Category = "unknown"
)

// Categories is every Category with its title, in the order reports list them.
var Categories = []Term{
	{string(CategoryCloud), "Cloud"},
	{string(CategoryPayment), "Payment"},
	{string(CategoryDatabase), "Database"},
	{string(CategoryEmail), "Email"},
	{string(CategoryMonitoring), "Monitoring"},
	{string(CategoryAuth), "Auth"},
	{string(CategoryCICD), "CI/CD"},
	{string(CategoryMessaging), "Messaging"},
	{string(CategoryAI), "AI"},
	{string(CategoryVCS), "VCS"},
	{string(CategoryPackageRegistry), "Package registry"},
	{string(CategorySigning), "Signing"},
	{string(CategorySaaS), "SaaS"},
	{string(CategoryUnknown), "Unknown"},
}

// Title is the category's name for a reader.
func (c Category) Title() string { return titleOf(Categories, string(c)) }

func titleOf(terms []Term, name string) string {
	for _, t := range terms {
		if t.Name == name {
			return t.Title
		}
	}
	return name
}

// Severity is how bad a finding is, in the words GitHub uses for security severity.
type Severity string

// Severities, from nothing to worst.
const (
	SeverityInfo     Severity = "info"
	SeverityLow      Severity = "low"
	SeverityMedium   Severity = "medium"
	SeverityHigh     Severity = "high"
	SeverityCritical Severity = "critical"
)

// Severities lists them in ascending order.
var Severities = []Severity{SeverityInfo, SeverityLow, SeverityMedium, SeverityHigh, SeverityCritical}

// Rank is the severity's place in Severities, -1 when it is none of them.
func (s Severity) Rank() int { return slices.Index(Severities, s) }

// Mode is what a policy's finding does to the verdict.
type Mode string

// Modes.
const (
	ModeEnforced Mode = "enforced" // fails the check
	ModeAdvisory Mode = "advisory" // is reported, exit code 0
	ModeOff      Mode = "off"      // is not evaluated
)

// Modes lists them, strictest first.
var Modes = []Mode{ModeEnforced, ModeAdvisory, ModeOff}

// Confidence is how sure a detection is.
type Confidence string

// Confidences.
const (
	ConfidenceLow    Confidence = "low"
	ConfidenceMedium Confidence = "medium"
	ConfidenceHigh   Confidence = "high"
)

// Doubt is why something that was found is probably no credential.
type Doubt string

// The doubts. Doubts lists them all with a title that counts them.
const (
	DoubtPlaceholder Doubt = "placeholder" // a word, a pattern or a repetition in place of a value
	DoubtTemplate    Doubt = "template"    // another value is put in its place
	DoubtExample     Doubt = "example"     // known from documentation
	DoubtDigest      Doubt = "digest"      // a hash, a checksum, an encrypted value or an identifier
	DoubtWords       Doubt = "words"       // ordinary words, a name, a path or a type
	DoubtTest        Doubt = "test"        // in tests, fixtures, examples or documentation
	DoubtForeign     Doubt = "foreign"     // in vendored, generated, minified or lock files
	DoubtWeak        Doubt = "weak"        // too little speaks for it
	DoubtLoneID      Doubt = "lone_id"     // the id of a key, and no secret beside it
)

// Doubts is every Doubt with the plural noun for what is counted under it.
var Doubts = []Term{
	{string(DoubtPlaceholder), "placeholders"},
	{string(DoubtTemplate), "template variables"},
	{string(DoubtExample), "documented examples"},
	{string(DoubtDigest), "digests and identifiers"},
	{string(DoubtWords), "ordinary words"},
	{string(DoubtTest), "test values"},
	{string(DoubtForeign), "values in foreign files"},
	{string(DoubtWeak), "uncertain values"},
	{string(DoubtLoneID), "lone key ids"},
}

// Title is the plural noun that counts a doubt's kind.
func (d Doubt) Title() string { return titleOf(Doubts, string(d)) }

// Environment is where an identity acts.
type Environment string

// Environments.
const (
	EnvironmentProduction  Environment = "production"
	EnvironmentStaging     Environment = "staging"
	EnvironmentDevelopment Environment = "development"
	EnvironmentCI          Environment = "ci"
	EnvironmentUnknown     Environment = "unknown"
)

// Environments lists them, the most critical first.
var Environments = []Environment{EnvironmentProduction, EnvironmentStaging, EnvironmentDevelopment, EnvironmentCI, EnvironmentUnknown}

// Criticality is how much harm an identity's misuse would do.
type Criticality string

// Criticalities.
const (
	CriticalityLow      Criticality = "low"
	CriticalityMedium   Criticality = "medium"
	CriticalityHigh     Criticality = "high"
	CriticalityCritical Criticality = "critical"
)

// Criticalities lists them in ascending order.
var Criticalities = []Criticality{CriticalityLow, CriticalityMedium, CriticalityHigh, CriticalityCritical}

// MaximumAgeDays is the longest a credential of this criticality may live unrotated:
// 90 days for critical and high, 180 for medium, 365 for low.
func (c Criticality) MaximumAgeDays() int {
	switch c {
	case CriticalityLow:
		return 365
	case CriticalityMedium, "":
		return 180
	}
	return 90
}

// PermissionLevel is the strongest thing an identity may do.
type PermissionLevel string

// Permission levels.
const (
	PermissionNone  PermissionLevel = "none"
	PermissionRead  PermissionLevel = "read"
	PermissionWrite PermissionLevel = "write"
	PermissionAdmin PermissionLevel = "admin"
)

// PermissionLevels lists them in ascending order.
var PermissionLevels = []PermissionLevel{PermissionNone, PermissionRead, PermissionWrite, PermissionAdmin}

// Rank is the level's place in PermissionLevels, -1 when it is none of them.
func (p PermissionLevel) Rank() int { return slices.Index(PermissionLevels, p) }

// ResourceScope is how many resources an identity reaches.
type ResourceScope string

// Resource scopes.
const (
	ScopeSingle       ResourceScope = "single"
	ScopeMultiple     ResourceScope = "multiple"
	ScopeOrganization ResourceScope = "organization"
	ScopeAll          ResourceScope = "all"
)

// Lifetime is how a credential lives.
type Lifetime string

// Lifetimes.
const (
	LifetimeStatic    Lifetime = "static"    // valid until somebody ends it
	LifetimeEphemeral Lifetime = "ephemeral" // issued for one run
	LifetimeFederated Lifetime = "federated" // exchanged for an OIDC token, nothing stored
)

// Status is an identity's state in the system that issued it.
type Status string

// Statuses.
const (
	StatusActive   Status = "active"
	StatusDisabled Status = "disabled"
	StatusExpired  Status = "expired"
	StatusRevoked  Status = "revoked"
	StatusUnknown  Status = "unknown"
	StatusMissing  Status = "missing" // declared in the registry, seen nowhere
)

// Statuses lists them in the order reports show them.
var Statuses = []Status{StatusActive, StatusDisabled, StatusExpired, StatusRevoked, StatusMissing, StatusUnknown}

// OwnerStatus says how well an identity's owner is known.
type OwnerStatus string

// Owner statuses.
const (
	OwnerConfirmed OwnerStatus = "confirmed" // declared in the registry
	OwnerInferred  OwnerStatus = "inferred"  // guessed, e.g. from CODEOWNERS
	OwnerDeparted  OwnerStatus = "departed"  // known, and no longer a member
	OwnerNone      OwnerStatus = "none"
)
