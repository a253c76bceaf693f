package evidence

import (
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// meaning is what a name says of the value it has.
type meaning int

const (
	unknown meaning = iota
	secret
	other    // of something about a credential, or of no credential at all
	public   // of the public half of something
	standIn  // of a value that stands for one
	forTests // of a value for tests
)

// secretWords end or make up the names of credentials.
var secretWords = set(`password pass_word pass_phrase pass_code passwd passwort pwd pass pw passphrase passcode kennwort passe motdepasse mdp contrasena senha wachtwoord haslo heslo losenord sifre parola jeton secret secrets token tokens apikey api_key api_secret credential credentials creds
	auth_key access_key secret_key private_key encryption_key signing_key sign_key master_key account_key storage_key client_key client_secret app_key app_secret
	consumer_key consumer_secret session_key session_secret cookie_secret shared_key shared_secret hmac_key jwt_key jwt_secret license_key licence_key
	service_key subscription_key primary_key secondary_key deploy_key integration_key webhook_secret webhook_key auth_token access_token refresh_token bearer_token
	bearer authorization authentication auth salt pepper seed mnemonic apisecret appsec app_sec authtoken accesstoken refreshtoken secretkey privatekey accesskey clientsecret authkey appkey appsecret
	signature_key validation_key decryption_key routing_key key_base keybase psk otp totp pat apitoken dbpassword dbpass userpass mypassword rootpassword requirepass masterauth encryptionkey signingkey
	signkey signingkey sharedkey crypt_key hash_key rest_key server_key admin_key write_key ingest_key user_key project_key cipher_key aes_key des_key`)

// otherWords at the end of a name say that it is of something about a credential.
var otherWords = set(`hash hashed digest field fields label placeholder prompt hint policy length len min max minimum maximum file filename path dir directory folder url uri urls
	endpoint host hostname port id ids name names type types kind class classes count size index regex regexp pattern format expiry expires expiration expire expired ttl timeout age
	version algorithm algo alg ver enabled enable disabled required require valid invalid error errors message msg title text description header headers column param parameter params
	attribute attr attributes prefix suffix encoder encoding strength validator validation reset change changed updated at status mode provider manager ref reference source
	store arn env var variable output form link button page view action event method selector state usage limit limits rotation policyid issuer audience scope scopes
	location region user username email login role account bucket table schema template mask masked checksum fingerprint thumbprint sum revision commit
	iv nonce owner group date time created day days month hours minutes seconds interval duration lifetime parser reader writer factory builder handler generator filter
	service url_template callback redirect question answer exists match matches mismatch confirm_label toggle visibility visible icon style color
	list map set array object node counter buffer stream position offset start end line comment note notes doc docs example examples sample docker algorithm_name keyword keywords
	grant granttype request response review cache cached pool bucket_name info metadata annotation tag tags alias manager_name failed failure ok success warning fmt tmpl appid guid uuid sha sha1 rev`)

// publicWords anywhere in a name say that its value is no secret.
var publicWords = set(`verify_key verifying_key verification_key telemetry instrumentation public pub pubkey publishable anon fingerprint thumbprint site_key sitekey search_key website_key website_token webpage_token`)

// standInWords anywhere in a name say that its value stands for one.
var standInWords = set(`fake dummy mock mocked example sample placeholder bogus fixture`)

// passingTokens are what stands anywhere before "token" or "key" in the name of what is used once, by a form or a request.
var passingTokens = set(`csrf csrfp xsrf csrfmiddlewaretoken authenticity request_verification idempotency correlation trace`)

// plainKeys are what stands before "key" in the name of what finds something and opens nothing.
var plainKeys = set(`cache websocket partition sort foreign i18n translation message registry row column map sharding dedupe dedup lookup index object hot shortcut query preference
	preferences prefs setting settings feature flag metric label header config attribute exemption throttle quota`)

// digestName matches names whose digits are a part of a digest's: VALKEYSHA256, md5secret.
var digestName = lazyregexp.New(`(?i)(sha-?_?(1|224|256|384|512)|md5|blake2b?)(sum|hash|digest)?$|^md5|key[_-]?hash$`)

// pageToken matches the names of what asks for the next page of a list; a page_access_token is another thing.
var pageToken = lazyregexp.New(`(?i)^(next_?page|page|next|continuation)_?token$`)

// saltName matches the names of what is stored beside a hash, for everybody who can read that.
var saltName = lazyregexp.New(`(^|_)(pass(word|wd|code)?|pwd|pw|user|hash|login|signing|encryption)_?salt$`)

// publicName matches the names of what a service gives out for programs that everybody has, as its manual says.
var publicName = lazyregexp.New(`(^|_)(facebook|fb)_(\w+_)?client_token$|(^|_)bot_?guard_|captcha_key$|(^|_)solve_?media_key$|(^|_)dropbox_(\w+_)?app_?key$|(^|_)post_?hog_((project|public|client|web)_)?(api_)?(key|token)$|android_backup_(api_)?key$|(^|_)search_(only_)?api_?key$|^host_api_?key$|(^|_)(segment|rudder_?stack)_(\w+_)?write_?key$`)

// keyWords are what a key is for when its name says no more than that it is a key.
var keyWords = set(`key keys`)

// halfName matches the name of one half of a value: secretKeyA. A constant that is called TOKEN_A is one of several.
var halfName = lazyregexp.New(`([a-z])[AB]$`)

// nameMeaning reads a name: of its words the last ones decide.
func nameMeaning(name string) meaning {
	words := withoutFillers(nameWords(halfName().ReplaceAllString(name, "$1")))
	if len(words) == 0 {
		return unknown
	}
	if about := saidAnywhere(words); about != unknown {
		return about
	}
	if end := len(words) - 1; end > 0 && testRunners[words[end]] && slices.Contains(words, "test") {
		words = words[:end]
	}
	last := words[len(words)-1]
	switch {
	case pageToken().MatchString(name), saltName().MatchString(strings.Join(words, "_")):
		return other
	case publicName().MatchString(strings.Join(words, "_")):
		return public
	case digestName().MatchString(name):
		return other
	case len(words) > 1 && keyWords[last] && plainKeys[words[len(words)-2]]:
		return other
	case last == "pass" && len(words) > 1 && (ordinals[words[len(words)-2]] || len(words) == 2 && isNumber(words[0])):
		return other
	case endsIn(secretWords, words):
		if len(words) > 1 && (negations[words[0]] || slices.Contains(words[:len(words)-1], "has")) {
			return other
		}
		return secret
	case otherWords[last]:
		return other
	case keyWords[last]:
		return unknown
	}
	return unknown
}

// ordinals before "pass" say which time something goes through the same: firstPass, two_pass.
var ordinals = set(`first second third fourth one two three multi`)

// IsCredentialName tells whether a name says that its value is a credential.
func IsCredentialName(name string) bool { return nameMeaning(name) == secret }

// idName matches the names that end in the word for an identifier.
var idName = lazyregexp.New(`(?:[a-z]I|_i|_I|^i|^I)[dD]s?$`)

// namesIdentifier tells whether a name is that of an identifier, and whatever else it says is of which: FORM_ID_HOSTED. What is named behind
// it has the word for itself: KEY_ID_SECRET.
func namesIdentifier(name string) bool {
	if nameMeaning(name) == other && idName().MatchString(name) {
		return true
	}
	words := nameWords(name)
	at := slices.Index(words, "id")
	return at > 0 && !slices.ContainsFunc(words[at+1:], func(w string) bool { return secretWords[w] || keyWords[w] })
}

// valueNames are the last words of names of attributes that say nothing but what an element has.
var valueNames = set(`value val text data content contents default string str plain plaintext cleartext base64 b64 hex encoded key`)

// attributeOfElement matches what stands before the value of an attribute in its element, with the attribute's name.
var attributeOfElement = lazyregexp.New(`^<[A-Za-z_][\w:.-]*(?:\s+[\w:.-]+\s*=\s*\\?(?:"[^"<>]*"|'[^'<>]*'))*\s+([A-Za-z_][\w:.-]*)\s*=\s*\\?["']$`)

// IsOtherAttribute tells of what stands before a value whether that is an attribute's which is neither called a credential nor a value. What an
// element that is called one has, is its content or an attribute that is.
func IsOtherAttribute(before string) bool {
	before = before[max(len(before)-longestElement, 0):]
	open := strings.LastIndexByte(before, '<')
	if open < 0 || !strings.HasSuffix(strings.TrimRight(before, "\"'\\ \t"), "=") {
		return false // as nearly always
	}
	m := attributeOfElement().FindStringSubmatch(before[open:])
	if m == nil {
		return false
	}
	words := nameWords(m[1])
	return len(words) > 0 && !valueNames[words[len(words)-1]] && nameMeaning(m[1]) != secret
}

// longestElement is how much of an element before a value is looked at, in bytes.
const longestElement = 512

// saidAnywhere is what one of a name's words decides, wherever it stands.
func saidAnywhere(words []string) meaning {
	last := words[len(words)-1]
	once := last == "token" || last == "key" || last == "csrfmiddlewaretoken"
	for i, w := range words {
		switch {
		case publicWords[w], i > 0 && publicWords[words[i-1]+"_"+w]:
			return public
		case standInWords[w]:
			return standIn
		case w == "test" || w == "tests" || w == "testing" || w == "unittest" || w == "demo":
			if i+1 < len(words) && !isTestService(words, i) { // PASSWORD_TEST is that of an environment
				return forTests
			}
		case w == "hashed", w == "encrypted", once && (passingTokens[w] || i > 0 && passingTokens[words[i-1]+"_"+w]):
			return other
		}
	}
	return unknown
}

// testServices are the words behind "test" in the names of what services for those who test sell: their keys are for no test. Of what
// they have in common with a test's own settings there has to be a maker's name in front.
var (
	testServices     = set(`rail flight rigor`)
	makersTestThings = set(`suite engine analytics insights reporter optimization`)
	// testRunners stand behind the word for it in the name of a key that each of them has its own of.
	testRunners = set(`rspec cucumber minitest spinach jest vitest cypress`)
)

// isTestService tells whether "test" is a part of a service's name: KNAPSACK_PRO_TEST_SUITE_TOKEN, TESTRAIL_KEY.
func isTestService(words []string, at int) bool {
	return words[at] == "test" && (testServices[words[at+1]] || at > 0 && makersTestThings[words[at+1]])
}

// places are the last words of names of texts that a credential may be a part of: a URL, a command.
var places = set(`url uri urls uris dsn endpoint address host server link string connection command cmd script line args data header headers source remote origin proxy webhook hook`)

// holdsPlaces tells whether a name is that of a text which a credential may have its place in.
func holdsPlaces(name string) bool {
	words := nameWords(name)
	return len(words) > 0 && places[words[len(words)-1]]
}

// fillers at the end of a name change nothing.
var fillers = set(`part half bdd bd db value val string str data plain plaintext raw default new old current live prod production dev development staging test qa local final main primary secondary backup tmp
	temp bytes base64 b64 hex env here confirm confirmation again repeat literal constant const decoded clear cleartext v`)

// negations at the beginning of a name ask about a credential.
var negations = set(`is has no not use uses needs requires require show hide forgot forgotten reset change invalid wrong missing empty validate check verify hash hashed get`)

// endsIn tells whether the last one or two words, put together, are in a set.
func endsIn(words map[string]bool, name []string) bool {
	last := name[len(name)-1]
	return words[last] || len(name) > 1 && words[name[len(name)-2]+"_"+last]
}

// withoutFillers is a name without the words at its end that change nothing.
func withoutFillers(words []string) []string {
	for len(words) > 1 && (isNumber(words[len(words)-1]) || fillers[words[len(words)-1]]) {
		words = words[:len(words)-1]
	}
	return words
}

// underscored is a name in small letters with a line between its words: dbPassword and DB-PASSWORD are db_password.
func underscored(name string) string { return strings.Join(nameWords(name), "_") }

// nameWords cuts a name into its words, in small letters: dbPassword and DB-PASSWORD are the same.
func nameWords(name string) []string {
	var words []string
	start := 0
	flush := func(end int) {
		if start < end {
			words = append(words, strings.ToLower(name[start:end]))
		}
		start = end
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case !isLetter(c) && !isDigit(c):
			flush(i)
			start = i + 1
		case i == start:
		case isUpper(c) && (!isUpper(name[i-1]) || i+1 < len(name) && isLower(name[i+1])):
			flush(i)
		case isDigit(c) != isDigit(name[i-1]) && !strings.HasPrefix(strings.ToLower(name[start:]), "b64") && !strings.HasPrefix(strings.ToLower(name[start:]), "base64"):
			flush(i)
		}
	}
	flush(len(name))
	return words
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
