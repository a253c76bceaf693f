// Package archive opens archives and compressed files (zip and what is one underneath, such as jar, whl, docx and nupkg; tar,
// gzip, bzip2) in memory, so that what is in them can be searched. They come from strangers: what opening one may cost
// is bounded, names are names and never places, and what was not opened is told.
package archive

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"strings"
)

// Separator stands between an archive's path and the name of a file in it, as with gitleaks.
const Separator = "!"

// Limits bounds what opening one content may cost.
type Limits struct {
	Layers int   // archives and compressions within each other; a .tar.gz is two
	Files  int   // files, with all those in archives within
	File   int64 // the largest file, in bytes
	Bytes  int64 // of everything that is unpacked, layer by layer
	Ratio  int64 // of these to the content's own, beyond the first mebibyte
}

// freeBytes may be unpacked whatever the ratio.
const freeBytes = 1 << 20

// maximumName is how much of a file's name is kept, in bytes.
const maximumName = 1 << 10

// Reason is why something was not opened, or not wholly.
type Reason string

// The reasons.
const (
	Encrypted Reason = "encrypted"
	TooLarge  Reason = "too large"
	TooMany   Reason = "too many files"
	TooDeep   Reason = "too deep"
	TooDense  Reason = "unpacks to too much"
	Damaged   Reason = "damaged"
	Unknown   Reason = "format is not opened"
)

// Skipped is something inside that was not given out, or not wholly.
type Skipped struct {
	Name   string // as for a file; "" for the content itself
	Format string // of an archive that was not opened, "" for a file
	Reason Reason
}

// Walk calls file with the name and content of each file in an archive or compressed content, and in those within; the content
// is only there until file returns. Names of files in archives within are joined by Separator; what is compressed alone
// adds no name, so that the name may be empty. It gives what was left out, and the error of file, which ends the walk.
func Walk(content []byte, limits Limits, file func(name string, content []byte) error) ([]Skipped, error) {
	o := &opener{limits: limits, file: file}
	o.left = min(limits.Bytes, freeBytes+limits.Ratio*int64(len(content)))
	err := o.open(&layer{in: bufio.NewReaderSize(bytes.NewReader(content), sniffed), content: content})
	if err != nil && o.stop == nil {
		o.skip("", formatOf(content[:min(len(content), sniffed)]), reasonOf(err))
	}
	return o.skipped, o.stop
}

// opener is one Walk.
type opener struct {
	limits  Limits
	file    func(name string, content []byte) error
	left    int64 // bytes that may still be unpacked
	files   int
	skipped []Skipped
	stop    error // of file
	content []byte
}

// layer is something that may be an archive.
type layer struct {
	name    string
	in      *bufio.Reader
	content []byte // all of it, if it is in memory already
	depth   int
}

var (
	errTooDense  = errors.New("unpacks to too much")
	errTooMany   = errors.New("too many files")
	errTooLarge  = errors.New("too large")
	errEncrypted = errors.New("encrypted")
	errUnknown   = errors.New("unknown method of compression")
)

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, errTooDense):
		return TooDense
	case errors.Is(err, errTooMany):
		return TooMany
	case errors.Is(err, errTooLarge):
		return TooLarge
	case errors.Is(err, errEncrypted):
		return Encrypted
	case errors.Is(err, errUnknown), errors.Is(err, zip.ErrAlgorithm):
		return Unknown
	}
	return Damaged
}

// maximumSkipped is how many things that were left out are named one by one.
const maximumSkipped = 100

func (o *opener) skip(name string, f format, reason Reason) {
	if len(o.skipped) < maximumSkipped {
		o.skipped = append(o.skipped, Skipped{name, string(f), reason})
	}
}

// isLast tells whether nothing more is opened, of the outermost content.
func isLast(err error) bool { return errors.Is(err, errTooDense) || errors.Is(err, errTooMany) }

// open gives out a file, or what is in an archive. Its error is of what it was read from.
func (o *opener) open(l *layer) error {
	beginning, _ := l.in.Peek(sniffed)
	f := formatOf(beginning)
	switch {
	case f == "":
		return o.plain(l)
	case f.opener() == nil:
		o.skip(l.name, f, Unknown)
		return nil
	case l.depth >= o.limits.Layers:
		o.skip(l.name, f, TooDeep)
		return nil
	}
	err := f.opener()(o, l)
	if err == nil || o.stop != nil || isLast(err) {
		return err
	}
	o.skip(l.name, f, reasonOf(err))
	return nil
}

// plain gives out a file. What can be read of a damaged one is given out all the same.
func (o *opener) plain(l *layer) error {
	if o.files++; o.files > o.limits.Files {
		return errTooMany
	}
	var err error
	o.content, err = readUpTo(o.content[:0], l.in, o.limits.File)
	if len(o.content) > 0 && !errors.Is(err, errTooLarge) {
		o.stop = o.file(l.name, o.content)
	}
	if o.stop != nil {
		return o.stop
	}
	return err
}

// readUpTo appends what can be read to out.
func readUpTo(out []byte, in io.Reader, limit int64) ([]byte, error) {
	b := bytes.NewBuffer(out)
	n, err := b.ReadFrom(io.LimitReader(in, limit+1))
	if n > limit {
		err = errTooLarge
	}
	return b.Bytes(), err
}

// unpacked counts what is unpacked.
type unpacked struct {
	*opener
	in io.Reader
}

func (u unpacked) Read(p []byte) (int, error) {
	if u.left <= 0 {
		return 0, errTooDense
	}
	n, err := u.in.Read(p[:min(int64(len(p)), u.left)])
	u.left -= int64(n)
	return n, err
}

// within opens what an archive has under a name, or what something compressed unpacks to.
func (o *opener) within(l *layer, name string, in io.Reader) error {
	if name != "" && l.name != "" {
		name = l.name + Separator + name
	} else if name == "" {
		name = l.name
	}
	return o.open(&layer{name: name, in: bufio.NewReaderSize(unpacked{o, in}, sniffed), depth: l.depth + 1})
}

func (o *opener) gzip(l *layer) error {
	in, err := gzip.NewReader(l.in)
	if err != nil {
		return err
	}
	return o.within(l, "", in)
}

func (o *opener) bzip2(l *layer) error { return o.within(l, "", bzip2.NewReader(l.in)) }

func (o *opener) tar(l *layer) error {
	archive := tar.NewReader(l.in)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		if header.Typeflag != tar.TypeReg && header.Typeflag != tar.TypeGNUSparse {
			continue
		}
		if err := o.entry(l, header.Name, archive); err != nil {
			return err
		}
	}
}

// entry opens a file of an archive. Its error ends the archive; one of the file alone does not.
func (o *opener) entry(l *layer, name string, in io.Reader) error {
	err := o.within(l, cleanName(name), in)
	switch {
	case o.stop != nil:
		return o.stop
	case isLast(err):
		return err
	case err != nil:
		o.skip(join(l.name, cleanName(name)), "", reasonOf(err))
	}
	return nil
}

func join(outer, name string) string {
	if outer == "" {
		return name
	}
	return outer + Separator + name
}

// cleanName makes a name that can be shown: names of archives are bytes of a stranger.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name[:min(len(name), maximumName)], "\uFFFD")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, name)
	if name == "" {
		return "?"
	}
	return name
}

// directoryEntry is what each file's entry in a zip archive's directory begins with.
var directoryEntry = []byte("PK\x01\x02")

// directories is how many more entries than files are allowed a zip archive may seem to have: those of archives in it count, too.
const directories = 4

func (o *opener) zip(l *layer) error {
	content := l.content
	if content == nil {
		var err error
		if content, err = readUpTo(nil, l.in, o.limits.File); err != nil {
			return err
		}
	}
	if bytes.Count(content, directoryEntry) > directories*o.limits.Files {
		return errTooMany // the directory is read at once
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	archive.RegisterDecompressor(methodBzip2, func(in io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(in)) })
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if err := o.zipped(l, f); err != nil {
			return err
		}
	}
	return nil
}

// methodBzip2 is the number that zip archives know bzip2 by.
const methodBzip2 = 12

// encryptedFlag says of a file in a zip archive that a password is needed.
const encryptedFlag = 1

func (o *opener) zipped(l *layer, f *zip.File) error {
	name := join(l.name, cleanName(f.Name))
	if f.Flags&encryptedFlag != 0 {
		o.skip(name, "", Encrypted)
		return nil
	}
	in, err := f.Open()
	if err != nil {
		o.skip(name, "", reasonOf(err))
		return nil
	}
	err = o.entry(l, f.Name, in)
	return errors.Join(err, in.Close())
}
