package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// joinHalves reads from the names of secrets that lie together which are one credential: the id of a key and the key,
// a certificate and its password. The halves are judged alike; of the id of a key there is nothing to judge.
func (b *builder) joinHalves() {
	ids, certificates, logins := map[halfKey][]*nhi.Identity{}, map[halfKey][]*nhi.Identity{}, map[halfKey][]*nhi.Identity{}
	for _, id := range sortedIDs(b.identities) {
		identity := b.identities[id]
		if !isNamed(identity) || identity.Credential.Public {
			continue
		}
		words := nameWords(identity.Name)
		if isLoginID(identity) {
			b.markHalf(identity)
			continue
		}
		if opensOrNames(words) {
			key := keyOfHalf(identity, words, loginWords)
			logins[key] = append(logins[key], identity)
		}
		if s := identity.Credential.Service; s == awsService() || s == s3Service() {
			key := keyOfHalf(identity, words, keyWords)
			ids[key] = append(ids[key], identity)
		}
		if isContainer(words) {
			key := keyOfHalf(identity, words, containerWords)
			certificates[key] = append(certificates[key], identity)
		}
	}
	for _, all := range ids {
		b.markIDs(all)
	}
	for _, all := range logins {
		b.markUsers(all)
	}
	for _, all := range certificates {
		shareSigning(all)
	}
	b.joinAppKeys()
}

// appWords are the words by which the number of a GitHub App and its private key are called.
var appWords = map[string]bool{"APP": true, "ID": true, "PRIVATE": true, "KEY": true}

// joinAppKeys takes a private key for that of the GitHub App whose number lies beside it: BOT_PRIVATE_KEY beside BOT_APP_ID.
func (b *builder) joinAppKeys() {
	numbers := map[halfKey]bool{}
	keys := map[*nhi.Identity]halfKey{}
	for _, identity := range b.identities {
		if !isNamed(identity) {
			continue
		}
		words, c := nameWords(identity.Name), identity.Credential
		switch {
		case c.Public && c.Kind == nhi.KindGitHubApp && endIn(words, "APP", "ID"):
			numbers[keyOfHalf(identity, words, appWords)] = true
		case (c.Service == "" || c.Category == nhi.CategoryUnknown) && endIn(words, "PRIVATE", "KEY"):
			keys[identity] = keyOfHalf(identity, words, appWords)
		}
	}
	for identity, key := range keys {
		if numbers[key] {
			takeFor(&identity.Credential, appKey)
		}
	}
}

// endIn tells whether the last of some words are these.
func endIn(words []string, last ...string) bool {
	return len(words) >= len(last) && slices.Equal(words[len(words)-len(last):], last)
}

// isLoginID tells whether a secret is nothing but the id of a key for the login of AWS, which asks for the key beside it.
func isLoginID(identity *nhi.Identity) bool {
	other := func(u nhi.Use) bool { return takenAs(u) != awsKeyID }
	return len(identity.Uses) > 0 && !slices.ContainsFunc(identity.Uses, other)
}

// markHalf says of the half of a credential that tells whose it is that it is none. One that was exposed, or that the
// registry names, is governed under its name.
func (b *builder) markHalf(identity *nhi.Identity) {
	if len(identity.Exposures) == 0 && len(b.entriesOf(identity)) == 0 {
		markSetting(&identity.Credential)
	}
}

// loginWords are the words by which the two halves of a login are called; true for those of the half that opens.
var loginWords = map[string]bool{
	"USER": false, "USERNAME": false, "USR": false,
	"PASSWORD": true, "PASSWD": true, "PASS": true, "PWD": true, "PSW": true, "PW": true,
}

// opensOrNames tells whether a name ends as that of a login's half.
func opensOrNames(words []string) bool {
	if len(words) == 0 {
		return false
	}
	_, is := loginWords[words[len(words)-1]]
	return is
}

// markUsers says which of some secrets, whose names are otherwise the same, is the user beside the password: NEXUS_TOKEN_USER.
func (b *builder) markUsers(all []*nhi.Identity) {
	opens := func(i *nhi.Identity) bool {
		words := nameWords(i.Name)
		return loginWords[words[len(words)-1]]
	}
	if !slices.ContainsFunc(all, opens) {
		return
	}
	for _, identity := range all {
		if !opens(identity) {
			b.markHalf(identity)
		}
	}
}

// halfKey is what the names of the halves of one credential have in common.
type halfKey struct{ scope, store, rest string }

func keyOfHalf(identity *nhi.Identity, words []string, of map[string]bool) halfKey {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { _, is := of[w]; return is })
	store := identity.Store
	if identity.Stored != nil {
		store += " " + string(identity.Stored.Level) + " " + identity.Stored.Environment
	}
	return halfKey{identity.Scope, store, strings.Join(rest, "_")}
}

// keyWords are the words by which the id of a key of AWS, or of a store that speaks its S3, and the key are called.
var keyWords = map[string]bool{"ACCESS": true, "SECRET": true, "KEY": true, "ID": true, "KEYID": true}

// markIDs says which of some secrets of AWS or such a store, whose names are otherwise the same, is the id of the key that lies beside it.
func (b *builder) markIDs(all []*nhi.Identity) {
	isSecret := func(i *nhi.Identity) bool { return slices.Contains(nameWords(i.Name), "SECRET") }
	isID := func(i *nhi.Identity) bool {
		words := nameWords(i.Name)
		return slices.Contains(words, "ID") || slices.Contains(words, "KEYID")
	}
	if !slices.ContainsFunc(all, isSecret) {
		return
	}
	some := slices.DeleteFunc(slices.Clone(all), isSecret)
	if slices.ContainsFunc(some, isID) {
		some = slices.DeleteFunc(some, func(i *nhi.Identity) bool { return !isID(i) })
	}
	if len(some) == 1 {
		b.markHalf(some[0])
	}
}

// containerWords are the words by which a file with a key, its password, and the password of the key in it are called.
var containerWords = map[string]bool{
	"KEYSTORE": true, "STORE": true, "KEY": true, "P12": true, "PFX": true, "CERT": true, "CERTS": true, "CERTIFICATE": true,
	"CERTIFICATES": true, "BASE64": true, "B64": true, "FILE": true, "DATA": true, "CONTENT": true,
	"PASSWORD": true, "PASSPHRASE": true, "PASS": true, "PWD": true,
}

// isContainer tells whether a name is that of a file with a key or of a password of one, rather than of any key or password.
func isContainer(words []string) bool {
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(w string) bool { return slices.Contains(words, w) })
	}
	return has("KEYSTORE", "P12", "PFX", "CERT", "CERTS", "CERTIFICATE", "CERTIFICATES") ||
		has("KEY", "STORE") && has("PASSWORD", "PASSPHRASE", "PASS", "PWD")
}

// shareSigning makes of secrets that are parts of one key for signing the same: where one surely signs, those that a job
// uses with it and whose names say nothing surer do, too.
func shareSigning(all []*nhi.Identity) {
	signs := func(i *nhi.Identity) bool { return isSurely(i.Credential, nhi.CategorySigning) }
	first := slices.IndexFunc(all, signs)
	if first < 0 {
		return
	}
	sure := all[first]
	for _, other := range all {
		if c := &other.Credential; (c.Service == "" || c.Category == nhi.CategoryUnknown) && shareJob(sure, other) {
			environment := c.Environment
			*c = sure.Credential
			c.Environment = environment
		}
	}
}

// shareJob tells whether a job uses both.
func shareJob(a, b *nhi.Identity) bool {
	return slices.ContainsFunc(a.Uses, func(x nhi.Use) bool {
		return slices.ContainsFunc(b.Uses, func(y nhi.Use) bool {
			return x.Job == y.Job && x.Workflow == y.Workflow && x.Location.Repository == y.Location.Repository
		})
	})
}
