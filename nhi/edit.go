package nhi

import (
	"cmp"
	"strings"
	"time"
	"unicode"
)

// Edit is somebody's last edit of a workflow, as its history tells.
type Edit struct {
	Repository string    `json:"repository,omitempty"` // as Location.Repository
	Path       string    `json:"path"`                 // of the workflow, or of the folder where only that is known
	Editor     string    `json:"editor"`               // @login where it is known, else the address in the commit
	Commit     string    `json:"commit"`
	Date       time.Time `json:"date"` // when the commit was written, UTC
}

// CompareEdits orders edits by file, the last first.
func CompareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.Repository, b.Repository), cmp.Compare(a.Path, b.Path),
		b.Date.Compare(a.Date), cmp.Compare(a.Editor, b.Editor), cmp.Compare(a.Commit, b.Commit))
}

// hiddenAddress ends the addresses that GitHub gives to people who show none: [id+]login@users.noreply.github.com.
const hiddenAddress = "@users.noreply.github.com"

// maximumAddress is the longest address of a commit's author that counts, in bytes.
const maximumAddress = 100

// EditorOf is what the author of a commit is called as an owner: @login where the address holds it, else the
// address. It is "" for a machine, which answers for nothing, and for what is no address.
func EditorOf(name, address string) string {
	local, _, isAddress := strings.Cut(address, "@")
	foreign := func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`,;<>"`, r)
	}
	if !isAddress || local == "" || len(address) > maximumAddress || strings.ContainsFunc(address, foreign) || isMachine(name, local) {
		return ""
	}
	if login, hidden := strings.CutSuffix(strings.ToLower(address), hiddenAddress); hidden {
		login = address[:len(login)]
		return "@" + login[strings.Index(login, "+")+1:]
	}
	return address
}

// isMachine tells whether a name or the part of an address before its @ is one that people do not have.
func isMachine(name, local string) bool {
	words := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	for _, word := range words(name) {
		if word == "bot" || word == "robot" {
			return true
		}
	}
	for _, word := range words(local) {
		switch word {
		case "bot", "robot", "ci", "noreply", "action", "actions", "automation", "dependabot", "renovate":
			return true
		}
	}
	return strings.HasSuffix(strings.ToLower(name), "[bot]")
}
