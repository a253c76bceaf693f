package state

import (
	"encoding/binary"
	"strconv"
)

// appendRows writes the changes, verdicts and opinions, the long lists of a state's head, as numbers of variable length: as JSON
// they take longer to read than all the rest.
func (h *Head) appendRows(out []byte) ([]byte, error) {
	number := func(n int) { out = binary.AppendVarint(out, int64(n)) }
	number(len(h.Changes))
	for _, c := range h.Changes {
		number(len(c))
		for _, n := range c {
			number(n)
		}
	}
	number(len(h.Verdicts))
	for _, v := range h.Verdicts {
		number(v.Path)
		number(v.Object)
		number(len(v.Hits))
		for _, hit := range v.Hits {
			rule, err := strconv.Atoi(hit.Rule)
			if err != nil {
				return nil, err
			}
			for _, n := range [...]int{hit.Hit, rule, hit.Value, hit.StartLine, hit.Line, hit.Column, flag(hit.Suppressed), flag(hit.Packed), hit.Inner} {
				number(n)
			}
		}
	}
	number(len(h.Opinions))
	for _, o := range h.Opinions {
		for _, n := range [...]int{o.Path, o.Object, o.Hit, o.Doubt, o.Score} {
			number(n)
		}
	}
	return out, nil
}

func flag(set bool) int {
	if set {
		return 1
	}
	return 0
}

// rowReader reads what appendRows wrote, from data that may be anything.
type rowReader struct {
	data []byte
	bad  bool
}

func (r *rowReader) number() int {
	n, size := binary.Varint(r.data)
	if size <= 0 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[size:]
	return int(n)
}

// length reads how many there are of something: of what takes a byte at least there cannot be more than bytes.
func (r *rowReader) length() int {
	n := r.number()
	if n < 0 || n > len(r.data) {
		r.bad, r.data = true, nil
		return 0
	}
	return n
}

// readRows tells whether the rows are all of data.
func (h *Head) readRows(data []byte) bool {
	r := &rowReader{data: data}
	h.Changes = make([][]int, r.length())
	for i := range h.Changes {
		c := make([]int, r.length())
		for k := range c {
			c[k] = r.number()
		}
		h.Changes[i] = c
	}
	h.Verdicts = make([]Verdict, r.length())
	for i := range h.Verdicts {
		h.Verdicts[i] = r.verdict()
	}
	h.Opinions = make([]Opinion, r.length())
	for i := range h.Opinions {
		h.Opinions[i] = Opinion{Path: r.number(), Object: r.number(), Hit: r.number(), Doubt: r.number(), Score: r.number()}
	}
	return !r.bad && len(r.data) == 0
}

func (r *rowReader) verdict() Verdict {
	v := Verdict{Path: r.number(), Object: r.number()}
	v.Hits = make([]Hit, r.length())
	for i := range v.Hits {
		v.Hits[i] = Hit{
			Hit: r.number(), Rule: strconv.Itoa(r.number()), Value: r.number(), StartLine: r.number(), Line: r.number(), Column: r.number(),
			Suppressed: r.number() != 0, Packed: r.number() != 0, Inner: r.number(),
		}
	}
	return v
}
