package githubtest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// TokenLifetime is how long an installation's token is good.
const TokenLifetime = time.Hour

// appRegistration is a GitHub App that the server knows.
type appRegistration struct {
	id          string
	key         *rsa.PublicKey
	permissions Fields
	tokens      map[string]time.Time // and when each ends
}

// App registers a GitHub App and installs it for every organisation. It returns the App's private
// key, PEM as GitHub gives it.
func (s *Server) App(id string, permissions Fields) []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	s.app = &appRegistration{id, &key.PublicKey, permissions, map[string]time.Time{}}
	for i, o := range s.world.owners {
		found := Fields{"id": 77 + i, "app_slug": "rollcall", "account": Fields{"login": o.Login}}
		o.Set("installation", found)
		for _, r := range o.repos {
			r.Set("installation", found)
		}
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA " + "PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

// Revoke ends the installation tokens that were issued so far.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.app.tokens)
}

// accepts tells whether the request's credential is one for its endpoint.
func (s *Server) accepts(x exchange) bool {
	given, found := strings.CutPrefix(x.Header.Get("Authorization"), "Bearer ")
	if !found {
		return false
	}
	if x.asApp() {
		return s.app != nil && s.app.signed(given, s.Clock.Now())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if given == s.Token {
		return s.lasts == 0 || s.total <= s.lasts
	}
	return s.app != nil && s.Clock.Now().Before(s.app.tokens[given])
}

// asApp tells whether the endpoint is for an App itself, not for its installation.
func (x exchange) asApp() bool {
	return x.endpoint != nil && (strings.HasPrefix(x.endpoint.shape, "/app") || strings.HasSuffix(x.endpoint.shape, "/installation"))
}

// signed checks the App's own token as GitHub does.
func (a *appRegistration) signed(token string, now time.Time) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	header, err1 := base64.RawURLEncoding.DecodeString(parts[0])
	payload, err2 := base64.RawURLEncoding.DecodeString(parts[1])
	signature, err3 := base64.RawURLEncoding.DecodeString(parts[2])
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err1 != nil || err2 != nil || err3 != nil || rsa.VerifyPKCS1v15(a.key, crypto.SHA256, digest[:], signature) != nil {
		return false
	}
	var claims struct {
		Issued  int64  `json:"iat"`
		Expires int64  `json:"exp"`
		Issuer  string `json:"iss"`
	}
	var algorithm struct{ Alg, Typ string }
	if json.Unmarshal(payload, &claims) != nil || json.Unmarshal(header, &algorithm) != nil {
		return false
	}
	return algorithm.Alg == "RS256" && claims.Issuer == a.id && claims.Issued <= now.Unix() &&
		claims.Expires > now.Unix() && claims.Expires <= now.Add(10*time.Minute).Unix()
}

// issueToken answers the App's request for an installation's token.
func (s *Server) issueToken(x exchange) {
	s.mu.Lock()
	token := fmt.Sprintf("gh"+"s_%036d", len(s.app.tokens)+1)
	expires := s.Clock.Now().Add(TokenLifetime)
	s.app.tokens[token] = expires
	s.mu.Unlock()
	made := s.build(x, x.endpoint.schema(), Fields{"token": token, "expires_at": expires, "permissions": s.app.permissions})
	body, err := json.Marshal(made)
	if err != nil {
		s.t.Errorf("%s: %v", x.URL.Path, err)
	}
	x.w.WriteHeader(http.StatusCreated)
	if _, err := x.w.Write(body); err != nil {
		return // the client went away
	}
}
