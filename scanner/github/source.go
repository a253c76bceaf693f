package github

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/api"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/checkpoint"
)

// Access is how GitHub is reached.
type Access struct {
	URL       string // of the REST API, as in GITHUB_API_URL; "" means https://api.github.com
	Token     string // of any kind; this or App
	App       *App
	UserAgent string
	Transport http.RoundTripper // nil: the default, which honours the environment's proxy

	MaxRequests int              // 0: no bound
	MaximumWait time.Duration    // for rate limits, in all; 0: a little over an hour; negative: never wait
	Now         func() time.Time // for rate limits and the lifetime of tokens
	Sleep       func(context.Context, time.Duration) error
	Paused      func(until time.Time) // told of each wait of more than a minute; may be nil
}

// App is a GitHub App's credential.
type App struct {
	ID         string
	PrivateKey []byte // PEM
}

// Options says what is read. One of Repository and Organization is needed.
type Options struct {
	Access       Access
	Repository   string // owner/name
	Organization string // its login
	Shard        Shard  // with Organization: the repositories to read

	// Files reads the workflows and agents in the files of a repository, and Wanted tells which files
	// it looks at besides workflows and actions. With OnDisk the target's files are read by other sources.
	Files  func(ctx context.Context, repository string, files fs.FS) (nhi.Observations, error)
	Wanted func(path string) bool
	OnDisk bool

	Checkpoint string                               // a file that keeps what was read; "" for none
	Now        time.Time                            // the scan's time
	Progress   func(done, total int64, unit string) // may be nil
}

// Source reads one repository or one organisation.
type Source struct {
	client  *api.Client
	options Options
	web     string // root of GitHub's pages, without slash
}

// Error is a mistake in what was asked for, with a hint.
type Error struct {
	message, hint string
}

func (e *Error) Error() string { return e.message }

// Hint says what to do.
func (e *Error) Hint() string { return e.hint }

// New returns the source. It sends nothing yet; its errors are the user's to mend and have a Hint.
func New(options Options) (*Source, error) {
	owner, name, err := options.target()
	if err != nil {
		return nil, err
	}
	access := options.Access
	settings := api.Options{
		BaseURL: access.URL, Token: access.Token, Owner: owner, Repository: name,
		Transport: access.Transport, UserAgent: access.UserAgent,
		Clock: api.Clock{Now: access.Now, Sleep: access.Sleep}, MaxRequests: access.MaxRequests, MaximumWait: access.MaximumWait,
		Paused: access.Paused,
	}
	if access.App != nil {
		settings.App = &api.App{ID: access.App.ID, PrivateKey: access.App.PrivateKey}
	}
	client, err := api.New(settings)
	if err != nil {
		return nil, err
	}
	return &Source{client: client, options: options, web: webOf(access.URL)}, nil
}

// target gives the owner and, with Repository, the name.
func (o Options) target() (owner, name string, err error) {
	switch {
	case (o.Repository == "") == (o.Organization == ""):
		return "", "", &Error{"one of a repository and an organisation is needed", "give --repository OWNER/NAME or --organization ORG"}
	case o.Organization != "":
		return o.Organization, "", nil
	}
	owner, name, found := strings.Cut(o.Repository, "/")
	if !found || owner == "" || name == "" || strings.Contains(name, "/") {
		return "", "", &Error{fmt.Sprintf("%q is not the name of a repository", o.Repository), "write it as OWNER/NAME"}
	}
	return owner, name, nil
}

// webOf is where the pages of an API's server are: https://github.com, or the host of an Enterprise Server.
func webOf(apiURL string) string {
	root := strings.TrimSuffix(strings.TrimSuffix(apiURL, "/"), "/api/v3")
	if apiURL == "" || root == api.DefaultURL {
		return "https://github.com"
	}
	return root
}

// Name is "github".
func (s *Source) Name() string { return name }

const name = "github"

// Target is what is scanned.
func (s *Source) Target() nhi.Target {
	if s.options.Organization != "" {
		return nhi.Target{Kind: "organization", Name: s.options.Organization, URL: s.web + "/" + s.options.Organization}
	}
	return nhi.Target{Kind: "repository", Name: s.options.Repository, URL: s.web + "/" + s.options.Repository}
}

// Observe reads the target. What could not be read is a gap; an error means that the target itself
// could not, or that ctx has ended.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	pieces, err := s.pieces(ctx)
	if err != nil {
		return nhi.Observations{}, err
	}
	return merge(pieces), nil
}

// pieces reads the target, piece by piece: an organisation's own first.
func (s *Source) pieces(ctx context.Context) ([]*piece, error) {
	who, err := s.client.Identify(ctx)
	if err != nil && (api.Ended(err) || s.options.Checkpoint != "") {
		return nil, err // a checkpoint has to know whose it is
	}
	c := &crawl{Source: s, who: who}
	var pieces []*piece
	if s.options.Organization != "" {
		pieces, err = c.organizationKept(ctx)
	} else {
		pieces, err = c.repositoryAlone(ctx)
	}
	if err == nil {
		err = ctx.Err()
	}
	return pieces, err
}

// crawl is one run of the source.
type crawl struct {
	*Source
	who  api.Identity
	kept *checkpoint.File // nil: nothing is kept
}

// fatal is the error of the first read, without which there is nothing to report.
func fatal(target string, err error) error {
	var denied *api.Denied
	if !errors.As(err, &denied) {
		return fmt.Errorf("%s cannot be read: %w", target, err)
	}
	if denied.Rule != 0 {
		return &Error{fmt.Sprintf("%s cannot be read: %s", target, denied.Rule), denied.Rule.Hint()}
	}
	return &Error{fmt.Sprintf("GitHub shows no %s to this credential", target),
		"check the name, and that the token or App may read it; 'rollcall doctor' says what a credential can see"}
}
