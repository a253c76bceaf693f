package evidence

import (
	"regexp"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighPublished asks more of what stands at the head of a project that is published for everybody: its keepers and its users have read
// it. What somebody made up there is an example, a default or of a test, whatever its name or its place, where no host is beside it that it
// may be for; what is in use was drawn, and given to the project by somebody.
func (v *weighing) weighPublished() {
	if !v.Published || v.Checksum == "valid" {
		return
	}
	for _, ask := range []func(*weighing){(*weighing).weighAsPublic, (*weighing).weighPublicFile, (*weighing).weighBesidePublic, (*weighing).weighPublicTrial, (*weighing).weighKeepers, (*weighing).weighGiven} {
		if v.Score >= enough {
			ask(v)
		}
	}
}

// weighAsPublic asks what a value is that everybody can read.
func (v *weighing) weighAsPublic() {
	switch {
	case (v.Sort == Password || v.Sort == Placed) && fileSort(v.Path) == documentFile:
		v.add("its file tells everybody how to begin", -certain, nhi.DoubtExample)
	case (v.byName() || v.Sort == Placed) && !v.isDrawn() && !forProduction(v.Path) && !v.besideHost():
		v.add("everybody can read it, and nobody drew it: such are examples and defaults", -certain, nhi.DoubtWeak)
	case v.Sort == Password && len(v.Value) >= shortestHash && shapeOf(v.Value).hex:
		v.add("it is a hash", -certain, nhi.DoubtDigest)
	case (v.byName() || v.Sort == Placed) && v.servedLocally():
		v.add("its host is the machine itself", -certain, nhi.DoubtTest)
	case v.Sort == Machine && comparison().MatchString(v.before(comparedWithin)):
		v.add("it is compared with, and opens nothing", -certain, nhi.DoubtWeak)
	case (v.byName() || v.Sort == Placed) && besideExample().MatchString(v.nearby(userLines)) && !v.isPaired():
		v.add("it is beside an example's address", -certain, nhi.DoubtExample)
	case v.byName() && v.inBlob():
		v.add("everybody can read it, but only encoded with a text around it", -certain, nhi.DoubtWeak)
	}
}

// weighPublicFile asks what the file is for that everybody can read.
func (v *weighing) weighPublicFile() {
	switch {
	case (v.byName() || v.Sort == Placed && !v.besideHost()) && v.isOfContainer():
		v.add("it is of a container that is made for a while", -certain, nhi.DoubtTest)
	case v.byName() && IsCode(v.Path) && pipelineFolder().MatchString(v.Path):
		v.add("it is for a program that a pipeline tries out", -certain, nhi.DoubtTest)
	case forBrowsers(v.Path) && len(v.Text) > bundle, browserKey().MatchString(v.Value) && v.minified():
		v.add("its file is put together of what others wrote", -certain, nhi.DoubtForeign)
	case v.isKey() && !v.isServed():
		v.add("everybody can read it, and nothing beside it says that the key is in use", -certain, nhi.DoubtTest)
	case strings.Contains(v.Text, postmanID):
		v.add("it is of a session that was recorded", -certain, nhi.DoubtTest)
	case (v.byName() || v.Sort == Placed) && describes().MatchString(v.Path):
		v.add("its file describes what the program does", -certain, nhi.DoubtTest)
	}
}

// weighBesidePublic asks what is beside the value, or has it, too.
func (v *weighing) weighBesidePublic() {
	switch {
	case (v.byName() || v.Bearer || v.Sort == Named) && IsCode(v.Path) && searchHost().MatchString(v.nearby(besideLines)):
		v.add("every visitor of a site searches with it", -certain, nhi.DoubtDigest)
	case v.Tested && (v.byName() || v.Sort == Placed || v.isKey() && !v.shipsAuthority()):
		v.add("the code of tests has it, too", -certain, nhi.DoubtTest)
	case v.Sort == Machine && v.isBeginning():
		v.add("it is cut short", -certain, nhi.DoubtPlaceholder)
	case v.byName() && lastWord(v.Name) == "token" && v.isOfForms():
		v.add("it is for one form, or one request", -certain, nhi.DoubtWeak)
	case v.byName() && reports().MatchString(v.nearby(reportsWithin)):
		v.add("every copy of a program reports with it", -certain, nhi.DoubtDigest)
	case (v.byName() || v.Sort == Placed) && saidMadeUp().MatchString(v.restOfLine()):
		v.add("the comment beside it says it is made up", -certain, nhi.DoubtPlaceholder)
	case v.Sort == Placed && IsComment(lineAt(v.Text, v.At)):
		v.add("its line is a comment", -certain, nhi.DoubtExample)
	case v.Sort != Issued && ofTryout().MatchString(v.nearby(documentLines)):
		v.add("it is for a service's sandbox", -certain, nhi.DoubtTest)
	}
}

// weighPublicTrial asks whether the value is for developers, or for those who try the program.
func (v *weighing) weighPublicTrial() {
	switch {
	case v.Sort == Block && isToken(v.Value) && requests().MatchString(v.Path):
		v.add("it is of a session that was recorded", -certain, nhi.DoubtTest)
	case v.Sort == Block && isToken(v.Value) && lifetime(v.Value) != 0 && lifetime(v.Value) <= year:
		v.add("everybody can read it, and it ends by itself", -certain, nhi.DoubtWeak)
	case v.Sort == Placed && looksRandom(v.Value) && forTrial(v.Path):
		v.add("its file is for trying the program out", -certain, nhi.DoubtTest)
	case v.Test:
		v.add("it is for a provider's test mode, and everybody can read it", -certain, nhi.DoubtTest)
	case (v.byName() || v.Bearer) && ofPage().MatchString(v.nearby(documentLines)):
		v.add("every visitor of a site gets it", -certain, nhi.DoubtDigest)
	case v.byName() && v.enclosedBy(debugBuild()):
		v.add("it is for a build that finds faults", -certain, nhi.DoubtTest)
	case v.byName() && (v.enclosedBy(localPart()) || forDevelopers().MatchString(headOf(v.Text))):
		v.add("it is for a program on developers' own machines", -certain, nhi.DoubtTest)
	case v.Sort == Password && forTrial(v.Path):
		v.add("its file is for trying the program out", -certain, nhi.DoubtTest)
	case v.Sort == Machine && (embedded().MatchString(v.before(addressWithin)) || widget().MatchString(v.nearby(documentLines))):
		v.add("every visitor of a site gets it", -certain, nhi.DoubtDigest)
	case v.Sort == Machine && lastWord(v.Name) == "token" && forTrial(v.Path) && (IsCode(v.Path) || hasNoSentences(v.Path)):
		v.add("its file is for trying the program out", -certain, nhi.DoubtTest)
	}
}

var (
	// embedded matches the address of what a page shows of another site, up to the key in it.
	embedded = lazyregexp.New(`(?i)//[^\s"'<>]*(/embed/|/player/|//player\.|/widgets?/|\.js\?)[^\s"'<>]*[?&][\w.-]+=$`)
	// widget matches the address of what a site shows of another one in a frame.
	widget = lazyregexp.New(`(?i)//widgets?[.-][\w.-]+\.[a-z]{2,}\b`)
	// searchHost matches the address of what only answers searches of a site.
	searchHost = lazyregexp.New(`(?i)//search(-\w+)*\.[\w.-]+\.[a-z]{2,}\b|\b[a-z0-9]{10}-(dsn|\d)\.algolia(net)?\.(net|com)\b|/multi-search\b|\bmeilisearch\b`)
	// reports matches the names of services to which every copy of a program sends its errors and its use.
	reports = lazyregexp.New(`(?i)\b(error|problem|crash)[ _-]?reports?\b|(\b|_)(bugsnag|acra|amplitude|mixpanel|app_?center|instabug|countly|log_?rocket|apps_?flyer|flurry|raygun|rollbar|rudder_?stack)(\b|_|[A-Z])|segment[_-]?(api[_-]?)?key|google_?tag_?manager|\bgtm_(auth|preview|id)|\bapi\.segment\.io\b`)
	// saidMadeUp matches a comment behind a value that says what it is.
	saidMadeUp = lazyregexp.New(`(?i)^.{0,40}?(#|//|/\*|--|<!--).{0,80}?\b(mock|dummy|fake|bogus|sample|placeholder|not (a )?real|made[- ]up|throw-?away)\b`)
	// ofTryout matches the address of what a service has for those who try it out, or try out what they have written for it.
	ofTryout = lazyregexp.New(`(?i)//[\w.-]*\b(sandbox|staging|stg|uat|pre-?prod)[.-]`)
	// ofPage matches a comment that says that a value was found in what a site's visitors get.
	ofPage = lazyregexp.New(`(?i)(#|//|\*|--).{0,80}\b(extracted|taken|copied|grabbed|scraped|found|lifted|directly) (in|from|out of)\b.{0,60}\b(front-?end|web-? ?(app|client|site|page|bundle)?s?|bundles?|javascript|\w+\.js|browsers?|pages?)\b`)
	// localPart matches where settings for the machine itself begin, forDevelopers the comment at the head of a file of such.
	localPart     = lazyregexp.New(`(?i)^\s*["']?(local|localhost|dev|development)["']?\s*[:=]\s*\{`)
	forDevelopers = lazyregexp.New(`(?im)^\s*(#|//|;|--|/?\*|<!--)[^\r\n]*\b(configuration|settings|file) (is |are )?(intended |meant |only )?for (local )?(dev(elopment|elopers)?|testing)\b`)
	// describes matches the folders of lists of changes, and of a site's references.
	describes = lazyregexp.New(`(?i)(^|/)change_?logs?/|(^|/)(website|site|www)/([^/]+/)*reference/`)
	// debugBuild matches where Gradle is told of the build that developers run.
	debugBuild = lazyregexp.New(`^\s*(debug|getByName\("debug"\)|create\("debug"\))\s*\{`)
)

// bundle is how long a program for browsers is, in bytes, that nobody writes by hand.
const bundle = 1 << 20

// reportsWithin is how far beside a key the service that it is for is named, in lines.
const reportsWithin = 3

// restOfLine is what stands behind the value in its line.
func (v *weighing) restOfLine() string {
	rest, _, _ := strings.Cut(v.after(addressWithin), "\n")
	return rest
}

// isBeginning tells whether a longer value beside begins with this one: somebody cut both before he published them.
func (v *weighing) isBeginning() bool {
	near := v.around(excerpt)
	for {
		_, behind, found := strings.Cut(near, v.Value)
		if !found {
			return false
		}
		if behind != "" && (isLetter(behind[0]) || isDigit(behind[0])) {
			return true
		}
		near = behind
	}
}

// isOfForms tells whether a program sends the value as what forms have, so that no other page sends them.
func (v *weighing) isOfForms() bool {
	return compiled(`(?i)(?:csrf|xsrf)\w*["']?\s*[:=,]\s*[\w.>-]*\b_?` + regexp.QuoteMeta(strings.TrimLeft(v.Name, "_")) + `\b`).MatchString(v.around(excerpt))
}

// postmanID is what a collection of Postman's has, whatever its file is called.
const postmanID = `"_postman_id"`

// isOfContainer tells what is in the files of containers, or in a script that starts one.
func (v *weighing) isOfContainer() bool {
	return (composed().MatchString(v.Path) || containerFolder().MatchString(v.Path) || isShell(v.Path) && startsContainer().MatchString(v.Text)) && !forProduction(v.Path)
}

var startsContainer = lazyregexp.New(`\b(docker|podman) run\b`)

// isServed tells whether something beside a private key says that it is in use: that it is somebody's login, an account's at a provider,
// the key to a certificate for a host that can be reached, or in production.
func (v *weighing) isServed() bool {
	return IsLogin(v.Path) || inUse().MatchString(v.Path) || ofAccount().MatchString(v.nearby(besideLines)+v.Value) || v.Value == "" ||
		certifiesHost(v.Text) || certifiesHost(v.Certificate) || v.shipsAuthority()
}

var (
	// inUse matches the paths of what is in production, or kept as a secret.
	inUse = lazyregexp.New(`(?i)(^|[/._-])(prod|production|live|deploy(ment)?s?|secrets?|credentials?)([/._-]|$)`)
	// ofAccount matches what a provider writes beside the key of an account.
	ofAccount = lazyregexp.New(`(?i)client_?email|private_?key_?id|service_?account|app_?id\b|issuer_?id|tenancy`)
)

// inBlob tells whether the value stands in what a longer line of the file encodes, among other things.
func (v *weighing) inBlob() bool {
	return !strings.HasPrefix(v.Text[v.At:], v.Value) && len(lineAt(v.Text, v.At)) > 4*len(v.Value)+addressWithin
}

// servedLocally tells whether the lines beside the value have an address at the machine itself, other than one to come back to, and no other.
func (v *weighing) servedLocally() bool {
	near := comesBack().ReplaceAllString(v.nearby(documentLines), "")
	return localAddress().MatchString(near) && onlyLocalHosts(near) || containerAddress().MatchString(near) && !namedHost().MatchString(near) && !IsCode(v.Path) && !forProduction(v.Path)
}

// containerAddress matches an address at a container beside, which is known by one name: http://shop:8080.
var containerAddress = lazyregexp.New(`\w://[a-z][a-z0-9_-]*:\d{2,5}\b`)

// comesBack matches the line of an address at which a program waits for the answer of the service that it sent its user to.
var comesBack = lazyregexp.New(`(?im)^.*(redirect|callback|return_?ur).*$`)

// localAddress matches an address at the machine itself.
var localAddress = lazyregexp.New(`(?i)(//|@|\b(server|host)["']?\s*[:=]\s*["']?)(localhost|127\.0\.0\.1|0\.0\.0\.0)\b`)

// besideHost tells whether the lines beside the value name a host that can be reached, which it may be for.
func (v *weighing) besideHost() bool {
	near := strings.ReplaceAll(v.nearby(hostLines), v.Value, "")
	return reachableHost().MatchString(documentedName().ReplaceAllString(near, ""))
}

var (
	// reachableHost matches the name of a host in an address, or as a text or setting of its own.
	reachableHost = lazyregexp.New(`(//|@|["'=: \t])([a-z0-9-]+\.)+(com|net|org|io|dev|cloud|app|de|at|ch|fr|uk|eu|us|nl|se|no|pl|it|es|cz|jp|cn|ru|br|in|au|ca|info|biz)([:/"'\s\x60,;)?]|$)`)
	// documentedName matches names that documentation is written with, and where documentation is.
	documentedName = lazyregexp.New(`([\w-]+\.)*(example|invalid|test)\.(com|net|org)|\bexample\.[\w.-]+|(https?://)?([\w-]+\.)*(github|gitlab|wikipedia|stackoverflow|readthedocs|microsoft|mozilla|w3)\.(com|io|org)\S*|https?://(docs|developers?|wiki|help|support)\.\S*`)
)

// isDrawn tells whether a machine drew the value, or something as good: it is long, of every kind of character and hardly of words.
func (v *weighing) isDrawn() bool {
	if looksRandom(v.Value) || uuidForm().MatchString(v.Value) {
		return true
	}
	s := shapeOf(v.Value)
	return s.classes == 4 && s.length >= longMixed && chance(v.Value) >= notOfWords
}

// longMixed is how long a value of all kinds of characters is, in bytes, until nobody remembers it.
const longMixed = 16

// openNames are what projects call the usual open licences.
const openNames = `(?i:general public licen[cs]e|mozilla public licen[cs]e|apache|eclipse public licen[cs]e|european union public licen[cs]e|boost|artistic)|\b(MIT|BSD|ISC|[AL]?GPL|MPL)`

// licenceName matches the file that says under which terms a project is published, strangersName one for those who do not work on it yet.
var (
	licenceName   = lazyregexp.New(`(?i)^([\w]+-)?(un)?licen[cs]e([.-][\w.-]+|_[A-Za-z]+(\.(txt|md))?)?$|^copying([.-][\w.-]+)?$`)
	readmeName    = lazyregexp.New(`(?i)^readme(\.(md|rst|txt|adoc|org|markdown|mkd|html))?$`)
	strangersName = lazyregexp.New(`(?i)^((\.github|docs)/)?(contributing|security|code_of_conduct|hacking|change_?log|changes|news|history|releases?|issue_template|pull_request_template)(-[\w-]+)?(\.(md|rst|txt|adoc|org|markdown|html|textile|rdoc|ya?ml))?$|^\.github/issue_template/`)
	// openTerms matches what the licences say with which everybody may use and change a program.
	openTerms = lazyregexp.New(`(?i)permission is hereby granted|permission to use, copy, modify|apache license|gnu (affero |lesser |library )?general public licen[cs]e|mozilla public license|redistribution and use in source|eclipse public license|free and unencumbered software|business source license|server side public license|european union public licen[cs]e|boost software license|creative commons|\b(MIT|BSD|ISC) licen[cs]e|\b[AL]?GPL[ -]?v?[23]\b|elastic license|functional source license|artistic license`)
	// tellsLicence matches where a project itself says which of them it is under: below a heading, or in the picture of a shield.
	tellsLicence = lazyregexp.New(`(?m)(^[#=]+[ \t]*(\w+[ \t]+){0,2}(?i:licen[cs](e|ing))\b|^(?i:licen[cs](e|ing))[ \t]*\r?\n[-=~]{3})(.*\n){0,8}?.{0,200}(` + openNames + `)|shields\.io/[^\s)]*(?i:licen[cs]e)[^\s)]*(` + openNames + `)`)
	// invites matches what a project says to those who do not work on it yet, or shows them.
	invites = lazyregexp.New(`(?i)\bcontribut(e|ing|ions?|ors?)\b|\bpull requests?\b|\bdonat(e|ions?)\b|\bsponsors?\b|img\.shields\.io|\[!\[`)
)

// IsLicence tells the file at the top of a project that says under which terms it is published.
func IsLicence(name string) bool { return licenceName().MatchString(name) }

// IsForStrangers tells the files that a project has for those who use it and want to take part.
func IsForStrangers(name string) bool { return strangersName().MatchString(name) }

// IsReadme tells the file that a project begins with for those who look at it.
func IsReadme(name string) bool { return readmeName().MatchString(name) }

// TellsOpenLicence tells whether a project says of itself, in its README, that everybody may use and change it.
func TellsOpenLicence(readme string) bool { return tellsLicence().MatchString(readme) }

// Invites tells whether a README has something for those who do not work on the project.
func Invites(readme string) bool { return invites().MatchString(readme) }

// IsOpen tells whether a licence lets everybody use and change what is under it.
func IsOpen(licence string) bool { return openTerms().MatchString(licence) }
