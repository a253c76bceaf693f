package classify

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Name classifies a credential by the name of the secret or variable that holds it.
//
// Confidence is high when a service and a credential are both named (STRIPE_SECRET_KEY),
// medium when one of them is (STRIPE, DB_PASSWORD), low when the name says little (API_KEY)
// or names something that is no secret (AWS_REGION); the latter is also Public. A name that
// no service claims gives a Credential without a Service, with at most an Environment.
func Name(name string) nhi.Credential {
	words := handed(split(name))
	found := find(words, false)
	c := found.credential()
	c.Environment = environment(words, found.words)
	return c
}

// longestName is how many bytes of a name are looked at; GitHub allows a secret's name 255.
const longestName = 256

// named is what a name says: the service whose token it contains, and the words around it.
type named struct {
	token   token
	letters int      // in the token
	words   []string // of the token
	rest    []string // what the name has behind it
	name    []string // all words of the name, without the environment
}

// find looks for the longest token of the catalogue in a name, with and without the words
// that only say an environment: AWS_PROD_ACCESS_KEY_ID holds AWS_ACCESS_KEY_ID.
// inFile: it is a name in a file, where generic ones are anybody's.
func find(words []string, inFile bool) named {
	best := longestToken(words, len(words), inFile)
	bare := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return environments[w] != "" })
	if len(bare) < len(words) {
		if other := longestToken(bare, len(words), inFile); other.token.service != nil && other.better(best) {
			return other
		}
	}
	return best
}

// longestToken finds the best token of a name that has count words, of which words are left.
func longestToken(words []string, count int, inFile bool) named {
	best := named{name: words}
	for first := range words {
		letters := ""
		for last := first; last < len(words); last++ {
			letters += words[last]
			if len(letters) > table().longest+len("99") {
				break
			}
			t, known := table().tokens[letters]
			if !known {
				t, known = table().tokens[strings.TrimRight(letters, "0123456789")]
			}
			if !known || t.whole && last-first+1 < count || t.stored && inFile {
				continue
			}
			found := named{token: t, letters: len(letters), words: words[first : last+1], rest: words[last+1:], name: words}
			if (!t.signing || saysSigning(words)) && found.better(best) {
				best = found
			}
		}
	}
	return best
}

// better says whether n is the better reading: a service before a bucket, the generic bucket
// last, a certain word before an ambiguous one that nothing supports, then the one that the credential's words follow,
// which is whose it is (POSTHOG_WATCHER_OPENAI_API_KEY), then the longer token.
func (n named) better(other named) bool {
	if other.token.service == nil {
		return true
	}
	if a, b := n.rank(), other.rank(); a != b {
		return a > b
	}
	if a, b := n.yields(other), other.yields(n); a != b {
		return b
	}
	if a, b := n.isLast(), other.isLast(); a != b && !overlap(n, other) {
		return a
	}
	return n.letters > other.letters
}

// isLast says that words of a credential, and none but such, end the name from the token on.
func (n named) isLast() bool {
	return (hasAny(n.words, credentialWords) || hasAny(n.rest, credentialWords)) && !slices.ContainsFunc(n.rest, func(w string) bool {
		one := []string{w}
		return !hasAny(one, credentialWords) && !hasAny(one, endingWords) && !hasAny(one, siblingWords) && environments[w] == "" && strings.Trim(w, "0123456789") != ""
	})
}

// overlap says that two tokens of one name share words: AZURE_OPENAI and OPENAI.
func overlap(a, b named) bool {
	aStart, bStart := len(a.name)-len(a.rest)-len(a.words), len(b.name)-len(b.rest)-len(b.words)
	return aStart < bStart+len(b.words) && bStart < aStart+len(a.words)
}

// saysSigning says that a word of a name, or a pair of its words, is of a key for signing and what opens it.
func saysSigning(words []string) bool {
	for i, w := range words {
		if signingWords[strings.TrimRight(w, "0123456789")] || i > 0 && signingWords[words[i-1]+"_"+w] {
			return true
		}
	}
	return false
}

// yields says that n is an abbreviation, and other a cloud of another vendor: the ACR of ALIBABA_CLOUD_ACR_PASSWORD is
// Alibaba's registry, the S3 of AWS_S3_SECRET is Amazon's.
func (n named) yields(other named) bool {
	s := other.token.service
	return n.token.short && !other.token.short && !other.token.ambiguous && s.Category == nhi.CategoryCloud && s.vendor() != n.token.service.vendor()
}

func (n named) rank() int {
	switch {
	case n.token.service.Category == nhi.CategoryUnknown:
		return 0
	case n.unsupported():
		return 1
	case n.token.service.Fallback, n.token.last:
		return 2
	}
	return 3
}

// unsupported says that the token is an ordinary word and no credential word stands beside it.
func (n named) unsupported() bool { return n.token.ambiguous && !n.saysCredential() }

func (n named) saysCredential() bool {
	return hasAny(n.name, credentialWords) || hasAny(n.name, urlWords) && n.carriesCredentialInURL()
}

func (n named) credential() nhi.Credential {
	s := n.token.service
	if s == nil {
		return nhi.Credential{}
	}
	c := s.credential()
	c.By = nhi.RecognisedByName
	c.Public = n.isPublic()
	c.Confidence = n.confidence(c.Public)
	if s.Category == nhi.CategoryPayment {
		c.Livemode = livemode(n.name)
	}
	return c
}

func (n named) confidence(public bool) nhi.Confidence {
	s := n.token.service
	switch {
	case public && (n.endsAsSetting() || isSwitch(n.name) || isBaseAddress(n.name)), n.unsupported(), s.Category == nhi.CategoryUnknown:
		return nhi.ConfidenceLow
	case s.Fallback, !n.saysCredential():
		return nhi.ConfidenceMedium
	}
	return nhi.ConfidenceHigh
}

// isPublic says whether the name is of something that is no secret: an identifier, a setting,
// a key that is meant to be published, or a variable that a front-end build publishes.
func (n named) isPublic() bool {
	if n.token.identifier && !n.addsSecret() || n.endsAsMail() || isSwitch(n.name) || isBaseAddress(n.name) {
		return true
	}
	if hasAny(n.name, secretWords) {
		return false
	}
	if hasAny(n.name, publicWords) || publishedByBuild(n.name) {
		return true
	}
	if !n.endsAsSetting() {
		return false
	}
	last := n.ending()
	inToken := slices.Contains(n.words, last[0])
	return !inToken && !(hasAny(last, urlWords) && n.carriesCredentialInURL()) && !n.isHookEndpoint(last)
}

// addsSecret says that a word beside the token makes a secret of what it names: APPLE_ID_PASSWORD.
func (n named) addsSecret() bool {
	return slices.ContainsFunc(n.name, func(w string) bool {
		return hasAny([]string{w}, secretWords) && !slices.Contains(n.words, w)
	})
}

// endsAsSetting says that the name ends in a word of what surrounds a credential.
func (n named) endsAsSetting() bool {
	last := n.ending()
	endsIn := func(ending string) bool { return strings.HasSuffix(strings.TrimRight(last[0], "0123456789"), ending) }
	return hasAny(last, settingWords) || slices.ContainsFunc(settingEndings, endsIn)
}

// endsAsMail says that the name is of somebody's address for mail, whatever that is for: TOKEN_EMAIL_ADDRESS.
func (n named) endsAsMail() bool {
	end := len(n.name)
	if end > 1 && n.name[end-1] == "ADDRESS" {
		end--
	}
	return end > 1 && mailWords[n.name[end-1]]
}

// ending is the last word of the name that does more than to tell it from its siblings: BUCKET of S3_BUCKET_RELEASE_V3.
func (n named) ending() []string {
	end := len(n.name)
	for end > 1 && (hasAny(n.name[end-1:end], siblingWords) || strings.Trim(n.name[end-1], "0123456789") == "" || n.tellsCertificate(end-1) || n.tellsForm(end-1)) {
		end--
	}
	return n.name[end-1 : end]
}

// tellsCertificate says that a word tells what a certificate or its key is for.
func (n named) tellsCertificate(word int) bool {
	return n.name[word] == "DISTRIBUTION" && hasAny(n.name[:word], certificateWords)
}

// tellsForm says that a word tells in which form a profile is stored.
func (n named) tellsForm(word int) bool {
	before := word
	for before > 0 && formWords[n.name[before]] {
		before--
	}
	return before < word && (n.name[before] == "PROFILE" || n.name[before] == "PROFILES")
}

// isSwitch says that a name asks whether something is done, and names no credential: IS_DEPLOYED.
func isSwitch(words []string) bool {
	return len(words) > 1 && askingWords[words[0]] && !hasAny(words, credentialWords) && !hasAny(words, secretWords)
}

// handed leaves out the words by which a tool knows that a variable is for it.
func handed(words []string) []string {
	for _, p := range handingPrefixes {
		if len(words) > len(p) && slices.Equal(words[:len(p)], p) {
			return words[len(p):]
		}
	}
	return words
}

// carriesCredentialInURL says that the service's URLs hold a password or are a secret themselves.
func (n named) carriesCredentialInURL() bool {
	k := n.token.service.Kind
	return k == nhi.KindDBCredential || k == nhi.KindWebhook || hasAny(n.name, urlSecretWords)
}

// isHookEndpoint says that the name is of the endpoint of a service whose addresses are its credentials.
func (n named) isHookEndpoint(last []string) bool {
	return n.token.service.Kind == nhi.KindWebhook && hasAny(last, endpointWords)
}

// publishedByBuild says that a front-end framework copies the variable into what it publishes.
func publishedByBuild(words []string) bool {
	for _, p := range publishedPrefixes {
		if len(words) > len(p) && slices.Equal(words[:len(p)], p) {
			return true
		}
	}
	return false
}

// hasAny looks for one of the words, with or without a number behind it: TOKEN2.
func hasAny(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool { return set[w] || set[strings.TrimRight(w, "0123456789")] })
}

// environment is the first environment that a name's words say, outside of the token.
func environment(words, token []string) nhi.Environment {
	for _, w := range words {
		if e := environments[w]; e != "" && !slices.Contains(token, w) {
			return e
		}
	}
	return ""
}

func livemode(words []string) nhi.Livemode {
	for _, w := range words {
		if mode := modeWords[w]; mode != "" {
			return mode
		}
	}
	return ""
}

// split cuts a name into its words, in upper case: stripeSecretKey and STRIPE_SECRET-KEY
// give the same.
func split(name string) []string {
	name = name[:min(len(name), longestName)]
	var words []string
	start := 0
	flush := func(end int) {
		if start < end {
			words = append(words, strings.ToUpper(name[start:end]))
		}
	}
	for i := range len(name) {
		switch {
		case !isAlnum(rune(name[i])):
			flush(i)
			start = i + 1
		case i > start && startsWord(name, i):
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return words
}

// startsWord says whether the capital at i begins a word: after a small letter, or after
// a digit or a capital when a small letter follows (AWSKey, auth0Secret).
func startsWord(name string, i int) bool {
	if !isUpper(name[i]) {
		return false
	}
	return isLower(name[i-1]) || i+1 < len(name) && isLower(name[i+1])
}

func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
func isLower(b byte) bool { return 'a' <= b && b <= 'z' }
