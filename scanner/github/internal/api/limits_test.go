package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

func TestTheBudgetEndsACrawl(t *testing.T) {
	server, client := serve(t, acme(950), func(o *api.Options) { o.MaxRequests = 4 })
	got, err := api.All[named](t.Context(), client, secrets)
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Budget || len(got) != 400 || !api.Ended(err) {
		t.Errorf("%d secrets, %v", len(got), err)
	}
	if status := client.Status(); server.Requests() != 4 || status.Requests != 4 || status.Budget != 4 {
		t.Errorf("%d requests, status %+v", server.Requests(), status)
	}
}

// Every way in which GitHub says that a limit is reached, and how long the client then waits.
func TestLimitsAreWaitedFor(t *testing.T) {
	now := (&githubtest.Clock{}).Now()
	reset := strconv.FormatInt(now.Add(20*time.Minute).Unix(), 10)
	for name, test := range map[string]struct {
		status int
		header http.Header
		body   string
		want   time.Duration
	}{
		"429 with seconds": {429, http.Header{"Retry-After": {"90"}}, "", 90 * time.Second},
		"403 with seconds": {403, http.Header{"Retry-After": {"90"}}, "", 90 * time.Second},
		"429 with a date": {429, http.Header{
			"Retry-After": {now.Add(time.Hour + 30*time.Second).Format(http.TimeFormat)}, "Date": {now.Add(time.Hour).Format(http.TimeFormat)},
		}, "", 30 * time.Second},
		"429 with nothing":        {429, nil, "", time.Minute},
		"429 with nonsense":       {429, http.Header{"Retry-After": {"soon"}}, "", time.Minute},
		"primary limit":           {403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {reset}}, "", 20*time.Minute + time.Second},
		"primary limit, 429":      {429, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {reset}}, "", 20*time.Minute + time.Second},
		"primary, another clock":  {403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {reset}, "Date": {now.Add(19 * time.Minute).Format(http.TimeFormat)}}, "", time.Minute + time.Second},
		"secondary, in body only": {403, nil, `{"documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`, time.Minute},
		"spent by a good answer":  {200, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {reset}}, `{"name":"first"}`, 20*time.Minute + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &githubtest.Clock{}
			var told []time.Time
			asked := 0
			client := scripted(t, clock, func(w http.ResponseWriter) {
				if asked++; asked > 1 {
					fmt.Fprint(w, `{"name":"app"}`)
					return
				}
				for key, values := range test.header {
					w.Header()[key] = values
				}
				if w.Header().Get("Date") == "" {
					w.Header()["Date"] = nil // the machine's clock is not the test's
				}
				w.WriteHeader(test.status)
				fmt.Fprint(w, test.body)
			}, 0, func(until time.Time) { told = append(told, until) })
			for range 2 {
				if _, err := api.One[named](t.Context(), client, "repos/acme/app"); err != nil {
					t.Fatal(err)
				}
			}
			if clock.Slept() != test.want || client.Status().Waited != test.want {
				t.Errorf("waited %s, counted %s, want %s", clock.Slept(), client.Status().Waited, test.want)
			}
			if long := test.want > time.Minute; long != (len(told) == 1) || long && !told[0].Equal(now.Add(test.want)) {
				t.Errorf("told of %v", told)
			}
		})
	}
}

// scripted is a client of a server that answers by the function.
func scripted(t *testing.T, clock *githubtest.Clock, answer func(http.ResponseWriter), maximumWait time.Duration, paused func(time.Time)) *api.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
	t.Cleanup(server.Close)
	client, err := api.New(api.Options{
		BaseURL: server.URL, Token: "x", Owner: "acme", Transport: server.Client().Transport, MaximumWait: maximumWait, Paused: paused,
		Clock: api.Clock{Now: clock.Now, Sleep: clock.Wait},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A server that is not there for a moment says when it will be, and is asked again then, once for each of the attempts. What it
// asks for has a bound: it is no limit, so that others' requests, and the rest of a crawl, do not wait for it.
func TestServerErrorsSayWhenToAskAgain(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		after  string
		want   time.Duration
	}{
		"503 with seconds":    {503, "20", 20 * time.Second},
		"502 with seconds":    {502, "20", 20 * time.Second},
		"503 with less":       {503, "0", time.Second},
		"503 with a day":      {503, "86400", time.Minute},
		"503 without":         {503, "", time.Second},
		"503 with nonsense":   {503, "soon", time.Minute},
		"503 with no seconds": {503, "-1", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			clock := &githubtest.Clock{}
			asked := 0
			client := scripted(t, clock, func(w http.ResponseWriter) {
				w.Header()["Date"] = nil
				if asked++; asked > 1 {
					fmt.Fprint(w, `{"name":"app"}`)
					return
				}
				if test.after != "" {
					w.Header().Set("Retry-After", test.after)
				}
				w.WriteHeader(test.status)
			}, 0, nil)
			if _, err := api.One[named](t.Context(), client, "repos/acme/app"); err != nil {
				t.Fatal(err)
			}
			if asked != 2 || clock.Slept() != test.want {
				t.Errorf("%d requests, slept %s, want 2 and %s", asked, clock.Slept(), test.want)
			}
		})
	}
}

// A limit that takes too long is told, with its end, and nothing more is sent.
func TestWaitingHasAnEnd(t *testing.T) {
	for name, maximum := range map[string]time.Duration{"ten minutes": 10 * time.Minute, "never": -1} {
		t.Run(name, func(t *testing.T) {
			clock := &githubtest.Clock{}
			asked := 0
			client := scripted(t, clock, func(w http.ResponseWriter) {
				asked++
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusTooManyRequests)
			}, maximum, nil)
			for range 3 {
				_, err := api.One[named](t.Context(), client, "repos/acme/app")
				var failure *api.Failure
				if !errors.As(err, &failure) || failure.Kind != api.RateLimited || !failure.Resets.Equal(clock.Now().Add(time.Hour)) || !api.Ended(err) {
					t.Errorf("got %#v", err)
				} else if hint := failure.Hint(); !strings.Contains(hint, "after "+failure.Resets.Format("2006-01-02 15:04 UTC")+";") {
					t.Errorf("hint %q", hint)
				}
			}
			if asked != 1 || clock.Slept() != 0 {
				t.Errorf("%d requests, slept %s", asked, clock.Slept())
			}
		})
	}
}

func TestAnHourlyLimitIsCrossed(t *testing.T) {
	server, client := serve(t, acme(950), nil)
	server.Limit = 6
	got, err := api.All[named](t.Context(), client, secrets)
	if err != nil || len(got) != 950 {
		t.Fatalf("%d secrets, %v", len(got), err)
	}
	if slept := server.Clock.Slept(); slept < time.Hour || slept > 65*time.Minute {
		t.Errorf("slept %s", slept)
	}
}

func TestAtMostTenInFlight(t *testing.T) {
	var now, most atomic.Int64
	var once sync.Once
	full := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
		}
		if n == 10 {
			once.Do(func() { close(full) })
		}
		<-full
		now.Add(-1)
		fmt.Fprint(w, `{"name":"app"}`)
	}))
	defer server.Close()
	client := plainClient(t, server.URL, server.Client().Transport)
	var group errgroup.Group
	for range 40 {
		group.Go(func() error {
			_, err := api.One[named](t.Context(), client, "repos/acme/app")
			return err
		})
	}
	if err := group.Wait(); err != nil || most.Load() != 10 {
		t.Errorf("%d in flight, %v", most.Load(), err)
	}
}

// An answer that never comes ends by the client's own clock.
func TestARequestHasATimeout(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() }))
	defer server.Close()
	clock := &githubtest.Clock{}
	client, err := api.New(api.Options{
		BaseURL: server.URL, Token: "x", Owner: "acme", Transport: server.Client().Transport, RequestTimeout: time.Millisecond,
		Clock: api.Clock{Now: clock.Now, Sleep: clock.Wait},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = api.One[named](t.Context(), client, "repos/acme/app")
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Timeout || client.Status().Requests != 3 {
		t.Errorf("got %v after %d requests", err, client.Status().Requests)
	}
}

// When GitHub is down, a crawl ends soon: it does not try each of its requests three times.
func TestAnOutageEndsACrawl(t *testing.T) {
	clock := &githubtest.Clock{}
	asked, well := 0, false
	client := scripted(t, clock, func(w http.ResponseWriter) {
		if asked++; well {
			fmt.Fprint(w, `{"name":"app"}`)
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	}, 0, nil)
	read := func(times int) (err error) {
		for range times {
			_, err = api.One[named](t.Context(), client, "repos/acme/app")
		}
		return err
	}
	if read(29) == nil || asked != 87 {
		t.Errorf("%d requests", asked)
	}
	well = true
	if err := read(1); err != nil || asked != 88 {
		t.Errorf("when it is well again: %v after %d requests", err, asked)
	}
	well = false
	err := read(1000)
	var failure *api.Failure
	if !errors.As(err, &failure) || failure.Kind != api.Unreachable || asked != 88+90 {
		t.Errorf("%v after %d requests", err, asked)
	}
}

// Many readers of an App's installation ask for one token between them.
func TestConcurrentReadersShareAToken(t *testing.T) {
	server := githubtest.Start(t, acme(120))
	client := asApp(t, server, "12345", server.App("12345", nil), "")
	var group errgroup.Group
	for range 40 {
		group.Go(func() error {
			_, err := api.All[named](t.Context(), client, secrets)
			return err
		})
	}
	if err := group.Wait(); err != nil || server.Calls()[tokensShape] != 1 {
		t.Errorf("%d tokens asked for, %v", server.Calls()[tokensShape], err)
	}
}
