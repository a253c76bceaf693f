package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/registry"
)

// Unread names what everything that was observed shows to be out of sight: reusable workflows that were not read, and
// what is not understood of CODEOWNERS files that came through the platform.
func Unread(target nhi.Target, seen nhi.Observations) []nhi.Gap {
	of := nhi.Observations{Workflows: seen.Workflows}
	if seen.Platform != nil {
		of.Platform = &nhi.Platform{Repositories: seen.Platform.Repositories}
	}
	seen = inOrder(target, of) // and not all that was seen, which of an organisation is much
	return append(unreadCalls(target, seen), unreadOwners(target, seen)...)
}

// unreadCalls names each reusable workflow of another repository that was not read, and that is given a credential.
// Whether it was is known only once all is joined: a scan of an organisation may have read it.
//
// One gap stands for all calls of a reference, at the first. A remote action is no gap: it is given what its
// step's inputs and its job's permissions say, which are read here, and policies judge the reference. What the
// jobs of a called workflow do is written there alone.
func unreadCalls(target nhi.Target, seen nhi.Observations) []nhi.Gap {
	calls := newCalls(target.Name, seen.Workflows)
	unread := map[string]*unreadCall{}
	for i := range seen.Workflows {
		w := &seen.Workflows[i]
		for j := range w.Jobs {
			job := &w.Jobs[j]
			if job.Calls == nil || job.Calls.Owner == "" || calls.reads(w, job) {
				continue
			}
			if given := givenTo(job); len(given) > 0 {
				noteUnreadCall(unread, job, given)
			}
		}
	}
	var gaps []nhi.Gap
	for _, reference := range slices.Sorted(maps.Keys(unread)) {
		gaps = append(gaps, unread[reference].gap(reference))
	}
	return gaps
}

// unreadCall is the calls of one reference.
type unreadCall struct {
	first nhi.Location
	jobs  int
	given []string
}

func noteUnreadCall(unread map[string]*unreadCall, job *nhi.Job, given []string) {
	call := unread[job.Calls.Raw]
	if call == nil {
		call = &unreadCall{first: job.Location}
		unread[job.Calls.Raw] = call
	}
	if compareLocations(job.Location, call.first) < 0 {
		call.first = job.Location
	}
	call.jobs++
	call.given = append(call.given, given...)
}

// givenTo is what a called workflow could misuse, in words. The right to read alone is none.
func givenTo(job *nhi.Job) []string {
	var given []string
	if p := job.Permissions; p == nil || powerOf(p) == nhi.PermissionWrite {
		given = append(given, "token")
	}
	if mayAskOIDC(job.Permissions) {
		given = append(given, "OIDC identity")
	}
	if slices.ContainsFunc(job.Credentials, func(c nhi.CredentialUse) bool { return c.Store == nhi.UseOfSecrets && !isToken(c.Name) }) {
		given = append(given, "secrets")
	}
	return given
}

// givenOrder is the order of givenTo's words in a sentence.
var givenOrder = []string{"token", "OIDC identity", "secrets"}

func (c *unreadCall) gap(reference string) nhi.Gap {
	words := slices.DeleteFunc(slices.Clone(givenOrder), func(word string) bool { return !slices.Contains(c.given, word) })
	what := strings.Join(words, ", ")
	if last := len(words) - 1; last > 0 {
		what = strings.Join(words[:last], ", ") + " and " + words[last]
	}
	detail := fmt.Sprintf("%s is kept in another repository: what it does with the job's %s was not read", reference, what)
	if c.jobs > 1 {
		detail += fmt.Sprintf(" (%d jobs call it)", c.jobs)
	}
	return nhi.Gap{Source: "workflows", Scope: reference, Reason: nhi.GapUnsupported, Detail: detail, Location: &c.first}
}

// maxUnreadOwners is of how many repositories the CODEOWNERS files have gaps one by one.
const maxUnreadOwners = 20

// unreadOwners names what is not understood of CODEOWNERS files: each line of a repository's, as registry.Load does of one
// on disk. Of an organisation, in which many may stem from one template, the first line stands for all of a file.
func unreadOwners(target nhi.Target, seen nhi.Observations) (gaps []nhi.Gap) {
	if seen.Platform == nil {
		return nil
	}
	alone, repositories := target.Kind != "organization", 0
	for _, r := range seen.Platform.Repositories {
		_, skipped := registry.ParseCodeOwners(r.CodeOwnersPath, r.CodeOwners)
		if len(skipped) == 0 {
			continue
		}
		if repositories++; repositories > maxUnreadOwners {
			continue
		}
		if !alone {
			skipped = eachOnce(skipped)
		}
		for _, g := range skipped {
			g.Source, g.Scope = systemGitHub, r.Name+": "+g.Scope
			if !alone || fold(r.Name) != fold(target.Name) {
				g.Location.Repository = r.Name
			}
			gaps = append(gaps, g)
		}
	}
	if more := repositories - maxUnreadOwners; more > 0 {
		gaps = append(gaps, nhi.Gap{
			Source: systemGitHub, Scope: "CODEOWNERS", Reason: nhi.GapUnparsable, Detail: fmt.Sprintf("%d more repositories have lines that are skipped", more),
		})
	}
	return gaps
}

// eachOnce is the first gap of each reason, which tells of the others.
func eachOnce(gaps []nhi.Gap) (firsts []nhi.Gap) {
	for i, g := range gaps {
		same := func(other nhi.Gap) bool { return other.Reason == g.Reason }
		if slices.ContainsFunc(gaps[:i], same) {
			continue
		}
		if slices.ContainsFunc(gaps[i+1:], same) {
			g.Detail += "; other lines of the file, too"
		}
		firsts = append(firsts, g)
	}
	return firsts
}
