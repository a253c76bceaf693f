package registry

import "strings"

// glob tells whether text is as pattern says: * stands for any characters and, with single,
// ? for any one. Its time is at most the product of both lengths.
func glob(pattern, text string, single bool) bool {
	p, t := 0, 0
	star, from := -1, 0 // the last * seen, and where in text it was last tried to end
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, t
			p++
		case p < len(pattern) && (pattern[p] == text[t] || single && pattern[p] == '?'):
			p, t = p+1, t+1
		case star >= 0:
			from++
			p, t = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// pathPattern is a pattern of paths, as in CODEOWNERS and .gitignore.
type pathPattern struct {
	segments []string // between slashes; "**" stands for any number of folders
	deep     bool     // what lies in a folder that matches, matches too
}

// compilePath reads a pattern; it is not ok when it is empty or uses what GitHub does not
// allow in CODEOWNERS: negation by ! and ranges in [ ].
func compilePath(text string) (pathPattern, bool) {
	if text == "" || strings.HasPrefix(text, "!") || strings.ContainsAny(text, "[]") {
		return pathPattern{}, false
	}
	body := strings.TrimPrefix(text, "/")
	folder := strings.HasSuffix(body, "/")
	body = strings.TrimSuffix(body, "/")
	if body == "" || strings.Contains(body, "//") {
		return pathPattern{}, text == "/" // names nothing that is a file
	}
	segments := strings.Split(body, "/")
	// Without a slash at its beginning or in its middle, a pattern matches at any depth.
	if !strings.HasPrefix(text, "/") && len(segments) == 1 {
		segments = append([]string{"**"}, segments...)
	}
	if folder {
		segments = append(segments, "**")
	}
	last := segments[len(segments)-1]
	return pathPattern{segments: joinFolders(segments), deep: last != "*" && last != "**"}, true
}

// joinFolders drops each "**" that follows another.
func joinFolders(segments []string) []string {
	joined := segments[:0:0]
	for _, s := range segments {
		if s != "**" || len(joined) == 0 || joined[len(joined)-1] != "**" {
			joined = append(joined, s)
		}
	}
	return joined
}

// match tells whether the path of these segments is as the pattern says. A "**" at the end
// stands for at least one segment: a folder's pattern does not match a file of that name.
func (p pathPattern) match(path []string) bool {
	at, i := 0, 0
	star, from := -1, 0
	for i < len(path) {
		switch {
		case at == len(p.segments) && p.deep:
			return len(p.segments) > 0
		case at < len(p.segments) && p.segments[at] == "**":
			if at == len(p.segments)-1 {
				return true
			}
			star, from = at, i
			at++
		case at < len(p.segments) && glob(p.segments[at], path[i], true):
			at, i = at+1, i+1
		case star >= 0:
			from++
			at, i = star+1, from
		default:
			return false
		}
	}
	return at == len(p.segments) && at > 0
}
