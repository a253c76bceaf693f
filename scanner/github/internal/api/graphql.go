package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// Unresolved is a field that GraphQL could not fill; the rest of the answer is good.
type Unresolved struct {
	Type string   // in GitHub's words, e.g. "FORBIDDEN", "NOT_FOUND", "INSUFFICIENT_SCOPES"
	Path []string // of the field, with the places in lists as numbers: nodes, 3, environments
}

// Query asks GraphQL. Data may be partial: unresolved says which fields are null for another
// reason than that there is nothing.
func Query[T any](ctx context.Context, c *Client, query string, variables map[string]any) (data T, unresolved []Unresolved, err error) {
	for range maximumPauses {
		got, err := c.post(ctx, query, variables)
		if err != nil {
			return data, nil, err
		}
		var answer struct {
			Data   json.RawMessage `json:"data"`
			Errors []graphQLError  `json:"errors"`
		}
		if err := decode(got.path, got.body, &answer); err != nil {
			return data, nil, err
		}
		if slices.ContainsFunc(answer.Errors, graphQLError.limited) {
			c.governor.limits.delay(got.path, secondaryPause)
			continue
		}
		for _, e := range answer.Errors {
			unresolved = append(unresolved, Unresolved{clean(e.Type), e.place()})
		}
		if err := decode(got.path, answer.Data, &data); err != nil {
			return data, nil, refused(got.path, unresolved, err)
		}
		return data, unresolved, nil
	}
	return data, nil, &Failure{Kind: RateLimited, Path: c.shown("graphql")}
}

func (c *Client) post(ctx context.Context, query string, variables map[string]any) (reply, error) {
	body := map[string]any{"query": query, "variables": variables}
	request, err := c.gh.NewRequest(http.MethodPost, c.graphQL, body)
	if err != nil {
		return reply{}, &Failure{Kind: Unreachable}
	}
	return c.send(ctx, request)
}

// refused explains an answer without data by its errors, where they do.
func refused(path string, unresolved []Unresolved, otherwise error) error {
	for _, u := range unresolved {
		switch u.Type {
		case "FORBIDDEN", "INSUFFICIENT_SCOPES":
			return &Denied{Path: path, Status: http.StatusForbidden}
		case "NOT_FOUND":
			return &Denied{Path: path, Status: http.StatusNotFound}
		}
	}
	return otherwise
}

type graphQLError struct {
	Type string `json:"type"`
	Path []any  `json:"path"`
}

func (e graphQLError) limited() bool { return e.Type == "RATE_LIMITED" || e.Type == "RATE_LIMIT" }

// place is the path of the field; names and numbers are what it is made of.
func (e graphQLError) place() []string {
	var parts []string
	for _, p := range e.Path {
		parts = append(parts, clean(fmt.Sprint(p)))
	}
	return parts
}
