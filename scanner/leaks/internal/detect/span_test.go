package detect

import (
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestSpanIsTheHit cuts hits out of a text by their spans: they must be what searching gave, with the places that
// an editor shows, also of values over several lines and behind letters beyond ASCII.
func TestSpanIsTheHit(t *testing.T) {
	_, e, _ := defaults(t)
	text := []byte("# Schlüssel 🔑\r\nK = \"" + fakes.StripeKey("span") + "\" # rollcall:ignore made up\n\n\ttoken: " + fakes.GitHubToken("span") + "\n" +
		fakes.PrivateKey("span") + "\nlast=" + fakes.AWSKey("span"))
	hits := newReader(e).Find(text)
	if len(hits) < 4 {
		t.Fatalf("only %d hits", len(hits))
	}
	for _, want := range hits {
		s, ok := want.Span()
		if !ok {
			t.Errorf("line %d has no span", want.ValueLine)
			continue
		}
		got, ok := s.Hit(text)
		got.Rule, got.lonely = want.Rule, want.lonely // a span does not say
		if !ok || got != want {
			t.Errorf("got %+v\nwant %+v", got, want)
		}
	}
}

// TestSpanOfAnotherText: a span that does not fit a text is told to be searched for, whatever it says.
func TestSpanOfAnotherText(t *testing.T) {
	text := []byte("one\ntwo\n")
	for _, s := range []Span{{-1, 2, 0, 1}, {0, 9, 0, 1}, {2, 1, 2, 1}, {0, 3, 0, 0}, {0, 3, 0, -1}, {0, 3, 2, 2}, {1, 2, 0, 1}, {3, 6, 4, 2}, {0, 4, 0, 3}} {
		if h, ok := s.Hit(text); ok {
			t.Errorf("%v gives %q", s, h.Secret)
		}
	}
	if h, ok := (Span{0, 3, 1, 2}).Hit(text); !ok || h.Secret != "ne" || h.ValueLine != 1 || h.Column != 2 {
		t.Errorf("got %+v, %v", h, ok)
	}
	decoded := Hit{Secret: "x", match: "x", to: 1, Depth: 1}
	if _, ok := decoded.Span(); ok {
		t.Error("what was decoded has a span")
	}
}
