package report

import (
	"encoding/json"
	"io"
	"strconv"
)

// encoder writes the JSON of a dashboard. The details of 50,000 identities are a hundred megabytes of
// it, for which encoding/json, by reflection, takes several times as long.
type encoder struct {
	out []byte    // what is not written yet, or all
	to  io.Writer // where it goes piece by piece; nil: it stays in out
	err error     // of writing
}

// pieceSize is from how many bytes on they are written.
const pieceSize = 64 << 10

// spill writes what there is but for the last byte, which says whether a comma follows.
func (e *encoder) spill() {
	last := len(e.out) - 1
	if e.to == nil || last < pieceSize {
		return
	}
	if _, err := e.to.Write(e.out[:last]); e.err == nil {
		e.err = err
	}
	e.out = append(e.out[:0], e.out[last])
}

// next separates a value from the one before it.
func (e *encoder) next() {
	e.spill()
	if n := len(e.out); n > 0 {
		switch e.out[n-1] {
		case '{', '[', ':':
		default:
			e.out = append(e.out, ',')
		}
	}
}

func (e *encoder) array(fill func()) {
	e.next()
	e.out = append(e.out, '[')
	fill()
	e.out = append(e.out, ']')
}

func (e *encoder) object(fill func()) {
	e.next()
	e.out = append(e.out, '{')
	fill()
	e.out = append(e.out, '}')
}

// key begins a member of an object. Names are constants of this package, and need no escape.
func (e *encoder) key(name string) {
	e.next()
	e.out = append(e.out, '"')
	e.out = append(e.out, name...)
	e.out = append(e.out, '"', ':')
}

func (e *encoder) number(n int) {
	e.next()
	e.out = strconv.AppendInt(e.out, int64(n), 10)
}

// text writes a string; what is not plain ASCII, or what HTML could take for its own, goes to
// encoding/json, which escapes it.
func (e *encoder) text(s string) {
	e.next()
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, err := json.Marshal(s)
			if err != nil {
				panic(err) // every string can be JSON
			}
			e.out = append(e.out, escaped...)
			return
		}
	}
	e.out = append(e.out, '"')
	e.out = append(e.out, s...)
	e.out = append(e.out, '"')
}

// member writes a text that is not empty.
func (e *encoder) member(name, text string) {
	if text != "" {
		e.key(name)
		e.text(text)
	}
}

// encodable is a part of a page that writes itself.
type encodable interface{ encode(*encoder) }

// each writes things as an array.
func each[T encodable](e *encoder, things []T) {
	e.array(func() {
		for _, thing := range things {
			thing.encode(e)
		}
	})
}

// members writes a member that holds things, unless there are none.
func members[T encodable](e *encoder, name string, things []T) {
	if len(things) > 0 {
		e.key(name)
		each(e, things)
	}
}

// textItem is a text among others.
type textItem string

func (t textItem) encode(e *encoder) { e.text(string(t)) }

// row is the entries of one line of a section.
type row []entry

func (r row) encode(e *encoder) { each(e, r) }

func (p panel) encode(e *encoder) {
	e.object(func() {
		e.member("t", p.Title)
		e.member("k", p.Kind)
		members(e, "b", p.Badges)
		e.member("l", p.Lead)
		members(e, "s", p.Sections)
		if p.Map != nil {
			e.key("m")
			p.Map.encode(e)
		}
	})
}

func (s section) encode(e *encoder) {
	e.object(func() {
		e.member("h", s.Heading)
		e.member("n", s.Note)
		members(e, "p", s.Steps)
		members(e, "f", s.Facts)
		members(e, "c", s.Head)
		members(e, "r", s.Rows)
	})
}

func (x entry) encode(e *encoder) {
	e.object(func() {
		e.key("t")
		e.text(x.Text)
		e.member("s", x.State)
		e.member("u", x.Href)
		if x.Code {
			e.key("c")
			e.out = append(e.out, "true"...)
		}
	})
}

func (f fact) encode(e *encoder) {
	e.object(func() {
		e.member("l", f.Label)
		e.key("v")
		f.Value.encode(e)
		e.member("e", f.Evidence)
		if f.Source != nil {
			e.key("o")
			f.Source.encode(e)
		}
	})
}

func (s step) encode(e *encoder) {
	e.object(func() {
		e.key("t")
		e.text(s.Text)
		e.member("c", s.Command)
		e.member("u", s.Href)
		e.member("l", s.Link)
	})
}

func (p picture) encode(e *encoder) {
	e.object(func() {
		e.key("h")
		e.number(p.Height)
		members(e, "n", p.Nodes)
		members(e, "e", p.Edges)
		if p.More > 0 {
			e.key("o")
			e.number(p.More)
		}
	})
}

func (n node) encode(e *encoder) {
	e.object(func() {
		e.key("x")
		e.number(n.X)
		e.key("y")
		e.number(n.Y)
		e.member("c", n.Class)
		e.member("k", n.Kind)
		e.member("t", n.Title)
		e.member("o", n.Note)
		e.member("u", n.Href)
		e.member("s", n.State)
	})
}

func (l edge) encode(e *encoder) {
	e.object(func() {
		for _, part := range [...]struct {
			name string
			at   int
		}{{"a", l.X1}, {"b", l.Y1}, {"x", l.X2}, {"y", l.Y2}} {
			e.key(part.name)
			e.number(part.at)
		}
		e.member("s", l.State)
	})
}

// encode leaves out what is empty at the end: [text, state, order, second line].
func (c cell) encode(e *encoder) {
	e.array(func() {
		e.text(c.Text)
		if c.State == "" && c.Order == 0 && c.Sub == "" {
			return
		}
		e.text(c.State)
		if c.Order == 0 && c.Sub == "" {
			return
		}
		e.number(c.Order)
		if c.Sub != "" {
			e.text(c.Sub)
		}
	})
}
