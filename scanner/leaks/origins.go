package leaks

import (
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
)

// Most of a new version of a file is in the version before, in which an earlier scan found nothing: only what changed is searched.

// origin is an object in which an earlier scan found nothing, and from which new ones were made.
type origin struct {
	object string
	reach  int // see detect.Reader
}

// before is an origin's content.
type before struct {
	object  string
	content []byte
}

// findOrigins finds for each object of a list the one of the past that stood under its path before, over as many new ones as there
// are between them.
func (c *scan) findOrigins(list *contents) {
	if !c.resumed {
		return
	}
	c.origins = map[string]origin{}
	names, before := &c.history.Objects, map[int32]int32{} // by number; history.None while nothing is known
	for _, number := range list.order {
		if object, ok := names.Find(list.names.Name(number)); ok {
			before[object] = history.None
		}
	}
	for object, old := range c.history.Origins {
		if known, isNew := before[object]; isNew && known == history.None {
			before[object] = old
		}
	}
	for object, old := range before {
		for range before { // a revert leads round in a circle
			next, isNew := before[old]
			if !isNew {
				break
			}
			old = next
		}
		c.addOrigin(names.Name(object), names.Name(old))
	}
}

func (c *scan) addOrigin(object, old string) {
	i, ok := c.past.Find(old)
	if !ok {
		return
	}
	if reach, ok := c.past.Kinds[i].Reach(); ok {
		c.origins[object] = origin{old, reach}
	}
}

// anOrigin stands for an item where an origin is to be read.
const anOrigin = -1

// withOrigins lists the objects of items, behind the origin of each unless that was the last one read anyway, and says which is whose.
func (c *scan) withOrigins(items []item) (objects []string, which []int) {
	last := ""
	for i, it := range items {
		if o, ok := c.origins[it.object]; ok && o.object != last {
			objects, which, last = append(objects, o.object), append(which, anOrigin), o.object
		}
		objects, which = append(objects, it.object), append(which, i)
	}
	return objects, which
}

// find finds what is in a text.
func (c *scan) find(r *detect.Reader, it item, text []byte, old before) ([]detect.Hit, error) {
	o, ok := c.origins[it.object]
	if !ok || o.object != old.object || old.content == nil {
		return r.FindFirst(text)
	}
	oldText, ok := detect.Readable(old.content)
	if !ok {
		return r.FindFirst(text)
	}
	return r.FindChanged(text, oldText, o.reach)
}

// reachOf is the reach of the text that a reader read last, 0 where it is not known.
func reachOf(r *detect.Reader) int {
	reach, _ := r.Reach()
	return reach
}
