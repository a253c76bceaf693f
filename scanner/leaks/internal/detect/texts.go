package detect

import (
	"hash/maphash"
	"strings"
	"sync"
)

// texts keeps one copy of each of the strings that hits have: a hit is there for every version of a file that has it, in a pack once
// for each chain of differences, with the same lines around it. It may be used from several goroutines.
type texts struct {
	once   sync.Once
	seed   maphash.Seed
	shards [textShards]textShard
}

type textShard struct {
	sync.Mutex
	known map[string]string
	bytes int
}

const (
	textShards  = 16
	shardBytes  = 512 << 10
	longestText = longMatch // longer ones are copied each time
)

// of gives the one copy of a text.
func (t *texts) of(text []byte) string {
	if len(text) > longestText {
		return string(text)
	}
	shard := t.shard(maphash.Bytes(t.seeded(), text))
	defer shard.Unlock()
	if one, ok := shard.known[string(text)]; ok {
		return one
	}
	return shard.keep(string(text))
}

// one is of for a string, of which no more than that is kept.
func (t *texts) one(text string) string {
	if len(text) > longestText {
		return strings.Clone(text)
	}
	shard := t.shard(maphash.String(t.seeded(), text))
	defer shard.Unlock()
	if one, ok := shard.known[text]; ok {
		return one
	}
	return shard.keep(strings.Clone(text))
}

func (t *texts) seeded() maphash.Seed {
	t.once.Do(func() { t.seed = maphash.MakeSeed() })
	return t.seed
}

// shard locks the one where a text with this hash is.
func (t *texts) shard(hash uint64) *textShard {
	s := &t.shards[hash%textShards]
	s.Lock()
	return s
}

func (s *textShard) keep(text string) string {
	if s.bytes += len(text); s.known == nil || s.bytes > shardBytes {
		s.known, s.bytes = map[string]string{}, len(text)
	}
	s.known[text] = text
	return text
}
