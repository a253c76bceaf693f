//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package checkpoint

import (
	"errors"
	"os"
	"syscall"
)

// lock keeps other runs off the file until it is closed, and fails where one is using it. A file system that knows
// no locks keeps nobody off.
func lock(file *os.File, _ string) (unlock func() error, err error) {
	if errors.Is(syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
		return nil, errInUse
	}
	return func() error { return nil }, nil // closing the file is enough
}

// handOver locks the file that takes the place of a locked one.
func handOver(file *os.File) error {
	_, err := lock(file, "")
	return err
}
