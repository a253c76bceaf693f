package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Denied means that GitHub refused a read: the credential lacks a permission, or there is no such
// thing (with status 404 GitHub does not tell which; the surface that asked has to decide).
type Denied struct {
	Path       string // of the API, without query
	Status     int    // 403 or 404
	Permission string // from X-Accepted-GitHub-Permissions, e.g. "administration=read"; alternatives are divided by "; "
	Scopes     string // from X-Accepted-OAuth-Scopes, what a classic token needs, e.g. "admin:org"
	Rule       Rule   // 0: none that GitHub tells
}

// Rule is a rule of an organisation or its enterprise by which it refuses a credential, whatever that asks for. No
// permission helps.
type Rule int

// The rules.
const (
	SingleSignOn  Rule = iota + 1 // tokens are authorised for it, one by one
	AddressList                   // requests come from addresses that it lists
	NoClassic                     // no classic tokens
	ShortLifetime                 // tokens expire soon
)

// rules is what each Rule means for whoever meets it, and the words of GitHub's message by which it is known: only
// single sign-on is told by a header.
var rules = map[Rule]struct{ words, text, hint string }{
	SingleSignOn: {"", "the token is not authorised for the organisation's single sign-on",
		"authorise it where it was made: Settings, Developer settings, Personal access tokens, Configure SSO"},
	AddressList: {"has an IP allow list enabled", "this machine's address is not on the organisation's IP allow list",
		"run it where the address is on the list, such as a runner of the organisation's own"},
	NoClassic: {"forbids access via a personal access token (classic)", "the organisation accepts no classic tokens",
		"use a GitHub App or a fine-grained token"},
	ShortLifetime: {"if the token's lifetime is greater than", "the organisation accepts no token that lives as long as this one",
		"make one that expires sooner, or use a GitHub App"},
}

// ruleOf finds the rule that a refusal names.
func ruleOf(message string) Rule {
	for rule, known := range rules {
		if known.words != "" && strings.Contains(message, known.words) {
			return rule
		}
	}
	return 0
}

// String says what the rule refuses, "" where there is none.
func (r Rule) String() string { return rules[r].text }

// Hint says what a person can do about it.
func (r Rule) Hint() string { return rules[r].hint }

func (d *Denied) Error() string {
	switch {
	case d.Rule != 0:
		return d.Path + ": " + d.Rule.String()
	case d.Permission != "":
		return fmt.Sprintf("%s: GitHub answered %d; it needs the permission %s", d.Path, d.Status, d.Permission)
	}
	return fmt.Sprintf("%s: GitHub answered %d", d.Path, d.Status)
}

// Missing tells whether the answer was 404: not there, or not to be seen.
func (d *Denied) Missing() bool { return d.Status == 404 }

// Kind says in which way a read failed.
type Kind int

// The kinds of failure.
const (
	Timeout      Kind = iota + 1 // no answer in time, three times
	Truncated                    // the connection or the document ended early
	WrongType                    // it was read and is not what GitHub documents
	ServerError                  // 5xx, three times
	RateLimited                  // the wait for GitHub's rate limit would be over Options.MaximumWait
	Budget                       // Options.MaxRequests is spent
	Repeated                     // a page came twice
	Incomplete                   // the pages hold fewer items than the list announces
	TooLarge                     // over a bound on bytes or pages
	Gone                         // 410
	Unauthorized                 // 401: the credential is wrong, expired or revoked
	Elsewhere                    // a redirect or a link to another host, which is not followed
	Circular                     // redirects without end
	Unreachable                  // no connection
	Unexpected                   // any other status
)

// kinds is what each Kind means for a report and in words.
var kinds = map[Kind]struct {
	gap  nhi.GapReason
	text string
}{
	Timeout:      {nhi.GapTimeout, "GitHub did not answer in time"},
	Truncated:    {nhi.GapUnreadable, "the answer ended early"},
	WrongType:    {nhi.GapUnparsable, "the answer is not what GitHub documents"},
	ServerError:  {nhi.GapUnreadable, "GitHub answered with a server error three times"},
	RateLimited:  {nhi.GapRateLimited, "GitHub's rate limit is reached"},
	Budget:       {nhi.GapBudget, "the budget of requests is spent"},
	Repeated:     {nhi.GapUnreadable, "a page came twice"},
	Incomplete:   {nhi.GapUnreadable, "the pages hold less than the list announces"},
	TooLarge:     {nhi.GapTooLarge, "the answer is over the limit"},
	Gone:         {nhi.GapMissing, "GitHub says that it is gone"},
	Unauthorized: {nhi.GapUnreadable, "GitHub does not accept the credential"},
	Elsewhere:    {nhi.GapUnreadable, "it leads to another host, which is not followed"},
	Circular:     {nhi.GapUnreadable, "it redirects without end"},
	Unreachable:  {nhi.GapUnreadable, "GitHub could not be reached"},
	Unexpected:   {nhi.GapUnreadable, "GitHub answered with an unexpected status"},
}

func (k Kind) String() string { return kinds[k].text }

// Failure means that a read gave no answer, or one that cannot be trusted. Its text holds
// neither headers nor query nor body: nothing that could be a credential.
type Failure struct {
	Kind   Kind
	Path   string    // of the API, without query
	Status int       // the HTTP status, where there was one
	Detail string    // more, from a fixed vocabulary; may be empty
	Resets time.Time // with RateLimited: when GitHub would answer again
}

func (f *Failure) Error() string {
	text := f.text()
	if f.Path != "" && f.Kind != Unauthorized { // a credential that is not accepted is so everywhere
		text = f.Path + ": " + text
	}
	if f.Detail != "" {
		text += " (" + f.Detail + ")"
	}
	return text
}

// text is its kind in words, and the status that is not expected by number and name.
func (f *Failure) text() string {
	if f.Kind != Unexpected {
		return f.Kind.String()
	}
	return strings.TrimSpace(fmt.Sprintf("%s, %d %s", f.Kind, f.Status, http.StatusText(f.Status)))
}

// Hint says what a person can do about the failure, "" when there is nothing but to try again.
func (f *Failure) Hint() string {
	switch f.Kind {
	case Unauthorized:
		return "check that the token is complete, has not expired and belongs to this GitHub server"
	case RateLimited:
		when := "later"
		if !f.Resets.IsZero() {
			when = "after " + f.Resets.Format("2006-01-02 15:04 MST")
		}
		return "run it again " + when + "; a scan with --checkpoint goes on where it was"
	case Budget:
		return "raise --max-requests, or run it again; a scan with --checkpoint goes on where it was"
	case ServerError, Timeout:
		return "GitHub, or what stands before it, has a fault: run it again later; a scan with --checkpoint goes on where it was"
	case Unreachable:
		return "check the network, the proxy and GITHUB_API_URL; a certificate authority of your own goes into SSL_CERT_FILE"
	case WrongType, Elsewhere, Circular:
		return "check GITHUB_API_URL, which is https://api.github.com or https://HOST/api/v3, and what a proxy may answer in its place"
	}
	return ""
}

// Gap turns the error of a read into the gap that a report shows. Surface is what was not seen,
// in GitHub's words, e.g. "acme/app: webhooks". A Denied names the exact permission.
func Gap(surface string, err error) nhi.Gap {
	gap := nhi.Gap{Source: "github", Scope: surface, Reason: nhi.GapUnreadable}
	var denied *Denied
	var failure *Failure
	var missing advice
	switch {
	case errors.As(err, &denied):
		gap.Reason, gap.Permission, gap.Detail = nhi.GapNotPermitted, denied.needs(), denied.detail()
	case errors.As(err, &failure):
		gap.Reason, gap.Detail = kinds[failure.Kind].gap, sentence(failure)
	case errors.As(err, &missing):
		gap.Detail = sentenceOf(missing.text + "; " + missing.hint)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		gap.Reason, gap.Detail = nhi.GapInterrupted, "The scan was interrupted."
	}
	return gap
}

// Ended tells whether err means that no later request can succeed either: the budget or the rate
// limit is spent, the credential is not accepted, or the context ended.
func Ended(err error) bool {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure.Kind == Budget || failure.Kind == RateLimited || failure.Kind == Unauthorized
	}
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// needs is what to grant: the permission or, where GitHub names none, the classic token's scope. GitHub names one beside a
// rule, too, where it does not help.
func (d *Denied) needs() string {
	if d.Rule != 0 {
		return ""
	}
	if d.Permission == "" && d.Scopes != "" {
		return "scope " + d.Scopes
	}
	return d.Permission
}

func (d *Denied) detail() string {
	switch {
	case d.Rule != 0:
		return sentenceOf(d.Rule.String() + "; " + d.Rule.Hint())
	case d.Missing():
		return "GitHub answered 404: there is none, or the credential may not see it."
	}
	return "GitHub refused it to this credential."
}

// sentence is a failure for a reader.
func sentence(f *Failure) string {
	text := f.text()
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	if f.Kind == Unauthorized { // in the middle of a scan it has most likely expired
		text += "; " + f.Hint()
	}
	return sentenceOf(text)
}

func sentenceOf(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// failureOf judges an answer and the error that came with it, in this package's terms.
func failureOf(response *github.Response, err error) error {
	var own *Failure
	if response == nil || response.Response == nil || errors.As(err, &own) {
		return plain(err)
	}
	status, path := response.StatusCode, pathOf(response.Request)
	switch {
	case status == http.StatusForbidden, status == http.StatusNotFound:
		return &Denied{
			Path: path, Status: status,
			Permission: clean(response.Header.Get("X-Accepted-GitHub-Permissions")),
			Scopes:     clean(response.Header.Get("X-Accepted-OAuth-Scopes")),
			Rule:       ruleIn(response.Header, err),
		}
	case status == http.StatusUnauthorized:
		return &Failure{Kind: Unauthorized, Path: path, Status: status}
	case status == http.StatusGone:
		return &Failure{Kind: Gone, Path: path, Status: status}
	case 200 <= status && status < 300:
		return decoding(path, err)
	}
	return &Failure{Kind: Unexpected, Path: path, Status: status}
}

// ruleIn finds the rule by which a request was refused.
func ruleIn(header http.Header, err error) Rule {
	if strings.HasPrefix(header.Get("X-GitHub-SSO"), "required") {
		return SingleSignOn
	}
	var refusal *github.ErrorResponse
	if errors.As(err, &refusal) {
		return ruleOf(refusal.Message)
	}
	return 0
}

// plain takes a Failure, an advice or the context's end out of what net/http and go-github wrap
// it in: their texts hold whole URLs.
func plain(err error) error {
	var f *Failure
	var denied *Denied
	var a advice
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case errors.As(err, &denied):
		return denied
	case errors.As(err, &a):
		return a
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	}
	return &Failure{Kind: Unreachable}
}

// decoding judges the error of reading a body that arrived with a good status.
func decoding(path string, err error) error {
	var accepted *github.AcceptedError
	var syntax *json.SyntaxError
	switch {
	case err == nil, errors.As(err, &accepted):
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &Failure{Kind: Truncated, Path: path}
	case errors.As(err, &syntax):
		return &Failure{Kind: WrongType, Path: path, Detail: "it is not JSON"}
	}
	return &Failure{Kind: WrongType, Path: path}
}

// clean keeps of a header's value what permissions and scopes are made of, and bounds it: it goes
// into reports, and a server may send anything.
func clean(value string) string {
	kept := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_=:;, -", r) {
			return r
		}
		return -1
	}, value)
	return strings.TrimSpace(kept[:min(len(kept), 300)])
}
