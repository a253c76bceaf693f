package api_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
)

// Whatever a server answers, a read ends, within bounds, in a value or in one of the package's
// errors; what it says holds neither the token nor anything of the body; and no request leaves home.
func FuzzAnswers(f *testing.F) {
	f.Add(200, `{"total_count":1,"secrets":[{"name":"A"}]}`, `<https://ghe.example.com/x?page=2>; rel="next"`, "", "", "")
	f.Add(200, `[null]`, `<http://evil.example/>; rel="next", <>; rel="last"`, "", "0", "99999999999")
	f.Add(403, `{"documentation_url":"x#abuse-rate-limits"}`, "", "-1", "", "")
	f.Add(403, ``, "", "", "0", "99999999999999")
	f.Add(429, ``, "", "Sun, 22 Nov 2026 13:00:00 GMT", "0", "-5")
	f.Add(301, ``, "", "", "", "")
	f.Add(500, "\x00", ";;,,<", "1e9", "x", "x")
	f.Fuzz(func(t *testing.T, status int, body, link, retryAfter, remaining, reset string) {
		token := "canary" + "token"
		clock := &githubtest.Clock{}
		sent := 0
		answer := roundTripper(func(request *http.Request) (*http.Response, error) {
			if sent++; request.URL.Host != "ghe.example.com" || request.URL.Scheme != "https" {
				t.Errorf("a request to %s", request.URL)
			}
			return &http.Response{
				StatusCode: status, Request: request, Body: io.NopCloser(strings.NewReader(body)),
				Header: http.Header{
					"Link": {link}, "Retry-After": {retryAfter}, "X-Ratelimit-Remaining": {remaining}, "X-Ratelimit-Reset": {reset},
					"Location": {link}, "X-Accepted-Github-Permissions": {body},
				},
			}, nil
		})
		client, err := api.New(api.Options{
			BaseURL: "https://ghe.example.com", Token: token, Owner: "acme", Transport: answer, MaxRequests: 200,
			Clock: api.Clock{Now: clock.Now, Sleep: clock.Wait},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = api.All[named](t.Context(), client, secrets)
		var denied *api.Denied
		var failure *api.Failure
		if err != nil && !errors.As(err, &denied) && !errors.As(err, &failure) {
			t.Errorf("an error of no kind: %v", err)
		}
		if shown := fmt.Sprintf("%v %+v", err, api.Gap("x", err)); strings.Contains(shown, token) && !strings.Contains(body, token) {
			t.Errorf("it says %s", shown)
		}
		if waited := clock.Slept(); sent > 200 || waited > api.DefaultMaximumWait+time.Minute {
			t.Errorf("%d requests, waited %s", sent, waited)
		}
	})
}
