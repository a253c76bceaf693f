package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// GitHub's advice where a secondary limit names no time: wait at least a minute.
const secondaryPause = time.Minute

// longestPause is the most that an answer is believed to ask for.
const longestPause = 24 * time.Hour

// longPause is what a person who waits is told of.
const longPause = time.Minute

// limits keeps to GitHub's rate limits: one pause for all requests that draw on the same resource.
// (gofri/go-github-ratelimit knows both limits too, but measures with the machine's clock and
// sleeps by itself, so neither tests nor a bound on the waiting could govern it.)
type limits struct {
	clock   Clock
	maximum time.Duration // of waiting, in all
	paused  func(until time.Time)

	mu        sync.Mutex
	until     map[string]time.Time // by resource: "core", "graphql", "audit_log"; "" is all of them
	waited    time.Duration        // or granted to be
	waitedTo  time.Time            // the end of the last granted wait
	toldTo    time.Time            // the end of the last that paused was told of
	remaining int                  // of the primary limit; -1: not told yet
}

func newLimits(clock Clock, maximum time.Duration, paused func(time.Time)) *limits {
	return &limits{clock: clock, maximum: maximum, paused: paused, until: map[string]time.Time{}, remaining: -1}
}

// wait returns when requests to path may be sent, or with RateLimited when that would take the
// waiting over its maximum.
func (l *limits) wait(ctx context.Context, path string) error {
	for {
		now := l.clock.Now()
		until := l.pause(path)
		if !until.After(now) {
			return ctx.Err()
		}
		granted, news := l.grant(until, now)
		if !granted {
			return &Failure{Kind: RateLimited, Path: path, Resets: until.UTC()}
		}
		if news {
			l.paused(until)
		}
		if err := l.clock.Sleep(ctx, until.Sub(now)); err != nil {
			return err
		}
	}
}

// pause is when requests to path may go on.
func (l *limits) pause(path string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return later(l.until[""], l.until[resource(path)])
}

// grant allows waiting until the given time, unless the waits would exceed the maximum. Waits of
// several requests at once are one wait; news tells that it is a long one, which nobody was told of yet.
func (l *limits) grant(until, now time.Time) (granted, news bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	more := max(0, until.Sub(later(now, l.waitedTo)))
	if l.waited+more > l.maximum {
		return false, false
	}
	l.waited += more
	l.waitedTo = later(l.waitedTo, until)
	if news = until.Sub(now) > longPause && until.Sub(l.toldTo) > longPause; news {
		l.toldTo = until
	}
	return true, news
}

// note learns from an answer, and tells whether the answer says that a limit was hit, so that the
// same request has to be sent again later. Nth counts the times this request was told so.
func (l *limits) note(response *http.Response, body []byte, nth int) (limited bool) {
	now, path := l.clock.Now(), response.Request.URL.Path
	left, err := strconv.Atoi(response.Header.Get("X-Ratelimit-Remaining"))
	exhausted := err == nil && left <= 0
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && resource(path) == core {
		l.remaining = left
	}
	refused := response.StatusCode == http.StatusForbidden || response.StatusCode == http.StatusTooManyRequests
	after, told := retryAfter(response.Header)
	switch {
	case refused && told:
		l.extend("", now.Add(after))
	case exhausted:
		l.extend(resource(path), now.Add(untilReset(response.Header, now)))
	case response.StatusCode == http.StatusTooManyRequests, refused && secondary(body):
		l.extend("", now.Add(secondaryPause<<nth))
	default:
		return false
	}
	return refused
}

// delay stops requests to path for a while.
func (l *limits) delay(path string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.extend(resource(path), l.clock.Now().Add(d))
}

func (l *limits) extend(resource string, until time.Time) {
	l.until[resource] = later(l.until[resource], until)
}

func (l *limits) state() (remaining int, waited time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.remaining, l.waited
}

const core = "core"

// resource is the bucket that GitHub counts requests to path in.
func resource(path string) string {
	switch {
	case strings.HasSuffix(path, "/graphql"):
		return "graphql"
	case strings.HasSuffix(path, "/audit-log"):
		return "audit_log"
	}
	return core
}

// retryAfter reads the header in both of its forms, seconds and a date.
func retryAfter(header http.Header) (time.Duration, bool) {
	value := header.Get("Retry-After")
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, int(longestPause.Seconds()))) * time.Second, true
	}
	date, err := http.ParseTime(value)
	sent, err2 := http.ParseTime(header.Get("Date"))
	if err != nil || err2 != nil {
		return secondaryPause, true
	}
	return pauseOf(date.Sub(sent)), true
}

// comesBack is when a server that failed asks to be asked again. It is no limit and has a short bound: the rest of a crawl is
// worth more than this answer.
func comesBack(header http.Header) time.Duration {
	after, _ := retryAfter(header)
	return min(after, secondaryPause)
}

// untilReset is how long the primary limit lasts, by GitHub's own clock where it tells the time.
func untilReset(header http.Header, now time.Time) time.Duration {
	epoch, err := strconv.ParseInt(header.Get("X-Ratelimit-Reset"), 10, 64)
	if err != nil {
		return secondaryPause
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return pauseOf(time.Unix(epoch, 0).Sub(now)) + time.Second
}

func pauseOf(d time.Duration) time.Duration { return min(max(0, d), longestPause) }

// secondary tells whether a refusal is GitHub's secondary limit where no header says so.
func secondary(body []byte) bool {
	var refusal struct {
		Documentation string `json:"documentation_url"`
	}
	if json.Unmarshal(body, &refusal) != nil {
		return false
	}
	return strings.HasSuffix(refusal.Documentation, "secondary-rate-limits") ||
		strings.HasSuffix(refusal.Documentation, "#abuse-rate-limits")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
