package leaks

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/archive"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// What one archive may cost to open. A .jar or a backup is within; what is beyond is a gap.
const (
	archiveLayers = 3 // a .tar.gz is two
	archiveFiles  = 10_000
	archiveFile   = 16 << 20  // bytes
	archiveBytes  = 256 << 20 // of all that is unpacked
	archiveRatio  = 100
)

// Why an archive was not searched, or not wholly.
var (
	errUnopened = errors.New("packed in a format that is not opened, or with a password")
	errPartly   = errors.New("more in an archive than is opened")
	errBroken   = errors.New("damaged archive")
)

// packedKinds is how a state file names why an archive was not searched.
var packedKinds = map[error]state.Kind{errUnopened: state.KindUnopened, errPartly: state.KindPartly, errBroken: state.KindBroken}

// whyPacked is the kind that an error makes of an archive; 0 for no error and for others.
func whyPacked(err error) state.Kind {
	for why, kind := range packedKinds {
		if errors.Is(err, why) {
			return kind
		}
	}
	return 0
}

// isPacked tells whether a content is an archive or something compressed.
func isPacked(content []byte) bool {
	format, _ := archive.Format(content)
	return format != ""
}

// isPDF tells whether a content is a PDF document: most of its text is compressed, and not searched.
func isPDF(content []byte) bool { return bytes.HasPrefix(content, []byte("%PDF-")) }

// unpack finds what is in the files of an archive. Those that are no text are not searched, as elsewhere.
func (c *scan) unpack(r *detect.Reader, o *outcome, content []byte) {
	if _, opened := archive.Format(content); !opened {
		o.err = errUnopened
		return
	}
	limits := archive.Limits{Layers: archiveLayers, Files: archiveFiles, File: min(archiveFile, c.opts.MaxFileSize), Bytes: archiveBytes, Ratio: archiveRatio}
	binary := false
	// The error is that of this function: the first ends what is found.
	skipped, err := archive.Walk(content, limits, func(name string, content []byte) error {
		text, ok := detect.Readable(content)
		if !ok {
			binary = true
			return nil
		}
		hits, err := r.FindFirst(text)
		for i := range hits {
			hits[i].Packed, hits[i].Inner = true, name
		}
		o.hits = append(o.hits, hits...)
		return err
	})
	o.binary = binary && len(o.hits) == 0
	if o.err = err; err == nil {
		o.err = whySkipped(skipped)
	}
}

// whySkipped sums up what of an archive was left out.
func whySkipped(skipped []archive.Skipped) error {
	has := func(reasons ...archive.Reason) bool {
		return slices.ContainsFunc(skipped, func(s archive.Skipped) bool { return slices.Contains(reasons, s.Reason) })
	}
	switch {
	case len(skipped) == 0:
		return nil
	case has(archive.Encrypted, archive.Unknown):
		return errUnopened
	case has(archive.Damaged):
		return errBroken
	}
	return errPartly
}

// innerPath is the path of what an archive of this path has under a name, "" for the file itself.
func innerPath(path, inner string) string {
	if inner == "" {
		return path
	}
	return path + archive.Separator + inner
}

// inner is the name that an exposure's file has in an archive, "" for none.
func (e *exposed) inner() string { return strings.TrimPrefix(e.path[len(e.file):], archive.Separator) }

// judgeInside is Judge for hits of which some may stand in files of an archive, each for itself.
func (c *scan) judgeInside(hits []detect.Hit, path string) []*detect.Hit {
	var counted []*detect.Hit
	for len(hits) > 0 {
		n := slices.IndexFunc(hits, func(h detect.Hit) bool { return h.Inner != hits[0].Inner })
		if n < 0 {
			n = len(hits)
		}
		counted = append(counted, c.rules.Judge(hits[:n], innerPath(path, hits[0].Inner))...)
		hits = hits[n:]
	}
	return counted
}
