package leaks

import (
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// pairing is a credential in two parts: a secret, and an id that says whose it is.
type pairing struct {
	what   string // the id's name for the reader
	id     func(e *exposed) bool
	secret func(e *exposed) bool
	// alike, if any, tells whether their names say that an id belongs to a secret. Such an id is a credential by itself: both have to be listed.
	alike func(id, secret *exposed) bool
}

// nearLines is how far apart the parts of a credential may be, in lines.
const nearLines = 20

// pairings are the credentials of two parts.
var pairings = []pairing{
	{"key id", isAWSKeyID, func(e *exposed) bool {
		return e.rule == "aws-secret-access-key" || len(e.secret) == 40 && rules.IsAWSSecret(e.secret) && strings.Contains(strings.ToLower(e.name()), "secret")
	}, nil},
	{"account id", func(e *exposed) bool { return e.rule == "twilio-account-sid" || e.rule == "twilio-api-key" }, func(e *exposed) bool {
		name := strings.ToLower(e.name())
		return e.rule == "twilio-auth-token" || strings.Contains(name, "twilio") && (strings.HasSuffix(name, "token") || strings.HasSuffix(name, "secret"))
	}, nil},
	{"client id", func(e *exposed) bool { return e.rule == "client-id" || strings.HasSuffix(e.rule, "-client-id") }, func(e *exposed) bool {
		name := strings.ReplaceAll(strings.ToLower(e.name()), "_", "")
		return strings.HasSuffix(e.rule, "-client-secret") || strings.HasSuffix(strings.ReplaceAll(name, "-", ""), "clientsecret")
	}, nil},
	{"key id", func(e *exposed) bool {
		name := strings.ReplaceAll(strings.ToLower(e.name()), "_", "")
		return name == "privatekeyid" || name == "keyid"
	}, func(e *exposed) bool { return e.rule == "private-key" }, nil},
	{"key", endsIn("key", appKey), func(e *exposed) bool { return isAppSecret(e) || isAppSec(e) }, isKeyOf},
}

// An application has a key that says which it is, and a secret that proves it: consumer_key and consumer_secret, apiKey and apiSecret.
var (
	appKey    = lazyregexp.New(`(?i)^(.*?)(consumer|client|app|api)?[_-]?key$`)
	appSecret = lazyregexp.New(`(?i)^(.*?)(consumer|client|app|api|shared)?[_-]?(?:secret|sec)$`)
)

var isAppSecret, isAppSec = endsIn("secret", appSecret), endsIn("sec", appSecret)

// endsIn tells what has a name that ends in a word, and of such a form: most have none, and are asked for no more than the word.
func endsIn(word string, form func() *regexp.Regexp) func(*exposed) bool {
	return func(e *exposed) bool {
		name := e.name()
		return len(name) >= len(word) && strings.EqualFold(name[len(name)-len(word):], word) && form().MatchString(name)
	}
}

// isKeyOf tells whether the names of a key and a secret differ in nothing but these words.
func isKeyOf(key, secret *exposed) bool {
	k, s := appKey().FindStringSubmatch(key.name()), appSecret().FindStringSubmatch(secret.name())
	kind := strings.ToLower(s[2])
	return strings.EqualFold(strings.TrimRight(k[1], "_-"), strings.TrimRight(s[1], "_-")) && (kind == "shared" || kind == "" || strings.EqualFold(k[2], s[2]))
}

// loneIDs are the rules that find ids, which are no secret by themselves.
var loneIDs = map[string]bool{"aws-access-token": true, "alibaba-access-key-id": true, "twilio-api-key": true,
	"catalogue-tencent-cloud": true, "catalogue-scaleway": true, "catalogue-digitalocean-spaces": true, "catalogue-alibaba-cloud": true}

func isAWSKeyID(e *exposed) bool {
	return e.rule == "aws-access-token" || e.rule == "catalogue-aws-iam-access-key"
}

// isLoneID tells whether what a rule finds is an id.
func isLoneID(rule string) bool {
	return loneIDs[rule] || isAWSKeyID(&exposed{key: key{rule: rule}}) || strings.HasSuffix(rule, "-client-id")
}

// joinParts puts ids to the secrets they stand beside. What is left of them is told as a lone id, or
// not at all where the id of a key says nothing.
func joinParts(found []*exposed, opinions map[*exposed]*opinion) {
	byPath := map[string][]*exposed{}
	for _, e := range found {
		byPath[e.path] = append(byPath[e.path], e)
	}
	for _, e := range found {
		for _, p := range pairings {
			if !p.id(e) || p.alike != nil && opinions[e].Doubt != "" {
				continue
			}
			if secret := nearest(e, byPath[e.path], p.secretOf(e, opinions)); secret != nil {
				opinions[e].whole = secret
				opinions[secret].take(e, opinions[e])
				break
			}
		}
		if o := opinions[e]; o.whole == nil && o.Doubt == "" && isLoneID(e.rule) {
			if o.Doubt = nhi.DoubtLoneID; strings.HasSuffix(e.rule, "-client-id") {
				o.Doubt = nhi.DoubtDigest // many are public, and what looks like one often is none
			} else if evidence.IsTest(e.path) || evidence.InPipeline(e.path) || evidence.IsComment(e.place().Line) {
				o.Doubt = nhi.DoubtTest
			}
			o.Features = append(o.Features, nhi.Feature{Name: "it is the id of a key, and no secret is beside it"})
		}
	}
}

// secretOf tells the secrets that an id may belong to.
func (p pairing) secretOf(id *exposed, opinions map[*exposed]*opinion) func(*exposed) bool {
	if p.alike == nil {
		return p.secret
	}
	return func(e *exposed) bool { return p.secret(e) && opinions[e].Doubt == "" && p.alike(id, e) }
}

// take makes an id a part of the secret. A secret beside a made-up id is made up, too.
func (o *opinion) take(id *exposed, of *opinion) {
	o.parts = append(o.parts, id)
	switch of.Doubt {
	case nhi.DoubtExample, nhi.DoubtPlaceholder:
		if o.Doubt == "" {
			o.Doubt = of.Doubt
		}
	}
	o.Features = append(o.Features, nhi.Feature{Name: "the id it belongs to is beside it", Weight: 2})
	o.Score += 2
	o.certain = o.certain || of.Doubt == "" && hasProvidersForm(of.credential)
	if of.credential.By == "value" && o.credential.By != "value" {
		o.credential = of.credential
	}
}

// nearest is the secret whose place is nearest to an id's, in the same version of a file.
func nearest(id *exposed, all []*exposed, is func(*exposed) bool) *exposed {
	var best *exposed
	least := nearLines + 1
	for _, e := range all {
		if e == id || !is(e) {
			continue
		}
		if d := linesApart(id, e); d < least {
			best, least = e, d
		}
	}
	return best
}

// linesApart is the least distance between two exposures at the same time, in lines.
func linesApart(a, b *exposed) int {
	least := nearLines + 1
	if a.rank() != b.rank() {
		return least
	}
	for _, x := range a.shown() {
		for _, y := range b.shown() {
			if x.commit == y.commit {
				least = min(least, max(x.ValueLine-y.ValueLine, y.ValueLine-x.ValueLine))
			}
		}
	}
	return least
}

// whatPart is a part's name for the reader.
func whatPart(e *exposed) string {
	for _, p := range pairings {
		if p.id(e) {
			return p.what
		}
	}
	return "id"
}
