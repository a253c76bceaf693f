package githubtest

import (
	"net/http"
)

// appRegistration is a GitHub App that the server knows.
type appRegistration struct{}

func (s *Server) accepts(x exchange) bool {
	return x.Header.Get("Authorization") == "Bearer "+s.Token
}

func (s *Server) issueToken(x exchange) { s.refuse(x.w, http.StatusNotFound) }
