package leaks

import (
	"context"
	"path"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// reconsider weighs what would be listed once more, with the whole of its file in view: what stands around a value
// is not known when it is found, since only what is new of a content is read.
func (c *scan) reconsider(ctx context.Context, opinions map[*exposed]*opinion) error {
	files, contents := filesWith(opinions), c.shownIn(opinions, byValue)
	tested := testedIn(opinions)
	c.public = !c.added() && c.published(ctx)
	recent := c.recentIn(opinions)
	err := c.eachText(ctx, c.certificatesBeside(opinions), func(text string, keys []*exposed) {
		for _, e := range keys {
			opinions[e].candidate.Certificate = text
		}
	})
	if err != nil {
		return err
	}
	err = c.eachContent(ctx, c.shownIn(opinions, byPath), func(content []byte, found []*exposed) {
		for _, e := range found {
			if evidence.IsSealed(content) {
				o := opinions[e]
				o.Doubt = nhi.DoubtDigest
				o.Features = append(o.Features, nhi.Feature{Name: "its file is encrypted"})
			}
		}
	})
	if err != nil {
		return err
	}
	return c.eachText(ctx, contents, func(text string, found []*exposed) {
		for _, e := range found {
			o := opinions[e]
			if o.candidate.At = placeIn(text, e.place().Hit); o.candidate.At < 0 {
				continue
			}
			o.candidate.Text, o.candidate.Files, o.candidate.Published = text, files[e.secret], c.public && len(e.head) > 0
			o.candidate.Tested, o.candidate.Expected = tested[e.secret], c.isExpected(e)
			o.Verdict = evidence.Weigh(o.candidate)
			if o.Open && recent[e.secret] {
				o.weighAsNew()
			}
			o.candidate.Text, o.candidate.Certificate = "", "" // they are needed no more
		}
	})
}

// weighAsNew weighs what is only held back because its project is published, as it would be weighed elsewhere.
func (o *opinion) weighAsNew() {
	o.candidate.Published, o.recent = false, true
	o.Verdict = evidence.Weigh(o.candidate)
	o.Features = append(o.Features, nhi.Feature{Name: "its project is published, but it is new: few have read it"})
}

// filesWith counts the files that have a value now.
func filesWith(opinions map[*exposed]*opinion) map[string]int {
	type place struct{ secret, path string }
	seen, files := map[place]bool{}, map[string]int{}
	for e := range opinions {
		if at := (place{e.secret, e.path}); e.stands() && !seen[at] {
			seen[at] = true
			files[e.secret]++
		}
	}
	return files
}

// testedIn tells the values that the code of tests and examples has now. What tests recorded, and samples of settings, may have what is in use.
func testedIn(opinions map[*exposed]*opinion) map[string]bool {
	tested := map[string]bool{}
	for e, o := range opinions {
		if e.stands() && evidence.IsTest(e.path) && (evidence.IsCode(e.path) || o.candidate.Sort == evidence.Block) {
			tested[e.secret] = true
		}
	}
	return tested
}

// isExpected tells whether a test is beside a file of statements that expects an output of it.
func (c *scan) isExpected(e *exposed) bool {
	output := evidence.ExpectedOutput(e.path)
	return output != "" && (len(e.head) > 0 && c.head.object(output) != "" || len(e.files) > 0 && c.worktree[output] != "")
}

// certificatesBeside gives the private keys in files that would be listed, by the certificate in the same folder.
func (c *scan) certificatesBeside(opinions map[*exposed]*opinion) map[item][]*exposed {
	contents := map[item][]*exposed{}
	for e, o := range opinions {
		if !o.open() || e.secret == "" || o.candidate.Sort != evidence.Block || evidence.IsCode(e.path) || e.place().Packed {
			continue
		}
		objectOf := c.head.object
		switch {
		case len(e.head) > 0:
		case len(e.files) > 0:
			objectOf = func(path string) string { return c.worktree[path] }
		default:
			continue
		}
		for _, name := range certificateNames(e.path) {
			if object := objectOf(name); object != "" {
				at := item{name, object}
				contents[at] = append(contents[at], e)
				break
			}
		}
	}
	return contents
}

// certificateNames are the paths that the certificate of a key may have, the likeliest first.
func certificateNames(key string) []string {
	folder, file := path.Split(key)
	stem := strings.TrimSuffix(file, path.Ext(file))
	var names []string
	for _, stem := range []string{stem, strings.Replace(stem, "key", "cert", 1), strings.Replace(stem, "key", "crt", 1), strings.Trim(strings.Replace(stem, "key", "", 1), "-_."), "cert", "tls", "server", "certificate", "fullchain"} {
		for _, extension := range []string{".crt", ".pem", ".cert", ".cer"} {
			if name := folder + stem + extension; stem != "" && name != key {
				names = append(names, name)
			}
		}
	}
	return names
}

// open tells whether what is around a value may decide whether it is listed.
func (o *opinion) open() bool {
	return o.Doubt == "" || (o.Doubt == nhi.DoubtTest || o.Doubt == nhi.DoubtWeak) && o.candidate.AsksForFile()
}

// byValue and byPath tell what was found in a content from what a path alone gives away.
func byValue(e *exposed) bool { return e.secret != "" }
func byPath(e *exposed) bool  { return e.secret == "" }

// shownIn gives what would be listed of what was found so, by the content at the place that it names.
func (c *scan) shownIn(opinions map[*exposed]*opinion, found func(*exposed) bool) map[item][]*exposed {
	contents := map[item][]*exposed{}
	type brought struct {
		path   string
		commit int
	}
	past := map[brought][]*exposed{}
	for e, o := range opinions {
		if !o.open() || !found(e) || o.candidate.Sort == evidence.Declared || e.place().Packed {
			continue
		}
		switch shown := e.place(); {
		case len(e.head) > 0:
			at := item{e.path, c.head.object(e.path)}
			contents[at] = append(contents[at], e)
		case len(e.files) > 0:
			at := item{e.path, c.worktree[e.path]}
			contents[at] = append(contents[at], e)
		case shown.commit >= 0:
			at := brought{e.path, shown.commit}
			past[at] = append(past[at], e)
		}
	}
	if len(past) == 0 {
		return contents
	}
	for _, change := range c.history.Changes {
		if brought := past[brought{change.Path, change.Commit}]; len(brought) > 0 && change.Object != "" {
			at := item{change.Path, change.Object}
			contents[at] = append(contents[at], brought...)
		}
	}
	return contents
}

// eachText is eachContent of those that are text.
func (c *scan) eachText(ctx context.Context, contents map[item][]*exposed, use func(text string, found []*exposed)) error {
	return c.eachContent(ctx, contents, func(content []byte, found []*exposed) {
		if text, ok := detect.Readable(content); ok {
			use(string(text), found)
		}
	})
}

// eachContent reads contents again, those that are files from there and the rest through git.
func (c *scan) eachContent(ctx context.Context, contents map[item][]*exposed, use func(content []byte, found []*exposed)) error {
	var rest []item
	var objects []string
	for at, found := range contents {
		if c.added() || c.repo.Bare() || c.worktree[at.path] != at.object {
			rest, objects = append(rest, at), append(objects, at.object)
			continue
		}
		if content, err := repository.ReadFile(c.repo.FS(), at.path, c.opts.MaxFileSize); err == nil {
			use(content, found)
		}
	}
	if len(rest) == 0 {
		return ctx.Err()
	}
	// What git cannot give again stays listed.
	_ = c.repo.EachBlob(ctx, objects, c.opts.MaxFileSize, func(b repository.Blob) error {
		if b.Err == nil {
			use(b.Data, contents[rest[b.Index]])
		}
		return ctx.Err()
	})
	return ctx.Err()
}

// placeIn is where a hit's value begins in a text, -1 where the text has no such line.
func placeIn(text string, h *detect.Hit) int {
	at := 0
	for range h.ValueLine - 1 {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return -1
		}
		at += next + 1
	}
	if at >= len(text) || h.ValueLine < 1 {
		return -1
	}
	line, _, _ := strings.Cut(text[at:], "\n")
	if in := strings.Index(line, h.Secret); in >= 0 {
		at += in
	}
	return at
}
