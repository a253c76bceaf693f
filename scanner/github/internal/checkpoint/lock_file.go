//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package checkpoint

import (
	"errors"
	"io/fs"
	"os"
)

// lock keeps other runs off the file until it is closed, by a file beside it, and fails where there is one.
func lock(_ *os.File, path string) (unlock func() error, err error) {
	name := path + ".lock"
	held, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, &Error{errInUse.message, errInUse.hint + "; if none is under way, delete the file that ends in .lock", true}
	case err != nil:
		return nil, err
	}
	return func() error { return errors.Join(held.Close(), os.Remove(name)) }, nil
}

// handOver has nothing to do: the lock is of the path.
func handOver(*os.File) error { return nil }
