package inventory

import (
	"slices"
	"strings"
	"unicode"
)

// nameKey is what all spellings of a name have in common: STRIPE_SECRET_KEY, stripeSecretKey
// and stripe-secret-key have one key. Prefixes that frameworks ask for are left out.
func nameKey(name string) string {
	words := nameWords(name)
	for _, prefix := range frameworkPrefixes {
		if len(words) > len(prefix) && slices.Equal(words[:len(prefix)], prefix) {
			words = words[len(prefix):]
			break
		}
	}
	return strings.Join(words, "")
}

// frameworkPrefixes are words before a name that say who reads it, not what it is.
var frameworkPrefixes = [][]string{
	{"TF", "VAR"}, {"NEXT", "PUBLIC"}, {"REACT", "APP"}, {"VITE"}, {"INPUT"}, {"ENV"},
}

// nameWords splits a name into its words, in upper case.
func nameWords(name string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	lower := false // the last character was a lower-case letter or a digit
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
		case unicode.IsUpper(r) && lower:
			end()
			word.WriteRune(r)
		default:
			word.WriteRune(unicode.ToUpper(r))
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r) && lower
	}
	end()
	return words
}

// genericWords are words that say that something is a credential, and nothing of which.
var genericWords = map[string]bool{
	"ACCESS": true, "API": true, "APIKEY": true, "APP": true, "AUTH": true, "AUTHORIZATION": true, "BEARER": true,
	"CERT": true, "CLIENT": true, "CREDENTIAL": true, "CREDENTIALS": true, "CREDS": true, "ENCRYPTION": true,
	"ID": true, "KEY": true, "KEYS": true, "LOGIN": true, "MY": true, "PASS": true, "PASSPHRASE": true,
	"PASSWD": true, "PASSWORD": true, "PAT": true, "PRIVATE": true, "PUBLIC": true, "PWD": true, "REFRESH": true,
	"SECRET": true, "SECRETS": true, "SIGNING": true, "TOKEN": true, "TOKENS": true, "USER": true, "USERNAME": true,
	"VALUE": true, "WEBHOOK": true,
}

// isGeneric tells whether a name could be that of any credential: TOKEN, apiKey, CLIENT_SECRET.
// Two such names being equal says nothing about their values.
func isGeneric(name string) bool {
	return !slices.ContainsFunc(nameWords(name), func(word string) bool { return !genericWords[word] })
}

// readingWords say in a name that a credential reads; writingWords that it does more.
var (
	readingWords = []string{"RO", "READ", "READER", "READONLY", "PULL", "PULLER"}
	writingWords = []string{"RW", "WRITE", "PUSH", "PUBLISH", "DEPLOY", "RELEASE", "REQUEST", "REQUESTS"}
)

// namesReading tells whether a name says that a credential reads and does nothing else: DOCKERHUB_RO_TOKEN.
func namesReading(name string) bool {
	words := nameWords(name)
	has := func(set []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(set, w) })
	}
	return has(readingWords) && !has(writingWords)
}

// credentialEndings are the last words of names that hold a credential rather than an
// address, an account or a setting.
var credentialEndings = map[string]bool{
	"KEY": true, "APIKEY": true, "TOKEN": true, "SECRET": true, "PASSWORD": true, "PASSWD": true, "PWD": true,
	"PASSPHRASE": true, "PAT": true, "CREDENTIALS": true, "CREDS": true,
}

// namesCredential tells whether a variable's name ends as that of a credential.
func namesCredential(name string) bool {
	words := nameWords(name)
	return len(words) > 1 && credentialEndings[words[len(words)-1]] && !slices.Contains(words, "PUBLIC")
}
