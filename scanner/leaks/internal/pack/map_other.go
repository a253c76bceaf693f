//go:build !unix

package pack

import (
	"io"
	"os"
)

// openFlags is empty where there is nothing to keep from.
const openFlags = 0

// mapFile reads a file into memory.
func mapFile(file *os.File) (data []byte, release func() error, err error) {
	data, err = io.ReadAll(file)
	return data, func() error { return nil }, err
}
