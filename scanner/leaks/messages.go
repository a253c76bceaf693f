package leaks

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// tagMessagePath is the path that what stands in an annotated tag's message is told under.
const tagMessagePath = "tag message"

// signature matches what git signs a tag with.
var signature = lazyregexp.New(`(?m)^-----BEGIN (?:PGP SIGNATURE|SSH SIGNATURE|SIGNED MESSAGE)-----\r?\n(?:[A-Za-z0-9+/=]*\r?\n|[A-Z][A-Za-z]+: .*\n)*?-----END `)

// withoutSignature blanks signatures in a message, in which by chance anything can stand. Every other byte stays in its place.
func withoutSignature(message []byte) []byte {
	if !bytes.Contains(message, []byte("-----BEGIN ")) {
		return message
	}
	return signature().ReplaceAllFunc(message, func(armour []byte) []byte {
		return bytes.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, armour)
	})
}

// searchMessage looks into a commit's message. It is called for one after the other.
func (c *scan) searchMessage(commit, message string) bool {
	r := c.engine.Reader()
	defer c.engine.Release(r)
	hits, err := r.FindFirst(withoutSignature([]byte(message)))
	if len(hits) == 0 {
		return false
	}
	c.messages = append(c.messages, outcome{item: item{history.MessagePath, commit}, hits: hits, size: int64(len(message)), err: err})
	c.inMessage[commit] = true
	return true
}

// recordMessages counts the messages in which something was found, and gives them as items.
func (c *scan) recordMessages() []item {
	c.expect(len(c.messages))
	var items []item
	for _, o := range c.messages {
		c.record(o)
		items = append(items, o.item)
	}
	return items
}

// messageOf reads a commit's message.
func (c *scan) messageOf(ctx context.Context, commit string) (message []byte, err error) {
	err = repository.ErrMissing
	read := c.repo.EachMessage(ctx, "commit", []string{commit}, func(_ int, text string) error {
		message, err = withoutSignature([]byte(text)), nil
		return nil
	})
	return message, errors.Join(err, read)
}

// addRefs adds what refs themselves give away: their names, the messages of annotated tags, and files that they name
// instead of a commit.
func (g *gathering) addRefs() error {
	if g.history == nil || g.added() {
		return nil
	}
	refs, err := g.repo.Refs(g.ctx)
	if err != nil {
		return err
	}
	r := g.engine.Reader()
	defer g.engine.Release(r)
	var tags []string
	var tagged []repository.Ref
	for _, ref := range refs {
		for _, h := range g.inPath(r, ref.Name) {
			g.addToRef(ref.Name, ref, h)
		}
		if ref.Tag != "" {
			tags, tagged = append(tags, ref.Tag), append(tagged, ref)
		}
	}
	err = g.repo.EachMessage(g.ctx, "tag", tags, func(i int, message string) error {
		g.addText(r, tagMessagePath, tagged[i], []byte(message))
		return nil
	})
	if err != nil {
		return err
	}
	return g.addNamedFiles(r, refs)
}

// addNamedFiles adds what is in files that refs name.
func (g *gathering) addNamedFiles(r *detect.Reader, refs []repository.Ref) error {
	commits := map[string]bool{}
	names := make([]string, len(refs))
	for i, ref := range refs {
		names[i] = ref.Object
	}
	for _, i := range g.history.Find(names) {
		commits[g.history.Commits[i].ID] = true
	}
	refs = slices.DeleteFunc(slices.Clone(refs), func(ref repository.Ref) bool { return commits[ref.Object] })
	names = names[:0]
	for _, ref := range refs {
		names = append(names, ref.Object)
	}
	return g.repo.EachBlob(g.ctx, names, g.opts.MaxFileSize, func(b repository.Blob) error {
		ref := refs[b.Index]
		o := g.look(r, item{ref.Name, ref.Object}, b.Data, b.Err)
		switch {
		case errors.Is(o.err, repository.ErrNotBlob):
			if !g.history.Cut {
				g.gap(ref.Name, nhi.GapUnsupported, "The ref names a folder instead of a commit: its files were not searched.")
			}
		case o.err != nil:
			g.unread(o)
		}
		for _, h := range g.judgeInside(o.hits, ref.Name) {
			g.addToRef(ref.Name, ref, h)
		}
		return g.ctx.Err()
	})
}

func (g *gathering) addText(r *detect.Reader, path string, ref repository.Ref, text []byte) {
	hits, err := r.FindFirst(withoutSignature(text))
	if err != nil {
		g.unread(outcome{item: item{path, ref.Tag}, err: err})
	}
	for _, h := range g.rules.Judge(hits, path) {
		g.addToRef(path, ref, h)
	}
}

// addToRef notes a hit that a ref has, and no commit.
func (g *gathering) addToRef(path string, ref repository.Ref, h *detect.Hit) {
	e := g.at(path, h)
	e.earlier = append(e.earlier, occurrence{h, -1})
	if e.branch = true; e.ref == "" {
		e.ref = ref.Name
	}
}
