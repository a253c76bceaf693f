package main

import (
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// served is the GitHub of a script.
type served struct {
	*githubtest.Server
	held <-chan struct{} // closed when a request waits
}

// platformKey is where a script's environment keeps its GitHub.
type platformKey struct{}

const githubUsage = "usage: github serve REPOSITORIES | fail ENDPOINT KIND [PERMISSION] | expire REQUESTS | hold ENDPOINT | await | repair"

// onPlatform is a GitHub for a script, which finds it by the environment:
//
//	github serve N                         of an organisation "acme" with N repositories
//	github fail ENDPOINT KIND [PERMISSION] makes an endpoint fail; who is to come back later, is to tomorrow
//	github expire N                        its token expires after N more requests
//	github hold ENDPOINT                   an endpoint answers nobody
//	github await                           until a request waits there
//	github repair                          ends all that
func onPlatform(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf(githubUsage)
	}
	s := ts.Value(platformKey{}).(*served)
	switch verb, rest := args[0], args[1:]; {
	case verb == "serve" && len(rest) == 1:
		s.Server = githubtest.Start(t, githubtest.NewLarge(wholeNumber(ts, rest[0])))
		ts.Setenv("GITHUB_API_URL", s.URL)
		ts.Setenv("GITHUB_TOKEN", s.Token)
	case verb == "fail" && len(rest) >= 2:
		fault := githubtest.Fault{Kind: githubtest.FaultKind(rest[1]), RetryAfter: 24 * time.Hour}
		if len(rest) > 2 {
			fault.Permission = rest[2]
		}
		s.Fail(rest[0], fault)
	case verb == "expire" && len(rest) == 1:
		s.ExpireAfter(wholeNumber(ts, rest[0]))
	case verb == "hold" && len(rest) == 1:
		s.held = s.Hold(rest[0])
	case verb == "await":
		<-s.held
	case verb == "repair":
		s.Repair()
	default:
		ts.Fatalf(githubUsage)
	}
}

func wholeNumber(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
