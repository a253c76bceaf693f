package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// sortOfFile is what a file is for, as far as its path says.
type sortOfFile int

const (
	codeFile sortOfFile = iota // and what is not known
	configFile
	documentFile // made of sentences
	noteFile     // a document for those who run something
	translationFile
	testFile    // tests, fixtures, examples
	foreignFile // vendored, generated, minified, a lock
)

var (
	// foreignFolder is other people's code, whose secrets are theirs and nearly always fixtures.
	foreignFolder = lazyregexp.New(`(?i)(^|[/!])(vendor|third[-_]?party|node_modules|bower_components|jspm_packages|Godeps|_vendor|site-packages|dist-packages|\.yarn|Pods|Carthage|\.terraform|cue\.mod/pkg|[\w.!+~-]+@v?\d+\.\d[\w.+-]*|[a-z][\w.+]*-v?\d+\.\d[\w.-]*|[a-z][\w.+]*-[0-9a-f]{7,40})/`)
	foreignName   = lazyregexp.New(`(?i)([.-]min\.(js|css|mjs)|\.(m?js|css|html)\.(gz|br|map)|\.(js|css)\.map|\.bundle\.js|\.chunk\.js|[.-]lock\.json|\.lock|\.sum|\.pb\.go|_pb2?\.(py|js|rb)|\.pb\.(cc|h)|\.generated\.\w+|_generated\.\w+|\.snap|\.ipynb_checkpoints|\.svg|\.po|\.pot|\.mo|\.xlf|\.resx|\.arb|\.api)$|^(package-lock\.json|yarn\.lock|pnpm-lock\.ya?ml|shrinkwrap\.json|npm-shrinkwrap\.json|Cargo\.lock|poetry\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|go\.sum|flake\.lock|uv\.lock|bun\.lockb?|deno\.lock|gradle\.lockfile|packages\.lock\.json|\.secrets\.baseline|checksums?\.txt|SHA256SUMS(\.txt)?)$`)

	testFolder = lazyregexp.New(`(?i)(^|[/!])features/(support|step_definitions)/|(^|[/!])([a-z0-9_.-]*[._-])?(_?_?tests?_?_?|test[-_]?(data|files?|cases?|utils?|suite|infra|resources|support|helpers?|env|server|vectors?|certs?|keys?)|testing|conformance|local[-_]?(env|environment|setup)s?|testdata|fixtures?|specs?|e2e[a-z]*|integration|mocks?|__mocks__|stubs?|fakes?|__snapshots__|snapshots?|golden|testassets|examples?|samples?|demos?|tutorials?|playground|quickstarts?|benchmarks?|benches|docs?|xdocs?|documentation|wiki|man|tools/hack|hack|suites?|cookbook|guides?|workshops?|walkthroughs?|pebble|snakeoil|fuzz(ers?|ing)?)([._-][a-z0-9_.-]*)?/`)
	// pipelinePart matches the folders of what a pipeline starts beside the program under test.
	pipelinePart = lazyregexp.New(`(^|/)\.?ci/(pods?|containers?|docker|services?|compose|configs?)/`)
	// chartTest matches the values that a Helm chart is tested with.
	chartTest = lazyregexp.New(`(^|/)ci/[\w.-]*values\.ya?ml$`)
	// expectedOutput matches what the regression tests of PostgreSQL's extensions expect that their statements answer.
	expectedOutput = lazyregexp.New(`(^|/)expected/([\w.-]+/)*[\w.-]+\.out$`)
	// ofStandard matches what is named after a standard, whose examples everybody knows.
	ofStandard = lazyregexp.New(`(?i)(^|[/_.-])rfc[-_]?\d{3,5}([/_.-]|[a-z]|$)`)
	testName   = lazyregexp.New(`(?i)([._-](tests?|specs?|stories|e2e|examples?|samples?|mocks?|demo|dist|template|tmpl|tpl|sample|fixtures?|stub|fake)s?(\.[a-z0-9]+)+|^tests\.rs|^testing\.go|^e2e[a-z]*[_.-].*|^(test|spec|mocks?|fakes?|fixtures?|examples?|samples?|stubs?|demo|dummy|conftest|snakeoil|e2e|benchmark|phpunit|karma|jest)[_.-].*|^\.env\.(test|testing|ci|e2e)([.-].*)?|[._-](cypress|playwright|selenium|puppeteer|testcafe)\.[a-z]+|[\w-]\.ci\.(ya?ml|env|json|toml)$|(^|\.)localhost[_.-](key|pem|crt)$|^conftest\.py|[a-z0-9](Tests?|Spec|IT|TestCase|Mock|Fixtures?|Example)\.(java|kt|cs|scala|groovy|swift|php|ts|js|m|vb|cpp|cc)|_(tests?|spec)\.[a-z0-9]+|\.feature|\.(example|sample|dist|template|tmpl|tpl|j2|jinja2?|erb|hbs|mustache|gotmpl|default)|[._-](example|sample|dist|template|default))$`)

	documentName = lazyregexp.New(`(?i)\.(md|mdx|mkdn?|mdown|mdwn|markdown|rst|adoc|asciidoc|texi|tex|pod|livemd|qmd|rmd|rdoc|textile|mediawiki|org|ronn|roff|[1-8])$|^readme\.[\w-]+$|^(readme|changelog|changes|history|contributing|license|notice|news|faq|install|authors|manual|handbook|tutorial|howto)(\.(txt|html?))?$`)

	// noteName matches the documents that people write for each other, not for everybody.
	noteName = lazyregexp.New(`(?i)(^|/)([\w .-]*(run-?books?|on-?call|hand-?over|onboarding|break-?glass|zugangsdaten)[\w .-]*(/[\w .-]+)*|credentials|passwords|logins)\.(md|markdown|txt|rst|adoc|org)$`)
	// documents is the folder of documents, which is no sign of a test where these are notes.
	documents = lazyregexp.New(`(?i)(^|/)(docs?|documentation|wiki)/`)

	translationFolder = lazyregexp.New(`(?i)(^|/)(locales?|i18n|l10n|lang|langs|languages?|translations?)/`)
	translationName   = lazyregexp.New(`(?i)\.strings$|^([\w.-]+[_.-])?(` + languages + `)([-_][A-Za-z]{2,4})?\.(json|ya?ml|php|properties|lproj)$|^(` + languages + `)([-_][A-Za-z]{2,4})?\.(ts|js)$|^(messages|strings|translations?|labels)([-_][A-Za-z_-]{2,7})?\.(properties|json|xml|ya?ml|php)$`)

	configName = lazyregexp.New(`(?i)(\.(env|ya?ml|json5?|toml|ini|cfg|conf|cnf|config|properties|props|xml|plist|tfvars|tf|hcl|reg|npmrc|pypirc|netrc|pgpass|htaccess|ovpn|rdp|service|envrc|jsonc|cfg\.\w+|settings|auto\.tfvars|credentials|secrets?|sql|sh|bash|zsh|ps1|psm1|bat|cmd|fish|dockerfile)|(^|/)\.?(env|envrc|npmrc|yarnrc|pypirc|netrc|_netrc|pgpass|my\.cnf|dockercfg|dockerconfigjson|s3cfg|boto|credentials|git-credentials|htpasswd|Dockerfile|Containerfile|Makefile|Jenkinsfile|Vagrantfile|Procfile)|(^|/)\.env\.[\w.-]+|(^|/)Dockerfile\.[\w.-]+)$`)
)

// languages are those that programs are translated into, by their codes.
const languages = `ar|bg|bn|ca|cs|da|de|el|en|es|et|eu|fa|fi|fr|gl|he|hi|hr|hu|id|is|it|ja|ka|kk|km|ko|lt|lv|mk|ms|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|ta|th|tr|uk|ur|uz|vi|zh`

// fileSort says what a file is for.
func fileSort(name string) sortOfFile {
	base := path.Base(name)
	switch {
	case foreignFolder().MatchString(name) || foreignName().MatchString(base):
		return foreignFile
	case noteName().MatchString(name) && !testFolder().MatchString(documents().ReplaceAllString(name, "/")):
		return noteFile
	case expectedOutput().MatchString(name) || ofStandard().MatchString(name) || testFolder().MatchString(name) || chartTest().MatchString(name) || pipelinePart().MatchString(name) || testName().MatchString(base) || slices.ContainsFunc(strings.Split(path.Dir(name), "/"), saysTest):
		return testFile
	case translationFolder().MatchString(name) || translationName().MatchString(base):
		return translationFile
	case documentName().MatchString(base):
		return documentFile
	case configName().MatchString(base):
		return configFile
	}
	return codeFile
}

// ExpectedOutput is where the output stands that a regression test of PostgreSQL's extensions expects of a file of statements, "" where the
// file is none.
func ExpectedOutput(statements string) string {
	folder, file := path.Split(statements)
	stem, found := strings.CutSuffix(file, ".sql")
	if parent := strings.TrimSuffix(folder, "sql/"); found && parent != folder && (parent == "" || strings.HasSuffix(parent, "/")) {
		return parent + "expected/" + stem + ".out"
	}
	return ""
}

// isNote tells what lies among documents and is none that is published: notes.txt.
func isNote(name string) bool {
	return fileSort(documents().ReplaceAllString(name, "/")) == codeFile && !IsCode(name)
}

// ordinaryTests are the words that end in test and are no name of tests.
var ordinaryTests = set(`latest contest protest attest fastest greatest detest newest oldest lowest highest shortest longest`)

// saysTest tells folders such as caddytest, testprovider, dockerTest, SampleContent, and Perl's t.
func saysTest(folder string) bool {
	low := strings.ToLower(folder)
	if of, found := strings.CutPrefix(low, "test"); found && len(of) >= shortestOf && language().words[of] {
		return true
	}
	return folder == "t" || (strings.HasSuffix(low, "test") || strings.HasSuffix(low, "tests")) && !ordinaryTests[low] || camelTest().MatchString(folder)
}

// shortestOf is how long a word is at least that says behind "test" what is tested, in letters.
const shortestOf = 4

var camelTest = lazyregexp.New(`^(test|[Ss]ample|[Dd]emo|[Ee]xample|[Dd]ummy|[Ff]ake|[Mm]ock)[A-Z]|[a-z.](Tests?|Fixtures?|Mocks?|Stubs?|Samples?|SampleData|Examples?)([A-Z]|$)`)

// IsTest tells whether a path is that of tests, fixtures, examples, documentation or vendored code,
// where most of what looks like a credential is none.
func IsTest(name string) bool {
	switch fileSort(name) {
	case testFile, documentFile, translationFile, foreignFile:
		return true
	}
	return false
}

// dataExtensions are formats of settings that data have as often.
var dataExtensions = set(`json json5 jsonc xml plist sql reg`)

// isData tells a file of JSON whose name does not say that it is one of settings: of a catalogue, a record, a message.
func isData(name string) bool {
	return strings.EqualFold(path.Ext(name), ".json") && !settingsName().MatchString(name)
}

// settingsName matches the names of files and folders of settings, and of what keeps credentials.
var settingsName = lazyregexp.New(`(?i)setting|conf|env|option|secret|cred|account|auth|login|token|key|local|prod|live|stag|deploy|connection|service|application|database|propert|package|manifest|variable|values|param|default|rc\.json$`)

// IsSettings tells whether a file is in a format that people keep settings in, and hardly anything else.
func IsSettings(name string) bool {
	return fileSort(name) == configFile && !dataExtensions[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
}

// codeExtensions are those of languages in which a value stands between quotes, and what does not
// is a name.
var codeExtensions = set(`go c h cc cpp cxx hh hpp m mm java kt kts scala groovy cs vb fs swift rs py pyi rb php js mjs cjs jsx ts mts cts tsx vue svelte dart lua pl pm tcl
	ex exs star bzl erl hrl clj cljs hs ml mli jl r zig nim d pas proto graphql sol tf hcl bicep elm coffee rego gradle cmake cu s asm el lisp scm awk y l cr fsx vala hx adb ads f90 f95 cob cbl vhd sv`)

// IsCode tells whether a file is in a language that puts texts in quotes.
func IsCode(name string) bool {
	return codeExtensions[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
}

// sealedBeginnings are what files begin with that a tool encrypted before they were committed: git-crypt, Ansible, age, OpenPGP and SOPS.
var sealedBeginnings = []string{"\x00GITCRYPT\x00", "$ANSIBLE_VAULT;", "age-encryption.org/v1", "-----BEGIN AGE ENCRYPTED FILE-----", "-----BEGIN PGP MESSAGE-----"}

// sealedData matches what SOPS makes of a file that is no text.
var sealedData = lazyregexp.New(`^\s*\{?\s*"?data"?:\s*"?ENC\[AES256_GCM,`)

// IsSealed tells whether a file's content is encrypted as a whole, whatever its name says that it is.
func IsSealed(content []byte) bool {
	beginning := string(content[:min(len(content), sealedWithin)])
	return slices.ContainsFunc(sealedBeginnings, func(b string) bool { return strings.HasPrefix(beginning, b) }) || sealedData().MatchString(beginning)
}

// sealedWithin is how much of a content says that it is encrypted, in bytes.
const sealedWithin = 128
