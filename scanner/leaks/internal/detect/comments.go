package detect

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Comments that say a value is meant to be where it is.
const (
	gitleaksAllow  = "gitleaks:allow"
	rollcallIgnore = "rollcall:ignore"
)

// maximumReason is how much of a comment's reason is kept, in bytes.
const maximumReason = 200

// Comment is what the comments on a value's lines say.
type Comment struct {
	Suppressed bool
	Reason     string
	Unreasoned bool // rollcall:ignore without the reason it needs: it suppresses nothing
}

// commentIn reads the comments on the lines of a match.
func commentIn(lines []byte) Comment {
	if i := bytes.Index(lines, []byte(rollcallIgnore)); i >= 0 {
		rest := lines[i+len(rollcallIgnore):]
		reason := trimReason(rest[:lineEnd(rest, 0)])
		if reason != "" {
			return Comment{Suppressed: true, Reason: reason}
		}
		return Comment{Unreasoned: true, Suppressed: bytes.Contains(lines, []byte(gitleaksAllow)), Reason: gitleaksAllow}
	}
	if bytes.Contains(lines, []byte(gitleaksAllow)) {
		return Comment{Suppressed: true, Reason: gitleaksAllow}
	}
	return Comment{}
}

// trimReason takes the end of a comment, and what separates the reason, off it. A reason has a letter or digit.
func trimReason(rest []byte) string {
	if len(rest) > maximumReason {
		rest = rest[:maximumReason]
		for len(rest) > 0 && !utf8.Valid(rest) {
			rest = rest[:len(rest)-1]
		}
	}
	reason := strings.Trim(string(rest), " \t\r:-—")
	for _, end := range []string{"*/", "-->", "#}", "%>", "}}"} {
		if before, _, found := strings.Cut(reason, end); found {
			reason = strings.TrimSpace(before)
		}
	}
	if !strings.ContainsFunc(reason, func(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c > 0x7f }) {
		return ""
	}
	return reason
}
