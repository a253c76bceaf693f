package workflows

import (
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// otherStore matches the address of a store that speaks S3 and is not AWS's.
var otherStore = lazyregexp.New(`(?i)(?:^|[^a-z0-9-])(?:` +
	`digitaloceanspaces\.com|r2\.cloudflarestorage\.com|backblazeb2\.com|wasabisys\.com|linodeobjects\.com|scw\.cloud|` +
	`your-objectstorage\.com|vultrobjects\.com|contabostorage\.com|storjshare\.io|tigris\.dev|storage\.yandexcloud\.net|` +
	`storage\.googleapis\.com|cloud\.ovh\.(?:net|us)|aliyuncs\.com|myqcloud\.com|idrivee2[\w-]*\.com|min\.io)(?:[^a-z0-9.-]|$)` +
	`|://minio[\w.-]*(?:[:/]|$)`)

// ownEndpoint matches how a script tells AWS's tools to talk to another store.
var ownEndpoint = lazyregexp.New(`(?:--endpoint-url|AWS_ENDPOINT_URL(?:_S3)?)[= ]["']?(\S+)`)

// namesOtherStore tells whether a step names the endpoint of a store that speaks S3 and is not AWS's: the keys that it
// is given under AWS's names are not AWS's.
func (f *file) namesOtherStore(s *actionlint.Step) bool {
	if f.setsOtherStore(s.Env) {
		return true
	}
	switch exec := s.Exec.(type) {
	case *actionlint.ExecRun:
		return exec.Run != nil && isOtherStore(exec.Run.Value)
	case *actionlint.ExecAction:
		for _, input := range exec.Inputs {
			if input.Value != nil && isOtherStore(input.Value.Value) {
				return true
			}
		}
	}
	return false
}

// setsOtherStore tells whether a variable names such an endpoint. Aliases bring the same text to many
// places: it is judged once.
func (f *file) setsOtherStore(env *actionlint.Env) bool {
	if env == nil {
		return false
	}
	for name, v := range env.Vars {
		if v.Value == nil || v.Value.Pos == nil {
			continue
		}
		sets, known := f.stores[*v.Value.Pos]
		if !known {
			sets = isOtherStore(strings.ToUpper(name) + "=" + v.Value.Value)
			f.stores[*v.Value.Pos] = sets
		}
		if sets {
			return true
		}
	}
	return false
}

func isOtherStore(text string) bool {
	if otherStore().MatchString(text) {
		return true
	}
	given := ownEndpoint().FindStringSubmatch(text)
	return given != nil && !strings.Contains(given[1], "amazonaws.com")
}
