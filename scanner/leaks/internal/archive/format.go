package archive

import "bytes"

// format is a kind of archive or of compression, told by a content's first bytes and never by its name: what people call it, "" for none.
type format string

// signatures are the first bytes of formats, and where these stand. What cannot be opened is recognized, so that it can
// be said that it was not searched.
var signatures = []struct {
	offset int
	bytes  string
	format format
}{
	{0, "PK\x03\x04", "zip"},
	{0, "PK\x05\x06", "zip"}, // without files
	{0, "\x1f\x8b\x08", "gzip"},
	{0, "BZh", "bzip2"},
	{tarMagic, "ustar", "tar"},
	{0, "\xfd7zXZ\x00", "xz"},
	{0, "7z\xbc\xaf\x27\x1c", "7-Zip"},
	{0, "\x28\xb5\x2f\xfd", "Zstandard"},
	{0, "Rar!\x1a\x07", "RAR"},
	{0, "\x04\x22\x4d\x18", "LZ4"},
	{0, "LZIP\x01", "lzip"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office 97"},
	{0, "!<arch>\n", "ar"},
	{0, "MSCF\x00\x00\x00\x00", "Cabinet"},
}

// opener is what opens a format, nil for none.
func (f format) opener() func(o *opener, l *layer) error {
	switch f {
	case "zip":
		return (*opener).zip
	case "gzip":
		return (*opener).gzip
	case "bzip2":
		return (*opener).bzip2
	case "tar":
		return (*opener).tar
	}
	return nil
}

const (
	tarMagic = 257 // where a tar archive says that it is one
	// sniffed is how much of a content tells what it is, in bytes.
	sniffed = tarMagic + len("ustar")
	// bzip2Block is what the first block of a bzip2 file begins with, or its end if there is none, behind four bytes.
	bzip2Block, bzip2End = "1AY&SY", "\x17\x72\x45\x38\x50\x90"
)

// formatOf recognizes a content by its beginning.
func formatOf(beginning []byte) format {
	for _, s := range signatures {
		if len(beginning) < s.offset || !bytes.HasPrefix(beginning[s.offset:], []byte(s.bytes)) {
			continue
		}
		if s.format != "bzip2" || isBzip2(beginning) {
			return s.format
		}
	}
	return ""
}

// isBzip2 looks further than at three letters, with which a text may begin.
func isBzip2(beginning []byte) bool {
	if len(beginning) < 10 || beginning[3] < '1' || beginning[3] > '9' {
		return false
	}
	block := string(beginning[4:10])
	return block == bzip2Block || block == bzip2End
}

// Format is what people call the kind of archive or compression that a content is, "" for none, and whether Walk
// opens it.
func Format(content []byte) (name string, opened bool) {
	f := formatOf(content[:min(len(content), sniffed)])
	return string(f), f.opener() != nil
}
