package workflows

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/repository"
)

// callers are the texts that this repository's workflows hand to those of its workflows that they call, where strangers can start
// the caller: by the called one's path and the name of the input in lower case.
type callers map[string]map[string][]string

// The limits on what is kept of one input: different texts, and the bytes of one.
const (
	maximumHandedTexts = 100
	maximumHandedBytes = 2_000
)

// callersOf reads the calls of all workflows. A file that cannot be read is told of where it is read in full.
func (s *scan) callersOf(entries []fs.DirEntry) callers {
	all := callers{}
	for i, entry := range entries {
		if entry.IsDir() || !isYAML(entry.Name()) || i > maximumWorkflows {
			continue
		}
		data, err := repository.ReadFile(s.fsys, path.Join(folder, entry.Name()), maximumFileBytes)
		if err != nil || !bytes.Contains(data, []byte("/"+folder+"/")) {
			continue
		}
		if root, err := parseYAML(data); err == nil && startedByStrangers(lookup(root, "on")) {
			eachPair(lookup(root, "jobs"), func(_, job *yaml.Node) { all.note(job) })
		}
	}
	return all
}

// note keeps what a job hands to a workflow of this repository.
func (c callers) note(job *yaml.Node) {
	uses := textIn(lookup(job, "uses"))
	called := path.Clean(strings.TrimPrefix(uses, selfRepository))
	if called == uses || path.Dir(called) != folder {
		return // of another repository
	}
	handed := c[called]
	if handed == nil {
		handed = map[string][]string{}
		c[called] = handed
	}
	eachPair(lookup(job, "with"), func(name, value *yaml.Node) {
		key, text := strings.ToLower(name.Value), textIn(value)
		if strings.Contains(text, "${{") && len(text) <= maximumHandedBytes && len(handed[key]) < maximumHandedTexts && !slices.Contains(handed[key], text) {
			handed[key] = append(handed[key], text)
		}
	})
}

// startedByStrangers tells whether one of the events of a workflow is one that strangers can fire and that is given secrets.
func startedByStrangers(on *yaml.Node) bool {
	on = follow(on)
	if on == nil {
		return false
	}
	open := func(name string) bool {
		_, listed := untrustedEvents[strings.ToLower(name)]
		return listed
	}
	found := open(on.Value)
	eachPair(on, func(event, _ *yaml.Node) { found = found || open(event.Value) })
	if on.Kind == yaml.SequenceNode {
		for _, event := range on.Content {
			found = found || open(textIn(event))
		}
	}
	return found
}

// handedIn is what callers hand to the inputs of a workflow, and what is known of that.
type handedIn struct {
	texts  map[string][]string // by the input's name in lower case
	events map[string][]string // that bring a stranger's text
	code   map[handedCode]bool
}

// handedCode asks whether an input names a pull request's code.
type handedCode struct {
	input   string
	refused bool
	pattern *regexp.Regexp
}

func newHandedIn(texts map[string][]string) handedIn {
	return handedIn{texts, map[string][]string{}, map[handedCode]bool{}}
}

// bringers are the events that bring a stranger's text to an input.
func (h handedIn) bringers(input string) []string {
	known, ok := h.events[input]
	if !ok && len(h.texts[input]) > 0 {
		for _, text := range h.texts[input] {
			for _, inner := range carried(&actionlint.String{Value: text}) {
				known = append(known, inner.bringers()...)
			}
		}
		known = sortedOnce(known)
		h.events[input] = known
	}
	return known
}

// namesCode tells whether a caller gives by an input what names a pull request's code.
func (h handedIn) namesCode(input string, refused bool, patterns []*regexp.Regexp) bool {
	return len(h.texts[input]) > 0 && slices.ContainsFunc(patterns, func(pattern *regexp.Regexp) bool {
		key := handedCode{input, refused, pattern}
		known, ok := h.code[key]
		if !ok {
			known = slices.ContainsFunc(h.texts[input], func(text string) bool { return codeNamed(text, refused, []*regexp.Regexp{pattern}) >= 0 })
			h.code[key] = known
		}
		return known
	})
}
