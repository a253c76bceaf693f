package classify

import (
	"cmp"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// match is a form that a value has.
type match struct {
	form *form
	text string // the part of the value that has the form
}

const (
	longestMatch = 8 << 10 // bytes of one form that are looked at
	mostAttempts = 256     // places in one value where a form is tried
)

// keyIndex finds the forms whose keys begin at a place of a text.
type keyIndex struct {
	starts [1 << 16 / 64]uint64 // a bit for each pair of bytes that begins a key
	forms  map[uint16][]*form   // by that pair
}

func pair(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }

func (k *keyIndex) add(f *form) {
	p := pair(f.key[0], f.key[1])
	k.starts[p/64] |= 1 << (p % 64)
	k.forms[p] = append(k.forms[p], f)
}

// at gives the forms that may have their key at the beginning of text.
func (k *keyIndex) at(text string) []*form {
	p := pair(text[0], text[1])
	if k.starts[p/64]&(1<<(p%64)) == 0 {
		return nil
	}
	return k.forms[p]
}

// recognise finds the form that says most about the value.
func recognise(value string, seen evidence) match {
	var best match
	attempts := 0
	for i := 0; i+1 < len(value); i++ {
		for _, f := range table().keys.at(value[i:]) {
			if !strings.HasPrefix(value[i:], f.key) || !f.counts(seen) || best.form != nil && !f.better(best.form) {
				continue
			}
			if attempts++; attempts > mostAttempts {
				return best
			}
			if text := f.match(value, i); text != "" {
				best = match{form: f, text: text}
			}
		}
	}
	return best
}

// counts says that the form is specific enough by itself, or that a name, rule or file supports it.
func (f *form) counts(seen evidence) bool {
	return !f.named || f.service == seen.rule || f.service == seen.name || f.service == seen.file
}

// match gives the part of the value that has the form and its key at i, "" when there is none.
func (f *form) match(value string, i int) string {
	if f.lead < 0 { // it may begin anywhere before its key
		value = value[max(0, i-longestMatch):min(len(value), i+longestMatch)]
		if found := f.pattern().FindStringSubmatch(value); found != nil {
			return found[1]
		}
		return ""
	}
	start := i - f.lead
	if start < 0 || f.bounded && start > 0 && isWord(value[start-1]) {
		return ""
	}
	found := f.pattern().FindStringSubmatch(value[start:min(len(value), start+longestMatch)])
	if found == nil {
		return ""
	}
	return found[1]
}

func isWord(b byte) bool { return b == '_' || isAlnum(rune(b)) }

// better says whether f tells more than other about a value that has both forms: a secret
// before what is public beside it, a service before a bucket, what a name or rule supports
// before what is only likely, then the form with more fixed text.
func (f *form) better(other *form) bool {
	return cmp.Or(
		nhi.CompareBools(!f.public, !other.public),
		nhi.CompareBools(!f.service.Fallback, !other.service.Fallback),
		nhi.CompareBools(f.named, other.named),
		cmp.Compare(f.weight, other.weight),
		cmp.Compare(other.order, f.order),
	) > 0
}
