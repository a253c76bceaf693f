package workflows

import (
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// maximumNameBytes bounds every text that is passed on from a file.
const maximumNameBytes = 200

var (
	commitPattern  = lazyregexp.New(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)
	versionPattern = lazyregexp.New(`^(?:[A-Za-z][A-Za-z0-9_-]*-)?v?\d+(?:\.\d+)*(?:[-+.][0-9A-Za-z.+-]+)?$`)
	// A name in folders, such as release/v1, is a branch more often than a tag; in full it is a tag of a monorepo.
	folderPattern = lazyregexp.New(`^[A-Za-z0-9_./@-]+/v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$`)
	digestPattern = lazyregexp.New(`@sha256:[0-9a-f]{64}$`)
)

// selfRepository begins a reference to the repository of the workflow itself, at the commit that runs.
const selfRepository = "$/"

// actionRef reads a `uses:` reference. Owner is the owner of the repository it is written in.
func actionRef(raw, owner string) *nhi.ActionRef {
	raw = strings.TrimSpace(raw)
	ref := &nhi.ActionRef{Raw: clean(raw), Pin: nhi.PinNone}
	switch {
	case strings.HasPrefix(raw, "./"), strings.HasPrefix(raw, "../"), raw == ".", strings.HasPrefix(raw, selfRepository):
		ref.Pin, ref.FirstParty = nhi.PinLocal, true
	case strings.HasPrefix(raw, "docker://"):
		readImage(ref, raw)
	default:
		readRepository(ref, raw, owner)
	}
	return ref
}

// elsewherePattern matches owner/name.
var elsewherePattern = lazyregexp.New(`^[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}$`)

// otherRepository is the repository that an action is told by name to work on, "" where that is the workflow's own or an
// expression.
func otherRepository(action *actionlint.ExecAction) string {
	for _, name := range []string{"repository", "repo"} {
		if input := action.Inputs[name]; input != nil && elsewherePattern().MatchString(input.Value.Value) {
			return input.Value.Value
		}
	}
	return ""
}

// hostPattern matches the host of a registry, with its port.
var hostPattern = lazyregexp.New(`^[a-z0-9][a-z0-9.-]{0,252}(?::[0-9]{1,5})?$`)

// dockerHub is where docker/login-action logs in to where nothing else is named.
const dockerHub = "docker.io"

// registryOf is the host of the registry that a step logs in to, "" for none, or one that an expression names.
func registryOf(ref *nhi.ActionRef, action *actionlint.ExecAction) string {
	if ref == nil || !strings.EqualFold(ref.Name(), "docker/login-action") {
		return ""
	}
	input := action.Inputs["registry"]
	if input == nil || input.Value == nil || input.Value.Value == "" {
		return dockerHub
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(input.Value.Value), "https://"), "/")
	if !hostPattern().MatchString(host) {
		return ""
	}
	return host
}

func readImage(ref *nhi.ActionRef, raw string) {
	image := strings.TrimPrefix(raw, "docker://")
	switch tag, tagged := tagOf(image); {
	case digestPattern().MatchString(image):
		ref.Pin = nhi.PinDigest
		ref.Ref = clean(image[strings.LastIndexByte(image, '@')+1:])
	case strings.Contains(image, "@"): // no image has one: what stands before it may be a credential
		ref.Raw = "docker://" + clean(image[strings.LastIndexByte(image, '@')+1:])
	case !tagged:
	case versionPattern().MatchString(tag):
		ref.Ref, ref.Pin = clean(tag), nhi.PinTag
	default:
		ref.Ref, ref.Pin = clean(tag), nhi.PinBranch
	}
}

// tagOf is an image's tag; a colon before the last slash is a port's.
func tagOf(image string) (tag string, ok bool) {
	i := strings.LastIndexByte(image, ':')
	if i < 0 || strings.Contains(image[i:], "/") {
		return "", false
	}
	return image[i+1:], true
}

func readRepository(ref *nhi.ActionRef, raw, owner string) {
	repository, version, _ := strings.Cut(raw, "@")
	parts := strings.SplitN(repository, "/", 3)
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return
	}
	ref.Owner, ref.Repo = clean(parts[0]), clean(parts[1])
	if len(parts) == 3 {
		ref.Path = clean(parts[2])
	}
	ref.Ref, ref.Pin = clean(version), pinOf(version)
	switch strings.ToLower(parts[0]) {
	case "actions", "github", strings.ToLower(owner):
		ref.FirstParty = true
	}
}

// pinOf tells how firmly a git reference names code. Whether a name is a tag or a branch
// cannot be seen offline: what looks like a version is taken for a tag.
func pinOf(version string) nhi.Pin {
	switch {
	case version == "":
		return nhi.PinNone
	case commitPattern().MatchString(strings.ToLower(version)):
		return nhi.PinCommit
	case versionPattern().MatchString(version), folderPattern().MatchString(version):
		return nhi.PinTag
	}
	return nhi.PinBranch
}

// clean makes a text from a file fit to be passed on.
func clean(s string) string { return nhi.OneLine(s, maximumNameBytes) }
