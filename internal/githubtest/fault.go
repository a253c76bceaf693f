package githubtest

import "time"

// FaultKind is a way in which GitHub fails.
type FaultKind string

// The ways. Faults lists them all.
const (
	Unauthorized FaultKind = "401"
	Forbidden    FaultKind = "403"
	NotFound     FaultKind = "404"
	Gone         FaultKind = "410"
	TooMany      FaultKind = "429 with Retry-After"
	Secondary    FaultKind = "403 with Retry-After"
	ServerErrors FaultKind = "500 three times"
	Timeouts     FaultKind = "timeout"
	Truncated    FaultKind = "truncated body"
	WrongType    FaultKind = "wrong type"
	RepeatedPage FaultKind = "a page that repeats"
)

// Faults is every way to fail, for tests that go through all of them.
var Faults = []FaultKind{Unauthorized, Forbidden, NotFound, Gone, TooMany, Secondary, ServerErrors, Timeouts, Truncated, WrongType, RepeatedPage}

// Fault is a failure of an endpoint.
type Fault struct {
	Kind       FaultKind
	Permission string        // with Forbidden and NotFound: X-Accepted-GitHub-Permissions
	Message    string        // with Forbidden: what GitHub says; "": no more than the status
	RetryAfter time.Duration // with TooMany and Secondary; 0: a minute
	Times      int           // how many requests fail; 0: all
}
