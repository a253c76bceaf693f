package pack

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

// inflater inflates one zlib stream after the other. It is for one goroutine.
type inflater struct {
	source bytes.Reader
	zlib   io.ReadCloser
}

func (f *inflater) reset(source []byte) error {
	f.source.Reset(source)
	if f.zlib == nil {
		var err error
		f.zlib, err = zlib.NewReader(&f.source)
		return err
	}
	return f.zlib.(zlib.Resetter).Reset(&f.source, nil)
}

var errLength = errors.New("another length than announced")

// exactly fills content from the stream at the beginning of source, which must hold no more, and
// whose checksum must be right.
func (f *inflater) exactly(content, source []byte) error {
	if err := f.reset(source); err != nil {
		return err
	}
	if _, err := io.ReadFull(f.zlib, content); err != nil {
		return err
	}
	var more [1]byte
	n, err := f.zlib.Read(more[:])
	switch {
	case n > 0:
		return errLength
	case err != io.EOF:
		return err
	}
	return nil
}

// some fills as much of content as the stream has.
func (f *inflater) some(content, source []byte) (int, error) {
	if err := f.reset(source); err != nil {
		return 0, err
	}
	return io.ReadFull(f.zlib, content)
}
