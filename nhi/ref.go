package nhi

import "strings"

// proposals is where hosts of repositories keep what is proposed, a stranger's too, and where clones have it.
var proposals = []string{"refs/pull/", "refs/remotes/pull/", "refs/merge-requests/", "refs/pull-requests/"}

// IsProposal tells whether a ref holds what is proposed, as a pull request does, and so what anybody may have written.
func IsProposal(ref string) bool {
	for _, prefix := range proposals {
		if strings.HasPrefix(ref, prefix) {
			return true
		}
	}
	return false
}
