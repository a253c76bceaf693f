package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
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

// Tags are the ETags of a list's pages, with which GitHub can say that nothing changed. They
// depend on the token: an installation's, of an hour, never finds anything unchanged.
type Tags []string

// One reads the object at path.
func One[T any](ctx context.Context, c *Client, path string) (T, error) {
	var value T
	got, err := c.get(ctx, path, "")
	if err == nil {
		err = decode(got.path, got.body, &value)
	}
	return value, err
}

// All reads a list to its end. With an error it returns what came before, for a caller that shows
// what it has and what it lacks.
func All[T any](ctx context.Context, c *Client, list List) ([]T, error) {
	items, _, err := read[T](ctx, c, list)
	return items, err
}

// Changed reads a list unless all its pages are as they were when tags were given, which costs
// GitHub's rate limit nothing. Unchanged says so; otherwise the items and their new tags are returned.
func Changed[T any](ctx context.Context, c *Client, list List, tags Tags) (items []T, fresh Tags, unchanged bool, err error) {
	if len(tags) > 0 {
		unchanged, err = c.unchanged(ctx, list, tags)
	}
	if err != nil || unchanged {
		return nil, tags, unchanged, err
	}
	items, fresh, err = read[T](ctx, c, list)
	return items, fresh, false, err
}

// unchanged asks page by page, and stops at the first that differs.
func (c *Client) unchanged(ctx context.Context, list List, tags Tags) (bool, error) {
	if list.Max > 0 || slices.Contains(tags, "") {
		return false, nil
	}
	for i, tag := range tags {
		got, err := c.get(ctx, list.page(i+1), tag)
		if err != nil || got.status != http.StatusNotModified {
			return false, err
		}
	}
	return true, nil
}

// page is the path of a page, from 1.
func (l List) page(number int) string {
	perPage := l.PerPage
	if perPage == 0 {
		perPage = 100
	}
	divider := "?"
	if strings.Contains(l.Path, "?") {
		divider = "&"
	}
	path := fmt.Sprintf("%s%sper_page=%d", l.Path, divider, perPage)
	if number > 1 {
		path += fmt.Sprintf("&page=%d", number)
	}
	return path
}

func read[T any](ctx context.Context, c *Client, list List) ([]T, Tags, error) {
	var items []T
	var tags Tags
	total := -1
	seen := map[[sha256.Size]byte]bool{}
	for next := list.page(1); next != ""; {
		if len(tags) == maximumPages {
			return items, nil, &Failure{Kind: TooLarge, Path: c.shown(list.Path)}
		}
		got, err := c.get(ctx, next, "")
		if err != nil {
			return items, nil, err
		}
		content, announced, err := unwrap(got, list.Field)
		if err != nil {
			return items, nil, err
		}
		if digest := sha256.Sum256(content); seen[digest] {
			return items, nil, &Failure{Kind: Repeated, Path: got.path}
		} else {
			seen[digest] = true
		}
		batch, err := decodeItems[T](got.path, content)
		items, tags, total = append(items, batch...), append(tags, got.tag), max(total, announced)
		if err != nil {
			return items, nil, err
		}
		if list.Max > 0 && len(items) >= list.Max {
			return items[:list.Max], nil, nil
		}
		next = got.next
	}
	if len(items) < total {
		return items, nil, &Failure{Kind: Incomplete, Path: c.shown(list.Path)}
	}
	return items, tags, nil
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
	path   string // for errors
	status int
	body   []byte
	next   string // the next page's URL; "" at the end
	tag    string // ETag
}

// get asks for path; with a tag, only if it changed.
func (c *Client) get(ctx context.Context, path, tag string) (reply, error) {
	request, err := c.gh.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return reply{}, &Failure{Kind: Unreachable}
	}
	if tag != "" {
		request.Header.Set("If-None-Match", tag)
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
		return reply{}, &Denied{Path: request.URL.Path, Status: http.StatusForbidden, SSO: true}
	}
	got := reply{request.URL.Path, response.StatusCode, body, nextLink(response.Header), response.Header.Get("ETag")}
	return got, nil
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
