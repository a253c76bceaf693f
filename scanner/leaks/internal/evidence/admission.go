package evidence

import (
	"strings"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// weighAdmission asks what those who wrote the value down say of it, in a comment beside it. Nobody judges himself: of what its
// form or its place shows to be a credential that is no argument, but for Google's keys, which are public in many a program; nor
// is it one in a change, whose comments are by the author of the value. What has been taken over is what others have agreed to.
func (v *weighing) weighAdmission() {
	if v.isKey() && !v.Proposed && notInUse().MatchString(headOf(v.Text)) {
		v.add("its file says that it is not for production", -certain, nhi.DoubtTest)
	}
	if v.Sort != Machine && v.Sort != Password && v.Sort != Named && !browserKey().MatchString(v.Value) {
		return
	}
	weight, who := -certain, ""
	if v.Proposed {
		weight, who = 0, ", but whoever proposes a value does not judge it"
	}
	switch said := v.comment(); {
	case saysPublic().MatchString(said):
		v.add("a comment says that it is public"+who, weight, nhi.DoubtDigest)
	case saysTrial().MatchString(said), saysTrial().MatchString(v.heading()):
		v.add("a comment says that it is for tests or development"+who, weight, nhi.DoubtTest)
	}
}

var (
	// saysPublic matches what a comment says of what everybody may see.
	saysPublic = lazyregexp.New(`(?i)\bpublic(ly)?[ -](known|knowledge|information|available|visible|api|client|token|dsn|value|credential)|\b(safe|ok|okay|fine|meant|intended|supposed) to (be |make (it |this )?|stay )?(public|commit|share|expose|publish|check|hard-?code|embed)|\bfeel free to (re-?)?use\b|\b(is|are|it'?s) ((a|an|the|intentionally|deliberately) )?public\b|\bsafe here\b|\bnot (really |actually |so |that |very |treated |considered |regarded |deemed |meant |to be |kept |as |an? |any |actual )*(secrets?|sensitive|confidential)\b|\bno secret\b|\bhard-? ?coded in\b.{0,60}\.js\b|\b(push|write|send|upload)[ -]only\b|\bisn'?t (a )?(secret|sensitive)\b|\b(fundamentally|inherently) public\b|\bpublic by (design|nature)\b|\bunique (\w+ )?signature\b|\bnon-issue\b|\bno security access\b|\b(community|external|fork\w*)([ -]submitted)? (prs?|pull requests?)\b`)
	// saysTrial matches what a comment says of what no deployment has.
	saysTrial    = lazyregexp.New(`(?i)\b(only|just|solely) (used |needed |meant |intended )?(for|in|during) (the )?(local|dev\w*|test\w*|demo\w*|ci)\b|\bfor (local )?(dev(elopment)?|testing|tests|demos?) (only|purposes)\b|\b(dev|development|tests?|testing|local|demo)[ -]only\b|\b(never|not|don'?t|do not) (to )?(be )?(used? )?(this |it |them |these )?(in|for) prod(uction)?\b|\b(dummy|fake|made[ -]up|mock) (key|token|secret|value|password|credential|data)|\b(example|sample) (key|token|secret|value|password|credential)s?\b`)
	openComment  = lazyregexp.New(`(?:^|[\s;,{})\]])(//|#|--|/\*|<!--)\s?(.*)$`)
	commentStart = lazyregexp.New(`^\s*(#|//|;|--|\*|/\*|<!--|%|REM\b)`)
)

// notInUse matches the comment at the head of a file that says what it is not for.
var notInUse = lazyregexp.New(`(?im)^\s*(#|//|;|--|/?\*|<!--)[^\r\n]*(\b(do not|don'?t|never) use (this |it |them |any of this )?in prod(uction)?\b|\b(for|in) (testing|tests|development) (purposes )?only\b)`)

// headLines is so many lines in which a file says what it is.
const headLines = 8

// headOf is the first lines of a text.
func headOf(text string) string {
	end := 0
	for range headLines {
		next := strings.IndexByte(text[end:], '\n')
		if next < 0 {
			return text
		}
		end += next + 1
	}
	return text[:end]
}

// admissionLines is how many lines of a comment above a value are read.
const admissionLines = 4

// comment is the comment behind the value on its line, and that of the lines directly above it.
func (v *weighing) comment() string {
	var said strings.Builder
	behind, _, _ := strings.Cut(v.after(addressWithin), "\n")
	if m := openComment().FindStringSubmatch(behind); m != nil {
		said.WriteString(m[2])
	}
	end := strings.LastIndexByte(v.Text[:v.At], '\n')
	for range admissionLines {
		if end <= 0 {
			break
		}
		start := strings.LastIndexByte(v.Text[:end], '\n') + 1
		line := v.Text[start:end]
		if !commentStart().MatchString(line) {
			break
		}
		said.WriteString("\n" + line)
		end = start - 1
	}
	return said.String()
}

// paragraphLines is how many settings below a comment it speaks for, where nothing parts them.
const paragraphLines = 6

// heading is the comment above the settings that the value is among, with nothing but settings of the same depth between.
func (v *weighing) heading() string {
	end := strings.LastIndexByte(v.Text[:v.At], '\n')
	depth := indentation(v.Text[end+1:])
	for range paragraphLines {
		if end <= 0 {
			return ""
		}
		start := strings.LastIndexByte(v.Text[:end], '\n') + 1
		switch line := v.Text[start:end]; {
		case commentStart().MatchString(line):
			return line
		case strings.TrimSpace(line) == "" || indentation(line) != depth:
			return ""
		}
		end = start - 1
	}
	return ""
}
