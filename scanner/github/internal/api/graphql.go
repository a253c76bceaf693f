package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Unresolved is a field that GraphQL could not fill; the rest of the answer is good.
type Unresolved struct {
	Type string   // in GitHub's words, e.g. "FORBIDDEN", "NOT_FOUND", "INSUFFICIENT_SCOPES"
	Path []string // of the field, with the places in lists as numbers: nodes, 3, environments
}

// Query asks GraphQL. Data may be partial: unresolved says which fields are null for another
// reason than that there is nothing. A query that asks for more than GitHub computes at once is a
// *Failure of kind TooLarge; one that GitHub gives up on, of kind ServerError.
func Query[T any](ctx context.Context, c *Client, query string, variables map[string]any) (data T, unresolved []Unresolved, err error) {
	for tried, paused := 0, 0; ; {
		path, answer, err := c.post(ctx, query, variables)
		switch {
		case err != nil:
			return data, nil, err
		case answer.has("RATE_LIMITED", "RATE_LIMIT"):
			if paused++; paused > maximumPauses {
				return data, nil, &Failure{Kind: RateLimited, Path: path}
			}
			c.governor.limits.delay(path, secondaryPause)
		case answer.has("RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"):
			return data, nil, &Failure{Kind: TooLarge, Path: path}
		case answer.gaveUp():
			if tried++; tried == attempts {
				return data, nil, &Failure{Kind: ServerError, Path: path}
			}
			if err := c.options.Clock.Sleep(ctx, time.Second<<(tried-1)); err != nil {
				return data, nil, err
			}
		default:
			unresolved = answer.unresolved()
			if err := decode(path, answer.Data, &data); err != nil {
				return data, nil, answer.refused(path, err)
			}
			return data, unresolved, nil
		}
	}
}

// post sends the query, and gives the answer and the path for errors.
func (c *Client) post(ctx context.Context, query string, variables map[string]any) (string, graphQLAnswer, error) {
	body := map[string]any{"query": query, "variables": variables}
	request, err := c.gh.NewRequest(http.MethodPost, c.graphQL, body)
	if err != nil {
		return "", graphQLAnswer{}, &Failure{Kind: Unreachable}
	}
	got, err := c.send(ctx, request)
	if err != nil {
		return "", graphQLAnswer{}, err
	}
	var answer graphQLAnswer
	err = decode(got.path, got.body, &answer)
	return got.path, answer, err
}

// refused explains an answer without data by its errors, where they do.
func (a graphQLAnswer) refused(path string, otherwise error) error {
	for _, e := range a.Errors {
		switch e.Type {
		case "FORBIDDEN", "INSUFFICIENT_SCOPES":
			return &Denied{Path: path, Status: http.StatusForbidden, Rule: ruleOf(e.Message)}
		case "NOT_FOUND":
			return &Denied{Path: path, Status: http.StatusNotFound}
		}
	}
	return otherwise
}

// graphQLAnswer is what comes back from GraphQL, whatever was asked.
type graphQLAnswer struct {
	Data   json.RawMessage `json:"data"`
	Errors []graphQLError  `json:"errors"`
}

type graphQLError struct {
	Type    string `json:"type"`
	Path    []any  `json:"path"`
	Message string `json:"message"` // shown nowhere
}

// has tells whether an error is of one of the types.
func (a graphQLAnswer) has(types ...string) bool {
	return slices.ContainsFunc(a.Errors, func(e graphQLError) bool { return slices.Contains(types, e.Type) })
}

// gaveUp tells whether GitHub answered with nothing but an error of no type: so it says that a query
// took too long, or that something broke.
func (a graphQLAnswer) gaveUp() bool {
	empty := len(a.Data) == 0 || string(a.Data) == "null"
	return empty && slices.ContainsFunc(a.Errors, func(e graphQLError) bool { return e.Type == "" })
}

func (a graphQLAnswer) unresolved() []Unresolved {
	var all []Unresolved
	for _, e := range a.Errors {
		all = append(all, Unresolved{clean(e.Type), e.place()})
	}
	return all
}

// place is the path of the field; names and numbers are what it is made of.
func (e graphQLError) place() []string {
	var parts []string
	for _, p := range e.Path {
		parts = append(parts, clean(fmt.Sprint(p)))
	}
	return parts
}
