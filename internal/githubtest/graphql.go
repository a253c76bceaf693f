package githubtest

import "net/http"

// graphQLPath is where GraphQL is, and its name among the endpoints.
const graphQLPath = "/graphql"

func (s *Server) serveGraphQL(w http.ResponseWriter, request *http.Request) {
	s.count(graphQLPath)
	s.refuse(w, http.StatusNotImplemented)
}
