package match

import "sync"

// record runs a rule on its window. It adds nothing when nothing was found and the window is short.
func (s *Scanner) record(records []Record, text []byte, w window) []Record {
	if s.judged > maximumJudged {
		return records
	}
	r := Record{Rule: w.rule, From: w.from, To: w.to, Lo: w.from, Hi: w.to, live: w.live}
	from, to := max(w.from, 0), min(w.to, len(text))
	if w.live && w.rule >= 0 {
		s.read += to - from
		r.Matches = s.allowed(s.matches(w.rule, text, from, to))
	}
	if len(r.Matches) > 0 || w.rule < 0 {
		lo, hi := 0, 0
		r.Outcome, lo, hi = s.judge(text, w.rule, r.Matches, from, to)
		r.Lo, r.Hi = min(r.Lo, lo), max(r.Hi, hi)
	}
	if len(r.Matches) == 0 && r.Outcome == nil && r.Hi-r.Lo <= shortReach {
		return records
	}
	return append(records, r)
}

// allowed counts matches, and gives as many of them as are judged.
func (s *Scanner) allowed(matches [][]int) [][]int {
	left := maximumJudged - s.judged
	s.judged += len(matches)
	if len(matches) > left {
		s.cut = true
		return matches[:max(left, 0)]
	}
	return matches
}

// Windows that are remembered with what a rule matched in them: the same lines come again in version
// after version.
const (
	rememberedWindow  = 1 << 10 // bytes
	rememberedWindows = 16 << 10
	rememberedBytes   = 4 << 20
)

// windowStore is what rules matched in windows. It may be used from several goroutines.
type windowStore struct {
	sync.Mutex
	known map[recalled][][]int
	bytes int
}

// recalled is a window that a rule ran on.
type recalled struct {
	rule   int
	window string
}

// of gives what a rule matched in a window, which find tells if it is not known.
func (w *windowStore) of(rule int, window []byte, find func() [][]int) [][]int {
	w.Lock()
	known, ok := w.known[recalled{rule, string(window)}]
	w.Unlock()
	if ok {
		return known
	}
	found := find()
	w.Lock()
	defer w.Unlock()
	if w.bytes += len(window); w.known == nil || len(w.known) >= rememberedWindows || w.bytes > rememberedBytes {
		w.known, w.bytes = map[recalled][][]int{}, len(window)
	}
	w.known[recalled{rule, string(window)}] = found
	return found
}

// matches runs a rule on a window, or remembers what that gave. Offsets are in the text.
func (s *Scanner) matches(rule int, text []byte, from, to int) [][]int {
	window := text[from:to]
	if len(window) > rememberedWindow {
		return shifted(s.longMatches(rule, window), from)
	}
	return shifted(s.remembered.of(rule, window, func() [][]int { return s.rules[rule].Expression.Regexp().FindAllIndex(window, -1) }), from)
}

// longMatches runs a rule on a long window.
func (s *Scanner) longMatches(rule int, window []byte) [][]int {
	expression := s.rules[rule].Expression
	b, known := s.backward[rule]
	if !known {
		b = newBackward(expression.String(), &s.places)
		s.backward[rule] = b
	}
	if b != nil {
		if matches, ok := b.findAll(window, maximumJudged+1); ok {
			return matches
		}
	}
	return expression.Regexp().FindAllIndex(window, maximumJudged+1)
}

// shifted is matches so many bytes further on.
func shifted(matches [][]int, by int) [][]int {
	if len(matches) == 0 {
		return nil
	}
	moved, ends := make([][]int, len(matches)), make([]int, 2*len(matches))
	for i, m := range matches {
		ends[2*i], ends[2*i+1] = m[0]+by, m[1]+by
		moved[i] = ends[2*i : 2*i+2 : 2*i+2]
	}
	return moved
}
