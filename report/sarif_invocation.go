package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/rollcall-dev/rollcall/nhi"
)

// sarifNotifications is how many gaps are listed one by one; the rest is counted.
const sarifNotifications = 1_000

// sarifInvocation tells how the scan went.
func sarifInvocation(r nhi.Report, rules ruleSet, left []*sarif.Notification) *sarif.Invocation {
	invocation := sarif.NewInvocation().WithExecutionSuccess(!slices.ContainsFunc(r.Gaps, cutShort))
	if !r.GeneratedAt.IsZero() {
		invocation.WithEndTimeUTC(r.GeneratedAt)
	}
	invocation.ToolExecutionNotifications = slices.Concat(
		left, gapNotifications(r.Gaps), unknownNotifications(r, rules))
	return invocation
}

// omitted is how many findings a log has not, by why.
type omitted struct{ fewer, suppressed int }

// notifications say what a log of so many results has not, and what code scanning will not show of it.
func (o omitted) notifications(results int) []*sarif.Notification {
	var said []*sarif.Notification
	if o.fewer > 0 {
		said = append(said, notification("warning", "truncated", fmt.Sprintf(
			"Code scanning takes %s results of a run and 10 MB; %s less severe ones are left out.", thousands(sarifResults), thousands(o.fewer))))
	}
	if results > sarifShown {
		said = append(said, notification("warning", "truncated", fmt.Sprintf(
			"Code scanning shows the %s most severe results of a run; the other %s are in this file alone.", thousands(sarifShown), thousands(results-sarifShown))))
	}
	if o.suppressed > 0 {
		said = append(said, notification("note", "suppressed", fmt.Sprintf(
			"%s not in this file, since code scanning would open alerts on them; the JSON report has them.",
			many(o.suppressed, "suppressed finding is", "suppressed findings are"))))
	}
	return said
}

// gapNotifications says what the scan could not see.
func gapNotifications(gaps []nhi.Gap) []*sarif.Notification {
	var notifications []*sarif.Notification
	for _, g := range gaps[:min(len(gaps), sarifNotifications)] {
		notifications = append(notifications, gapNotification(g))
	}
	if rest := len(gaps) - sarifNotifications; rest > 0 {
		notifications = append(notifications, notification("warning", "gap", fmt.Sprintf("%s more gaps are not listed.", thousands(rest))))
	}
	return notifications
}

// unknownNotifications says what the policies could not decide.
func unknownNotifications(r nhi.Report, rules ruleSet) []*sarif.Notification {
	var notifications []*sarif.Notification
	for _, g := range groupUnknowns(r) {
		n := notification("note", "undecided", sentence(unlinked(unknownSentence(g))))
		if i, found := rules.index[g.policy]; found {
			n.WithAssociatedRule(sarif.NewReportingDescriptorReference().WithId(plain(g.policy)).WithIndex(i))
		}
		notifications = append(notifications, n)
	}
	return notifications
}

// cutShort tells whether a gap means that the scan did not come to its end.
func cutShort(g nhi.Gap) bool {
	return g.Reason == nhi.GapInterrupted || g.Reason == nhi.GapTimeout
}

func gapNotification(g nhi.Gap) *sarif.Notification {
	level := "warning"
	if cutShort(g) {
		level = "error"
	}
	n := notification(level, "gap/"+string(cmp.Or(g.Reason, nhi.GapUnreadable)), sentence(unlinked(g.Source+": "+gapSentence(g))))
	if g.Location != nil && isHere(*g.Location) {
		n.AddLocation(sarifLocation(*g.Location))
	}
	return n
}

func notification(level, id, text string) *sarif.Notification {
	return sarif.NewNotification().WithLevel(level).WithTextMessage(text).
		WithDescriptor(sarif.NewReportingDescriptorReference().WithId(plain(id)))
}

// withoutNulls copies JSON, indented beneath prefix, without the members and elements that are null. SARIF
// gives null no meaning, its schema forbids it, and go-sarif writes it for some fields not set.
func withoutNulls(encoded []byte, prefix string) ([]byte, error) {
	var compact, indented bytes.Buffer
	if bytes.Contains(encoded, []byte("null")) { // else there are none, and reading a large log again takes seconds
		decoder := json.NewDecoder(bytes.NewReader(encoded))
		decoder.UseNumber()
		token, err := decoder.Token()
		if err == nil {
			err = copyValue(&compact, decoder, token)
		}
		if err != nil {
			return nil, err
		}
		encoded = compact.Bytes()
	}
	indented.Grow(len(encoded) + len(encoded)/2) // it grows by less; doubling what is large would take twice as much
	if err := json.Indent(&indented, encoded, prefix, " "); err != nil {
		return nil, err
	}
	return indented.Bytes(), nil
}

// copyValue copies the value that begins with token.
func copyValue(out *bytes.Buffer, decoder *json.Decoder, token json.Token) error {
	delimiter, nested := token.(json.Delim)
	if !nested {
		encoded, err := json.Marshal(token)
		out.Write(encoded)
		return err
	}
	out.WriteRune(rune(delimiter))
	first := true
	for decoder.More() {
		if err := copyMember(out, decoder, delimiter == '{', &first); err != nil {
			return err
		}
	}
	end, err := decoder.Token()
	if err != nil {
		return err
	}
	closing, ok := end.(json.Delim)
	if !ok {
		return errors.New("a JSON value does not end")
	}
	_, err = io.WriteString(out, closing.String())
	return err
}

// copyMember copies an element of an array, or a name and its value, unless it is null.
func copyMember(out *bytes.Buffer, decoder *json.Decoder, named bool, first *bool) error {
	var name json.Token
	var err error
	if named {
		if name, err = decoder.Token(); err != nil {
			return err
		}
	}
	value, err := decoder.Token()
	if err != nil || value == nil {
		return err
	}
	if !*first {
		out.WriteByte(',')
	}
	*first = false
	if named {
		encoded, err := json.Marshal(name)
		if err != nil {
			return err
		}
		out.Write(append(encoded, ':'))
	}
	return copyValue(out, decoder, value)
}
