package score

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// groupName is what the members of a group have in common; "" where they differ.
type groupName struct {
	kind, service string
	keyless       string // how their service does without a stored key
}

// noun is the group in words, e.g. "7 CI secrets" or "1 unused workflow token".
func (g groupName) noun(n int, adjective string) string {
	kind := "identity"
	if g.kind != "" {
		kind = lowerFirst(g.kind)
	}
	if n != 1 {
		kind = plural(kind)
	}
	if adjective != "" {
		kind = adjective + " " + kind
	}
	return fmt.Sprintf("%d %s", n, kind)
}

// lowerFirst begins a title in lower case unless its first word has another capital (CI, GitHub).
func lowerFirst(title string) string {
	word, _, _ := strings.Cut(title, " ")
	if word == "" || strings.ToLower(word[1:]) != word[1:] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

func plural(noun string) string {
	noun, rest, hasRest := strings.Cut(noun, " (")
	if strings.HasSuffix(noun, "ity") {
		noun = strings.TrimSuffix(noun, "y") + "ies"
	} else {
		noun += "s"
	}
	if hasRest {
		noun += " (" + rest
	}
	return noun
}

// titled makes titles such as "Delete 7 unused CI secrets".
func titled(verb, adjective string) func(groupName, int) string {
	return func(g groupName, n int) string { return verb + " " + g.noun(n, adjective) + ofService(g.service) }
}

// titledEach makes titles of what each of a group gets: "Declare an owner for 1 CI secret", "Declare owners for 7 CI secrets".
func titledEach(one, many string) func(groupName, int) string {
	return func(g groupName, n int) string {
		if n == 1 {
			return titled(one, "")(g, n)
		}
		return titled(many, "")(g, n)
	}
}

// ofService ends what is counted. Services are called "npm" or "AWS IAM access key": no preposition suits them all.
func ofService(service string) string {
	if service == "" {
		return ""
	}
	return " (" + service + ")"
}

func titleRevoke(g groupName, n int) string {
	return "Revoke and replace " + counted(n, "leaked credential", "leaked credentials") + ofService(g.service)
}

func titleReview(_ groupName, n int) string {
	return "Review " + counted(n, "possible leak", "possible leaks")
}

func titleProposed(_ groupName, n int) string {
	return "Review " + counted(n, "possible leak", "possible leaks") + " in proposals"
}

func titleFederate(g groupName, n int) string {
	return "Use " + cmp.Or(g.keyless, "OIDC") + " instead of " + g.noun(n, "") + ofService(g.service)
}

// entry is a registry entry in one line, as it can be pasted into .rollcall/registry.yaml.
func entry(id nhi.Identity, says string) string {
	return fmt.Sprintf("Add to %s{match: {id: %s}, %s}", intoRegistry, strconv.Quote(writable(string(id.ID))), says)
}

// intoRegistry begins an entry within a step.
const intoRegistry = ".rollcall/registry.yaml: - "

// asFirst is a step that says of its entry what the registry's first one brings about: what else is missing there is asked for.
func asFirst(step string) string {
	file, mark, _ := strings.Cut(intoRegistry, ":")
	return strings.Replace(step, intoRegistry, file+" (its first entry: from then on, whatever else is not listed there is a finding):"+mark, 1)
}

// longestID is how much of an ID a registry takes, in bytes.
const longestID = 1000

// writable is an ID as a registry takes it: a * stands for what is invisible, and for the middle of one that is too long.
func writable(id string) string {
	var b strings.Builder
	for _, r := range id {
		switch {
		case r != utf8.RuneError && unicode.IsPrint(r):
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "*"):
			b.WriteByte('*')
		}
	}
	id = b.String()
	if len(id) <= longestID {
		return id
	}
	const half = longestID/2 - utf8.UTFMax
	return strings.ToValidUTF8(id[:half], "") + "*" + strings.ToValidUTF8(id[len(id)-half:], "")
}

func stepOwner(id nhi.Identity, now time.Time) string {
	says := "owners: {technical: " + strconv.Quote(ownerOr(id, "team/NAME"))
	if needsBusinessOwner(id) {
		says += ", business: \"user:NAME\""
	}
	says += "}, "
	if id.Environment.Value == nhi.EnvironmentProduction && id.Criticality.Evidence == nhi.EvidenceDerived {
		says += fmt.Sprintf("criticality: %s, ", criticality(id)) // which is asked for in production
	}
	return entry(id, says+attestation(id, now))
}

func ownerOr(id nhi.Identity, placeholder string) string {
	if owner := ownerOf(id); owner != "" {
		return owner
	}
	return placeholder
}

func attestation(id nhi.Identity, now time.Time) string {
	return fmt.Sprintf("attested: {by: NAME, on: %s, decision: keep, until: %s}", day(now), day(expiryFor(id, now)))
}

func stepAttest(id nhi.Identity, now time.Time) string {
	return entry(id, attestation(id, now))
}

func stepBusinessOwner(id nhi.Identity, _ time.Time) string {
	return entry(id, "owners: {technical: "+strconv.Quote(ownerOr(id, "team/NAME"))+", business: \"user:NAME\"}")
}

func stepExpiry(id nhi.Identity, now time.Time) string {
	step := entry(id, "expires_on: "+day(expiryFor(id, now)))
	if id.Kind != nhi.KindCISecret && id.Times.Expires.Why() != nhi.ReasonNotSupported {
		return "Issue it anew with an expiry; " + lowerFirst(step)
	}
	return step
}

func stepRevoke(id nhi.Identity, now time.Time) string {
	where, dated := "the value", true
	for _, e := range id.Exposures {
		if !e.Exposes() || e.Spent(now) || rotatedSince(id, e, now) {
			continue
		}
		if where == "the value" {
			where += " at " + e.Location.String() + atRef(e) + inBrackets(preview(e), issuerOf(id))
		}
		dated = dated && !e.Date.IsZero() && !e.Cut
	}
	step := "Revoke " + where
	if id.Credential.Category == nhi.CategorySigning || id.Kind == nhi.KindSSHKey {
		step = "Replace " + where + " by a new pair of keys, and take its public half out wherever that is trusted"
	}
	if id.Credential.Symmetric() {
		step = "Replace " + where + " by a new key"
	}
	if id.Kind == nhi.KindCISecret {
		step += ", store a new one as the secret " + id.Name
	}
	if !dated { // nothing can be told to be later: who declares a rotation would be asked for it again
		return step + ", and take it out of the files"
	}
	return step + "; then " + lowerFirst(entry(id, "rotation: {last: "+day(now)+"}"))
}

// serviceOf is the service that issued a credential, "" when only its form was recognised.
func serviceOf(id nhi.Identity) string {
	if id.Credential.Category == nhi.CategoryUnknown {
		return ""
	}
	return id.Credential.Service
}

// issuerOf is what tells where a credential was issued: its service, or one of its sort, such as "AWS IAM access key"; ""
// where neither does.
func issuerOf(id nhi.Identity) string {
	service, _, _ := strings.Cut(serviceOf(id), " (")
	if id.Credential.Category == nhi.CategorySigning || strings.HasPrefix(service, "Generic ") {
		return ""
	}
	return service
}

// preview is what may be shown of a value, "" where that is nothing.
func preview(e nhi.Exposure) string {
	if e.Preview == "…" {
		return ""
	}
	return e.Preview
}

// inBrackets adds what there is of some words: " (AKIA…7Q, AWS IAM access key)".
func inBrackets(words ...string) string {
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func stepReview(id nhi.Identity, now time.Time) string {
	for _, e := range id.Exposures {
		if e.Exposes() && !e.Spent(now) {
			return fmt.Sprintf("Look at %s%s: if it is a credential, revoke it; if it never was, %s", e.Location.String()+atRef(e), inBrackets(issuerOf(id)), dismissal(e))
		}
	}
	return "Look at " + id.Name
}

// atRef says where a value is that the working tree has not.
func atRef(e nhi.Exposure) string {
	if e.Commit == "" || e.Presence != nhi.PresenceBranch && e.Presence != nhi.PresenceHistory {
		return ""
	}
	commit := e.Commit[:min(len(e.Commit), 9)]
	if e.Ref == "" {
		return " in commit " + commit
	}
	return " in commit " + commit + " of " + strings.TrimPrefix(strings.TrimPrefix(e.Ref, "refs/heads/"), "refs/remotes/")
}

// dismissal is how to say that a value is no credential: a line of the past takes no comment.
func dismissal(e nhi.Exposure) string {
	if atRef(e) != "" {
		return "list it in .gitleaksignore"
	}
	return "write a comment `rollcall:ignore <reason>` on its line"
}

// plainSecret, plainOwner and plainScope are names that are safe in a shell.
var (
	plainOwner      = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9-]*$`)
	plainSecret     = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)
	plainScopeLevel = lazyregexp.New(`^[a-z-]+:(read|write)$`)
	plainScope      = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_.][A-Za-z0-9_.-]*$`)
)

func stepDelete(id nhi.Identity, _ time.Time) string {
	if command := deleteCommand(id); command != "" {
		return command + "; then revoke its value" + inBrackets(issuerOf(id))
	}
	step := "Delete " + id.Name + onPage(id)
	if id.Kind == nhi.KindCISecret {
		step += " and revoke its value" + inBrackets(issuerOf(id))
	}
	return step
}

// onPage names the page where a person changes an identity, where it is known.
func onPage(id nhi.Identity) string {
	if id.URL == "" {
		return ""
	}
	return " at " + id.URL
}

// storeApps is what gh calls the stores of secrets.
var storeApps = map[string]string{
	"": "", "actions-secret": "", "environment-secret": "", "dependabot-secret": " --app dependabot", "codespaces-secret": " --app codespaces",
}

// deleteCommand is the command that deletes a stored secret, "" where a name is not safe in a shell.
func deleteCommand(id nhi.Identity) string {
	app, stored := storeApps[id.Store]
	if id.Kind != nhi.KindCISecret || !stored || !plainSecret().MatchString(id.Name) {
		return ""
	}
	switch {
	case id.Stored != nil && id.Stored.Level == nhi.LevelOrganization && plainOwner().MatchString(id.Scope):
		return fmt.Sprintf("gh secret delete %s --org %s%s", id.Name, id.Scope, app)
	case !plainScope().MatchString(id.Scope):
		return ""
	case id.Stored == nil || id.Stored.Environment == "":
		return fmt.Sprintf("gh secret delete %s --repo %s%s", id.Name, id.Scope, app)
	case plainOwner().MatchString(id.Stored.Environment):
		return fmt.Sprintf("gh secret delete %s --env %s --repo %s", id.Name, id.Stored.Environment, id.Scope)
	}
	return ""
}

func stepNarrow(id nhi.Identity, _ time.Time) string {
	if id.Kind == nhi.KindAgent && id.Agent != nil {
		return fmt.Sprintf("At %s give job %s `permissions: {contents: read}` and only what it needs besides", id.Agent.Location.String(), id.Agent.Job)
	}
	switch id.Kind {
	case nhi.KindDeployKey:
		return "Replace the deploy key " + id.Name + " by one that may only read" + onPage(id)
	case nhi.KindAppInstallation:
		return "Limit the installation of " + id.Name + " to the repositories and permissions that it needs" + onPage(id)
	case nhi.KindServiceAccount:
		return "Make " + id.Name + " a member with the roles that it needs, no owner"
	}
	for _, u := range id.Uses {
		switch {
		case id.Kind != nhi.KindWorkflowToken:
		case u.Permissions == nil:
			return fmt.Sprintf("Add `permissions: {contents: read}` at the top of %s, and to job %s only what it needs besides", u.Workflow, u.Job)
		case u.Permissions.All == "write-all":
			return fmt.Sprintf("Replace write-all at %s by `permissions: {contents: read}` and only what job %s needs besides", u.Permissions.Location.String(), u.Job)
		}
	}
	return "Give " + id.Name + " write access to the one resource it needs, or less" + inBrackets(issuerOf(id))
}

func stepTrust(id nhi.Identity, _ time.Time) string {
	return fmt.Sprintf("Let the trust of %s accept one subject only: repo:%s:environment:NAME", id.Name, id.Scope)
}

func stepProtect(id nhi.Identity, _ time.Time) string {
	return "Settings → Environments → " + strings.Join(id.Environments, ", ") + ": add required reviewers and deployment branches"
}

func stepRotate(id nhi.Identity, now time.Time) string {
	step := "Create a new value for " + id.Name + inBrackets(issuerOf(id)) + ", store it"
	if len(id.Uses) > 0 {
		u := id.Uses[0]
		step += fmt.Sprintf(", run job %s (%s)", u.Job, u.Location.String())
	}
	return step + ", then revoke the old one; " + lowerFirst(entry(id, "rotation: {last: "+day(now)+"}"))
}

func stepFederate(id nhi.Identity, _ time.Time) string {
	how := id.Credential.Keyless.How
	if how == "" {
		how = "an OIDC trust"
	}
	step := "Use " + how + " instead of " + id.Name
	if len(id.Uses) > 0 {
		step += " at " + id.Uses[0].Location.String()
	}
	if permission := keylessPermission(id.Credential.Keyless.How); permission != "" {
		step += ", give the job `permissions: {" + permission + "}`"
	}
	return step + ", then delete the stored key"
}

// keylessPermission is what a job needs to do without a stored key in a way of the catalogue: to ask for an OIDC
// token, but for GitHub's own tokens; "" where the catalogue names no permission for these.
func keylessPermission(how string) string {
	if _, scope, found := strings.Cut(how, "GITHUB_TOKEN "); found && plainScopeLevel().MatchString(scope) {
		return strings.Replace(scope, ":", ": ", 1)
	}
	for _, own := range []string{"GITHUB_TOKEN", "GitHub App", "JIT runner"} {
		if strings.Contains(how, own) {
			return ""
		}
	}
	return "id-token: write"
}
