package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// maximumPages bounds a list: 100,000 items.
const maximumPages = 1000

// Path makes an endpoint's path from its shape, e.g. "repos/%s/%s/environments/%s/secrets", and
// its parts, each escaped as one segment ("prod/eu" becomes prod%2Feu).
func Path(shape string, parts ...string) string {
	escaped := make([]any, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return fmt.Sprintf(shape, escaped...)
}

// FilePath escapes the path of a file for the end of an endpoint's path, keeping its slashes.
func FilePath(name string) string {
	segments := strings.Split(name, "/")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return strings.Join(segments, "/")
}

// List is a REST endpoint that answers in pages.
type List struct {
	Path    string // relative to the API's root, made with Path; may end in a query
	Field   string // the member that holds the items, e.g. "secrets"; "" when the body is the array itself
	PerPage int    // 0: 100; variables allow 30
	Max     int    // stop, content, once so many items are read; 0: all of them
}

// One reads the object at path.
func One[T any](ctx context.Context, c *Client, path string) (T, error) {
	var value T
	got, err := c.get(ctx, path)
	if err == nil {
		err = decode(got.path, got.body, &value)
	}
	return value, err
}

// All reads a list to its end. With an error it returns what came before, for a caller that shows
// what it has and what it lacks.
func All[T any](ctx context.Context, c *Client, list List) ([]T, error) {
	var items []T
	total := -1
	seen := map[[sha256.Size]byte]bool{}
	for next := list.first(); next != ""; {
		if len(seen) == maximumPages {
			return items, &Failure{Kind: TooLarge, Path: c.shown(list.Path)}
		}
		got, err := pageOf[T](ctx, c, next, list.Field)
		if seen[got.digest] {
			return items, &Failure{Kind: Repeated, Path: c.shown(list.Path)}
		}
		seen[got.digest] = true
		items, total, next = append(items, got.items...), max(total, got.total), got.next
		if err != nil {
			return items, err
		}
		if list.Max > 0 && len(items) >= list.Max {
			return items[:list.Max], nil
		}
	}
	if len(items) < total {
		return items, &Failure{Kind: Incomplete, Path: c.shown(list.Path)}
	}
	return items, nil
}

// page is one page of a list.
type page[T any] struct {
	items  []T
	total  int // how many items the list announces; -1: it does not
	next   string
	digest [sha256.Size]byte // of the items as they came, to know the page again
}

func pageOf[T any](ctx context.Context, c *Client, path, field string) (page[T], error) {
	got, err := c.get(ctx, path)
	if err != nil {
		return page[T]{}, err
	}
	content, total, err := unwrap(got, field)
	if err != nil {
		return page[T]{}, err
	}
	items, err := decodeItems[T](got.path, content)
	return page[T]{items, total, got.next, sha256.Sum256(content)}, err
}

// first is the path of the first page.
func (l List) first() string {
	divider := "?"
	if strings.Contains(l.Path, "?") {
		divider = "&"
	}
	return fmt.Sprintf("%s%sper_page=%d", l.Path, divider, cmp.Or(l.PerPage, 100))
}

// unwrap takes the array of items out of a page, and how many items the list announces (-1: not said).
func unwrap(got reply, field string) (content json.RawMessage, total int, err error) {
	if field == "" {
		return got.body, -1, nil
	}
	var members map[string]json.RawMessage
	if err := decode(got.path, got.body, &members); err != nil {
		return nil, 0, err
	}
	total = -1
	if count, announced := members["total_count"]; announced {
		if err := decode(got.path, count, &total); err != nil {
			return nil, 0, err
		}
	}
	return members[field], total, nil
}

// decodeItems decodes an array; a null, in its place or in it, would otherwise pass for nothing.
func decodeItems[T any](path string, content json.RawMessage) ([]T, error) {
	if items, whole := decodeAll[T](path, content); whole {
		return items, nil
	}
	var raw []json.RawMessage
	if err := decode(path, content, &raw); err != nil {
		return nil, err
	}
	items := make([]T, len(raw))
	for i := range raw {
		if err := decode(path, raw[i], &items[i]); err != nil {
			return items[:i], err
		}
	}
	return items, nil
}

// decodeAll decodes an array in which every item is as it should be, as nearly all are, in one pass.
func decodeAll[T any](path string, content json.RawMessage) (items []T, whole bool) {
	var found []*T
	if decode(path, content, &found) != nil {
		return nil, false
	}
	items = make([]T, len(found))
	for i, item := range found {
		if item == nil {
			return nil, false
		}
		items[i] = *item
	}
	return items, true
}

// decode is json.Unmarshal that takes null and nothing for what they are: not the answer.
func decode(path string, text []byte, v any) error {
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return &Failure{Kind: WrongType, Path: path, Detail: "it is empty"}
	case bytes.Equal(text, []byte("null")):
		return &Failure{Kind: WrongType, Path: path, Detail: "it is null"}
	}
	return decoding(path, json.Unmarshal(text, v))
}

// reply is an answer with a good status.
type reply struct {
	path string // for errors
	body []byte
	next string // the next page's URL; "" at the end
}

func (c *Client) get(ctx context.Context, path string) (reply, error) {
	request, err := c.gh.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return reply{}, &Failure{Kind: Unreachable}
	}
	return c.send(ctx, request)
}

func (c *Client) send(ctx context.Context, request *http.Request) (reply, error) {
	response, err := c.gh.BareDo(ctx, request)
	if err := failureOf(response, err); err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body) // the governor has read and bounded it
	if err != nil {
		return reply{}, failure(Truncated, request)
	}
	if strings.HasPrefix(response.Header.Get("X-GitHub-SSO"), "partial-results") {
		return reply{}, &Denied{Path: pathOf(request), Status: http.StatusForbidden, Rule: SingleSignOn}
	}
	return reply{pathOf(request), body, nextLink(response.Header)}, nil
}

// nextLink finds the next page in the Link header (RFC 8288, in the form that GitHub sends).
func nextLink(header http.Header) string {
	for _, link := range strings.Split(header.Get("Link"), ",") {
		target, parameters, _ := strings.Cut(link, ";")
		target = strings.TrimSpace(target)
		if strings.Contains(parameters, `rel="next"`) && strings.HasPrefix(target, "<") && strings.HasSuffix(target, ">") {
			return target[1 : len(target)-1]
		}
	}
	return ""
}

// shown is the path of an endpoint for errors: without its query.
func (c *Client) shown(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return c.gh.BaseURL.Path + path
}
