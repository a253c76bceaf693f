package leaks

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

// comment is what the comments on a value's lines say.
type comment struct {
	suppressed bool
	reason     string
	unreasoned bool // rollcall:ignore without the reason it needs: it suppresses nothing
}

// commentIn reads the comments on the lines of a match.
func commentIn(lines []byte) comment {
	if i := bytes.Index(lines, []byte(rollcallIgnore)); i >= 0 {
		rest := lines[i+len(rollcallIgnore):]
		reason := trimReason(rest[:lineEnd(rest, 0)])
		if reason != "" {
			return comment{suppressed: true, reason: reason}
		}
		return comment{unreasoned: true, suppressed: bytes.Contains(lines, []byte(gitleaksAllow)), reason: gitleaksAllow}
	}
	if bytes.Contains(lines, []byte(gitleaksAllow)) {
		return comment{suppressed: true, reason: gitleaksAllow}
	}
	return comment{}
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
