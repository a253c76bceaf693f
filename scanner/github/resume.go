package github

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github/internal/checkpoint"
)

// pieceForm is the version of what a checkpoint keeps; it changes when piece does.
const pieceForm = "2"

// How long what was read of a repository counts, though GitHub shows no change: a secret or webhook
// can change without any. Repositories are spread over the last two days, so that they do not all
// fall due at once. What a credential was refused may have been granted since.
const (
	trusted        = 7 * 24 * time.Hour
	spread         = 48 * time.Hour
	refusalTrusted = 24 * time.Hour
)

// organizationKept reads an organisation with a checkpoint, if there is to be one.
func (c *crawl) organizationKept(ctx context.Context) ([]*piece, error) {
	if c.options.Checkpoint == "" {
		return c.organization(ctx)
	}
	file, _, err := checkpoint.Open(c.options.Checkpoint, checkpoint.Header{
		Target: c.web + "/" + c.options.Organization, Version: pieceForm, Credential: c.who.Name(),
	})
	if err != nil {
		return nil, err
	}
	c.kept = file
	pieces, err := c.organization(ctx)
	return pieces, errors.Join(err, file.Close())
}

// recall gives what an earlier crawl read of a repository, if it still counts.
func (c *crawl) recall(item repositoryItem, stamp string) *piece {
	if c.kept == nil {
		return nil
	}
	var p piece
	at, ok := c.kept.Get(item.FullName, stamp, c.options.Now.Add(-trusted+lag(item.FullName)), &p)
	switch {
	case !ok || p.Repository == nil:
		return nil
	case len(p.Refusals) > 0 && at.Before(c.options.Now.Add(-refusalTrusted)):
		return nil
	}
	p.Repository.Checkpointed = at
	p.Counts = append(p.Counts, nhi.ScanCount{Source: name, Unit: "repositories from the checkpoint", Count: 1})
	return &p
}

// keep remembers what was read of a repository, unless something failed that may work the next time.
func (c *crawl) keep(item repositoryItem, stamp string, p *piece) {
	failed := slices.ContainsFunc(p.Refusals, func(r refusal) bool { return r.Gap.Reason != nhi.GapNotPermitted })
	if c.kept == nil || failed {
		return
	}
	if err := c.kept.Put(item.FullName, stamp, c.options.Now, p); err != nil {
		p.Gaps = append(p.Gaps, nhi.Gap{Source: name, Scope: "the checkpoint of " + p.Repository.Name, Reason: nhi.GapUnreadable, Detail: "It could not be written."})
	}
}

// stampOf changes when anything does that GitHub shows of a repository before it is read.
func stampOf(item repositoryItem, s *swept, org *nhi.Organization) string {
	text, err := json.Marshal([]any{item, s, org.Actions.DefaultToken, org.AgentRepositories})
	if err != nil {
		return "" // no time and no number in it can fail to be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}

// lag is when, within the spread, a repository falls due.
func lag(repository string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(repository))
	return time.Duration(h.Sum32()) % spread
}
