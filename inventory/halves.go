package inventory

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// joinHalves reads from the names of secrets that lie together which are one credential: the id of a key and the key,
// a certificate and its password. The halves are judged alike; of the id of a key there is nothing to judge.
func (b *builder) joinHalves() {
	ids, certificates := map[halfKey][]*nhi.Identity{}, map[halfKey][]*nhi.Identity{}
	for _, id := range sortedIDs(b.identities) {
		identity := b.identities[id]
		if !isNamed(identity) || identity.Credential.Public {
			continue
		}
		words := nameWords(identity.Name)
		if identity.Credential.Service == awsService() {
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
	for _, all := range certificates {
		shareSigning(all)
	}
}

// halfKey is what the names of the halves of one credential have in common.
type halfKey struct{ scope, store, rest string }

func keyOfHalf(identity *nhi.Identity, words []string, of map[string]bool) halfKey {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return of[w] })
	store := identity.Store
	if identity.Stored != nil {
		store += " " + string(identity.Stored.Level) + " " + identity.Stored.Environment
	}
	return halfKey{identity.Scope, store, strings.Join(rest, "_")}
}

// keyWords are the words by which the id of a key of AWS and the key are called.
var keyWords = map[string]bool{"ACCESS": true, "SECRET": true, "KEY": true, "ID": true, "KEYID": true}

// markIDs says which of some secrets of AWS, whose names are otherwise the same, is the id of the key that lies beside it.
// One that the registry names is governed under that name.
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
	if len(some) == 1 && len(some[0].Exposures) == 0 && len(b.entriesOf(some[0])) == 0 {
		markSetting(&some[0].Credential)
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
