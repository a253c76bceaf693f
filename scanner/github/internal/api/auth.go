package api

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"
)

// credential gives the Authorization header's value.
type credential interface {
	authorization(ctx context.Context) (string, error)
	// reject says that GitHub did not accept the value; it tells whether another one can be had.
	reject(authorization string) bool
}

// token is a credential that is given and never changes.
type token string

func (t token) authorization(context.Context) (string, error) { return "Bearer " + string(t), nil }
func (token) reject(string) bool                              { return false }

// App is a GitHub App that reads what one of its installations may read.
type App struct {
	ID         string // the App's id or client id
	PrivateKey []byte // as GitHub gives it: PEM, PKCS#1 or PKCS#8, RSA
}

// advice is an error in what the caller gave to reach GitHub with, and what to do.
type advice struct{ text, hint string }

func (e advice) Error() string { return e.text }
func (e advice) Hint() string  { return e.hint }

// parseKey reads the App's key. Its errors never hold any of it.
func parseKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, advice{"the GitHub App's private key is not PEM", "give the whole .pem file that GitHub made, with its BEGIN and END lines"}
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, isRSA := parsed.(*rsa.PrivateKey)
	if err != nil || !isRSA {
		return nil, advice{"the GitHub App's private key is not an unencrypted RSA key", "make a new private key in the App's settings"}
	}
	return key, nil
}

// installation is the credential of an App's installation: a token of an hour, renewed in time.
type installation struct {
	id    string
	key   *rsa.PrivateKey
	owner string
	name  string // of the one repository; "" for all
	clock Clock
	gh    *github.Client // asks as the App itself

	mu      sync.Mutex
	found   *github.Installation
	current *issued
}

// issued is an installation's token. go-github's own struct loses the newer permissions.
type issued struct {
	Token       string            `json:"token"`
	Expires     time.Time         `json:"expires_at"`
	Permissions map[string]string `json:"permissions"`
}

// renewBefore is how long before its end an installation's token is replaced: longer than any
// request takes, with its retries.
const renewBefore = 5 * time.Minute

func (i *installation) authorization(ctx context.Context) (string, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.current == nil || !i.clock.Now().Before(i.current.Expires.Add(-renewBefore)) {
		if err := i.renew(ctx); err != nil {
			return "", err
		}
	}
	return "Bearer " + i.current.Token, nil
}

func (i *installation) reject(authorization string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.current != nil && authorization == "Bearer "+i.current.Token {
		i.current = nil
	}
	return true
}

// renew asks for a new token. The caller holds mu: requests that need the token wait for it.
func (i *installation) renew(ctx context.Context) error {
	if i.found == nil {
		found, err := i.find(ctx)
		if err != nil {
			return err
		}
		i.found = found
	}
	path := fmt.Sprintf("app/installations/%d/access_tokens", i.found.GetID())
	request, err := i.gh.NewRequest(http.MethodPost, path, nil)
	if err != nil {
		return &Failure{Kind: Unreachable}
	}
	fresh := &issued{}
	response, err := i.gh.Do(ctx, request, fresh)
	if err := failureOf(response, err); err != nil {
		return err
	}
	if fresh.Token == "" || fresh.Expires.IsZero() {
		return failure(WrongType, request)
	}
	i.current = fresh
	return nil
}

// find looks for the App's installation on the repository, the organisation, or the user's account.
func (i *installation) find(ctx context.Context) (*github.Installation, error) {
	var found *github.Installation
	var response *github.Response
	var err error
	if i.name != "" {
		found, response, err = i.gh.Apps.FindRepositoryInstallation(ctx, i.owner, i.name)
	} else {
		found, response, err = i.gh.Apps.FindOrganizationInstallation(ctx, i.owner)
	}
	err = failureOf(response, err)
	if missing(err) && i.name == "" {
		found, response, err = i.gh.Apps.FindUserInstallation(ctx, i.owner)
		err = failureOf(response, err)
	}
	if missing(err) {
		return nil, advice{"the GitHub App is not installed for " + i.owner, "install it, or check its id and the owner's name"}
	}
	if err == nil && found.GetSuspendedAt() != (github.Timestamp{}) {
		return nil, advice{"the GitHub App's installation for " + i.owner + " is suspended", "unsuspend it in the organisation's settings"}
	}
	return found, err
}

func missing(err error) bool {
	var denied *Denied
	return errors.As(err, &denied) && denied.Missing()
}

// asApp puts the App's own short-lived token on the requests that need it.
type asApp struct {
	installation *installation
	next         http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (a asApp) RoundTrip(request *http.Request) (*http.Response, error) {
	signed, err := a.installation.sign()
	if err != nil {
		return nil, err
	}
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer "+signed)
	return a.next.RoundTrip(request)
}

// sign makes the App's own token: a JWT (RFC 7519) signed with RS256. It begins a minute ago, for
// clocks that differ, and ends within the ten minutes that GitHub allows.
func (i *installation) sign() (string, error) {
	now := i.clock.Now()
	claims, err := json.Marshal(map[string]any{
		"iat": now.Add(-time.Minute).Unix(),
		"exp": now.Add(8 * time.Minute).Unix(),
		"iss": i.id,
	})
	if err != nil {
		return "", err
	}
	text := encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, digest[:])
	if err != nil {
		return "", advice{"the GitHub App's private key cannot sign", "make a new private key in the App's settings"}
	}
	return text + "." + encode(signature), nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
