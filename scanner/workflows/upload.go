package workflows

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// wholePattern matches a path that is the whole working folder.
var wholePattern = lazyregexp.New(`^(?:(?:\./?|\$\{\{\s*github\.workspace\s*\}\}/?|\$\{?GITHUB_WORKSPACE\}?/?)(?:\*\*?(?:/\*)?)?|\*\*?(?:/\*)?|\.git|(?:\./)?\.git/config)$`)

// uploads tells of each credential that a checkout leaves in the working folder where a later step uploads that folder:
// the token that the checkout was given, or GITHUB_TOKEN, which it takes unasked. A key for SSH it keeps elsewhere.
func (f *file) uploads(job *nhi.Job, steps []*actionlint.Step) {
	uploaded := map[int]*nhi.Location{} // by the index of the checkout
	var at *nhi.Location
	for i := len(steps) - 1; i >= 0; i-- {
		if here := f.uploadsAll(steps[i]); here != nil {
			at = here
		}
		if at != nil && f.keepsCredential(steps[i]) {
			uploaded[i] = at
		}
	}
	for u := range job.Credentials {
		use := &job.Credentials[u]
		if use.Level == nhi.UseInStep && uploaded[use.Step] != nil && strings.EqualFold(use.Input, "token") {
			use.Uploaded = uploaded[use.Step]
			delete(uploaded, use.Step)
		}
	}
	for u := range job.Credentials {
		if use := &job.Credentials[u]; use.Route == nhi.RouteDefault && len(uploaded) > 0 {
			use.Uploaded = uploaded[slices.Min(slices.Collect(maps.Keys(uploaded)))]
		}
	}
}

// keepsCredential tells whether a step checks out into the working folder and leaves there what it logged in with. Since
// version 6 actions/checkout keeps that elsewhere; which version a commit is nobody tells.
func (f *file) keepsCredential(step *actionlint.Step) bool {
	action, name := actionOf(step)
	if name != "actions/checkout" {
		return false
	}
	ref := f.actionRef(action.Uses.Value)
	major, _ := versionIn(ref.Ref)
	return ref.Pin == nhi.PinTag && major >= 1 && major < 6 && !isSaid(action, "persist-credentials", "false")
}

// uploadsAll is where a step uploads the working folder with git's own files. Since version 4.4 actions/upload-artifact leaves
// hidden files out unless it is told otherwise.
func (f *file) uploadsAll(step *actionlint.Step) *nhi.Location {
	action, name := actionOf(step)
	if name != "actions/upload-artifact" || action.Inputs["path"] == nil {
		return nil
	}
	ref := f.actionRef(action.Uses.Value)
	major, minor := versionIn(ref.Ref)
	before := ref.Pin == nhi.PinTag && major >= 1 && (major < 4 || major == 4 && minor >= 0 && minor < 4)
	if !before && !isSaid(action, "include-hidden-files", "true") {
		return nil
	}
	paths := action.Inputs["path"].Value
	if strings.Contains(paths.Value, "!") && strings.Contains(paths.Value, ".git") {
		return nil // left out
	}
	for path := range strings.Lines(paths.Value) {
		if wholePattern().MatchString(strings.TrimSpace(path)) {
			at := f.pos(paths.Pos)
			return &at
		}
	}
	return nil
}

func isSaid(action *actionlint.ExecAction, input, value string) bool {
	given := action.Inputs[input]
	return given != nil && given.Value != nil && strings.EqualFold(strings.TrimSpace(given.Value.Value), value)
}

// versionIn reads the major and the minor version from a tag, -1 for what it does not say.
func versionIn(tag string) (major, minor int) {
	parts := strings.Split(strings.TrimPrefix(tag, "v"), ".")
	numbers := [2]int{-1, -1}
	for i := range min(len(parts), len(numbers)) {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 {
			break
		}
		numbers[i] = n
	}
	return numbers[0], numbers[1]
}
