package main

import (
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// TestEveryFaultIsAGap makes parts of GitHub's API fail in each way: a scan goes on without them, and with --strict ends with 4.
func TestEveryFaultIsAGap(t *testing.T) {
	server := githubtest.Start(t, onGitHub())
	folder := t.TempDir()
	for _, kind := range githubtest.Faults {
		for _, endpoint := range []string{"/repos/{owner}/{repo}/actions/secrets", "/orgs/{org}/hooks"} {
			if kind == githubtest.RepeatedPage && !githubtest.Paged(endpoint) {
				continue
			}
			t.Run(endpoint+" "+string(kind), func(t *testing.T) {
				server.Fail(endpoint, githubtest.Fault{Kind: kind, Permission: "some_permission=read", RetryAfter: 24 * time.Hour})
				defer server.Repair()
				for want, flags := range map[int][]string{exitClean: nil, exitIncomplete: {"--strict"}} {
					arguments := append([]string{"--fail-on", "never", "--organization=acme", folder}, flags...)
					if r := reportOf(t, server, want, arguments...); len(r.Gaps) == 0 {
						t.Error("there is no gap")
					}
				}
			})
		}
	}
}
