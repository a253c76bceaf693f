// Command rollcall calls the roll of the non-human identities of a repository: which
// machine credentials there are, what uses them, which policies they break, and what to fix first.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// A scan is short and allocates much that it soon drops: collecting less often saves a third of its
// time. The limit makes the collector work as usual where a large repository needs memory.
const (
	gcPercent   = 400
	memoryLimit = 320 << 20
)

func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}
