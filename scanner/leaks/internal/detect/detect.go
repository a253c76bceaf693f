package detect

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

// How much of the lines around a match is kept, and how much is searched for a comment, in bytes on
// each side.
const (
	maximumContext = 2 << 10
	maximumComment = 16 << 10
)

// Hit is a value found in a content, wherever that content lies.
type Hit struct {
	Rule        string // the rule's number in the ruleset
	Secret      string
	match       string
	Line        string // the line of the match, or what surrounds it
	StartLine   int    // of the match, from 1
	matchColumn int    // of the match, from 1, in bytes
	from, to    int    // offsets of the match
	place       int    // offset of the value, or of its encoded form
	ValueLine   int    // of the value, from 1
	Column      int    // of the value, from 1, in code points
	Name        string // what the value is assigned to
	Comment     Comment
	Depth       int    // how often it was decoded
	Packed      bool   // it stands in an archive or something compressed, and its offsets are those in there
	Inner       string // the name of the file in an archive
	Known       int    // of what an earlier scan found and this one did not search for: its number, from 1
	lonely      bool   // the match holds none of the rule's keywords: one must be elsewhere in the content
}

// Engine finds hits in contents. What it gives depends on the content alone. It may be used
// from several goroutines.
type Engine struct {
	rules     []rules.Rule               // that look into contents
	own       []*rules.Detector          // by rule, nil for gitleaks'
	ownNumber map[string]*rules.Detector // the same, by number
	byNumber  map[string]rules.Rule      // the same
	composite bool                       // a rule requires others, or only serves them
	global    []*rules.Allowlist
	matcher   *match.Matcher
	encoded   *match.Matcher // for what was decoded
	decoders  sync.Pool
	decisions decisions
	texts     texts
	readers   readers
}

func newEngine(set *Ruleset) *Engine {
	e := &Engine{global: set.content.Allowlists, byNumber: set.content.Rules, ownNumber: set.own}
	var searched []match.Rule
	for n := 0; ; n++ {
		number := strconv.Itoa(n)
		if _, ok := set.rules[number]; !ok {
			break
		}
		rule, ok := set.content.Rules[number]
		if !ok {
			continue // for paths alone
		}
		e.rules = append(e.rules, rule)
		e.own = append(e.own, set.own[number])
		e.composite = e.composite || rule.SkipReport || len(rule.RequiredRules) > 0
		searched = append(searched, match.Rule{Expression: rule.Regex, Keywords: rule.Keywords})
	}
	e.matcher = match.New(searched, e.judge, &encodings, rules.Anchors())
	e.encoded = e.matcher.With(nothing)
	e.decoders.New = func() any { return &decoder{Scanner: e.encoded.NewScanner()} }
	return e
}

func nothing(_ []byte, _ int, _ [][]int, from, to int) (any, int, int) { return nil, from, to }

// Reader finds hits in one content after another, in one goroutine.
type Reader struct {
	*Engine
	scanner *match.Scanner
	last    *match.State // of the last text
}

func newReader(e *Engine) *Reader { return &Reader{Engine: e, scanner: e.matcher.NewScanner()} }

// Detector gives the detector of our own that found a hit; nil for a rule of gitleaks.
func (e *Engine) Detector(h *Hit) *rules.Detector { return e.ownNumber[h.Rule] }

// Find gives the hits of a text, sorted by place.
func (r *Reader) Find(text []byte) []Hit {
	hits, _ := r.FindFirst(text)
	return hits
}

// FindFirst is Find; the error is ErrTooMany when there are more.
func (r *Reader) FindFirst(text []byte) ([]Hit, error) {
	r.last = r.scanner.Scan(text)
	return r.hits(text, r.last), tooMany(r.last)
}

// FindChanged is FindFirst for a text that was made from another one in which nothing was found. It searches what is new, and as
// far around that as is told.
func (r *Reader) FindChanged(text, old []byte, reach int) ([]Hit, error) {
	r.last = r.scanner.ScanChanged(text, len(old), reach, match.Copies(old, text))
	return r.hits(text, r.last), tooMany(r.last)
}

// Reach is how far from a change of the last text there may be hits, in bytes, if it has none itself. It is not ok where that is
// not known.
func (r *Reader) Reach() (bytes int, ok bool) { return r.last.Reach() }

// ErrTooMany says that a content has more matches than are judged in one.
var ErrTooMany = errors.New("too many matches")

func tooMany(state *match.State) error {
	if state.Cut {
		return ErrTooMany
	}
	return nil
}

// FindNew is Find for a text of which parts are copied from another one, and gives what is known of
// it for texts that are copied from it in turn. The error is ErrTooMany when there are more hits.
func (r *Reader) FindNew(text []byte, base *match.State, copies []match.Copy) ([]Hit, *match.State, error) {
	r.last = r.scanner.Rescan(text, base, copies)
	return r.hits(text, r.last), r.last, tooMany(r.last)
}

// judge is gitleaks' judgement of what a rule matched, and how far it looked for that.
func (e *Engine) judge(text []byte, rule int, matches [][]int, from, to int) (outcome any, lo, hi int) {
	if rule < 0 {
		return e.judgeEncoded(text, from, to)
	}
	if d := e.own[rule]; d != nil && d.Layout != rules.InMatch {
		return e.judgeLayout(text, rule, matches, from, to)
	}
	lo, hi = from, to
	var hits []Hit
	for _, m := range matches {
		value := strings.Trim(e.texts.of(text[m[0]:m[1]]), "\n")
		start, end := m[0], m[0]+len(value)
		if h, ok := e.weigh(rule, value, e.texts.of(around(text, start, end, maximumContext))); ok {
			h.locate(text, start, end)
			h.Name = e.texts.one(h.Name)
			hits = append(hits, h.moved(-from))
		}
		before, after := reachOfContext(text, start, end)
		lo, hi = min(lo, before), max(hi, after)
	}
	return outcomeOf(hits), lo, hi
}

// outcomeOf is what a record carries: hits with offsets from its beginning, or nothing.
func outcomeOf(hits []Hit) any {
	if len(hits) == 0 {
		return nil
	}
	return hits
}

// hits puts together what was found in a text.
func (e *Engine) hits(text []byte, state *match.State) []Hit {
	var all []Hit
	for i := range state.Records {
		found, _ := state.Records[i].Outcome.([]Hit)
		for _, h := range found {
			all = append(all, h.moved(max(state.Records[i].From, 0)))
		}
	}
	if len(all) == 0 {
		return nil
	}
	all = distinct(all)
	number(text, all)
	return e.complete(text, all)
}

// weigh decides by its value and line whether a match counts, as gitleaks does.
func (e *Engine) weigh(rule int, value, line string) (Hit, bool) {
	decided := e.decisions.of(weighed{rule, value, line}, e.decide)
	if !decided.counts {
		return Hit{}, false
	}
	r := &e.rules[rule]
	h := Hit{Rule: r.ID, Secret: e.texts.one(decided.secret), match: kept(value, decided.secret), Line: kept(line, decided.secret)}
	h.lonely = len(r.Keywords) > 0 && !containsAny(strings.ToLower(value), r.Keywords)
	return h, true
}

// longMatch is beyond how many bytes of a match, and of its lines, only what surrounds the value is kept: versions of a file that is
// one long line have one each.
const longMatch = 16 << 10

func kept(text, secret string) string {
	if len(text) <= longMatch {
		return text
	}
	at := max(strings.Index(text, secret), 0)
	return strings.Clone(text[max(at-maximumContext, 0):min(at+len(secret)+maximumContext, len(text))])
}

func (e *Engine) decide(m weighed) decision {
	r := &e.rules[m.rule]
	secret := e.secretIn(m.rule, m.value)
	if r.Entropy != 0 && rules.Entropy(secret) <= r.Entropy || allowed(e.global, secret, m.value, m.line) || allowed(r.Allowlists, secret, m.value, m.line) {
		return decision{}
	}
	if d := e.own[m.rule]; d != nil && (d.Layout != rules.InMatch || !d.Takes(secret)) { // of what was decoded no table is read
		return decision{}
	}
	if d := e.own[m.rule]; d != nil && d.ByName && ofOtherAttribute(m.line, m.value, secret) {
		return decision{}
	}
	return decision{secret, true}
}

// secretIn is the group of a match that a rule calls the secret, or the first that is not empty.
func (e *Engine) secretIn(rule int, value string) string {
	r := &e.rules[rule]
	groups := e.groups(rule, value)
	if len(groups) < 2 {
		return value
	}
	if r.SecretGroup > 0 {
		return groups[r.SecretGroup]
	}
	for _, group := range groups[1:] {
		if group != "" {
			return group
		}
	}
	return value
}

// longValue is beyond how many bytes Go's regexp takes long for the groups of a match.
const longValue = 1 << 10

// groups is what FindStringSubmatch of a rule's expression gives.
func (e *Engine) groups(rule int, value string) []string {
	if len(value) > longValue {
		if places, ok := e.matcher.Groups(rule, []byte(value)); ok {
			groups := make([]string, len(places)/2)
			for i := range groups {
				if from, to := places[2*i], places[2*i+1]; from >= 0 {
					groups[i] = value[from:to]
				}
			}
			return groups
		}
	}
	return e.rules[rule].Regex.Regexp().FindStringSubmatch(value)
}

// allowed tells whether an allowlist takes a match out for its content.
func allowed(lists []*rules.Allowlist, secret, value, line string) bool {
	return slices.ContainsFunc(lists, func(a *rules.Allowlist) bool {
		target := secret
		switch a.RegexTarget {
		case "match":
			target = value
		case "line":
			target = line
		}
		matches := a.RegexAllowed(target)
		stops := a.ContainsStopWord(secret)
		if a.MatchCondition == config.AllowlistMatchAnd {
			return (matches || len(a.Regexes) == 0) && (stops || len(a.StopWords) == 0)
		}
		return matches || stops
	})
}

func containsAny(text string, keywords []string) bool {
	return slices.ContainsFunc(keywords, func(k string) bool { return strings.Contains(text, k) })
}
