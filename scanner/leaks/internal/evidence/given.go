package evidence

import (
	"encoding/base64"
	"path"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighGiven asks what only a name speaks for who it is from, and what is signed or opens something whom it is for.
func (v *weighing) weighGiven() {
	switch {
	case v.byName() && !v.isGiven(), v.Bearer && toMeasure().MatchString(v.fileWords()):
		v.add("everybody can read it, and nothing says that a service gave it out", -certain, nhi.DoubtWeak)
	case browserKey().MatchString(v.Value) && !v.isBilled():
		v.add("everybody can read it, and nothing names the service of Google that it is for: Google's own clients have such keys", -certain, nhi.DoubtWeak)
	case v.Sort == Named && v.Name != "" && hasNoForm(v.Value) && !v.isCredentialByName():
		v.add("everybody can read it, and its name is not that of what services give out", -certain, nhi.DoubtWeak)
	case v.Sort == Placed && withinNetwork().MatchString(v.after(addressWithin)):
		v.add("everybody can read it, and its host has a name in its own network only", -certain, nhi.DoubtTest)
	case v.Sort == Block && isToken(v.Value) && !v.isSent():
		v.add("everybody can read it, and nothing says that a program signs in with it", -certain, nhi.DoubtWeak)
	}
}

// bareName is the name of the value in words, without those that say nothing: api_key.
func (v *weighing) bareName() string { return strings.Join(withoutFillers(nameWords(v.Name)), "_") }

// isBilled tells a key of Google's beside the name of a service that its owner pays for, or has a quota of, or in a program with its address.
func (v *weighing) isBilled() bool {
	return billed().MatchString(v.Path+"\n"+v.nearby(browserLines)) || IsCode(v.Path) && billedHost().MatchString(v.around(serviceWithin))
}

// isSent tells a signed token that a program has to show a service, by its name and the service's address, or in a header.
func (v *weighing) isSent() bool {
	return v.Bearer || forProduction(v.Path) || isProgram(v.Path) && toClients().MatchString(v.bareName()) && v.servesOthers()
}

// isCredentialByName tells whether the name is that of what services give to their clients.
func (v *weighing) isCredentialByName() bool {
	name := v.bareName()
	return toPartners().MatchString(name) || toClients().MatchString(name)
}

// isGiven tells whether something says of a value, which is known by its name only, that a service gave it to the project, or that a
// deployment has it. What programs make for themselves is drawn as well, but is another one in each installation: at the head of a project
// that everybody can read, it is a default, of a test, or a constant.
func (v *weighing) isGiven() bool {
	name := v.bareName()
	switch {
	case forProduction(v.Path), productionSetting().MatchString(v.nearby(serviceLines)), idOfAWS().MatchString(v.nearby(hostLines)):
		return true
	case v.Sort == Password:
		return !ciphersKey().MatchString(name) &&
			(toStores().MatchString(name) || toPrograms().MatchString(name) && v.servesOthers())
	case browserKey().MatchString(v.Value), name == "key" && inQuery().MatchString(v.before(addressWithin)):
		return true
	case v.isPaired():
		return true
	case v.isHidden():
		return v.servesOthers()
	case identifies().MatchString(name), toMeasure().MatchString(name + "_"), toMeasure().MatchString(v.fileWords()):
		return false
	case toPartners().MatchString(name):
		return name != appSecret || v.servesOthers()
	case ciphersKey().MatchString(name), ownSecret().MatchString(name) && !strings.HasSuffix(name, "token_secret"), lastWord(name) == "secret" && v.enclosedBy(defaults()):
		return false
	}
	if InPipeline(v.Path) || toUpload().MatchString(v.Path) {
		if covers().MatchString(v.Path + "\n" + v.nearby(besideLines)) {
			return false // requests of strangers are to report, too, and get no secrets
		}
		return v.Name == "" || v.Bearer || lastWord(name) == "token" || toClients().MatchString(name)
	}
	// Settings have what a program and its users agree on, and programs what they use.
	return (v.Bearer || isProgram(v.Path) && toClients().MatchString(name) && isPlain(v.Value)) && v.servesOthers()
}

// isProgram tells the files of programs, and of scripts that build or run them.
func isProgram(name string) bool {
	return IsCode(name) || isShell(name) || strings.HasSuffix(strings.ToLower(path.Base(name)), "cmakelists.txt")
}

// isPlain tells a value that was drawn as a whole: without a form, or encoded bytes. What has signs otherwise is put together, and is often made
// for pages.
func isPlain(value string) bool {
	return hasNoForm(value) || encodedBytes().MatchString(value) && shapeOf(value).classes >= 3
}

// hasNoForm tells a value in which nothing says who drew it: of letters and digits only, or a universal identifier.
func hasNoForm(value string) bool {
	s := shapeOf(value)
	return s.letters+s.digits == s.length || uuidForm().MatchString(value)
}

// encodedBytes matches the letters of both forms of base64.
var encodedBytes = lazyregexp.New(`^[A-Za-z0-9+/_-]+=*$`)

// fileWords are the words of the name of the value's file, each with a mark behind it.
func (v *weighing) fileWords() string {
	return strings.Join(nameWords(path.Base(v.Path)), "_") + "_"
}

// isHidden tells a value that a program keeps encoded, so that readers do not see it: nobody does so with what he made up.
func (v *weighing) isHidden() bool {
	plain, err := base64.StdEncoding.DecodeString(v.Value)
	return err == nil && IsCode(v.Path) && looksRandom(string(plain))
}

// appSecret is what services call what they give to an application, and Symfony what an application makes for itself.
const appSecret = "app_secret"

var (
	// productionSetting matches what a program is told where it is in use.
	productionSetting = lazyregexp.New(`(?im)^[ \t]*(?:-[ \t]*)?(?:export[ \t]+)?["']?(?:APP|RAILS|NODE|FLASK|DJANGO|MIX|RACK|SYMFONY)_ENV["']?[ \t]*[:=][ \t]*["']?prod(uction)?["']?[ \t]*\r?$`)
	// idOfAWS matches the identifier that AWS gives with a secret.
	idOfAWS = lazyregexp.New(`\b(AKIA|ASIA)[A-Z2-7]{16}\b`)
	// toPartners matches the names, cut into words, of what services give to the programs that they know, beside an identifier.
	toPartners = lazyregexp.New(`(^|_)(client|consumer|api|oauth2?|shared|partner|developer|service|app)_?(shared_?)?(secret(_?key)?|sec)$`)
	// toClients matches the names of what services give to whoever asks them, and programs to themselves.
	toClients = lazyregexp.New(`(^|_)((api|project|subscription|service|dev(eloper)?|partner|x|auth|user|access)_?key|\w*secret|(api|access|auth|basic|bearer|client|application)_?token)$`)
	// ciphersKey matches the names of what a program encrypts with.
	ciphersKey = lazyregexp.New(`(^|_)(en|de)crypt(ion)?_?(key|secret|password)$`)
	// withinNetwork matches the rest of an address behind its password, at a host that only the machines beside it know: @db:5432/shop
	withinNetwork = lazyregexp.New(`^@[\w-]+([:/"'?\s]|$)`)
	// defaults matches where a program begins to say what it takes where nobody tells it another: defaultConfig = Config{
	defaults = lazyregexp.New(`(?i)^[^/#]*\bdefault_?(config\w*|settings?|options?|values?)\b[^;]*[{(\[]\s*$`)
	// toUpload matches the settings of tools that bring something to a service, and need not be told where it is.
	toUpload = lazyregexp.New(`(?i)(^|/)\.?(codecov[\w.-]*|(sentry|crashlytics)\.properties|sentryclirc)$`)
	// covers matches the names of what shows whether a change is tested, and what it looks like.
	covers = lazyregexp.New(`(?i)codecov|coveralls|fossa|code[_-]?climate|codacy|percy|chromatic`)
	// billed matches the names of Google's services that whoever has a key pays for, or has a quota of.
	billed     = lazyregexp.New(`(?i)maps?(\b|_)|mapkey|mapsapi|places|geoc|geo\.api|directions|youtube|translat|vision|speech|custom_?search|gemini|generativelanguage`)
	billedHost = lazyregexp.New(`\bwww\.googleapis\.com/\w+/v\d`)
	// toPrograms matches the names of the passwords that programs log in with, and not their users.
	toPrograms = lazyregexp.New(`(^|_)api_?pass(word)?$`)
	// toStores matches the names of what opens the keys with which releases are signed.
	toStores = lazyregexp.New(`(^|_)(key|key_?store|store)_?pass(word)?$`)
	// identifies matches the names of the halves that tell who somebody is.
	identifies = lazyregexp.New(`(^|_)((consumer|client|app|application|project)_?key|gigya_?api_?key)$`)
	// toMeasure matches the names of what every copy of a program counts its use with, or of files of nothing else.
	toMeasure = lazyregexp.New(`(?i)(^|_)(analytics|telemetry|tracking|metrics|statistics|stats)_`)
)

// servesOthers tells whether the file of a value names a host which that may be for: a program's anywhere, other files' beside it.
func (v *weighing) servesOthers() bool {
	if IsCode(v.Path) {
		return namesService(goImport().ReplaceAllString(v.around(serviceWithin), ""))
	}
	return namesService(v.nearby(besideLines))
}

const (
	serviceLines  = 30
	serviceWithin = 16 << 10 // on either side of the value, bytes: a hostile file has thousands of values
)

// namesService tells whether a text has the address of a service, other than one where programs and what they are written with are found.
func namesService(text string) bool {
	for {
		at := serviceHost().FindStringIndex(text)
		if at == nil {
			return false
		}
		if !everybodysHost().MatchString(text[at[0]:at[1]]) {
			return true
		}
		text = text[at[1]-1:] // the mark that ends one may begin another
	}
}

var (
	// serviceHost matches the name of a host in an address, and one that a text literal has for itself: there it has to end as those do that
	// are no names of settings or files.
	serviceHost = lazyregexp.New(`(?i)//([a-z0-9-]+\.)+[a-z]{2,}(["'/:?\s)\x60<]|$)|["']([a-z0-9-]+\.)+(com|net|org|io|tv|fm|me|co|ai|to|gg|dev|cloud|app|de|at|ch|fr|uk|eu|us|nl|se|no|pl|it|es|cz|jp|cn|ru|br|in|au|ca|info|biz)["'/:]`)
	// goImport matches the line of a package that a program in Go is written with, whose path begins as an address does.
	goImport = lazyregexp.New(`(?m)^(import)?[ \t]+([\w.]+ )?"[\w.~/-]+"\r?$`)
	// everybodysHost matches those of documentation, of places where programs are kept, and of the makers of systems and languages.
	everybodysHost = lazyregexp.New(`(?i)([/."'])((example|invalid|test)\.(com|net|org)|(github|githubusercontent|gitlab|wikipedia|stackoverflow|readthedocs|microsoft|mozilla|w3|apache|gnu|fsf|opensource|creativecommons|spdx|json-schema|schema|xmlsoap|android|apple|python|golang|nodejs|npmjs|jetbrains|oracle|eclipse)\.(com|io|org|dev)|(docs|developers?|wiki|help|support|schemas)\.[^"'\s]*|[\w.-]*\.(test|local|localhost|invalid|example))["'/:?\s)\x60<]?$`)
)
