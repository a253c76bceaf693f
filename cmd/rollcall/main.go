// Command rollcall calls the roll of the non-human identities of a repository: which
// machine credentials there are, what uses them, which policies they break, and what to fix first.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	if slices.Contains(os.Args, "scan") { // the other commands touch little memory
		preferLargePages()
	}
	boundMemory()
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a closed pipe ends the write, not the process: files half-written are removed
	ctx, stop := signal.NotifyContext(context.Background(), endings(signal.Ignored)...)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// endings are the signals that end a run; a terminal that closes ends it too, unless nohup said otherwise.
func endings(ignored func(os.Signal) bool) []os.Signal {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !ignored(syscall.SIGHUP) {
		ends = append(ends, syscall.SIGHUP)
	}
	return ends
}
