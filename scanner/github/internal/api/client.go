// Package api reads GitHub's REST and GraphQL APIs: with a token or as a GitHub App, within
// GitHub's limits and the caller's budget, and with errors that say exactly what was not seen.
//
// A read ends in one of three ways: a value, a *Denied (with the permission that GitHub asks for)
// or a *Failure (with a Kind). Nothing is decided by the text of an error, and no error holds a
// token, a header, a query or a body.
package api

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
)

// Clock is where the time comes from, so that limits can be tested without waiting.
type Clock struct {
	Now func() time.Time
	// Sleep returns after d, or with ctx's error when that ends before; nil: a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Options says how to reach GitHub. One of Token and App is needed.
type Options struct {
	// BaseURL is the REST API's root, as in GITHUB_API_URL; "" means https://api.github.com.
	// GitHub Enterprise Server's ends in /api/v3. Plain http is accepted for this machine only.
	BaseURL string
	Token   string // of any kind: classic, fine-grained, OAuth, installation, a workflow's GITHUB_TOKEN
	App     *App
	// Owner is the organisation (or user) to read, and Repository the name of one of its
	// repositories when only that is read. They find the App's installation.
	Owner, Repository string

	Transport http.RoundTripper // nil: one like http.DefaultTransport, which honours the environment's proxy
	UserAgent string
	Clock     Clock

	MaxRequests    int           // 0: no bound; redirects and retries count
	MaxInFlight    int           // 0: 10
	MaximumWait    time.Duration // for rate limits, in all; 0: DefaultMaximumWait; negative: never wait
	RequestTimeout time.Duration // for one attempt; 0: 30 s

	// Paused is told of each wait for a rate limit that takes more than a minute; nil: nobody is.
	Paused func(until time.Time)
}

// DefaultMaximumWait is how long a crawl waits for GitHub's rate limits in all: a full window of
// the primary limit and a little.
const DefaultMaximumWait = 65 * time.Minute

// Client reads GitHub's API. It is safe for concurrent use.
type Client struct {
	gh       *github.Client
	graphQL  string // the GraphQL endpoint's URL
	governor *governor
	options  Options
}

// Status is how a crawl stands.
type Status struct {
	Requests  int           // sent so far, retries and redirects included
	Budget    int           // Options.MaxRequests; 0: no bound
	Remaining int           // of GitHub's primary limit, as last told; -1: not told yet
	Waited    time.Duration // for rate limits
}

// DefaultURL is the root of github.com's REST API.
const DefaultURL = "https://api.github.com"

// New makes a client; it sends nothing yet. An error says what is wrong with options and, by its
// method Hint, what to do.
func New(options Options) (*Client, error) {
	base, err := parseBase(options.BaseURL)
	if err != nil {
		return nil, err
	}
	if err := validNames(options.Owner, options.Repository); err != nil {
		return nil, err
	}
	options.setDefaults()
	g := &governor{
		next: options.Transport, origin: base, clock: options.Clock, timeout: options.RequestTimeout,
		slots:  make(chan struct{}, options.MaxInFlight),
		limits: newLimits(options.Clock, options.MaximumWait, options.Paused),
		budget: &budget{available: options.MaxRequests},
	}
	if g.credential, err = options.credential(base, g); err != nil {
		return nil, err
	}
	return &Client{gh: newGitHub(base, g, options.UserAgent), graphQL: graphQLOf(base), governor: g, options: options}, nil
}

func (o *Options) setDefaults() {
	o.MaxInFlight = cmp.Or(o.MaxInFlight, defaultFlight)
	if o.Transport == nil {
		o.Transport = pooled(o.MaxInFlight)
	}
	if o.Clock.Sleep == nil {
		o.Clock.Sleep = wait
	}
	if o.Paused == nil {
		o.Paused = func(time.Time) {}
	}
	o.UserAgent = cmp.Or(o.UserAgent, "rollcall")
	o.MaximumWait = cmp.Or(o.MaximumWait, DefaultMaximumWait)
	o.RequestTimeout = cmp.Or(o.RequestTimeout, defaultTimeout)
}

// pooled is http.DefaultTransport with a connection kept for each request in flight. The default keeps two to a host and,
// where HTTP/2 is not spoken, would open a new one for nearly every request.
func pooled(inFlight int) http.RoundTripper {
	shared, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	own := shared.Clone()
	own.MaxIdleConnsPerHost = inFlight
	return own
}

func (o *Options) credential(base *url.URL, g *governor) (credential, error) {
	switch {
	case o.App != nil:
		key, err := parseKey(o.App.PrivateKey)
		if err != nil {
			return nil, err
		}
		i := &installation{id: o.App.ID, key: key, owner: o.Owner, name: o.Repository, clock: o.Clock}
		i.gh = newGitHub(base, asApp{i, g}, o.UserAgent)
		return i, nil
	case o.Token == "":
		return nil, advice{"no token for the GitHub API", "set GITHUB_TOKEN, or give a GitHub App's id and private key"}
	case strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, advice{"the GitHub token holds a space or a control character", "give the token alone, without a line break"}
	}
	return token(o.Token), nil
}

func newGitHub(base *url.URL, transport http.RoundTripper, userAgent string) *github.Client {
	gh := github.NewClient(&http.Client{Transport: transport, CheckRedirect: straight})
	gh.BaseURL, gh.UserAgent = base, userAgent
	return gh
}

// maximumRedirects is how often one read may be sent elsewhere: a repository that was renamed and moved, twice.
const maximumRedirects = 4

// straight ends redirects in a circle.
func straight(request *http.Request, before []*http.Request) error {
	if len(before) > maximumRedirects {
		return &Failure{Kind: Circular, Path: pathOf(before[0])}
	}
	return nil
}

// Status tells how the crawl stands; it may be called while reads go on.
func (c *Client) Status() Status {
	remaining, waited := c.governor.limits.state()
	return Status{c.governor.budget.count(), c.options.MaxRequests, remaining, waited}
}

// parseBase reads the API's URL. A token in clear text goes to this machine only.
func parseBase(text string) (*url.URL, error) {
	base, err := url.Parse(cmp.Or(text, DefaultURL))
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, advice{"the GitHub API's URL is not a plain URL", "GITHUB_API_URL looks like https://api.github.com or https://HOST/api/v3"}
	}
	local := base.Hostname() == "localhost" || net.ParseIP(base.Hostname()).IsLoopback()
	if base.Scheme != "https" && (base.Scheme != "http" || !local) {
		return nil, advice{"the GitHub API's URL is not https", "the token would travel in clear text; use https://"}
	}
	base.Path = strings.TrimSuffix(base.Path, "/") + "/"
	return base, nil
}

// graphQLOf is the GraphQL endpoint beside the REST API: /graphql on github.com, /api/graphql on
// GitHub Enterprise Server, whose REST API is /api/v3.
func graphQLOf(base *url.URL) string {
	u := *base
	u.Path = strings.TrimSuffix(base.Path, "v3/") + "graphql"
	return u.String()
}

// validNames keeps names that are put into paths to what GitHub allows in them.
func validNames(owner, repository string) error {
	for _, name := range []string{owner, repository} {
		foreign := strings.ContainsFunc(name, func(r rune) bool {
			return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.", r))
		})
		if foreign || name == "." || name == ".." {
			return advice{"not the name of a GitHub owner or repository", "give --organization ORG or --repository OWNER/NAME"}
		}
	}
	if owner == "" {
		return advice{"no organisation and no repository to read", "give --organization ORG or --repository OWNER/NAME"}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
