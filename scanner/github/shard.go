package github

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Shard is a part of an organisation's repositories: part Number of Count, by a hash of their ids. The zero
// value is all of them. Every shard reads what the organisation keeps itself, which decides what is asked of
// repositories.
type Shard struct{ Number, Count int }

// MaximumShards is the most parts that an organisation can be cut into: GitHub runs no more jobs of a matrix.
const MaximumShards = 256

// ParseShard reads a shard as K/N, K from 1. Its error has a hint.
func ParseShard(text string) (Shard, error) {
	k, n, found := strings.Cut(text, "/")
	number, errK := strconv.Atoi(k)
	count, errN := strconv.Atoi(n)
	if !found || errK != nil || errN != nil || count < 1 || count > MaximumShards || number < 1 || number > count {
		return Shard{}, &Error{fmt.Sprintf("%q is not a shard", text), fmt.Sprintf("write it as K/N, such as 2/3, with at most %d", MaximumShards)}
	}
	return Shard{number, count}, nil
}

// String is the form that ParseShard reads.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Count) }

// has tells whether a repository belongs to the shard.
func (s Shard) has(item repositoryItem) bool {
	return s.Count == 0 || shardOf(item.ID, s.Count) == s.Number
}

// sizes counts the repositories of every shard of the cut; nothing where there is none.
func (s Shard) sizes(items []repositoryItem) []int {
	if s.Count == 0 {
		return nil
	}
	sizes := make([]int, s.Count)
	for _, item := range items {
		sizes[shardOf(item.ID, s.Count)-1]++
	}
	return sizes
}

// shardOf is the number of the shard, of count, that a repository belongs to. Ids are given out in order:
// a hash spreads old repositories, which are large, over all shards.
func shardOf(id int64, count int) int {
	h := fnv.New32a()
	io.WriteString(h, decimal(id))
	return int(h.Sum32()%uint32(count)) + 1
}

// shardFile is what one shard read. It has no field for a value.
type shardFile struct {
	Form         string
	Organization string
	Web          string
	Shard        Shard
	Sizes        []int // how many repositories each shard has, as this one was told
	Pieces       []*piece
}

// shardForm is the version of shardFile; it changes when piece does.
const shardForm = "rollcall shard " + pieceForm

// WriteShard reads the shard that the options name and writes what it told, for Merge.
func (s *Source) WriteShard(ctx context.Context, w io.Writer) error {
	pieces, err := s.pieces(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(shardFile{
		Form: shardForm, Organization: s.options.Organization, Web: s.web, Shard: s.options.Shard, Sizes: pieces[0].Sizes, Pieces: pieces,
	})
}

// Merged is an organisation that was read in shards, as a source.
type Merged struct {
	shards []shardFile // by number
}

// nameOf is what a file is called in a message.
func nameOf(file io.Reader) string {
	if named, ok := file.(interface{ Name() string }); ok {
		return named.Name()
	}
	return "this"
}

// maximumShardFile is the largest file that Merge reads, in bytes: some hundred thousand repositories.
const maximumShardFile = 2 << 30

// Merge puts together what WriteShard wrote, in any order. A shard that is missing is a gap in what is observed;
// files of different organisations or cuts, and one shard twice, are errors with a hint.
func Merge(files ...io.Reader) (*Merged, error) {
	var m Merged
	for _, file := range files {
		var s shardFile
		if err := json.NewDecoder(io.LimitReader(file, maximumShardFile)).Decode(&s); err != nil || s.Form != shardForm || !s.whole() {
			return nil, &Error{nameOf(file) + " is no shard that this version wrote", "write one with: rollcall scan --organization ORG --shard K/N -o FILE"}
		}
		m.shards = append(m.shards, s)
	}
	if len(m.shards) == 0 {
		return nil, &Error{"there is nothing to merge", "name the files that the shards wrote"}
	}
	nhi.Sort(m.shards, func(a, b shardFile) int { return cmp.Compare(a.Shard.Number, b.Shard.Number) })
	first := m.shards[0]
	for i, s := range m.shards {
		switch {
		case s.Organization != first.Organization || s.Web != first.Web:
			return nil, &Error{fmt.Sprintf("the shards are of %s and of %s", clean(first.Organization), clean(s.Organization)), "merge the shards of one organisation"}
		case s.Shard.Count != first.Shard.Count:
			return nil, &Error{fmt.Sprintf("the shards %s and %s are of different cuts", first.Shard, s.Shard), "merge the shards of one run"}
		case i > 0 && s.Shard == m.shards[i-1].Shard:
			return nil, &Error{fmt.Sprintf("the shard %s is there twice", s.Shard), "merge the shards of one run, each once"}
		}
	}
	return &m, nil
}

// whole tells whether a file has what Merge relies on.
func (s shardFile) whole() bool {
	if len(s.Pieces) == 0 || slices.Contains(s.Pieces, nil) || s.Pieces[0].Organization == nil {
		return false
	}
	for _, p := range s.Pieces[1:] {
		if p.Repository == nil {
			return false
		}
	}
	return s.Shard.Number >= 1 && s.Shard.Number <= s.Shard.Count && s.Shard.Count <= MaximumShards && len(s.Sizes) == s.Shard.Count
}

// Name is "github".
func (*Merged) Name() string { return name }

// Target is the organisation.
func (m *Merged) Target() nhi.Target {
	organization := m.shards[0].Organization
	return nhi.Target{Kind: "organization", Name: organization, URL: m.shards[0].Web + "/" + organization}
}

// Complete tells whether every shard is there.
func (m *Merged) Complete() bool { return len(m.shards) == m.shards[0].Shard.Count }

// Observe gives what one crawl of all repositories would have. What the organisation keeps itself is taken from
// the first shard.
func (m *Merged) Observe(context.Context) (nhi.Observations, error) {
	own := *m.shards[0].Pieces[0]
	organization := *own.Organization
	own.Organization = &organization
	organization.RepositoriesRead = 0
	var repositories []*piece
	for _, s := range m.shards {
		organization.RepositoriesRead += s.Pieces[0].Organization.RepositoriesRead
		repositories = append(repositories, s.Pieces[1:]...)
	}
	nhi.Sort(repositories, byName)
	observed := merge(append([]*piece{&own}, repositories...))
	observed.Gaps = append(observed.Gaps, m.missing()...)
	return observed, nil
}

// missing has a gap for each shard that is not there.
func (m *Merged) missing() []nhi.Gap {
	var gaps []nhi.Gap
	first := m.shards[0]
	for number := 1; number <= first.Shard.Count; number++ {
		if slices.ContainsFunc(m.shards, func(s shardFile) bool { return s.Shard.Number == number }) {
			continue
		}
		gaps = append(gaps, nhi.Gap{
			Source: name, Reason: nhi.GapMissing, Detail: "The job that reads it failed, or its file was not given.",
			Scope: fmt.Sprintf("shard %d of %d: %s", number, first.Shard.Count, plural(first.Sizes[number-1], "repository", "repositories")),
		})
	}
	return gaps
}

func byName(a, b *piece) int { return strings.Compare(a.Repository.Name, b.Repository.Name) }
