package githubtest

import (
	"context"
	"sync"
	"time"
)

// Clock is a clock that moves only when somebody waits. The zero value stands at a fixed time.
type Clock struct {
	mu    sync.Mutex
	slept time.Duration
}

var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return start.Add(c.slept)
}

// Wait moves the clock and returns at once, with the context's error if that has ended.
func (c *Clock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept += d
	return ctx.Err()
}

// Slept is how much time has gone by.
func (c *Clock) Slept() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slept
}
