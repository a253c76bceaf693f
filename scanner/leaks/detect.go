package leaks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"
	"github.com/zricethezav/gitleaks/v8/logging"
	"github.com/zricethezav/gitleaks/v8/report"
)

// decodeDepth is how often an encoded value is decoded, as on gitleaks' command line.
const decodeDepth = 5

// A piece is what the rules look at once: a longer part is cut, into short pieces where it has
// lines to cut at, else into long ones. Short pieces are quick, because a rule runs only on
// those that hold its keyword. What lies across a cut is found in the overlap.
var (
	shortPiece = pieceSize{length: 2 << 10, overlap: 512}
	longPiece  = pieceSize{length: 8 << 10, overlap: 2 << 10}
)

// pieceSize is in bytes.
type pieceSize struct{ length, overlap int }

// How much of the line around a match is kept, and how much is searched for a comment, in bytes on
// each side.
const (
	maximumContext = 2 << 10
	maximumComment = 16 << 10
)

// hit is a value found in a content, wherever that content lies.
type hit struct {
	rule      string // the rule's number in the ruleset
	secret    string
	match     string
	line      string // the line of the match, or what surrounds it
	startLine int    // of the match, from 1
	from, to  int    // offsets of the match
	place     int    // offset of the value, or of its encoded form
	valueLine int    // of the value, from 1
	column    int    // of the value, from 1, in bytes
	name      string // what the value is assigned to
	comment   comment
}

// engine finds hits in contents. What it gives does not depend on paths and commits. It may be
// used from several goroutines.
type engine struct {
	near, far detectors
	keywords  []farKeyword // of the far rules
	whole     bool         // a rule needs all of a content
}

// detectors are gitleaks' with some rules: decoding what is encoded, or not, which is cheaper.
type detectors struct{ plain, decoding *detect.Detector }

func newDetectors(rules config.Config) detectors {
	d := detectors{detect.NewDetector(rules), detect.NewDetector(rules)}
	d.plain.IgnoreGitleaksAllow = true // judged here, so that what it suppresses is told
	d.decoding.IgnoreGitleaksAllow = true
	d.decoding.MaxDecodeDepth = decodeDepth
	return d
}

func newEngine(rules *ruleset) *engine {
	near, far, keywords, ok := splitByReach(rules.content)
	if rules.whole || !ok {
		all := newDetectors(rules.content)
		return &engine{near: all, far: all, whole: true}
	}
	return &engine{near: newDetectors(near), far: newDetectors(far), keywords: keywords}
}

// silence keeps gitleaks from writing what it found to a log. Its logger is one for the process.
var silence = sync.OnceFunc(func() {
	const disabled = 7 // zerolog.Disabled
	logging.Logger = logging.Logger.Level(disabled)
})

// reader finds hits in one content after another, and looks at nothing twice. Its result depends
// on the order, in corners, so one reader reads in a fixed one, in one goroutine.
type reader struct {
	*engine
	seen *seen
	path string // of the content before, with the content and what came of it
	text []byte
	hits []hit
}

func newReader(e *engine) *reader { return &reader{engine: e, seen: newSeen()} }

// find gives the hits of a text, sorted by place. Successive versions of one path are
// compared first.
func (r *reader) find(ctx context.Context, path string, text []byte) []hit {
	window := region{0, len(text)}
	if path == r.path && len(r.hits) == 0 && !r.whole {
		window = changed(r.text, text)
	}
	parts, pairs := r.seen.regions(text, window)
	if len(parts) == 0 {
		r.path, r.text, r.hits = path, text, nil
		return nil
	}
	if r.whole {
		return r.remember(path, text, placed(text, r.findPiece(ctx, r.far, text, region{0, len(text)})))
	}
	var hits []hit
	for _, part := range parts {
		hits = append(hits, r.findIn(ctx, text, part)...)
	}
	far, hashes := r.chains(text)
	for i, part := range far {
		found := r.findFar(ctx, text, part)
		hits = append(hits, found...)
		r.seen.add(hashes[i], len(found) > 0)
	}
	if ctx.Err() != nil {
		return nil // the caller ends too: what was not looked at must not count as clean
	}
	for _, pair := range pairs {
		r.seen.add(pair, false)
	}
	return r.remember(path, text, hits)
}

// remember keeps a content's hits, for the content after it and for lines that come again.
func (r *reader) remember(path string, text []byte, hits []hit) []hit {
	r.path, r.text, r.hits = path, text, distinct(hits)
	warm := 0 // up to here lines are hot; many hits in one line must not cost as many hashes of it
	for _, h := range r.hits {
		if h.to >= warm {
			r.seen.heat(text, h.from, h.to)
			warm = lineEnd(text, h.to)
		}
	}
	return r.hits
}

// findIn looks at a part of a text, piece by piece.
func (e *engine) findIn(ctx context.Context, text []byte, part region) []hit {
	var hits []hit
	for from := part.from; ctx.Err() == nil; {
		to, next := cut(text, from, part.to)
		hits = append(hits, e.findPiece(ctx, e.near, text, region{from, to})...)
		if to == part.to {
			break
		}
		from = next
	}
	return placed(text, hits)
}

// findFar looks for what far rules find in a chain: as a whole, unless it is very long.
func (e *engine) findFar(ctx context.Context, text []byte, part region) []hit {
	var hits []hit
	for from := part.from; ctx.Err() == nil; from += longChain - endlessReach {
		to := min(from+longChain, part.to)
		hits = append(hits, e.findPiece(ctx, e.far, text, region{from, to})...)
		if to == part.to {
			break
		}
	}
	return placed(text, hits)
}

// placed gives hits their lines and columns.
func placed(text []byte, hits []hit) []hit {
	if len(hits) == 0 {
		return nil
	}
	index := indexLines(text)
	for i := range hits {
		h := &hits[i]
		h.startLine, _ = index.place(h.from)
		h.valueLine, h.column = index.place(h.place)
	}
	return hits
}

// cut gives the end of the piece that starts at from, and where the next piece starts.
func cut(text []byte, from, limit int) (to, next int) {
	for _, size := range []pieceSize{shortPiece, longPiece} {
		if from+size.length >= limit {
			return limit, limit
		}
		to = lineStartNear(text, from+size.length, size.length/2)
		if text[to-1] == '\n' {
			next = lineStartNear(text, to-size.overlap, size.length/4)
			if next <= from+size.length/4 {
				next = to - size.overlap // in a long line: the next piece must get ahead
			}
			return to, next
		}
	}
	to = from + longPiece.length // inside a long line
	return to, to - longPiece.overlap
}

// findPiece looks at a part of a text as a whole. A match that ends or begins where the piece was
// cut inside a line may be half of one: the next piece has it whole.
func (e *engine) findPiece(ctx context.Context, with detectors, text []byte, part region) []hit {
	piece := string(text[part.from:part.to])
	cutBefore := part.from > 0 && text[part.from-1] != '\n'
	cutAfter := part.to < len(text) && text[part.to] != '\n' && text[part.to-1] != '\n'
	var hits []hit
	for _, f := range with.fit(piece).DetectContext(ctx, detect.Fragment{Raw: piece}) {
		start := matchOffset(piece, f)
		decoded := len(f.Tags) > 0
		if !decoded && (cutBefore && start == 0 || cutAfter && start+len(f.Match) >= len(piece)) {
			continue
		}
		hits = append(hits, locate(text, piece, part.from, f))
	}
	return hits
}

// fit gives the cheaper detector where nothing can be decoded.
func (d detectors) fit(piece string) *detect.Detector {
	if decodable(piece) {
		return d.decoding
	}
	return d.plain
}

// locate turns a finding in a piece of text into a hit, but for its line and column.
func locate(text []byte, piece string, from int, f report.Finding) hit {
	start := matchOffset(piece, f)
	value := start
	if i := strings.Index(piece[start:min(start+len(f.Match)+4, len(piece))], f.Secret); i >= 0 {
		value += i
	}
	h := hit{rule: f.RuleID, secret: strings.Clone(f.Secret), match: strings.Clone(f.Match), place: from + value}
	h.from, h.to = from+start, from+endOffset(piece, f, start)
	h.line = string(around(text, h.from, from+min(start+len(f.Match), len(piece)), maximumContext))
	h.name = assignedName(surroundings(text, h.place))
	h.comment = commentIn(around(text, h.from, h.to, maximumComment))
	return h
}

// matchOffset is where a finding's match begins. gitleaks counts columns from 1 in a fragment's
// first line and from 2 in the others.
func matchOffset(piece string, f report.Finding) int {
	offset := 0
	for range f.StartLine {
		next := strings.IndexByte(piece[offset:], '\n')
		if next < 0 {
			break
		}
		offset += next + 1
	}
	if f.StartLine == 0 {
		offset++
	}
	return min(max(offset+f.StartColumn-2, 0), len(piece))
}

// endOffset is somewhere in the last line of a finding's match.
func endOffset(piece string, f report.Finding, start int) int {
	end := start
	for range f.EndLine - f.StartLine {
		next := strings.IndexByte(piece[end:], '\n')
		if next < 0 {
			break
		}
		end += next + 1
	}
	return max(end, min(start+len(f.Match), len(piece)))
}

// around is the lines of a match, at most so much of them on each side.
func around(text []byte, from, to, reach int) []byte {
	return text[lineStartNear(text, from, reach):lineEndNear(text, to, reach)]
}

// surroundings is the line of a value up to the value, and the line before.
func surroundings(text []byte, place int) string {
	start := lineStartNear(text, place, maximumContext)
	if start > 0 && text[start-1] == '\n' {
		start = lineStartNear(text, start-1, maximumContext)
	}
	return string(text[start:place])
}

// distinct sorts hits by place and drops those that overlapping pieces found twice.
func distinct(hits []hit) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.rule, b.rule), cmp.Compare(a.secret, b.secret))
	})
	return slices.CompactFunc(hits, func(a, b hit) bool {
		return a.place == b.place && a.rule == b.rule && a.secret == b.secret
	})
}

// decodable tells whether gitleaks' decoder could find something to decode: a percent or
// unicode escape, or a run of base64 or hexadecimal digits whose beginning decodes to printable
// ASCII. It may say yes in vain, never no.
func decodable(text string) bool {
	run := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && encodingByte[text[i]] {
			run++
			continue
		}
		if run >= 16 && runDecodable(text[i-run:i]) {
			return true
		}
		run = 0
		if i < len(text) && escapes(text[i:]) {
			return true
		}
	}
	return strings.Contains(text, "U+")
}

var encodingByte = func() (table [256]bool) {
	for c := range 256 {
		table[c] = base64Value[c] >= 0
	}
	return table
}()

// base64Value is a base64 digit's value in either alphabet, -1 for other bytes.
var base64Value = func() (table [256]int8) {
	for c := range table {
		table[c] = -1
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		table[c] = int8(i)
	}
	table['-'], table['_'] = 62, 63
	return table
}()

func escapes(text string) bool {
	return len(text) >= 3 && (text[0] == '%' && isHex(text[1]) && isHex(text[2]) || text[0] == '\\' && (text[1]|0x20 == 'u' || text[1] == '\\' && text[2]|0x20 == 'u'))
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// runDecodable looks at the first bytes that a run decodes to, as base64, and as hexadecimal where
// the run has 32 such digits anywhere.
func runDecodable(run string) bool {
	printable := true
	for i := 0; i+4 <= 12; i += 4 {
		v := uint32(base64Value[run[i]])<<18 | uint32(base64Value[run[i+1]])<<12 | uint32(base64Value[run[i+2]])<<6 | uint32(base64Value[run[i+3]])
		printable = printable && isPrintable(byte(v>>16)) && isPrintable(byte(v>>8)) && isPrintable(byte(v))
	}
	if printable {
		return true
	}
	digits := 0
	for i := range len(run) {
		if !isHex(run[i]) {
			digits = 0
			continue
		}
		if digits++; digits >= 32 {
			return true
		}
	}
	return false
}

// isPrintable is what gitleaks' decoder takes for printable ASCII.
func isPrintable(c byte) bool { return '\b' < c && c < 0x7f }
