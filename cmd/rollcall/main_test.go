package main

import (
	"os"
	"slices"
	"syscall"
	"testing"
)

// A terminal that closes ends a run, but not one that nohup started: that ignores the signal.
func TestNohupIsHeeded(t *testing.T) {
	for _, nohup := range []bool{false, true} {
		ends := endings(func(s os.Signal) bool { return nohup && s == syscall.SIGHUP })
		if got := slices.Contains(ends, os.Signal(syscall.SIGHUP)); got == nohup {
			t.Errorf("nohup %v: that SIGHUP ends a run is %v", nohup, got)
		}
	}
}
