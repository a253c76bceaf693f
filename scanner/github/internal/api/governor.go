package api

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	attempts       = 3  // of one request, before a timeout or a 5xx is final
	outage         = 30 // requests in a row that came to nothing, after which none is sent
	rejections     = 3  // answers in a row that do not accept the credential, after which none is asked for
	maximumPauses  = 8  // of one request, for rate limits
	maximumBody    = 64 << 20
	defaultFlight  = 10
	defaultTimeout = 30 * time.Second
)

// governor is the transport under every request, go-github's own ones too. It sends to the API's
// host only, adds the credential, keeps to the limits, tries again what may succeed, and hands up
// whole bodies, so that nothing above it sees half an answer.
type governor struct {
	next       http.RoundTripper
	origin     *url.URL
	clock      Clock
	timeout    time.Duration
	slots      chan struct{} // one for each request in flight
	limits     *limits
	budget     *budget
	credential credential
	lost       atomic.Int64 // requests since the last that was answered
	rejected   atomic.Int64 // answers since the last that accepted the credential
}

// RoundTrip implements http.RoundTripper. Its errors are *Failure or the context's. Everything
// sent is a read, or asks for a token: sending it again does no harm.
func (g *governor) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		defer request.Body.Close()
	}
	if !sameOrigin(request.URL, g.origin) {
		return nil, failure(Elsewhere, request)
	}
	if g.lost.Load() >= outage {
		return nil, &Failure{Kind: Unreachable, Path: pathOf(request), Detail: "it failed too often in a row"}
	}
	return g.persist(request)
}

// persist sends the request until there is an answer, or an error that stays.
func (g *governor) persist(request *http.Request) (*http.Response, error) {
	for tried, paused, renewed := 0, 0, false; ; {
		answer, err := g.attempt(request)
		after := time.Duration(0)
		switch {
		case err == nil && g.limits.note(answer.Response, answer.body, paused):
			if paused++; paused > maximumPauses {
				return nil, failure(RateLimited, request)
			}
			continue
		case err == nil && answer.StatusCode == http.StatusUnauthorized && !renewed && g.renewable(request, answer.authorization):
			renewed = true
			continue
		case err == nil && answer.StatusCode < 500:
			g.lost.Store(0)
			g.heed(answer.StatusCode)
			return answer.response(), nil
		case err == nil:
			err = &Failure{Kind: ServerError, Path: pathOf(request), Status: answer.StatusCode}
			after = comesBack(answer.Header)
		case !passing(err):
			return nil, err
		}
		if tried++; tried == attempts {
			g.lost.Add(1)
			return nil, err
		}
		if err := g.clock.Sleep(request.Context(), max(after, time.Second<<(tried-1))); err != nil {
			return nil, err
		}
	}
}

// heed counts the answers in a row that do not accept the credential.
func (g *governor) heed(status int) {
	if status == http.StatusUnauthorized {
		g.rejected.Add(1)
		return
	}
	g.rejected.Store(0)
}

// answer is a response whose body was read to its end.
type answer struct {
	*http.Response
	body          []byte
	authorization string // that it was asked with
}

// response is the answer for those above. The rate limit is hidden from go-github, which would
// judge it by the machine's clock; it has been honoured already.
func (a answer) response() *http.Response {
	for name := range a.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			a.Header.Del(name)
		}
	}
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(a.body)), int64(len(a.body))
	return a.Response
}

// attempt sends the request once, when the limits allow, and reads the whole answer.
func (g *governor) attempt(request *http.Request) (answer, error) {
	ctx := request.Context()
	if err := g.limits.wait(ctx, request.URL.Path); err != nil {
		return answer{}, err
	}
	// The credential comes before the slot: renewing it sends a request of its own.
	authorization, err := g.authorization(request)
	if err != nil {
		return answer{}, err
	}
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	case <-ctx.Done():
		return answer{}, ctx.Err()
	}
	switch {
	case g.rejected.Load() >= rejections: // GitHub shuts out who goes on with a credential that has expired
		return answer{}, failure(Unauthorized, request)
	case !g.budget.take():
		return answer{}, failure(Budget, request)
	}
	return g.send(request, authorization)
}

// authorization is the header that goes with the request: an App asks for its installation's token
// with one of its own.
func (g *governor) authorization(request *http.Request) (string, error) {
	if own := request.Header.Get("Authorization"); own != "" {
		return own, nil
	}
	return g.credential.authorization(request.Context())
}

// renewable tells whether another credential can be had in place of one that GitHub did not accept.
func (g *governor) renewable(request *http.Request, authorization string) bool {
	return request.Header.Get("Authorization") == "" && g.credential.reject(authorization)
}

func (g *governor) send(request *http.Request, authorization string) (answer, error) {
	ctx, cancel := context.WithTimeout(request.Context(), g.timeout)
	defer cancel()
	sent := request.Clone(ctx)
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return answer{}, failure(Unreachable, request)
		}
		sent.Body = body
	}
	sent.Header.Set("Authorization", authorization)
	response, err := g.next.RoundTrip(sent)
	if err != nil {
		return answer{}, translate(request, err)
	}
	defer response.Body.Close()
	if response.ContentLength > maximumBody {
		return answer{}, failure(TooLarge, request)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maximumBody+1))
	if err != nil {
		return answer{}, translate(request, err)
	}
	if len(body) > maximumBody {
		return answer{}, failure(TooLarge, request)
	}
	response.Request = request // the one without the credential
	return answer{response, body, authorization}, nil
}

// translate turns a transport's error into a Failure; its text, which may hold addresses with
// credentials (a proxy's), is dropped.
func translate(request *http.Request, err error) error {
	if ended := request.Context().Err(); ended != nil {
		return ended
	}
	f := failure(Unreachable, request)
	var network net.Error
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &name):
		f.Detail = "the host's name was not found"
	case errors.As(err, &certificate):
		f.Detail = "the host's certificate was not accepted"
	case errors.As(err, &record):
		f.Detail = "the host does not speak https there"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		f.Kind = Timeout
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		f.Kind = Truncated
	}
	return f
}

// longestPath is how much of a path an error shows, in bytes.
const longestPath = 200

// pathOf is the path of a request for errors. A server that redirects may write anything into it, for a terminal too.
func pathOf(request *http.Request) string {
	path := request.URL.EscapedPath()
	return path[:min(len(path), longestPath)]
}

func failure(kind Kind, request *http.Request) *Failure {
	return &Failure{Kind: kind, Path: pathOf(request)}
}

// passing tells whether the same request may succeed a moment later.
func passing(err error) bool {
	var f *Failure
	return errors.As(err, &f) && (f.Kind == Timeout || f.Kind == Truncated || f.Kind == Unreachable)
}

// sameOrigin tells whether a request to u stays on the API's host and scheme.
func sameOrigin(u, api *url.URL) bool {
	return strings.EqualFold(u.Scheme, api.Scheme) && strings.EqualFold(hostPort(u), hostPort(api)) && u.User == nil
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// budget counts requests against a bound.
type budget struct {
	mu        sync.Mutex
	spent     int
	available int // 0: no bound
}

// take counts a request, unless the budget is spent.
func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.available > 0 && b.spent >= b.available {
		return false
	}
	b.spent++
	return true
}

func (b *budget) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent
}
