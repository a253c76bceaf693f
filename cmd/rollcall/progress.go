package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress shows on a terminal how far the scan is. Its zero value shows nothing.
type progress struct {
	w    io.Writer // nil: not a terminal, or --quiet
	now  func() time.Time
	mu   sync.Mutex
	last time.Time
	open bool // a line is on the screen
}

// redraw is how often the line may change; more would flicker and cost.
const redraw = 100 * time.Millisecond

// step reports that done of total units were read; total 0 means not known.
func (p *progress) step(done, total int64, unit string) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.now(); now.Sub(p.last) >= redraw {
		p.last, p.open = now, true
		if total > 0 {
			fmt.Fprintf(p.w, "\r\x1b[Kscanning  %3d %%  %d of %d %s", done*100/total, done, total, unit)
			return
		}
		fmt.Fprintf(p.w, "\r\x1b[Kscanning  %d %s", done, unit)
	}
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.w != nil && p.open {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.open = false
	}
}
