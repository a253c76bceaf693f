package workflows

import (
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// otherStores are the domains of stores that speak S3 and are not AWS's.
var otherStores = []string{
	"digitaloceanspaces.com", "r2.cloudflarestorage.com", "backblazeb2.com", "wasabisys.com", "linodeobjects.com", "scw.cloud",
	"your-objectstorage.com", "vultrobjects.com", "contabostorage.com", "storjshare.io", "tigris.dev", "storage.yandexcloud.net",
	"storage.googleapis.com", "cloud.ovh.net", "cloud.ovh.us", "aliyuncs.com", "myqcloud.com", "min.io",
}

// otherStore matches the addresses of those whose hosts have names of many kinds, in small letters.
var otherStore = lazyregexp.New(`(?:^|[^a-z0-9-])idrivee2[\w-]*\.com(?:[^a-z0-9.-]|$)|://minio[\w.-]*(?:[:/]|$)`)

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
	lower := strings.ToLower(text)
	if slices.ContainsFunc(otherStores, func(domain string) bool { return namesDomain(lower, domain) }) {
		return true
	}
	if (strings.Contains(lower, "idrivee2") || strings.Contains(lower, "://minio")) && otherStore().MatchString(lower) {
		return true
	}
	if !strings.Contains(lower, "endpoint") {
		return false
	}
	given := ownEndpoint().FindStringSubmatch(text)
	return given != nil && !strings.Contains(given[1], "amazonaws.com")
}

// namesDomain tells whether a text in small letters names a domain or a host in it.
func namesDomain(text, domain string) bool {
	for {
		before, after, found := strings.Cut(text, domain)
		if !found {
			return false
		}
		if (before == "" || !isHostByte(before[len(before)-1]) || strings.HasSuffix(before, ".")) && (after == "" || !isHostByte(after[0])) {
			return true
		}
		text = after
	}
}

func isHostByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.'
}
