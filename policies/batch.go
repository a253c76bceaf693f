package policies

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/rollcall-dev/rollcall/nhi"
)

// batchSize is how many identities, and how many settings, are in memory as facts and as Rego's values at a time:
// an identity takes ten kilobytes of them, and a large organisation has tens of thousands. It is large enough to pay for
// a query, and small enough for the processor's caches.
const batchSize = 512

// batch is a part of what is judged. All policies see it before the next is made.
type batch struct {
	first      bool // what is judged once, whatever there is, goes with it
	identities []identityFacts
	settings   []settingsFacts
	values     map[string][]*ast.Term // of both, by the document's field
	chunks     map[string][]chunk     // by the subject, kinds and levels of policies: one, or none
}

// chunk is what a policy judges of a batch, as Rego's input.identities or input.settings.
type chunk struct {
	field    string // of the document: identities or settings
	terms    *ast.Term
	subjects []judged
	known    map[string]bool // see needs
}

// judged is one thing that a policy judges.
type judged struct {
	id      nhi.ID
	at      *place // where it is best shown
	unknown reasons
	idle    bool      // what is not known of it does not matter
	owner   string    // with settings: the organisation or account
	level   nhi.Level // with settings
}

// batches makes one batch after the other; there is at least one.
func (e *evaluation) batches(yield func(*batch) bool) {
	for start := 0; start == 0 || start < max(len(e.entries), len(e.homes)); start += e.atATime {
		b := newBatch(start == 0)
		for _, id := range part(e.entries, start, e.atATime) {
			b.identities = append(b.identities, e.facts.identity(id))
		}
		for _, h := range part(e.homes, start, e.atATime) {
			b.settings = append(b.settings, h.facts())
		}
		b.values["identities"], b.values["settings"] = termsOf(b.identities), termsOf(b.settings)
		if !yield(b) {
			return
		}
	}
}

// nothing is the batch for policies that judge neither identities nor settings.
func nothing(yield func(*batch) bool) { yield(newBatch(true)) }

func newBatch(first bool) *batch {
	return &batch{first: first, values: map[string][]*ast.Term{}, chunks: map[string][]chunk{}}
}

// part is what a batch has of a list.
func part[T any](list []T, start, size int) []T {
	return list[min(start, len(list)):min(start+size, len(list))]
}

func termsOf[T any](list []T) []*ast.Term {
	terms := make([]*ast.Term, len(list))
	for i := range list {
		terms[i] = termOf(reflect.ValueOf(&list[i]))
	}
	return terms
}

// chunksOf is the chunk that a policy judges of a batch, if it has any. What is judged once is an empty chunk of the first.
func (e *evaluation) chunksOf(b *batch, c *configured) []chunk {
	once := e.unasked(c)
	switch c.metadata.Subject {
	case subjectInventory, subjectExceptions:
		once = true
	case subjectChanges:
		if !e.changed {
			return nil
		}
		once = true
	}
	switch {
	case once && b.first:
		return []chunk{{field: "identities", terms: ast.ArrayTerm()}}
	case once:
		return nil
	}
	key := fmt.Sprint(c.metadata.Subject, c.Kinds, c.metadata.Levels)
	chunks, ok := b.chunks[key]
	if !ok {
		chunks = b.chunkFor(c)
		b.chunks[key] = chunks
	}
	return chunks
}

func (b *batch) chunkFor(c *configured) []chunk {
	field, judges := "identities", b.identitiesFor
	if c.metadata.Subject == subjectSettings {
		field, judges = "settings", b.settingsFor
	}
	terms, subjects := judges(c)
	if len(terms) == 0 {
		return nil
	}
	return []chunk{{field, ast.ArrayTerm(terms...), subjects, map[string]bool{}}}
}

func (b *batch) identitiesFor(c *configured) (terms []*ast.Term, subjects []judged) {
	for i := range b.identities {
		f := &b.identities[i]
		missing := f.Status == nhi.StatusMissing
		if missing == (c.metadata.Subject == subjectMissing) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, f.Kind)) {
			terms = append(terms, b.values["identities"][i])
			subjects = append(subjects, f.judged())
		}
	}
	return terms, subjects
}

func (f *identityFacts) judged() judged {
	return judged{id: f.ID, at: f.At, unknown: f.Unknown, idle: f.AllSecrets}
}

func (b *batch) settingsFor(c *configured) (terms []*ast.Term, subjects []judged) {
	for i := range b.settings {
		f := &b.settings[i]
		if len(c.metadata.Levels) == 0 || slices.Contains(c.metadata.Levels, f.Level) {
			terms = append(terms, b.values["settings"][i])
			subjects = append(subjects, f.judged())
		}
	}
	return terms, subjects
}

func (f *settingsFacts) judged() judged {
	return judged{id: f.ID, unknown: f.Unknown, owner: f.Owner, level: f.Level}
}
