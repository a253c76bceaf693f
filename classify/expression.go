package classify

import (
	"strings"
)

// Expression is how values of one service can be found in a text.
type Expression struct {
	Rule     string   // a name for it, made of the service's
	Service  string   // as in the catalogue
	Pattern  string   // a regular expression; its first group that is not empty is the value
	Keywords []string // in lower case; every match holds one of them
}

// shortestKey is the fixed text that a form needs to be looked for in any text, in bytes.
const shortestKey = 3

// Expressions gives the forms of the catalogue that are specific enough to be looked for wherever
// they may be: those of secrets, with a text that is always the same. One that counts only beside its
// service's name is none of them, and neither is a block's first line, which is not the value.
func Expressions() []Expression {
	var all []Expression
	for _, f := range table().forms {
		if !f.searchable() {
			continue
		}
		elements, err := parseForm(f.notation)
		if err != nil {
			continue // cannot be: it was parsed before
		}
		if last := len(all) - 1; last >= 0 && all[last].Service == f.service.Name {
			all[last].Pattern += "|" + searchPattern(elements)
			all[last].Keywords = append(all[last].Keywords, strings.ToLower(f.key))
			continue
		}
		all = append(all, Expression{
			Rule: slug(f.service.Name), Service: f.service.Name,
			Pattern: searchPattern(elements), Keywords: []string{strings.ToLower(f.key)},
		})
	}
	return all
}

// blockReaders read forms that are not the secret themselves, but stand where it begins.
var blockReaders = map[string]bool{"pem": true, "gcp": true, "sqlserver": true, "jwt": true}

func (f *form) searchable() bool {
	return !f.public && !f.named && !blockReaders[f.reads] && len(f.key) >= shortestKey
}

// searchPattern is the expression of a form inside other text.
func searchPattern(elements []element) string {
	p := strings.TrimPrefix(pattern(elements, true), "^")
	if isBounded(elements[0]) {
		return `\b` + p
	}
	return p
}

// slug is a service's name as a rule's: small letters, digits and dashes, without what is in brackets.
func slug(name string) string {
	name, _, _ = strings.Cut(name, " (")
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isAlnum(r) })
	return strings.Join(words, "-")
}
