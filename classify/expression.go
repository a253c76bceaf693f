package classify

import "strings"

// Expression is how the values of one form can be found in a text.
type Expression struct {
	Service string // as in the catalogue
	Name    string // the service's, in small letters and dashes
	Pattern string // a regular expression; its first group is the value
	Keyword string // in lower case; every match holds it
	Source  string // where the form was compared: "gitleaks", "kingfisher", or "knowledge" for not compared
}

// shortestKey is the fixed text that a form needs to be looked for in any text, in bytes.
const shortestKey = 3

// Expressions gives the forms of the catalogue that are specific enough to be looked for wherever
// they may be, in the table's order: those of secrets, with a text that is always the same. One that
// counts only beside its service's name is none of them, and neither is one that is not the
// secret itself, such as the first line of a block.
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
		all = append(all, Expression{
			Service: f.service.Name, Name: slug(f.service.Name),
			Pattern: searchPattern(elements), Keyword: strings.ToLower(f.key), Source: f.source,
		})
	}
	return all
}

// besideSecret are the readers of forms that stand where a secret begins, or around it.
var besideSecret = map[string]bool{"pem": true, "gcp": true, "sqlserver": true, "jwt": true}

func (f *form) searchable() bool {
	return !f.public && !f.named && !besideSecret[f.reads] && len(f.key) >= shortestKey
}

// searchPattern is the expression of a form inside other text.
func searchPattern(elements []element) string {
	p := strings.TrimPrefix(pattern(elements, true), "^")
	if isBounded(elements[0]) {
		return `\b` + p
	}
	return p
}

// slug is a service's name in small letters and dashes, without what is in brackets.
func slug(name string) string {
	name, _, _ = strings.Cut(name, " (")
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isAlnum(r) })
	return strings.Join(words, "-")
}
