package detect

import "sync"

// readers is those that wait to be used again. What a reader has learnt of expressions takes longer than many a text: a
// sync.Pool would have others for other processors, and forget them when garbage is collected.
type readers struct {
	mutex sync.Mutex
	idle  []*Reader
}

// Reader gives a reader, the one that was released last if there is one.
func (e *Engine) Reader() *Reader {
	e.readers.mutex.Lock()
	defer e.readers.mutex.Unlock()
	last := len(e.readers.idle) - 1
	if last < 0 {
		return newReader(e)
	}
	r := e.readers.idle[last]
	e.readers.idle = e.readers.idle[:last]
	return r
}

// Release takes back a reader that is needed no more.
func (e *Engine) Release(r *Reader) {
	e.readers.mutex.Lock()
	defer e.readers.mutex.Unlock()
	e.readers.idle = append(e.readers.idle, r)
}
