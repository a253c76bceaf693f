package repository

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ErrTooLarge is returned, wrapped, by ReadFile for a file over its limit.
var ErrTooLarge = errors.New("file is too large")

// ReadFile reads the regular file name of fsys if it has at most limit bytes.
// The errors are those of fsys, and ErrTooLarge.
func ReadFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > limit {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, info.Size())
	}
	// That size may be a lie by the time of reading; the reader below decides.
	return readLimited(f, limit)
}

// readLimited reads what has at most limit bytes.
func readLimited(in io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}
