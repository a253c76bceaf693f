package evidence

import (
	"path"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighWitnesses asks for a second witness where one alone speaks for a value. A name that says credential needs a value that
// was drawn by chance or made up for a password; a value that was drawn needs a name that says credential, or is an identifier.
func (v *weighing) weighWitnesses() {
	random, named := looksRandom(v.Value), v.byName()
	switch {
	case v.Sort == Password && nameMeaning(v.Name) == unknown && ofPassword(v.Name):
		v.add("its name is that of something else", -certain, nhi.DoubtWeak)
	case (v.Sort == Password || v.Sort == Placed) && !random && !isPersons(v.Value) && !v.isPhrase(v.Value) && !uuidForm().MatchString(v.Value):
		v.add("no machine would make it, and nobody for a password", -certain, nhi.DoubtWords)
	case v.Bearer && !random && !uuidForm().MatchString(v.Value):
		v.add("no machine would make it", -certain, nhi.DoubtWords)
	case v.Sort == Named && strings.HasPrefix(v.Value, "base64:") && !isOwnSecret(v.Name):
		v.add("its name is that of something else", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && nameMeaning(v.Name) == unknown && v.Name != "" && shapeOf(v.Value).hex && !v.isKeyOfBytes(), v.Sort == Password && IsCode(v.Path) && len(v.Value) >= shortestHash && shapeOf(v.Value).hex:
		v.add("it may be a digest or an identifier, and its name does not say credential", -certain, nhi.DoubtDigest)
	case v.Sort == Placed && IsCode(v.Path) && len(v.Value) < shortestArgument:
		v.add("it is short for a password among arguments", -certain, nhi.DoubtWeak)
	case v.Sort == Machine && nameMeaning(v.Name) == unknown && v.Name != "" && forBrowsers(v.Path):
		v.add("everybody gets it, and its name does not say credential", -certain, nhi.DoubtWeak)
	case v.Tabled && !isTable(v.Path):
		v.add("its file is no table", -certain, nhi.DoubtWeak)
	case named && uuidForm().MatchString(v.Value) && !v.mayBeUUID():
		v.add("it is a universal identifier", -certain, nhi.DoubtDigest)
	case named && isData(v.Path):
		v.add("its file is data, and not settings", -certain, nhi.DoubtWeak)
	case v.Packed && (named || v.Sort == Placed && !random):
		v.add("only its name says credential, and nobody sees what is around it", -certain, nhi.DoubtWeak)
	case v.Tabled && IsCode(v.Path), named && !random && !v.Quoted && IsCode(v.Path) && parameter().MatchString(v.Line):
		v.add("it is code", -certain, nhi.DoubtWords)
	case v.Told && (IsCode(v.Path) || hasNoSentences(v.Path)):
		v.add("it is in a comment that explains", -certain, nhi.DoubtTest)
	}
}

// isKeyOfBytes tells a literal of bytes that has as many hexadecimal digits as keys of 256 bits, and whose name ends in "key". Texts have digests and
// identifiers; who writes bytes is about to open something.
func (v *weighing) isKeyOfBytes() bool {
	return len(v.Value) == keyDigits && strings.HasSuffix(strings.ToLower(v.Name), "key") && (strings.Contains(v.Line, `b"`+v.Value) || strings.Contains(v.Line, "b'"+v.Value))
}

const keyDigits = 64

// byName tells what only its name says is a credential.
func (v *weighing) byName() bool { return v.Sort == Machine || v.Sort == Password }

// parameter matches the parameters of a function in a language that names their types before them.
var parameter = lazyregexp.New(`[\w>\]] \w+, (@\w+ )?(final )?[A-Z][\w<>\[\].]* \w+[,)]`)

// isPersons tells what people make up where they are told what a password has to have: capitals and small letters, and
// digits or signs. Names, words and settings seldom have all of it.
func isPersons(value string) bool {
	s := shapeOf(value)
	return s.upper > 0 && s.lower > 0 && (s.digits+s.symbols > strings.Count(value, "-") || humps().MatchString(value)) || appPassword().MatchString(value)
}

// shortestArgument is how long a password is at least that its place in a program shows, in bytes.
const shortestArgument = 8

// shortestHash is how long a hash is at least, in hexadecimal digits, with one that was left out in front.
const shortestHash = 31

// ofPassword tells the names of what a password has, or is shown with: passwordToggleTint.
func ofPassword(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && slices.ContainsFunc(words[:len(words)-1], func(w string) bool { return w == "password" || w == "passwd" || w == "pwd" })
}

// forBrowsers tells the programs and pages that everybody gets who visits a site.
func forBrowsers(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".vue", ".svelte", ".html", ".htm":
		return true
	}
	return false
}

// isTable tells the files that people keep tables in.
func isTable(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".psv", ".tab", ".txt", ".md", ".markdown":
		return true
	}
	return false
}

// givenOut matches the names, cut into words, of what only services give to those who ask them.
var givenOut = lazyregexp.New(`(^|_)((client|app|api|consumer)_?secret|api_?key|app_?key)$`)

// mayBeUUID tells whether a universal identifier may be a key: some services give such out, for settings and pipelines. In a program,
// where identifiers have many a name, that has to be one of what nobody else gives out.
func (v *weighing) mayBeUUID() bool {
	if IsCode(v.Path) && givenOut().MatchString(underscored(v.Name)) {
		return true
	}
	if IsCode(v.Path) || !issuedByOthers(v.Name) {
		return false
	}
	return lastWord(v.Name) != "token" || InPipeline(v.Path) || toUpload().MatchString(v.Path)
}

// hasNoSentences tells the files that have sentences only in what programs keep there.
func hasNoSentences(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".json", ".jsonl", ".ndjson", ".xml", ".csv", ".sql":
		return true
	}
	return false
}

// weighShipped asks whether the value goes out to everybody, or to nobody but the machine itself.
func (v *weighing) weighShipped() {
	switch {
	case v.Sort == Issued:
	case isPublicHalf(v.Value):
		v.add("it is a certificate, or the public half of a key", -certain, nhi.DoubtDigest)
	case strings.HasPrefix(v.Value, androidBackup):
		v.add("every copy of an application has it", -certain, nhi.DoubtDigest)
	case v.Sort == Block && isToken(v.Value) && licence().MatchString(v.before(addressWithin)):
		v.add("it is a licence, which is shipped", -certain, nhi.DoubtDigest)
	case v.Sort == Placed && errorReports().MatchString(v.address()):
		v.add("it is where a program sends its errors", -certain, nhi.DoubtDigest)
	case v.Sort == Placed && onlyLocalHosts(lineAt(v.Text, v.At)):
		v.add("its host is the machine itself", -certain, nhi.DoubtTest)
	case v.Sort != Block && placeholderOf().MatchString(v.before(addressWithin)):
		v.add("it is given as an example", -certain, nhi.DoubtExample)
	}
}

// androidBackup is how the keys begin with which Android tells whose data it keeps: they stand in every application's manifest.
const androidBackup = "AEdPqrEAAAAI"

var (
	licence = lazyregexp.New(`(?i)licen[cs]e[^\r\n]{0,60}$`)
	// errorReports matches an address as Sentry gives it, with its second half left out: every copy of a program sends its errors there.
	errorReports = lazyregexp.New(`^https?://[0-9a-f]{32}:@[\w.-]+/\d+`)
	// placeholderOf matches what is shown in a field until something is put in.
	placeholderOf = lazyregexp.New(`(?i)placeholder["']?\s*(=>|=|:)\s*["']?[^\r\n"']{0,160}$`)
)
