package evidence

import (
	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Sort is what a candidate was found as.
type Sort int

// The sorts.
const (
	Issued   Sort = iota // in the form that its provider gives to all its credentials
	Block                // a block of key material, such as a PEM private key
	Named                // of the shape of a provider's credentials, beside the provider's name
	Machine              // made by a machine, known as a credential by its name only
	Password             // perhaps made by a person, known by its name only
	Declared             // by a rule that the repository made for itself
	Placed               // known by its place: between a user's name and a host, behind a flag, in a header
)

// Candidate is a text that may be a credential.
type Candidate struct {
	Sort     Sort
	Value    string
	Name     string // what it is assigned to
	Line     string // the line it is on, as far as it is of interest
	Path     string // slash-separated
	Quoted   bool   // it is a whole string literal
	Checksum string // "valid" or "invalid" where its form has one
	Test     bool   // it is for a provider's test mode
}

// Verdict is the sum of what was found.
type Verdict struct {
	Doubt    nhi.Doubt // "" when the candidate is to be listed
	Features []nhi.Feature
	Score    int // the sum of the features' weights
}

// enough is the score from which a candidate that only its surroundings speak for is listed.
const enough = 4

// certain is the weight of a feature that decides alone.
const certain = 20

// Weigh judges a candidate.
func Weigh(c Candidate) Verdict {
	v := &weighing{Candidate: c}
	if c.Sort == Declared {
		v.add("a rule of the repository's own", 8, "")
		return v.verdict()
	}
	v.weighIdentity()
	switch c.Sort {
	case Issued, Block:
		v.add("the form of a provider's credential", 8, "")
		v.weighChecksum()
		v.weighIssued()
	case Named:
		v.add("a provider's name beside the shape of its credentials", 6, "")
		v.weighChecksum()
		v.weighIssued()
	default:
		v.weighName()
		v.weighLine()
		v.weighValue()
	}
	v.weighFile()
	return v.verdict()
}

// weighing is a verdict in the making.
type weighing struct {
	Candidate
	Verdict
	against nhi.Doubt // of the heaviest feature against
	worst   int
}

// add notes a feature, and why one doubts if it speaks against.
func (v *weighing) add(name string, weight int, doubt nhi.Doubt) {
	v.Features = append(v.Features, nhi.Feature{Name: name, Weight: weight})
	v.Score += weight
	if weight < v.worst && doubt != "" {
		v.worst, v.against = weight, doubt
	}
}

func (v *weighing) verdict() Verdict {
	if v.Score >= enough {
		return v.Verdict
	}
	if v.Doubt = v.against; v.Doubt == "" {
		v.Doubt = nhi.DoubtWeak
	}
	return v.Verdict
}

// weighIdentity looks for what shows at once that the value is none.
func (v *weighing) weighIdentity() {
	switch {
	case documented(v.Value):
		v.add("known from documentation", -certain, nhi.DoubtExample)
	case isTemplate(v.Value):
		v.add("another value is put in its place", -certain, nhi.DoubtTemplate)
	}
}

func (v *weighing) weighChecksum() {
	switch v.Checksum {
	case "valid":
		v.add("its checksum is right", 8, "")
	case "invalid":
		v.add("its checksum is wrong", -certain, nhi.DoubtPlaceholder)
	}
}

// weighIssued looks at the part of a provider's form that is left to chance.
func (v *weighing) weighIssued() {
	if v.Checksum == "valid" {
		return
	}
	if why := madeUp(v.Value, v.Sort); why != "" {
		v.add(why, -certain, nhi.DoubtPlaceholder)
	}
}

// weighName asks whether the name is that of a credential.
func (v *weighing) weighName() {
	switch meaning := nameMeaning(v.Name); {
	case meaning == other && v.Sort == Placed:
	case meaning == other:
		v.add("its name is that of something else", -certain, nhi.DoubtWeak)
	case meaning == public:
		v.add("its name says it is public", -certain, nhi.DoubtDigest)
	case v.Sort == Placed:
		v.add("its place is that of a credential", 4, "")
	case meaning == secret:
		v.add("its name is that of a credential", 3, "")
	default:
		v.add("something about it says credential", 1, "")
	}
}

var commented = lazyregexp.New(`^\s*(#|//|;|--|\*|/\*|<!--|%|REM\b|rem\b|')`)

// weighLine asks what the line is.
func (v *weighing) weighLine() {
	if commented().MatchString(v.Line) {
		v.add("its line is a comment", -3, nhi.DoubtTest)
	}
	if v.Sort == Placed && documentedHost().MatchString(v.Line) {
		v.add("its host is one of documentation", -certain, nhi.DoubtExample)
	}
}

// documentedHost matches the hosts that documentation is written with (RFC 2606), and words for one.
var documentedHost = lazyregexp.New(`(?i)@([\w-]+\.)*example(\.(com|org|net|edu))?\b|@([\w-]+\.)+(invalid|test|example)\b|@(host|hostname|your[\w-]*|my-?host|server|domain|some[\w-]*)\b|@[<{$%\[]`)

// weighFile asks what the file is for.
func (v *weighing) weighFile() {
	switch sort := fileSort(v.Path); {
	case v.Checksum == "valid":
	case sort == foreignFile:
		v.add("its file is somebody else's or generated", -certain, nhi.DoubtForeign)
	case sort == testFile && v.Sort == Issued && !v.Test:
		v.add("in tests, examples or documentation", -4, nhi.DoubtTest)
	case sort == testFile:
		v.add("in tests, examples or documentation", -certain, nhi.DoubtTest)
	case sort == textFile && v.Sort != Issued && v.Sort != Block:
		v.add("its file is made of sentences", -5, nhi.DoubtTest)
	case sort == configFile && v.Sort != Issued:
		v.add("its file is for settings", 1, "")
	}
}
