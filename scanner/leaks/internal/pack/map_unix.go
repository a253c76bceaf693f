//go:build unix

package pack

import (
	"errors"
	"os"
	"syscall"
)

// openFlags keeps a pipe in a file's place from being waited for.
const openFlags = syscall.O_NONBLOCK

// mapFile maps a file into memory. A file that somebody shortens meanwhile would end the process, but
// git never changes a pack.
func mapFile(file *os.File) (data []byte, release func() error, err error) {
	info, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 || int64(int(info.Size())) != info.Size() {
		return nil, nil, errors.New("no regular file, or empty")
	}
	data, err = syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	return data, func() error { return syscall.Munmap(data) }, nil
}
