package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// accountProofs are the proofs that name an account at an issuer, and what it is called in a sentence.
var accountProofs = map[string]string{
	"aws account": "AWS account", "gcp project": "Google Cloud project", "azure storage account": "Azure storage account",
	"slack workspace": "Slack workspace", "github app id": "GitHub App",
}

// What a trust's own name says of its account: a role's ARN, a service account's address.
var (
	roleAccount    = lazyregexp.New(`^arn:aws[a-z-]*:iam::([0-9]{12}):`)
	addressProject = lazyregexp.New(`@([a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com$`)
)

// linkAccounts ties the identities that belong to one account: what a leaked key opens is what the trusts and secrets
// of its account open.
func (b *builder) linkAccounts() {
	same := map[string][]*nhi.Identity{}
	for _, id := range sortedIDs(b.identities) {
		identity := b.identities[id]
		for _, account := range accountsOf(identity) {
			same[account] = append(same[account], identity)
		}
	}
	for _, account := range sortedKeys(same) {
		all := same[account]
		for i := 1; i < len(all) && i <= maxTied; i++ {
			link(all[0], all[i], nhi.RelationSameAccount, nhi.RelationSameAccount, "both belong to the "+account)
		}
	}
}

// accountsOf is the accounts that an identity belongs to, in words: "AWS account 123456789012".
func accountsOf(identity *nhi.Identity) []string {
	var accounts []string
	add := func(c nhi.Credential) {
		for _, p := range c.Proves {
			if what := accountProofs[p.Name]; what != "" && p.Value != "" {
				accounts = append(accounts, what+" "+p.Value)
			}
		}
	}
	add(identity.Credential)
	for _, e := range identity.Exposures {
		add(e.Credential)
	}
	if identity.Kind == nhi.KindOIDCTrust {
		if found := roleAccount().FindStringSubmatch(identity.Name); found != nil {
			accounts = append(accounts, accountProofs["aws account"]+" "+found[1])
		}
		if found := addressProject().FindStringSubmatch(strings.ToLower(identity.Name)); found != nil {
			accounts = append(accounts, accountProofs["gcp project"]+" "+found[1])
		}
	}
	slices.Sort(accounts)
	return slices.Compact(accounts)
}
